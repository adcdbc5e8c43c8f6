"""Clauses: typed records, their wording, and what prose needs. Pure: no Word, no database, no clock, no framework."""
