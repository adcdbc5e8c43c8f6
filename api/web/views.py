"""What documents look like as pages, kept for the few that were looked at last: a comparison is narrowed, turned and
stepped through, and each time the same file is read."""

from __future__ import annotations

from functools import lru_cache

from drafts.view import View
from drafts.word.view import read_view

KEPT = 8
"""How many: a view of 100 pages takes some ten megabytes."""


@lru_cache(maxsize=KEPT)
def view_of(docx: bytes) -> View:
    """The view of a file. It is found by the file's own bytes, so that nobody is shown what they were not given."""
    return read_view(docx)
