"""Declared fields become the types of the built-in kinds: the same values, limits, reasons and JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, get_args

from pydantic import AfterValidator, Field, StringConstraints, create_model

from clauses.ids import ClauseId
from clauses.kinds.values import (
    Deadline,
    Duration,
    Fields,
    Labelled,
    Money,
    MonthDay,
    PartyRole,
    Phrase,
    Prose,
    Record,
    without_repeats,
)
from clauses.own_kinds.shape import FieldFile

Path = tuple[str | int, ...]

_LARGEST: Final = 999_999
"""The largest number that the wording can spell."""
_LONGEST: Final = {"text": 20_000, "phrase": 2_000}
_MOST_ITEMS: Final = 50
_PLAIN: Final[Mapping[str, Any]] = {
    "boolean": bool,
    "date": date,
    "month_day": MonthDay,
    "duration": Duration,
    "deadline": Deadline,
    "money": Money,
    "party": PartyRole,
    "clause": ClauseId,
}
RESERVED: Final = ("item", "house")
"""Names that a wording keeps for the item of a list and for the house style."""


class Problem(Exception):
    """Why a file can't be a kind: ``at`` is the path of what is refused."""

    def __init__(self, at: Path, reason: str) -> None:
        super().__init__(reason)
        self.at, self.reason = at, reason


@dataclass(frozen=True, slots=True)
class Declaration:
    """A field as declared. ``choices`` are the values of an enum or a set, ``inner`` the fields of a list's records."""

    name: str
    type: str
    optional: bool
    annotation: Any
    info: Any
    choices: tuple[str, ...] = ()
    inner: tuple[Declaration, ...] = ()

    @classmethod
    def of(cls, field: FieldFile, at: Path) -> Declaration:
        """The declaration of ``field``, which stands at ``at`` of its file. Raises :class:`Problem`."""
        if field.name in RESERVED or hasattr(Fields, field.name) or field.name.startswith("model_"):
            raise Problem((*at, "name"), f"{field.name!r} is a name that can't be used; choose another")
        _only_what_goes_with(field, at)
        choices = tuple(field.values or ())
        inner = tuple(cls.of(each, (*at, "field", n)) for n, each in enumerate(field.field or ()))
        _each_once(inner, (*at, "field"))
        annotation, limits = _MAKERS.get(field.type, _plain)(field, at, inner)
        if field.optional:
            annotation, limits = annotation | None, {**limits, "default": None}
        told: dict[str, Any] = {"title": field.title, "description": field.description, **limits}
        info: Any = Field(**told)
        return cls(field.name, field.type, field.optional, annotation, info, choices, inner)


def fields_model(name: str, title: str, fields: Sequence[Declaration]) -> type[Fields]:
    """The model of a kind's fields. Raises :class:`Problem` for a name that comes twice."""
    _each_once(fields, ("field",))
    return create_model(
        _class_name(name), __base__=Fields, __doc__=f"The fields of {title}.", __module__=__name__, **_members(fields)
    )


def _members(fields: Sequence[Declaration]) -> dict[str, Any]:
    return {each.name: (each.annotation, each.info) for each in fields}


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _each_once(fields: Sequence[Declaration], at: Path) -> None:
    names = [each.name for each in fields]
    for n, name in enumerate(names):
        if name in names[:n]:
            raise Problem((*at, n, "name"), f"{name!r} is the name of another field too")


# ------------------------------------------------------------------------------------------------------- the types


_LIMITED: Final = ("text", "phrase", "integer", "set", "list")
_NEEDED: Final = (("values", ("enum", "set")), ("field", ("list",)))


def _only_what_goes_with(field: FieldFile, at: Path) -> None:
    """Refuse keys that the field's type does not take, and ask for those that it needs."""
    for key, types in (
        ("at_least", _LIMITED),
        ("at_most", _LIMITED),
        ("values", ("enum", "set")),
        ("field", ("list",)),
    ):
        if getattr(field, key) is not None and field.type not in types:
            raise Problem((*at, key), f"does not go with the type {field.type}")
    for key, types in _NEEDED:
        if not getattr(field, key) and field.type in types:
            raise Problem(at, f"the type {field.type} needs {key}")


def _between(field: FieldFile, at: Path, lowest: int, highest: int) -> tuple[int, int]:
    """The limits of a field, which must lie from ``lowest`` to ``highest`` and be in order."""
    least = lowest if field.at_least is None else field.at_least
    most = highest if field.at_most is None else field.at_most
    for key, value in (("at_least", least), ("at_most", most)):
        if not lowest <= value <= highest:
            raise Problem((*at, key), f"must be from {lowest} to {highest}, not {value}")
    if least > most:
        raise Problem((*at, "at_least"), f"must not be more than at_most, which is {most}")
    return least, most


Made = tuple[Any, dict[str, Any]]


def _plain(field: FieldFile, _at: Path, _inner: Sequence[Declaration]) -> Made:
    return _PLAIN[field.type], {}


def _words(field: FieldFile, at: Path, _inner: Sequence[Declaration]) -> Made:
    least, most = _between(field, at, 1, _LONGEST[field.type])
    base, _usual, *checks = get_args(Prose if field.type == "text" else Phrase)
    annotated: Any = Annotated
    return annotated[base, StringConstraints(min_length=least, max_length=most), *checks], {}


def _integer(field: FieldFile, at: Path, _inner: Sequence[Declaration]) -> Made:
    for key in ("at_least", "at_most"):
        if getattr(field, key) is None:
            raise Problem(at, f"the type integer needs {key}")
    least, most = _between(field, at, 0, _LARGEST)
    return int, {"ge": least, "le": most}


def _enum(field: FieldFile, _at: Path, _inner: Sequence[Declaration]) -> Made:
    return _choices(field), {}


def _set(field: FieldFile, at: Path, _inner: Sequence[Declaration]) -> Made:
    least, most = _between(field, at, 0, _MOST_ITEMS)
    many = tuple[_choices(field), ...]  # type: ignore[misc]
    return Annotated[many, AfterValidator(without_repeats)], {
        "min_length": max(least, 0 if field.at_least == 0 else 1),
        "max_length": most,
        "json_schema_extra": {"uniqueItems": True},
    }


def _list(field: FieldFile, at: Path, inner: Sequence[Declaration]) -> Made:
    for n, each in enumerate(inner):
        if each.type in ("list", "set"):
            raise Problem((*at, "field", n, "type"), "a record of a list holds single values only")
    least, most = _between(field, at, 0, _MOST_ITEMS)
    record = create_model(
        _class_name(field.name), __base__=Record, __doc__=field.title, __module__=__name__, **_members(inner)
    )
    return tuple[record, ...], {"min_length": max(least, 0 if field.at_least == 0 else 1), "max_length": most}


def _choices(field: FieldFile) -> Any:
    """A closed choice with the words of each value; its members are named after the values."""
    values = field.values or {}
    members: Any = [(value.upper(), (value, label)) for value, label in values.items()]
    return Labelled(_class_name(field.name), members)  # type: ignore[call-overload]


_MAKERS: Final[Mapping[str, Callable[[FieldFile, Path, Sequence[Declaration]], Made]]] = {
    "text": _words,
    "phrase": _words,
    "integer": _integer,
    "enum": _enum,
    "set": _set,
    "list": _list,
}
