"""What is obscured before a recording leaves the parties, by whom, and at whose cost."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import CostBearer, Fields, Labelled, PartyRole, SomeOf


class RedactionTarget(Labelled):
    """What is obscured."""

    BYSTANDER_STUDENT_FACES = "bystander_student_faces", "Faces of bystander students"
    BYSTANDER_STUDENT_VOICES = "bystander_student_voices", "Voices of bystander students"
    NAMES = "names", "Names"
    HEALTH_INFORMATION = "health_information", "Health information"
    STAFF_NOT_INVOLVED = "staff_not_involved", "School staff who were not involved"


class Redaction(Fields):
    """The fields of redaction."""

    redactor: PartyRole = Field(title="Redactor", description="The party that obscures what must not be seen or heard.")
    targets: SomeOf[RedactionTarget] = Field(title="Obscured", description="What is obscured, at least one choice.")
    cost_bearer: CostBearer = Field(title="Cost of redaction", description="Who pays for redaction.")
    keep_original: bool = Field(
        title="Original kept", description="Whether the Custodian keeps the unredacted original unchanged."
    )


SPEC = KindSpec(
    name="redaction",
    title="Redaction",
    summary="What is obscured before a recording leaves the parties, by whom, and at whose cost.",
    fields_model=Redaction,
    wording="redaction.toml",
)
