"""Redlines as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from drafts.model import ChangeKind


class RedlineSide(BaseModel):
    """One of the two drafts of a redline."""

    number: int = Field(title="The draft's number", examples=[1])
    label: str = Field(title="What people call it")
    dated: date = Field(title="The date that it bears")
    sha256: str = Field(title="SHA-256 of its Word file")


class ProofShown(BaseModel):
    """What was proved on the bytes: accepting all reads as the newer file, rejecting all as the older one."""

    stories: int = Field(title="Stories compared, each both ways")
    blocks: int = Field(title="Paragraphs compared")
    coarser: int = Field(title="Paragraphs shown coarser because a finer redline could not be proved")


class ChangeShown(BaseModel):
    """One difference. A replacement is one change with both texts."""

    number: int = Field(title="Its number, in reading order from 1")
    kind: ChangeKind = Field(title="What happened")
    place: str = Field(title="The story that it stands in", examples=["body"])
    paragraph: int = Field(title="The paragraph of its story, from 1")
    clause_id: str = Field(title="The clause, or empty")
    clause: str = Field(title="The clause as a reader names it, or empty", examples=["11. Retention and Deletion"])
    before: str = Field(title="The old words; empty for an insertion", examples=["180 days"])
    after: str = Field(title="The new words; empty for a deletion", examples=["385 days"])
    context_before: str = Field(title="Up to 40 characters before it")
    context_after: str = Field(title="Up to 40 characters after it")
    author: str = Field(title="Who made the change")
    at: datetime | None = Field(title="When it was made, UTC; null where the file does not say")
    detail: str = Field(title="What else there is to say, in words")
    party: str = Field(title="The author's party, by its name, or empty", examples=["Police Department"])
    rationale: str = Field(title="Why the change was made, or empty")
    proposal: str = Field(title="The proposal that brought it, or empty")


class NoteShown(BaseModel):
    """What the engine tells about a file."""

    code: str = Field(title="The kind of note, stable", examples=["existing-changes-accepted"])
    message: str = Field(title="The note in words")
    part: str = Field(title="The part of the file that it is about, or empty")
    place: str = Field(title="Where in it, or which of the two files")


class ChangesShown(BaseModel):
    """The changes of a redline as data: a Counterpart change set, and what was proved."""

    format: Literal["counterpart-changes/1"] = Field(title="The form of this data")
    count: int = Field(title="How many changes there are")
    changes: list[ChangeShown] = Field(title="Every change, in reading order")
    notes: list[NoteShown] = Field(title="What the engine tells about the two files")
    proof: ProofShown = Field(title="What was proved")


class RedlineShown(ChangesShown):
    """The changes from one draft to another."""

    agreement_id: str = Field(title="The agreement")
    before: RedlineSide = Field(title="The older draft")
    after: RedlineSide = Field(title="The newer draft")
    author: str = Field(title="Who the changes are said to be by")
    at: datetime = Field(title="When they are said to be made, UTC")
    docx: str = Field(title="Where the Word file is")
    sha256: str = Field(title="SHA-256 of the Word file")
