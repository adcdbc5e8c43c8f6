"""Redlines that were made before, kept for the next reader. Nothing is lost when a row goes: they can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Row, String, Table, bindparam, delete, insert, select

from api.store.columns import CanonicalJson, UtcTime, metadata
from api.store.reader import Why, seeing_all

redline_cache = Table(
    "redline_cache",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("docx", LargeBinary, nullable=False),
    Column("changes", CanonicalJson, nullable=False),
    Column("made_at", UtcTime, nullable=False, index=True),
    Column("agreement_id", String(64), nullable=True),
    Column("side", String(40), nullable=True),
)


@dataclass(frozen=True, slots=True)
class CachedRedline:
    """A proved redline and the same changes as data. ``key`` is the SHA-256 of everything that went in, and of whose it
    is: of a working draft, ``private_to`` its agreement and side."""

    key: str
    docx: bytes
    changes: dict[str, Any]
    private_to: tuple[str, str] | None = None


_ONE = select(redline_cache).where(redline_cache.c.key == bindparam("key"))


def find_redline(connection: Connection, key: str) -> CachedRedline | None:
    """The redline of that key, or None."""
    row = connection.execute(_ONE, {"key": key}).one_or_none()
    return None if row is None else CachedRedline(row.key, row.docx, row.changes, _private_to(row))


def keep_redline(connection: Connection, made: CachedRedline, at: datetime, keep: int) -> None:
    """Store ``made`` unless it is there, and let all but the ``keep`` newest go."""
    if keep == 0 or find_redline(connection, made.key) is not None:
        return
    agreement_id, side = made.private_to or (None, None)
    whose = {"agreement_id": agreement_id, "side": side}
    connection.execute(
        insert(redline_cache), {"key": made.key, "docx": made.docx, "changes": made.changes, "made_at": at, **whose}
    )
    newest = select(redline_cache.c.key).order_by(redline_cache.c.made_at.desc(), redline_cache.c.key).limit(keep)
    with seeing_all(connection, Why.FORGET):
        connection.execute(delete(redline_cache).where(redline_cache.c.key.not_in(newest)))


def _private_to(row: Row[Any]) -> tuple[str, str] | None:
    return None if row.side is None else (row.agreement_id, row.side)
