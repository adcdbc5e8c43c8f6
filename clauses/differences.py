"""Which fields of a clause differ between two of its states, each with its label and both values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, cast

from clauses.checks.places import in_words
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.retention import RetentionRule, RetentionRules
from clauses.kinds.values import Deadline, Fields, Labelled, Record
from clauses.record import ClauseRevision
from clauses.wording import wording_of
from clauses.wording.filters import FILTERS, Setting, curl, series
from clauses.wording.template import ParagraphTemplate, Value

NONE: Final = "none"
"""What stands for a value that is absent."""
BLANK: Final = "blank"
"""What stands for a date that is not known yet."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that changed: its dotted path ("rules.general.min"), what a person calls it, and both values in words.

    Of a list, ``added`` and ``removed`` are the items that came and went, both empty where only the order changed."""

    path: str
    label: str
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_list: bool = False

    @property
    def told(self) -> str:
        """In one line: "Retention, general: 2 years → 385 days", "Topics: added Disability; removed Mentoring"."""
        if not self.is_list:
            return f"{self.label}: {self.before} → {self.after}"
        came = f"added {_listed(self.added)}" if self.added else ""
        went = f"removed {_listed(self.removed)}" if self.removed else ""
        return f"{self.label}: {'; '.join(filter(None, (came, went))) or f'now in the order {self.after}'}"


def _listed(items: Sequence[str]) -> str:
    """The items in a row, with semicolons where one has a comma of its own."""
    return "; ".join(items) if any(", " in item for item in items) and len(items) > 1 else series(items, "and")


def field_differences(
    before: ClauseRevision, after: ClauseRevision, names: Mapping[str, str] | None = None
) -> tuple[FieldDifference, ...]:
    """Every field whose value differs between two revisions of one kind, in the order of the kind, each once. ``names``
    are what to call the clauses that a field names by identity."""
    return tuple(_Comparison(after.kind, names or {}).fields(before.fields, after.fields))


# -------------------------------------------------------------------------------------------------- comparing


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a path, with the title of the field or the words of the item that it leads to."""

    name: str
    title: str


_Steps = tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares the fields of one kind."""

    kind: str
    names: Mapping[str, str]

    def fields(self, before: Fields, after: Fields) -> Iterator[FieldDifference]:
        yield from self._records(type(after), before, after, ())

    def _records(
        self, model: type[Record], before: Record | None, after: Record | None, steps: _Steps
    ) -> Iterator[FieldDifference]:
        for name, about in model.model_fields.items():
            old, new = getattr(before, name, None), getattr(after, name, None)
            if old != new:
                yield from self._values(old, new, (*steps, _Step(name, about.title or name)))

    def _values(self, old: object, new: object, steps: _Steps) -> Iterator[FieldDifference]:
        if isinstance(old, tuple) and isinstance(new, tuple):
            yield from self._lists(cast(tuple[object, ...], old), cast(tuple[object, ...], new), steps)
        elif isinstance(old, Record) and isinstance(new, Record) and not isinstance(new, Deadline):
            yield from self._records(type(new), old, new, steps)
        elif isinstance(old, RetentionRules) or isinstance(new, RetentionRules):
            yield from self._records(
                RetentionRules, cast(RetentionRules | None, old), cast(RetentionRules | None, new), steps
            )
        else:
            path, label = self._place(steps)
            absent = BLANK if isinstance(old, date) or isinstance(new, date) else _ABSENT.get((self.kind, path), NONE)
            yield FieldDifference(path, label, self._leaf(path, old, absent), self._leaf(path, new, absent))

    def _leaf(self, path: str, value: Any, absent: str) -> str:
        """A single value, a number as the wording tells it: "10 percent", "once"."""
        if value is None:
            return absent
        filters = _filters(self.kind).get(path, ()) if type(value) is int else ()
        if "percent" in filters:
            return f"{value} percent"
        return str(FILTERS["times"](value, _SETTING)) if "times" in filters else self._told(value)

    def _lists(self, old: tuple[object, ...], new: tuple[object, ...], steps: _Steps) -> Iterator[FieldDifference]:
        """The items that came and went; of records that keep their first field, what else of them changed."""
        old_keys, new_keys = _keys(old, new)
        if old_keys != new_keys:
            came, went = _without(new_keys, old_keys), _without(old_keys, new_keys)
            yield FieldDifference(
                *self._place(steps),
                self._told(old),
                self._told(new),
                tuple(self._told(new[n]) for n in came),
                tuple(self._told(old[n]) for n in went),
                is_list=True,
            )
        for n, (key, item) in enumerate(zip(new_keys, new, strict=True)):
            before = old[old_keys.index(key)] if key in old_keys else item
            if before != item:
                yield from self._values(before, item, (*steps, _Step(str(n), self._told(key))))

    def _told(self, value: Any, *, quoted: bool = True) -> str:
        """A value in words, short: "60 calendar days" and not "sixty (60) calendar days". Free text is quoted, unless
        it is a part of a record."""
        if value is None or value == ():
            return NONE
        if isinstance(value, Deadline):
            unit = value.unit.label
            return f"{value.n} {unit.removesuffix('s') if value.n == 1 else unit}"
        if isinstance(value, tuple):
            return series([self._told(each) for each in cast(tuple[object, ...], value)], "and")
        if isinstance(value, RetentionRule):
            return _told_rule(value)
        if isinstance(value, Record):
            inner = [getattr(value, name) for name in type(value).model_fields]
            return ", ".join(self._told(each, quoted=False) for each in inner if each is not None)
        words = in_words(value)
        if not isinstance(value, str) or isinstance(value, Labelled):
            return words
        if value in self.names:
            return self.names[value]
        return f"“{words}”" if quoted and words == curl(value) else words

    def _place(self, steps: _Steps) -> tuple[str, str]:
        """The path, and the label."""
        path = ".".join(step.name for step in steps)
        category = _CATEGORIES.get(path.removeprefix("rules.").partition(".")[0])
        if self.kind == CatalogueKind.RETENTION.value and category is not None:
            detail = _DETAIL.get(path.rpartition(".")[2])
            return path, f"Retention, {category}, {detail}" if detail else f"Retention, {category}"
        return path, ", ".join(step.title if not n else _small(step) for n, step in enumerate(steps))


def _told_rule(rule: RetentionRule) -> str:
    """A rule of the schedule that came or went, as a line: "2 years from the date of the Recording, or until …"."""
    period = f"{in_words(rule.min)} from {rule.runs_from.label}"
    return period if rule.until is None else f"{period}, or until {rule.until.label[:1].lower()}{rule.until.label[1:]}"


_CATEGORIES: Final = {
    "accidental": "accidental activation",
    "general": "general",
    "evidentiary": "evidence",
    "complaint": "complaint",
    "use_of_force": "use of force",
    "deadly_force": "deadly force",
}
"""What the categories of the schedule are called in a line."""
_DETAIL: Final = {"until": "kept until", "runs_from": "runs from"}
_ABSENT: Final = {(CatalogueKind.TERM_RENEWAL.value, "max_renewals"): "no limit"}
"""What the absence of a value means, where it does not mean none."""
_SETTING: Final = Setting("", {})


@cache
def _filters(kind: str) -> Mapping[str, frozenset[str]]:
    """The names of the filters through which the wording of a kind tells each field."""
    found: dict[str, frozenset[str]] = {}
    for block in wording_of(kind).blocks:
        for piece in block.pieces if isinstance(block, ParagraphTemplate) else ():
            if isinstance(piece, Value):
                found[piece.path] = found.get(piece.path, frozenset()) | {call.name for call in piece.filters}
    return found


def _small(step: _Step) -> str:
    """A title inside a label: as it is for an item, without its capital for a field."""
    return step.title if step.name.isdecimal() else step.title[:1].lower() + step.title[1:]


def _keys(old: Sequence[object], new: Sequence[object]) -> tuple[list[object], list[object]]:
    """What tells the items of two lists apart: of records the first field, where no two of a list share it; else the
    whole item."""
    firsts = [_first(item) for item in old], [_first(item) for item in new]
    if all(key is not None and keys.count(key) == 1 for keys in firsts for key in keys):
        return firsts
    return list(old), list(new)


def _first(item: object) -> object:
    return getattr(item, next(iter(type(item).model_fields))) if isinstance(item, Record) else None


def _without(items: Sequence[object], others: Sequence[object]) -> list[int]:
    """The places of those ``items`` that ``others`` has not, or not so often."""
    left = list(others)
    found: list[int] = []
    for n, item in enumerate(items):
        if item in left:
            left.remove(item)
        else:
            found.append(n)
    return found
