"""The days that the demonstration's agreement sets, the ways out of it, and the calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest

from clauses.checks.state import AgreementState, agreement_state
from clauses.checks.term import current_end
from clauses.ids import clause_id_from
from clauses.kinds.term_renewal import TermRenewal
from clauses.kinds.values import Deadline, DeadlineUnit
from clauses.record import create
from drafts.negotiation.calendars import NO_CALENDAR, SchoolCalendar
from drafts.negotiation.deadlines import DeadlineKind, DueDay, Window, due_days, limits, usual_window
from drafts.negotiation.terms import Ending, term_on, terms, way_out
from drafts.render.ics import calendar_file, uid
from tests.unit.clauses.story import AT, version

SIGNED = date(2020, 3, 18)
VOTE = date(2020, 7, 1)


def state(label: str = "V6", **changes: dict[str, Any]) -> AgreementState:
    """A version of the story, with the fields of some kinds changed."""
    revisions = [
        create(
            clause_id=clause_id_from(each["key"].encode()),
            kind=each["kind"],
            heading=each["heading"],
            fields={**each["fields"], **changes.get(each["kind"], {})},
            author=each["author"],
            at=AT,
        )
        for each in version(label)
    ]
    return agreement_state(revisions)


def days(
    agreement: AgreementState, *kinds: DeadlineKind, on: date = SIGNED, calendar: SchoolCalendar = NO_CALENDAR
) -> list[DueDay]:
    found = due_days(agreement, calendar, usual_window(agreement, on))
    return [each for each in found if each.kind in (kinds or DeadlineKind)]


def test_the_executed_agreement_sets_these_days() -> None:
    assert [(each.day.isoformat() if each.day else None, each.kind.value) for each in days(state())] == [
        ("2020-03-18", "term-begins"),
        ("2020-04-15", "review"),
        ("2020-05-01", "non-renewal-notice"),
        ("2020-06-30", "term-ends"),
        ("2020-06-30", "report"),
        ("2020-06-30", "audit"),
        ("2020-07-01", "term-begins"),
        ("2020-12-31", "report"),
        ("2021-04-15", "review"),
        ("2021-06-30", "term-ends"),
        ("2021-06-30", "report"),
        ("2021-06-30", "audit"),
    ]


def test_a_day_names_its_clause_its_fields_its_rule_and_what_follows_when_it_is_missed() -> None:
    (notice,) = days(state(), DeadlineKind.NON_RENEWAL_NOTICE)
    assert notice.rule == "Sixty (60) calendar days before the term ends on June 30, 2020."
    assert notice.missed.startswith("The agreement renews through June 30, 2021;")
    assert [(p.heading, p.field, p.value) for p in notice.places] == [
        ("Term and Renewal", "nonrenewal_notice", "sixty (60) calendar days"),
        ("Term and Renewal", "initial_end", "June 30, 2020"),
    ]


def test_a_review_decides_over_renewal_only_while_a_renewal_is_left() -> None:
    first, second = days(state(), DeadlineKind.REVIEW)
    assert first.missed == "The agreement does not renew: it ends on June 30, 2020."
    assert second.missed == "The text names no consequence."


def test_the_pilot_sets_its_end_and_its_evaluation() -> None:
    kinds = (DeadlineKind.PILOT_BEGINS, DeadlineKind.PILOT_EVALUATION, DeadlineKind.PILOT_ENDS)
    found = days(state("V4"), *kinds, on=date(2020, 1, 6))
    assert [each.day for each in found] == [date(2020, 2, 3), date(2020, 11, 30), date(2020, 12, 31)]


def test_reports_follow_their_frequency() -> None:
    quarterly = days(state(audits_reporting={"frequency": "quarterly"}), DeadlineKind.REPORT)
    assert [each.occasion for each in quarterly] == ["2020-03", "2020-06", "2020-09", "2020-12", "2021-03", "2021-06"]


def test_a_termination_at_the_end_of_a_school_year_has_a_last_day_for_notice() -> None:
    (first, second) = days(state(termination={"mid_year": False}), DeadlineKind.TERMINATION_NOTICE)
    assert (first.day, second.day) == (date(2020, 5, 1), date(2021, 5, 1))


def test_a_renewal_by_agreement_is_signed_before_the_term_ends() -> None:
    changed = {"renewal_mode": "mutual_written", "nonrenewal_notice": None}
    (found,) = days(state(term_renewal=changed), DeadlineKind.RENEWAL_AGREEMENT)
    assert found.day == date(2020, 6, 30)
    assert days(state(term_renewal=changed), DeadlineKind.NON_RENEWAL_NOTICE) == []


def test_a_day_that_the_calendar_does_not_reach_is_listed_without_a_date_and_says_why() -> None:
    changed = {"nonrenewal_notice": {"n": 30, "unit": "school_days"}}
    (found,) = days(state(term_renewal=changed), DeadlineKind.NON_RENEWAL_NOTICE)
    assert found.day is None
    assert "does not reach" in found.notes[0]


def test_the_school_calendar_decides_where_school_days_are_counted() -> None:
    year = {"first_day": "2019-09-03", "last_day": "2020-06-30"}
    calendar = SchoolCalendar.model_validate({"school_years": [year]})
    changed = {"nonrenewal_notice": {"n": 10, "unit": "school_days"}}
    (found,) = days(state(term_renewal=changed), DeadlineKind.NON_RENEWAL_NOTICE, calendar=calendar)
    assert found.day == date(2020, 6, 16)


def test_only_the_days_of_the_window_are_given() -> None:
    found = due_days(state(), NO_CALENDAR, Window(date(2020, 5, 1), date(2020, 5, 1)))
    assert [each.kind for each in found] == [DeadlineKind.NON_RENEWAL_NOTICE]


def test_an_agreement_without_a_term_still_has_its_reports() -> None:
    only = AgreementState(tuple(c for c in state().clauses if c.revision.kind == "audits_reporting"))
    found = due_days(only, NO_CALENDAR, usual_window(only, SIGNED))
    assert [each.occasion for each in found if each.kind is DeadlineKind.REPORT] == ["2020-06", "2020-12"]
    assert way_out(only, VOTE, NO_CALENDAR) is None


@pytest.mark.parametrize("renewals", [None, 1, 3])
@pytest.mark.parametrize("day", [date(2020, 3, 1), date(2020, 6, 30), date(2020, 7, 1), date(2024, 1, 1)])
def test_terms_end_where_the_checks_say_that_they_do(renewals: int | None, day: date) -> None:
    fields = TermRenewal.model_validate(
        {
            "start": SIGNED,
            "initial_end": date(2020, 3, 31),
            "renewal_mode": state().find(TermRenewal).fields.renewal_mode,  # type: ignore[union-attr]
            "nonrenewal_notice": Deadline(n=60, unit=DeadlineUnit.CALENDAR_DAYS),
            "max_renewals": renewals,
        }
    )
    assert term_on(fields, day).last == current_end(fields, day)
    assert [each.renewal for each in terms(fields, day)] == [*range(term_on(fields, day).renewal + 1)]


# ------------------------------------------------------------------------------------------------- ways out


def test_the_vote_of_july_2020_is_past_non_renewal_and_so_a_termination() -> None:
    """The epilogue: the Board voted on July 1, 2020 not to renew; the last day for that was May 1."""
    out = way_out(state(), VOTE, NO_CALENDAR)
    assert out is not None
    assert out.summary == "past non-renewal; this is termination on 60 days' notice"
    assert (out.ending, out.ends) == (Ending.TERMINATION, date(2020, 8, 30))
    assert out.sentences == (
        "The last day for notice of non-renewal before June 30, 2020 was May 1, 2020.",
        "The agreement renewed through June 30, 2021.",
        "This holds if it was reviewed by April 15, 2020: it does not renew without that review.",
        "Notice given on July 1, 2020 ends the agreement on August 30, 2020 at the earliest.",
        "The term ends on June 30, 2021 and does not renew.",
    )
    assert [place.field for place in out.places] == ["nonrenewal_notice", "initial_end", "notice", "mid_year"]


WAYS = {
    date(2020, 3, 1): (Ending.NOT_BEGUN, None),
    date(2020, 5, 1): (Ending.NON_RENEWAL, date(2020, 6, 30)),
    date(2020, 5, 2): (Ending.TERMINATION, date(2020, 7, 1)),
    date(2021, 5, 1): (Ending.EXPIRATION, date(2021, 6, 30)),
    date(2021, 6, 30): (Ending.EXPIRATION, date(2021, 6, 30)),
    date(2021, 7, 1): (Ending.ENDED, date(2021, 6, 30)),
}


@pytest.mark.parametrize(("day", "told"), WAYS.items(), ids=str)
def test_how_it_can_be_ended_depends_on_the_day(day: date, told: tuple[Ending, date | None]) -> None:
    out = way_out(state(), day, NO_CALENDAR)
    assert out is not None
    assert (out.ending, out.ends) == told


def test_notice_too_late_for_this_june_ends_it_the_next() -> None:
    changed = state(termination={"mid_year": False}, term_renewal={"max_renewals": 5})
    out = way_out(changed, date(2021, 5, 2), NO_CALENDAR)
    assert out is not None
    assert out.ends == date(2022, 6, 30)


def test_without_a_termination_clause_there_may_be_no_way_out() -> None:
    without = AgreementState(tuple(c for c in state().clauses if c.revision.kind != "termination"))
    out = way_out(without, date(2020, 5, 2), NO_CALENDAR)
    assert out is not None
    assert (out.ending, out.ends) == (Ending.NONE, None)


# --------------------------------------------------------------------------------------------------- limits


def test_every_time_limit_of_the_agreement_is_listed_but_the_two_that_end_it() -> None:
    found = limits(state(), NO_CALENDAR, SIGNED)
    told = {(each.place.kind, each.place.field) for each in found}
    fields = {
        (clause.revision.kind, name)
        for clause in state().clauses
        for name in type(clause.revision.fields).model_fields
        if isinstance(getattr(clause.revision.fields, name), Deadline)
    }
    steps = {("dispute_resolution", "steps.0.within"), ("dispute_resolution", "steps.1.within")}
    assert told == (fields | steps) - {("term_renewal", "nonrenewal_notice"), ("termination", "notice")}
    assert [each.most for each in found] == sorted(each.most for each in found)


def test_a_change_of_procedure_is_told_before_it_and_a_complaint_answered_after_it() -> None:
    found = {each.place.field: each for each in limits(state(), NO_CALENDAR, SIGNED)}
    assert found["sop_change_notice"].day == date(2020, 2, 17)
    assert found["acknowledge_within"].day == date(2020, 4, 1)
    assert (found["acknowledge_within"].fewest, found["acknowledge_within"].most) == (12, 14)


# ----------------------------------------------------------------------------------------- the calendar file


def made(agreement: AgreementState, draft: int = 6) -> bytes:
    return calendar_file(
        days(agreement),
        agreement_id="agr-1",
        title="SRO Program MOU",
        draft=draft,
        saved_at=datetime(2020, 3, 17, 23, tzinfo=UTC),
    )


def test_the_calendar_file_is_read_back_and_the_same_each_time() -> None:
    content = made(state())
    assert content == made(state())
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [each.day for each in days(state())]
    assert {event.decoded("dtstamp") for event in events} == {datetime(2020, 3, 17, 23, tzinfo=UTC)}
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_day_that_moves_keeps_its_identity() -> None:
    moved = state(term_renewal={"nonrenewal_notice": {"n": 30, "unit": "calendar_days"}})
    (before,), (after,) = (days(each, DeadlineKind.NON_RENEWAL_NOTICE) for each in (state(), moved))
    assert (before.day, after.day) == (date(2020, 5, 1), date(2020, 5, 31))
    assert uid(before, "agr-1") == uid(after, "agr-1")


def test_a_day_that_can_t_be_named_is_not_in_the_calendar_file() -> None:
    unknown = state(term_renewal={"nonrenewal_notice": {"n": 30, "unit": "school_days"}})
    assert b"Last day for notice" not in made(unknown)
