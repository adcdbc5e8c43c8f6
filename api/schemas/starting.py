"""What an agreement can begin from, as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.paging import PageShown
from api.schemas.words import IsoDate, RequestModel, Title

TemplateName = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class TemplateUse(RequestModel):
    """A template agreement, and what is filled in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "simple", "start": "2026-07-01", "city": "the City of Springfield"}]}
    )

    name: TemplateName = Field(title="The template", examples=["sro-cameras"])
    start: IsoDate = Field(title="The first day of the term, which is a year long", examples=["2026-07-01"])
    district: Title = Field(default="[the school board]", title="The school board's name as it runs in a sentence")
    city: Title = Field(default="[the city]", title="The city's name as it runs in a sentence")


class PrecedentUse(RequestModel):
    """Another agreement whose clauses, as they stand, are copied."""

    agreement_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")] = Field(title="The agreement")


class LibraryClause(BaseModel):
    """A whole clause to begin with. As it is, it is the body that adds it: `POST /agreements/{id}/clauses`, without
    `name` and `title`."""

    kind: str = Field(title="The clause kind")
    name: str = Field(title="What tells it from the others of its kind", examples=["compromise"])
    title: str = Field(title="Whose wish it is", examples=["As both sides agreed"])
    heading: str = Field(title="Its heading")
    fields: dict[str, Any] = Field(title="Its fields")


class LibraryPage(PageShown):
    """Clauses of the library, by kind."""

    items: list[LibraryClause] = Field(title="The clauses of this page")


class TemplateClauseShown(BaseModel):
    """A clause of a template agreement."""

    kind: str = Field(title="The clause kind")
    heading: str = Field(title="Its heading")
    fields: dict[str, Any] = Field(title="Its fields; <start>, <district> and the like are filled in")


class TemplateShown(BaseModel):
    """A template agreement."""

    name: str = Field(title="The template", examples=["sro-cameras"])
    title: str = Field(title="What the agreement is called")
    summary: str = Field(title="What it is for")
    clauses: list[TemplateClauseShown] = Field(title="Its clauses, in order")


class TemplateList(PageShown):
    """The template agreements."""

    items: list[TemplateShown] = Field(title="The templates of this page")
