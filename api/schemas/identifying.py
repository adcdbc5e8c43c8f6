"""Which draft a file is, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.redlines import ChangeShown, NoteShown
from drafts.identify import EvidenceKind, Standing, Sureness


class EvidenceShown(BaseModel):
    """One thing that speaks for or against a draft."""

    kind: EvidenceKind = Field(title="What speaks")
    draft: int | None = Field(title="For which draft, or null")
    message: str = Field(title="In words")


class DifferenceShown(BaseModel):
    """Words of the draft, and those that the copy has in their place."""

    place: str = Field(title="The story, or the page of a PDF", examples=["body", "page 3"])
    before: str = Field(title="The draft's words; empty where the copy has more")
    after: str = Field(title="The copy's words; empty where they are missing")
    context_before: str = Field(title="Words before them")
    context_after: str = Field(title="Words behind them")


class DraftNamed(BaseModel):
    """The draft that a file is, or is nearest to."""

    number: int = Field(title="Its number")
    label: str = Field(title="What people call it")
    dated: date = Field(title="The date that it bears")


class CopyChanges(BaseModel):
    """The changes from the draft to a copy that differs, words alone: a Counterpart change set."""

    format: Literal["counterpart-changes/1"] = Field(title="The form of this data")
    count: int = Field(title="How many changes there are")
    changes: list[ChangeShown] = Field(title="Every change, in reading order")
    notes: list[NoteShown] = Field(title="What the engine tells about the two files")


class IdentifiedShown(BaseModel):
    """Which draft a file is, how sure that is, and by what."""

    standing: Standing = Field(title="Current, superseded, different from every draft, or unknown")
    sureness: Sureness = Field(title="How sure the named draft is")
    draft: DraftNamed | None = Field(title="The draft that it is, or is nearest to; null where it is unknown")
    also: list[int] = Field(title="Other drafts that read the same")
    similarity: float = Field(title="Share of words in common with the named draft, 0 to 1")
    evidence: list[EvidenceShown] = Field(title="What speaks for it")
    differences: list[DifferenceShown] = Field(title="Where the words differ; empty for a draft")
    changes: CopyChanges | None = Field(title="The same as a change set, for a Word file that differs; else null")
