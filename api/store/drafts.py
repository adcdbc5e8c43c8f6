"""Drafts, as rows: immutable once saved, with the exact bytes that were written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)

from api.store.columns import CanonicalJson, UtcTime, metadata
from clauses.status import Status
from drafts.house_style import DEFAULT, HouseStyle

drafts = Table(
    "drafts",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("label", String(200), nullable=False),
    Column("dated", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("came_from", Integer, nullable=True),
    Column("author", String(200), nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("findings", CanonicalJson, nullable=False),
    Column("docx", LargeBinary, nullable=False),
    Column("house_style", CanonicalJson, nullable=False),
    Column("status", String(20), nullable=False),
    ForeignKeyConstraint(["agreement_id"], ["agreements.id"], ondelete="RESTRICT"),
    ForeignKeyConstraint(["agreement_id", "came_from"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"),
)

draft_clauses = Table(
    "draft_clauses",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("draft_number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("clause_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    ),
    ForeignKeyConstraint(
        ["clause_id", "revision"], ["clause_revisions.clause_id", "clause_revisions.number"], ondelete="RESTRICT"
    ),
)


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A saved draft without its bytes. ``clauses`` are (clause id, revision number) in order."""

    agreement_id: str
    number: int
    label: str
    dated: date
    note: str
    came_from: int | None
    author: str
    saved_at: datetime
    text_hash: str
    sha256: str
    size: int
    findings: tuple[dict[str, Any], ...]
    clauses: tuple[tuple[str, int], ...]
    house: HouseStyle = DEFAULT
    """The style that it was written in."""
    status: Status = Status.WORKING
    """What it was saved as."""


_ABOUT = [column for column in drafts.c if column.name != "docx"]
_OF_AGREEMENT = drafts.c.agreement_id == bindparam("agreement_id")
_ONE = select(*_ABOUT).where(_OF_AGREEMENT, drafts.c.number == bindparam("number"))
_ALL = select(*_ABOUT).where(_OF_AGREEMENT).order_by(drafts.c.number)
_LAST = select(func.max(drafts.c.number)).where(_OF_AGREEMENT)
_NEWEST = (
    select(drafts.c.number).where(_OF_AGREEMENT).order_by(drafts.c.saved_at.desc(), drafts.c.number.desc()).limit(1)
)
_BYTES = select(drafts.c.docx).where(_OF_AGREEMENT, drafts.c.number == bindparam("number"))
_CLAUSES = (
    select(draft_clauses.c.draft_number, draft_clauses.c.clause_id, draft_clauses.c.revision)
    .where(draft_clauses.c.agreement_id == bindparam("agreement_id"))
    .order_by(draft_clauses.c.draft_number, draft_clauses.c.place)
)


def insert_draft(connection: Connection, record: DraftRecord, docx: bytes) -> None:
    """Store ``record``, its bytes and the revisions that it was made of."""
    connection.execute(
        insert(drafts),
        {
            "agreement_id": record.agreement_id,
            "number": record.number,
            "label": record.label,
            "dated": record.dated,
            "note": record.note,
            "came_from": record.came_from,
            "author": record.author,
            "saved_at": record.saved_at,
            "text_hash": record.text_hash,
            "sha256": record.sha256,
            "size": record.size,
            "findings": list(record.findings),
            "house_style": record.house.model_dump(mode="json"),
            "status": record.status.value,
            "docx": docx,
        },
    )
    rows = [
        {
            "agreement_id": record.agreement_id,
            "draft_number": record.number,
            "place": place,
            "clause_id": clause_id,
            "revision": revision,
        }
        for place, (clause_id, revision) in enumerate(record.clauses, start=1)
    ]
    connection.execute(insert(draft_clauses), rows)


def find_draft(connection: Connection, agreement_id: str, number: int) -> DraftRecord | None:
    """The draft of that number, or None."""
    row = connection.execute(_ONE, {"agreement_id": agreement_id, "number": number}).one_or_none()
    if row is None:
        return None
    its = _CLAUSES.where(draft_clauses.c.draft_number == number)
    rows = connection.execute(its, {"agreement_id": agreement_id})
    return _record(row, tuple((each.clause_id, each.revision) for each in rows))


def list_drafts(connection: Connection, agreement_id: str) -> tuple[DraftRecord, ...]:
    """Every draft of an agreement, by number."""
    clauses: dict[int, list[tuple[str, int]]] = {}
    for each in connection.execute(_CLAUSES, {"agreement_id": agreement_id}):
        clauses.setdefault(each.draft_number, []).append((each.clause_id, each.revision))
    rows = connection.execute(_ALL, {"agreement_id": agreement_id})
    return tuple(_record(row, tuple(clauses.get(row.number, ()))) for row in rows)


def last_number(connection: Connection, agreement_id: str) -> int | None:
    """The highest draft number of an agreement, or None."""
    return connection.execute(_LAST, {"agreement_id": agreement_id}).scalar_one()


def newest(connection: Connection, agreement_id: str) -> int | None:
    """The number of the draft saved last, or None. A branch may bear a higher number than it."""
    return connection.execute(_NEWEST, {"agreement_id": agreement_id}).scalar_one_or_none()


def draft_bytes(connection: Connection, agreement_id: str, number: int) -> bytes:
    """The exact bytes that were written when the draft was saved."""
    return connection.execute(_BYTES, {"agreement_id": agreement_id, "number": number}).scalar_one()


def _record(row: Row[Any], clauses: tuple[tuple[str, int], ...]) -> DraftRecord:
    return DraftRecord(
        agreement_id=row.agreement_id,
        number=row.number,
        label=row.label,
        dated=row.dated,
        note=row.note,
        came_from=row.came_from,
        author=row.author,
        saved_at=row.saved_at,
        text_hash=row.text_hash,
        sha256=row.sha256,
        size=row.size,
        findings=tuple(row.findings),
        house=HouseStyle.model_validate(row.house_style),
        status=Status(row.status),
        clauses=clauses,
    )
