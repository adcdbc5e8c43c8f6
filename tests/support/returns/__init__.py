"""Crafted returns: files as they come back, each with every difference and its exact label written beside it."""
