"""Drafts as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import PageShown
from api.schemas.proposals import Confirmations, Reference
from api.schemas.words import IsoDate, Name, Prose, RequestModel
from clauses.status import DraftStatus
from drafts.house_style import HouseStyle
from drafts.negotiation.proposals import ProposalState


class DraftNew(RequestModel):
    """What a person says about a draft when saving it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"label": "Compromise", "dated": "2020-03-03", "note": "Joint proposal."},
                {"label": "What we ask for", "dated": "2020-03-03", "proposals": ["prp-5f0c2a9b7e1d4c3a8b6f"]},
            ]
        }
    )

    label: Name = Field(title="What people call this draft", examples=["Compromise"])
    dated: IsoDate = Field(title="The date that it bears", examples=["2020-03-03"])
    note: Prose = Field(
        default="", title="Anything to remember about it", description="Both sides read it once the draft is tabled."
    )
    status: DraftStatus | None = Field(
        default=None,
        strict=False,
        title="How far it has come",
        description="Left out: a member's own working draft, an operator's tabled one. A member may save a working "
        "or a tabled draft, an operator, who records what happened elsewhere, any but a working one. The file of an "
        "adopted or executed draft does not say that it is for discussion.",
    )
    proposals: Annotated[list[Reference], Field(max_length=50)] = Field(
        default_factory=list[Reference],
        title="The proposals that it carries, in the order in which they are applied",
        description="For a member: drafts of your own side, and what was submitted by either. The draft is then the "
        "clauses as they stand with these applied. Tabling it submits those that are drafts.",
    )
    confirmed: dict[Reference, Confirmations] = Field(
        default_factory=dict[str, dict[str, str]],
        title="By proposal and clause, the `confirm` of the merged text that you have read",
        description="A proposal whose base has moved is answered with 409, and a merged text where the changes fit.",
        max_length=50,
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
    revision: int = Field(title="Its revision; the next one that it would have, where a proposal brought it")
    proposal: str | None = Field(title="The proposal that the draft carries and that brought this revision, if one did")


class DraftProposalShown(BaseModel):
    """A proposal that a draft carries."""

    id: str = Field(title="The proposal", examples=["prp-5f0c2a9b7e1d4c3a8b6f"])
    state: ProposalState = Field(title="What has become of it by now")


class DraftStepShown(BaseModel):
    """One step of a draft."""

    status: DraftStatus = Field(title="What it became")
    author: str = Field(title="Who took the step")
    party: str | None = Field(title="For which party")
    at: datetime = Field(title="When, UTC")
    on: date | None = Field(title="The day that it is about: of the last approval, of the signing")


class DraftShown(BaseModel):
    """A saved draft: its words and its file never change, only how far it has come."""

    agreement_id: str = Field(title="The agreement")
    number: int = Field(title="The number in its agreement, from 1", examples=[5])
    label: str = Field(title="What people call this draft")
    dated: date = Field(title="The date that it bears")
    note: str = Field(title="Anything to remember about it; both sides read it once the draft is tabled")
    status: DraftStatus = Field(title="How far it has come")
    side: str | None = Field(title="The side that worked on it, if one did")
    shared_at: datetime | None = Field(title="Since when both sides see it, UTC")
    came_from: int | None = Field(title="The nearest draft behind it that the reader may see")
    author: str = Field(title="Who saved it")
    saved_at: datetime = Field(title="When it was saved, UTC")
    text_hash: str = Field(title="SHA-256 of its text; the footer shows the first eight digits")
    adopted_text_hash: str = Field(title="What a vote on it cites: SHA-256 of its text without the dates of signing")
    sha256: str = Field(title="SHA-256 of the Word file; its ETag")
    size: int = Field(title="Bytes of the Word file")
    file_name: str = Field(title="The file's name", examples=["SRO Program MOU - Draft 5 (2020-03-03).docx"])
    docx: str = Field(title="Where the Word file is", examples=["/agreements/agr-1/drafts/5.docx"])
    findings: list[FindingShown] = Field(title="What to mend before it is sent")
    house_style: HouseStyle = Field(title="The house style that it is written in")
    clauses: list[DraftClause] = Field(title="The clauses that it is made of, in order")
    proposals: list[DraftProposalShown] = Field(
        title="The proposals that it carries, in the order of their application"
    )
    steps: list[DraftStepShown] = Field(title="How it came to where it is, oldest first")


class DraftList(PageShown):
    """Drafts of an agreement that the reader may see, by number."""

    items: list[DraftShown] = Field(title="The drafts")
