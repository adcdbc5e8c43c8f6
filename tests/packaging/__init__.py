"""The package that is handed out."""
