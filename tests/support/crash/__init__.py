"""Kills servers and databases in the middle of writes, and looks at what is left: ``make crash``."""
