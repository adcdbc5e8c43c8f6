"""What officers learn before and while they serve at school, and who pays for it."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import CostBearer, Duration, Fields, Labelled, SomeOf


class TrainingTopic(Labelled):
    """A subject of training."""

    CHILD_DEVELOPMENT = "child_development", "Child development"
    DE_ESCALATION = "de_escalation", "De-escalation"
    IMPLICIT_BIAS = "implicit_bias", "Implicit bias"
    DISABILITY = "disability", "Disability"
    STUDENT_RECORDS_PRIVACY = "student_records_privacy", "Privacy of student records"
    BODY_WORN_CAMERA = "body_worn_camera", "Body-worn cameras"


class Training(Fields):
    """The fields of training."""

    topics: SomeOf[TrainingTopic] = Field(title="Topics", description="What the training covers, at least one choice.")
    hours_min: int = Field(
        title="Hours", description="The fewest hours of training, 0 to 1,000; 0 sets no minimum.", ge=0, le=1_000
    )
    before_camera_use: bool = Field(
        title="Before the first use of a camera",
        description="Whether training on cameras comes before an officer first activates one at school.",
    )
    refresher: Duration | None = Field(
        default=None,
        title="Renewed every",
        description="How often the training is renewed, an ISO 8601 duration from P1D to P100Y; blank for never.",
    )
    payer: CostBearer = Field(title="Cost of training", description="Who pays for the training.")


SPEC = KindSpec(
    name="training",
    title="Training",
    summary="What officers learn before and while they serve at school, and who pays for it.",
    fields_model=Training,
    wording="training.toml",
)
