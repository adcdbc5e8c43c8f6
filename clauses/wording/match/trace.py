"""Where the places of a line went in an edited line: which kept their words, say another value, or are lost."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clauses.text.inline import cut_prose
from clauses.text.script import edit_script
from clauses.text.tokens import tokenize
from clauses.wording.filters import counted
from clauses.wording.layout import Line, level_of, sort_of
from clauses.wording.match.readers import FIGURES, SPELLED, Reader, figures_of, number_of
from clauses.wording.template import FilterCall, Unbound, Value

Reading = Callable[[Value], Reader]
"""Gives the reader of a place."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one place. ``start`` and ``end`` are its stretch in the edited line."""

    place: Value | Unbound
    start: int
    end: int
    same: bool
    """Whether the stretch holds the words that it held."""
    values: tuple[Any, ...] = ()
    """What other words there may mean, as JSON values, likeliest first."""
    touched: bool = False
    """Whether the sentence around it was changed."""
    standard: str | None = None
    """The words that the field's own place would have, where only a part of the stretch is a value."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The places of an edited line in the order of the old one; ``free`` when words outside of them changed."""

    found: tuple[Found, ...]
    free: bool


@dataclass(slots=True)
class _Map:
    """Positions of the old line in the new one, by the stretches that both share."""

    equal: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    """(start in the old line, start in the new line, length)."""
    changes: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    """(old start, old end, new start, new end) of what differs."""

    def outer(self, start: int, end: int, length: int) -> tuple[int, int, bool, bool]:
        """The stretch of the new line between the shared words that stand before and after [start, end) of the old
        one, and whether these neighbours are the old ones."""
        before = [(i, j, n) for i, j, n in self.equal if i < start]
        after = [(i, j, n) for i, j, n in self.equal if i + n > end]
        left = right = None
        if before:
            i, j, n = before[-1]
            left = j + min(n, start - i)
        if after:
            i, j, n = after[0]
            right = j + max(0, end - i)
        near_left = start == 0 or bool(before and before[-1][0] + before[-1][2] >= start)
        near_right = bool(after and after[0][0] <= end)
        return left or 0, length if right is None else right, near_left, near_right


def words_of(text: str) -> list[str]:
    """Return the tokens of a line of prose; a reference or a term is one."""
    return [token for words, slot in cut_prose(text) for token in ([words] if slot else tokenize(words))]


def trace(old: Line, new: str, reading: Reading) -> Trace:
    """Return where the places of ``old`` stand in ``new``."""
    where = _map(words_of(old.text), words_of(new))
    found: list[Found] = []
    at, taken = 0, len(sort_of(new)) or level_of(new)
    for segment in old.segments:
        start, at = at, at + len(segment.text)
        if segment.place is not None:
            one = _place(segment.place, segment.text, new, (start, at), where, taken, reading)
            taken = max(taken, one.end)
            found.append(one)
    return _with_sentences(old, new, where, found)


def _map(before: Sequence[str], after: Sequence[str]) -> _Map:
    starts_before, starts_after = [0], [0]
    for token in before:
        starts_before.append(starts_before[-1] + len(token))
    for token in after:
        starts_after.append(starts_after[-1] + len(token))
    where = _Map()
    for what, i1, i2, j1, j2 in edit_script(before, after):
        a1, a2, b1, b2 = starts_before[i1], starts_before[i2], starts_after[j1], starts_after[j2]
        if what == "equal":
            where.equal.append((a1, b1, a2 - a1))
        elif where.changes and where.changes[-1][1] == a1 and where.changes[-1][3] == b1:
            where.changes[-1] = (where.changes[-1][0], a2, where.changes[-1][2], b2)
        else:
            where.changes.append((a1, a2, b1, b2))
    return where


def _place(
    place: Value | Unbound,
    words: str,
    new: str,
    span: tuple[int, int],
    where: _Map,
    taken: int,
    reading: Reading,
) -> Found:
    start, end, near_left, near_right = where.outer(*span, len(new))
    start, end = max(start, taken), max(end, taken)
    if not words:
        return Found(place, start, start, True)
    stretch = new[start:end]
    unchanged = _whole(words, new, start, end)
    if unchanged is not None and (stretch == words or stretch.count(words) == 1):
        if stretch != words and isinstance(place, Value) and near_left and near_right and reading(place).free:
            return Found(place, start, end, False, tuple(reading(place).read(stretch)))
        return Found(place, unchanged, unchanged + len(words), True)
    if isinstance(place, Unbound):
        place = Value(place.path, place.filters)
    reader = reading(place)
    if reader.free:
        whole = near_left and near_right and stretch.strip()
        return Found(place, start, end, False, tuple(reader.read(stretch)) if whole else ())
    matches = [m for m in re.finditer(f"(?<![\\w$])(?:{reader.pattern})(?!\\w)", stretch) if m[0] and reader.read(m[0])]
    if len(matches) == 1:
        match = matches[0]
        return Found(place, start + match.start(), start + match.end(), False, tuple(reader.read(match[0])))
    return _part(place, words, new, start, end) or Found(place, *_trimmed(new, start, end), False)


_NUMBER = re.compile(rf"({SPELLED}) \(({FIGURES})\)|(?<![\w$(])({FIGURES})(?![\w%)])")


def _part(place: Value, words: str, new: str, start: int, end: int) -> Found | None:
    """The number of a deadline whose unit can't be read: "ninety (90) days" says 90, and no longer of which days."""
    numbers = list(_NUMBER.finditer(new, start, end))
    if [call.name for call in place.filters] != ["deadline"] or len(numbers) != 1:
        return None
    match = numbers[0]
    n = figures_of(match[2] or match[3])
    if (match[1] and number_of(match[1]) != n) or n < 1:
        return None
    unit = words.partition(") ")[2].removesuffix("s")
    filters = (FilterCall("num", ()),) if match[1] else ()
    number = Value(f"{place.path}.n", filters)
    return Found(number, match.start(), match.end(), False, (n,), standard=counted(n, unit, f"{unit}s"))


def _whole(words: str, new: str, start: int, end: int) -> int | None:
    """Where ``words`` stand, as whole words, in ``new[start:end]``."""
    at = new.find(words, start, end)
    if at < 0:
        return None
    edges = ((new[at - 1 : at], words[:1]), (words[-1:], new[at + len(words) : at + len(words) + 1]))
    return None if any(a.isalnum() and b.isalnum() for a, b in edges) else at


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the white space at its ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()) if inner.strip() else start, start + len(inner.rstrip())


_SENTENCE_END = re.compile(r"[.!?][”’)\"']*\s+")


def _with_sentences(old: Line, new: str, where: _Map, found: Sequence[Found]) -> Trace:
    """Tell each place whether words around it in its sentence changed, in the old line or the new one."""
    old_places: list[tuple[int, int]] = []
    at = 0
    for segment in old.segments:
        start, at = at, at + len(segment.text)
        if segment.place is not None:
            old_places.append((start, at))
    new_places = [(each.start, each.end) for each in found]
    touched_old = [span for a1, a2, _, _ in where.changes for span in _outside(a1, a2, old_places)]
    touched_new = [span for _, _, b1, b2 in where.changes for span in _outside(b1, b2, new_places)]
    ends_old = [match.end() for match in _SENTENCE_END.finditer(old.text)]
    ends_new = [match.end() for match in _SENTENCE_END.finditer(new)]
    told: list[Found] = []
    for one, (start, end) in zip(found, old_places, strict=True):
        touched = _near(touched_old, ends_old, start, end) or _near(touched_new, ends_new, one.start, one.end)
        told.append(replace(one, touched=touched))
    return Trace(tuple(told), bool(touched_old or touched_new))


def _outside(start: int, end: int, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of [start, end) lies in no place."""
    left = [(start, end)] if end > start else []
    for a, b in places:
        left = [(s, e) for one in left for s, e in ((one[0], min(one[1], a)), (max(one[0], b), one[1])) if s < e]
    return left


def _near(touched: Sequence[tuple[int, int]], ends: Sequence[int], start: int, end: int) -> bool:
    """Whether a touched stretch reaches into the sentences of [start, end)."""
    first, last = bisect_right(ends, start), bisect_right(ends, max(start, end - 1))
    return any(bisect_right(ends, s) <= last and bisect_right(ends, max(s, e - 1)) >= first for s, e in touched)
