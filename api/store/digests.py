"""What is mailed to an account about what waits for it: whether it wants that, and up to when it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, insert, select, update

from api.store.columns import UtcTime, metadata

digests = Table(
    "digests",
    metadata,
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("wanted", String(10), nullable=False),
    Column("sent_at", UtcTime, nullable=True),
)


@dataclass(frozen=True, slots=True)
class DigestRecord:
    """``wanted`` is how often; ``sent_at`` is the moment up to which all was told, None before the first mail."""

    user_id: str
    wanted: str
    sent_at: datetime | None


def find_digest(connection: Connection, user_id: str) -> DigestRecord | None:
    """What is known of an account; None where it never chose and was never told anything."""
    row = connection.execute(select(digests).where(digests.c.user_id == user_id)).one_or_none()
    return None if row is None else DigestRecord(row.user_id, row.wanted, row.sent_at)


def put_wanted(connection: Connection, user_id: str, wanted: str) -> None:
    """Keep how often an account wants mail."""
    changed = connection.execute(update(digests).where(digests.c.user_id == user_id).values(wanted=wanted))
    if not changed.rowcount:
        connection.execute(insert(digests).values(user_id=user_id, wanted=wanted, sent_at=None))


def set_sent(
    connection: Connection, user_id: str, wanted: str, before: datetime | None, sent_at: datetime | None
) -> bool:
    """Move the moment up to which an account was told from ``before`` to ``sent_at``; whether it still was that."""
    if before is None and find_digest(connection, user_id) is None:
        connection.execute(insert(digests).values(user_id=user_id, wanted=wanted, sent_at=sent_at))
        return True
    there = digests.c.sent_at.is_(None) if before is None else digests.c.sent_at == before
    changed = connection.execute(update(digests).where(digests.c.user_id == user_id, there).values(sent_at=sent_at))
    return changed.rowcount == 1
