"""The field values of a clause one by one, and how they compare with what a query says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from clauses.checks.periods import fewest_days, longest, most_days, shortest
from clauses.checks.places import in_words
from clauses.kinds.values import Deadline, Record, duration_parts
from drafts.search.query import OPERATORS, Compared, fold


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of a clause: its dotted path, what a person calls it, and the value itself."""

    path: str
    title: str
    value: Any

    @property
    def words(self) -> str:
        """The value as a person reads it."""
        return in_words(self.value)


def values_of(fields: Any, path: str = "", title: str = "") -> Iterator[FieldValue]:
    """Every value of a clause's ``fields``, in their order, deadlines whole and lists item by item; blanks are none."""
    if fields is None:
        return
    if isinstance(fields, Record) and not isinstance(fields, Deadline):
        for name, about in type(fields).model_fields.items():
            yield from values_of(
                getattr(fields, name), _joined(path, name, "."), _joined(title, about.title or name, " › ")
            )
    elif isinstance(fields, Mapping):
        for name, value in cast(Mapping[Any, Any], fields).items():
            yield from values_of(value, _joined(path, str(name), "."), _joined(title, in_words(name), " › "))
    elif isinstance(fields, tuple | list):
        for index, value in enumerate(cast(tuple[Any, ...], fields)):
            yield from values_of(value, f"{path}.{index}", title)
    elif isinstance(fields, frozenset):
        for value in sorted(cast(frozenset[Any], fields), key=str):
            yield from values_of(value, path, title)
    else:
        yield FieldValue(path, title, fields)


def answers(kind: str, found: FieldValue, asked: Compared) -> bool:
    """Whether ``found``, a value of a clause of ``kind``, is one that ``asked`` names, and compares as it says."""
    return _is_named(kind, found, asked.name) and _holds(found.value, asked)


def _is_named(kind: str, found: FieldValue, name: str) -> bool:
    """A name is that of the kind, the end of a path, a step of one, or a word of a step: `fee` of `annual_fee`."""
    path = found.path.lower()
    if name == kind or path == name or f".{path}.".find(f".{name}.") >= 0:
        return True
    return any(name in step.split("_") for step in path.split("."))


def _holds(value: Any, asked: Compared) -> bool:
    if isinstance(value, bool) or isinstance(asked.value, bool):
        return (
            isinstance(value, bool) and isinstance(asked.value, bool) and OPERATORS[asked.operator](value, asked.value)
        )
    if asked.is_duration:
        bounds = _days(value)
        return bounds is not None and _longer(value, bounds, str(asked.value), asked.operator)
    if isinstance(asked.value, date):
        return isinstance(value, date) and OPERATORS[asked.operator](value, asked.value)
    if isinstance(asked.value, Decimal):
        return isinstance(value, int | Decimal) and OPERATORS[asked.operator](value, asked.value)
    raw = str(value.value) if isinstance(value, Enum) else value
    if not isinstance(raw, str):
        return False
    same = asked.value in (fold(raw), fold(in_words(value)))
    return same if asked.operator == "=" else not same


def _days(value: Any) -> tuple[int, int] | None:
    """The fewest and the most calendar days that a length of time can be; None for anything else."""
    if isinstance(value, Deadline):
        return fewest_days(value), most_days(value)
    if not isinstance(value, str):
        return None
    try:
        duration_parts(value)
    except ValueError:
        return None
    return shortest(value), longest(value)


def _longer(value: Any, bounds: tuple[int, int], other: str, sign: str) -> bool:
    """Lengths of one unit compare by their numbers. Others compare where every calendar says the same: 385 days are
    more than a year, and 366 days are neither more nor less than one."""
    if isinstance(value, str):
        (n, unit), (m, other_unit) = duration_parts(value), duration_parts(other)
        if unit == other_unit:
            return OPERATORS[sign](n, m)
    least, most = shortest(other), longest(other)
    same = bounds == (least, most) and bounds[0] == bounds[1]
    return {
        "=": same,
        "!=": not same,
        ">": bounds[0] > most,
        "<": bounds[1] < least,
        ">=": same or bounds[0] >= most,
        "<=": same or bounds[1] <= least,
    }[sign]


def _joined(before: str, name: str, by: str) -> str:
    return f"{before}{by}{name}" if before else name
