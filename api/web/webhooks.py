"""Webhooks of an agreement as pages: made, tested, switched off and removed; and what became of what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep, unit_of
from api.etags import Conditions
from api.paging import PagingDep
from api.routes.webhooks import DeliveryId, ReachDep, WebhookId
from api.schemas.webhooks import WebhookChanged, WebhookNew
from api.services import webhooks as service
from api.services.agreements import get_agreement
from api.store.events import SUBSCRIBABLE, EventName
from api.store.unit import Unit
from api.store.webhooks import DeliveryRecord, WebhookRecord
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of
from api.web.rendering import page
from api.web.typed import typed
from clauses.errors import Conflict, CounterpartError, InvalidOption, StaleEdit

router = APIRouter(route_class=PageRoute, include_in_schema=False)

WEBHOOKS: Final = f"{AT}/webhooks"
ONE: Final = f"{WEBHOOKS}/{{webhook_id}}"
EVENTS: Final = tuple((each.value, each.label[:1].upper() + each.label[1:]) for each in SUBSCRIBABLE)
"""What a webhook can be told of, and how it is said."""
SAID: Final = {each.value: each.label for each in EventName}
_Text = Annotated[str, Form(max_length=1000)]
_Events = Annotated[list[str] | None, Form(max_length=100)]
_Done = Annotated[str, Query(pattern="^(changed|removed|tested|again|late|off)?$")]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page says beside what is stored: a secret that was just made, or why a form was refused, and what was
    typed into it."""

    secret: str = ""
    why: str = ""
    url: str = ""
    events: tuple[str, ...] = ()
    active: bool = True
    stale: bool = False
    """Whether it was refused because somebody changed the webhook meanwhile."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    """A delivery with the tag that sending it again needs."""

    record: DeliveryRecord
    seen: str


@router.get(WEBHOOKS)
def show_webhooks(
    request: Request, agreement_id: AgreementId, unit: UnitDep, caller: CallerDep, done: _Done = ""
) -> Response:
    """The webhooks of the reader's side, or of the operators."""
    return _list(request, unit, agreement_id, caller, _Said(), done=done)


@router.post(WEBHOOKS, summary="Make a webhook")
def make_webhook(
    request: Request,
    agreement_id: AgreementId,
    caller: CallerDep,
    reach: ReachDep,
    url: _Text = "",
    event: _Events = None,
) -> Response:
    """Make a webhook; this answer alone has the secret that signs what is sent."""
    said = _Said(url=url, events=tuple(event or ()))
    try:
        new = typed(WebhookNew, url=url.strip(), events=list(said.events))
        with unit_of(request) as unit:
            made = service.create_webhook(unit, agreement_id, caller, new.url, new.events, reach)
    except (InvalidOption, Conflict) as error:
        refused = _Said(why=error.detail, url=url, events=said.events)
        with unit_of(request) as unit:
            return _list(request, unit, agreement_id, caller, refused, status=_status(error))
    return _once(request, agreement_id, caller, made)


@router.get(ONE)
def show_webhook(
    request: Request,
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    unit: UnitDep,
    caller: CallerDep,
    paging: PagingDep,
    done: _Done = "",
) -> Response:
    """A webhook, and what it was told in the last 30 days."""
    return _one(request, unit, (agreement_id, webhook_id), caller, paging, done=done)


@router.post(ONE, summary="Change a webhook")
def change_webhook(
    request: Request,
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    caller: CallerDep,
    reach: ReachDep,
    paging: PagingDep,
    url: _Text = "",
    event: _Events = None,
    active: Annotated[bool, Form()] = False,
    seen: _Text = "",
) -> Response:
    """Let it lead elsewhere, be told of something else, or switch it on or off."""
    at = agreement_id, webhook_id
    try:
        body = typed(WebhookChanged, url=url.strip(), events=event or [], active=active)
        with unit_of(request) as unit:
            service.change_webhook(
                unit, *at, caller, Conditions(seen), reach, url=body.url, events=body.events, active=body.active
            )
    except (InvalidOption, StaleEdit) as error:
        stale = isinstance(error, StaleEdit)
        refused = _Said(why=error.detail, url=url, events=tuple(event or ()), active=active, stale=stale)
        with unit_of(request) as unit:
            return _one(request, unit, at, caller, paging, refused, status=_status(error))
    return _back(ONE, agreement_id, webhook_id, "changed")


@router.post(f"{ONE}/remove", summary="Remove a webhook")
def remove_webhook(
    request: Request,
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    caller: CallerDep,
    seen: _Text = "",
) -> Response:
    """Tell it nothing more, and forget its secret and its deliveries."""
    try:
        with unit_of(request) as unit:
            service.remove_webhook(unit, agreement_id, webhook_id, caller, Conditions(seen))
    except StaleEdit:
        return _back(ONE, agreement_id, webhook_id, "late")
    return _back(WEBHOOKS, agreement_id, webhook_id, "removed")


@router.post(f"{ONE}/secret", summary="Give a webhook another secret")
def rotate_secret(request: Request, agreement_id: AgreementId, webhook_id: WebhookId, caller: CallerDep) -> Response:
    """Make another secret; this answer alone has it."""
    with unit_of(request) as unit:
        made = service.rotate_secret(unit, agreement_id, webhook_id, caller)
    return _once(request, agreement_id, caller, made)


@router.post(f"{ONE}/test", summary="Test a webhook")
def test_webhook(request: Request, agreement_id: AgreementId, webhook_id: WebhookId, caller: CallerDep) -> Response:
    """Send a test, once, in a moment."""
    try:
        with unit_of(request) as unit:
            service.send_test(unit, agreement_id, webhook_id, caller)
    except Conflict:
        return _back(ONE, agreement_id, webhook_id, "off")
    return _back(ONE, agreement_id, webhook_id, "tested")


@router.post(f"{ONE}/deliveries/{{delivery_id}}/redeliver", summary="Send it again")
def redeliver(
    request: Request,
    agreement_id: AgreementId,
    webhook_id: WebhookId,
    delivery_id: DeliveryId,
    caller: CallerDep,
    seen: _Text = "",
) -> Response:
    """Send a delivery again."""
    try:
        with unit_of(request) as unit:
            service.redeliver(unit, agreement_id, webhook_id, delivery_id, caller, Conditions(seen or None))
    except StaleEdit:
        return _back(ONE, agreement_id, webhook_id, "late")
    except Conflict:
        return _back(ONE, agreement_id, webhook_id, "off")
    return _back(ONE, agreement_id, webhook_id, "again")


def _status(error: CounterpartError) -> int:
    return 422 if isinstance(error, InvalidOption) else 409


def _back(address: str, agreement_id: str, webhook_id: str, done: str) -> Response:
    at = address.format(agreement_id=agreement_id, webhook_id=webhook_id)
    return RedirectResponse(f"{at}?done={done}", status_code=303)


def _once(request: Request, agreement_id: str, caller: Caller, made: WebhookRecord) -> Response:
    """The list with a secret, which is shown this once."""
    with unit_of(request) as unit:
        return _list(request, unit, agreement_id, caller, _Said(secret=made.secret, url=made.url))


def _list(
    request: Request,
    unit: Unit,
    agreement_id: str,
    caller: Caller,
    said: _Said,
    *,
    status: int = 200,
    done: str = "",
) -> Response:
    return page(
        request,
        "admin/webhooks.html",
        status=status,
        frame=frame_of(get_agreement(unit, agreement_id), caller, "/webhooks"),
        webhooks=service.list_webhooks(unit, agreement_id, caller),
        own=service.owner_of(caller) is not None,
        said=said,
        events=EVENTS,
        told=SAID,
        done=done,
    )


def _one(
    request: Request,
    unit: Unit,
    at: tuple[str, str],
    caller: Caller,
    paging: PagingDep,
    refused: _Said | None = None,
    *,
    status: int = 200,
    done: str = "",
) -> Response:
    record = service.get_webhook(unit, *at, caller)
    last = None if refused else paging.after(str, str)
    before = None if last is None else (datetime.fromisoformat(str(last[0])), str(last[1]))
    found = service.list_deliveries(unit, *at, caller, paging.limit + 1, before)
    rows = paging.of_rows(found, lambda each: (each.made_at.isoformat(), each.id))
    typed_of = _Said(url=record.url, events=tuple(record.events), active=record.active)
    return page(
        request,
        "admin/webhook.html",
        status=status,
        frame=frame_of(get_agreement(unit, at[0]), caller, "/webhooks"),
        webhook=record,
        seen=service.webhook_etag(record),
        own=record.side is not None,
        said=refused or typed_of,
        events=EVENTS,
        told=SAID,
        deliveries=[_Delivery(each, service.delivery_etag(each)) for each in rows.items],
        next=rows.next,
        done="" if paging.cursor else done,
    )
