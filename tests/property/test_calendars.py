"""Counting days: forwards and back, never on a closed day, never out of order, and between the worst cases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clauses.checks.periods import fewest_days, most_days, never_shorter
from clauses.kinds.values import Deadline, DeadlineUnit
from drafts.negotiation.calendars import NO_CALENDAR, Holiday, SchoolCalendar, SchoolYear, Vacation

COUNTED = (DeadlineUnit.CALENDAR_DAYS, DeadlineUnit.BUSINESS_DAYS, DeadlineUnit.SCHOOL_DAYS)
DAYS = st.dates(date(2018, 7, 1), date(2023, 6, 30))
DEADLINES = st.builds(Deadline, n=st.integers(1, 120), unit=st.sampled_from(COUNTED))


@st.composite
def school_years(draw: st.DrawFn, year: int) -> SchoolYear:
    first = date(year, 8, 20) + timedelta(days=draw(st.integers(0, 20)))
    last = date(year + 1, 6, 1) + timedelta(days=draw(st.integers(0, 25)))
    marks = draw(st.lists(st.integers(0, (last - first).days), max_size=8, unique=True).map(sorted))
    ends = [first + timedelta(days=n) for n in marks]
    vacations = tuple(Vacation(name="Break", first=a, last=b) for a, b in list(pairwise(ends))[::2])
    kept = [v for n, v in enumerate(vacations) if not n or v.first > vacations[n - 1].last]
    return SchoolYear(first_day=first, last_day=last, vacations=tuple(kept))


@st.composite
def calendars(draw: st.DrawFn) -> SchoolCalendar:
    holidays = draw(st.lists(DAYS, max_size=40, unique=True).map(sorted))
    years = tuple(draw(school_years(year)) for year in range(2018, 2018 + draw(st.integers(0, 6))))
    return SchoolCalendar(holidays=tuple(Holiday(name="Holiday", day=day) for day in holidays), school_years=years)


def opened(calendar: SchoolCalendar, unit: DeadlineUnit, first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if calendar.is_open(unit, day)]


@given(calendars(), DAYS, DEADLINES)
def test_a_period_ends_on_an_open_day_and_holds_as_many_as_it_says(
    calendar: SchoolCalendar, day: date, deadline: Deadline
) -> None:
    last = calendar.add(day, deadline)
    if last is not None:
        assert calendar.is_open(deadline.unit, last)
        assert len(opened(calendar, deadline.unit, day + timedelta(days=1), last)) == deadline.n


@given(calendars(), DAYS, DEADLINES)
def test_notice_is_given_on_an_open_day_with_as_many_between_as_it_says(
    calendar: SchoolCalendar, day: date, deadline: Deadline
) -> None:
    last = calendar.subtract(day, deadline)
    if last is not None:
        assert calendar.is_open(deadline.unit, last)
        assert len(opened(calendar, deadline.unit, last, day - timedelta(days=1))) == deadline.n


@given(calendars(), DAYS, DEADLINES)
def test_adding_and_then_subtracting_comes_back_to_the_last_open_day(
    calendar: SchoolCalendar, day: date, deadline: Deadline
) -> None:
    there = calendar.add(day, deadline)
    back = calendar.subtract(there, deadline) if there is not None else None
    if back is not None:
        assert back <= day
        assert opened(calendar, deadline.unit, back, day) == [back]


@given(calendars(), DAYS, DAYS, DEADLINES)
def test_a_later_event_never_gives_an_earlier_day(
    calendar: SchoolCalendar, one: date, other: date, deadline: Deadline
) -> None:
    first, second = sorted((one, other))
    for counted in (calendar.add, calendar.subtract):
        early, late = counted(first, deadline), counted(second, deadline)
        if early is not None and late is not None:
            assert early <= late


@given(calendars(), DAYS, DEADLINES)
def test_one_day_more_is_later(calendar: SchoolCalendar, day: date, deadline: Deadline) -> None:
    more = Deadline(n=deadline.n + 1, unit=deadline.unit)
    shorter, longer = calendar.add(day, deadline), calendar.add(day, more)
    if longer is not None:
        assert shorter is not None
        assert shorter < longer


@given(DAYS, DEADLINES.filter(lambda each: each.unit is not DeadlineUnit.SCHOOL_DAYS))
def test_without_holidays_a_period_lies_between_the_worst_cases(day: date, deadline: Deadline) -> None:
    last = NO_CALENDAR.add(day, deadline)
    assert last is not None
    assert fewest_days(deadline) <= (last - day).days <= most_days(deadline)


@given(DAYS, DEADLINES, DEADLINES)
def test_a_deadline_that_is_never_shorter_never_ends_before(day: date, promise: Deadline, other: Deadline) -> None:
    if never_shorter(promise, other):
        ends = NO_CALENDAR.add(day, promise), NO_CALENDAR.add(day, other)
        assert ends[0] is None or ends[1] is None or ends[0] >= ends[1]


@given(calendars())
def test_a_calendar_is_read_back_from_its_json(calendar: SchoolCalendar) -> None:
    assert SchoolCalendar.model_validate(calendar.model_dump(mode="json")) == calendar
    assert SchoolCalendar.model_validate_json(calendar.model_dump_json()) == calendar
