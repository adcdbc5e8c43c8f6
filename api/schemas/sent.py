"""Files that were sent as JSON."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import PageShown
from api.schemas.scrubbing import ScrubShown
from api.schemas.words import Name, Prose, RequestModel

DraftNumber = Annotated[int, Field(ge=1, le=999_999)]


class Enclosed(StrEnum):
    """Which comments go along."""

    NONE = "none"
    SHARED = "shared"


class SentNew(RequestModel):
    """A draft to be sent, as what and to whom."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "draft": 3,
                    "against": 1,
                    "to": ["City Attorney <attorney@city.example>"],
                    "note": "With the Board's changes.",
                    "comments": "none",
                },
                {"draft": 1, "to": ["City Manager"]},
            ]
        }
    )

    draft: DraftNumber = Field(title="The draft, which both sides share")
    against: DraftNumber | None = Field(
        default=None, title="The draft that it is redlined against; left out, a clean copy is sent"
    )
    to: Annotated[list[Name], Field(min_length=1, max_length=50)] = Field(
        title="To whom it goes: names or mail addresses", examples=[["City Attorney <attorney@city.example>"]]
    )
    note: Prose = Field(default="", title="What your side shall remember about it")
    comments: Enclosed = Field(
        default=Enclosed.NONE,
        strict=False,
        title="Which comments the file has",
        description="`shared`: the open threads about clauses that both sides see and, in a redline, the reasons for "
        "its changes. Nothing private in either case.",
    )
    track: bool = Field(default=True, title="Whether the file tracks what its readers change")
    names: Annotated[dict[Name, Name], Field(max_length=100)] = Field(
        default_factory=dict[str, str],
        title="Author -> the name that the file shall have in its place",
        examples=[{"Dana Reyes, the Board of Public Education": "District"}],
    )


class SentShown(BaseModel):
    """A file that was sent. It stays as it is."""

    id: str = Field(title="The file", examples=["snt-5f0c2a9b7e1d4c3a8b6f"])
    agreement_id: str = Field(title="The agreement")
    draft: int = Field(title="The draft that it is", examples=[3])
    against: int | None = Field(title="The draft that it is redlined against; null for a clean copy")
    author: str = Field(title="Who sent it")
    party: str = Field(title="For which party")
    to: list[str] = Field(title="To whom it went")
    note: str = Field(title="What your side remembers about it")
    comments: Enclosed = Field(title="Which comments it has")
    track: bool = Field(title="Whether it tracks what its readers change")
    sent_at: datetime = Field(title="When it was made to be sent, UTC")
    file_name: str = Field(title="The file's name")
    sha256: str = Field(title="SHA-256 of the file; its ETag")
    size: int = Field(title="Bytes of the file")
    docx: str = Field(title="Where the exact bytes are")
    scrub: ScrubShown = Field(title="What was taken out of it, and what stays for a person to judge")


class SentList(PageShown):
    """The files that your side sent."""

    items: list[SentShown] = Field(title="The files, oldest first")
