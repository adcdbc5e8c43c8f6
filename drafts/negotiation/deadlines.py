"""The days that an agreement sets: terms and renewals, reviews, notices, a trial, reports; and its time limits.

Every day is computed from the typed fields and the school calendar of the agreement, never from the words. Each names
its clause and field, its rule in words, and what happens when it is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import cast

from clauses.checks.findings import Place
from clauses.checks.periods import fewest_days, most_days
from clauses.checks.places import field, in_words
from clauses.checks.prose import ClauseState
from clauses.checks.state import AgreementState, Found
from clauses.kinds.audits_reporting import AuditsReporting, ReportFrequency
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.pilot import Pilot, PilotExpiry
from clauses.kinds.term_renewal import RenewalMode, TermRenewal
from clauses.kinds.termination import Termination
from clauses.kinds.values import Deadline, Record
from drafts.negotiation.calendars import SchoolCalendar, missing
from drafts.negotiation.terms import Term, term_on, terms


class DeadlineKind(StrEnum):
    """What a day is."""

    TERM_BEGINS = "term-begins"
    REVIEW = "review"
    NON_RENEWAL_NOTICE = "non-renewal-notice"
    RENEWAL_AGREEMENT = "renewal-agreement"
    TERMINATION_NOTICE = "termination-notice"
    TERM_ENDS = "term-ends"
    PILOT_BEGINS = "pilot-begins"
    PILOT_ENDS = "pilot-ends"
    PILOT_EVALUATION = "pilot-evaluation"
    REPORT = "report"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day that the agreement sets. ``day`` is None where the calendar does not reach that far; ``occasion`` tells
    apart those of one kind and clause ("2020", "2020-06") and stays when the day moves."""

    kind: DeadlineKind
    occasion: str
    day: date | None
    title: str
    rule: str
    missed: str
    """What follows when it is missed; "" where nothing can be."""
    places: tuple[Place, ...]
    notes: tuple[str, ...] = ()
    counted_from: date | None = None
    """The day from which ``day`` is counted, where it is."""

    def __post_init__(self) -> None:
        assert self.day is not None or self.counted_from is not None, "a day that can't be named is counted from one"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time that begins with an event: so many days after it (or before it, where ``before``), at the fewest and at
    the most, in calendar days without holidays. ``day`` is the last day when the event is on the day asked about."""

    place: Place
    rule: str
    before: bool
    fewest: int
    most: int
    day: date | None
    notes: tuple[str, ...] = ()


_BEFORE_THE_EVENT = frozenset({(CatalogueKind.AMENDMENT.value, "sop_change_notice")})
"""The limits that end with an event; all others begin with one."""
_OF_THE_TERM = frozenset(
    {(CatalogueKind.TERM_RENEWAL.value, "nonrenewal_notice"), (CatalogueKind.TERMINATION.value, "notice")}
)
"""The times that run to the end of the agreement: days are computed from them."""
_SCHOOL_YEAR = "the school year (July 1 through June 30)"
_TAKEN = f"The text sets no day: the last day of each period of {_SCHOOL_YEAR} is taken."
_PERIODS = {
    ReportFrequency.QUARTERLY: ("09-30", "12-31", "03-31", "06-30"),
    ReportFrequency.SEMIANNUAL: ("12-31", "06-30"),
    ReportFrequency.ANNUAL: ("06-30",),
}
_WITHOUT_A_TERM = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Window:
    """The days to look at, both included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Whether ``day`` is a day that lies in it."""
        return day is not None and self.first <= day <= self.last


def usual_window(state: AgreementState, on: date) -> Window:
    """The term in which ``on`` lies and the one that follows it; a year from ``on`` where no clause states a term."""
    found = state.find(TermRenewal)
    if found is None:
        return Window(on, on + _WITHOUT_A_TERM if on < date.max - _WITHOUT_A_TERM else date.max)
    term = term_on(found.fields, on)
    *_, following = terms(found.fields, term.last + timedelta(days=1) if term.renews else term.last)
    return Window(term.first, following.last)


def due_days(state: AgreementState, calendar: SchoolCalendar, window: Window) -> tuple[DueDay, ...]:
    """Every day in ``window`` that the agreement sets, in order, as if it renewed whenever nobody says no. Those that
    can't be named come last."""
    found = state.find(TermRenewal)
    runs = tuple(terms(found.fields, window.last)) if found else ()
    days = [
        *(_of_terms(found, runs, calendar) if found else ()),
        *_of_termination(state, runs, calendar),
        *_of_the_pilot(state),
        *_of_reports(state, Window(runs[0].first, runs[-1].last) if runs else window, window),
    ]
    order = {kind: n for n, kind in enumerate(DeadlineKind)}
    kept = (each for each in days if window.holds(each.day or each.counted_from))
    return tuple(sorted(kept, key=lambda each: (each.day or date.max, order[each.kind], each.occasion)))


# ----------------------------------------------------------------------------------------------------- the term


def _of_terms(found: Found[TermRenewal], runs: Sequence[Term], calendar: SchoolCalendar) -> Iterator[DueDay]:
    for term in runs:
        occasion = f"{term.last.year:04}"
        begun = "The first term." if not term.renewal else "The school year after the term before it."
        start = (field(found, "start" if not term.renewal else "renewal_mode"),)
        yield DueDay(DeadlineKind.TERM_BEGINS, occasion, term.first, _begins(term), begun, "", start)
        yield from _reviews(found, term)
        if found.fields.nonrenewal_notice is not None and term.renews:
            yield _non_renewal(found, found.fields.nonrenewal_notice, term, calendar)
        if found.fields.renewal_mode is RenewalMode.MUTUAL_WRITTEN:
            rule = "Signed before the term ends."
            missed = f"The agreement ends on {in_words(term.last)}."
            places = (field(found, "renewal_mode"), field(found, "initial_end"))
            yield DueDay(
                DeadlineKind.RENEWAL_AGREEMENT, occasion, term.last, "Last day to sign a renewal", rule, missed, places
            )
        yield DueDay(
            DeadlineKind.TERM_ENDS, occasion, term.last, "Term ends", _after(found.fields, term), "", _end(found)
        )


def _begins(term: Term) -> str:
    return "Term begins" if not term.renewal else f"Renewed term begins (renewal {term.renewal})"


def _end(found: Found[TermRenewal]) -> tuple[Place, ...]:
    more = (field(found, "max_renewals"),) if found.fields.max_renewals is not None else ()
    return (field(found, "initial_end"), field(found, "renewal_mode"), *more)


def _after(fields: TermRenewal, term: Term) -> str:
    if term.renews:
        return "Renews for the next school year unless a party has given notice of non-renewal."
    if fields.renewal_mode is RenewalMode.MUTUAL_WRITTEN:
        return "Renews only by a written agreement signed before."
    if fields.renewal_mode is RenewalMode.NONE:
        return "Does not renew."
    return "The renewals are used up: the agreement ends."


def _non_renewal(found: Found[TermRenewal], notice: Deadline, term: Term, calendar: SchoolCalendar) -> DueDay:
    day = calendar.subtract(term.last, notice)
    following = [each for each in terms(found.fields, _next(term.last)) if each.first > term.last]
    return DueDay(
        DeadlineKind.NON_RENEWAL_NOTICE,
        f"{term.last.year:04}",
        day,
        "Last day for notice of non-renewal",
        f"{in_words(notice).capitalize()} before the term ends on {in_words(term.last)}.",
        f"The agreement renews through {in_words(following[0].last)}; after that only termination ends it early.",
        (field(found, "nonrenewal_notice"), field(found, "initial_end")),
        tuple(missing(calendar, notice, term.last, day)),
        term.last,
    )


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _reviews(found: Found[TermRenewal], term: Term) -> Iterator[DueDay]:
    """The review of each year; renewal depends on the last one before the term ends."""
    month_day = found.fields.review_by
    if month_day is None:
        return
    days = [date.fromisoformat(f"{year:04}-{month_day}") for year in range(term.first.year, term.last.year + 1)]
    held = [day for day in days if term.first <= day <= term.last]
    for day in held:
        missed = "The text names no consequence."
        if term.renews and day == held[-1]:
            missed = f"The agreement does not renew: it ends on {in_words(term.last)}."
        rule = f"By {in_words(month_day)} of each year."
        yield DueDay(
            DeadlineKind.REVIEW, f"{day.year:04}", day, "Review is due", rule, missed, (field(found, "review_by"),)
        )


def _of_termination(state: AgreementState, runs: Sequence[Term], calendar: SchoolCalendar) -> Iterator[DueDay]:
    """The last day for notice before each June 30 of the term, where the agreement ends with a school year only."""
    found = state.find(Termination)
    if found is None or found.fields.mid_year or not runs:
        return
    for year in range(runs[0].first.year, runs[-1].last.year + 1):
        june = date(year, 6, 30)
        if not runs[0].first <= june <= runs[-1].last:
            continue
        day = calendar.subtract(june, found.fields.notice)
        yield DueDay(
            DeadlineKind.TERMINATION_NOTICE,
            f"{year:04}",
            day,
            "Last day for notice of termination",
            f"{in_words(found.fields.notice).capitalize()} before June 30, {year}, the last day of a school year.",
            f"The agreement can't be terminated before June 30, {year + 1}.",
            (field(found, "notice"), field(found, "mid_year")),
            tuple(missing(calendar, found.fields.notice, june, day)),
            june,
        )


# ------------------------------------------------------------------------------------------- trial and reports

_ON_EXPIRY = {
    PilotExpiry.CAMERAS_OFF: "Cameras stay off when the trial ends",
    PilotExpiry.CONTINUE_PENDING_REVIEW: "Cameras may stay in use until the Board acts on the report",
    PilotExpiry.AUTO_ADOPT: "Cameras may stay in use for the rest of the term",
}


def _of_the_pilot(state: AgreementState) -> Iterator[DueDay]:
    for found in state.find_all(Pilot):
        fields, expiry = found.fields, field(found, "on_expiry")
        follows = f"{_ON_EXPIRY[fields.on_expiry]}."
        occasion = f"{fields.start.year:04}"
        begins, ends, due = (field(found, name) for name in ("start", "end", "evaluation_due"))
        yield DueDay(
            DeadlineKind.PILOT_BEGINS,
            occasion,
            fields.start,
            "Trial begins",
            "The first day of the trial.",
            "",
            (begins,),
        )
        yield DueDay(DeadlineKind.PILOT_ENDS, occasion, fields.end, "Trial ends", follows, "", (ends, expiry))
        rule = "The Chief and the Superintendent report the results to the Board."
        missed = f"The text names no consequence. {follows}"
        yield DueDay(
            DeadlineKind.PILOT_EVALUATION,
            occasion,
            fields.evaluation_due,
            "Report on the trial is due",
            rule,
            missed,
            (due, expiry),
        )


def _of_reports(state: AgreementState, term: Window, window: Window) -> Iterator[DueDay]:
    """Reports and the yearly audit, at the end of each period that ends in both ``term`` and ``window``."""
    nothing = "The text names no consequence."
    for found in state.find_all(AuditsReporting):
        fields = found.fields
        for year in range(max(term.first.year, window.first.year), min(term.last.year, window.last.year) + 1):
            for month_day in _PERIODS[fields.frequency]:
                day = date.fromisoformat(f"{year:04}-{month_day}")
                if not term.holds(day):
                    continue
                rule = f"{fields.frequency.label}, by {in_words(fields.reporter)}. {_TAKEN}"
                where = (field(found, "frequency"), field(found, "reporter"))
                yield DueDay(DeadlineKind.REPORT, f"{day:%Y-%m}", day, "Report is due", rule, nothing, where)
            june = date(year, 6, 30)
            if fields.audit_sample_pct is not None and term.holds(june):
                rule = f"Each year, {fields.audit_sample_pct} percent of activations. {_TAKEN}"
                where = (field(found, "audit_sample_pct"),)
                yield DueDay(
                    DeadlineKind.AUDIT, f"{year:04}", june, "Review of activations is due", rule, nothing, where
                )


# ------------------------------------------------------------------------------------------------- time limits


def limits(state: AgreementState, calendar: SchoolCalendar, on: date) -> tuple[Limit, ...]:
    """Every time limit that begins with an event, the shortest first by the worst case, with its last day when the
    event is on ``on``."""
    found = [_limit(clause, time, calendar, on) for clause in state.clauses for time in _times(clause)]
    return tuple(sorted(found, key=lambda each: (each.most, each.fewest)))


@dataclass(frozen=True, slots=True)
class _Time:
    """A time limit among a clause's fields."""

    path: str
    deadline: Deadline
    description: str


def _limit(clause: ClauseState, time: _Time, calendar: SchoolCalendar, on: date) -> Limit:
    deadline, before = time.deadline, (clause.revision.kind, time.path) in _BEFORE_THE_EVENT
    day = calendar.subtract(on, deadline) if before else calendar.add(on, deadline)
    rule = f"{time.description.partition(';')[0].rstrip('.')}: {in_words(deadline)}."
    notes = tuple(missing(calendar, deadline, on, day))
    return Limit(field(clause, time.path), rule, before, fewest_days(deadline), most_days(deadline), day, notes)


def _times(clause: ClauseState) -> Iterator[_Time]:
    for time in _in_record(clause.revision.fields, ""):
        if (clause.revision.kind, time.path) not in _OF_THE_TERM:
            yield time


def _in_record(record: Record, lead: str) -> Iterator[_Time]:
    for name, about in type(record).model_fields.items():
        value: object = getattr(record, name)
        if isinstance(value, Deadline):
            yield _Time(f"{lead}{name}", value, about.description or "")
        elif isinstance(value, Record):
            yield from _in_record(value, f"{lead}{name}.")
        elif isinstance(value, tuple):
            for n, item in enumerate(cast(tuple[object, ...], value)):
                if isinstance(item, Record):
                    yield from _in_record(item, f"{lead}{name}.{n}.")
