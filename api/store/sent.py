"""Files that were sent, as rows that never change: nothing here updates or deletes them, and the store refuses it
(api.store.protection).

Each is private to the side that sent it; whoever reads says which that is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    Text,
    insert,
    select,
)

from api.store.columns import CanonicalJson, UtcTime, metadata

sent_files = Table(
    "sent_files",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("draft_number", Integer, nullable=False),
    Column("against", Integer, nullable=True),
    Column("side", String(40), nullable=False),
    Column("author", String(200), nullable=False),
    Column("party", String(40), nullable=False),
    Column("recipients", CanonicalJson, nullable=False),
    Column("note", Text, nullable=False),
    Column("comments", Boolean, nullable=False),
    Column("tracked", Boolean, nullable=False),
    Column("report", CanonicalJson, nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("docx", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    ),
)


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A file that was sent, without its bytes."""

    id: str
    agreement_id: str
    draft_number: int
    against: int | None
    """The draft that it is a redline against; None for a clean copy."""
    side: str
    author: str
    """Who sent it."""
    party: str
    recipients: list[str]
    note: str
    comments: bool
    """Whether the shared comments went along."""
    tracked: bool
    """Whether the file tracks what its readers change."""
    report: dict[str, Any]
    """What the scrub removed and found, as ``drafts.render.scrubbed`` tells it."""
    file_name: str
    sha256: str
    size: int
    sent_at: datetime


_ABOUT = [column for column in sent_files.c if column.name != "docx"]


def insert_sent(connection: Connection, record: SentRecord, docx: bytes) -> None:
    """Store ``record`` and its bytes, for ever."""
    connection.execute(insert(sent_files), {**asdict(record), "docx": docx})


def find_sent(connection: Connection, agreement_id: str, sent_id: str, side: str) -> SentRecord | None:
    """A file that ``side`` sent, or None."""
    row = connection.execute(_of(agreement_id, side).where(sent_files.c.id == sent_id)).one_or_none()
    return None if row is None else _record(row)


def list_sent(connection: Connection, agreement_id: str, side: str) -> tuple[SentRecord, ...]:
    """Every file that ``side`` sent, oldest first."""
    query = _of(agreement_id, side).order_by(sent_files.c.sent_at, sent_files.c.id)
    return tuple(map(_record, connection.execute(query)))


def sent_bytes(connection: Connection, sent_id: str) -> bytes:
    """The exact bytes that were sent."""
    return connection.execute(select(sent_files.c.docx).where(sent_files.c.id == sent_id)).scalar_one()


def _of(agreement_id: str, side: str) -> Select[Any]:
    return select(*_ABOUT).where(sent_files.c.agreement_id == agreement_id, sent_files.c.side == side)


def _record(row: Row[Any]) -> SentRecord:
    return SentRecord(**row._asdict())
