"""An agreement that exists as a Word file, read into clauses: docs/explanation/import.md."""
