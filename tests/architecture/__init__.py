"""The shape of the house: tests that fail when a wall is walked through or something public is undocumented."""
