"""A trial of cameras: from when to when, who reports on it, and what follows."""

from __future__ import annotations

from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled


class PilotExpiry(Labelled):
    """What follows when the trial ends."""

    CAMERAS_OFF = "cameras_off", "Cameras stay off"
    CONTINUE_PENDING_REVIEW = "continue_pending_review", "Cameras stay in use until the Board acts"
    AUTO_ADOPT = "auto_adopt", "Cameras stay in use for the rest of the term"


class Pilot(Fields):
    """The fields of a pilot program."""

    start: date = Field(title="Start", description="The first day of the trial.")
    end: date = Field(title="End", description="The last day of the trial, after Start.")
    evaluation_due: date = Field(
        title="Evaluation due", description="The day by which the results are reported to the Board, after Start."
    )
    on_expiry: PilotExpiry = Field(title="When the trial ends", description="What follows when the trial ends.")

    @field_validator("end", "evaluation_due")
    @classmethod
    def _after_the_start(cls, day: date, info: ValidationInfo) -> date:
        start = info.data.get("start")
        if start is not None and day <= start:
            raise ValueError(f"must be after the start, {start.isoformat()}")
        return day


SPEC = KindSpec(
    name="pilot",
    title="Pilot program",
    summary="A trial of cameras: from when to when, who reports on it, and what follows.",
    fields_model=Pilot,
    wording="pilot.toml",
)
