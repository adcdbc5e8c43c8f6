"""Redlines as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field


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


class ChangesShown(BaseModel):
    """The changes of a redline as data."""

    changes: list[dict[str, Any]] = Field(title="Every change, in reading order")
    notes: list[dict[str, Any]] = Field(title="What the engine tells about the two files")
    counts: dict[str, int] = Field(default_factory=dict[str, int], title="How many changes of each kind")
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
