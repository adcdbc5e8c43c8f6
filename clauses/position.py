"""Positions: what a party prefers for a field, what it would settle for, and where it walks away. Private to the party.

A :class:`Position` is about one field of one clause kind. Held against the fields of a clause or of a proposal, it says
where the field stands. Values are compared by their type: numbers, amounts, dates, durations and days by size, sets by
what they hold, everything else by being one of the listed values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import UnionType
from typing import Any, Final, Union, cast, get_args, get_origin

from pydantic import BaseModel, Field, JsonValue, ValidationError, create_model
from pydantic.fields import FieldInfo

from clauses.errors import FieldProblem, InvalidPosition
from clauses.kinds import kind
from clauses.kinds.problems import nearest, problems_of
from clauses.kinds.values import Deadline, DeadlineUnit, Fields, Labelled, Record, Remark, duration_parts


class Direction(Labelled):
    """Which values are as good as a given one."""

    LISTED = "listed", "only that value"
    AT_LEAST = "at_least", "that value or more"
    AT_MOST = "at_most", "that value or less"


class Stance(Labelled):
    """Where a field stands."""

    PREFERRED = "preferred", "as preferred"
    FALLBACK = "fallback", "a fallback"
    WITHIN = "within_walk_away", "worse than every fallback, within the walk-away"
    BEYOND = "beyond_walk_away", "beyond the walk-away"
    UNDECIDED = "undecided", "none of the listed values, and no walk-away is given"
    UNCERTAIN = "uncertain", "can't be compared: one is absent, or counts in other units"
    NOT_COVERED = "not_covered", "the playbook says nothing about it"


class Position(Record):
    """What a party wants of one field, from best to worst."""

    kind: str = Field(title="Kind", description="The clause kind.", max_length=64)
    field: str = Field(
        title="Field",
        description="The field's name in the kind; of a part of a record its path: rules.general.min.",
        max_length=200,
    )
    direction: Direction = Field(
        default=Direction.LISTED,
        strict=False,
        title="Direction",
        description="Whether more or less of a value is as good as the value itself; sets count by what they hold.",
    )
    preferred: JsonValue = Field(title="Preferred", description="The value that the party wants; null for none.")
    fallbacks: tuple[JsonValue, ...] = Field(
        default=(), strict=False, title="Fallbacks", description="At most 10 values, the best first.", max_length=10
    )
    walk_away: JsonValue = Field(
        default=None, title="Walk-away", description="The worst value that the party accepts; null when it has none."
    )
    note: Remark | None = Field(default=None, title="Note", description="Why; for the party alone.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one field stands; ``fallback`` is the fallback's rank from 1, and 0 for every other stance."""

    field: str
    stance: Stance
    fallback: int = 0
    note: str | None = None


def check_positions(positions: Sequence[Position]) -> None:
    """Hold positions against the types of their fields.

    :raises UnknownKind: a position is about a kind that is not there.
    :raises InvalidPosition: a field is unknown or named twice, a value is not one that it can have, a value is better
        than the one before it, or the values have no order and a direction asks for one.
    """
    problems: list[FieldProblem] = []
    seen: set[tuple[str, str]] = set()
    for n, position in enumerate(positions):
        model = kind(position.kind).fields_model
        if _field_at(model, position.field) is None:
            hint = nearest(position.field, list(model.model_fields))
            problems.append(FieldProblem(f"{n}.field", f"there is no such field of {position.kind}{hint}"))
        elif (position.kind, position.field) in seen:
            problems.append(FieldProblem(f"{n}.field", "has a position already"))
        else:
            seen.add((position.kind, position.field))
            problems += (FieldProblem(f"{n}.{path}", reason) for path, reason in _faults(position, model))
    if problems:
        raise InvalidPosition(tuple(problems))


def standings(kind_name: str, fields: Fields, positions: Iterable[Position]) -> tuple[Standing, ...]:
    """Where each field of a clause stands, in the order of the kind; ``positions`` are checked ones. Positions about
    parts of a field ("rules.general.min") stand after the field, which is not listed itself when it has none.

    :raises UnknownKind: there is no such kind.
    """
    about = [each for each in positions if each.kind == kind_name]
    found: list[Standing] = []
    for name in kind(kind_name).fields_model.model_fields:
        its = sorted(
            (each for each in about if each.field.partition(".")[0] == name), key=lambda each: "." in each.field
        )
        for position in its:
            stance, rank = _stance(position, _value_at(fields, position.field), type(fields))
            found.append(Standing(position.field, stance, rank, position.note))
        if not its:
            found.append(Standing(name, Stance.NOT_COVERED))
    return tuple(found)


# --------------------------------------------------------------------------------------------------------- stances


def _stance(position: Position, value: Any, model: type[Fields]) -> tuple[Stance, int]:
    ladder = [_typed(model, position.field, each) for each in (position.preferred, *position.fallbacks)]
    doubtful = False
    for rank, step in enumerate(ladder):
        verdict = _as_good(value, step, position.direction)
        if verdict:
            return (Stance.FALLBACK, rank) if rank else (Stance.PREFERRED, 0)
        doubtful |= verdict is None
    if position.walk_away is None:
        return (Stance.UNCERTAIN if doubtful else Stance.UNDECIDED), 0
    verdict = _as_good(value, _typed(model, position.field, position.walk_away), position.direction)
    if doubtful or verdict is None:
        return Stance.UNCERTAIN, 0
    return (Stance.WITHIN if verdict else Stance.BEYOND), 0


def _as_good(value: Any, step: Any, direction: Direction) -> bool | None:
    """Whether ``value`` is as good as ``step`` or better; None when they can't be compared."""
    if _same(value, step):
        return True
    if direction is Direction.LISTED:
        return False
    if value is None or step is None:
        return None
    if isinstance(value, tuple):
        ours, theirs = set(cast(tuple[Any, ...], value)), set(cast(tuple[Any, ...], step))
        return theirs <= ours if direction is Direction.AT_LEAST else ours <= theirs
    difference = _compared(value, step)
    if difference is None:
        return None
    return difference >= 0 if direction is Direction.AT_LEAST else difference <= 0


def _same(value: Any, step: Any) -> bool:
    if isinstance(value, tuple) and isinstance(step, tuple):
        return len(value) == len(step) and all(each in step for each in value)  # type: ignore[operator]
    return value == step


# ------------------------------------------------------------------------------------------------------ comparison


def _compared(one: Any, other: Any) -> int | None:
    """Below, equal to or above zero as ``one`` is less than, equal to or more than ``other``; None for no order."""
    ours, theirs = _range(one), _range(other)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return None
    (_, low, high), (_, other_low, other_high) = ours, theirs
    if (low, high) == (other_low, other_high):
        return 0
    if low > other_high or (low == other_high and high > other_low):
        return 1
    if high < other_low or (high == other_low and low < other_high):
        return -1
    return None


_HOURS: Final = {DeadlineUnit.HOURS: 1, DeadlineUnit.CALENDAR_DAYS: 24}
_DAYS: Final = {"D": (1, 1), "W": (7, 7), "M": (28, 31), "Y": (365, 366)}


def _range(value: Any) -> tuple[str, Any, Any] | None:
    """What a value counts, the least and the most that it can be: a month has 28 to 31 days. None without an order."""
    if isinstance(value, Deadline):
        hours = _HOURS.get(value.unit)
        n = value.n * (hours or 1)
        return ("hours" if hours else value.unit.value), n, n
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        return "number", value, value
    if isinstance(value, date):
        return "date", value, value
    if isinstance(value, str) and not isinstance(value, Labelled):
        try:
            n, unit = duration_parts(value)
        except ValueError:
            return None
        least, most = _DAYS[unit]
        return "days", n * least, n * most
    return None


# ------------------------------------------------------------------------------------------------------ validation


def _faults(position: Position, model: type[Fields]) -> Iterable[tuple[str, str]]:
    """(path, reason) for each value that the position can't have."""
    given: list[tuple[str, JsonValue]] = [("preferred", position.preferred)]
    given += ((f"fallbacks.{n}", value) for n, value in enumerate(position.fallbacks))
    given += [("walk_away", position.walk_away)] if position.walk_away is not None else []
    typed: list[tuple[str, Any]] = []
    for path, value in given:
        try:
            typed.append((path, _typed(model, position.field, value)))
        except ValidationError as error:
            (first, *_) = problems_of(error, "", model)
            yield f"{path}{first.path.removeprefix('value')}", first.reason
    if len(typed) == len(given) and position.direction is not Direction.LISTED:
        yield from _disorder(position, typed)


def _disorder(position: Position, typed: Sequence[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for path, value in typed:
        if value is None or (not isinstance(value, tuple) and _range(value) is None):
            yield "direction", f"the values of {position.field} have no order: {path} can only be listed"
            return
    for (before, better), (path, worse) in pairwise(typed):
        if not _same(better, worse) and _as_good(worse, better, position.direction):
            yield path, f"must not be better than {before}"


def _typed(model: type[Fields], path: str, value: JsonValue) -> Any:
    """A JSON value as the field at ``path``, which is there, holds it. Raises ValidationError."""
    about = cast(FieldInfo, _field_at(model, path))
    if value is None and not about.is_required():
        return None
    members: Mapping[str, Any] = {"value": (about.annotation, about)}
    alone = create_model("Value", __base__=Record, **members)
    return alone.model_validate_json(json.dumps({"value": value})).value  # type: ignore[attr-defined]


# ----------------------------------------------------------------------------------------------------------- paths


def _field_at(model: type[BaseModel], path: str) -> FieldInfo | None:
    """The field at ``path``, or None: a name in a kind, then names in the records that fields hold; not in lists."""
    name, _, rest = path.partition(".")
    found = model.model_fields.get(name)
    if found is None or not rest:
        return found
    inner = _record_of(found.annotation)
    return None if inner is None else _field_at(inner, rest)


def _record_of(annotation: Any) -> type[BaseModel] | None:
    """The record that a field holds, which may be absent."""
    union = get_origin(annotation) in (Union, UnionType)
    choices = get_args(annotation) if union else (annotation,)
    return next((each for each in choices if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _value_at(fields: Fields, path: str) -> Any:
    value: Any = fields
    for name in path.split("."):
        value = None if value is None else getattr(value, name)
    return value
