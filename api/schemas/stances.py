"""How far the sides are about a clause, as JSON."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas.words import RequestModel
from clauses.kinds.values import PartyRole
from drafts.negotiation.status import ClauseStanding, ClauseStatus


class StanceBody(RequestModel):
    """What your side says about a clause."""

    revision: int = Field(ge=1, title="The number of the revision that you have read", examples=[3])
    agrees: bool = Field(title="Whether your side agrees with it")


class ReopenedShown(BaseModel):
    """A side had agreed, and a later revision changed what it had agreed with."""

    side: str = Field(title="The side, by the party that leads it", examples=["city"])
    agreed: int = Field(title="The revision that it agreed with")
    revision: int = Field(title="The first revision after it that says something else")
    author: str = Field(title="Who made that")
    party: str | None = Field(title="The party that the author acted for")
    proposal: str | None = Field(title="The proposal that it came from")
    at: datetime = Field(title="When, UTC")


class StatusShown(BaseModel):
    """Where a clause stands."""

    standing: ClauseStanding = Field(title="How far the sides are")
    agreed_by: list[str] = Field(title="The sides that agree, by the party that leads each", examples=[["city"]])
    reopened: list[ReopenedShown] = Field(title="For each side that had agreed, what reopened the clause")


class StanceShown(BaseModel):
    """What somebody said for a side."""

    side: str = Field(title="The side, by the party that leads it", examples=["city"])
    revision: int = Field(title="The revision that was read")
    agrees: bool = Field(title="Whether the side agreed with it")
    by: str = Field(title="Who said so")
    party: PartyRole = Field(title="The party that the person acted for")
    at: datetime = Field(title="When, UTC")


class ClauseStatusShown(StatusShown):
    """Where a clause stands, and how it came to that."""

    clause_id: str = Field(title="The clause")
    revision: int = Field(title="The number of its newest revision")
    stances: list[StanceShown] = Field(title="All that was said, oldest first; of a side the last word counts")


def status_shown(status: ClauseStatus) -> StatusShown:
    """``status`` as JSON."""
    return StatusShown(
        standing=status.standing,
        agreed_by=[side.name for side in status.agreed_by],
        reopened=[
            ReopenedShown(
                side=each.side.name,
                agreed=each.agreed,
                revision=each.by.number,
                author=each.by.author,
                party=each.by.party,
                proposal=each.by.proposal,
                at=each.by.at,
            )
            for each in status.reopened
        ],
    )
