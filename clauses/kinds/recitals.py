"""Why the parties make the agreement."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, OrderedSet, Phrase


class Recitals(Fields):
    """The fields of the recitals."""

    purposes: OrderedSet[Phrase] = Field(
        title="Purposes",
        description="1 to 20 phrases that follow “to”, without a final mark: “keep schools safe”.",
        min_length=1,
        max_length=20,
    )
    incorporated: bool = Field(
        title="Part of the agreement", description="Whether the purposes guide how the agreement is read."
    )


SPEC = KindSpec(
    name="recitals",
    title="Recitals",
    summary="Why the parties make the agreement.",
    fields_model=Recitals,
    wording="recitals.toml",
    place="recitals",
)
