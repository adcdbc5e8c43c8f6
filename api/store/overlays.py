"""What drafts carry beside the clauses that stood: proposals, and what these made of the clauses; as private as they.

The chains of the clauses know nothing of it. Who may see the draft is asked before anything here is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Row,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
)

from api.store.columns import CanonicalJson, metadata
from api.store.proposals import proposals
from api.store.revisions import RevisionRecord, revision_columns, revision_record

carried_proposals = Table(
    "carried_proposals",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("draft_number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("proposal_id", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), nullable=False),
    Column("applied", CanonicalJson, nullable=False),
    Column("removed", CanonicalJson, nullable=False),
    ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    ),
)

carried_revisions = Table(
    "carried_revisions",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("draft_number", Integer, primary_key=True, autoincrement=False),
    Column("clause_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, nullable=True),
    *revision_columns(),
    ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    ),
)


@dataclass(frozen=True, slots=True)
class CarriedRecord:
    """A proposal that a draft carries: as it was when the draft was saved, in its JSON form, and the clauses that it
    took out, each with the number of the revision that stood."""

    proposal_id: str
    applied: dict[str, Any]
    removed: dict[str, int]


@dataclass(frozen=True, slots=True)
class OverlayRecord:
    """All that one draft carries. Of a clause that several proposals changed there is each step."""

    proposals: tuple[CarriedRecord, ...]
    revisions: tuple[RevisionRecord, ...]


def _of_draft(table: Table) -> Select[Any]:
    return select(table).where(
        table.c.agreement_id == bindparam("agreement_id"), table.c.draft_number == bindparam("number")
    )


_PROPOSALS = _of_draft(carried_proposals).order_by(carried_proposals.c.place)
_REVISIONS = _of_draft(carried_revisions).order_by(carried_revisions.c.clause_id, carried_revisions.c.number)
_STATES = (
    select(carried_proposals.c.draft_number, carried_proposals.c.proposal_id, proposals.c.state)
    .join(proposals, proposals.c.id == carried_proposals.c.proposal_id)
    .where(carried_proposals.c.agreement_id == bindparam("agreement_id"))
    .order_by(carried_proposals.c.draft_number, carried_proposals.c.place)
)
_PLACED = select(
    *(carried_revisions.c[name] for name in ("draft_number", "place", "clause_id", "number", "origin"))
).where(carried_revisions.c.agreement_id == bindparam("agreement_id"), carried_revisions.c.place.is_not(None))


def insert_overlay(
    connection: Connection, agreement_id: str, number: int, clauses: Sequence[tuple[str, int]], overlay: OverlayRecord
) -> None:
    """Store what the draft of that number carries; ``clauses`` are (clause id, revision number) of all of it, in order:
    a revision that is among them has its place there."""
    draft = {"agreement_id": agreement_id, "draft_number": number}
    told = [{**draft, "place": n, **asdict(each)} for n, each in enumerate(overlay.proposals, start=1)]
    connection.execute(insert(carried_proposals), told)
    places = {which: place for place, which in enumerate(clauses, start=1)}
    rows = [{**draft, "place": places.get((each.clause_id, each.number)), **asdict(each)} for each in overlay.revisions]
    if rows:
        connection.execute(insert(carried_revisions), rows)


def find_overlay(connection: Connection, agreement_id: str, number: int) -> OverlayRecord:
    """What the draft of that number carries: nothing, for most."""
    which = {"agreement_id": agreement_id, "number": number}
    told = connection.execute(_PROPOSALS, which)
    carried = tuple(CarriedRecord(each.proposal_id, each.applied, each.removed) for each in told)
    return OverlayRecord(carried, tuple(map(revision_record, connection.execute(_REVISIONS, which))))


def states_of_carried(connection: Connection, agreement_id: str) -> Sequence[Row[Any, Any, Any]]:
    """(draft_number, proposal_id, state) of every proposal that a draft of the agreement carries, as it is now."""
    return connection.execute(_STATES, {"agreement_id": agreement_id}).all()


def placed_revisions(connection: Connection, agreement_id: str) -> Sequence[Row[Any]]:
    """(draft_number, place, clause_id, number, origin) of every carried revision that stands in its draft."""
    return connection.execute(_PLACED, {"agreement_id": agreement_id}).all()
