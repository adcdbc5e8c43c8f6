"""A webhook of the district's with what became of two deliveries, for the page that shows one. It is told of so little
that no test of the pages makes it send anything: the demonstration itself has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from fastapi import FastAPI

from api.services.demonstration import AGREEMENT_ID
from api.store import webhooks as store
from api.store.events import Event, EventName, data_of
from api.store.outbox import delivery_of
from api.store.webhooks import DeliveryState, WebhookRecord

WEBHOOK: Final = "whk-demonstration"
_TOLD: Final = (EventName.DRAFT_EXECUTED, EventName.NOTICE_GIVEN)


def add_webhook(app: FastAPI) -> None:
    """Store the webhook, a test that was delivered, and a delivery that is tried again in two hours."""
    with app.state.runtime.unit() as unit:
        told = (1, "https://records.district.example/counterpart", [each.value for each in _TOLD], True)
        made = ("Superintendent", unit.at - timedelta(days=3))
        hook = WebhookRecord(WEBHOOK, AGREEMENT_ID, "district", *told, "whsec_none", None, None, *made)
        store.insert_webhook(unit.write, hook)
        signed = Event(EventName.DRAFT_EXECUTED, AGREEMENT_ID, None, data_of(AGREEMENT_ID, "drafts/1", draft=1))
        test = Event(EventName.TEST, AGREEMENT_ID, None, data_of(AGREEMENT_ID, ""))
        at, now = unit.at - timedelta(days=2), unit.at
        fine = {"at": at.isoformat(timespec="seconds"), "status": 204, "reason": "204 No Content"}
        down = {"at": now.isoformat(timespec="seconds"), "status": 503, "reason": "503 Service Unavailable"}
        delivered = replace(delivery_of(hook, test, at), state=DeliveryState.DELIVERED, next_at=None)
        waiting = replace(delivery_of(hook, signed, now), next_at=now + timedelta(hours=2))
        store.insert_deliveries(
            unit.write,
            [replace(delivered, attempts=1, tried=[fine]), replace(waiting, attempts=1, tried=[down])],
        )
