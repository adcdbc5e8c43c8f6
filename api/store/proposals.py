"""Proposals, as rows. Whether a caller may see one is for the service to say: nothing here asks who reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
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
    delete,
    insert,
    or_,
    select,
    update,
)

from api.store.columns import CanonicalJson, UtcTime, columns_of, metadata
from api.store.reader import Why, seeing_all
from drafts.negotiation.proposals import ProposalState

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("author", String(200), nullable=False),
    Column("party", String(40), nullable=False),
    Column("sponsors", CanonicalJson, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("edits", CanonicalJson, nullable=False),
    Column("in_response_to", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), nullable=True),
    Column("replaces", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), nullable=True),
    Column("entered_by", String(200), nullable=True),
    Column("state", String(20), nullable=False),
    Column("steps", CanonicalJson, nullable=False),
    Column("at", UtcTime, nullable=False),
)

proposal_clauses = Table(
    "proposal_clauses",
    metadata,
    Column("proposal_id", String(64), ForeignKey("proposals.id", ondelete="RESTRICT"), primary_key=True),
    Column("clause_id", String(64), primary_key=True, index=True),
)


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A proposal as stored; ``sponsors``, ``edits`` and ``steps`` are in their JSON form.

    ``version`` counts every change, also those of a private draft, and so is shown to nobody. ``at`` is when it was
    submitted or, before that, last written: the order of lists tells no more.
    """

    id: str
    agreement_id: str
    version: int
    author: str
    party: str
    sponsors: list[str]
    rationale: str
    edits: list[dict[str, Any]]
    in_response_to: str | None
    replaces: str | None
    entered_by: str | None
    state: str
    steps: list[dict[str, Any]]
    at: datetime

    @property
    def clause_ids(self) -> frozenset[str]:
        """The clauses that it edits, inserts, deletes or moves."""
        return frozenset(edit["clause_id"] for edit in self.edits)


def insert_proposal(connection: Connection, record: ProposalRecord) -> None:
    """Store a new proposal."""
    connection.execute(insert(proposals), columns_of(record))
    _name_clauses(connection, record)


def replace_proposal(connection: Connection, record: ProposalRecord) -> bool:
    """Store ``record`` in the place of the version before it; whether that still was the newest."""
    fixed = ("id", "agreement_id", "author", "party")
    changed = connection.execute(
        update(proposals)
        .where(proposals.c.id == record.id, proposals.c.version == record.version - 1)
        .values({name: value for name, value in columns_of(record).items() if name not in fixed})
    )
    if changed.rowcount != 1:
        return False
    connection.execute(delete(proposal_clauses).where(proposal_clauses.c.proposal_id == record.id))
    _name_clauses(connection, record)
    return True


def find_proposal(connection: Connection, agreement_id: str, proposal_id: str) -> ProposalRecord | None:
    """A proposal of the agreement, or None."""
    row = connection.execute(_of(agreement_id).where(proposals.c.id == proposal_id)).one_or_none()
    return None if row is None else _record(row)


def has_proposals(connection: Connection, agreement_id: str) -> bool:
    """Whether anybody ever wrote a proposal, seen or not."""
    with seeing_all(connection, Why.BEGUN):
        return connection.execute(_of(agreement_id).limit(1)).first() is not None


def list_proposals(
    connection: Connection,
    agreement_id: str,
    *,
    states: Collection[str] = (),
    clause_id: str | None = None,
    ids: Collection[str] | None = None,
) -> tuple[ProposalRecord, ...]:
    """The proposals of an agreement, by their time; only those in one of ``states``, only those that touch
    ``clause_id``, where they are named, and of those that were submitted only ``ids``, where these are."""
    query = _of(agreement_id).order_by(proposals.c.at, proposals.c.id)
    if states:
        query = query.where(proposals.c.state.in_(states))
    if ids is not None:
        unsent = proposals.c.state.in_([ProposalState.DRAFT.value, ProposalState.WITHDRAWN.value])
        query = query.where(or_(proposals.c.id.in_(ids), unsent))
    if clause_id is not None:
        touching = select(proposal_clauses.c.proposal_id).where(proposal_clauses.c.clause_id == clause_id)
        query = query.where(proposals.c.id.in_(touching))
    return tuple(map(_record, connection.execute(query)))


def _of(agreement_id: str) -> Select[Any]:
    return select(proposals).where(proposals.c.agreement_id == agreement_id)


def _name_clauses(connection: Connection, record: ProposalRecord) -> None:
    rows = [{"proposal_id": record.id, "clause_id": each} for each in sorted(record.clause_ids)]
    if rows:
        connection.execute(insert(proposal_clauses), rows)


def _record(row: Row[Any]) -> ProposalRecord:
    return ProposalRecord(
        id=row.id,
        agreement_id=row.agreement_id,
        version=row.version,
        author=row.author,
        party=row.party,
        sponsors=row.sponsors,
        rationale=row.rationale,
        edits=row.edits,
        in_response_to=row.in_response_to,
        replaces=row.replaces,
        entered_by=row.entered_by,
        state=row.state,
        steps=row.steps,
        at=row.at,
    )
