"""School calendars: what they refuse, what they count, and what they do not know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from clauses.kinds.values import Deadline, DeadlineUnit
from drafts.negotiation.calendars import NO_CALENDAR, SchoolCalendar, missing

YEAR: dict[str, Any] = {
    "first_day": "2019-09-03",
    "last_day": "2020-06-17",
    "vacations": [
        {"name": "December vacation", "first": "2019-12-23", "last": "2020-01-01"},
        {"name": "April vacation", "first": "2020-04-20", "last": "2020-04-24"},
    ],
}
HOLIDAYS = [{"name": "Martin Luther King Day", "day": "2020-01-20"}, {"name": "Patriots’ Day", "day": "2020-04-20"}]
CALENDAR = SchoolCalendar.model_validate({"holidays": HOLIDAYS, "school_years": [YEAR]})


def business(n: int) -> Deadline:
    return Deadline(n=n, unit=DeadlineUnit.BUSINESS_DAYS)


def school(n: int) -> Deadline:
    return Deadline(n=n, unit=DeadlineUnit.SCHOOL_DAYS)


def test_sixty_calendar_days_before_june_30_is_may_1() -> None:
    assert NO_CALENDAR.subtract(date(2020, 6, 30), Deadline(n=60, unit=DeadlineUnit.CALENDAR_DAYS)) == date(2020, 5, 1)


def test_a_period_may_end_on_a_weekend_when_it_counts_calendar_days() -> None:
    ten = Deadline(n=10, unit=DeadlineUnit.CALENDAR_DAYS)
    assert NO_CALENDAR.add(date(2020, 3, 4), ten) == date(2020, 3, 14)  # a Saturday


def test_business_days_pass_over_weekends_and_listed_holidays() -> None:
    assert CALENDAR.add(date(2020, 1, 17), business(1)) == date(2020, 1, 21)
    assert NO_CALENDAR.add(date(2020, 1, 17), business(1)) == date(2020, 1, 20)


def test_school_days_pass_over_vacations() -> None:
    assert CALENDAR.add(date(2020, 4, 17), school(1)) == date(2020, 4, 27)
    assert CALENDAR.subtract(date(2020, 1, 2), school(1)) == date(2019, 12, 20)


def test_hours_are_whole_days_rounded_up() -> None:
    assert NO_CALENDAR.add(date(2020, 3, 3), Deadline(n=72, unit=DeadlineUnit.HOURS)) == date(2020, 3, 6)
    assert NO_CALENDAR.add(date(2020, 3, 3), Deadline(n=25, unit=DeadlineUnit.HOURS)) == date(2020, 3, 5)


@pytest.mark.parametrize("day", [date(2020, 6, 17), date(2019, 9, 1), date(2025, 1, 1)])
def test_school_days_beyond_the_calendar_are_not_guessed(day: date) -> None:
    assert CALENDAR.add(day, school(1)) is None
    assert NO_CALENDAR.add(day, school(1)) is None


def test_the_ends_of_time_are_no_error() -> None:
    assert NO_CALENDAR.add(date.max, business(1)) is None
    assert NO_CALENDAR.subtract(date.min, Deadline(n=1, unit=DeadlineUnit.HOURS)) is None


def test_what_the_calendar_lacks_is_said() -> None:
    first, last = date(2020, 3, 3), date(2020, 3, 17)
    assert missing(CALENDAR, business(10), first, last) == ()
    assert "lists no public holidays" in missing(NO_CALENDAR, business(10), first, last)[0]
    assert "does not reach" in missing(CALENDAR, school(1), first, None)[0]
    assert missing(NO_CALENDAR, Deadline(n=60, unit=DeadlineUnit.CALENDAR_DAYS), first, last) == ()


def spoiled(**changes: Any) -> dict[str, Any]:
    return {"school_years": [{**YEAR, **changes}]}


REFUSED = {
    "a year that ends before it begins": spoiled(last_day="2019-09-01", vacations=[]),
    "a year longer than one": spoiled(last_day="2021-06-17"),
    "a vacation outside its year": spoiled(vacations=[{"name": "A", "first": "2019-08-01", "last": "2019-09-10"}]),
    "a vacation that ends before it begins": spoiled(
        vacations=[{"name": "A", "first": "2020-02-21", "last": "2020-02-17"}]
    ),
    "vacations that overlap": spoiled(
        vacations=[
            {"name": "A", "first": "2020-02-17", "last": "2020-02-21"},
            {"name": "B", "first": "2020-02-21", "last": "2020-02-25"},
        ]
    ),
    "a holiday twice": {"holidays": [HOLIDAYS[0], HOLIDAYS[0]]},
    "holidays out of order": {"holidays": HOLIDAYS[::-1]},
    "a school year twice": {"school_years": [YEAR, YEAR]},
    "a school year left out": {
        "school_years": [YEAR, {"first_day": "2021-09-01", "last_day": "2022-06-15"}],
    },
    "a time for a day": {"holidays": [{"name": "A", "day": "2020-01-20T00:00:00"}]},
    "a number for a day": {"holidays": [{"name": "A", "day": 18281}]},
    "an unknown field": {"weekends": ["friday"]},
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_a_calendar_that_can_t_be_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SchoolCalendar.model_validate(value)
