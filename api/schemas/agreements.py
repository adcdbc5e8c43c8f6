"""Agreements and parties as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from api.local_time import ZoneName
from api.schemas.paging import PageShown
from api.schemas.starting import PrecedentUse, TemplateUse
from api.schemas.words import OptionalName, RequestModel, RoleName, ShortName, Title
from drafts.house_style import DEFAULT, HouseStyle
from drafts.negotiation.calendars import SchoolCalendar

DocType = Literal["mou", "moa", "interlocal_agreement"]
_EXAMPLE_PARTY: dict[str, JsonValue] = {
    "role": "district",
    "legal_name": "the Board of Public Education",
    "short_name": "District",
    "office": "Superintendent",
}


class PartyBody(RequestModel):
    """Who signs, and the office that acts for it."""

    model_config = ConfigDict(title="Party", json_schema_extra={"examples": [_EXAMPLE_PARTY]})

    role: RoleName = Field(title="The role in the agreement, unique in it", examples=["district"])
    legal_name: Title = Field(title="The name in law", examples=["the Board of Public Education"])
    short_name: ShortName = Field(default="", title="The defined name", examples=["District"])
    office: OptionalName = Field(default="", title="The office that acts", examples=["Superintendent"])
    side: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,39})?$")] = Field(
        default="",
        title="The role of the party whose side it is on; empty for a side of its own",
        description="Parties of one side share what is private to it, such as a playbook.",
    )


def _fitting(parties: list[PartyBody]) -> list[PartyBody]:
    roles = [party.role for party in parties]
    if len(set(roles)) != len(roles):
        raise ValueError("two parties have the same role")
    leading = {party.role for party in parties if party.side in ("", party.role)}
    stray = [party.side for party in parties if party.side and party.side not in leading]
    if stray:
        raise ValueError(f"the side {stray[0]!r} is no party with a side of its own")
    return parties


PartyList = Annotated[list[PartyBody], Field(max_length=20), AfterValidator(_fitting)]


class AgreementNew(RequestModel):
    """A new agreement, without clauses yet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Memorandum of Understanding — School Resource Officer Program",
                    "short_title": "SRO Program MOU",
                    "doc_type": "mou",
                    "parties": [_EXAMPLE_PARTY],
                    "house_style": {"numbering": "article_section", "recitals": "whereas"},
                }
            ]
        }
    )

    title: Title = Field(title="The title on the first page")
    short_title: ShortName = Field(default="", title="The title in file names")
    doc_type: DocType = Field(default="mou", title="What it is called")
    parties: PartyList = Field(default_factory=list[PartyBody], title="The parties, in order")
    house_style: HouseStyle = Field(default=DEFAULT, title="How its drafts look")
    time_zone: ZoneName | None = Field(
        default=None,
        title="The IANA time zone in which its days begin",
        description="Without it, that of the installation (`COUNTERPART_TIME_ZONE`).",
        examples=["America/New_York"],
    )
    template: TemplateUse | None = Field(
        default=None,
        title="The template agreement that it begins from",
        description="Without parties, they are those that the template's preamble names.",
    )
    precedent: PrecedentUse | None = Field(
        default=None,
        title="The agreement whose clauses are copied",
        description="Only one that you may see, and not beside a template.",
    )

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if self.template is not None and self.precedent is not None:
            raise ValueError("an agreement begins from a template or from a precedent, and not from both")
        return self


class TimeZoneBody(RequestModel):
    """Where the days of an agreement begin."""

    time_zone: ZoneName = Field(title="The IANA time zone", examples=["America/New_York"])


class TimeZoneShown(BaseModel):
    """The time zone of an agreement."""

    agreement_id: str = Field(title="The agreement")
    time_zone: str = Field(title="The IANA time zone in which its days begin", examples=["America/New_York"])


class PartiesBody(RequestModel):
    """All parties of an agreement, in order."""

    parties: PartyList = Field(title="The parties, in order")


class PartiesShown(BaseModel):
    """The parties of an agreement, in order."""

    agreement_id: str = Field(title="The agreement")
    version: int = Field(title="How often the parties were set; part of the ETag")
    parties: list[PartyBody] = Field(title="The parties, in order")


class HouseStyleShown(BaseModel):
    """The house style of an agreement."""

    agreement_id: str = Field(title="The agreement")
    version: int = Field(title="How often the style was chosen; part of the ETag")
    house_style: HouseStyle = Field(title="How its drafts look")


class CalendarShown(BaseModel):
    """The school calendar of an agreement."""

    agreement_id: str = Field(title="The agreement")
    version: int = Field(title="How often the calendar was set; part of the ETag")
    calendar: SchoolCalendar = Field(title="The days that its deadlines count by")


class AgreementShown(BaseModel):
    """An agreement."""

    id: str = Field(title="The agreement", examples=["agr-4t2k9"])
    title: str = Field(title="The title on the first page")
    short_title: str = Field(title="The title in file names, or empty")
    doc_type: str = Field(title="What it is called")
    parties: list[PartyBody] = Field(title="The parties, in order")
    house_style: HouseStyle = Field(title="How its drafts look")
    time_zone: str = Field(title="The IANA time zone in which its days begin", examples=["America/New_York"])
    created_at: datetime = Field(title="When it was made, UTC")


class AgreementPage(PageShown):
    """Some agreements, oldest first."""

    items: list[AgreementShown] = Field(title="The agreements of this page")
