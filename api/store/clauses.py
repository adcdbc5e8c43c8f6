"""Clauses in their order, and their chains of revisions, as rows. A revision is never changed and never deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    exists,
    insert,
    select,
    update,
)

from api.store.agreements import rename_clauses_state
from api.store.columns import UtcTime, columns_of, metadata
from api.store.drafts import draft_clauses
from api.store.revisions import RevisionRecord, revision_columns, revision_record

clauses = Table(
    "clauses",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("current", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("removed_at", UtcTime, nullable=True),
)

clause_revisions = Table(
    "clause_revisions",
    metadata,
    Column("clause_id", String(64), ForeignKey("clauses.id", ondelete="RESTRICT"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *revision_columns(),
)


_CURRENT = (
    select(clause_revisions)
    .join(
        clauses,
        and_(clauses.c.id == clause_revisions.c.clause_id, clauses.c.current == clause_revisions.c.number),
    )
    .where(clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.removed_at.is_(None))
    .order_by(clauses.c.place)
)
_HISTORY = (
    select(clause_revisions)
    .join(clauses, clauses.c.id == clause_revisions.c.clause_id)
    .where(clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.id == bindparam("clause_id"))
    .order_by(clause_revisions.c.number)
)
_ALL = (
    select(clause_revisions)
    .join(clauses, clauses.c.id == clause_revisions.c.clause_id)
    .where(clauses.c.agreement_id == bindparam("agreement_id"))
    .order_by(clauses.c.id, clause_revisions.c.number)
)
_OF_DRAFTS = select(clause_revisions).where(
    exists().where(
        draft_clauses.c.agreement_id == bindparam("agreement_id"),
        draft_clauses.c.draft_number.in_(bindparam("numbers", expanding=True)),
        draft_clauses.c.clause_id == clause_revisions.c.clause_id,
        draft_clauses.c.revision == clause_revisions.c.number,
    )
)
_REMOVALS = select(clauses.c.id, clauses.c.removed_at).where(
    clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.removed_at.is_not(None)
)
_SAID = (
    select(
        clause_revisions.c.clause_id,
        clause_revisions.c.number,
        clause_revisions.c.author,
        clause_revisions.c.party,
        clause_revisions.c.rationale,
    )
    .join(clauses, clauses.c.id == clause_revisions.c.clause_id)
    .where(clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.removed_at.is_(None))
    .order_by(clause_revisions.c.clause_id, clause_revisions.c.number)
)
_HASHES = (
    select(clauses.c.id, clauses.c.current, clause_revisions.c.content_hash)
    .join(
        clause_revisions,
        and_(clause_revisions.c.clause_id == clauses.c.id, clause_revisions.c.number == clauses.c.current),
    )
    .where(clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.removed_at.is_(None))
    .order_by(clauses.c.place)
)
_VERSIONS = (
    select(clause_revisions.c.clause_id, clause_revisions.c.number, clause_revisions.c.content_hash)
    .join(clauses, clauses.c.id == clause_revisions.c.clause_id)
    .where(clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.removed_at.is_(None))
    .order_by(clause_revisions.c.clause_id, clause_revisions.c.number)
)
_ELSEWHERE = (
    select(clauses.c.id)
    .where(
        clauses.c.id.in_(bindparam("clause_ids", expanding=True)), clauses.c.agreement_id != bindparam("agreement_id")
    )
    .limit(1)
)
_ORDER = (
    select(clauses.c.id)
    .where(clauses.c.agreement_id == bindparam("agreement_id"), clauses.c.removed_at.is_(None))
    .order_by(clauses.c.place)
)


def current_revisions(connection: Connection, agreement_id: str) -> tuple[RevisionRecord, ...]:
    """The current revision of every clause that stands in the agreement, in order; one statement, so one moment."""
    return tuple(map(revision_record, connection.execute(_CURRENT, {"agreement_id": agreement_id})))


def standing_hashes(connection: Connection, agreement_id: str) -> tuple[tuple[str, int, str], ...]:
    """(clause id, revision, content hash) of every clause that stands in the agreement, in order."""
    rows = connection.execute(_HASHES, {"agreement_id": agreement_id})
    return tuple((row.id, row.current, row.content_hash) for row in rows)


def standing_versions(connection: Connection, agreement_id: str) -> dict[str, tuple[tuple[int, str], ...]]:
    """(revision, content hash) of every revision of each clause that stands, oldest first, by clause."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row in connection.execute(_VERSIONS, {"agreement_id": agreement_id}):
        found.setdefault(row.clause_id, []).append((row.number, row.content_hash))
    return {clause_id: tuple(each) for clause_id, each in found.items()}


def revisions(connection: Connection, agreement_id: str, clause_id: str) -> tuple[RevisionRecord, ...]:
    """All revisions of a clause of the agreement, oldest first, also of a removed one; empty when there is none."""
    return tuple(
        map(revision_record, connection.execute(_HISTORY, {"agreement_id": agreement_id, "clause_id": clause_id}))
    )


def all_revisions(connection: Connection, agreement_id: str) -> tuple[RevisionRecord, ...]:
    """Every revision of every clause of the agreement, also of removed ones: clause by clause, oldest first."""
    return tuple(map(revision_record, connection.execute(_ALL, {"agreement_id": agreement_id})))


def find_elsewhere(connection: Connection, agreement_id: str, clause_ids: Collection[str]) -> str | None:
    """One of ``clause_ids`` that is the identity of a clause of another agreement, or None."""
    which = {"clause_ids": list(clause_ids), "agreement_id": agreement_id}
    return connection.execute(_ELSEWHERE, which).scalar_one_or_none()


def draft_revisions(
    connection: Connection, agreement_id: str, numbers: Collection[int]
) -> dict[tuple[str, int], RevisionRecord]:
    """The revisions that stood and that the drafts of these numbers were made of, each once, by clause and number; what
    a draft carries beside them is :func:`api.store.overlays.find_overlay`."""
    rows = connection.execute(_OF_DRAFTS, {"agreement_id": agreement_id, "numbers": sorted(numbers)})
    return {(row.clause_id, row.number): revision_record(row) for row in rows}


def standing_authorship(
    connection: Connection, agreement_id: str
) -> dict[str, tuple[tuple[int, str, str | None, str | None], ...]]:
    """(number, author, party, rationale) of every revision of each clause that stands, oldest first."""
    said: dict[str, list[tuple[int, str, str | None, str | None]]] = {}
    for row in connection.execute(_SAID, {"agreement_id": agreement_id}):
        said.setdefault(row.clause_id, []).append((row.number, row.author, row.party, row.rationale))
    return {clause_id: tuple(rows) for clause_id, rows in said.items()}


def removals(connection: Connection, agreement_id: str) -> dict[str, datetime]:
    """When each clause that stands no more was taken out."""
    return {row.id: row.removed_at for row in connection.execute(_REMOVALS, {"agreement_id": agreement_id})}


def clause_order(connection: Connection, agreement_id: str) -> list[str]:
    """The ids of the standing clauses, in order."""
    return list(connection.execute(_ORDER, {"agreement_id": agreement_id}).scalars())


def insert_clause(connection: Connection, agreement_id: str, first: RevisionRecord) -> None:
    """Store a clause with its first revision, at no particular place: :func:`set_order` comes next."""
    connection.execute(
        insert(clauses), {"id": first.clause_id, "agreement_id": agreement_id, "current": first.number, "place": 0}
    )
    _insert_revision(connection, first)
    rename_clauses_state(connection, agreement_id)


def insert_next(connection: Connection, agreement_id: str, revision: RevisionRecord) -> bool:
    """Store ``revision`` if the clause stands and its current revision is the one before; whether it was so."""
    if not compare_and_set(connection, agreement_id, revision.clause_id, revision.number - 1, revision.number):
        return False
    _insert_revision(connection, revision)
    rename_clauses_state(connection, agreement_id)
    return True


def compare_and_set(connection: Connection, agreement_id: str, clause_id: str, seen: int, number: int) -> bool:
    """Make ``number`` the current revision if ``seen`` still is; whether it was. The same number only asserts."""
    changed = connection.execute(_standing(agreement_id, clause_id, seen).values(current=number))
    return changed.rowcount == 1


def remove_clause(connection: Connection, agreement_id: str, clause_id: str, seen: int, at: datetime) -> bool:
    """Take a clause out of the order if ``seen`` is still its current revision; whether it was. Its history stays."""
    changed = connection.execute(_standing(agreement_id, clause_id, seen).values(removed_at=at))
    rename_clauses_state(connection, agreement_id)
    return changed.rowcount == 1


def set_order(connection: Connection, agreement_id: str, order: Sequence[str]) -> None:
    """Number the places of the clauses ``order`` of an agreement from 1."""
    statement = update(clauses).where(clauses.c.id == bindparam("clause_id")).values(place=bindparam("new_place"))
    rows = [{"clause_id": clause_id, "new_place": place} for place, clause_id in enumerate(order, start=1)]
    if rows:
        connection.execute(statement, rows)
        rename_clauses_state(connection, agreement_id)


def _standing(agreement_id: str, clause_id: str, seen: int) -> Any:
    return update(clauses).where(
        clauses.c.id == clause_id,
        clauses.c.agreement_id == agreement_id,
        clauses.c.current == seen,
        clauses.c.removed_at.is_(None),
    )


def _insert_revision(connection: Connection, record: RevisionRecord) -> None:
    connection.execute(insert(clause_revisions), columns_of(record))
