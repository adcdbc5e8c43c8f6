"""How long a period is at the least and at the most, in calendar days.

A promise counts as short as it can be and a window as long: one year is 365 days as a promise and 366 as a window.
"""

from __future__ import annotations

from clauses.kinds.values import Deadline, DeadlineUnit, duration_parts

_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEK = 7
_WORKDAYS = 5


def _runs(months: int, february: int) -> list[int]:
    """The days of every run of ``months`` months, with so many days in February."""
    days = (31, february, *_MONTHS[2:])
    return [sum(days[(start + n) % 12] for n in range(months)) for start in range(12)]


_SHORTEST = [min(_runs(n, 28)) for n in range(12)]
_LONGEST = [max(_runs(n, 29)) for n in range(12)]


def shortest(duration: str) -> int:
    """The fewest days that an ISO 8601 duration of the agreement can be: 365 for "P1Y"."""
    n, unit = duration_parts(duration)
    if unit in "DW":
        return n * (_WEEK if unit == "W" else 1)
    years, months = (n, 0) if unit == "Y" else divmod(n, 12)
    return 365 * years + _SHORTEST[months]


def longest(duration: str) -> int:
    """The most days that it can be: 366 for "P1Y"."""
    n, unit = duration_parts(duration)
    if unit in "DW":
        return n * (_WEEK if unit == "W" else 1)
    years, months = (n, 0) if unit == "Y" else divmod(n, 12)
    return 365 * years + -(-years // 4) + _LONGEST[months]


def at_least(promise: str, other: str) -> bool:
    """Whether one period is never shorter than another: of one unit by their numbers, else by the worst case."""
    (n, unit), (other_n, other_unit) = duration_parts(promise), duration_parts(other)
    return n >= other_n if unit == other_unit else shortest(promise) >= longest(other)


def most_days(deadline: Deadline) -> int:
    """The most calendar days that a deadline can take, weekends counted in and public holidays not. School days count
    like business days here, though a vacation makes them longer."""
    match deadline.unit:
        case DeadlineUnit.CALENDAR_DAYS:
            return deadline.n
        case DeadlineUnit.HOURS:
            return -(-deadline.n // 24)
        case DeadlineUnit.BUSINESS_DAYS | DeadlineUnit.SCHOOL_DAYS:
            return deadline.n + 2 * -(-deadline.n // _WORKDAYS)


def fewest_days(deadline: Deadline) -> int:
    """The fewest calendar days that a deadline can take: a business day after a Sunday is the next day."""
    match deadline.unit:
        case DeadlineUnit.CALENDAR_DAYS:
            return deadline.n
        case DeadlineUnit.HOURS:
            return deadline.n // 24
        case DeadlineUnit.BUSINESS_DAYS | DeadlineUnit.SCHOOL_DAYS:
            return deadline.n + 2 * ((deadline.n - 1) // _WORKDAYS)


def never_shorter(promise: Deadline, other: Deadline) -> bool:
    """Whether one deadline never ends before another: of one unit by their numbers, else by the worst case."""
    if promise.unit is other.unit:
        return promise.n >= other.n
    return fewest_days(promise) >= most_days(other)
