"""Webhooks and their deliveries, as rows. A webhook is a side's own, or (without a side) the operators'; whoever reads
says which. A delivery is what one webhook is told of one event: its body is written once, and sent until it is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ColumnElement

from api.store.columns import CanonicalJson, UtcTime, metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("side", String(40), nullable=True),
    Column("version", Integer, nullable=False),
    Column("url", String(500), nullable=False),
    Column("events", CanonicalJson, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("secret", String(100), nullable=False),
    Column("old_secret", String(100), nullable=True),
    Column("old_secret_until", UtcTime, nullable=True),
    Column("made_by", String(200), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("failing_since", UtcTime, nullable=True),
    Column("stopped_because", String(200), nullable=True),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("webhook_id", String(64), ForeignKey("webhooks.id", ondelete="RESTRICT"), nullable=False),
    Column("event", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried", CanonicalJson, nullable=False),
    Column("next_at", UtcTime, nullable=True),
    Column("claim", String(64), nullable=True),
    Index("ix_webhook_deliveries_webhook_id", "webhook_id", "made_at"),
    Index("ix_webhook_deliveries_state", "state", "next_at"),
)


class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    """It is to be sent, for the first time or again."""
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """A webhook as stored. ``events`` are those that it is told of, empty for all. ``version`` counts the changes that
    people made, and the one that stopped it; ``old_secret`` signs beside ``secret`` until its time is over."""

    id: str
    agreement_id: str
    side: str | None
    version: int
    url: str
    events: list[str]
    active: bool
    secret: str = field(repr=False)
    old_secret: str | None = field(repr=False)
    old_secret_until: datetime | None
    made_by: str
    created_at: datetime
    failing_since: datetime | None = None
    stopped_because: str | None = None

    def signing(self, at: datetime) -> tuple[str, ...]:
        """The secrets that sign at that time, the newest first."""
        if self.old_secret is None or self.old_secret_until is None or self.old_secret_until <= at:
            return (self.secret,)
        return self.secret, self.old_secret


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A delivery as stored. ``attempts`` counts since it was last asked for, ``tried`` tells of the last attempts:
    their time, status and reason. ``claim`` names who is sending it; ``next_at`` is when it is (or else would be) sent
    next."""

    id: str
    webhook_id: str
    event: str
    body: str
    made_at: datetime
    state: DeliveryState
    attempts: int = 0
    tried: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    next_at: datetime | None = None
    claim: str | None = None


MOST_PER_WEBHOOK: Final = 4
"""How many deliveries of one webhook a server has under way at once, so that none holds up the others."""


# --------------------------------------------------------------------------------------------------------- webhooks


def insert_webhook(connection: Connection, record: WebhookRecord) -> None:
    """Store a webhook."""
    connection.execute(insert(webhooks), asdict(record))


def find_webhook(connection: Connection, agreement_id: str, side: str | None, webhook_id: str) -> WebhookRecord | None:
    """The webhook of that side (None: of the operators), or None."""
    row = connection.execute(select(webhooks).where(*_of(agreement_id, side), webhooks.c.id == webhook_id))
    return _webhook(row.one_or_none())


def list_webhooks(connection: Connection, agreement_id: str, side: str | None) -> tuple[WebhookRecord, ...]:
    """The webhooks of a side (None: of the operators), oldest first."""
    query = select(webhooks).where(*_of(agreement_id, side)).order_by(webhooks.c.created_at, webhooks.c.id)
    return tuple(filter(None, map(_webhook, connection.execute(query))))


def change_webhook(connection: Connection, record: WebhookRecord, **changes: Any) -> bool:
    """Store ``changes`` and the next version, if the webhook is as it was read; whether it was."""
    query = update(webhooks).where(webhooks.c.id == record.id, webhooks.c.version == record.version)
    return connection.execute(query.values(version=record.version + 1, **changes)).rowcount == 1


def delete_webhook(connection: Connection, record: WebhookRecord) -> None:
    """Forget a webhook and its deliveries."""
    connection.execute(delete(webhook_deliveries).where(webhook_deliveries.c.webhook_id == record.id))
    connection.execute(delete(webhooks).where(webhooks.c.id == record.id))


_ANY_ACTIVE = select(webhooks.c.id).where(webhooks.c.active.is_(True)).limit(1)


def any_active(connection: Connection) -> bool:
    """Whether there is a webhook that anything could be told."""
    return connection.execute(_ANY_ACTIVE).first() is not None


def active_webhooks(connection: Connection, agreement_ids: Collection[str]) -> tuple[WebhookRecord, ...]:
    """The webhooks of those agreements that are switched on, whosever they are."""
    query = select(webhooks).where(webhooks.c.agreement_id.in_(agreement_ids), webhooks.c.active.is_(True))
    return tuple(filter(None, map(_webhook, connection.execute(query.order_by(webhooks.c.created_at, webhooks.c.id)))))


def note_failing(connection: Connection, webhook_id: str, since: datetime | None) -> None:
    """Store since when everything fails that is sent to a webhook; None: the last delivery was taken."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(failing_since=since))


# ------------------------------------------------------------------------------------------------------- deliveries


def insert_deliveries(connection: Connection, records: Collection[DeliveryRecord]) -> None:
    """Store deliveries."""
    if records:
        connection.execute(
            insert(webhook_deliveries), [{**asdict(each), "state": each.state.value} for each in records]
        )


def find_delivery(connection: Connection, webhook_id: str, delivery_id: str) -> DeliveryRecord | None:
    """A delivery of the webhook, or None."""
    query = select(webhook_deliveries).where(
        webhook_deliveries.c.webhook_id == webhook_id, webhook_deliveries.c.id == delivery_id
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _delivery(row)


def list_deliveries(
    connection: Connection,
    webhook_id: str,
    limit: int,
    before: tuple[datetime, str] | None = None,
    *,
    states: Collection[str] = (),
    event: str | None = None,
) -> tuple[DeliveryRecord, ...]:
    """Up to ``limit`` deliveries, newest first, that come behind the (made_at, id) of ``before``; only those in one of
    ``states`` and of ``event``, where these are given."""
    table = webhook_deliveries.c
    query = select(webhook_deliveries).where(table.webhook_id == webhook_id)
    if states:
        query = query.where(table.state.in_(states))
    if event is not None:
        query = query.where(table.event == event)
    if before is not None:
        at, last = before
        query = query.where(or_(table.made_at < at, and_(table.made_at == at, table.id < last)))
    rows = connection.execute(query.order_by(table.made_at.desc(), table.id.desc()).limit(limit))
    return tuple(map(_delivery, rows))


def change_delivery(connection: Connection, record: DeliveryRecord, **changes: Any) -> bool:
    """Store ``changes`` of a delivery, if nobody else has it in hand since it was read; whether nobody has."""
    table = webhook_deliveries.c
    held = table.claim.is_(None) if record.claim is None else table.claim == record.claim
    same = and_(table.id == record.id, held, table.attempts == record.attempts, table.state == record.state.value)
    return connection.execute(update(webhook_deliveries).where(same).values(**changes)).rowcount == 1


def first_due(connection: Connection) -> datetime | None:
    """When the next delivery is due of those that may be sent; None where none waits."""
    query = select(func.min(webhook_deliveries.c.next_at)).select_from(_TOGETHER).where(_WAITING)
    return connection.execute(query).scalar_one()


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is due, and where it goes."""

    id: str
    webhook_id: str
    url: str


def list_due(connection: Connection, at: datetime) -> tuple[Due, ...]:
    """What is due, the longest due first: of each webhook as many as may be under way at once."""
    table = webhook_deliveries.c
    place = func.row_number().over(partition_by=table.webhook_id, order_by=(table.next_at, table.id)).label("place")
    due = select(table.id, table.webhook_id, webhooks.c.url, table.next_at, place).select_from(_TOGETHER)
    each = due.where(_WAITING, table.next_at <= at).subquery().c
    query = select(each.id, each.webhook_id, each.url).where(each.place <= MOST_PER_WEBHOOK)
    return tuple(Due(*row) for row in connection.execute(query.order_by(each.next_at, each.id)))


def claim_due(
    connection: Connection, ids: Collection[str], at: datetime, lease: timedelta, claim: str
) -> tuple[tuple[DeliveryRecord, WebhookRecord], ...]:
    """Take those of ``ids`` in hand that are due still, each with its webhook, for the time of ``lease``: if no word of
    them comes until then they are due again. Called under the store's write lock, which no two servers have at once;
    what has changed hands all the same is left alone."""
    table = webhook_deliveries.c
    due = select(table.id).select_from(_TOGETHER).where(_WAITING, table.next_at <= at, table.id.in_(ids))
    query = select(webhook_deliveries).where(table.id.in_(due)).order_by(table.next_at, table.id)
    taken: list[tuple[DeliveryRecord, WebhookRecord]] = []
    for row in connection.execute(query).all():
        known = _delivery(row)
        if not change_delivery(connection, known, claim=claim, next_at=at + lease):
            continue
        its = _webhook(connection.execute(select(webhooks).where(webhooks.c.id == known.webhook_id)).one_or_none())
        if its is not None:
            taken.append((replace(known, claim=claim, next_at=at + lease), its))
    return tuple(taken)


def give_back(connection: Connection, records: Collection[DeliveryRecord], at: datetime) -> int:
    """Make those due at once that are in hand still as they were taken; how many were."""
    return sum(change_delivery(connection, each, claim=None, next_at=at) for each in records)


def held_delivery(connection: Connection, delivery_id: str, claim: str) -> tuple[DeliveryRecord, WebhookRecord] | None:
    """A delivery that is in hand under ``claim`` and its webhook; None where it was taken over, or is gone."""
    table = webhook_deliveries.c
    query = select(webhook_deliveries).where(table.id == delivery_id, table.claim == claim)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    its = _webhook(connection.execute(select(webhooks).where(webhooks.c.id == row.webhook_id)).one_or_none())
    return None if its is None else (_delivery(row), its)


def forget_deliveries(connection: Connection, before: datetime, most: int) -> int:
    """Forget up to ``most`` deliveries that were made ``before`` then; how many were."""
    table = webhook_deliveries.c
    old = select(table.id).where(table.made_at < before).order_by(table.made_at).limit(most)
    ids = list(connection.execute(old).scalars())
    return connection.execute(delete(webhook_deliveries).where(table.id.in_(ids))).rowcount if ids else 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with webhooks: how many were stopped, how many fail, how many deliveries were given up since a
    time, and how many are overdue, so that nobody seems to send them."""

    stopped: int
    failing: int
    given_up: int
    overdue: int


def trouble(connection: Connection, given_up_since: datetime, due_before: datetime) -> Trouble:
    """What goes wrong with webhooks, all of them."""

    def count(table: Table, *conditions: ColumnElement[bool]) -> int:
        return connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()

    sent = webhook_deliveries.c
    overdue = select(func.count()).select_from(_TOGETHER).where(_WAITING, sent.next_at < due_before)
    return Trouble(
        stopped=count(webhooks, webhooks.c.stopped_because.is_not(None)),
        failing=count(webhooks, webhooks.c.active.is_(True), webhooks.c.failing_since.is_not(None)),
        given_up=count(webhook_deliveries, sent.state == DeliveryState.GIVEN_UP.value, sent.made_at >= given_up_since),
        overdue=connection.execute(overdue).scalar_one(),
    )


_TOGETHER: Final = webhook_deliveries.join(webhooks)
_WAITING: Final = and_(webhook_deliveries.c.state == DeliveryState.WAITING.value, webhooks.c.active.is_(True))


def _of(agreement_id: str, side: str | None) -> Iterator[ColumnElement[bool]]:
    yield webhooks.c.agreement_id == agreement_id
    yield webhooks.c.side.is_(None) if side is None else webhooks.c.side == side


def _webhook(row: Row[Any] | None) -> WebhookRecord | None:
    return None if row is None else WebhookRecord(**row._asdict())


def _delivery(row: Row[Any]) -> DeliveryRecord:
    told: dict[str, Any] = {**row._asdict(), "state": DeliveryState(row.state)}
    return DeliveryRecord(**told)
