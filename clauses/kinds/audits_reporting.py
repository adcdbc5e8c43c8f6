"""What is reported about the program, how often, and how its use of cameras is audited."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, PartyRole, SomeOf


class ReportFrequency(Labelled):
    """How often a report is due."""

    QUARTERLY = "quarterly", "Every quarter"
    SEMIANNUAL = "semiannual", "Twice a year"
    ANNUAL = "annual", "Once a year"


class Metric(Labelled):
    """What a report counts."""

    ACTIVATIONS = "activations", "Activations of cameras"
    ARRESTS = "arrests", "Arrests"
    SUMMONSES = "summonses", "Summonses"
    REFERRALS = "referrals", "Referrals"
    USE_OF_FORCE = "use_of_force", "Use of force"
    DISCLOSURES = "disclosures", "Disclosures of recordings"
    COMPLAINTS = "complaints", "Complaints"
    STUDENT_DEMOGRAPHICS = "student_demographics", "Student demographics"


class AuditsReporting(Fields):
    """The fields of audits and reports."""

    frequency: ReportFrequency = Field(title="Frequency", description="How often a report is due.")
    metrics: SomeOf[Metric] = Field(title="Reported", description="What a report tells of, at least one choice.")
    reporter: PartyRole = Field(title="Reporter", description="The party that reports.")
    min_cell: int | None = Field(
        default=None,
        title="Smallest count published",
        description="Counts of fewer students stay unpublished, 5 to 100; blank to publish every count.",
        ge=5,
        le=100,
    )
    audit_sample_pct: int | None = Field(
        default=None,
        title="Audit sample",
        description="The share of activations reviewed each year, 1 to 100 percent; blank for no audit.",
        ge=1,
        le=100,
    )


SPEC = KindSpec(
    name="audits_reporting",
    title="Audits and reports",
    summary="What is reported about the program, how often, and how its use of cameras is audited.",
    fields_model=AuditsReporting,
    wording="audits_reporting.toml",
)
