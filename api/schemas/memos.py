"""Change memos as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from drafts.summary import ClauseFate


class _Exact(BaseModel):
    """Takes no name that it does not know, so that the data and its description can't part."""

    model_config = ConfigDict(extra="forbid")


class MemoVersion(_Exact):
    """One of the two drafts."""

    number: int = Field(title="Its number")
    label: str = Field(title="What people call it")
    dated: date = Field(title="The date that it bears")
    author: str = Field(title="Who made it")


class MemoCounts(_Exact):
    """How much differs."""

    fields: int = Field(title="Fields that changed")
    added: int = Field(title="Clauses that are new")
    deleted: int = Field(title="Clauses that are gone")
    moved: int = Field(title="Clauses that stand elsewhere")
    wording_only: int = Field(title="Clauses whose words changed and no value did")


class MemoField(_Exact):
    """A field that changed."""

    path: str = Field(title="The field, dotted", examples=["rules.general.min"])
    label: str = Field(title="What a person calls it", examples=["Retention, general"])
    before: str = Field(title="The earlier value in words", examples=["180 days"])
    after: str = Field(title="The later value in words", examples=["385 days"])
    added: list[str] = Field(title="Of a list, the items that came")
    removed: list[str] = Field(title="Of a list, the items that went")


class MemoWords(_Exact):
    """Words that changed."""

    before: str = Field(title="The earlier words; empty where they are new")
    after: str = Field(title="The later words; empty where they are gone")


class MemoMove(_Exact):
    """A clause that stands elsewhere."""

    stood_after: str = Field(title="The clause that it stood after; empty at the beginning")
    stands_after: str = Field(title="The clause that it stands after now; empty at the beginning")


class MemoSaid(_Exact):
    """Who made a change, and why."""

    author: str = Field(title="Who made it")
    party: str = Field(title="The party that the author acts for, or empty", examples=["the District"])
    at: datetime | None = Field(title="When; null where only the draft tells who")
    why: str = Field(title="The reason given, or empty")


class MemoClause(_Exact):
    """What happened to a clause."""

    clause_id: str = Field(title="The clause")
    kind: str = Field(title="Its kind")
    name: str = Field(title="What a reader calls it", examples=["10. Retention and Deletion"])
    fate: ClauseFate = Field(title="What happened to it")
    wording_only: bool = Field(title="Whether its words changed and no value did")
    told: list[str] = Field(title="The same in words", examples=[["Retention, general: 180 days → 385 days"]])
    fields: list[MemoField] = Field(title="The fields that changed, in order")
    heading: MemoWords | None = Field(title="Its headings, where the heading changed")
    moved: MemoMove | None = Field(title="Its places, where it moved")
    reworded: list[MemoWords] = Field(title="Paragraphs of its own wording that changed")
    said: list[MemoSaid] = Field(title="Who changed it and why, in order")


class MemoShown(_Exact):
    """What differs between two drafts, clause by clause."""

    format: Literal["counterpart-memo/1"] = Field(title="The form of this answer")
    title: str = Field(title="The agreement's title")
    before: MemoVersion = Field(title="The earlier draft")
    after: MemoVersion = Field(title="The later draft")
    in_brief: str = Field(title="The memo in a sentence")
    counts: MemoCounts = Field(title="How much differs")
    clauses: list[MemoClause] = Field(title="The clauses that differ, in order; what is gone comes last")
