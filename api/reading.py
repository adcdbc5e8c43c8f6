"""Which of two files a refusal is about: the engine reads both, and its refusal names a part and not a file."""

from __future__ import annotations

from datetime import UTC, datetime

from clauses.errors import RedlineRefused, UnreadableFile
from drafts.redline import redline


def is_readable(docx: bytes) -> bool:
    """Whether the engine can read all of ``docx``. It is compared with itself for that: ask only after a refusal."""
    try:
        redline(docx, docx, author="Counterpart", at=datetime(2000, 1, 1, tzinfo=UTC))
    except RedlineRefused:
        return True
    except UnreadableFile:
        return False
    return True
