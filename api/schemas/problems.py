"""The one form of every refusal: RFC 9457 problem details."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ProblemField(BaseModel):
    """One refused value."""

    path: str = Field(title="Dotted path from the root of the request", examples=["fields.general_retention"])
    reason: str = Field(title="Why it was refused, as a phrase", examples=["is not a duration such as P385D"])


class ProblemCollision(BaseModel):
    """One clause that is not as a proposal found it. A text is the heading and, below it, the words as edited."""

    clause_id: str = Field(title="The clause")
    reason: str = Field(title="What happened to it, as a sentence")
    base: str | None = Field(default=None, title="The text that the proposal was made against")
    ours: str | None = Field(default=None, title="The text that stands now")
    theirs: str | None = Field(default=None, title="The text that the proposal asks for")
    merged: str | None = Field(default=None, title="Both changes, where they touch different words and fields")
    confirm: str | None = Field(default=None, title="The hash that confirms the merged text")
    proposal: str | None = Field(default=None, title="The proposal, where a draft is to carry several")


class ProblemProposal(BaseModel):
    """A proposal that a draft carries."""

    id: str = Field(title="The proposal")
    state: str = Field(title="Where it is on its way", examples=["submitted"])


class Problem(BaseModel):
    """Problem details (RFC 9457) as ``application/problem+json``."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(title="The problem type, stable", examples=["urn:counterpart:problem:stale-edit"])
    title: str = Field(title="The problem type in words", examples=["The clause has changed since it was read"])
    status: int = Field(title="The HTTP status", examples=[412])
    detail: str = Field(title="What happened here, and what to do about it")
    instance: str = Field(title="The path of the request", examples=["/agreements/agr-1/clauses/c-7"])
    code: str = Field(title="The problem type as a short word, stable", examples=["stale-edit"])
    problems: list[ProblemField] | None = Field(default=None, title="Each refused value")
    current: str | None = Field(default=None, title="For a stale edit: the ETag to read again")
    collisions: list[ProblemCollision] | None = Field(default=None, title="For a moved base: each clause concerned")
    proposals: list[ProblemProposal] | None = Field(
        default=None, title="For a draft that carries proposals: those that are in the way of the step"
    )
    redline: str | None = Field(
        default=None,
        title="For a vote on another text: the redline between the two",
        examples=["/agreements/agr-1/redlines/5...6.html"],
    )
    part: str | None = Field(default=None, title="For a refused redline: the part of the file")
    paragraph: int | None = Field(default=None, title="For a refused redline: the paragraph, from 1")
    lines: list[int] | None = Field(default=None, title="For an import: the lines of the file that it is about")
    limit: str | None = Field(default=None, title="For a limit: its name")
    request_id: str | None = Field(default=None, title="The name of the request, which its lines in the log bear")
