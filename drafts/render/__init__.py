"""A ChangeSet or Document as HTML, Markdown and JSON."""
