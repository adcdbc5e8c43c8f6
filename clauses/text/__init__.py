"""Tokens and edit scripts of prose."""
