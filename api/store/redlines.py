"""Redlines that were made before, kept for the next reader. Nothing is lost when a row goes: they can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, String, Table, bindparam, delete, insert, select

from api.store.columns import CanonicalJson, UtcTime, metadata

redline_cache = Table(
    "redline_cache",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("docx", LargeBinary, nullable=False),
    Column("changes", CanonicalJson, nullable=False),
    Column("made_at", UtcTime, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class CachedRedline:
    """A proved redline and the same changes as data. ``key`` is the SHA-256 of everything that went in."""

    key: str
    docx: bytes
    changes: dict[str, Any]


_ONE = select(redline_cache).where(redline_cache.c.key == bindparam("key"))


def find_redline(connection: Connection, key: str) -> CachedRedline | None:
    """The redline of that key, or None."""
    row = connection.execute(_ONE, {"key": key}).one_or_none()
    return None if row is None else CachedRedline(row.key, row.docx, row.changes)


def keep_redline(connection: Connection, made: CachedRedline, at: datetime, keep: int) -> None:
    """Store ``made`` unless it is there, and let all but the ``keep`` newest go."""
    if keep == 0 or find_redline(connection, made.key) is not None:
        return
    connection.execute(
        insert(redline_cache), {"key": made.key, "docx": made.docx, "changes": made.changes, "made_at": at}
    )
    newest = select(redline_cache.c.key).order_by(redline_cache.c.made_at.desc(), redline_cache.c.key).limit(keep)
    connection.execute(delete(redline_cache).where(redline_cache.c.key.not_in(newest)))
