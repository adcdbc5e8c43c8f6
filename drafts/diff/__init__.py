"""Comparison of blocks and tokens. Knows no XML: what a token or a format is, only its reader knows."""
