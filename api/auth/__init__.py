"""Who asks, and what they may: accounts, credentials, the table of access, and the guard in front of every route."""
