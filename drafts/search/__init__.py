"""Searching an agreement: a query in a small language, and what of each clause answers it."""
