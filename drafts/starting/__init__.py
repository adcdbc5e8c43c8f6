"""Agreements that do not begin empty: template agreements, and other agreements as precedents."""
