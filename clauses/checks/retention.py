"""Rules about how long recordings are kept, and what outlasts the period."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.periods import at_least, longest, shortest
from clauses.checks.places import field, in_words
from clauses.checks.state import AgreementState, Found
from clauses.kinds.audits_reporting import AuditsReporting
from clauses.kinds.complaints import Complaints
from clauses.kinds.evidence_holds import EvidenceHolds
from clauses.kinds.retention import Retention, RetentionRule, ScheduleLocation

_YEAR = "P1Y"
_SERIOUS = ("evidentiary", "complaint", "use_of_force", "deadly_force")


def _period(found: Found[Retention], category: str) -> str | None:
    """The minimum period of a category, if the schedule names it."""
    rule: RetentionRule | None = getattr(found.fields.rules, category) if found.fields.rules else None
    return rule.min if rule else None


def _stated(state: AgreementState) -> Iterator[Hit]:
    retention = state.find(Retention)
    if retention is not None and retention.fields.schedule_location is ScheduleLocation.NONE:
        yield Hit(
            Level.ERROR,
            "The agreement states no period: it refers to a document that one party can change alone.",
            "State a period for each category, in the clause or in an exhibit.",
            (field(retention, "by_reference"),),
        )


def _order(state: AgreementState) -> Iterator[Hit]:
    retention = state.find(Retention)
    general = _period(retention, "general") if retention else None
    if retention is None or general is None:
        return
    for category in _SERIOUS:
        period = _period(retention, category)
        if period is not None and not at_least(period, general):
            yield Hit(
                Level.ERROR,
                f"A Recording that matters more is kept for {in_words(period)}, which can be shorter than the "
                f"{in_words(general)} for every other Recording.",
                "Keep the category at least as long as the general one, in the same unit.",
                (field(retention, f"rules.{category}.min"), field(retention, "rules.general.min")),
            )
    accidental = _period(retention, "accidental")
    if accidental is not None and not at_least(general, accidental):
        yield Hit(
            Level.WARNING,
            f"An accidental Recording is kept for {in_words(accidental)}, longer than the {in_words(general)} for one "
            "that was called for.",
            "Keep accidental Recordings no longer than others.",
            (field(retention, "rules.accidental.min"), field(retention, "rules.general.min")),
        )


def _complaint_window(state: AgreementState) -> Iterator[Hit]:
    retention, complaints = state.find(Retention), state.find(Complaints)
    general = _period(retention, "general") if retention else None
    if retention is None or complaints is None or general is None:
        return
    window = complaints.fields.filing_window
    if shortest(general) < longest(window):
        yield Hit(
            Level.ERROR,
            f"A Recording may be deleted after {shortest(general):,} days, while a complaint about the event may be "
            f"made for up to {longest(window):,} days.",
            f"Keep Recordings for at least {longest(window):,} days, or shorten the time to complain.",
            (field(retention, "rules.general.min"), field(complaints, "filing_window")),
        )


def _audit_sample(state: AgreementState) -> Iterator[Hit]:
    retention, audits = state.find(Retention), state.find(AuditsReporting)
    general = _period(retention, "general") if retention else None
    if retention is None or audits is None or general is None or audits.fields.audit_sample_pct is None:
        return
    if shortest(general) < longest(_YEAR):
        yield Hit(
            Level.WARNING,
            f"The sample is drawn once a year, and a Recording may be deleted after {shortest(general):,} days, before "
            "the year is over.",
            f"Keep Recordings for at least {longest(_YEAR)} days, or audit more often.",
            (field(audits, "audit_sample_pct"), field(retention, "rules.general.min")),
        )


def _holds(state: AgreementState) -> Iterator[Hit]:
    retention, holds = state.find(Retention), state.find(EvidenceHolds)
    loose = retention is not None and not retention.fields.subject_to_holds
    weak = holds is not None and not holds.fields.suspends_deletion
    if not loose and not weak:
        return
    places = (
        *((field(retention, "subject_to_holds"),) if retention else ()),
        *((field(holds, "suspends_deletion"),) if holds else ()),
    )
    where = "neither clause" if loose and weak else "the clause on retention" if loose else "the clause on holds"
    verb = "says" if loose and weak else "does not say"
    yield Hit(
        Level.ERROR,
        f"A Recording may be deleted although it is held, since {where} {verb} that a hold stops deletion.",
        "Say in both clauses that a hold suspends deletion.",
        places,
    )


RULES = (
    Rule(
        "L04",
        "Retention periods are stated",
        "The agreement itself states how long recordings are kept; a reference to a procedure is not enough.",
        Theme.RETENTION,
        (Level.ERROR,),
        _stated,
        "5 M.R.S. § 95-B (local retention schedules are minimums)",
    ),
    Rule(
        "L05",
        "What matters more is kept longer",
        "Evidence, complaints and force are kept at least as long as other recordings, and those at least as long as "
        "accidental ones.",
        Theme.RETENTION,
        (Level.ERROR, Level.WARNING),
        _order,
    ),
    Rule(
        "L06",
        "Recordings outlast the time to complain",
        "A recording is kept at least as long as a complaint about the event may be made; a year counts as 365 days "
        "when it is promised and as 366 when it must be covered.",
        Theme.RETENTION,
        (Level.ERROR,),
        _complaint_window,
    ),
    Rule(
        "L07",
        "Recordings outlast the yearly audit",
        "Where a sample of activations is reviewed each year, recordings are kept for more than a year.",
        Theme.RETENTION,
        (Level.WARNING,),
        _audit_sample,
    ),
    Rule(
        "L08",
        "A hold stops deletion",
        "The clause on retention and the clause on holds both say that a hold overrides deletion.",
        Theme.RETENTION,
        (Level.ERROR,),
        _holds,
    ),
)
