"""The tests of Counterpart."""
