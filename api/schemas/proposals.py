"""Proposals, their edits and their steps as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints

from api.schemas.clauses import FieldValues
from api.schemas.paging import PageShown
from api.schemas.words import RequestModel, writable, writable_throughout
from clauses.ids import ClauseId
from clauses.kinds.values import Heading, PartyName, PartyRole, Remark
from drafts.negotiation.edits import DeleteClause, Edit, EditText, MoveClause, RenameHeading, SetField, Text
from drafts.negotiation.proposals import Act, ProposalState

_CLAUSE, _OTHER, _THIRD = "mzxw6ytboi2dgnbv", "orsxg5bamnqxezlt", "nbswy3dpeb3w64tm"

EXAMPLE_EDITS: dict[str, JsonValue] = {
    "set_field": {
        "edit": "set_field",
        "clause_id": _CLAUSE,
        "base": 3,
        "path": "rules.general.min",
        "value": "P385D",
    },
    "edit_text": {
        "edit": "edit_text",
        "clause_id": _CLAUSE,
        "base": 3,
        "text": "\tThe Department shall keep each recording for 385 days.",
    },
    "rename_heading": {"edit": "rename_heading", "clause_id": _CLAUSE, "base": 3, "heading": "Retention and Deletion"},
    "insert": {
        "edit": "insert",
        "kind": "custom",
        "heading": "Keys",
        "fields": {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]},
        "after": _CLAUSE,
    },
    "delete": {"edit": "delete", "clause_id": _OTHER, "base": 1},
    "move": {"edit": "move", "clause_id": _THIRD, "base": 1, "after": None, "stood_after": _CLAUSE},
}
"""One of each kind, as a request holds it."""


class InsertNew(RequestModel):
    """Put a new clause in."""

    model_config = ConfigDict(title="InsertNew")

    edit: Literal["insert"] = Field(default="insert", title="What the step does")
    clause_id: ClauseId | None = Field(
        default=None,
        title="The identity that the new clause will have",
        description="Left out, a fresh one is given. Name one where other edits refer to it, or to answer a "
        "proposal that inserts the clause.",
    )
    kind: Annotated[str, Field(max_length=64)] = Field(title="The clause kind", examples=["retention"])
    heading: Heading | None = Field(default=None, title="Its heading; without it, the kind's own")
    fields: FieldValues = Field(title="The typed fields, all of them")
    text: Text | None = Field(default=None, title="Its words, where they differ from the kind's")
    after: ClauseId | None = Field(title="The clause that it follows; null puts it first")


EditNew = Annotated[
    SetField | EditText | RenameHeading | InsertNew | DeleteClause | MoveClause, Field(discriminator="edit")
]


def _writable(edits: Any) -> Any:
    writable_throughout(edits)
    return edits


_Remark = Annotated[Remark, AfterValidator(writable)]
Edits = Annotated[list[EditNew], BeforeValidator(_writable), Field(max_length=500)]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Confirmations = Annotated[
    dict[ClauseId, Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]], Field(max_length=500)
]


class ProposalBody(RequestModel):
    """What is proposed, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"rationale": "The Board asked for a fixed period.", "edits": [EXAMPLE_EDITS["set_field"]]},
                {"rationale": "One clause on keys, and the rest in order.", "edits": list(EXAMPLE_EDITS.values())[2:]},
            ]
        }
    )

    rationale: _Remark = Field(title="Why, 1 to 5,000 characters", examples=["The Board asked for a fixed period."])
    edits: Edits = Field(title="The steps, in order", description="Each against the revision that you have read.")


class ProposalNew(ProposalBody):
    """A new proposal: a draft, which the own side alone sees until it is submitted."""

    sponsors: Annotated[list[PartyName], Field(max_length=3)] = Field(
        default_factory=list[PartyName],
        title="The parties, of your side, that propose it; left out, your own",
        examples=[["city", "police"]],
    )
    in_response_to: Reference | None = Field(
        default=None, title="The other side's proposal that it counters when it is submitted"
    )
    replaces: Reference | None = Field(
        default=None, title="The own side's proposal that it supersedes when it is submitted"
    )


class Noted(RequestModel):
    """What is said about a step."""

    note: _Remark | None = Field(
        default=None, title="What both sides shall read about it", examples=["The Council will not vote before June."]
    )


class Accepted(Noted):
    """What goes with an acceptance."""

    confirmed: Confirmations = Field(
        default_factory=dict[str, str],
        title="By clause, the `confirm` of the merged text that you have read",
        description="A proposal whose base has moved is answered with 409, and a merged text where the changes fit.",
        examples=[{_CLAUSE: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],
    )

    agree: bool = Field(
        default=False,
        title="Whether the sides agree with each clause as it is then",
        description="Yours with each; the sponsors' with each that says just what they asked for.",
    )


class StepShown(BaseModel):
    """A step that was taken."""

    act: Act = Field(title="What was done")
    by: str = Field(title="Who did it")
    party: PartyRole = Field(title="The party that the person acted for")
    at: datetime = Field(title="When, UTC")
    note: str | None = Field(title="What was said about it")
    answer: str | None = Field(title="The proposal that counters or supersedes this one")


class ProposalShown(BaseModel):
    """A proposal."""

    id: str = Field(title="The proposal", examples=["prp-5f0c2a9b7e1d4c3a8b6f"])
    agreement_id: str = Field(title="The agreement")
    state: ProposalState = Field(title="Where it is on its way")
    author: str = Field(title="Who wrote it")
    party: PartyRole = Field(title="The party that the author acts for")
    sponsors: list[PartyRole] = Field(title="The parties, of one side, that propose it")
    rationale: str = Field(title="Why")
    edits: list[Edit] = Field(title="The steps, in order")
    in_response_to: str | None = Field(title="The other side's proposal that it answers")
    replaces: str | None = Field(title="The own side's proposal that it takes the place of")
    entered_by: str | None = Field(
        title="Who of the other side entered it for its author, from a file that came back; null for all others"
    )
    steps: list[StepShown] = Field(title="The steps that were taken, oldest first")
    at: datetime = Field(title="When it was submitted or, before that, last written, UTC")
    submitted_at: datetime | None = Field(title="When the other side got to see it; null for a private draft")
    legal_acts: list[Act] = Field(
        title="The steps that you may take now",
        description="`counter` and `supersede` are taken by submitting a proposal with `in_response_to` or `replaces`.",
    )


class ProposalList(PageShown):
    """Proposals that you may see, by their time."""

    items: list[ProposalShown] = Field(title="The proposals")


class RevisionMade(BaseModel):
    """A revision that an acceptance made."""

    clause_id: str = Field(title="The clause")
    number: int = Field(title="The revision's number")
    content_hash: str = Field(title="SHA-256 of what the clause says now")


class ProposalAccepted(ProposalShown):
    """A proposal after its acceptance, and what that made."""

    revisions: list[RevisionMade] = Field(title="The new revisions; a clause that said it already has none")
    removed: list[str] = Field(title="The clauses that stand no more")
