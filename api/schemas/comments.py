"""Comments and their threads as JSON."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.schemas.paging import PageShown
from api.schemas.words import RequestModel, writable
from clauses.kinds.values import Remark

_Text = Annotated[Remark, AfterValidator(writable)]
_Identity = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class Visibility(StrEnum):
    """Who sees a thread."""

    SHARED = "shared"
    PRIVATE = "private"


class CommentBody(RequestModel):
    """A comment."""

    text: _Text = Field(title="What is said, 1 to 5,000 characters", examples=["The Board meets on March 17."])


class ThreadNew(CommentBody):
    """A new thread: what it is about, who sees it, and the first comment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"clause_id": "mzxw6ytboi2dgnbv", "visibility": "shared", "text": "Which schools are meant?"},
                {"proposal_id": "prp-5f0c2a9b7e1d4c3a8b6f", "visibility": "private", "text": "Our limit is a year."},
            ]
        }
    )

    clause_id: _Identity | None = Field(default=None, title="The clause that it is about")
    proposal_id: _Identity | None = Field(default=None, title="The proposal that it is about")
    visibility: Visibility = Field(
        strict=False,
        title="Who sees it, and every reply to it",
        description="`private`: your side alone. There is no default, so that nothing is shared by mistake.",
    )

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        if (self.clause_id is None) == (self.proposal_id is None):
            raise ValueError("must name a clause or a proposal, and not both")
        return self


class CommentShown(BaseModel):
    """A comment."""

    author: str = Field(title="Who said it")
    party: str = Field(title="The party that the author acts for")
    text: str = Field(title="What was said")
    at: datetime = Field(title="When, UTC")


class ThreadShown(BaseModel):
    """A thread of comments."""

    id: str = Field(title="The thread", examples=["thr-5f0c2a9b7e1d4c3a8b6f"])
    agreement_id: str = Field(title="The agreement")
    clause_id: str | None = Field(title="The clause that it is about")
    revision: int | None = Field(title="The revision of the clause that stood when the thread began")
    proposal_id: str | None = Field(title="The proposal that it is about")
    visibility: Visibility = Field(title="Who sees it")
    resolved: bool = Field(title="Whether it is settled")
    resolved_by: str | None = Field(title="Who said so")
    resolved_at: datetime | None = Field(title="When, UTC")
    at: datetime = Field(title="When it began, UTC")
    comments: list[CommentShown] = Field(title="The comments, oldest first")


class ThreadList(PageShown):
    """Threads that you may see."""

    items: list[ThreadShown] = Field(title="The threads, oldest first")
