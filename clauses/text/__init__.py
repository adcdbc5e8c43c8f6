"""Tokens and edit scripts of prose, three-way merge, and the provenance of words."""
