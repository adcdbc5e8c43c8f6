"""How a party ends the agreement, and what outlives it."""

from __future__ import annotations

from pydantic import Field

from clauses.ids import ClauseId
from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, OrderedSet


class Termination(Fields):
    """The fields of termination."""

    notice: Deadline = Field(title="Notice", description="How long before the end a party must give notice.")
    mid_year: bool = Field(
        title="During a school year",
        description="Whether the agreement may end at any time; otherwise only with a school year, on June 30.",
    )
    survives: OrderedSet[ClauseId] = Field(
        title="Surviving clauses",
        description="The identities of the clauses that outlive the agreement, at most 50, in the order of the text.",
    )


SPEC = KindSpec(
    name="termination",
    title="Termination",
    summary="How a party ends the agreement, and what outlives it.",
    fields_model=Termination,
    wording="termination.toml",
)
