"""How long recordings are kept, by category, and how they are deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from pydantic import Field, ValidationInfo, field_validator, model_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Duration, Fields, Labelled, Phrase, Record


class PeriodStart(Labelled):
    """When a period begins to run."""

    RECORDING_DATE = "recording_date", "the date of the Recording"
    TRANSFER_DATE = "transfer_date", "the date of transfer to the Custodian"


class RetentionEvent(Labelled):
    """An event until which a recording is kept, if it comes later than the end of the period."""

    CASE_CLOSED = "case_closed", "The case is closed, if that is later"
    COMPLAINT_RESOLVED = "complaint_resolved", "The complaint is resolved, if that is later"
    INVESTIGATION_CLOSED = "investigation_closed", "The investigation is closed, if that is later"


class Deletion(Labelled):
    """How deletion comes about."""

    AUTOMATIC = "automatic", "When the period ends"
    ON_CERTIFICATION = "on_certification", "After the Custodian certifies that nothing requires the recording"


class ScheduleLocation(Labelled):
    """Where the periods stand."""

    BODY = "body", "In the clause"
    EXHIBIT = "exhibit", "In Exhibit B"
    NONE = "none", "Only by reference"


class RetentionRule(Record):
    """How long recordings of one category are kept."""

    min: Duration = Field(title="Minimum period", description="An ISO 8601 duration from P1D to P100Y.")
    runs_from: PeriodStart = Field(title="Runs from", description="When the period begins to run.")
    until: RetentionEvent | None = Field(
        default=None, title="Kept until", description="A later event that keeps the recording longer, if any."
    )


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One line of the schedule: the category and the end of the period in words, and the rule."""

    category: str
    rule: RetentionRule
    until: str


class RetentionRules(Record):
    """The schedule: a rule for each category that it names."""

    accidental: RetentionRule | None = Field(
        default=None, title="Accidental activation", description="Recordings that no event called for."
    )
    general: RetentionRule | None = Field(
        default=None, title="No other category applies", description="Every recording that no other category names."
    )
    evidentiary: RetentionRule | None = Field(
        default=None, title="Evidence in a case", description="Recordings that may be evidence."
    )
    complaint: RetentionRule | None = Field(
        default=None, title="Subject of a complaint", description="Recordings of an event that is complained of."
    )
    use_of_force: RetentionRule | None = Field(
        default=None, title="Use of force", description="Recordings that show force short of deadly force."
    )
    deadly_force: RetentionRule | None = Field(
        default=None, title="Use of deadly force", description="Recordings that show deadly force."
    )

    @property
    def rows(self) -> tuple[ScheduleRow, ...]:
        """The lines of the schedule in the order of the categories."""
        rows: list[ScheduleRow] = []
        for name, field in type(self).model_fields.items():
            rule = cast(RetentionRule | None, getattr(self, name))
            if rule is not None:
                until = rule.until.label if rule.until else "The minimum period ends"
                rows.append(ScheduleRow(field.title or name, rule, until))
        return tuple(rows)

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the rules, as JSON, whose :attr:`rows` are ``rows``; a line of no known category says nothing."""
        names = {field.title: name for name, field in cls.model_fields.items()}
        events = {event.label: event.value for event in RetentionEvent}
        return {
            names[row["category"]]: {**row.get("rule", {}), "until": events.get(row["until"])}
            for row in rows
            if row["category"] in names
        }

    @model_validator(mode="after")
    def _some_category(self) -> Self:
        if not self.rows:
            raise ValueError("must give at least 1 category")
        return self


class Retention(Fields):
    """The fields of retention and deletion."""

    rules: RetentionRules | None = Field(
        default=None,
        title="Schedule",
        description="The period of each category, at least one; blank when the periods are given by reference.",
    )
    by_reference: Phrase | None = Field(
        default=None,
        title="By reference",
        description="The document that states the periods, if the agreement does not: “the Department’s procedure”.",
    )
    deletion: Deletion = Field(title="Deletion", description="How deletion comes about.")
    deletion_log: bool = Field(title="Deletion log", description="Whether the Custodian logs each deletion.")
    subject_to_holds: bool = Field(title="Subject to holds", description="Whether a hold stops deletion.")
    schedule_location: ScheduleLocation = Field(
        title="Place of the schedule",
        description="Where the periods stand: body or exhibit with a schedule, none with a reference.",
    )

    @field_validator("schedule_location")
    @classmethod
    def _where_the_periods_are(cls, location: ScheduleLocation, info: ValidationInfo) -> ScheduleLocation:
        if not {"rules", "by_reference"} <= info.data.keys():
            return location
        wanted, other = ("by_reference", "rules") if location is ScheduleLocation.NONE else ("rules", "by_reference")
        if info.data[wanted] is None:
            raise ValueError(f"can't be {location.value} unless {wanted} is given")
        if info.data[other] is not None:
            raise ValueError(f"can't be {location.value} when {other} is given")
        return location


SPEC = KindSpec(
    name="retention",
    title="Retention and deletion",
    summary="How long recordings are kept, by category, and how they are deleted.",
    fields_model=Retention,
    wording="retention.toml",
)
