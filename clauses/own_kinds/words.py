"""The words of an office's kind, held against its fields: every placeholder and condition must mean something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from clauses.kinds.values import PartyRole
from clauses.own_kinds.declared import Declaration, Path, Problem
from clauses.own_kinds.shape import BlockFile, KindFile, When
from clauses.text.inline import InlineError, Link
from clauses.wording.form import RecitalForm
from clauses.wording.template import Condition, Piece, TemplateError, Value, parse_condition, parse_template

_WORDS: Final = ("text", "phrase")
_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "num": ("integer",),
    "percent": ("integer",),
    "times": ("integer",),
    "money": ("money",),
    "deadline": ("deadline",),
    "duration": ("duration",),
    "period": ("duration",),
    "every": ("duration",),
    "date": ("date",),
    "month_day": ("month_day",),
    "and": ("set",),
    "or": ("set",),
    "section": ("clause",),
    "capital": (*_WORDS, "enum", "party"),
    "upper": (*_WORDS, "enum", "party"),
    "term": _WORDS,
}
"""Filter -> the types of field that it takes first."""
_BARE: Final = (*_WORDS, "integer", "enum", "party")
"""The types that are printed without a filter."""
_AFTER_ANOTHER: Final = ("capital", "upper")

__all__ = ["Problem", "check_words", "references"]


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a place in the words can see: the fields, the item there, and the optional fields that are known to be
    given there."""

    fields: Mapping[str, Declaration]
    item: Declaration | None = None
    given: tuple[str, ...] = ()

    def find(self, path: str, at: Path) -> Declaration:
        """The field at a dotted path. Raises :class:`Problem`."""
        first, _, rest = path.partition(".")
        found = self.item if first == "item" else self.fields.get(first)
        if found is None:
            reason = "there is no item without “each”" if first == "item" else f"there is no field {first!r}"
            raise Problem(at, f"{{{path}}}: {reason}")
        for name in rest.split(".") if rest else ():
            found = next((each for each in found.inner if each.name == name), None)
            if found is None:
                raise Problem(at, f"{{{path}}}: there is no field {name!r} in it")
        return found


def check_words(kind: KindFile, fields: Sequence[Declaration]) -> None:
    """Raise :class:`Problem` for the first word that does not fit ``fields``."""
    sight = _Sight({each.name: each for each in fields})
    for name, phrases in kind.phrases.items():
        _check_phrases(sight, name, phrases)
    for n, block in enumerate(kind.block):
        _check_block(sight, block, ("block", n))
    for n, exhibit in enumerate(kind.exhibit):
        at: Path = ("exhibit", n)
        inside = _given(sight, _conditions(sight, exhibit.when, (*at, "when")))
        _check_text(inside, exhibit.title, (*at, "title"))
        for m, block in enumerate(exhibit.block):
            _check_block(inside, block, (*at, "block", m))


def references(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each kind that the words of a file refer to, with the place."""
    for at, text in _texts(data, ()):
        if at[-1] in ("text", "title") or "cells" in at:
            for piece in _pieces(text, at):
                if isinstance(piece, Link) and piece.kind is not None:
                    yield at, piece.kind


def _texts(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in cast(Mapping[str, Any], value).items():
            if key != "field":
                yield from _texts(inner, (*at, key))
    elif isinstance(value, list):
        for n, inner in enumerate(cast(list[Any], value)):
            yield from _texts(inner, (*at, n))


def _check_phrases(sight: _Sight, name: str, phrases: Mapping[str, str]) -> None:
    at: Path = ("phrases", name)
    found = sight.find(name, at)
    choices = tuple(PartyRole) if found.type == "party" else found.choices
    if not choices:
        raise Problem(at, f"phrases are for enums and sets, and {name!r} is of the type {found.type}")
    for value in phrases:
        if value not in choices:
            raise Problem((*at, value), f"{value!r} is not one of the values of {name!r}")


def _check_block(sight: _Sight, block: BlockFile, at: Path) -> None:
    _check_shape(block, at)
    if block.each:
        items = sight.find(block.each, (*at, "each"))
        if items.type not in ("set", "list"):
            raise Problem((*at, "each"), f"{block.each!r} is of the type {items.type}, which has no items")
        kind: Literal["enum", "record"] = "enum" if items.type == "set" else "record"
        item = Declaration("item", kind, False, None, None, items.choices, items.inner)
        sight = _Sight(sight.fields, item, sight.given)
    sight = _given(sight, _conditions(sight, block.when, (*at, "when")))
    if block.text is not None:
        _check_text(sight, block.text, (*at, "text"))
    for n, cell in enumerate(block.cells or ()):
        _check_text(sight, cell, (*at, "cells", n))


def _check_shape(block: BlockFile, at: Path) -> None:
    """Refuse a block that is neither a paragraph nor a table."""
    if (block.text is None) == (block.columns is None):
        raise Problem(at, "a block has either text, or columns and cells")
    if block.text is not None:
        if block.level is None:
            raise Problem(at, "a block with text needs a level from 0 to 3")
        if block.cells is not None:
            raise Problem((*at, "cells"), "cells go with columns")
        if block.join and not block.each:
            raise Problem((*at, "join"), "join goes with each")
    elif not block.each or block.cells is None or len(block.cells) != len(block.columns or ()):
        raise Problem(at, "a table needs each, and as many cells as columns")


# ------------------------------------------------------------------------------------------------------ conditions


def _conditions(sight: _Sight, when: When, at: Path) -> tuple[Condition, ...]:
    conditions: list[Condition] = []
    for text in [when] if isinstance(when, str) else when:
        try:
            condition = parse_condition(text)
        except TemplateError as error:
            raise Problem(at, str(error)) from None
        _check_condition(sight, condition, text, at)
        conditions.append(condition)
    return tuple(conditions)


def _check_condition(sight: _Sight, condition: Condition, text: str, at: Path) -> None:
    if condition.path == "house.recitals":
        if condition.operand not in list(RecitalForm) or condition.operator not in ("=", "!="):
            raise Problem(at, f"{text!r}: ask house.recitals = lettered or house.recitals = whereas")
        return
    found = sight.find(condition.path, at)
    if condition.counted:
        if (
            found.type not in ("set", "list")
            or condition.operator not in ("=", ">")
            or not condition.operand.isdecimal()
        ):
            raise Problem(at, f"{text!r}: # counts a set or a list, as in #steps > 1 or #steps = 1")
    elif condition.operator in ("is", "is not"):
        sight.find(condition.operand, at)
    elif condition.operator:
        _check_operand(found, condition, text, at)


def _check_operand(found: Declaration, condition: Condition, text: str, at: Path) -> None:
    choices = tuple(PartyRole) if found.type == "party" else found.choices
    if found.type == "integer" and condition.operand.isdecimal() and condition.operator in ("=", "!="):
        return
    if found.type not in ("enum", "party") or condition.operator not in ("=", "!="):
        raise Problem(at, f"{text!r}: only a choice, a party or an integer equals something; ask a boolean by its name")
    if condition.operand not in choices:
        raise Problem(at, f"{text!r}: {condition.operand!r} is not one of the values of {found.name!r}")


def _given(sight: _Sight, conditions: Iterable[Condition]) -> _Sight:
    """``sight`` where ``conditions`` hold: what they ask for is there."""
    there = [c.path for c in conditions if not c.negated and c.operator in ("", "=", ">") and c.operand != "0"]
    return _Sight(sight.fields, sight.item, (*sight.given, *there))


# ---------------------------------------------------------------------------------------------------- placeholders


def _pieces(text: str, at: Path) -> tuple[Piece, ...]:
    try:
        return parse_template(text)
    except (TemplateError, InlineError) as error:
        raise Problem(at, str(error)) from None


def _check_text(sight: _Sight, text: str, at: Path) -> None:
    for piece in _pieces(text, at):
        if isinstance(piece, Value):
            _check_value(sight, piece, at)


def _check_value(sight: _Sight, value: Value, at: Path) -> None:
    found = sight.find(value.path, at)
    if found.optional and value.path not in sight.given and found.type != "date":
        raise Problem(at, f"{{{value.path}}} is optional: its block needs when = {value.path!r}")
    names = [call.name for call in value.filters]
    for name in names:
        if name not in _FILTERS:
            raise Problem(at, f"{{{value.path}}}: there is no filter {name!r}")
    if not names and found.type not in _BARE:
        fitting = " or ".join(name for name, types in _FILTERS.items() if found.type in types)
        reason = f"needs a filter: {fitting}" if fitting else "can't be printed; use it in a condition or in each"
        raise Problem(at, f"{{{value.path}}}: a value of the type {found.type} {reason}")
    if names and found.type not in _FILTERS[names[0]]:
        raise Problem(at, f"{{{value.path}}}: the filter {names[0]!r} does not take the type {found.type}")
    for name in names[1:]:
        if name not in _AFTER_ANOTHER:
            raise Problem(at, f"{{{value.path}}}: the filter {name!r} can't follow another")
