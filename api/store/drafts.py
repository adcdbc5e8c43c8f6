"""Drafts, as rows: what was written never changes; how far a draft has come does, and every step is kept.

A working draft is one side's own. Whoever reads says what it sees (:class:`Sight`), and to a reader that does not see a
draft it is not there: no question that takes a sight tells it apart from a draft that never was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
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
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql import ColumnElement

from api.auth.sight import Sight
from api.store.columns import CanonicalJson, UtcTime, metadata
from api.store.overlays import placed_revisions, states_of_carried
from api.store.reader import Why, seeing_all
from clauses.status import DraftStatus
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
    Column("side", String(40), nullable=True),
    Column("shared_at", UtcTime, nullable=True),
    Column("adopted_text", Text, nullable=True),
    Column("adopted_text_hash", String(64), nullable=True),
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

draft_steps = Table(
    "draft_steps",
    metadata,
    Column("agreement_id", String(64), primary_key=True),
    Column("draft_number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("status", String(20), nullable=False),
    Column("author", String(200), nullable=False),
    Column("party", String(40), nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("on", Date, nullable=True),
    ForeignKeyConstraint(
        ["agreement_id", "draft_number"], ["drafts.agreement_id", "drafts.number"], ondelete="RESTRICT"
    ),
)


@dataclass(frozen=True, slots=True)
class DraftStep:
    """One step of a draft: what it became, by whom, when; and the day that it is about (of the last approval, of the
    signing), where there is one."""

    status: DraftStatus
    author: str
    party: str | None
    at: datetime
    on: date | None = None


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A saved draft without its bytes. ``clauses`` are (clause id, revision number) in order; the revision is one that
    stood, or one that the draft alone has, where ``brought`` names the clause."""

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
    status: DraftStatus = DraftStatus.WORKING
    """How far it has come."""
    side: str | None = None
    """The side that worked on it; None where nobody did in private."""
    shared_at: datetime | None = None
    """Since when both sides see it; None while they do not."""
    adopted_text: str | None = None
    """What the bodies vote on; read for one draft, and not in lists."""
    adopted_text_hash: str | None = None
    """The hash that a vote cites; None for drafts of a store from before votes were kept."""
    steps: tuple[DraftStep, ...] = ()
    """How it came to where it is, oldest first."""
    proposals: tuple[tuple[str, str], ...] = ()
    """The proposals that it carries, in the order in which they were applied: (identity, state as it is now)."""
    brought: Mapping[str, str] = field(default_factory=dict[str, str])
    """Clause -> the carried proposal that brought its revision."""


_ABOUT = [column for column in drafts.c if column.name not in ("docx", "adopted_text")]
_OF_AGREEMENT = drafts.c.agreement_id == bindparam("agreement_id")
_NUMBERED = drafts.c.number == bindparam("number")
_SHARED = drafts.c.status != DraftStatus.WORKING.value
_ALL = select(*_ABOUT).where(_OF_AGREEMENT).order_by(drafts.c.number)
_LAST = select(func.max(drafts.c.number)).where(_OF_AGREEMENT)
_CURRENT = (
    select(drafts.c.number)
    .where(_OF_AGREEMENT, _SHARED)
    .order_by(drafts.c.shared_at.desc(), drafts.c.number.desc())
    .limit(1)
)
_NEWEST = (
    select(drafts.c.number)
    .where(_OF_AGREEMENT)
    .order_by(func.coalesce(drafts.c.shared_at, drafts.c.saved_at).desc(), drafts.c.number.desc())
    .limit(1)
)
_FAMILY = select(drafts.c.number, drafts.c.came_from, drafts.c.status, drafts.c.side).where(_OF_AGREEMENT)
_BYTES = select(drafts.c.docx).where(_OF_AGREEMENT, _NUMBERED)
_TEXT = select(drafts.c.adopted_text).where(_OF_AGREEMENT, _NUMBERED)
_CLAUSES = (
    select(draft_clauses.c.draft_number, draft_clauses.c.place, draft_clauses.c.clause_id, draft_clauses.c.revision)
    .where(draft_clauses.c.agreement_id == bindparam("agreement_id"))
    .order_by(draft_clauses.c.draft_number, draft_clauses.c.place)
)
_STEPS = (
    select(draft_steps)
    .where(draft_steps.c.agreement_id == bindparam("agreement_id"))
    .order_by(draft_steps.c.draft_number, draft_steps.c.place)
)


def insert_draft(connection: Connection, record: DraftRecord, docx: bytes) -> None:
    """Store ``record``, its bytes, the revisions that stood and that it was made of, and its first steps. What it
    carries beside them is stored next (:mod:`api.store.overlays`)."""
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
            "side": record.side,
            "shared_at": record.shared_at,
            "adopted_text": record.adopted_text,
            "adopted_text_hash": record.adopted_text_hash,
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
        if clause_id not in record.brought
    ]
    if rows:
        connection.execute(insert(draft_clauses), rows)
    for place, step in enumerate(record.steps, start=1):
        _insert_step(connection, record, place, step)


def move_draft(connection: Connection, record: DraftRecord, step: DraftStep) -> bool:
    """Take ``record`` one step on, if it still stands where it was read; whether it did."""
    shared_at = record.shared_at or (step.at if step.status.shared else None)
    moved = connection.execute(
        update(drafts)
        .where(
            drafts.c.agreement_id == record.agreement_id,
            drafts.c.number == record.number,
            drafts.c.status == record.status.value,
        )
        .values(status=step.status.value, shared_at=shared_at)
    )
    if moved.rowcount != 1:
        return False
    _insert_step(connection, record, len(record.steps) + 1, step)
    return True


def find_draft(connection: Connection, agreement_id: str, number: int, sight: Sight) -> DraftRecord | None:
    """The draft of that number; None where there is none that ``sight`` sees."""
    return next(iter(_records(connection, agreement_id, sight, {number})), None)


def find_drafts(
    connection: Connection, agreement_id: str, numbers: Collection[int], sight: Sight
) -> dict[int, DraftRecord]:
    """Those of the drafts of these numbers that ``sight`` sees, by number."""
    return {each.number: each for each in _records(connection, agreement_id, sight, numbers)}


def list_drafts(connection: Connection, agreement_id: str, sight: Sight) -> tuple[DraftRecord, ...]:
    """Every draft of an agreement that ``sight`` sees, by number."""
    return _records(connection, agreement_id, sight)


def is_taken(connection: Connection, agreement_id: str, number: int) -> bool:
    """Whether a draft has that number, seen or not."""
    query = select(drafts.c.number).where(_OF_AGREEMENT, _NUMBERED)
    with seeing_all(connection, Why.NUMBER):
        return connection.execute(query, {"agreement_id": agreement_id, "number": number}).first() is not None


def last_number(connection: Connection, agreement_id: str) -> int | None:
    """The highest draft number of an agreement, seen or not, or None."""
    with seeing_all(connection, Why.NUMBER):
        return connection.execute(_LAST, {"agreement_id": agreement_id}).scalar_one()


def current(connection: Connection, agreement_id: str) -> int | None:
    """The number of the draft that both sides have shared since the latest time, or None. It is the same for everybody.
    A branch may bear a higher number than it."""
    return connection.execute(_CURRENT, {"agreement_id": agreement_id}).scalar_one_or_none()


def newest(connection: Connection, agreement_id: str, sight: Sight) -> int | None:
    """The number of the draft that ``sight`` sees since the latest time, or None."""
    query = _NEWEST.where(_seen(sight))
    return connection.execute(query, {"agreement_id": agreement_id}).scalar_one_or_none()


def draft_bytes(connection: Connection, agreement_id: str, number: int) -> bytes:
    """The exact bytes that were written when the draft was saved."""
    return connection.execute(_BYTES, {"agreement_id": agreement_id, "number": number}).scalar_one()


def adopted_text_of(connection: Connection, agreement_id: str, number: int) -> str | None:
    """What the bodies vote on; None for drafts of a store from before votes were kept."""
    return connection.execute(_TEXT, {"agreement_id": agreement_id, "number": number}).scalar_one()


def _seen(sight: Sight) -> ColumnElement[bool]:
    if sight.everything:
        return true()
    return _SHARED if sight.side is None else or_(_SHARED, drafts.c.side == sight.side)


def _insert_step(connection: Connection, record: DraftRecord, place: int, step: DraftStep) -> None:
    connection.execute(
        insert(draft_steps),
        {
            "agreement_id": record.agreement_id,
            "draft_number": record.number,
            "place": place,
            "status": step.status.value,
            "author": step.author,
            "party": step.party,
            "at": step.at,
            "on": step.on,
        },
    )


def _records(
    connection: Connection, agreement_id: str, sight: Sight, numbers: Collection[int] | None = None
) -> tuple[DraftRecord, ...]:
    """The drafts that ``sight`` sees, or those of ``numbers``."""
    about, its_clauses, its_steps = _ALL.where(_seen(sight)), _CLAUSES, _STEPS
    if numbers is not None:
        about = about.where(drafts.c.number.in_(numbers))
        its_clauses = its_clauses.where(draft_clauses.c.draft_number.in_(numbers))
        its_steps = its_steps.where(draft_steps.c.draft_number.in_(numbers))
    which = {"agreement_id": agreement_id}
    rows = connection.execute(about, which).all()
    if not rows:
        return ()
    made_of = {row.number: _MadeOf() for row in rows}
    for each in connection.execute(its_clauses, which):
        if each.draft_number in made_of:
            made_of[each.draft_number].places.append((each.place, each.clause_id, each.revision))
    for each in placed_revisions(connection, agreement_id):
        if each.draft_number in made_of:
            made_of[each.draft_number].places.append((each.place, each.clause_id, each.number))
            made_of[each.draft_number].brought[each.clause_id] = each.origin["reference"]
    for each in states_of_carried(connection, agreement_id):
        if each.draft_number in made_of:
            made_of[each.draft_number].proposals.append((each.proposal_id, each.state))
    steps: dict[int, list[DraftStep]] = {}
    for each in connection.execute(its_steps, which):
        step = DraftStep(DraftStatus(each.status), each.author, each.party, each.at, each.on)
        steps.setdefault(each.draft_number, []).append(step)
    with seeing_all(connection, Why.ANCESTRY):
        family = {each.number: each for each in connection.execute(_FAMILY, which)}
    return tuple(
        _record(
            row,
            _seen_ancestor(family, row.came_from, sight),
            made_of[row.number],
            tuple(steps.get(row.number, ())),
        )
        for row in rows
    )


def _seen_ancestor(family: Mapping[int, Any], number: int | None, sight: Sight) -> int | None:
    """``number``, or the nearest draft behind it that ``sight`` sees."""
    while number is not None:
        row = family[number]
        if DraftStatus(row.status).shared or sight.sees(row.side):
            return number
        number = row.came_from
    return None


@dataclass(frozen=True, slots=True)
class _MadeOf:
    """What a draft is made of: (place, clause, revision) of each clause, and what it carries."""

    places: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])
    brought: dict[str, str] = field(default_factory=dict[str, str])
    proposals: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def _record(row: Row[Any], came_from: int | None, made_of: _MadeOf, steps: tuple[DraftStep, ...]) -> DraftRecord:
    return DraftRecord(
        agreement_id=row.agreement_id,
        number=row.number,
        label=row.label,
        dated=row.dated,
        note=row.note,
        came_from=came_from,
        author=row.author,
        saved_at=row.saved_at,
        text_hash=row.text_hash,
        sha256=row.sha256,
        size=row.size,
        findings=tuple(row.findings),
        house=HouseStyle.model_validate(row.house_style),
        status=DraftStatus(row.status),
        side=row.side,
        shared_at=row.shared_at,
        adopted_text_hash=row.adopted_text_hash,
        clauses=tuple((clause_id, revision) for _, clause_id, revision in sorted(made_of.places)),
        steps=steps,
        proposals=tuple(made_of.proposals),
        brought=made_of.brought,
    )
