"""The school calendar of an agreement, and how calendar, business and school days are counted by it.

Nothing here knows which days are holidays: the calendar says so. A period begins on the day after the event and its
last day is not moved when it falls on a weekend, because no wording of ours says that it is; that is the usual reading
of a period in a contract, and not that of a rule of court procedure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from clauses.kinds.values import Deadline, DeadlineUnit, Record, Title

_SATURDAY = 5
_DAY = timedelta(days=1)
_HOURS = 24
LONGEST_SCHOOL_YEAR = 366
"""Days from the first to the last day of a school year, at most."""
LONGEST_SUMMER = 150
"""Days between two school years that follow each other, at most: a longer gap is a year that was left out."""


def _iso(value: Any) -> Any:
    """A date of JSON, which is a string; anything else is left to the strict check."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == len("2020-03-03") else value
        except ValueError:
            return value
    return value


Day = Annotated[date, BeforeValidator(_iso)]
"""A day, YYYY-MM-DD."""


class Holiday(Record):
    """A public holiday: neither a business day nor a school day."""

    name: Title = Field(title="Name", description="What the day is called, 1 to 200 characters.")
    day: Day = Field(title="Day", description="The day itself, YYYY-MM-DD.")


class Vacation(Record):
    """Days without school inside a school year, both ends included; one day has the same first and last day."""

    name: Title = Field(title="Name", description="What the days are called, 1 to 200 characters.")
    first: Day = Field(title="First day", description="The first day without school, YYYY-MM-DD.")
    last: Day = Field(title="Last day", description="The last day without school, not before the first.")

    @field_validator("last")
    @classmethod
    def _not_before_the_first(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("first")
        if first is not None and last < first:
            raise ValueError(f"must not be before the first day, {first.isoformat()}")
        return last


class SchoolYear(Record):
    """One school year: its first and last day of school, and the vacations between them."""

    first_day: Day = Field(title="First day", description="The first day of school, YYYY-MM-DD.")
    last_day: Day = Field(title="Last day", description="The last day of school, at most 366 days after the first.")
    vacations: tuple[Vacation, ...] = Field(
        default=(),
        title="Vacations",
        description="At most 60 vacations in order, within the year; none overlaps another.",
        max_length=60,
        strict=False,
    )

    @field_validator("last_day")
    @classmethod
    def _of_one_year(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("first_day")
        if first is not None and not first < last <= _after(first, LONGEST_SCHOOL_YEAR):
            raise ValueError(f"must be after the first day, {first.isoformat()}, and at most 366 days after it")
        return last

    @field_validator("vacations")
    @classmethod
    def _within_the_year(cls, vacations: tuple[Vacation, ...], info: ValidationInfo) -> tuple[Vacation, ...]:
        first, last = info.data.get("first_day"), info.data.get("last_day")
        for n, vacation in enumerate(vacations):
            if first is not None and last is not None and not first <= vacation.first <= vacation.last <= last:
                raise ValueError(f"item {n} must lie within the school year, {first.isoformat()} to {last.isoformat()}")
            if n and vacation.first <= vacations[n - 1].last:
                raise ValueError(f"item {n} must begin after item {n - 1} ends")
        return vacations


class SchoolCalendar(Record):
    """The days that an agreement counts by. Without school years no school day can be counted, and without holidays
    every weekday is a business day."""

    holidays: tuple[Holiday, ...] = Field(
        default=(),
        title="Public holidays",
        description="At most 300 public holidays in order, each day once.",
        max_length=300,
        strict=False,
    )
    school_years: tuple[SchoolYear, ...] = Field(
        default=(),
        title="School years",
        description="At most 25 school years in order, none left out between the first and the last.",
        max_length=25,
        strict=False,
    )

    @field_validator("holidays")
    @classmethod
    def _in_order(cls, holidays: tuple[Holiday, ...]) -> tuple[Holiday, ...]:
        for n, holiday in enumerate(holidays):
            if n and holiday.day <= holidays[n - 1].day:
                raise ValueError(f"item {n} must be after item {n - 1}, {holidays[n - 1].day.isoformat()}")
        return holidays

    @field_validator("school_years")
    @classmethod
    def _one_after_another(cls, years: tuple[SchoolYear, ...]) -> tuple[SchoolYear, ...]:
        for n, year in enumerate(years):
            before = years[n - 1].last_day if n else None
            if before is not None and not before < year.first_day <= _after(before, LONGEST_SUMMER):
                raise ValueError(
                    f"item {n} must begin after item {n - 1} ends, on {before.isoformat()}, and within "
                    f"{LONGEST_SUMMER} days"
                )
        return years

    @cached_property
    def _closed(self) -> frozenset[date]:
        return frozenset(holiday.day for holiday in self.holidays)

    @cached_property
    def _school(self) -> frozenset[date]:
        return frozenset(day for year in self.school_years for day in _days_of(year) if self._is_business(day))

    def is_open(self, unit: DeadlineUnit, day: date) -> bool:
        """Whether ``day`` counts as one of ``unit``. Every day is a calendar day; hours run on every day."""
        match unit:
            case DeadlineUnit.BUSINESS_DAYS:
                return self._is_business(day)
            case DeadlineUnit.SCHOOL_DAYS:
                return day in self._school
            case DeadlineUnit.CALENDAR_DAYS | DeadlineUnit.HOURS:
                return True

    def reaches(self, unit: DeadlineUnit, day: date) -> bool:
        """Whether the calendar can say if ``day`` counts: of school days it knows those of its years alone."""
        if unit is not DeadlineUnit.SCHOOL_DAYS:
            return True
        years = self.school_years
        return bool(years) and years[0].first_day <= day <= years[-1].last_day

    def lists_holidays(self, first: date, last: date) -> bool:
        """Whether at least one holiday is listed in each year that ``first`` to ``last`` touch."""
        return {*range(first.year, last.year + 1)} <= {holiday.day.year for holiday in self.holidays}

    def add(self, day: date, deadline: Deadline) -> date | None:
        """The last day to act within ``deadline`` of an event on ``day``, which is not counted. Hours are rounded up
        to whole days. None where the calendar does not reach that far."""
        return self._counted(day, deadline, _DAY)

    def subtract(self, day: date, deadline: Deadline) -> date | None:
        """The last day to act at least ``deadline`` before ``day``. None where the calendar does not reach that far:
        sixty calendar days before June 30 is May 1."""
        return self._counted(day, deadline, -_DAY)

    def _counted(self, day: date, deadline: Deadline, step: timedelta) -> date | None:
        match deadline.unit:
            case DeadlineUnit.CALENDAR_DAYS:
                return _moved(day, step * deadline.n)
            case DeadlineUnit.HOURS:
                return _moved(day, step * -(-deadline.n // _HOURS))
            case DeadlineUnit.BUSINESS_DAYS | DeadlineUnit.SCHOOL_DAYS:
                return self._stepped(day, deadline, step)

    def _stepped(self, day: date, deadline: Deadline, step: timedelta) -> date | None:
        left, at = deadline.n, day
        while left:
            following = _moved(at, step)
            if following is None or not self.reaches(deadline.unit, following):
                return None
            at = following
            left -= self.is_open(deadline.unit, at)
        return at

    def _is_business(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self._closed


NO_CALENDAR = SchoolCalendar()
"""What an agreement has before anybody gave it a calendar: weekdays, and no school day."""


def missing(calendar: SchoolCalendar, deadline: Deadline, first: date, last: date | None) -> Sequence[str]:
    """What the calendar does not say and the count from ``first`` to ``last`` would need, in sentences; ``last`` is
    None where nothing could be counted."""
    if last is None:
        return (
            "The school calendar of the agreement does not reach that far, so no day can be named; add its school "
            "years.",
        )
    days = (DeadlineUnit.BUSINESS_DAYS, DeadlineUnit.SCHOOL_DAYS)
    if deadline.unit in days and not calendar.lists_holidays(min(first, last), max(first, last)):
        return (
            "The calendar of the agreement lists no public holidays for these months; each that falls in them moves "
            "the day.",
        )
    return ()


def _days_of(year: SchoolYear) -> Iterator[date]:
    """The days from the first to the last that are in no vacation."""
    off = {day for vacation in year.vacations for day in _each(vacation.first, vacation.last)}
    return (day for day in _each(year.first_day, year.last_day) if day not in off)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * n for n in range((last - first).days + 1))


def _after(day: date, days: int) -> date:
    return _moved(day, _DAY * days) or date.max


def _moved(day: date, by: timedelta) -> date | None:
    """``day`` moved, or None past the ends of the calendar that computers know (years 1 to 9999)."""
    try:
        return day + by
    except OverflowError:
        return None
