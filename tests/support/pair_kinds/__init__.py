"""Kinds of change, a module a theme: each makes two files that differ by one change, and says how it must show."""
