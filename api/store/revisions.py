"""A revision of a clause as a row, wherever it is kept: in its clause's chain, or with a draft that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, String, Text

from api.store.columns import CanonicalJson, UtcTime


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """One revision of a clause as stored; ``fields``, ``wording`` and ``origin`` are in their JSON form."""

    clause_id: str
    number: int
    kind: str
    heading: str
    fields: dict[str, Any]
    wording: dict[str, Any] | None
    author: str
    party: str | None
    at: datetime
    origin: dict[str, Any]
    rationale: str | None
    previous_hash: str | None
    content_hash: str


def revision_columns() -> tuple[Column[Any], ...]:
    """What a table of revisions has beside its key."""
    return (
        Column("kind", String(64), nullable=False),
        Column("heading", String(300), nullable=False),
        Column("fields", CanonicalJson, nullable=False),
        Column("wording", CanonicalJson, nullable=True),
        Column("author", String(200), nullable=False),
        Column("party", String(40), nullable=True),
        Column("at", UtcTime, nullable=False),
        Column("origin", CanonicalJson, nullable=False),
        Column("rationale", Text, nullable=True),
        Column("previous_hash", String(64), nullable=True),
        Column("content_hash", String(64), nullable=False),
    )


def revision_record(row: Row[Any]) -> RevisionRecord:
    """The revision of a row that has its columns."""
    return RevisionRecord(
        clause_id=row.clause_id,
        number=row.number,
        kind=row.kind,
        heading=row.heading,
        fields=row.fields,
        wording=row.wording,
        author=row.author,
        party=row.party,
        at=row.at,
        origin=row.origin,
        rationale=row.rationale,
        previous_hash=row.previous_hash,
        content_hash=row.content_hash,
    )
