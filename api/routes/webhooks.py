"""Webhooks: other programs are told what happens in an agreement, signed, until they have taken it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from api.deps import AgreementId, CallerDep, IfMatch, RuntimeDep, SeenDep, UnitDep
from api.etags import Conditions
from api.idempotency import KeyedRoute
from api.paging import PagingDep
from api.routes.responses import problems
from api.schemas.webhooks import (
    AttemptShown,
    DeliveryList,
    DeliveryShown,
    WebhookChanged,
    WebhookList,
    WebhookMade,
    WebhookNew,
    WebhookShown,
)
from api.services import webhooks as service
from api.services.webhooks import Reach
from api.store.events import EventName
from api.store.webhooks import DeliveryRecord, DeliveryState, WebhookRecord

router = APIRouter(prefix="/agreements/{agreement_id}/webhooks", tags=["webhooks"], route_class=KeyedRoute)

_ID = r"^[A-Za-z0-9-]{1,64}$"
WebhookId = Annotated[str, Path(title="The webhook", examples=["whk-5f0c2a9b7e1d4c3a8b6f"], pattern=_ID)]
DeliveryId = Annotated[str, Path(title="The delivery", examples=["msg-5f0c2a9b7e1d4c3a8b6f"], pattern=_ID)]


async def reach_of(runtime: RuntimeDep) -> Reach:
    """Where webhooks may lead."""
    return Reach(runtime.settings.webhooks_private_addresses)


ReachDep = Annotated[Reach, Depends(reach_of)]


@router.get("", summary="List your webhooks", responses=problems(404, 422))
def list_webhooks(
    agreement_id: AgreementId,
    caller: CallerDep,
    unit: UnitDep,
    paging: PagingDep,
    response: Response,
    active: Annotated[bool | None, Query(title="Only those that are switched on, or off")] = None,
    event: Annotated[EventName | None, Query(title="Only those that are told of this")] = None,
) -> WebhookList:
    """The webhooks of your side, as its admin; as an operator, those of the operators."""
    response.headers["Cache-Control"] = "no-store"
    found = service.list_webhooks(unit, agreement_id, caller, active=active, event=event)
    page = paging.of(found, lambda each: (_text(each.created_at), each.id))
    return WebhookList(items=page.shown(_shown), **page.links())


@router.post("", status_code=201, summary="Make a webhook", responses=problems(404, 409, 422))
def create_webhook(
    agreement_id: AgreementId, new: WebhookNew, caller: CallerDep, unit: UnitDep, response: Response, reach: ReachDep
) -> WebhookMade:
    """Have a URL told what happens in the agreement, as far as your side may know it. The answer has the secret that
    signs what is sent; keep it, no other answer has it."""
    made = service.create_webhook(unit, agreement_id, caller, new.url, new.events, reach)
    response.headers["Location"] = f"/agreements/{agreement_id}/webhooks/{made.id}"
    return _made(made, response)


@router.get("/{webhook_id}", summary="Read a webhook", responses=problems(404))
def get_webhook(
    agreement_id: AgreementId, webhook_id: WebhookId, caller: CallerDep, unit: UnitDep, response: Response
) -> WebhookShown:
    """A webhook of yours, with the ETag that a change needs."""
    return _answer(service.get_webhook(unit, agreement_id, webhook_id, caller), response)


@router.patch("/{webhook_id}", summary="Change a webhook", responses=problems(404, 412, 422, 428))
def change_webhook(
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    body: WebhookChanged,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    reach: ReachDep,
    if_match: IfMatch = None,
) -> WebhookShown:
    """Let it lead elsewhere, be told of something else, or switch it on or off. While it is off nothing is kept for it;
    what waits is sent when it is on again."""
    seen = Conditions(if_match)
    changes: dict[str, Any] = {"url": body.url, "events": body.events, "active": body.active}
    changed = service.change_webhook(unit, agreement_id, webhook_id, caller, seen, reach, **changes)
    return _answer(changed, response)


@router.delete("/{webhook_id}", status_code=204, summary="Remove a webhook", responses=problems(404, 412, 428))
def remove_webhook(
    agreement_id: AgreementId, webhook_id: WebhookId, caller: CallerDep, unit: UnitDep, if_match: IfMatch = None
) -> None:
    """Tell it nothing more, and forget its secret and its deliveries."""
    service.remove_webhook(unit, agreement_id, webhook_id, caller, Conditions(if_match))


@router.post("/{webhook_id}/rotate-secret", summary="Give a webhook another secret", responses=problems(404))
def rotate_webhook_secret(
    agreement_id: AgreementId, webhook_id: WebhookId, caller: CallerDep, unit: UnitDep, response: Response
) -> WebhookMade:
    """The answer has the new secret. For 24 hours what is sent bears a signature with each of the two."""
    return _made(service.rotate_secret(unit, agreement_id, webhook_id, caller), response)


@router.post("/{webhook_id}/test", status_code=201, summary="Test a webhook", responses=problems(404, 409))
def test_webhook(
    agreement_id: AgreementId, webhook_id: WebhookId, caller: CallerDep, unit: UnitDep, response: Response
) -> DeliveryShown:
    """Send `test.sent`, whatever the webhook subscribes to: once, in a moment. How it ended is told where the answer's
    Location points."""
    made = service.send_test(unit, agreement_id, webhook_id, caller)
    response.headers["Location"] = f"/agreements/{agreement_id}/webhooks/{webhook_id}/deliveries/{made.id}"
    return _delivered(made, response)


@router.get("/{webhook_id}/deliveries", summary="List what a webhook was told", responses=problems(404, 422))
def list_webhook_deliveries(
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    caller: CallerDep,
    unit: UnitDep,
    paging: PagingDep,
    response: Response,
    state: Annotated[list[DeliveryState] | None, Query(title="Only deliveries that are that far")] = None,
    event: Annotated[EventName | None, Query(title="Only those of this event")] = None,
) -> DeliveryList:
    """The deliveries of the last 30 days, newest first, with what was sent, when, and how each attempt ended."""
    response.headers["Cache-Control"] = "no-store"
    last = paging.after(str, str)
    before = None if last is None else (datetime.fromisoformat(str(last[0])), str(last[1]))
    found = service.list_deliveries(
        unit, agreement_id, webhook_id, caller, paging.limit + 1, before, states=state or (), event=event
    )
    page = paging.of_rows(found, lambda each: (each.made_at.isoformat(), each.id))
    return DeliveryList(items=page.shown(_delivery_shown), **page.links())


@router.get("/{webhook_id}/deliveries/{delivery_id}", summary="Read a delivery", responses=problems(404))
def get_webhook_delivery(
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    delivery_id: DeliveryId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
) -> DeliveryShown:
    """What was sent, when, and how each attempt ended."""
    return _delivered(service.get_delivery(unit, agreement_id, webhook_id, delivery_id, caller), response)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/redeliver", summary="Send it again", responses=problems(404, 409, 412)
)
def redeliver(
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    delivery_id: DeliveryId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> DeliveryShown:
    """Send a delivery again, in a moment and under the same `webhook-id`, with every retry that a new one has."""
    found = service.redeliver(unit, agreement_id, webhook_id, delivery_id, caller, seen)
    return _delivered(found, response)


def _answer(record: WebhookRecord, response: Response) -> WebhookShown:
    _tagged(record, response)
    return _shown(record)


def _made(record: WebhookRecord, response: Response) -> WebhookMade:
    _tagged(record, response)
    return WebhookMade(**dict(_shown(record)), secret=record.secret)


def _tagged(record: WebhookRecord, response: Response) -> None:
    response.headers["ETag"] = service.webhook_etag(record)
    response.headers["Cache-Control"] = "no-store"


def _shown(record: WebhookRecord) -> WebhookShown:
    return WebhookShown(
        id=record.id,
        agreement_id=record.agreement_id,
        side=record.side,
        url=record.url,
        events=[EventName(each) for each in record.events],
        active=record.active,
        made_by=record.made_by,
        created_at=record.created_at,
        failing_since=record.failing_since,
        stopped_because=record.stopped_because,
        old_secret_until=record.old_secret_until,
    )


def _delivered(record: DeliveryRecord, response: Response) -> DeliveryShown:
    response.headers["ETag"] = service.delivery_etag(record)
    response.headers["Cache-Control"] = "no-store"
    return _delivery_shown(record)


def _delivery_shown(record: DeliveryRecord) -> DeliveryShown:
    return DeliveryShown(
        id=record.id,
        webhook_id=record.webhook_id,
        event=EventName(record.event),
        state=record.state,
        made_at=record.made_at,
        next_at=record.next_at,
        attempts=[AttemptShown(**each) for each in record.tried],
        payload=json.loads(record.body),
    )


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}"
