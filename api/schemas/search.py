"""Search results as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from api.schemas.comments import Visibility
from api.schemas.paging import PageShown
from api.schemas.words import writable
from clauses.kinds.values import PartyRole
from drafts.negotiation.proposals import ProposalState
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
    """Why something was found."""

    source: Source = Field(title="What of it was found")
    place: str = Field(
        title="Where: a paragraph's label, a field's title, a revision, the clause that a proposal edits, who said it, "
        "or empty",
        examples=["(b)"],
    )
    path: str = Field(title="The field's path; empty for words", examples=["rules.general.min"])
    snippet: MarkedShown = Field(title="The words that were found, with some around them")


class ClauseFound(BaseModel):
    """A clause that answers a query."""

    type: Literal["clause"] = Field(default="clause", title="What was found")
    agreement_id: str = Field(title="The agreement")
    agreement_title: str = Field(title="Its title")
    clause_id: str = Field(title="The clause")
    kind: str = Field(title="Its kind", examples=["retention"])
    heading: str = Field(title="Its heading", examples=["Retention and Deletion"])
    place: int = Field(title="Its place in the order of the agreement, from 1")
    revision: int = Field(title="The revision that was searched")
    score: int = Field(title="What orders the results: the more and the more telling places, the higher")
    why: list[ReasonShown] = Field(title="Why it was found, up to twelve reasons")


class ProposalFound(BaseModel):
    """A proposal that answers a query, and that you may see."""

    type: Literal["proposal"] = Field(default="proposal", title="What was found")
    agreement_id: str = Field(title="The agreement")
    agreement_title: str = Field(title="Its title")
    proposal_id: str = Field(title="The proposal")
    state: ProposalState = Field(title="Where it is on its way")
    author: str = Field(title="Who wrote it")
    sponsors: list[PartyRole] = Field(title="The parties that propose it")
    score: int = Field(title="What orders the results")
    why: list[ReasonShown] = Field(title="Why it was found, up to twelve reasons")


class ThreadFound(BaseModel):
    """A thread of comments that answers a query, and that you may see."""

    type: Literal["thread"] = Field(default="thread", title="What was found")
    agreement_id: str = Field(title="The agreement")
    agreement_title: str = Field(title="Its title")
    thread_id: str = Field(title="The thread")
    clause_id: str | None = Field(title="The clause that it is about")
    proposal_id: str | None = Field(title="The proposal that it is about")
    visibility: Visibility = Field(title="Who sees it")
    resolved: bool = Field(title="Whether it is settled")
    score: int = Field(title="What orders the results")
    why: list[ReasonShown] = Field(title="Why it was found, up to twelve reasons")


AnyFound = Annotated[ClauseFound | ProposalFound | ThreadFound, Field(discriminator="type")]


class SearchPage(PageShown):
    """Clauses, proposals and threads that answer a query, the best first."""

    query: str = Field(title="The query")
    items: list[AnyFound] = Field(title="What was found")
