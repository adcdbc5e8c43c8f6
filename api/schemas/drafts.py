"""Drafts as JSON."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.pages import PageShown
from api.schemas.words import IsoDate, Name, Prose, RequestModel
from clauses.status import Status
from drafts.house_style import HouseStyle


class DraftNew(RequestModel):
    """What a person says about a draft when saving it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"label": "Compromise", "dated": "2020-03-03", "note": "Joint proposal."}]}
    )

    label: Name = Field(title="What people call this draft", examples=["Compromise"])
    dated: IsoDate = Field(title="The date that it bears", examples=["2020-03-03"])
    note: Prose = Field(default="", title="Anything to remember about it")
    status: Status = Field(
        default=Status.WORKING,
        strict=False,
        title="What it is for",
        description="A working draft's footer says that it is for discussion only; in others nothing may be blank.",
    )
    author: Name | None = Field(
        default=None,
        title="Who saves it; shown in the file's properties",
        description="Left out, the name of the account. Only an operator may name somebody else.",
    )


class FindingShown(BaseModel):
    """Something to mend before the draft is sent."""

    code: str = Field(title="The kind of finding, stable", examples=["unresolved-reference"])
    clause_id: str = Field(title="The clause")
    message: str = Field(title="What was found, in a sentence")


class DraftClause(BaseModel):
    """A clause of a draft, as it stood."""

    clause_id: str = Field(title="The clause")
    revision: int = Field(title="Its revision")


class DraftShown(BaseModel):
    """A saved draft: it never changes."""

    agreement_id: str = Field(title="The agreement")
    number: int = Field(title="The number in its agreement, from 1", examples=[5])
    label: str = Field(title="What people call this draft")
    dated: date = Field(title="The date that it bears")
    note: str = Field(title="Anything to remember about it")
    status: Status = Field(title="What it is for")
    came_from: int | None = Field(title="The draft that it came from")
    author: str = Field(title="Who saved it")
    saved_at: datetime = Field(title="When it was saved, UTC")
    text_hash: str = Field(title="SHA-256 of its text; the footer shows the first eight digits")
    sha256: str = Field(title="SHA-256 of the Word file; its ETag")
    size: int = Field(title="Bytes of the Word file")
    file_name: str = Field(title="The file's name", examples=["SRO Program MOU - Draft 5 (2020-03-03).docx"])
    docx: str = Field(title="Where the Word file is", examples=["/agreements/agr-1/drafts/5.docx"])
    findings: list[FindingShown] = Field(title="What to mend before it is sent")
    house_style: HouseStyle = Field(title="The house style that it is written in")
    clauses: list[DraftClause] = Field(title="The clauses that it is made of, in order")


class DraftList(PageShown):
    """Drafts of an agreement, by number."""

    items: list[DraftShown] = Field(title="The drafts")
