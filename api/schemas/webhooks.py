"""Webhooks and their deliveries as JSON. A secret is in the answer that makes it, and in no other."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from api.schemas.paging import PageShown
from api.schemas.words import RequestModel, writable
from api.store.events import EventName
from api.store.webhooks import DeliveryState

_EXAMPLE = "https://hooks.district.example/counterpart"
_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"  # noqa: S105 - an example, that of the specification
_EVENTS = ["proposal.submitted", "vote.recorded"]


def _event(value: object) -> object:
    return EventName(value) if isinstance(value, str) and value in list(EventName) else value


Url = Annotated[str, StringConstraints(min_length=10, max_length=500), AfterValidator(writable)]
Events = Annotated[list[Annotated[EventName, BeforeValidator(_event)]], Field(max_length=len(EventName))]


class WebhookNew(RequestModel):
    """A new webhook."""

    url: Url = Field(title="Where it leads: https, at an address on the public internet", examples=[_EXAMPLE])
    events: Events = Field(default=[], title="What it is told of; empty: everything", examples=[_EVENTS])


class WebhookChanged(RequestModel):
    """What changes of a webhook; what is left out stays."""

    url: Url | None = Field(default=None, title="Where it leads", examples=[_EXAMPLE])
    events: Events | None = Field(default=None, title="What it is told of; empty: everything")
    active: bool | None = Field(default=None, title="Whether it is switched on")


class WebhookShown(BaseModel):
    """A webhook, without its secret."""

    id: str = Field(title="The webhook", examples=["whk-5f0c2a9b7e1d4c3a8b6f"])
    agreement_id: str = Field(title="The agreement")
    side: str | None = Field(title="Whose it is: a side's, or (null) the operators'")
    url: str = Field(title="Where it leads", examples=[_EXAMPLE])
    events: list[EventName] = Field(title="What it is told of; empty: everything", examples=[_EVENTS])
    active: bool = Field(title="Whether it is switched on", examples=[True])
    made_by: str = Field(title="Who made it", examples=["Dana Reyes"])
    created_at: datetime = Field(title="When, UTC")
    failing_since: datetime | None = Field(title="Since when everything fails that is sent to it, UTC; null: it works")
    stopped_because: str | None = Field(
        title="Why it was switched off without anybody's doing",
        examples=["everything sent to it has failed for 5 days"],
    )
    old_secret_until: datetime | None = Field(title="Until when the secret of before signs beside the new one, UTC")


class WebhookMade(WebhookShown):
    """A webhook with its secret, which no other answer has."""

    secret: str = Field(title="What signs the deliveries; keep it, it is not shown again", examples=[_SECRET])


class WebhookList(PageShown):
    """Your webhooks."""

    items: list[WebhookShown] = Field(title="The webhooks, oldest first")


class AttemptShown(BaseModel):
    """One attempt to deliver."""

    at: datetime = Field(title="When, UTC")
    status: int | None = Field(title="The status of the answer; null: none came", examples=[503])
    reason: str = Field(title="How it ended", examples=["answered 503"])


class DeliveryShown(BaseModel):
    """What a webhook was told of one event, and what became of it."""

    id: str = Field(title="The delivery: its webhook-id header", examples=["msg-5f0c2a9b7e1d4c3a8b6f"])
    webhook_id: str = Field(title="The webhook", examples=["whk-5f0c2a9b7e1d4c3a8b6f"])
    event: EventName = Field(title="What happened", examples=["proposal.submitted"])
    state: DeliveryState = Field(title="How far it is", examples=["delivered"])
    made_at: datetime = Field(title="When it happened, UTC")
    next_at: datetime | None = Field(title="When it is sent next, UTC; null: it is not")
    attempts: list[AttemptShown] = Field(title="The last twenty attempts, oldest first")
    payload: dict[str, Any] = Field(
        title="What is sent",
        examples=[
            {
                "type": "proposal.submitted",
                "timestamp": "2020-03-03T18:00:00.000000Z",
                "data": {
                    "agreement_id": "agr-5f0c2a9b7e1d4c3a8b6f",
                    "proposal_id": "prp-5f0c2a9b7e1d4c3a8b6f",
                    "state": "submitted",
                    "party": "district",
                    "by_party": "district",
                    "link": "/agreements/agr-5f0c2a9b7e1d4c3a8b6f/proposals/prp-5f0c2a9b7e1d4c3a8b6f",
                },
            }
        ],
    )


class DeliveryList(PageShown):
    """What a webhook was told in the last 30 days."""

    items: list[DeliveryShown] = Field(title="The deliveries, newest first")
