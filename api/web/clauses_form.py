"""The typed fields of a clause as a form, made from the JSON Schema of its kind.

A form is read back to JSON values. What can't be one (letters where a number belongs) stays as it was typed, so that
the kind refuses it with its reason and the form is shown again with it. Rows are added and taken out by buttons that
need no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from clauses.errors import FieldProblem
from clauses.wording.match.types import value_at

ROOT: Final = "f"
"""What the names of all fields of a form begin with."""
_DURATION: Final = re.compile(r"P(.*)([DWMY])", re.DOTALL)
_UNITS: Final = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ISO: Final = re.compile(r",? ?an ISO 8601 duration from P1D to P100Y", re.IGNORECASE)
_LONG: Final = 300
"""Letters from which a text gets several lines."""

Schema = Mapping[str, Any]
Typed = Mapping[str, Sequence[str]]
"""What a form sent, by name."""
Problems = Sequence[FieldProblem]


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a choice offers."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A field of the form. ``sort`` says how it looks: choice, many, truth, number, date, duration, deadline, day,
    money, text, long, group, rows."""

    name: str
    sort: str
    title: str
    help: str
    optional: bool
    value: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    parts: tuple[Control, ...] = ()
    """The fields of a group, or the rows of a list."""
    present: bool = True
    """Whether an optional group is there."""
    limits: tuple[int | None, int | None] = (None, None)
    wrong: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What the page calls it."""
        return self.name.replace(".", "-")

    @property
    def all(self) -> Iterator[Control]:
        """It and all that is in it."""
        yield self
        for part in self.parts:
            yield from part.all


@dataclass(frozen=True, slots=True)
class FieldsForm:
    """Reads and builds the form of one kind. ``clauses`` are the names of the clauses that a field may name, by
    identity."""

    schema: Schema
    clauses: Mapping[str, str] = field(default_factory=dict[str, str])

    # ------------------------------------------------------------------------------------------------- reading

    def read(self, typed: Typed) -> dict[str, Any]:
        """The JSON values of what was typed."""
        return {name: self._read(typed, self._of(prop), f"{ROOT}.{name}") for name, prop in self._props(self.schema)}

    def _read(self, typed: Typed, about: _About, name: str) -> Any:
        text = " ".join(_first(typed, name).splitlines())
        match about.sort:
            case "truth":
                return bool(text)
            case "many":
                return list(dict.fromkeys(typed.get(name, ())))
            case "rows":
                rows = [self._read(typed, about.item, f"{name}.{n}") for n in _rows(typed, name)]
                return None if about.optional and not rows else rows
            case "deadline":
                n = _number(_first(typed, f"{name}.n"))
                return None if about.optional and n == "" else {"n": n, "unit": _first(typed, f"{name}.unit")}
            case "group":
                if about.optional and not typed.get(f"{name}.on"):
                    return None
                props = self._props(about.schema)
                return {each: self._read(typed, self._of(prop), f"{name}.{each}") for each, prop in props}
            case "duration":
                n = _first(typed, f"{name}.n")
                text = f"P{n}{_first(typed, f'{name}.unit')}" if n else ""
            case "day":
                month, day = _first(typed, f"{name}.month"), _first(typed, f"{name}.day")
                text = f"{month}-{day.zfill(2)}" if month or day else ""
            case "money":
                text = text.replace("$", "").replace(",", "")
                text += ".00" if re.fullmatch(r"\d+", text) else ""
            case "number":
                return None if about.optional and not text else _number(text)
            case _:
                pass
        return None if about.optional and not text else text

    # ------------------------------------------------------------------------------------------------ building

    def build(self, data: Mapping[str, Any], problems: Problems = ()) -> tuple[Control, ...]:
        """The form filled in with ``data``; ``problems`` have paths from the clause ("fields.rules.general.min")."""
        wrong = {each.path.removeprefix("fields."): self._plain(each.reason) for each in problems}
        return tuple(
            self._control(self._of(prop), f"{ROOT}.{name}", data.get(name), wrong)
            for name, prop in self._props(self.schema)
        )

    def _control(self, about: _About, name: str, value: Any, wrong: Mapping[str, str]) -> Control:
        path = name.removeprefix(f"{ROOT}.")
        within = about.sort in ("group", "rows")
        said = tuple(why for at, why in wrong.items() if at == path or (not within and at.startswith(f"{path}.")))
        made = Control(name, about.sort, about.title, about.help, about.optional, wrong=_told(said, about, value))
        given: dict[str, Any] = {}
        match about.sort:
            case "choice":
                given = {"options": _options(about.choices, [value])}
            case "many":
                given = {"options": _options(_in_order(about.choices, value or []), value or [])}
            case "truth":
                given = {"value": "true" if value else ""}
            case "deadline":
                told = cast(Mapping[str, Any], value or {})
                unit = told.get("unit") or "calendar_days"
                given = {"value": _shown(told.get("n")), "options": _options(about.choices, [unit])}
            case "duration":
                found = _DURATION.fullmatch(value or "")
                unit = found[2] if found else "D"
                given = {"value": found[1] if found else _shown(value), "options": _options(_UNITS, [unit])}
            case "day":
                month, _, day = str(value or "").partition("-")
                months = {f"{n:02}": each for n, each in enumerate(_MONTHS, 1)}
                given = {"value": day.lstrip("0"), "options": _options(months, [month])}
            case "group":
                there = cast(Mapping[str, Any], value or {})
                parts = (
                    self._control(self._of(prop), f"{name}.{each}", there.get(each), wrong)
                    for each, prop in self._props(about.schema)
                )
                given = {"parts": tuple(parts), "present": value is not None or not about.optional}
            case "rows":
                rows = cast(Sequence[Any], value or [])
                parts = (self._control(about.item, f"{name}.{n}", each, wrong) for n, each in enumerate(rows))
                given = {"parts": tuple(parts)}
            case _:
                given = {"value": _shown(value)}
        return _with(made, limits=about.limits, **given)

    def _plain(self, reason: str) -> str:
        """A reason with the titles of fields and choices in place of their names."""
        for name, title in _names(self.schema).items():
            if "_" in name or f" {name} " in f" {reason} ":
                reason = re.sub(rf"\b{re.escape(name)}\b", f"“{title}”", reason)
        return reason

    # ------------------------------------------------------------------------------------------------- changes

    def empty(self) -> dict[str, Any]:
        """What a form says that nobody filled in."""
        return {name: self._blank(self._of(prop)) for name, prop in self._props(self.schema)}

    def blank(self, path: str) -> Any:
        """What a new row of the list at ``path`` ("rules.0.parts") begins with."""
        return self._blank(self._at(path).item)

    def _blank(self, about: _About) -> Any:
        if about.optional:
            return None
        if about.sort == "group":
            return {name: self._blank(self._of(prop)) for name, prop in self._props(about.schema)}
        return [] if about.sort in ("rows", "many") else False if about.sort == "truth" else ""

    def _at(self, path: str) -> _About:
        about = _About("group", "", "", optional=False, schema=self.schema)
        for name in path.split("."):
            about = about.item if name.isdecimal() else self._of(about.schema.get("properties", {}).get(name, {}))
        return about

    # ------------------------------------------------------------------------------------------------- schemas

    def _props(self, schema: Schema) -> list[tuple[str, Schema]]:
        return list(cast(Mapping[str, Schema], schema.get("properties", {})).items())

    def _of(self, prop: Schema) -> _About:
        """What a property of the schema is."""
        optional = "anyOf" in prop and any(each.get("type") == "null" for each in prop["anyOf"])
        inner = next((each for each in prop.get("anyOf", ()) if each.get("type") != "null"), prop)
        if "$ref" in inner:
            inner = self.schema["$defs"][inner["$ref"].rpartition("/")[2]]
        title, help_ = prop.get("title", inner.get("title", "")), prop.get("description", inner.get("description", ""))
        return self._sorted(inner, title, _for_people(help_), optional=optional)

    def _sorted(self, schema: Schema, title: str, help_: str, *, optional: bool) -> _About:
        def made(sort: str, **more: Any) -> _About:
            return _About(sort, title, help_, optional=optional, **more)

        match schema.get("type"):
            case "boolean":
                return made("truth")
            case "integer":
                return made("number", limits=(schema.get("minimum"), schema.get("maximum")))
            case "object":
                props = cast(Mapping[str, Any], schema["properties"])
                if set(props) == {"n", "unit"}:
                    return made("deadline", choices=self._of(props["unit"]).choices, schema=schema)
                return made("group", schema=schema)
            case "array":
                item = self._of(schema["items"])
                if item.sort == "choice":
                    return made("many", choices=item.choices)
                return made("rows", items=(item,), limits=(schema.get("minItems"), schema.get("maxItems")))
            case _:
                return self._string(schema, made)

    def _string(self, schema: Schema, made: Any) -> _About:
        if "enum" in schema:
            labels = schema.get("x-labels", schema["enum"])
            return made("choice", choices=dict(zip(schema["enum"], labels, strict=True)))
        pattern = str(schema.get("pattern", ""))
        if schema.get("format") == "date":
            return made("date")
        if "x-currency" in schema:
            return made("money")
        if pattern.startswith("^P("):
            return made("duration")
        if pattern == "^[0-9]{2}-[0-9]{2}$":
            return made("day")
        if pattern == "^[a-z2-7]{8,26}$":
            return made("choice", choices=dict(self.clauses))
        return made("long" if schema.get("maxLength", 0) > _LONG else "text")


@dataclass(frozen=True, slots=True)
class _About:
    """What the schema says about one field."""

    sort: str
    title: str
    help: str
    optional: bool
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    schema: Schema = field(default_factory=dict[str, Any])
    items: tuple[_About, ...] = ()
    limits: tuple[int | None, int | None] = (None, None)

    @property
    def item(self) -> _About:
        """What each row of a list is."""
        return self.items[0]


def changed_rows(form: FieldsForm, data: dict[str, Any], do: str) -> bool:
    """Carry out a button of a list in ``data``: "add:PATH", "drop:PATH.N", "up:PATH.N"; whether it was one."""
    act, _, name = do.partition(":")
    path = name.removeprefix(f"{ROOT}.")
    if act not in ("add", "drop", "up"):
        return False
    *way, last = path.split(".")
    owner: Any = data
    for step in way:
        owner = value_at(owner, step)
    if act == "add" and isinstance(owner, dict):
        rows = cast(dict[str, Any], owner)
        rows[last] = [*(rows.get(last) or []), form.blank(path)]
    elif isinstance(owner, list) and last.isdecimal() and int(last) < len(cast(list[Any], owner)):
        items, n = cast(list[Any], owner), int(last)
        item = items.pop(n)
        if act == "up":
            items.insert(max(0, n - 1), item)
    return True


def _rows(typed: Typed, name: str) -> list[int]:
    """The numbers of the rows that a form sent of a list."""
    found = (re.match(rf"{re.escape(name)}\.(\d{{1,4}})(?:\.|$)", each) for each in typed)
    return sorted({int(each[1]) for each in found if each})


def _first(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "").strip()


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _options(choices: Mapping[str, str], chosen: Sequence[Any]) -> tuple[Option, ...]:
    return tuple(Option(value, label[:1].upper() + label[1:], value in chosen) for value, label in choices.items())


def _in_order(choices: Mapping[str, str], chosen: Sequence[str]) -> dict[str, str]:
    """The choices, those that are chosen first and in their order."""
    first = {each: choices.get(each, each) for each in chosen}
    return first | {each: label for each, label in choices.items() if each not in first}


def _told(said: Sequence[str], about: _About, value: Any) -> tuple[str, ...]:
    """The reasons, in the words of a form."""
    if said and about.sort == "choice" and not value:
        return ("Choose one.",)
    if said and about.sort == "duration":
        return ("Give a whole number of days, weeks, months or years, up to 100 years.",)
    if said and about.sort == "money":
        return ("Give an amount such as 130,000.00.",)
    if said and about.sort == "date":
        return ("Give a date.",)
    return tuple(f"It {each.rstrip('.')}." for each in said)


def _for_people(help_: str) -> str:
    said = _ISO.sub(" from one day to 100 years", help_).strip()
    return said[:1].upper() + said[1:]


def _names(schema: Schema) -> dict[str, str]:
    """The titles of fields by name, and the labels of choices by value."""
    found: dict[str, str] = {}
    for record in (schema, *schema.get("$defs", {}).values()):
        for name, prop in record.get("properties", {}).items():
            found.setdefault(name, prop.get("title", name))
        found |= dict(zip(record.get("enum", ()), record.get("x-labels", ()), strict=False))
    return found


def _with(control: Control, **more: Any) -> Control:
    given = {name: getattr(control, name) for name in Control.__dataclass_fields__}
    return Control(**{**given, **more})
