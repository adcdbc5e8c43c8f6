"""From two stories to the plan of their redline: what is kept, struck, inserted and moved, mark by mark.

The plan follows one model, from which exactness comes: a story is one sequence of tokens and paragraph marks, a mark
carries the properties of the paragraph that it ends, and text whose mark goes joins the next paragraph. The last mark
of a story can't go or come, so it is always kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from drafts.blocks import (
    Block,
    BlockKind,
    Cell,
    CellPlan,
    Fate,
    Item,
    Mark,
    Paragraphs,
    PlainParagraph,
    Planned,
    Row,
    RowPlan,
    Same,
    StoryPlan,
    Stretch,
    TablePlan,
    Token,
    Whole,
)
from drafts.diff.align import align
from drafts.diff.columns import CellPairs, cell_pairs
from drafts.diff.inline import inline, replaced, whole
from drafts.diff.lines import LineComparer
from drafts.diff.standing import standing_tables, with_tables
from drafts.diff.steps import Step, StepKind, steps_of
from drafts.diff.window import paired_tokens, uncut_tokens
from drafts.model import Aspect, Grain, Options

Entries = list[Item | Mark]


def plan(before: Sequence[Block], after: Sequence[Block], options: Options) -> StoryPlan:
    """The plan of a redline from ``before`` to ``after``; both are whole stories that end with a paragraph."""
    if len(before) == len(after) and all(a.key == b.key for a, b in zip(before, after, strict=True)):
        return StoryPlan(tuple(Same(b, a) for b, a in zip(before, after, strict=True)))
    if Aspect.TABLES in options.ignore:
        before, after = standing_tables(before, after)
    steps = steps_of(before, after, align(before, after), options)
    return StoryPlan(tuple(with_tables(_Planner(before, after, options).planned(steps))))


class _Planner:
    def __init__(self, before: Sequence[Block], after: Sequence[Block], options: Options) -> None:
        self.before, self.after, self.options = before, after, options
        self._lines = LineComparer(options)
        self._moves: dict[Block, list[Item]] = {}

    def planned(self, steps: Sequence[Step]) -> list[Planned]:
        """One planned thing a step, but for the tail, where marks are shared."""
        tail = self._tail_start(steps)
        out: list[Planned] = [self._one(s) for s in steps[:tail]]
        if tail < len(steps):
            out.extend(self._tail(steps[tail:]))
        return out

    # --------------------------------------------------------------------------------------------- single steps

    def _one(self, step: Step) -> Planned:
        blocks = [self.before[i] for i in step.before] + [self.after[j] for j in step.after]
        if not all(b.kind.is_paragraph for b in blocks):
            return self._other(step)
        if step.kind is StepKind.PAIRED and len(blocks) == 2:
            before, after = blocks
            if before.key == after.key:
                return Same(before, after)
            plain = self._plain(before, after) if self.options.grain is Grain.WORD else None
            if plain is not None:
                return plain
        entries = self._entries(step)
        if len(blocks) == 2 and all(map(_unmarked, entries)) and blocks[0].props == blocks[1].props:
            return Same(blocks[0], blocks[1])
        return Paragraphs(tuple(entries))

    def _plain(self, before: Block, after: Block) -> PlainParagraph | Same | None:
        """A paragraph that both sides have, plain on both; None of any other."""
        ours, theirs = before.line, after.line
        if ours is None or theirs is None:
            return None
        found = self._lines.stretches(ours, theirs)
        if len(found) < 2 and not any(map(_marks, found)) and before.props == after.props:
            return Same(before, after)
        return PlainParagraph(before, after, found)

    def _other(self, step: Step) -> Planned:
        if step.kind is StepKind.DELETED:
            return Whole(Fate.DELETE, self.before[step.before[0]])
        if step.kind is StepKind.INSERTED:
            return Whole(Fate.INSERT, self.after[step.after[0]])
        before, after = self.before[step.before[0]], self.after[step.after[0]]
        return Same(before, after) if before.key == after.key else table_plan(before, after, self.options)

    def _entries(self, step: Step) -> Entries:
        """Items and marks of the paragraphs of one step."""
        if step.kind is StepKind.DELETED:
            block = self.before[step.before[0]]
            return [*_struck(uncut_tokens(block)), Mark(Fate.DELETE, block, None)]
        if step.kind is StepKind.INSERTED:
            block = self.after[step.after[0]]
            return [*_added(uncut_tokens(block)), Mark(Fate.INSERT, None, block)]
        before, after = [self.before[i] for i in step.before], [self.after[j] for j in step.after]
        if step.kind is StepKind.PAIRED:
            return self._paired(before, after)
        items = self._moved(before[0], after[0])
        if step.kind is StepKind.MOVED_FROM:
            return [*_half(items, Fate.MOVE_FROM), Mark(Fate.MOVE_FROM, before[0], None, step.move)]
        return [*_half(items, Fate.MOVE_TO), Mark(Fate.MOVE_TO, None, after[0], step.move)]

    def _moved(self, before: Block, after: Block) -> list[Item]:
        """The words of a paragraph that moved, compared once for both of its places."""
        known = self._moves.get(before)
        if known is None:
            plain = all(b.line is not None and not b.line.marked for b in (before, after))
            tokens = paired_tokens(before, after) if plain else (before.tokens, after.tokens)
            known = self._moves[before] = whole(*tokens, self.options)
        return known

    def _paired(self, before: Sequence[Block], after: Sequence[Block]) -> Entries:
        """One to one, or a split or merge: the words of both sides against each other, marks where they fall."""
        if len(before) == len(after) == 1:
            last = before[0] is self.before[-1] and after[0] is self.after[-1]
            return [*self._words(*paired_tokens(before[0], after[0])), *_shared(before[0], after[0], last=last)]
        last = Mark(Fate.KEEP, before[-1], after[-1])
        joined = [t for b in before for t in b.tokens], [t for a in after for t in a.tokens]
        items = self._boxes(inline(*joined, replace(self.options, grain=Grain.WORD)))
        parts = after if len(after) > 1 else before
        entries: Entries = []
        for block in parts[:-1]:
            came = len(after) > 1
            mark = Mark(
                Fate.INSERT if came else Fate.DELETE, None if came else block, block if came else None, split=True
            )
            cut = _cut(items, len(block.tokens), mark)
            at = next(k for k, e in enumerate(cut) if e is mark) + 1
            entries += cut[:at]
            items = [e for e in cut[at:] if isinstance(e, Item)]
        return [*entries, *items, last]

    def _words(self, before: Sequence[Token], after: Sequence[Token]) -> list[Item]:
        """The items of a paragraph's words, but for spaces of the before side alone that don't count."""
        items = whole(before, after, self.options)
        return self._boxes([i for i in items if i.after or i.fate is not Fate.KEEP])

    def _boxes(self, items: list[Item]) -> list[Item]:
        """Items with the plans of the text boxes between them that changed."""
        if not any(t.stories for i in items if i.fate is Fate.KEEP for t in i.after):
            return items
        return [part for item in items for part in self._with_stories(item)]

    def _with_stories(self, item: Item) -> Iterator[Item]:
        start = 0
        for at, (b, a) in enumerate(zip(item.before, item.after, strict=False)):
            plans = tuple(plan(old, new, self.options) for old, new in zip(b.stories, a.stories, strict=True))
            if all(p.unchanged for p in plans):
                continue
            if start < at:
                yield Item(item.fate, item.before[start:at], item.after[start:at], (), item.looks_differ)
            yield Item(item.fate, (b,), (a,), (), item.looks_differ, plans)
            start = at + 1
        if start == 0:
            yield item
        elif start < len(item.after):
            yield Item(item.fate, item.before[start:], item.after[start:], (), item.looks_differ)

    # ------------------------------------------------------------------------------------------------- the tail

    def _tail_start(self, steps: Sequence[Step]) -> int:
        """Where the steps begin that must share the story's last mark; ``len(steps)`` when the last mark is kept."""
        k = len(steps)
        while k and self._is_loose(steps[k - 1]):
            k -= 1
        if k == len(steps):
            return k
        loose = steps[k:]
        if any(s.before for s in loose) and any(s.after for s in loose):
            return k
        kept = k and self._is_kept_paragraph(steps[k - 1])
        return k - 1 if kept else k

    def _is_loose(self, step: Step) -> bool:
        if step.kind not in {StepKind.DELETED, StepKind.INSERTED}:
            return False
        blocks = [self.before[i] for i in step.before] + [self.after[j] for j in step.after]
        return all(b.kind.is_paragraph for b in blocks)

    def _is_kept_paragraph(self, step: Step) -> bool:
        if step.kind is not StepKind.PAIRED:
            return False
        before, after = self.before[step.before[-1]], self.after[step.after[-1]]
        return before.kind.is_paragraph and before.kind is after.kind

    def _tail(self, steps: Sequence[Step]) -> list[Planned]:
        """The end of a story: the last mark of either side is one kept mark, and the marks before it shift along."""
        entries: Entries = []
        rest = list(steps)
        if rest[0].kind is StepKind.PAIRED:
            entries = self._entries(rest.pop(0))
        deleted = [self.before[s.before[0]] for s in rest if s.before]
        inserted = [self.after[s.after[0]] for s in rest if s.after]
        if deleted and inserted:
            entries = self._replaced_tail(deleted, inserted)
        elif entries:
            entries = _shifted_tail(entries, deleted, inserted)
        else:  # a story that one side lacks: nothing to share a mark with
            entries = [e for s in rest for e in self._entries(s)]
        return [Paragraphs(tuple(entries))]

    def _replaced_tail(self, deleted: Sequence[Block], inserted: Sequence[Block]) -> Entries:
        entries: Entries = []
        for block in deleted[:-1]:
            entries += [*_struck(block.tokens), Mark(Fate.DELETE, block, None)]
        if len(inserted) == 1:
            entries += self._words(deleted[-1].tokens, inserted[0].tokens)
        else:
            entries += _struck(deleted[-1].tokens)
            for block in inserted[:-1]:
                entries += [*_added(block.tokens), Mark(Fate.INSERT, None, block)]
            entries += _added(inserted[-1].tokens)
        return [*entries, *_shared(deleted[-1], inserted[-1])]


def table_plan(before: Block, after: Block, options: Options) -> TablePlan:
    """Rows aligned like blocks, their cells by columns: a row is replaced whole only where none of its cells stays."""
    ours, theirs = before.rows, after.rows
    pairs = [(p.before[0], p.after[0]) for p in align([r.block for r in ours], [r.block for r in theirs]).pairs]
    cells = dict(zip(pairs, cell_pairs([(ours[i], theirs[j]) for i, j in pairs]), strict=True))
    rows: list[RowPlan] = []
    for i, j in steps_of_rows(len(ours), len(theirs), pairs):
        old = ours[i] if i is not None else None
        new = theirs[j] if j is not None else None
        found = cells[i, j] if i is not None and j is not None else None
        if old is not None and new is not None and found is not None:
            rows.append(_kept_row(old, new, found, options))
        else:
            rows.extend(RowPlan(Fate.DELETE, row, None) for row in [old] if row is not None)
            rows.extend(RowPlan(Fate.INSERT, None, row) for row in [new] if row is not None)
    return TablePlan(before, after, tuple(rows))


def steps_of_rows(n: int, m: int, pairs: Sequence[tuple[int, int]]) -> list[tuple[int | None, int | None]]:
    """(before, after) indexes of rows in the order shown: deleted, inserted, then the next pair."""
    out: list[tuple[int | None, int | None]] = []
    i = j = 0
    for a, b in [*pairs, (n, m)]:
        out.extend((k, None) for k in range(i, a))
        out.extend((None, k) for k in range(j, b))
        if a < n or b < m:
            out.append((a, b))
        i, j = a + 1, b + 1
    return out


def _kept_row(before: Row, after: Row, pairs: CellPairs, options: Options) -> RowPlan:
    if before.block.key == after.block.key:
        return RowPlan(Fate.KEEP, before, after)
    cells: list[CellPlan] = []
    for c, d in pairs:
        old = before.cells[c] if c is not None else None
        new = after.cells[d] if d is not None else None
        if old is not None and new is not None:
            cells.append(CellPlan(Fate.KEEP, old, new, plan(old.blocks, new.blocks, options)))
        elif old is not None:
            cells.append(CellPlan(Fate.DELETE, old, None, _one_sided(old, Fate.DELETE)))
        elif new is not None:
            cells.append(CellPlan(Fate.INSERT, None, new, _one_sided(new, Fate.INSERT)))
    return RowPlan(Fate.KEEP, before, after, tuple(cells))


def _one_sided(cell: Cell, fate: Fate) -> StoryPlan:
    """The plan of a cell that comes or goes with all that is in it, its last mark too."""
    planned: list[Planned] = []
    for block in cell.blocks:
        if not block.kind.is_paragraph:
            planned.append(Whole(fate, block))
        elif fate is Fate.DELETE:
            planned.append(Paragraphs((*_struck(block.tokens), Mark(fate, block, None))))
        else:
            planned.append(Paragraphs((*_added(block.tokens), Mark(fate, None, block))))
    return StoryPlan(tuple(planned))


def _marks(stretch: Stretch) -> bool:
    """Whether there is something to show of a stretch."""
    return stretch[0] is not Fate.KEEP or stretch[-1]


def _unmarked(entry: Item | Mark) -> bool:
    """Whether there is nothing to show of an entry."""
    if isinstance(entry, Mark):
        return entry.fate is Fate.KEEP
    return entry.fate is Fate.KEEP and not (entry.looks_differ or entry.inner or entry.stories)


def _struck(tokens: Sequence[Token]) -> list[Item]:
    return [Item(Fate.DELETE, tokens, ())] if tokens else []


def _added(tokens: Sequence[Token]) -> list[Item]:
    return [Item(Fate.INSERT, (), tokens)] if tokens else []


def _half(items: Sequence[Item], fate: Fate) -> list[Item]:
    """One side's half of a move: kept words moved, and that side's own words struck or inserted between them. A formula
    whose letters changed counts as changed whole."""
    items = [part for i in items for part in (replaced(i.before, i.after) if _changed_formula(i) else [i])]
    if fate is Fate.MOVE_FROM:
        own = [Item(fate, i.before, ()) if i.fate is Fate.KEEP else i for i in items if i.fate is not Fate.INSERT]
    else:
        own = [Item(fate, (), i.after) if i.fate is Fate.KEEP else i for i in items if i.fate is not Fate.DELETE]
    return [i for i in own if i.tokens]


def _changed_formula(item: Item) -> bool:
    return bool(item.inner) and item.before[0].own_words


def _cut(items: Sequence[Item], count: int, mark: Mark) -> Entries:
    """Put a mark of one side behind the ``count``-th token of that side (before that side's next token)."""
    on_after = mark.fate is Fate.INSERT
    seen = 0
    for position, item in enumerate(items):
        size = len(item.after if on_after else item.before)
        if size and seen + size > count:
            first, second = _parted(item, count - seen)
            return [*items[:position], *([first] if first.tokens else []), mark, second, *items[position + 1 :]]
        seen += size
    return [*items, mark]


def _parted(item: Item, at: int) -> tuple[Item, Item]:
    """An item cut in two behind its ``at``-th token; the first part may be empty."""
    if item.fate is Fate.KEEP:
        first = Item(Fate.KEEP, item.before[:at], item.after[:at], (), item.looks_differ)
        second = Item(Fate.KEEP, item.before[at:], item.after[at:], item.inner, item.looks_differ)
    else:
        first = Item(item.fate, item.before[:at], item.after[:at])
        second = Item(item.fate, item.before[at:], item.after[at:])
    return first, second


def _shifted_tail(entries: Entries, deleted: Sequence[Block], inserted: Sequence[Block]) -> Entries:
    """Paragraphs struck or added behind the last kept one: its mark goes or comes, the last one's is kept."""
    last = entries[-1]
    assert isinstance(last, Mark)
    out = entries[:-1]
    if deleted:
        out.append(Mark(Fate.DELETE, last.before, None))
        for block in deleted[:-1]:
            out += [*_struck(block.tokens), Mark(Fate.DELETE, block, None)]
        return [*out, *_struck(deleted[-1].tokens), *_shared(deleted[-1], last.after)]
    out.append(Mark(Fate.INSERT, None, last.after))
    for block in inserted[:-1]:
        out += [*_added(block.tokens), Mark(Fate.INSERT, None, block)]
    return [*out, *_added(inserted[-1].tokens), *_shared(last.before, inserted[-1])]


def _shared(before: Block | None, after: Block | None, *, last: bool = True) -> list[Mark]:
    """The mark of a paragraph that both sides have. Where a section ends with it on one side only, its mark goes and
    another comes behind its words. The ``last`` of the two marks of a story ends no section: what is left of it is an
    empty paragraph, which goes with its mark."""
    assert before is not None
    assert after is not None
    if before.kind is after.kind:
        return [Mark(Fate.KEEP, before, after)]
    came, went = Mark(Fate.INSERT, None, after, section=True), Mark(Fate.DELETE, before, None, section=True)
    return [went, came] if last and before.kind is BlockKind.SECTION_END else [came, went]
