"""Who wrote each word of a clause, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from clauses.wording.blame import Words

_SIXTY: dict[str, Any] = {
    "text": "sixty (60) calendar days",
    "revision": 3,
    "author": "Superintendent",
    "party": "district",
    "at": "2020-03-03T23:00:00Z",
    "proposal": "prp-5f0c2a9b7e1d4c3a8b6f",
    "rationale": "Sixty days were agreed.",
}


class SpanShown(BaseModel):
    """Words that one revision brought, and who made it, when and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SIXTY]})

    text: str = Field(title="The words", examples=["sixty (60) calendar days"])
    revision: int = Field(title="The number of the revision that brought them", examples=[3])
    author: str = Field(title="Who made it", examples=["Superintendent"])
    party: str | None = Field(title="The party that the author acted for", examples=["district"])
    at: datetime = Field(title="When it was made, UTC", examples=["2020-03-03T23:00:00Z"])
    proposal: str | None = Field(
        title="The proposal that brought it, if one did", examples=["prp-5f0c2a9b7e1d4c3a8b6f"]
    )
    rationale: str | None = Field(title="Why", examples=["Sixty days were agreed."])


class BlameShown(BaseModel):
    """Where each word of a revision of a clause came from."""

    clause_id: str = Field(title="The clause", examples=["mzxw6ytboi2dgnbv"])
    revision: int = Field(title="The revision whose words these are", examples=[3])
    heading: list[SpanShown] = Field(title="The heading: its texts joined are the heading as a draft prints it")
    prose: list[SpanShown] = Field(
        title="The words: their texts joined are the clause's `prose`, line breaks among them", examples=[[_SIXTY]]
    )


def span_shown(words: Words) -> SpanShown:
    """Words with the revision that brought them."""
    made = words.revision
    return SpanShown(
        text=words.text,
        revision=made.number,
        author=made.author,
        party=None if made.party is None else made.party.value,
        at=made.at,
        proposal=made.proposal,
        rationale=made.rationale,
    )
