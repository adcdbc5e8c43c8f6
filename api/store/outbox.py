"""What webhooks are told of a transaction, written in that transaction: what is rolled back tells nobody anything, and
what was committed is told, whatever becomes of the server next."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from api.ids import new_message_id
from api.store.events import Event, EventName, events_of
from api.store.recording import net
from api.store.watch import RowChange
from api.store.webhooks import (
    DeliveryRecord,
    DeliveryState,
    WebhookRecord,
    active_webhooks,
    any_active,
    insert_deliveries,
)


def tell_webhooks(connection: Connection, at: datetime, changes: Iterable[RowChange]) -> None:
    """Add a delivery for each event and each webhook that is to be told of it. Called before the commit, with every row
    in sight."""
    if not any_active(connection):
        return
    events = tuple(events_of(connection, net(changes)))
    if not events:
        return
    there = active_webhooks(connection, {each.agreement_id for each in events})
    insert_deliveries(
        connection, [delivery_of(hook, event, at) for event in events for hook in there if is_told(hook, event)]
    )


def is_told(hook: WebhookRecord, event: Event) -> bool:
    """Whether a webhook is told of an event: of its agreement, among those that it subscribes to, and nothing that is
    private to another side."""
    if hook.agreement_id != event.agreement_id or (event.side is not None and event.side != hook.side):
        return False
    return not hook.events or event.name.value in hook.events or event.name is EventName.TEST


def delivery_of(hook: WebhookRecord, event: Event, at: datetime) -> DeliveryRecord:
    """The delivery that tells ``hook`` of ``event``, due at once. Its body is what is sent, byte for byte."""
    told = {"type": event.name.value, "timestamp": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", "data": event.data}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return DeliveryRecord(
        new_message_id(), hook.id, event.name.value, body, at, DeliveryState.WAITING, 0, [], next_at=at
    )
