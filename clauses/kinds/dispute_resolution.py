"""Who meets when the parties disagree, in which order, and what holds meanwhile."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, Labelled, Office, Record, without_repeats


class InterimRule(Labelled):
    """What holds until a disagreement is resolved."""

    STATUS_QUO = "status_quo", "What was done before"
    CAMERAS_OFF = "cameras_off", "Cameras stay off at school"
    DEPARTMENT_POLICY_CONTROLS = "department_policy_controls", "The Department's policy controls"


Attendees = Annotated[
    tuple[Office, ...],
    Field(min_length=2, max_length=6, json_schema_extra={"uniqueItems": True}),
    AfterValidator(without_repeats),
]
"""2 to 6 different offices in the order in which the text names them."""


class DisputeStep(Record):
    """One meeting."""

    who: Attendees = Field(title="Who meets", description="2 to 6 offices, each once, in the order of the text.")
    within: Deadline = Field(title="Within", description="How soon after a party asks for the meeting it is held.")


Steps = Annotated[
    tuple[DisputeStep, ...],
    Field(min_length=1, max_length=6, json_schema_extra={"uniqueItems": True}),
    AfterValidator(without_repeats),
]
"""1 to 6 different meetings, in order."""


class DisputeResolution(Fields):
    """The fields of resolving disagreements."""

    steps: Steps = Field(title="Steps", description="1 to 6 meetings in the order in which they are held.")
    interim: InterimRule = Field(title="Meanwhile", description="What holds until the disagreement is resolved.")
    mediation: bool = Field(
        title="Mediation", description="Whether a party may ask for mediation when the meetings fail."
    )


SPEC = KindSpec(
    name="dispute_resolution",
    title="Resolving disagreements",
    summary="Who meets when the parties disagree, in which order, and what holds meanwhile.",
    fields_model=DisputeResolution,
    wording="dispute_resolution.toml",
)
