"""From what a text says to the fields that say it: the values read, the rest as it was, the conditions as they held."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, cast

from clauses.errors import InvalidClause
from clauses.kinds import parse_fields
from clauses.kinds.values import Fields
from clauses.wording.match.grammar import Grammar, Item, Said, to_json
from clauses.wording.match.types import set_at, sort_at, value_at
from clauses.wording.render import Scope, about_item, holds
from clauses.wording.template import Condition, ParagraphTemplate, Wording

MOST_READINGS = 40
MOST_CHOICES = 400
"""How many assignments of fields that only conditions speak of are tried for one reading."""

Fits = Callable[[Fields], bool]


class Solver:
    """Finds the fields that a wording renders to a text."""

    def __init__(self, kind: str, wording: Wording, before: Fields) -> None:
        self._kind = kind
        self._wording = wording
        self._before = before
        self._json = before.model_dump(mode="json")
        self._grammar = Grammar(wording, before)
        self._scope = Scope(before, wording.phrases)

    def fields(self, lines: Sequence[str], fits: Fits) -> Fields | None:
        """Return the fields nearest to those before of which ``fits`` is true, or None when there are none."""
        for n, said in enumerate(self._grammar.readings(lines)):
            if n == MOST_READINGS:
                return None
            for data, shown in self._assignments(said):
                for attempt in self._mended(data, shown):
                    if fits(attempt):
                        return attempt
        return None

    # ------------------------------------------------------------------------------------------------- candidates

    def _assignments(self, said: Said) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
        for n, data in enumerate(self._read(said)):
            if n == 8:
                return
            shown = {path.partition(".")[0] for path in said.values} | {
                path.partition(".")[0] for path, _ in said.lists
            }
            hidden = self._hidden(said, shown)
            yield from ((made, frozenset(shown)) for made in self._chosen(data, said, hidden))

    def _read(self, said: Said) -> Iterator[dict[str, Any]]:
        """Yield the fields before with the values read; where words have several meanings, the one before first."""
        unsure = [path for path, found in said.values.items() if len(found) > 1]
        base = deepcopy(self._json)
        for path, skip in said.lists:
            self._set_list(base, path, skip, said.lists[path, skip])
        for path, found in said.values.items():
            _overlay(base, path, found[0])
        yield base
        for path in unsure:
            for other in said.values[path][1:]:
                data = deepcopy(base)
                _overlay(data, path, other)
                yield data

    def _set_list(self, data: dict[str, Any], path: str, skip: int, items: Sequence[Item]) -> None:
        owner, _, name = path.rpartition(".")
        sort = sort_at(type(self._before), owner) if owner else None
        derive = getattr(sort.of, f"from_{name}", None) if sort and name not in sort.of.model_fields else None
        if derive is not None:
            made = derive([_nested(item) for item in items])
            set_at(data, owner, made or None)
            return
        if not items and value_at(data, path) is None:
            return
        before = list(value_at(data, path) or [])
        listed = self._merged(path, before, skip, items)
        sort = sort_at(type(self._before), path)
        set_at(data, path, None if sort and sort.optional and not listed else listed)

    def _merged(self, path: str, before: list[Any], skip: int, items: Sequence[Item]) -> list[Any]:
        """The values of a list: those said, in their order, with what the text does not say from those before."""
        shown = [n for n in range(skip, len(before)) if n in self._shown_items(path)]
        made = _filled(items, [before[n] for n in shown])
        result: list[Any] = []
        for n, value in enumerate(before):
            if n not in shown:
                result.append(value)
            elif made:
                result.append(made.pop(0))
        return [*result, *made]

    def _shown_items(self, path: str) -> frozenset[int]:
        conditions = [
            [c for c in block.when if about_item(c)]
            for block in self._wording.blocks
            if isinstance(block, ParagraphTemplate) and block.each == path
        ]
        if not conditions or any(not each for each in conditions):
            return frozenset(range(1_000))
        scopes = enumerate(self._scope.items(path))
        return frozenset(n for n, scope in scopes if any(holds(each, scope) for each in conditions))

    # ------------------------------------------------------------------------------------------------- conditions

    def _hidden(self, said: Said, shown: set[str]) -> dict[str, list[Any]]:
        """The fields that only conditions speak of, each with the values it may have, the one before first."""
        hidden: dict[str, list[Any]] = {}
        for conditions, _ in said.facts:
            for condition in conditions:
                operand = [condition.operand] if condition.operator.startswith("is") else []
                for path in (condition.path, *operand):
                    if path.partition(".")[0] not in shown or path in said.values:
                        domain = [] if path in said.values else hidden.setdefault(path, self._domain(path))
                        figures = condition.operand.isdecimal() and not condition.counted
                        if condition.operator in ("=", "!=") and figures and domain:
                            domain += [n for n in (int(condition.operand),) if n not in domain]
        return {path: domain for path, domain in hidden.items() if len(domain) > 1}

    def _domain(self, path: str) -> list[Any]:
        sort = sort_at(type(self._before), path)
        if sort is None:
            return []
        domain: list[Any] = [value_at(self._json, path)]
        more: list[Any] = [True, False] if sort.of is bool else [member.value for member in sort.choices]
        more += [None] if sort.optional else []
        more += [[]] if sort.items else []
        return [*domain, *(value for value in more if json.dumps(value) != json.dumps(domain[0]))]

    def _chosen(self, data: dict[str, Any], said: Said, hidden: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
        """Yield ``data`` with values for the hidden fields under which every condition held as it did."""
        paths = list(hidden)
        left = MOST_CHOICES
        stack: list[tuple[int, dict[str, Any]]] = [(0, {})]
        while stack and left:
            k, chosen = stack.pop()
            trial = deepcopy(data) if chosen else data
            for path, value in chosen.items():
                set_at(trial, path, value)
            undecided = set(paths[k:])
            if not all(_consistent(conditions, held, trial, undecided) for conditions, held in said.facts):
                continue
            if k == len(paths):
                left -= 1
                yield trial
                continue
            stack.extend((k + 1, {**chosen, paths[k]: value}) for value in reversed(hidden[paths[k]]))

    # ------------------------------------------------------------------------------------------------- validation

    def _mended(self, data: dict[str, Any], shown: frozenset[str]) -> Iterator[Fields]:
        """Yield the typed fields; where a rule of the record refuses a value that no words show, without that value."""
        fields, problem = self._parsed(data)
        if fields is not None:
            yield fields
            return
        spare = [name for name in self._optional() if name not in shown and data.get(name) is not None]
        named = [name for name in spare if re.search(rf"\b{name}\b", problem)]
        for names in ([named] if named else []) + ([spare] if spare and spare != named else []):
            fields, _ = self._parsed({**data, **dict.fromkeys(names)})
            if fields is not None:
                yield fields
                return

    def _optional(self) -> Iterator[str]:
        model = type(self._before)
        yield from (name for name in model.model_fields if (sort := sort_at(model, name)) and sort.optional)

    def _parsed(self, data: Mapping[str, Any]) -> tuple[Fields | None, str]:
        try:
            return parse_fields(self._kind, data), ""
        except InvalidClause as error:
            return None, str(error)


def _nested(item: Item) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, found in item.items():
        set_at(made, path, found[0])
    return made


def _filled(items: Sequence[Item], before: Sequence[Any]) -> list[Any]:
    """Each item with the parts that it does not say from a value before: one that says the same, else its place's."""
    free = dict(enumerate(before))
    found: dict[int, Any] = {}
    for wanted in (True, False):
        for k, item in enumerate(items):
            if k in found:
                continue
            twin = next((n for n, value in free.items() if _says(value, item)), None) if wanted else k
            if twin is not None and twin in free:
                found[k] = free.pop(twin)
    made: list[Any] = []
    for k, item in enumerate(items):
        value = item[""][0] if "" in item else _overlaid(found.get(k), item)
        made.append(value)
    return made


def _says(value: Any, item: Item) -> bool:
    return all(to_json(value_at(value, path) if path else value) in candidates for path, candidates in item.items())


def _overlaid(before: Any, item: Item) -> Any:
    made: dict[str, Any] = deepcopy(cast(dict[str, Any], before)) if isinstance(before, dict) else {}
    for path, found in item.items():
        if path and value_at(made, path) not in found:
            _overlay(made, path, found[0])
    return made


def _overlay(made: dict[str, Any], path: str, new: Any) -> None:
    """Set a value; of a list of objects, keep what the new ones do not say from the old ones in their places."""
    old = value_at(made, path)
    if isinstance(old, list) and isinstance(new, list):
        olds, news = cast(list[Any], old), cast(list[Any], new)
        set_at(made, path, [_part(olds[n] if n < len(olds) else None, value) for n, value in enumerate(news)])
    else:
        set_at(made, path, new)


def _part(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**cast(dict[str, Any], old), **cast(dict[str, Any], new)}
    return new


def _consistent(conditions: Sequence[Condition], held: bool, data: Mapping[str, Any], undecided: set[str]) -> bool:
    """Whether ``conditions`` held together as they did, or may still; one that JSON can't answer may always."""
    answers: list[bool | None] = [_answer(condition, data, undecided) for condition in conditions]
    if held:
        return False not in answers
    return None in answers or False in answers


def _answer(condition: Condition, data: Mapping[str, Any], undecided: set[str]) -> bool | None:
    operand = condition.operand
    if condition.path in undecided or (condition.operator.startswith("is") and operand in undecided):
        return None
    if condition.path.partition(".")[0] not in data:
        return None
    value = value_at(data, condition.path)
    if value is None and "." in condition.path and value_at(data, condition.path.rpartition(".")[0]) is not None:
        return None  # a property that the record derives
    return _true(condition, value, data) != condition.negated


def _true(condition: Condition, value: Any, data: Mapping[str, Any]) -> bool:
    operand = condition.operand
    if condition.counted:
        count = len(value or ())
        return count > int(operand) if condition.operator == ">" else count == int(operand)
    match condition.operator:
        case "=":
            return str(value) == operand
        case "!=":
            return str(value) != operand
        case "is":
            return value == value_at(data, operand)
        case "is not":
            return value != value_at(data, operand)
        case _:
            return value is not None and value is not False and value != []
