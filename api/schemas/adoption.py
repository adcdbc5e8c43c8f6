"""Votes, adoption, what is in force and notices as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.paging import PageShown
from api.schemas.words import IsoDate, Name, Prose, RequestModel
from clauses.kinds.execution import ApprovingBody
from clauses.status import DraftStatus
from drafts.negotiation.terms import Ending
from drafts.negotiation.votes import MemberVote, Result, Rule

_TextHash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class VoteShown(BaseModel):
    """A vote on record: it never changes."""

    number: int = Field(title="Its number in the agreement, from 1")
    draft: int = Field(title="The draft that it was recorded on")
    body: ApprovingBody = Field(title="Who voted")
    on: date = Field(title="The day of the vote")
    motion: str = Field(title="The motion as it was put")
    text_hash: str = Field(title="The hash of the text that was voted on")
    present: list[str] = Field(title="The members present")
    absent: list[str] = Field(title="The members absent")
    ballots: list[MemberVote] = Field(title="How each member present voted")
    rule: Rule = Field(title="How many must vote yes")
    result: Result = Field(title="What became of the motion")
    yes: int = Field(title="How many voted yes")
    no: int = Field(title="How many voted no")
    abstained: int = Field(title="How many abstained")
    needed: int = Field(title="How many yes the rule asks for")
    quorate: bool = Field(title="Whether more than half of all members were present")
    author: str = Field(title="Who recorded it")
    party: str | None = Field(title="For which party")
    recorded_at: datetime = Field(title="When it was recorded, UTC")


class VoteList(PageShown):
    """The votes on the text of a draft, in the order in which they were recorded."""

    items: list[VoteShown] = Field(title="The votes")


class BodyVote(BaseModel):
    """Where one body stands towards a draft, by its last vote."""

    body: ApprovingBody = Field(title="The body")
    standing: Annotated[str, StringConstraints(pattern="^(carried|failed|differing|missing)$")] = Field(
        title="Carried or failed on this text, a vote on a differing text, or missing", examples=["carried"]
    )
    vote: int | None = Field(title="The number of that vote")
    redline: str | None = Field(title="For a differing text: the redline from it to this draft")


class AdoptionShown(BaseModel):
    """How far a draft is adopted."""

    draft: int = Field(title="The draft")
    status: DraftStatus = Field(title="How far it has come")
    text_hash: str = Field(title="What a vote on it cites")
    complete: bool = Field(title="Whether every body that is asked has approved this very text")
    on: date | None = Field(title="The day of the last approval, once it is complete")
    bodies: list[BodyVote] = Field(title="Every body that its Signatures clause asks, in order")


class AdoptionNew(RequestModel):
    """What is known when a draft is adopted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_date": "2020-03-18"}]})

    effective_date: IsoDate | None = Field(
        default=None,
        title="When the agreement takes effect",
        description="Filled in where the text leaves it blank. Without it: on the day of the last approval.",
    )


class ExecutionNew(RequestModel):
    """What is known when an agreement is signed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"signed_on": "2020-03-18"}]})

    signed_on: IsoDate = Field(title="The day of the last signature")


class InForceShown(BaseModel):
    """The draft that is in force on a day, and its text."""

    agreement_id: str = Field(title="The agreement")
    on: date = Field(title="The day asked about")
    draft: int = Field(title="The draft")
    label: str = Field(title="What people call it")
    status: DraftStatus = Field(title="How far it has come")
    since: date = Field(title="The first day on which it is in force")
    until: date | None = Field(
        title="The last day", description="None while it renews by itself and no party has given notice."
    )
    text_hash: _TextHash = Field(title="The hash that the votes cite")
    text: str = Field(title="Its text, with the dates that are filled in at signing left blank")
    docx: str = Field(title="Where its execution version is", examples=["/agreements/agr-1/drafts/6/execution.docx"])


class NoticeNew(RequestModel):
    """A party's notice that it ends the agreement."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"given_on": "2020-07-01", "reason": "The Board voted not to renew."}]}
    )

    given_on: IsoDate = Field(title="The day on which it was given")
    reason: Prose = Field(default="", title="Why, if it says so")
    party: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = Field(
        default=None, title="The party that gives it", description="A member's own; an operator names one."
    )
    author: Name | None = Field(default=None, title="Who records it; only an operator may name somebody else")


class NoticeShown(BaseModel):
    """A notice on record: it never changes."""

    number: int = Field(title="Its number in the agreement, from 1")
    draft: int = Field(title="The draft in force that it ends")
    given_on: date = Field(title="The day on which it was given")
    party: str = Field(title="The party that gave it")
    ending: Ending = Field(title="What it amounts to by the text and the school calendar of that day")
    summary: str = Field(
        title="The same in words", examples=["past non-renewal; this is termination on 60 days' notice"]
    )
    ends: date = Field(title="The last day of the agreement by it")
    reason: str = Field(title="Why, if it says so")
    author: str = Field(title="Who recorded it")
    recorded_at: datetime = Field(title="When it was recorded, UTC")


class NoticeList(PageShown):
    """The notices on record, in order."""

    items: list[NoticeShown] = Field(title="The notices")
