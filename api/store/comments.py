"""Threads of comments, as rows. A thread with a side is private to it; whether a caller may see one is for the service
to say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from api.store.columns import UtcTime, metadata
from api.store.reader import Why, seeing_all

threads = Table(
    "threads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("clause_id", String(64), ForeignKey("clauses.id", ondelete="RESTRICT"), nullable=True),
    Column("revision", Integer, nullable=True),
    Column("proposal_id", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), nullable=True),
    Column("side", String(40), nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("resolved_by", String(200), nullable=True),
    Column("resolved_at", UtcTime, nullable=True),
)

comments = Table(
    "comments",
    metadata,
    Column("thread_id", String(64), ForeignKey("threads.id", ondelete="RESTRICT"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("author", String(200), nullable=False),
    Column("party", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """A comment; ``place`` counts from 1 in its thread."""

    thread_id: str
    place: int
    author: str
    party: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadRecord:
    """A thread about a clause, whose ``revision`` stood when it began, or about a proposal. ``side`` is None for one
    that is shared."""

    id: str
    agreement_id: str
    clause_id: str | None
    revision: int | None
    proposal_id: str | None
    side: str | None
    at: datetime
    resolved_by: str | None = None
    resolved_at: datetime | None = None


def insert_thread(connection: Connection, record: ThreadRecord) -> None:
    """Store a thread, without comments yet."""
    connection.execute(insert(threads), asdict(record))


def insert_comment(connection: Connection, record: CommentRecord) -> None:
    """Store a comment at its place. The caller holds the agreement's row."""
    connection.execute(insert(comments), asdict(record))


def set_resolved(connection: Connection, thread_id: str, by: str | None, at: datetime | None) -> None:
    """Store who resolved a thread and when, or that it is open again."""
    connection.execute(update(threads).where(threads.c.id == thread_id).values(resolved_by=by, resolved_at=at))


def find_thread(connection: Connection, agreement_id: str, thread_id: str) -> ThreadRecord | None:
    """A thread of the agreement, or None."""
    row = connection.execute(_of(agreement_id).where(threads.c.id == thread_id)).one_or_none()
    return None if row is None else _thread(row)


def has_threads(connection: Connection, agreement_id: str) -> bool:
    """Whether anybody ever wrote a comment, seen or not."""
    with seeing_all(connection, Why.BEGUN):
        return connection.execute(_of(agreement_id).limit(1)).first() is not None


def list_threads(connection: Connection, agreement_id: str) -> tuple[ThreadRecord, ...]:
    """All threads of an agreement, oldest first."""
    return tuple(map(_thread, connection.execute(_of(agreement_id).order_by(threads.c.at, threads.c.id))))


def list_comments(connection: Connection, thread_id: str) -> tuple[CommentRecord, ...]:
    """The comments of a thread, oldest first."""
    rows = connection.execute(select(comments).where(comments.c.thread_id == thread_id).order_by(comments.c.place))
    return tuple(CommentRecord(row.thread_id, row.place, row.author, row.party, row.text, row.at) for row in rows)


def comments_of_threads(
    connection: Connection, agreement_id: str, ids: Collection[str]
) -> dict[str, tuple[CommentRecord, ...]]:
    """The comments of those threads of the agreement, oldest first."""
    query = select(comments).join(threads, threads.c.id == comments.c.thread_id)
    query = query.where(threads.c.agreement_id == agreement_id, threads.c.id.in_(ids))
    rows = connection.execute(query.order_by(comments.c.thread_id, comments.c.place))
    found: dict[str, list[CommentRecord]] = {}
    for row in rows:
        found.setdefault(row.thread_id, []).append(CommentRecord(**row._mapping))
    return {thread_id: tuple(each) for thread_id, each in found.items()}


def _of(agreement_id: str) -> Select[Any]:
    return select(threads).where(threads.c.agreement_id == agreement_id)


def _thread(row: Row[Any]) -> ThreadRecord:
    return ThreadRecord(
        id=row.id,
        agreement_id=row.agreement_id,
        clause_id=row.clause_id,
        revision=row.revision,
        proposal_id=row.proposal_id,
        side=row.side,
        at=row.at,
        resolved_by=row.resolved_by,
        resolved_at=row.resolved_at,
    )
