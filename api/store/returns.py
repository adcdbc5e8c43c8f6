"""Files that came back and how their changes were answered, as rows that never change: the store refuses it.

Each is private to the side that took it back; whoever reads says which that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
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
    UniqueConstraint,
    insert,
    select,
)

from api.store.columns import CanonicalJson, UtcTime, metadata

returned_files = Table(
    "returned_files",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False),
    Column("side", String(40), nullable=False),
    Column("sent_id", String(64), ForeignKey("sent_files.id", ondelete="RESTRICT"), nullable=True),
    Column("draft_number", Integer, nullable=False),
    Column("returner", String(200), nullable=False),
    Column("returner_party", String(40), nullable=False),
    Column("entered_by", String(200), nullable=False),
    Column("entered_for", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("found", CanonicalJson, nullable=False),
    Column("docx", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    ),
    UniqueConstraint("agreement_id", "side", "sha256"),
)

return_answers = Table(
    "return_answers",
    metadata,
    Column("return_id", String(64), ForeignKey("returned_files.id", ondelete="RESTRICT"), primary_key=True),
    Column("change", Integer, primary_key=True, autoincrement=False),
    Column("answer", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("party", String(40), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("proposal_id", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), nullable=True),
    Column("counter_id", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), nullable=True),
)


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """A file that came back, without its bytes. ``found`` is what was found in it then, in its JSON form."""

    id: str
    agreement_id: str
    side: str
    sent_id: str | None
    """The file that it answers; None where that is a draft that was not sent from here."""
    draft_number: int
    returner: str
    """Who sent it back, as far as is known."""
    returner_party: str
    entered_by: str
    entered_for: str
    note: str
    file_name: str
    sha256: str
    size: int
    received_at: datetime
    found: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """How one change was answered, for good."""

    return_id: str
    change: int
    answer: str
    note: str
    by: str
    party: str
    at: datetime
    proposal_id: str | None = None
    """The proposal that the change became."""
    counter_id: str | None = None
    """Our own, which answers it."""


_ABOUT = [column for column in returned_files.c if column.name != "docx"]


def insert_return(connection: Connection, record: ReturnRecord, docx: bytes) -> None:
    """Store ``record`` and its bytes, for ever. Raises IntegrityError for bytes that the side has taken back before."""
    connection.execute(insert(returned_files), {**asdict(record), "docx": docx})


def insert_answers(connection: Connection, records: Iterable[AnswerRecord]) -> None:
    """Store answers. The caller holds the agreement's row."""
    connection.execute(insert(return_answers), [asdict(each) for each in records])


def find_return(connection: Connection, agreement_id: str, return_id: str, side: str) -> ReturnRecord | None:
    """A file that ``side`` took back, or None."""
    row = connection.execute(_of(agreement_id, side).where(returned_files.c.id == return_id)).one_or_none()
    return None if row is None else _record(row)


def find_same(connection: Connection, agreement_id: str, sha256: str, side: str) -> ReturnRecord | None:
    """What ``side`` took back of these very bytes, or None."""
    row = connection.execute(_of(agreement_id, side).where(returned_files.c.sha256 == sha256)).one_or_none()
    return None if row is None else _record(row)


def list_returns(connection: Connection, agreement_id: str, side: str) -> tuple[ReturnRecord, ...]:
    """Every file that ``side`` took back, oldest first."""
    query = _of(agreement_id, side).order_by(returned_files.c.received_at, returned_files.c.id)
    return tuple(map(_record, connection.execute(query)))


def return_bytes(connection: Connection, return_id: str) -> bytes:
    """The exact bytes that came back."""
    return connection.execute(select(returned_files.c.docx).where(returned_files.c.id == return_id)).scalar_one()


def list_answers(connection: Connection, return_id: str) -> dict[int, AnswerRecord]:
    """The answers to a file's changes, by their numbers."""
    rows = connection.execute(select(return_answers).where(return_answers.c.return_id == return_id))
    return {row.change: AnswerRecord(**row._asdict()) for row in rows}


def _of(agreement_id: str, side: str) -> Select[Any]:
    return select(*_ABOUT).where(returned_files.c.agreement_id == agreement_id, returned_files.c.side == side)


def _record(row: Row[Any]) -> ReturnRecord:
    return ReturnRecord(**row._asdict())
