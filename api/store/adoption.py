"""Votes, execution versions and notices, as rows: each is added once and never changed."""

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
    String,
    Table,
    Text,
    func,
    insert,
    select,
)

from api.store.columns import CanonicalJson, UtcTime, metadata
from clauses.kinds.execution import ApprovingBody
from drafts.negotiation.votes import Vote


def _of_a_draft() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    )


votes = Table(
    "votes",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("draft_number", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("vote", CanonicalJson, nullable=False),
    Column("author", String(200), nullable=False),
    Column("party", String(40), nullable=True),
    Column("recorded_at", UtcTime, nullable=False),
    _of_a_draft(),
)

execution_versions = Table(
    "execution_versions",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("draft_number", Integer, primary_key=True, autoincrement=False),
    Column("effective_date", Date, nullable=True),
    Column("approved", CanonicalJson, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("docx", LargeBinary, nullable=False),
    _of_a_draft(),
)

notices = Table(
    "notices",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("draft_number", Integer, nullable=False),
    Column("given_on", Date, nullable=False),
    Column("ending", String(20), nullable=False),
    Column("summary", String(300), nullable=False),
    Column("ends", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("party", String(40), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    _of_a_draft(),
)


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """A vote on record: on which draft it was recorded, by whom and when."""

    agreement_id: str
    number: int
    draft_number: int
    vote: Vote
    author: str
    party: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ExecutionVersion:
    """What is signed of an adopted draft: the dates that were filled in, and its file without the bytes."""

    agreement_id: str
    draft_number: int
    effective_date: date | None
    approved: dict[ApprovingBody, date]
    text_hash: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A party's notice to end the agreement that draft ``draft_number`` made, and its last day by that."""

    agreement_id: str
    number: int
    draft_number: int
    given_on: date
    ending: str
    summary: str
    ends: date
    reason: str
    author: str
    party: str
    recorded_at: datetime


def insert_vote(connection: Connection, record: VoteRecord) -> None:
    """Add a vote to the record."""
    connection.execute(
        insert(votes),
        {
            "agreement_id": record.agreement_id,
            "number": record.number,
            "draft_number": record.draft_number,
            "text_hash": record.vote.text_hash,
            "vote": record.vote.model_dump(mode="json"),
            "author": record.author,
            "party": record.party,
            "recorded_at": record.recorded_at,
        },
    )


def list_votes(connection: Connection, agreement_id: str) -> tuple[VoteRecord, ...]:
    """Every vote of an agreement, in the order in which they were recorded."""
    query = select(votes).where(votes.c.agreement_id == agreement_id).order_by(votes.c.number)
    return tuple(
        VoteRecord(
            row.agreement_id,
            row.number,
            row.draft_number,
            Vote.model_validate(row.vote),
            row.author,
            row.party,
            row.recorded_at,
        )
        for row in connection.execute(query)
    )


def next_number(connection: Connection, table: Table, agreement_id: str) -> int:
    """The number of the next vote or notice of an agreement, from 1. Its row is to be held meanwhile."""
    last = connection.execute(select(func.max(table.c.number)).where(table.c.agreement_id == agreement_id))
    return (last.scalar_one() or 0) + 1


def insert_execution_version(connection: Connection, record: ExecutionVersion, docx: bytes) -> None:
    """Store what is signed of a draft, once."""
    connection.execute(
        insert(execution_versions),
        {
            "agreement_id": record.agreement_id,
            "draft_number": record.draft_number,
            "effective_date": record.effective_date,
            "approved": {body.value: day.isoformat() for body, day in record.approved.items()},
            "text_hash": record.text_hash,
            "sha256": record.sha256,
            "made_at": record.made_at,
            "docx": docx,
        },
    )


def find_execution_version(connection: Connection, agreement_id: str, number: int) -> ExecutionVersion | None:
    """What is signed of a draft, or None where no file of its own was written for that."""
    columns = [column for column in execution_versions.c if column.name != "docx"]
    row = connection.execute(select(*columns).where(*_of(agreement_id, number))).one_or_none()
    if row is None:
        return None
    approved = {ApprovingBody(body): date.fromisoformat(day) for body, day in row.approved.items()}
    return ExecutionVersion(
        row.agreement_id, row.draft_number, row.effective_date, approved, row.text_hash, row.sha256, row.made_at
    )


def execution_bytes(connection: Connection, agreement_id: str, number: int) -> bytes:
    """The exact bytes of a draft's execution version."""
    return connection.execute(select(execution_versions.c.docx).where(*_of(agreement_id, number))).scalar_one()


def insert_notice(connection: Connection, record: NoticeRecord) -> None:
    """Add a notice to the record."""
    connection.execute(insert(notices), {column.name: getattr(record, column.name) for column in notices.c})


def list_notices(connection: Connection, agreement_id: str) -> tuple[NoticeRecord, ...]:
    """Every notice of an agreement, in the order in which they were recorded."""
    query = select(notices).where(notices.c.agreement_id == agreement_id).order_by(notices.c.number)
    return tuple(NoticeRecord(**row._mapping) for row in connection.execute(query))


def _of(agreement_id: str, number: int) -> tuple[Any, ...]:
    return execution_versions.c.agreement_id == agreement_id, execution_versions.c.draft_number == number
