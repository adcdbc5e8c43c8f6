"""Agreements and their parties, as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from api.local_time import DEFAULT_ZONE
from api.store.columns import OF_THE_STORE, CanonicalJson, UtcTime, metadata
from drafts.house_style import DEFAULT, HouseStyle
from drafts.negotiation.calendars import NO_CALENDAR, SchoolCalendar

agreements = Table(
    "agreements",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(300), nullable=False),
    Column("short_title", String(100), nullable=False),
    Column("doc_type", String(40), nullable=False),
    Column("parties_version", Integer, nullable=False),
    Column("order_version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("house_style", CanonicalJson, nullable=False),
    Column("house_style_version", Integer, nullable=False),
    Column("school_calendar", CanonicalJson, nullable=False),
    Column("school_calendar_version", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("clauses_state", String(32), nullable=False, server_default=""),
)

parties = Table(
    "parties",
    metadata,
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("role", String(40), nullable=False),
    Column("legal_name", String(300), nullable=False),
    Column("short_name", String(100), nullable=False),
    Column("office", String(200), nullable=False),
    Column("side", String(40), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Party:
    """Who signs, and the office that acts for it. ``side`` is the role of the party whose side this one is on, with
    which it shares private strings; without it the party is a side of its own."""

    role: str
    legal_name: str
    short_name: str = ""
    office: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """An agreement as stored. ``parties_version``, ``house_version`` and ``calendar_version`` count the changes of the
    parties, of the house style and of the school calendar, from 1."""

    id: str
    title: str
    short_title: str
    doc_type: str
    parties_version: int
    created_at: datetime
    parties: tuple[Party, ...] = ()
    house: HouseStyle = DEFAULT
    house_version: int = 1
    calendar: SchoolCalendar = NO_CALENDAR
    calendar_version: int = 1
    time_zone: str = DEFAULT_ZONE
    """The IANA name of the zone in which its days begin."""


_ONE = (
    select(agreements, *(column.label(f"party_{column.name}") for column in parties.c))
    .outerjoin(parties, parties.c.agreement_id == agreements.c.id)
    .where(agreements.c.id == bindparam("agreement_id"))
    .order_by(parties.c.place)
)
_STATE = select(agreements.c.clauses_state).where(agreements.c.id == bindparam("agreement_id"))
_THIS = update(agreements).where(agreements.c.id == bindparam("agreement_id"))
_RENAME = _THIS.values(clauses_state=bindparam("named"))
_LOCK = _THIS.values(order_version=agreements.c.order_version + 1)
_PARTIES = select(parties).where(parties.c.agreement_id == bindparam("agreement_id")).order_by(parties.c.place)


def insert_agreement(connection: Connection, record: AgreementRecord) -> None:
    """Store ``record`` and its parties."""
    connection.execute(
        insert(agreements),
        {
            "id": record.id,
            "title": record.title,
            "short_title": record.short_title,
            "doc_type": record.doc_type,
            "parties_version": record.parties_version,
            "order_version": 0,
            "created_at": record.created_at,
            "house_style": record.house.model_dump(mode="json"),
            "house_style_version": record.house_version,
            "school_calendar": record.calendar.model_dump(mode="json"),
            "school_calendar_version": record.calendar_version,
            "time_zone": record.time_zone,
        },
    )
    _insert_parties(connection, record.id, record.parties)


def find_agreement(connection: Connection, agreement_id: str) -> AgreementRecord | None:
    """The agreement with its parties in order, or None."""
    rows = connection.execute(_ONE, {"agreement_id": agreement_id}).all()
    if not rows:
        return None
    its_parties = tuple(
        Party(row.party_role, row.party_legal_name, row.party_short_name, row.party_office, row.party_side)
        for row in rows
        if row.party_role is not None
    )
    return _record(rows[0], its_parties)


def find_parties(connection: Connection, agreement_id: str) -> tuple[Party, ...]:
    """The parties of an agreement, in order."""
    rows = connection.execute(_PARTIES, {"agreement_id": agreement_id})
    return tuple(Party(row.role, row.legal_name, row.short_name, row.office, row.side) for row in rows)


def list_agreements(
    connection: Connection,
    limit: int,
    after: tuple[datetime, str] | None = None,
    among: Collection[str] | None = None,
    doc_type: str | None = None,
    text: str | None = None,
    *,
    newest_first: bool = False,
) -> tuple[AgreementRecord, ...]:
    """Up to ``limit`` agreements, oldest first or the other way round, that come after the (created_at, id) of
    ``after``; of those that ``among`` names, that are of ``doc_type``, and whose titles hold ``text``, where these are
    given."""
    order = (agreements.c.created_at, agreements.c.id)
    query = select(agreements).order_by(*(each.desc() if newest_first else each for each in order)).limit(limit)
    if among is not None:
        query = query.where(agreements.c.id.in_(among))
    if doc_type is not None:
        query = query.where(agreements.c.doc_type == doc_type)
    if text is not None:
        titles = (agreements.c.title, agreements.c.short_title)
        query = query.where(or_(*(title.icontains(text, autoescape=True) for title in titles)))
    if after is not None:
        at, last = after
        query = query.where(
            or_(agreements.c.created_at > at, and_(agreements.c.created_at == at, agreements.c.id > last))
        )
    rows = connection.execute(query).all()
    return tuple(_record(row, find_parties(connection, row.id)) for row in rows)


def side_of(its_parties: Iterable[Party], role: str) -> str:
    """The side that the party ``role`` is on: the role of the party that leads it."""
    return next((party.side for party in its_parties if party.role == role), "") or role


def replace_parties(connection: Connection, agreement_id: str, seen: int, new: tuple[Party, ...]) -> bool:
    """Store ``new`` if the parties are still those of version ``seen``; whether they were."""
    changed = connection.execute(
        update(agreements)
        .where(agreements.c.id == agreement_id, agreements.c.parties_version == seen)
        .values(parties_version=seen + 1)
    )
    if changed.rowcount != 1:
        return False
    connection.execute(delete(parties).where(parties.c.agreement_id == agreement_id))
    _insert_parties(connection, agreement_id, new)
    return True


def replace_house_style(connection: Connection, agreement_id: str, seen: int, new: HouseStyle) -> bool:
    """Store ``new`` if the house style is still that of version ``seen``; whether it was."""
    changed = connection.execute(
        update(agreements)
        .where(agreements.c.id == agreement_id, agreements.c.house_style_version == seen)
        .values(house_style=new.model_dump(mode="json"), house_style_version=seen + 1)
    )
    return changed.rowcount == 1


def replace_calendar(connection: Connection, agreement_id: str, seen: int, new: SchoolCalendar) -> bool:
    """Store ``new`` if the school calendar is still that of version ``seen``; whether it was."""
    changed = connection.execute(
        update(agreements)
        .where(agreements.c.id == agreement_id, agreements.c.school_calendar_version == seen)
        .values(school_calendar=new.model_dump(mode="json"), school_calendar_version=seen + 1)
    )
    return changed.rowcount == 1


def update_time_zone(connection: Connection, agreement_id: str, time_zone: str) -> None:
    """Store another time zone."""
    connection.execute(update(agreements).where(agreements.c.id == agreement_id).values(time_zone=time_zone))


def clauses_state(connection: Connection, agreement_id: str) -> str:
    """The name of the clauses as they stand: another one whenever one was added, revised, moved or taken out."""
    return connection.execute(_STATE, {"agreement_id": agreement_id}).scalar_one_or_none() or ""


def rename_clauses_state(connection: Connection, agreement_id: str) -> None:
    """Say that the clauses have changed. No two states have the same name, not even in a store that was put back."""
    connection.execute(_RENAME, {"agreement_id": agreement_id, "named": uuid4().hex}, execution_options=OF_THE_STORE)


def lock_agreement(connection: Connection, agreement_id: str) -> bool:
    """Hold the agreement's row to the end of the transaction, so that the order of its clauses is changed by one
    writer at a time in any store; whether there is such an agreement."""
    return connection.execute(_LOCK, {"agreement_id": agreement_id}, execution_options=OF_THE_STORE).rowcount == 1


def _insert_parties(connection: Connection, agreement_id: str, new: tuple[Party, ...]) -> None:
    rows = [
        {
            "agreement_id": agreement_id,
            "place": place,
            "role": party.role,
            "legal_name": party.legal_name,
            "short_name": party.short_name,
            "office": party.office,
            "side": party.side,
        }
        for place, party in enumerate(new, start=1)
    ]
    if rows:
        connection.execute(insert(parties), rows)


def _record(row: Row[tuple[object, ...]], its_parties: tuple[Party, ...]) -> AgreementRecord:
    return AgreementRecord(
        id=row.id,
        title=row.title,
        short_title=row.short_title,
        doc_type=row.doc_type,
        parties_version=row.parties_version,
        created_at=row.created_at,
        parties=its_parties,
        house=HouseStyle.model_validate(row.house_style),
        house_version=row.house_style_version,
        calendar=SchoolCalendar.model_validate(row.school_calendar),
        calendar_version=row.school_calendar_version,
        time_zone=row.time_zone,
    )
