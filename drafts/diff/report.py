"""The change set: every difference of a plan as data, numbered in reading order, with its clause and context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, groupby
from typing import NamedTuple

from drafts.blocks import (
    Block,
    BlockKind,
    Fate,
    Item,
    Mark,
    Paragraphs,
    PlainParagraph,
    Planned,
    Row,
    RowPlan,
    Same,
    Standing,
    StoryPlan,
    Stretch,
    TablePlan,
    Token,
    Whole,
    text_of,
)
from drafts.model import Change, ChangeKind, Hints

CONTEXT = 40
"""Letters of context on either side of a change."""


@dataclass(slots=True)
class _Found:
    """A change while its paragraph is read."""

    kind: ChangeKind
    before: str = ""
    after: str = ""
    start: int = 0
    """Where it stands in the paragraph's kept text, as (letters of the shown text before it)."""
    end: int = 0
    detail: str = ""


class _Told(NamedTuple):
    """A change, what stands around it, and where: story, paragraph, clause."""

    found: _Found
    left: str
    right: str
    place: str
    paragraph: int
    clause: str


class _Plain(NamedTuple):
    """A plain paragraph whose changes are still to be told: its words on both sides, and whether its properties
    differ."""

    stretches: Sequence[Stretch]
    before: str
    after: str
    reformatted: bool
    place: str
    paragraph: int
    clause: str


@dataclass(eq=False)
class Reporter:
    """Collects the changes of a redline's stories in the order in which they are given."""

    author: str
    at: datetime
    hints: Hints
    _told: list[_Told | _Plain] = field(default_factory=list["_Told | _Plain"])
    _paragraph: int = 0
    _place: str = ""
    _clause: str = ""

    def changes(self) -> tuple[Change, ...]:
        """All changes so far, numbered. Those of plain paragraphs are put into words only now: who wants the file alone
        need not wait for them."""
        told = chain.from_iterable([x] if isinstance(x, _Told) else _inside_plain(x) for x in self._told)
        return tuple(self._change(number, x) for number, x in enumerate(told, 1))

    def story(self, place: str, plan: StoryPlan) -> None:
        """Add the changes of one story."""
        self._place, self._paragraph, self._clause = place, 0, ""
        self._plan(plan)

    def section(self) -> None:
        """Add that the story's last section has other properties; call it when the story's changes are added."""
        self._add(_Found(ChangeKind.SECTION_FORMATTED, detail="section"), "", "")

    def _plan(self, plan: StoryPlan) -> None:
        for planned in plan.planned:
            self._planned(planned)

    def _planned(self, planned: Planned) -> None:
        if isinstance(planned, PlainParagraph):
            self._plain(planned)
        elif isinstance(planned, (Same, Standing)):
            self._paragraph += _paragraphs_in(planned.after)
            self._clause = planned.after.clause or self._clause
        elif isinstance(planned, Paragraphs):
            for items, mark in _cut(planned.entries):
                self._paragraph += 1
                self._marked(items, mark)
        elif isinstance(planned, TablePlan):
            self._clause = planned.after.clause or self._clause
            if _reformatted(planned.before, planned.after, any(r.columns_differ for r in planned.rows)):
                self._add(_Found(ChangeKind.TABLE_FORMATTED, detail="table"), "", "")
            for row in planned.rows:
                self._row(row)
        else:
            self._whole(planned)

    def _whole(self, planned: Whole) -> None:
        """A table that came or went is told row by row, as its marks are."""
        self._clause = planned.block.clause or self._clause
        for row in planned.block.rows:
            self._one_sided_row(row, planned.fate)

    def _row(self, row: RowPlan) -> None:
        if row.fate is Fate.KEEP:
            ours, theirs = row.before, row.after
            if ours is not None and theirs is not None and _reformatted(ours.block, theirs.block, row.columns_differ):
                self._add(_Found(ChangeKind.TABLE_FORMATTED, detail="row"), "", "")
            if not row.cells and row.after is not None:
                self._paragraph += sum(_paragraphs_in(b) for c in row.after.cells for b in c.blocks)
            for cell in row.cells:
                self._plan(cell.story)
            return
        side = row.before or row.after
        assert side is not None
        self._one_sided_row(side, row.fate)

    def _one_sided_row(self, row: Row, fate: Fate) -> None:
        self._paragraph += sum(_paragraphs_in(b) for c in row.cells for b in c.blocks)
        text = _row_text(row)
        deleted = fate is Fate.DELETE
        kind = ChangeKind.ROW_DELETED if deleted else ChangeKind.ROW_INSERTED
        self._add(_Found(kind, text if deleted else "", "" if deleted else text), "", "")

    def _marked(self, items: Sequence[Item], mark: Mark) -> None:
        block = mark.after or mark.before
        assert block is not None
        self._clause = block.clause or self._clause
        if mark.move is not None:
            if mark.fate is Fate.MOVE_TO:
                moved = "".join(i.text for i in items if i.fate is Fate.MOVE_TO)
                self._add(_Found(ChangeKind.MOVED, moved, moved), "", "")
            self._inside(items)
            return
        if mark.section:
            self._inside(items)
            if block.kind is BlockKind.SECTION_END:
                detail = "section break added" if mark.fate is Fate.INSERT else "section break removed"
                self._add(_Found(ChangeKind.SECTION_FORMATTED, detail=detail), _tail(_text(items, after=True)), "")
            return
        whole = {Fate.DELETE: ChangeKind.DELETED, Fate.INSERT: ChangeKind.INSERTED}.get(mark.fate)
        if whole is not None and not mark.split and all(i.fate is mark.fate for i in items):
            text = "".join(i.text for i in items)
            found = _Found(whole, detail="paragraph")
            found.before, found.after = (text, "") if whole is ChangeKind.DELETED else ("", text)
            self._add(found, "", "")
            return
        self._inside(items)
        if mark.split:
            kind = ChangeKind.SPLIT if mark.fate is Fate.INSERT else ChangeKind.MERGED
            self._add(_Found(kind), _tail(_text(items, after=True)), "")
        elif mark.fate is Fate.KEEP and mark.before is not None and mark.after is not None:
            self._properties(mark.before, mark.after, items)

    def _plain(self, planned: PlainParagraph) -> None:
        before, after = planned.before, planned.after
        self._paragraph += 1
        self._clause = after.clause or self._clause
        ours, theirs = before.line, after.line
        assert ours is not None
        assert theirs is not None
        place = self._place, self._paragraph, self._clause
        reformatted = before.props != after.props
        self._told.append(_Plain(planned.stretches, ours.text, theirs.text, reformatted, *place))

    def _properties(self, before: Block, after: Block, items: Sequence[Item]) -> None:
        head = _head(_text(items, after=True))
        if before.frame != after.frame:
            self._add(_Found(ChangeKind.PARAGRAPH_FORMATTED), "", head)
        if before.section_break != after.section_break:
            self._add(_Found(ChangeKind.SECTION_FORMATTED, detail="section"), "", head)

    def _inside(self, items: Sequence[Item]) -> None:
        """Changes of words, looks and shown references within a paragraph."""
        shown = "".join([text_of(i.after) for i in items])
        for change in _joined(chain.from_iterable(map(_parts, items))):
            self._add(change, *_around(shown, change))
        for item in items:
            if item.stories:
                self._text_boxes(item)

    def _text_boxes(self, item: Item) -> None:
        """The changes in a drawing's text boxes; a drawing is often told twice, for old and new programs."""
        told: set[str] = set()
        place, paragraph = self._place, self._paragraph
        for story, blocks in zip(item.stories, item.after[0].stories if item.stories else (), strict=True):
            text = "\n".join(b.text for b in blocks)
            if text not in told:
                self._place, self._paragraph = f"text box in {place}", 0
                self._plan(story)
            told.add(text)
        self._place, self._paragraph = place, paragraph

    def _add(self, found: _Found, left: str, right: str) -> None:
        self._told.append(_Told(found, left, right, self._place, self._paragraph, self._clause))

    def _change(self, number: int, told: _Told) -> Change:
        found = told.found
        return Change(
            number=number,
            kind=found.kind,
            place=told.place,
            paragraph=told.paragraph,
            clause_id=told.clause,
            clause=self.hints.clause_labels.get(told.clause, ""),
            before=found.before,
            after=found.after,
            context_before=told.left,
            context_after=told.right,
            author=self.author,
            at=self.at,
            detail=found.detail,
        )


def _inside_plain(plain: _Plain) -> Iterator[_Told]:
    """The changes of a plain paragraph."""
    place = plain.place, plain.paragraph, plain.clause
    found = [(_of_stretch(s, plain.before, plain.after), s[4] - s[3]) for s in plain.stretches]
    for change in _joined(found):
        yield _Told(change, *_around(plain.after, change), *place)
    if plain.reformatted:
        yield _Told(_Found(ChangeKind.PARAGRAPH_FORMATTED), "", _head(plain.after), *place)


def _joined(changes: Iterable[tuple[_Found | None, int]]) -> Iterator[_Found]:
    """The changes of a paragraph, given with the letters of the shown text that each, or what is kept, takes up;
    neighbours make one replacement."""
    position = 0
    current: _Found | None = None
    for found, size in changes:
        if current is not None and (found is None or not _joins(current, found)):
            yield _named(current)
            current = None
        if found is not None:
            if current is None:
                current = found
                current.start = position
            else:
                _join(current, found)
            current.end = position + size
        position += size
    if current is not None:
        yield _named(current)


def _named(found: _Found) -> _Found:
    if found.before and found.after and found.kind in _WORDS:
        found.kind = ChangeKind.REPLACED
    return found


def _around(shown: str, found: _Found) -> tuple[str, str]:
    """What stands before and behind a change."""
    return shown[max(0, found.start - CONTEXT) : found.start], shown[found.end : found.end + CONTEXT]


def _of_stretch(stretch: Stretch, before: str, after: str) -> _Found | None:
    fate, start, end, start_after, end_after, looks_differ = stretch
    old, new = before[start:end], after[start_after:end_after]
    if fate is Fate.DELETE:
        return _Found(ChangeKind.DELETED, old, "")
    if fate is Fate.INSERT:
        return _Found(ChangeKind.INSERTED, "", new)
    return _Found(ChangeKind.FORMATTED, old, new) if looks_differ else None


def _parts(item: Item) -> Iterator[tuple[_Found | None, int]]:
    """What there is to tell of each part of an item, and how many letters it shows. Of words whose look changed only
    those that do look otherwise are told."""
    if not item.looks_differ or item.inner or item.fate is not Fate.KEEP:
        yield _of(item), sum([len(t.text) for t in item.after])
        return
    for b, a in zip(item.before, item.after, strict=False):
        for text, differs in _by_look(b, a):
            yield (_Found(ChangeKind.FORMATTED, text, text) if differs else None), len(text)


def _by_look(before: Token, after: Token) -> Iterator[tuple[str, bool]]:
    """The letters of a token that both sides have in another look, by whether they are those that look otherwise: a
    token may be a long stretch."""
    if after.atom or len(before.text) != len(after.text):
        yield after.text, True
        return
    places = range(len(after.text))
    for differs, same in groupby(places, lambda k: before.part(k, k + 1).fmt != after.part(k, k + 1).fmt):
        letters = list(same)
        yield after.text[letters[0] : letters[-1] + 1], differs


def _of(item: Item) -> _Found | None:
    if item.fate is Fate.DELETE:
        return _Found(ChangeKind.DELETED, item.text, "")
    if item.fate is Fate.INSERT:
        return _Found(ChangeKind.INSERTED, "", item.text)
    if item.inner and item.before[0].own_words:
        return _Found(ChangeKind.REPLACED, text_of(item.before), text_of(item.after))
    if item.inner:
        return _Found(ChangeKind.REFERENCE_UPDATED, text_of(item.before), text_of(item.after))
    if item.looks_differ:
        return _Found(ChangeKind.FORMATTED, text_of(item.before), text_of(item.after))
    return None


def _reformatted(before: Block, after: Block, columns_differ: bool) -> bool:
    """Whether a table or row has other properties, not counting those that came or went with its columns."""
    return before.frame != after.frame if columns_differ else before.props != after.props


_WORDS = {ChangeKind.INSERTED, ChangeKind.DELETED}


def _joins(a: _Found, b: _Found) -> bool:
    if a.kind in _WORDS and b.kind in _WORDS:
        return True
    return a.kind is b.kind is ChangeKind.FORMATTED


def _join(a: _Found, b: _Found) -> None:
    a.before += b.before
    a.after += b.after


def _cut(entries: Iterable[Item | Mark]) -> Iterable[tuple[list[Item], Mark]]:
    items: list[Item] = []
    for entry in entries:
        if isinstance(entry, Mark):
            yield items, entry
            items = []
        else:
            items.append(entry)


def _text(items: Sequence[Item], *, after: bool) -> str:
    return "".join(text_of(i.after if after else i.before) for i in items)


def _tail(text: str) -> str:
    return text[-CONTEXT:]


def _head(text: str) -> str:
    return text[:CONTEXT]


def _paragraphs_in(block: Block) -> int:
    if block.kind.is_paragraph:
        return 1
    return sum(_paragraphs_in(b) for r in block.rows for c in r.cells for b in c.blocks)


def _row_text(row: Row) -> str:
    return " | ".join(" ".join(b.text for b in c.blocks) for c in row.cells)
