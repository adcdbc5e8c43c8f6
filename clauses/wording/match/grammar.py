"""A wording read as a grammar: which blocks the lines of a text may be, and what they then say about the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel

from clauses.kinds.values import Fields
from clauses.text.inline import format_free_text, format_prose, parse_prose
from clauses.wording.layout import EXHIBIT, HEAD, PARAGRAPH, ROW, SIGNATURE, level_of, phrases_at, sort_of, span_prose
from clauses.wording.match.readers import Reader, reader_of
from clauses.wording.match.types import Sort, sort_at
from clauses.wording.render import Scope, about_item, free_spans, piece_spans
from clauses.wording.template import (
    BlockTemplate,
    Condition,
    ExhibitTemplate,
    FixedRow,
    ParagraphTemplate,
    Piece,
    ProseTemplate,
    SignaturesTemplate,
    TableTemplate,
    Unbound,
    Value,
    Wording,
)

CLOSINGS = ("; and", "; or", ";", ".")
MOST_STATES = 5_000
"""How many ways of reading a text are followed before it counts as one that the wording can't have made."""

BESIDE = "="
"""Begins the path of a field that a line of a list says beside its value."""

Item = Mapping[str, Sequence[Any]]
"""What one value of a list may be, by the path within it ("" for the value itself)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: ``values`` at paths, ``lists`` at (path, how many values are said elsewhere), and which
    conditions held together or did not."""

    values: Mapping[str, Sequence[Any]] = field(default_factory=dict[str, Sequence[Any]])
    lists: Mapping[tuple[str, int], Sequence[Item]] = field(default_factory=dict[tuple[str, int], Sequence[Item]])
    facts: tuple[tuple[tuple[Condition, ...], bool], ...] = ()

    def and_values(self, more: Item) -> Said | None:
        """Return this and ``more``, or None when they contradict."""
        values = dict(self.values)
        for path, candidates in more.items():
            both = [each for each in values.get(path, candidates) if each in candidates]
            if not both:
                return None
            values[path] = both
        return Said(values, self.lists, self.facts)

    def and_list(self, path: str, skip: int, items: Sequence[Item]) -> Said | None:
        """Return this and a list, or None when it was said otherwise."""
        before = self.lists.get((path, skip))
        if before is not None and len(before) != len(items):
            return None
        merged = [{**old, **new} for old, new in zip(before, items, strict=True)] if before is not None else items
        return Said(self.values, {**self.lists, (path, skip): merged}, self.facts)

    def and_fact(self, conditions: tuple[Condition, ...], held: bool) -> Said:
        """Return this and whether ``conditions`` held together."""
        return Said(self.values, self.lists, (*self.facts, (conditions, held)))


@dataclass(frozen=True, slots=True)
class Step:
    """A block, or the head of an exhibit, with every condition on it; ``inner`` is an exhibit for each of a list."""

    block: BlockTemplate | FixedRow | None
    when: tuple[Condition, ...]
    inner: ExhibitTemplate | None = None


@dataclass(frozen=True, slots=True)
class _Slot:
    key: str
    reader: Reader
    known: Mapping[str, Any]


class Grammar:
    """The readings of texts by one wording, given the fields that were there before."""

    def __init__(self, wording: Wording, before: Fields) -> None:
        self._phrases = wording.phrases
        self._scope = Scope(before, wording.phrases)
        self._model: type[BaseModel] = type(before)
        self._json: dict[str, Any] = before.model_dump(mode="json")
        self._steps = tuple(_steps(wording))
        self._paragraphs = _free_paragraphs(wording, self._scope)
        self._lines: dict[tuple[str, str, tuple[Piece, ...]], tuple[re.Pattern[str], tuple[_Slot, ...]]] = {}

    def readings(self, lines: Sequence[str]) -> Iterator[Said]:
        """Yield what ``lines`` may say, likeliest first."""
        yield from self._read(self._steps, lines, "")

    def _read(self, steps: Sequence[Step], lines: Sequence[str], prefix: str) -> Iterator[Said]:
        stack = [(0, 0, Said())]
        for _ in range(MOST_STATES):
            if not stack:
                return
            k, i, said = stack.pop()
            if k == len(steps):
                if i == len(lines):
                    yield said
                continue
            options = list(self._options(steps[k], lines, i, said, prefix))
            stack.extend((k + 1, at, then) for at, then in reversed(options))

    def _options(self, step: Step, lines: Sequence[str], i: int, said: Said, prefix: str) -> Iterator[tuple[int, Said]]:
        block = step.block
        shown = said.and_fact(step.when, True) if step.when else said
        if step.inner is not None:
            yield from self._exhibits(step.inner, lines, i, shown)
        elif isinstance(block, FixedRow):
            yield from self._one(EXHIBIT, block.cells, lines, i, shown, prefix)
        elif isinstance(block, ParagraphTemplate) and not block.each:
            yield from self._one("\t" * block.level, (block.pieces,), lines, i, shown, prefix)
        elif isinstance(block, ParagraphTemplate):
            yield from self._listed(block, lines, i, shown)
        elif isinstance(block, ProseTemplate):
            yield from self._prose(block, lines, i, shown)
        elif block is not None:
            yield from self._table(block, lines, i, shown, prefix)
        if step.when:
            yield i, said.and_fact(step.when, False)

    def _one(
        self, start: str, cells: Sequence[Sequence[Piece]], lines: Sequence[str], i: int, said: Said, prefix: str
    ) -> Iterator[tuple[int, Said]]:
        values = self._values(start, cells, lines[i], prefix) if i < len(lines) else None
        then = None if values is None else said.and_values(values)
        if then is not None:
            yield i + 1, then

    def _listed(self, block: ParagraphTemplate, lines: Sequence[str], i: int, said: Said) -> Iterator[tuple[int, Said]]:
        items: list[Item] = []
        for line in lines[i:]:
            values = None
            for closing in CLOSINGS if block.join else ("",):
                if values is None and line.endswith(closing):
                    start, words = "\t" * block.level, line.removesuffix(closing) if closing else line
                    values = self._values(start, (block.pieces,), words, block.each)
            if values is None:
                break
            items.append(values)
        of_item = [condition for condition in block.when if about_item(condition)]
        named = said.lists.get((block.each, block.skip)) if of_item else None
        for count in range(len(items), -1, -1):
            shown, besides = _parted(items[:count])
            if named is not None:
                shown = _among(named, shown, [c.path.removeprefix("item.") for c in of_item if not c.operator])
            then = said.and_list(block.each, block.skip, shown)
            for values in besides:
                then = then and then.and_values(values)
            if then is not None:
                yield i + count, then

    def _prose(self, block: ProseTemplate, lines: Sequence[str], i: int, said: Said) -> Iterator[tuple[int, Said]]:
        items: list[Item] = []
        for line in lines[i:]:
            if sort_of(line) != PARAGRAPH:
                break
            words = line.lstrip("\t")
            text = self._paragraphs.get(words) or format_free_text(parse_prose(words))
            items.append({"level": [level_of(line)], "text": [text]})
        for count in range(len(items), 0, -1):
            then = said.and_list(block.path, 0, items[:count])
            if then is not None:
                yield i + count, then

    def _table(
        self, block: TableTemplate | SignaturesTemplate, lines: Sequence[str], i: int, said: Said, prefix: str
    ) -> Iterator[tuple[int, Said]]:
        if isinstance(block, TableTemplate):
            if i == len(lines) or lines[i] != HEAD + "\t".join(map(format_prose, block.columns)):
                return
            sort, cells, i = ROW, block.cells, i + 1
        else:
            sort, cells = SIGNATURE, (block.party, block.title)
        for row in block.rows:
            following = next(self._one(sort, row.cells, lines, i, said, prefix), None)
            if following:
                i, said = following[0], following[1].and_fact(row.when, True)
            elif row.when:
                said = said.and_fact(row.when, False)
            else:
                return
        items: list[Item] = []
        while block.each and i < len(lines) and lines[i].startswith(sort):
            values = self._values(sort, cells, lines[i], block.each)
            if values is None:
                break
            items.append(values)
            i += 1
        own, besides = _parted(items)
        then = said.and_list(block.each, block.skip, own) if block.each else said
        for values in besides:
            then = then and then.and_values(values)
        if then is not None:
            yield i, then

    def _exhibits(self, one: ExhibitTemplate, lines: Sequence[str], i: int, said: Said) -> Iterator[tuple[int, Said]]:
        """All the exhibits of a list, each from its head to the next head."""
        heads = [n for n in range(i, len(lines)) if sort_of(lines[n]) == EXHIBIT]
        if heads and heads[0] != i:
            return
        items: list[Item] = []
        for head, end in zip(heads, [*heads, len(lines)][1:], strict=True):
            values = self._values(EXHIBIT, (one.label, one.title), lines[head], one.each)
            steps = [Step(block, block.when) for block in one.blocks]
            inner = next(self._read(steps, lines[head + 1 : end], one.each), None)
            if values is None or inner is None:
                return
            told = {path.removeprefix("item."): found for path, found in inner.values.items()}
            listed = {path.removeprefix("item."): [_only(found)] for (path, _), found in inner.lists.items()}
            items.append({**values, **told, **listed})
        of_item = [condition for condition in one.when if about_item(condition)]
        named = said.lists.get((one.each, 0))
        if of_item and named is not None:
            items = _among(named, items, [c.path.removeprefix("item.") for c in of_item if not c.operator])
        then = said.and_list(one.each, 0, items)
        if then is not None:
            yield len(lines) if heads else i, then

    # ------------------------------------------------------------------------------------------------- one line

    def _values(
        self, start: str, cells: Sequence[Sequence[Piece]], line: str, each: str
    ) -> dict[str, list[Any]] | None:
        """What a line says, by path (of an item, within it), or None when it can't be one of ``cells``."""
        pieces = tuple(_with_tabs(cells))
        lead = start + (format_prose(pieces[0]) if pieces and isinstance(pieces[0], str) else "")
        if not line.startswith(lead):
            return None
        key = (start, each, pieces)
        if key not in self._lines:
            self._lines[key] = self._compiled(start, pieces, each)
        pattern, slots = self._lines[key]
        match = pattern.fullmatch(line)
        if match is None:
            return None
        values: dict[str, list[Any]] = {}
        for n, slot in enumerate(slots):
            words = match[f"g{n}"]
            found = [*([slot.known[words]] if words in slot.known else []), *slot.reader.read(words)]
            if slot.reader.silent:
                continue
            before = values.get(slot.key, found)
            values[slot.key] = [each for each in found if each in before]
            if not values[slot.key]:
                return None
        return values

    def _compiled(self, start: str, pieces: Sequence[Piece], each: str) -> tuple[re.Pattern[str], tuple[_Slot, ...]]:
        pattern, slots = re.escape(start), list[_Slot]()
        for piece in pieces:
            if isinstance(piece, Unbound):
                pattern += re.escape(piece.words)
            elif isinstance(piece, Value):
                slot = self._slot(piece, each)
                known = "|".join(map(re.escape, sorted(slot.known, key=len, reverse=True)))
                pattern += f"(?P<g{len(slots)}>{known + '|' if known else ''}{slot.reader.pattern})"
                slots.append(slot)
            else:
                pattern += re.escape(format_prose(piece))
        return _compile(pattern), tuple(slots)

    def _slot(self, piece: Value, each: str) -> _Slot:
        of_item = piece.path.partition(".")[0] == "item"
        path = f"{each}.0{piece.path.removeprefix('item')}" if of_item else piece.path
        sort = sort_at(self._model, path) or Sort(str)
        reader = reader_of(piece.filters, sort, phrases_at(self._phrases, path))
        scopes = list(self._scope.items(each)) if of_item else [self._scope]
        known: dict[str, Any] = {}
        for scope in scopes:
            value = scope.look_up(piece.path)
            if value is not None:
                words = "".join(map(span_prose, piece_spans((piece,), scope)))
                known.setdefault(words, to_json(value))
        key = piece.path.removeprefix("item").lstrip(".") if of_item else (BESIDE if each else "") + piece.path
        return _Slot(key, reader, known)


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def to_json(value: Any) -> Any:
    """Return a field's value in its JSON form."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple | list):
        return [to_json(each) for each in cast(Sequence[Any], value)]
    if value is None or isinstance(value, bool | int):
        return value
    return getattr(value, "value", None) or str(value)


def _among(named: Sequence[Item], some: Sequence[Item], absent: Sequence[str]) -> list[Item]:
    """The values that are named elsewhere, each with what one of ``some`` adds, or without what ``absent`` names."""
    left = list(some)
    made: list[Item] = []
    for item in named:
        twin = next((each for each in left if _agree(each, item)), None)
        if twin is not None:
            left.remove(twin)
        made.append({**item, **(twin or {path: [None] for path in absent})})
    return made if not left else [*made, *left]


def _parted(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """The values of a list, and what their lines say of fields beside it."""
    own = [{path: found for path, found in item.items() if not path.startswith(BESIDE)} for item in items]
    besides = [{p.removeprefix(BESIDE): found for p, found in item.items() if p.startswith(BESIDE)} for item in items]
    return own, besides


def _agree(one: Item, other: Item) -> bool:
    """Whether two readings of a value have something in common, and nothing that contradicts."""
    shared = one.keys() & other.keys()
    return bool(shared) and all(set(map(str, one[path])) & set(map(str, other[path])) for path in shared)


def _free_paragraphs(wording: Wording, scope: Scope) -> dict[str, str]:
    """The free paragraphs of the fields before, by their words: what was typed is kept where it reads the same."""
    known: dict[str, str] = {}
    scopes = [(wording.blocks, scope)]
    for exhibit in wording.exhibits:
        scopes += [(exhibit.blocks, inner) for inner in (scope.items(exhibit.each) if exhibit.each else (scope,))]
    for blocks, inner in scopes:
        for block in blocks:
            for paragraph in (inner.look_up(block.path) or ()) if isinstance(block, ProseTemplate) else ():
                words = "".join(map(span_prose, free_spans(paragraph.text, "")))
                known.setdefault(words, paragraph.text)
    return known


def _with_tabs(cells: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    for n, cell in enumerate(cells):
        if n:
            yield "\t"
        yield from cell


def _only(items: Sequence[Item]) -> list[Any]:
    return [item[""][0] if "" in item else {path: found[0] for path, found in item.items()} for item in items]


def _steps(wording: Wording) -> Iterator[Step]:
    for block in wording.blocks:
        yield Step(block, _of_block(block))
    for exhibit in wording.exhibits:
        if exhibit.each:
            yield Step(None, tuple(c for c in exhibit.when if not about_item(c)), exhibit)
            continue
        yield Step(FixedRow((exhibit.label, exhibit.title)), exhibit.when)
        for block in exhibit.blocks:
            yield Step(block, (*exhibit.when, *_of_block(block)))


def _of_block(block: BlockTemplate) -> tuple[Condition, ...]:
    return tuple(condition for condition in block.when if not about_item(condition))
