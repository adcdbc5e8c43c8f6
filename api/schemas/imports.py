"""Word files under review for import, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from api.schemas.agreements import AgreementShown, PartyList
from api.schemas.drafts import DraftShown
from api.schemas.paging import PageShown
from api.schemas.words import IsoDate, Name, RequestModel, ShortName
from clauses.status import DraftStatus
from drafts.house_style import HouseStyle
from drafts.importing.confirming import MOST_STEPS, Step
from drafts.importing.model import DifferenceSort


def _shared(status: DraftStatus) -> DraftStatus:
    if not status.shared:
        raise ValueError("an imported draft is shared from the start; name another status than working")
    return status


HowSure = Literal["certain", "likely", "none"]


class ImportSteps(RequestModel):
    """Every step of the review, in order, in the place of those that were taken."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"steps": [{"step": "confirm", "line": 1, "fields": {"binding": "mixed"}}]}]}
    )

    steps: list[Step] = Field(title="The steps", max_length=MOST_STEPS)


class ImportSave(RequestModel):
    """What is said about the agreement beside what the file says."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"dated": "2015-07-01", "label": "The 2015 agreement", "accept_rest": True}]}
    )

    dated: IsoDate = Field(title="The date that the first draft bears", examples=["2015-07-01"])
    label: Name = Field(default="As imported", title="What people call the first draft")
    short_title: ShortName = Field(default="", title="The title in file names")
    parties: PartyList | None = Field(
        default=None, title="The parties, in order", description="Left out: those that the preamble names."
    )
    status: Annotated[DraftStatus, AfterValidator(_shared)] = Field(
        default=DraftStatus.TABLED, strict=False, title="How far the first draft has come; not working"
    )
    accept_rest: bool = Field(default=False, title="Whether every clause that nobody confirmed is right as it is")


class ImportEvidenceShown(BaseModel):
    """What a field's value rests on."""

    field: str = Field(title="The field")
    title: str = Field(title="What a person calls it")
    value: JsonValue = Field(title="Its value")
    sureness: HowSure = Field(title="How sure it is: certain, likely (a rule of thumb), none (no word says it)")
    words: str = Field(title="The words that it was read from, or empty")
    line: int = Field(title="The line of the clause's text that holds them, from 0")
    start: int = Field(title="Where in the line they begin")
    end: int = Field(title="Where they end")


class ImportClauseShown(BaseModel):
    """A clause that the file would become."""

    line: int = Field(title="The line of the file at which it begins; steps name it by that", ge=1)
    last_line: int = Field(title="Its last line", ge=1)
    number: str = Field(title="The number that it had")
    heading: str = Field(title="Its heading")
    heading_added: bool = Field(title="Whether the heading is ours, as the file has none")
    kind: str = Field(title="The clause kind")
    kind_title: str = Field(title="What a person calls the kind")
    sureness: HowSure = Field(title="How sure the kind is; none for a custom clause")
    confirmed: bool = Field(title="Whether a step has confirmed it")
    fields: dict[str, Any] = Field(title="The fields")
    evidence: list[ImportEvidenceShown] = Field(title="What each field was read from")
    lines: list[str] = Field(title="Its words, a line a paragraph, as a person edits them")
    left_over: list[str] = Field(title="Lines that no words of its kind give")


class ImportDifferenceShown(BaseModel):
    """A difference between the file and the draft of its clauses."""

    sort: DifferenceSort = Field(title="What it comes from")
    before: str = Field(title="The file's words")
    after: str = Field(title="The draft's words")
    place: str = Field(title="The story", examples=["body"])
    paragraph: int = Field(title="The paragraph, from 1")


class ImportNoteShown(BaseModel):
    """What stands beside the clauses: tracked changes, comments, headers and footers."""

    code: str = Field(title="The kind of note, stable", examples=["margin-left-out"])
    message: str = Field(title="In words")


class ImportEntry(BaseModel):
    """A file under review, or saved."""

    id: str = Field(title="The import", examples=["imp-5f0c2a9b7e1d4c3a8b6f"])
    version: int = Field(title="How often its steps changed; part of the ETag")
    file_name: str = Field(title="The file's name as it was uploaded", examples=["2015 agreement.docx"])
    sha256: str = Field(title="SHA-256 of the file")
    created_at: datetime = Field(title="When it was uploaded, UTC")
    agreement_id: str | None = Field(title="The agreement that it became, if it was saved")


class ImportShown(ImportEntry):
    """What a file would become after the steps that were taken."""

    title: str = Field(title="The agreement's title")
    house_style: HouseStyle = Field(title="The house style that the file is most like")
    steps: list[Step] = Field(title="The steps that were taken")
    clauses: list[ImportClauseShown] = Field(title="The clauses, in the file's order")
    unconfirmed: list[int] = Field(title="The lines of the clauses that wait for a person")
    lost: list[str] = Field(title="Words of the file that are in no clause: none, or the import is wrong")
    differences: list[ImportDifferenceShown] = Field(title="How the draft differs from the file")
    notes: list[ImportNoteShown] = Field(title="What stands beside the clauses")


class ImportList(PageShown):
    """Your imports, oldest first."""

    items: list[ImportEntry] = Field(title="The imports of this page")


class ImportSaved(BaseModel):
    """The agreement that an import became."""

    agreement: AgreementShown = Field(title="The agreement")
    draft: DraftShown = Field(title="Its first draft")
    original: str = Field(title="Where the uploaded file is", examples=["/agreements/agr-1/drafts/1/original.docx"])
