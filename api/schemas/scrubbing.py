"""What a scrub removed and found, as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from drafts.word.traces import TraceKind


class TraceShown(BaseModel):
    """One thing that a file tells beyond its words."""

    kind: TraceKind = Field(title="What it is")
    part: str = Field(title="The part of the file", examples=["docProps/core.xml"])
    place: str = Field(title="Where in the part, or empty", examples=["paragraph 12"])
    what: str = Field(title="What it says", examples=["creator: Jane Doe"])


class ScrubShown(BaseModel):
    """The report of a scrub."""

    format: Literal["counterpart-scrub/1"] = Field(title="The form of this data")
    removed: list[TraceShown] = Field(title="What is no longer in the file")
    found: list[TraceShown] = Field(title="What stays in it, for a person to judge")
