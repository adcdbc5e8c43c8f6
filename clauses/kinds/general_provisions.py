"""What most agreements say at the end: severability, earlier agreements, liability, immunity and governing law."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, Phrase


class Liability(Labelled):
    """Who answers for whose acts."""

    EACH_OWN = "each_own", "Each party for its own acts"
    MUTUAL_INDEMNITY = "mutual_indemnity", "Each party indemnifies the others for its own negligence"


class GeneralProvisions(Fields):
    """The fields of the general provisions."""

    severability: bool = Field(title="Severability", description="Whether the rest stands when a part is invalid.")
    entire_agreement: bool = Field(
        title="Entire agreement", description="Whether the agreement replaces earlier ones about the officers."
    )
    liability: Liability = Field(title="Liability", description="Who answers for whose acts.")
    immunity_preserved: bool = Field(
        title="Immunity preserved", description="Whether the agreement says that it waives no immunity."
    )
    governing_law: Phrase = Field(
        title="Governing law",
        description="Whose law governs, as it runs in the sentence, 1 to 2,000 characters: “the State of Maine”.",
    )


SPEC = KindSpec(
    name="general_provisions",
    title="General provisions",
    summary="Severability, earlier agreements, liability, immunity and governing law.",
    fields_model=GeneralProvisions,
    wording="general_provisions.toml",
)
