"""Deadlines as JSON."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.schemas.findings import PlaceShown
from drafts.negotiation.deadlines import DeadlineKind
from drafts.negotiation.terms import Ending


class DueDayShown(BaseModel):
    """A day that the agreement sets."""

    kind: DeadlineKind = Field(title="What the day is")
    occasion: str = Field(title="Which of its kind; stays when the day moves", examples=["2020"])
    day: date | None = Field(title="The day; null where the calendar does not reach that far")
    days_left: int | None = Field(title="Days from the day it is seen from; negative when it is past")
    title: str = Field(title="What it is called", examples=["Last day for notice of non-renewal"])
    rule: str = Field(
        title="The rule in words", examples=["Sixty (60) calendar days before the term ends on June 30, 2020."]
    )
    missed: str = Field(title="What follows when it is missed; empty where nothing can be")
    places: list[PlaceShown] = Field(title="The clause and the fields that set it")
    notes: list[str] = Field(title="What the calendar of the agreement lacks to be sure of it")


class LimitShown(BaseModel):
    """A time that begins with an event."""

    place: PlaceShown = Field(title="The clause and the field that set it")
    rule: str = Field(title="The rule in words")
    before: bool = Field(title="Whether it ends with the event, as notice of a change does")
    fewest_days: int = Field(title="Calendar days at the fewest, without holidays")
    most_days: int = Field(title="Calendar days at the most, without holidays")
    day: date | None = Field(title="The last day to act when the event is on the day it is seen from")
    notes: list[str] = Field(title="What the calendar of the agreement lacks to be sure of it")


class WayOutShown(BaseModel):
    """What a decision to end the agreement amounts to on the day it is seen from."""

    ending: Ending = Field(title="How it would end")
    summary: str = Field(title="In a phrase", examples=["past non-renewal; this is termination on 60 days' notice"])
    sentences: list[str] = Field(title="Why, with the days")
    ends: date | None = Field(title="The earliest day on which it is over; null where none can be named")
    places: list[PlaceShown] = Field(title="The clauses and fields that decide it")


class DeadlinesShown(BaseModel):
    """The deadlines of a draft."""

    agreement_id: str = Field(title="The agreement")
    draft: int = Field(title="The draft whose fields set them")
    on: date = Field(title="The day it is seen from")
    first: date = Field(title="The first day of the window")
    last: date = Field(title="The last day of the window")
    days: list[DueDayShown] = Field(title="The days in the window, in order; those that can't be named come last")
    limits: list[LimitShown] = Field(title="The time limits that begin with an event, the shortest first")
    way_out: WayOutShown | None = Field(title="How a party can end it; null where no clause states a term")
