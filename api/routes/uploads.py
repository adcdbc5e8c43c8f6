"""Files that a form brings."""

from __future__ import annotations

from typing import Final

from fastapi import UploadFile

from clauses.errors import LimitExceeded

PRIVATE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""The headers of every answer that is made of an upload: nobody keeps it."""


def read_upload(upload: UploadFile, name: str, limit: int) -> bytes:
    """The bytes of an upload; no more than ``limit`` and one are read. Raises LimitExceeded."""
    content = upload.file.read(limit + 1)
    if len(content) > limit:
        raise LimitExceeded(f'The file "{name}" is larger than {limit} bytes.', "max_upload_mb")
    return content
