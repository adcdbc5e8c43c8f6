"""Drafts: clause records in, Word files and proved redlines out. Pure: no clock, no database, no framework."""
