"""Why the parties make the agreement."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Phrase, SomeOf


class Recitals(Fields):
    """The fields of the recitals."""

    purposes: SomeOf[Phrase] = Field(
        title="Purposes",
        description="1 to 50 phrases that follow “to”, without a final mark: “keep schools safe”.",
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
