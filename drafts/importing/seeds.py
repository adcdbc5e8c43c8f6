"""Records to read a text against that say nothing by themselves.

``clauses.wording.match`` reads words over the record that was there before. An import has none: it begins with a record
whose required values are placeholders, and a record that still holds one says what no word said, so it is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any, Final, TypeVar, cast

from pydantic import BaseModel

from clauses.kinds.values import Fields, PartyRole
from clauses.wording.match.types import Sort, sort_at

M = TypeVar("M", bound=BaseModel)
_DAY: Final = date.min
_NUMBER: Final = 0
_WORDS: Final = ("", "P99Y")
"""What stands for words; the second where a wording can't be laid out without a period."""

PLACEHOLDERS: Final = frozenset({_DAY.isoformat(), "P99Y"})
"""The placeholders that a record could hold; the others no record takes."""


def seeds(model: type[Fields]) -> Iterator[Fields]:
    """Records of placeholders: for a list of parties, one for each order of the roles that the words do not tell."""
    lists = [name for name in model.model_fields if _role_in(sort_at(model, name))]
    for words in _WORDS:
        yield _record(model, words)
        for name in lists:
            items = sort_at(model, name)
            assert items is not None
            assert items.items is not None
            inside = _role_in(items)
            assert inside is not None
            for count in (2, 3, 1):
                for roles in permutations(PartyRole, count):
                    made = [_item(items.items.of, words).model_copy(update={inside: role}) for role in roles]
                    yield _record(model, words).model_copy(update={name: tuple(made)})


def role_field(model: type[BaseModel], name: str) -> str | None:
    """The field of a list's records that says for which party each stands; None without one."""
    return _role_in(sort_at(model, name))


def holds_placeholder(data: Any) -> bool:
    """Whether JSON values hold a placeholder."""
    if isinstance(data, dict):
        return any(map(holds_placeholder, cast(dict[str, Any], data).values()))
    if isinstance(data, list):
        return any(map(holds_placeholder, cast(list[Any], data)))
    return isinstance(data, str) and data in PLACEHOLDERS


def _role_in(sort: Sort | None) -> str | None:
    item = sort.items if sort is not None else None
    if item is None or not (isinstance(item.of, type) and issubclass(item.of, BaseModel)):
        return None
    named = {name for name in item.of.model_fields if (s := sort_at(item.of, name)) and s.of is PartyRole}
    return next((n for n in ("role", "party") if n in named and "legal_name" in item.of.model_fields), None)


def _record(model: type[M], words: str) -> M:
    return model.model_construct(**{name: _neutral(sort_at(model, name), words) for name in model.model_fields})


def _item(model: type[M], words: str) -> M:
    """A record of a list, whose own lists hold one placeholder each: a wording may count on a first name."""
    made = _record(model, words)
    lists = {name: sort.items for name in model.model_fields if (sort := sort_at(model, name)) and not sort.optional}
    return made.model_copy(update={name: (_neutral(item, words),) for name, item in lists.items() if item is not None})


def _neutral(sort: Sort | None, words: str) -> Any:
    if sort is None or sort.optional:
        return None
    if sort.items is not None:
        return ()
    if sort.choices:
        return sort.choices[0]
    if isinstance(sort.of, type) and issubclass(sort.of, BaseModel):
        return _record(sort.of, words)
    plain: dict[Any, Any] = {bool: False, int: _NUMBER, Decimal: Decimal(_NUMBER), date: _DAY}
    return plain.get(sort.of, words)
