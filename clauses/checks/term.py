"""Rules about how the agreement runs, renews and ends, and about a trial inside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from clauses.checks.cameras import cameras
from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.periods import most_days
from clauses.checks.places import clause, field, in_words
from clauses.checks.state import AgreementState
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.pilot import Pilot, PilotExpiry
from clauses.kinds.term_renewal import RenewalMode, TermRenewal
from clauses.kinds.termination import Termination

_SCHOOL_YEAR_END = (6, 30)
_RECORDS = (
    CatalogueKind.RETENTION,
    CatalogueKind.ACCESS_DISCLOSURE,
    CatalogueKind.STUDENT_PRIVACY,
    CatalogueKind.REDACTION,
    CatalogueKind.EVIDENCE_HOLDS,
    CatalogueKind.DATA_SECURITY,
)
"""The clauses whose duties last as long as there are recordings."""


def current_end(term: TermRenewal, dated: date | None) -> date:
    """The last day of the term in which a draft of ``dated`` stands: after the first term each renewal ends on June 30,
    and renewals stop when their number is used up."""
    if term.renewal_mode is not RenewalMode.AUTOMATIC_SCHOOL_YEAR or dated is None or dated <= term.initial_end:
        return term.initial_end
    first = year_end_after(term.initial_end)
    reached = year_end_after(dated - timedelta(days=1))
    if term.max_renewals is None:
        return reached
    return min(reached, first.replace(year=min(first.year + term.max_renewals - 1, date.max.year)))


def year_end_after(day: date) -> date:
    """The first June 30 after ``day``, or the last that a calendar has."""
    end = date(day.year, *_SCHOOL_YEAR_END)
    return end if end > day or day.year == date.max.year else end.replace(year=day.year + 1)


def _review(state: AgreementState) -> Iterator[Hit]:
    term = state.find(TermRenewal)
    if term is None or term.fields.renewal_mode is not RenewalMode.AUTOMATIC_SCHOOL_YEAR:
        return
    notice = term.fields.nonrenewal_notice
    if term.fields.review_by is None or notice is None:
        yield Hit(
            Level.WARNING,
            "The agreement renews by itself every year, and nothing makes the parties review it.",
            "Set a yearly review before the last day for notice of non-renewal.",
            (field(term, "renewal_mode"), field(term, "review_by")),
        )
        return
    end = current_end(term.fields, state.dated)
    last_day = end - timedelta(days=most_days(notice))
    review = latest_review(term.fields.review_by, end)
    if review > last_day:
        yield Hit(
            Level.ERROR,
            f"The review may end on {_day(review)}, after {_day(last_day)}, the last day to give notice of non-renewal "
            f"before the term ends on {_day(end)}.",
            f"Set the review before {_day(last_day)}, or shorten the notice.",
            (field(term, "review_by"), field(term, "nonrenewal_notice")),
        )


def latest_review(month_day: str, end: date) -> date:
    """The last such day of a year that is not after ``end``."""
    day = date.fromisoformat(f"{end.year:04}-{month_day}")
    return day if day <= end or end.year == 1 else day.replace(year=end.year - 1)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"


def _pilot(state: AgreementState) -> Iterator[Hit]:
    pilot, term = state.find(Pilot), state.find(TermRenewal)
    if pilot is None:
        return
    if state.about(CatalogueKind.CAMERA_USE) is None:
        yield Hit(
            Level.ERROR,
            "The trial lets cameras run, and no clause says when, where and how.",
            "Add a clause on the use of cameras, and those that go with it.",
            (clause(pilot.clause),),
        )
    end = current_end(term.fields, state.dated) if term else None
    if term is not None and end is not None and pilot.fields.end > end:
        yield Hit(
            Level.WARNING,
            f"The trial ends on {in_words(pilot.fields.end)}, after the current term, which ends on {in_words(end)}.",
            "End the trial within the term, or lengthen the term.",
            (field(pilot, "end"), field(term, "initial_end")),
        )
    if pilot.fields.on_expiry is not PilotExpiry.CAMERAS_OFF:
        yield Hit(
            Level.NOTICE,
            "When the trial ends cameras stay in use, although nobody has decided so.",
            "Switch cameras off at the end of the trial unless the Board decides otherwise, or keep this on purpose.",
            (field(pilot, "on_expiry"), field(pilot, "end")),
        )


def _survival(state: AgreementState) -> Iterator[Hit]:
    termination = state.find(Termination)
    if termination is None or not cameras(state):
        return
    present = [found for kind in _RECORDS if (found := state.about(kind))]
    lost = [found for found in present if found.revision.clause_id not in termination.fields.survives]
    if lost:
        yield Hit(
            Level.WARNING,
            "Recordings outlive the agreement, and the duties of these clauses end with it.",
            "Name the clauses about Recordings among those that survive.",
            (field(termination, "survives"), *map(clause, lost)),
        )


RULES = (
    Rule(
        "L17",
        "The yearly review comes before the last day for non-renewal",
        "An agreement that renews by itself has a yearly review, and it is over before notice of non-renewal must be "
        "given.",
        Theme.TERM,
        (Level.ERROR, Level.WARNING),
        _review,
    ),
    Rule(
        "L18",
        "A trial has rules, an end within the term, and a decision after it",
        "A pilot comes with rules for cameras, ends within the current term, and does not continue in silence.",
        Theme.TERM,
        (Level.ERROR, Level.WARNING, Level.NOTICE),
        _pilot,
    ),
    Rule(
        "L19",
        "Duties about recordings survive the agreement",
        "The clauses about recordings are among those that survive termination.",
        Theme.TERM,
        (Level.WARNING,),
        _survival,
    ),
)
