"""The terms of an agreement one after another, and the ways out of the one that runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clauses.checks.findings import Place
from clauses.checks.places import field, in_words
from clauses.checks.state import AgreementState, Found
from clauses.checks.term import latest_review, year_end_after
from clauses.kinds.term_renewal import RenewalMode, TermRenewal
from clauses.kinds.termination import Termination
from clauses.kinds.values import Deadline, DeadlineUnit
from drafts.negotiation.calendars import SchoolCalendar, missing

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """One term, both days included. ``renewal`` is 0 for the first term; ``renews`` says whether another may follow."""

    first: date
    last: date
    renewal: int
    renews: bool


def terms(fields: TermRenewal, until: date) -> Iterator[Term]:
    """The first term and each renewal that begins no later than ``until``, as if nobody ever said no: a renewal runs
    through June 30 of the next school year, until the number of renewals is used up."""
    first, last, renewal = fields.start, fields.initial_end, 0
    automatic = fields.renewal_mode is RenewalMode.AUTOMATIC_SCHOOL_YEAR
    while True:
        renews = automatic and (fields.max_renewals is None or renewal < fields.max_renewals)
        renews = renews and year_end_after(last) > last
        yield Term(first, last, renewal, renews)
        if not renews or last >= until:
            return
        first, last, renewal = last + _DAY, year_end_after(last), renewal + 1


def term_on(fields: TermRenewal, day: date) -> Term:
    """The term in which ``day`` lies; the first one before it begins, and the last one after it has ended."""
    *_, found = terms(fields, day)
    return found


def last_day(fields: TermRenewal, day: date) -> date | None:
    """The day on which the agreement is over by itself, as ``day`` knows it; None where the term then renews."""
    term = term_on(fields, day)
    return None if term.renews else term.last


class Ending(StrEnum):
    """How a party can end the agreement from a day on."""

    NOT_BEGUN = "not-begun"
    EXPIRATION = "expiration"
    """It ends by itself, and no earlier notice would end it sooner."""
    NON_RENEWAL = "non-renewal"
    TERMINATION = "termination"
    NONE = "none"
    """No clause lets a party end it before its term ends."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class WayOut:
    """What a decision on ``day`` to end the agreement amounts to. ``ends`` is the earliest day on which it is over,
    None where no day can be named."""

    day: date
    ending: Ending
    summary: str
    """In a phrase: "past non-renewal; this is termination on 60 days' notice"."""
    sentences: tuple[str, ...]
    """Why, with the days."""
    ends: date | None
    places: tuple[Place, ...]


def way_out(state: AgreementState, day: date, calendar: SchoolCalendar) -> WayOut | None:
    """What it takes to end the agreement when that is decided on ``day`` and notice is given at once; None where no
    clause states a term. A term that could renew is taken to have renewed."""
    found = state.find(TermRenewal)
    if found is None:
        return None
    term = term_on(found.fields, day)
    ends = field(found, "initial_end")
    if day < found.fields.start:
        words = f"The term begins on {in_words(found.fields.start)}."
        return WayOut(day, Ending.NOT_BEGUN, "the term has not begun", (words,), None, (field(found, "start"),))
    if day > term.last:
        words = f"The last term ended on {in_words(term.last)}."
        return WayOut(day, Ending.ENDED, "the agreement has ended", (words,), term.last, (ends,))
    notice = found.fields.nonrenewal_notice
    last_day = calendar.subtract(term.last, notice) if term.renews and notice else None
    if last_day is not None and day <= last_day:
        return WayOut(
            day,
            Ending.NON_RENEWAL,
            f"non-renewal: notice by {in_words(last_day)}",
            (f"Without notice by then the agreement renews when the term ends on {in_words(term.last)}.",),
            term.last,
            (field(found, "nonrenewal_notice"), ends),
        )
    return _termination(state, found, term, day, calendar)


def _termination(
    state: AgreementState, found: Found[TermRenewal], term: Term, day: date, calendar: SchoolCalendar
) -> WayOut:
    """The way out once it is too late to refuse a renewal, or where there is none to refuse."""
    past = _past_non_renewal(found.fields, term, day, calendar)
    places = ((field(found, "nonrenewal_notice"),) if past else ()) + (field(found, "initial_end"),)
    lead = "past non-renewal; " if past else ""
    over = f"The term ends on {in_words(term.last)} and {'may renew' if term.renews else 'does not renew'}."
    termination = state.find(Termination)
    if termination is None:
        ends = None if term.renews else term.last
        words = "No clause lets a party end the agreement during its term."
        return WayOut(day, Ending.NONE, f"{lead}no way to end it early", (*past, words, over), ends, places)
    notice = termination.fields.notice
    ends = _earliest_end(termination.fields, day, calendar)
    gaps = missing(calendar, notice, day, ends)
    places = (*places, field(termination, "notice"), field(termination, "mid_year"))
    if ends is not None and not term.renews and ends >= term.last:
        words = f"Notice of termination would end it on {in_words(ends)}, no sooner than it ends by itself."
        return WayOut(day, Ending.EXPIRATION, f"{lead}it expires", (*past, over, words, *gaps), term.last, places)
    ended = "" if ends is None else f"Notice given on {in_words(day)} ends the agreement on {in_words(ends)}"
    ended += "" if ends is None else " at the earliest." if termination.fields.mid_year else ", with the school year."
    summary = f"{lead}this is termination on {notice_words(notice)} notice"
    return WayOut(day, Ending.TERMINATION, summary, (*past, *filter(None, (ended, over)), *gaps), ends, places)


def _past_non_renewal(fields: TermRenewal, term: Term, day: date, calendar: SchoolCalendar) -> tuple[str, ...]:
    """Which last day for notice of non-renewal is past, and what came of it: of the term that runs, else of the one
    before it."""
    notice = fields.nonrenewal_notice
    if notice is None:
        return ()
    ended = [each for each in terms(fields, day) if each.renews and (each.last < day or each == term)]
    if not ended:
        return ()
    last = ended[-1]
    missed = calendar.subtract(last.last, notice)
    if missed is None or missed >= day:
        return ()
    said = f"The last day for notice of non-renewal before {in_words(last.last)} was {in_words(missed)}."
    through = year_end_after(last.last) if last == term else term.last
    renewed = f"The agreement {'renews' if last == term else 'renewed'} through {in_words(through)}."
    if fields.review_by is None:
        return said, renewed
    review = latest_review(fields.review_by, last.last)
    return said, renewed, f"This holds if it was reviewed by {in_words(review)}: it does not renew without that review."


def _earliest_end(fields: Termination, day: date, calendar: SchoolCalendar) -> date | None:
    """The first day on which notice given on ``day`` can end the agreement."""
    if fields.mid_year:
        return calendar.add(day, fields.notice)
    june = year_end_after(day - _DAY)
    while True:
        last_day = calendar.subtract(june, fields.notice)
        if last_day is None or june.year == date.max.year:
            return None
        if day <= last_day:
            return june
        june = june.replace(year=june.year + 1)


def notice_words(notice: Deadline) -> str:
    """How long a notice is, in short: "60 days'", "10 business days'", "72 hours'"."""
    plural = "days" if notice.unit is DeadlineUnit.CALENDAR_DAYS else notice.unit.label
    return f"{notice.n} {plural}'" if notice.n != 1 else f"{notice.n} {plural.removesuffix('s')}'s"
