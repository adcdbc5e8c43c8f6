"""How long the agreement runs, and how it renews."""

from __future__ import annotations

from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, Labelled, MonthDay


class RenewalMode(Labelled):
    """What happens when the term ends."""

    NONE = "none", "No renewal"
    AUTOMATIC_SCHOOL_YEAR = "automatic_school_year", "Automatic, for the next school year"
    MUTUAL_WRITTEN = "mutual_written", "By written agreement"


class TermRenewal(Fields):
    """The fields of the term and its renewal."""

    start: date = Field(title="Start", description="The first day of the term.")
    initial_end: date = Field(title="End of the first term", description="The last day of the first term, after Start.")
    renewal_mode: RenewalMode = Field(title="Renewal", description="What happens when the term ends.")
    nonrenewal_notice: Deadline | None = Field(
        default=None,
        title="Notice of non-renewal",
        description="How long before the end a party must say no; only, and always, with automatic renewal.",
        validate_default=True,
    )
    review_by: MonthDay | None = Field(
        default=None, title="Review by", description="The day of each year by which the agreement is reviewed, MM-DD."
    )
    max_renewals: int | None = Field(
        default=None,
        title="Most renewals",
        description="How often the agreement may renew, 1 to 50; only where it renews at all.",
        ge=1,
        le=50,
    )

    @field_validator("initial_end")
    @classmethod
    def _after_the_start(cls, end: date, info: ValidationInfo) -> date:
        start = info.data.get("start")
        if start is not None and end <= start:
            raise ValueError(f"must be after the start, {start.isoformat()}")
        return end

    @field_validator("nonrenewal_notice")
    @classmethod
    def _with_automatic_renewal(cls, notice: Deadline | None, info: ValidationInfo) -> Deadline | None:
        mode = info.data.get("renewal_mode")
        if mode is RenewalMode.AUTOMATIC_SCHOOL_YEAR and notice is None:
            raise ValueError("is required when renewal_mode is automatic_school_year")
        if isinstance(mode, RenewalMode) and mode is not RenewalMode.AUTOMATIC_SCHOOL_YEAR and notice is not None:
            raise ValueError(f"can't be given when renewal_mode is {mode.value}")
        return notice

    @field_validator("max_renewals")
    @classmethod
    def _where_it_renews(cls, count: int | None, info: ValidationInfo) -> int | None:
        if count is not None and info.data.get("renewal_mode") is RenewalMode.NONE:
            raise ValueError("can't be given when renewal_mode is none")
        return count


SPEC = KindSpec(
    name="term_renewal",
    title="Term and renewal",
    summary="How long the agreement runs, and how it renews.",
    fields_model=TermRenewal,
    wording="term_renewal.toml",
)
