"""Clauses, their revisions and their kinds as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from api.schemas.paging import PageShown
from api.schemas.stances import StatusShown
from api.schemas.words import Name, Prose, RequestModel, writable, writable_throughout
from clauses.kinds.values import PartyName


def _writable(values: dict[str, JsonValue]) -> dict[str, JsonValue]:
    writable_throughout(values)
    return values


FieldValues = Annotated[dict[str, JsonValue], AfterValidator(_writable)]


class Authoring(RequestModel):
    """Who makes a change, for whom and why."""

    author: Name | None = Field(
        default=None,
        title="Who makes the change",
        description="Left out, the name of the account. Only an operator may name somebody else.",
        examples=["Dana Reyes"],
    )
    party: PartyName | None = Field(
        default=None,
        title="The party that the author acts for",
        description="Left out, the member's. Only an operator may name another.",
        examples=["district"],
    )
    rationale: Prose | None = Field(default=None, title="Why", examples=["The Board asked for a fixed period."])


class ClauseNew(Authoring):
    """A new clause of an agreement."""

    kind: Annotated[str, Field(max_length=64)] = Field(title="The clause kind", examples=["retention"])
    heading: Name | None = Field(default=None, title="The heading; without it, the kind's own")
    fields: FieldValues = Field(title="The typed fields, as the kind's JSON Schema says")
    after: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, title="The clause that it follows", description="null puts it first; left out, it comes last."
    )


class ClauseRevised(Authoring):
    """The whole clause as it shall be."""

    heading: Name | None = Field(default=None, title="The heading; without it, as it was")
    fields: FieldValues = Field(title="The typed fields, all of them")
    standard_wording: bool = Field(
        default=False,
        title="Whether wording of the clause's own is dropped",
        description="Without it, new values flow into the clause's own wording where its places survive.",
    )


class ProseEdited(Authoring):
    """The words of a clause as they shall be."""

    prose: Annotated[str, Field(max_length=400_000), AfterValidator(writable)] = Field(
        title="The whole text, in the form in which a clause shows its `prose`",
        examples=["\tThis Agreement does not renew."],
    )


class FieldsConfirmed(Authoring):
    """Fields that a person has read and found right."""

    fields: list[Annotated[str, Field(max_length=200)]] | None = Field(
        default=None, title="The fields' paths; without it, all that need review", max_length=500
    )


class ClauseMoved(RequestModel):
    """Where a clause shall stand."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"after": "mzxw6ytboi2dgnbv"}]})

    after: Annotated[str, Field(max_length=64)] | None = Field(title="The clause that it follows; null puts it first")


class ParagraphShown(BaseModel):
    """A paragraph, or a row of a table, as a reader sees it."""

    label: str = Field(title="Its number as printed, or empty", examples=["(b)"])
    level: int = Field(title="0 is unnumbered or the heading; 1, 2, 3 are (a), (1), (i)")
    text: str = Field(title="Its words")


class MarkShown(BaseModel):
    """A field that a person has to look at."""

    path: str = Field(title="The field's path", examples=["nonrenewal_notice"])
    title: str = Field(title="What a person calls it", examples=["Notice of non-renewal"])
    words: str = Field(title="The words found where the field stood, or those around a condition; empty when gone")


class FieldChanged(BaseModel):
    """A field that edited words gave another value."""

    path: str = Field(title="The field's path", examples=["nonrenewal_notice.n"])
    title: str = Field(title="What a person calls it")
    before: Any = Field(title="Its value before")
    after: Any = Field(title="Its value now")


class OriginShown(BaseModel):
    """Where a revision came from."""

    how: str = Field(title="What made it", examples=["revised"])
    reference: str | None = Field(default=None, title="The proposal, file or revision that it came from")


class RevisionShown(BaseModel):
    """One revision of a clause."""

    clause_id: str = Field(title="The clause")
    number: int = Field(title="The revision's number, from 1")
    kind: str = Field(title="The clause kind")
    heading: str = Field(title="The heading")
    fields: dict[str, Any] = Field(title="The typed fields")
    wording: dict[str, Any] | None = Field(default=None, title="The clause's own wording, if it has any")
    author: str = Field(title="Who made it")
    party: str | None = Field(title="The party that the author acted for")
    rationale: str | None = Field(title="Why")
    origin: OriginShown = Field(title="Where it came from")
    entered_by: str | None = Field(
        default=None, title="Who of the other side entered it for its author, from a file that came back"
    )
    at: datetime = Field(title="When it was made, UTC")
    content_hash: str = Field(title="SHA-256 of what the clause says")
    previous_hash: str | None = Field(title="The hash of the revision before it, so that the history is one chain")


class ClauseShown(RevisionShown):
    """A clause as it stands: its current revision, its place and its words."""

    agreement_id: str = Field(title="The agreement")
    place: int = Field(title="Its place in the order, from 1")
    text: list[ParagraphShown] = Field(title="Its words, numbered as in the whole agreement")
    prose: str = Field(title="Its words as they can be edited, references by identity")
    unbound: list[MarkShown] = Field(title="The fields whose value the words no longer say")
    needs_review: list[MarkShown] = Field(
        title="The fields that a person has to confirm, since words around them changed"
    )

    status: StatusShown | None = Field(title="How far the sides are about it; null where there are not two sides")


class ClauseEdited(ClauseShown):
    """A clause after an edit of its words, and what the edit came to."""

    changed: list[FieldChanged] = Field(title="The fields that followed")
    wording_kept: bool = Field(title="Whether the clause has wording of its own now")


class ClauseList(PageShown):
    """Clauses of an agreement as they stand, in order."""

    items: list[ClauseShown] = Field(title="The clauses")


class RevisionList(PageShown):
    """The history of a clause, oldest first."""

    removed: bool = Field(title="Whether the clause was taken out of the agreement")
    items: list[RevisionShown] = Field(title="The revisions")


class ClauseKindShown(BaseModel):
    """A clause kind."""

    name: str = Field(title="The kind's name", examples=["retention"])
    title: str = Field(title="What a person calls it", examples=["Retention and deletion"])
    summary: str = Field(title="What a clause of this kind settles")
    place: str = Field(title="Where the house style puts it", examples=["section"])
    repeatable: bool = Field(title="Whether an agreement may hold several")


class ClauseKindFull(ClauseKindShown):
    """A clause kind with the JSON Schema of its fields."""

    fields_schema: dict[str, Any] = Field(title="JSON Schema of the fields")


class ClauseKindList(PageShown):
    """Clause kinds."""

    items: list[ClauseKindShown] = Field(title="The kinds")
