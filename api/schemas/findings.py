"""Findings of the checks, and the rules behind them, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.schemas.paging import PageShown
from clauses.checks.findings import Level
from clauses.status import DraftStatus


class PlaceShown(BaseModel):
    """What a finding relates: a field of a clause, or words of it."""

    clause_id: str = Field(title="The clause")
    kind: str = Field(title="Its kind", examples=["retention"])
    heading: str = Field(title="Its heading", examples=["Retention and Deletion"])
    field: str = Field(
        title="The field, dotted; empty where words or the whole clause are meant", examples=["rules.general.min"]
    )
    title: str = Field(title="What a person calls the field, or where the words stand", examples=["Minimum period"])
    value: str = Field(title="The value in words, or the words", examples=["180 days"])


class RuleFindingShown(BaseModel):
    """What a rule found."""

    rule: str = Field(title="The rule's code, stable", examples=["L06"])
    level: Level = Field(title="How much it matters")
    title: str = Field(title="What the rule asks for")
    why: str = Field(title="What is wrong, in a sentence")
    mend: str = Field(title="How to mend it, in a sentence")
    places: list[PlaceShown] = Field(title="The clauses and fields that it relates, with their values")
    source: str = Field(title="Statute, regulation or case behind the rule, or empty")


class FindingCounts(BaseModel):
    """How many findings there are."""

    error: int = Field(title="Errors")
    warning: int = Field(title="Warnings")
    notice: int = Field(title="Notices")


class FindingList(PageShown):
    """The findings that were asked for: errors, then warnings, then notices, each by rule."""

    status: DraftStatus = Field(title="What the draft was checked as")
    counts: FindingCounts = Field(title="How many there are of each level")
    items: list[RuleFindingShown] = Field(title="The findings")


class RuleShown(BaseModel):
    """A rule."""

    code: str = Field(title="Its code, stable", examples=["L06"])
    title: str = Field(title="What it asks for")
    summary: str = Field(title="What must hold, in a sentence")
    theme: str = Field(title="What it is about", examples=["Retention, holds and audits"])
    levels: list[Level] = Field(title="The levels that its findings may have")
    source: str = Field(title="Statute, regulation or case behind it, or empty")


class RuleList(PageShown):
    """Rules."""

    items: list[RuleShown] = Field(title="The rules")
