"""Webhooks of an agreement: who is told what happens in it, and what became of it.

A webhook is its side's own, whichever of its admins made it; those of the operators are told what both sides share. Its
secret is answered when it is made and never again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from api.auth.access import Role
from api.auth.caller import Caller
from api.destinations import Resolve, check_destination, resolve
from api.etags import Conditions, content_etag, version_etag
from api.ids import new_webhook_id
from api.services.agreements import get_agreement
from api.signatures import new_signing_secret
from api.store import webhooks as store
from api.store.agreements import lock_agreement
from api.store.events import SUBSCRIBABLE, Event, EventName, data_of
from api.store.outbox import delivery_of
from api.store.unit import Unit
from api.store.webhooks import DeliveryRecord, DeliveryState, WebhookRecord
from clauses.errors import Conflict, InvalidOption, NotFound, StaleEdit

MOST: Final = 20
"""How many webhooks a side has in an agreement."""
OLD_SECRET_SIGNS: Final = timedelta(hours=24)
"""How long the secret of before signs beside a new one."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where webhooks of this installation may lead, and how names are looked up."""

    private: bool
    resolve: Resolve = resolve

    def check(self, url: str) -> None:
        """Raise :class:`InvalidOption` for a URL that nothing would be sent to."""
        check_destination(url, self.resolve, private=self.private)


def owner_of(caller: Caller) -> str | None:
    """Whose webhooks the caller manages: those of the own side as its admin, else (None) those of the operators."""
    admin = caller.member is not None and caller.member.role is Role.ADMIN
    return caller.own_side if admin else None


def webhook_etag(record: WebhookRecord) -> str:
    """The strong tag of a webhook."""
    return version_etag(record.id, record.version)


def delivery_etag(record: DeliveryRecord) -> str:
    """The strong tag of a delivery, which changes with each attempt."""
    return content_etag(record.id, record.state.value, record.attempts, len(record.tried), record.next_at)


def list_webhooks(
    unit: Unit, agreement_id: str, caller: Caller, *, active: bool | None = None, event: EventName | None = None
) -> tuple[WebhookRecord, ...]:
    """The webhooks that the caller manages, oldest first; only those that are switched on or off, and only those that
    are told of ``event``, where these are given. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return tuple(
        each
        for each in store.list_webhooks(unit.read, agreement_id, owner_of(caller))
        if active in (None, each.active) and (event is None or not each.events or event.value in each.events)
    )


def get_webhook(unit: Unit, agreement_id: str, webhook_id: str, caller: Caller) -> WebhookRecord:
    """A webhook that the caller manages. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    found = store.find_webhook(unit.read, agreement_id, owner_of(caller), webhook_id)
    if found is None:
        raise NotFound(f"The agreement has no webhook {webhook_id!r} of yours.")
    return found


def create_webhook(
    unit: Unit, agreement_id: str, caller: Caller, url: str, events: Collection[EventName], reach: Reach
) -> WebhookRecord:
    """Make a webhook that is told of ``events``, or of everything where none is named. The record has its secret, for
    this one answer.

    Raises :class:`NotFound`, :class:`InvalidOption` for a URL or an event that can't be, and :class:`Conflict` where
    there are :data:`MOST` of them.
    """
    get_agreement(unit, agreement_id)
    reach.check(url)
    named = _named(events)
    lock_agreement(unit.write, agreement_id)
    side = owner_of(caller)
    if len(store.list_webhooks(unit.write, agreement_id, side)) >= MOST:
        raise Conflict(f"There are {MOST} webhooks already; remove one first.")
    secret = new_signing_secret()
    made = (caller.user.name, unit.at)
    record = WebhookRecord(new_webhook_id(), agreement_id, side, 1, url, named, True, secret, None, None, *made)
    store.insert_webhook(unit.write, record)
    return record


def change_webhook(
    unit: Unit,
    agreement_id: str,
    webhook_id: str,
    caller: Caller,
    seen: Conditions,
    reach: Reach,
    *,
    url: str | None = None,
    events: Collection[EventName] | None = None,
    active: bool | None = None,
) -> WebhookRecord:
    """Change a webhook if it is as it was ``seen``; what is None stays. Switching it on forgets why it was stopped.

    Raises :class:`NotFound`, :class:`InvalidOption`, :class:`PreconditionRequired` and :class:`StaleEdit`.
    """
    if url is not None:
        reach.check(url)
    record = _held(unit, agreement_id, webhook_id, caller, seen)
    changes: dict[str, Any] = {}
    if url is not None:
        changes["url"] = url
    if events is not None:
        changes["events"] = _named(events)
    if active is not None:
        changes["active"] = active
    if active:
        changes |= {"stopped_because": None, "failing_since": None}
    return _changed(unit, record, **changes)


def remove_webhook(unit: Unit, agreement_id: str, webhook_id: str, caller: Caller, seen: Conditions) -> None:
    """Forget a webhook, its secret and its deliveries, if it is as it was ``seen``. Raises as
    :func:`change_webhook`."""
    store.delete_webhook(unit.write, _held(unit, agreement_id, webhook_id, caller, seen))


def rotate_secret(unit: Unit, agreement_id: str, webhook_id: str, caller: Caller) -> WebhookRecord:
    """Give a webhook another secret; the one until now signs beside it for :data:`OLD_SECRET_SIGNS`. The record has
    the new one, for this one answer. Raises :class:`NotFound`."""
    lock_agreement(unit.write, agreement_id)
    record = get_webhook(unit, agreement_id, webhook_id, caller)
    return _changed(
        unit,
        record,
        secret=new_signing_secret(),
        old_secret=record.secret,
        old_secret_until=unit.at + OLD_SECRET_SIGNS,
    )


def send_test(unit: Unit, agreement_id: str, webhook_id: str, caller: Caller) -> DeliveryRecord:
    """Have a webhook told that it is tested: once, at once. Raises :class:`NotFound`, and :class:`Conflict` for one
    that is switched off."""
    record = _switched_on(get_webhook(unit, agreement_id, webhook_id, caller))
    event = Event(EventName.TEST, agreement_id, record.side, data_of(agreement_id, "", webhook_id=record.id))
    made = delivery_of(record, event, unit.at)
    store.insert_deliveries(unit.write, [made])
    return made


def list_deliveries(
    unit: Unit,
    agreement_id: str,
    webhook_id: str,
    caller: Caller,
    limit: int,
    before: tuple[datetime, str] | None = None,
    *,
    states: Collection[DeliveryState] = (),
    event: EventName | None = None,
) -> tuple[DeliveryRecord, ...]:
    """Up to ``limit`` deliveries of a webhook, newest first, behind the (made_at, id) of ``before``; only those in one
    of ``states`` and of ``event``, where these are given. Raises :class:`NotFound`."""
    record = get_webhook(unit, agreement_id, webhook_id, caller)
    return store.list_deliveries(
        unit.read, record.id, limit, before, states=[each.value for each in states], event=event and event.value
    )


def get_delivery(unit: Unit, agreement_id: str, webhook_id: str, delivery_id: str, caller: Caller) -> DeliveryRecord:
    """A delivery of a webhook. Raises :class:`NotFound`."""
    record = get_webhook(unit, agreement_id, webhook_id, caller)
    found = store.find_delivery(unit.read, record.id, delivery_id)
    if found is None:
        raise NotFound(f"The webhook has no delivery {delivery_id!r}; those of more than 30 days are forgotten.")
    return found


def redeliver(
    unit: Unit, agreement_id: str, webhook_id: str, delivery_id: str, caller: Caller, seen: Conditions
) -> DeliveryRecord:
    """Have a delivery sent again now, with every retry that a new one has, under the id that it has. Raises
    :class:`NotFound`, :class:`StaleEdit`, and :class:`Conflict` for a webhook that is switched off."""
    lock_agreement(unit.write, agreement_id)
    _switched_on(get_webhook(unit, agreement_id, webhook_id, caller))
    record = get_delivery(unit, agreement_id, webhook_id, delivery_id, caller)
    seen.hold_if_said(delivery_etag(record), "the delivery")
    if record.claim is not None and record.next_at is not None and record.next_at > unit.at:
        raise Conflict("The delivery is being sent; read it in a moment, and decide again.")
    changes: dict[str, Any] = {"state": DeliveryState.WAITING, "attempts": 0, "next_at": unit.at, "claim": None}
    if not store.change_delivery(unit.write, record, **{**changes, "state": DeliveryState.WAITING.value}):
        raise StaleEdit("The delivery is being sent; read it and decide again.", delivery_etag(record))
    return replace(record, **changes)


def _held(unit: Unit, agreement_id: str, webhook_id: str, caller: Caller, seen: Conditions) -> WebhookRecord:
    """The webhook as it was ``seen``, which nobody else changes before the transaction ends."""
    lock_agreement(unit.write, agreement_id)
    record = get_webhook(unit, agreement_id, webhook_id, caller)
    seen.hold(webhook_etag(record), "the webhook")
    return record


def _changed(unit: Unit, record: WebhookRecord, **changes: Any) -> WebhookRecord:
    if not store.change_webhook(unit.write, record, **changes):
        raise StaleEdit("What you have read of the webhook is no longer so; read it and decide again.")
    return replace(record, version=record.version + 1, **changes)


def _switched_on(record: WebhookRecord) -> WebhookRecord:
    if not record.active:
        raise Conflict("The webhook is switched off; switch it on first.")
    return record


def _named(events: Collection[EventName]) -> list[str]:
    if any(each not in SUBSCRIBABLE for each in events):
        raise InvalidOption(f"A webhook is told of {EventName.TEST} by the test button alone.", "events")
    return sorted({each.value for each in events})
