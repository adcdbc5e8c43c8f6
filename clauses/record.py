"""A clause as a chain of frozen revisions, each hashed, each naming the one before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    field_serializer,
    field_validator,
)

from clauses.bespoke import BespokeWording
from clauses.errors import FieldProblem, InvalidClause
from clauses.ids import ClauseId
from clauses.kinds import kind, parse_fields
from clauses.kinds.problems import problems_of
from clauses.kinds.values import Fields, Heading, Line, PartyName, PartyRole, Record, Remark

OriginKind = Literal["created", "revised", "imported", "proposal", "restored", "template", "precedent"]

UtcTime = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A moment; given with any offset, kept in UTC."""


class Keep(Enum):
    """Says that something stays as it was, where None means that there is none."""

    AS_IT_WAS = "as it was"


AS_IT_WAS: Final = Keep.AS_IT_WAS


class Origin(Record):
    """Where a revision came from.

    What only a proposal has is None elsewhere, and so left out of the hash: the hashes of older revisions stay.
    """

    how: OriginKind = Field(title="How", description="What made the revision.")
    reference: Line | None = Field(
        default=None, title="Reference", description="The proposal, file or revision that it came from, if any."
    )
    sponsors: tuple[PartyRole, ...] | None = Field(
        default=None, title="Sponsors", description="The parties that proposed it.", min_length=1, max_length=3
    )
    proposed_at: UtcTime | None = Field(
        default=None,
        title="Proposed",
        description="When it was submitted, in UTC; the revision is as old as its acceptance.",
    )
    accepted_by: Line | None = Field(default=None, title="Accepted by", description="Who accepted the proposal.")
    entered_by: Line | None = Field(
        default=None,
        title="Entered by",
        description="Who of the other side entered the proposal for its author, from a file that came back.",
    )


_CONTENT = {"clause_id", "kind", "heading", "fields", "wording"}


class ClauseRevision(Record):
    """One state of one clause. It never changes: a change is a new revision (:func:`revise`)."""

    clause_id: ClauseId = Field(title="Clause", description="The clause's identity.")
    number: int = Field(title="Number", description="1 for the first revision of the clause.", ge=1)
    kind: str = Field(title="Kind", description="The clause kind, which decides the fields.")
    heading: Heading = Field(title="Heading", description="One line of 1 to 200 characters.")
    fields: SerializeAsAny[Fields] = Field(title="Fields", description="The typed fields of the kind.")
    wording: BespokeWording | None = Field(
        default=None, title="Bespoke wording", description="The clause's own words, where they differ from its kind's."
    )
    author: Line = Field(title="Author", description="Who made the revision.")
    party: PartyRole | None = Field(
        default=None, strict=False, title="Party", description="The party that the author acts for, if any."
    )
    at: UtcTime = Field(title="Time", description="When it was made, in UTC.")
    origin: Origin = Field(title="Origin", description="Where it came from.")
    rationale: Remark | None = Field(default=None, title="Rationale", description="Why it was made.")
    previous_hash: str | None = Field(
        default=None,
        title="Previous revision",
        description="The revision hash of the revision before it; none for the first.",
        pattern="^[0-9a-f]{64}$",
    )

    @field_validator("fields", mode="before")
    @classmethod
    def _of_the_kind(cls, value: Any, info: ValidationInfo) -> Any:
        """Turn JSON values into the kind's fields, and refuse the fields of another kind."""
        name = info.data.get("kind")
        if name is None:
            raise ValueError("can't be read without a kind")
        if isinstance(value, Mapping):
            return parse_fields(name, cast(Mapping[str, Any], value))
        if type(value) is not kind(name).fields_model:
            raise ValueError(f"must be the fields of kind {name}")
        return value

    @field_serializer("wording", when_used="json")
    def _without_defaults(self, wording: BespokeWording | None) -> dict[str, Any] | None:
        """Leave out what says nothing, so that what a later version adds leaves older hashes as they are."""
        return None if wording is None else wording.model_dump(mode="json", exclude_defaults=True)

    @property
    def proposal(self) -> str | None:
        """The proposal that brought it, if one did."""
        return self.origin.reference if self.origin.how == "proposal" else None

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what the clause says: identity, kind, heading, fields and its own wording, if it has any;
        not who said so, nor when."""
        return _hash(self.model_dump(mode="json", include=_CONTENT, exclude_none=True, by_alias=True))

    @property
    def revision_hash(self) -> str:
        """SHA-256 (hex) of the whole revision and, through ``previous_hash``, of all before it."""
        rest = self.model_dump(mode="json", exclude=_CONTENT, exclude_none=True, by_alias=True)
        return _hash({**rest, "content": self.content_hash})


def create(
    *,
    clause_id: str,
    kind: str,
    heading: str,
    fields: Fields | Mapping[str, Any],
    author: str,
    at: datetime,
    party: PartyRole | PartyName | None = None,
    origin: Origin | None = None,
    rationale: str | None = None,
) -> ClauseRevision:
    """Return the first revision of a clause; ``fields`` may be typed or JSON values.

    :raises UnknownKind: there is no such kind.
    :raises InvalidClause: a value is refused; paths run from the revision ("heading", "fields.triggers.0").
    """
    return _revision(
        clause_id=clause_id,
        number=1,
        kind=kind,
        heading=heading,
        fields=fields,
        author=author,
        party=party,
        at=at,
        origin=origin or Origin(how="created"),
        rationale=rationale,
    )


def revise(
    previous: ClauseRevision,
    *,
    heading: str | None = None,
    fields: Fields | Mapping[str, Any] | None = None,
    wording: BespokeWording | Keep | None = AS_IT_WAS,
    author: str,
    party: PartyRole | PartyName | None,
    at: datetime,
    rationale: str | None,
    origin: Origin | None = None,
) -> ClauseRevision:
    """Return the revision after ``previous``, with a new heading, new fields (all of them) or new wording.

    ``wording`` None goes back to the words of the kind.

    :raises InvalidClause: a value is refused, or ``at`` lies before the previous revision.
    """
    revision = _revision(
        clause_id=previous.clause_id,
        number=previous.number + 1,
        kind=previous.kind,
        heading=previous.heading if heading is None else heading,
        fields=previous.fields if fields is None else fields,
        wording=previous.wording if isinstance(wording, Keep) else wording,
        author=author,
        party=party,
        at=at,
        origin=origin or Origin(how="revised"),
        rationale=rationale,
        previous_hash=previous.revision_hash,
    )
    if revision.at < previous.at:
        raise InvalidClause((FieldProblem("at", f"must not be before the previous revision, {previous.at}"),))
    return revision


def verify_chain(revisions: Sequence[ClauseRevision]) -> None:
    """Check that ``revisions``, oldest first, are one unbroken chain from number 1.

    :raises InvalidClause: with a problem for each link that does not hold, paths such as "revisions.2.previous_hash".
    """
    problems: list[FieldProblem] = []
    previous: ClauseRevision | None = None
    for n, revision in enumerate(revisions):
        problems += (FieldProblem(f"revisions.{n}.{name}", reason) for name, reason in _broken(previous, revision))
        previous = revision
    if problems:
        raise InvalidClause(tuple(problems))


def _broken(previous: ClauseRevision | None, revision: ClauseRevision) -> list[tuple[str, str]]:
    number = previous.number + 1 if previous else 1
    expected = previous.revision_hash if previous else None
    broken: list[tuple[str, str]] = []
    if revision.number != number:
        broken.append(("number", f"must be {number}, not {revision.number}"))
    if revision.previous_hash != expected:
        broken.append(("previous_hash", "is not the hash of the revision before it"))
    if previous and revision.clause_id != previous.clause_id:
        broken.append(("clause_id", f"must be {previous.clause_id}"))
    if previous and revision.kind != previous.kind:
        broken.append(("kind", f"must be {previous.kind}"))
    if previous and revision.at < previous.at:
        broken.append(("at", "lies before the revision before it"))
    return broken


def _revision(**values: Any) -> ClauseRevision:
    try:
        return ClauseRevision(**values)
    except ValidationError as error:
        raise InvalidClause(problems_of(error, "", ClauseRevision)) from None


def _hash(value: Any) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(canonical.encode("utf-8")).hexdigest()
