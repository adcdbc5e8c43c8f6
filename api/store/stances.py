"""What each side said about a clause's revisions, as rows. Both sides see them; a later one changes no earlier one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, String, Table, bindparam, func, insert, select

from api.store.columns import UtcTime, metadata

stances = Table(
    "stances",
    metadata,
    Column("clause_id", String(64), ForeignKey("clauses.id", ondelete="RESTRICT"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("agrees", Boolean, nullable=False),
    Column("by", String(200), nullable=False),
    Column("party", String(40), nullable=False),
    Column("at", UtcTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StanceRecord:
    """What somebody said about a revision of a clause."""

    clause_id: str
    revision: int
    agrees: bool
    by: str
    party: str
    at: datetime


_OF_AGREEMENT = (
    select(stances)
    .where(stances.c.agreement_id == bindparam("agreement_id"))
    .order_by(stances.c.clause_id, stances.c.place)
)
_OF_CLAUSE = _OF_AGREEMENT.where(stances.c.clause_id == bindparam("clause_id"))


def insert_stance(connection: Connection, agreement_id: str, record: StanceRecord) -> None:
    """Store ``record`` as the last word. The caller holds the agreement's row."""
    newest = select(func.coalesce(func.max(stances.c.place), 0)).where(stances.c.clause_id == record.clause_id)
    place = connection.execute(newest).scalar_one() + 1
    connection.execute(insert(stances), {**asdict(record), "agreement_id": agreement_id, "place": place})


def list_stances(connection: Connection, agreement_id: str, clause_id: str | None = None) -> tuple[StanceRecord, ...]:
    """All that was said in an agreement, or about one clause of it: by clause, oldest first."""
    which = {"agreement_id": agreement_id}
    if clause_id is None:
        rows = connection.execute(_OF_AGREEMENT, which)
    else:
        rows = connection.execute(_OF_CLAUSE, {**which, "clause_id": clause_id})
    return tuple(StanceRecord(row.clause_id, row.revision, row.agrees, row.by, row.party, row.at) for row in rows)
