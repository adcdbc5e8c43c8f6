"""Search results as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from api.schemas.pages import PageShown
from api.schemas.words import writable
from drafts.search.matching import Source

_QUERY_TITLE = 'What to find: words, "phrases", kind:retention, retention > P180D'
SearchQuery = Annotated[
    str,
    StringConstraints(max_length=500),
    AfterValidator(writable),
    Query(title=_QUERY_TITLE, examples=["recording retention > P180D"]),
]


class MarkedShown(BaseModel):
    """Some words, and which of them were found."""

    text: str = Field(title="The words; an ellipsis stands where they were cut", examples=["at least 385 days after"])
    marks: list[list[int]] = Field(
        title="[start, end] of what was found, counted in characters of the text", examples=[[[9, 17]]]
    )


class ReasonShown(BaseModel):
    """Why a clause was found."""

    source: Source = Field(title="What of the clause was found")
    place: str = Field(title="Where: a paragraph's label, a field's title, or empty", examples=["(b)"])
    path: str = Field(title="The field's path; empty for words", examples=["rules.general.min"])
    snippet: MarkedShown = Field(title="The words that were found, with some around them")


class ClauseFound(BaseModel):
    """A clause that answers a query."""

    agreement_id: str = Field(title="The agreement")
    agreement_title: str = Field(title="Its title")
    clause_id: str = Field(title="The clause")
    kind: str = Field(title="Its kind", examples=["retention"])
    heading: str = Field(title="Its heading", examples=["Retention and Deletion"])
    place: int = Field(title="Its place in the order of the agreement, from 1")
    revision: int = Field(title="The revision that was searched")
    score: int = Field(title="What orders the results: the more and the more telling places, the higher")
    why: list[ReasonShown] = Field(title="Why it was found, up to twelve reasons")


class SearchPage(PageShown):
    """Clauses that answer a query, the best first."""

    query: str = Field(title="The query")
    items: list[ClauseFound] = Field(title="The clauses")
