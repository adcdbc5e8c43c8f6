"""The only place that knows WordprocessingML: reading, writing, resolving, linting and guarding .docx packages."""
