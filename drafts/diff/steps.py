"""The steps of a redline between two stories, in the order in which it shows them, moves included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, groupby
from typing import NamedTuple

from drafts.blocks import Block, BlockKind
from drafts.diff.align import Alignment, rare_candidates
from drafts.diff.chain import Pair
from drafts.diff.similarity import Likeness, in_order
from drafts.model import Options

RELOCATED_FLOOR = 0.5
"""Likeness from which a paragraph of a clause that stands elsewhere now counts as moved and not as rewritten."""


class StepKind(StrEnum):
    """What a step does."""

    PAIRED = "paired"
    DELETED = "deleted"
    INSERTED = "inserted"
    MOVED_FROM = "moved-from"
    MOVED_TO = "moved-to"


class Step(NamedTuple):
    """One step. ``before`` and ``after`` are indexes of blocks. A move has two steps, at its source and at its
    destination; both name the two blocks and share the ``move`` number."""

    kind: StepKind
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    move: int | None = None


def steps_of(before: Sequence[Block], after: Sequence[Block], alignment: Alignment, options: Options) -> list[Step]:
    """All steps, covering both stories from end to end. The last blocks of both sides stand last and together, so that
    a story's last paragraph mark can be kept."""
    pairs = _ending_together(before, after, _sections_followed(before, after, alignment.pairs))
    steps = _ordered(before, after, pairs)
    steps = _tail_together(before, after, steps)
    steps = _tables_apart(before, after, steps)
    if options.moves:
        fixed = _tail(before, after, steps)
        moved = _moves(before, after, steps, alignment.relocated, fixed, options)
        steps = _with_moves(steps, moved)
    return steps


def _ordered(before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> list[Step]:
    out: list[Step] = []
    i = j = 0
    n, m = len(before), len(after)
    for pair in [*pairs, Pair((n,), (m,))]:
        if i < pair.before[0] or j < pair.after[0]:
            gone = _by_clause(before, range(i, pair.before[0]))
            new = _by_clause(after, range(j, pair.after[0]))
            for deleted, inserted in _interleaved(gone, new):
                out.extend(Step(StepKind.DELETED, (k,)) for k in deleted)
                out.extend(Step(StepKind.INSERTED, (), (k,)) for k in inserted)
        if pair.before[0] < n or pair.after[0] < m:
            out.append(Step(StepKind.PAIRED, pair.before, pair.after))
        i, j = pair.before[-1] + 1, pair.after[-1] + 1
    return out


def _by_clause(blocks: Sequence[Block], indexes: range) -> list[tuple[str, list[int]]]:
    return [(clause, list(group)) for clause, group in groupby(indexes, key=lambda k: blocks[k].clause)]


def _interleaved(
    gone: Sequence[tuple[str, list[int]]], new: Sequence[tuple[str, list[int]]]
) -> Iterator[tuple[list[int], list[int]]]:
    """Between two pairs: what was struck, then what is new, clause by clause where both sides name one."""
    at = 0
    for clause, deleted in gone:
        same = next((k for k in range(at, len(new)) if clause and new[k][0] == clause), None)
        if same is None:
            yield deleted, []
            continue
        for _, inserted in new[at:same]:
            yield [], inserted
        yield deleted, new[same][1]
        at = same + 1
    for _, inserted in new[at:]:
        yield [], inserted


def _sections_followed(before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> list[Pair]:
    """Take apart the pairs of which only one side ends a section, but for those that a kept paragraph follows at once:
    there one mark can go and another come in its place."""
    if all(_same_mark(before, after, p) for p in pairs):
        return list(pairs)
    kept = {
        (p.before[0], p.after[0])
        for p in pairs
        if _same_mark(before, after, p)
        and before[p.before[0]].kind.is_paragraph
        and after[p.after[0]].kind.is_paragraph
    }
    return [p for p in pairs if _same_mark(before, after, p) or (p.before[-1] + 1, p.after[-1] + 1) in kept]


def _same_mark(before: Sequence[Block], after: Sequence[Block], pair: Pair) -> bool:
    return before[pair.before[-1]].kind is after[pair.after[-1]].kind


# ----------------------------------------------------------------------------------------------- the end of a story


def _ending_together(before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> list[Pair]:
    """Take apart the last pair when a table stands between it and the end on one side only.

    A story must end with a kept paragraph mark, and a mark can't move past a table. Where one side ends with the pair,
    and the pair is a table, there is no mark to keep.
    """
    out = list(pairs)
    if not out:
        return out
    last = out[-1]
    rest_before, rest_after = before[last.before[-1] + 1 :], after[last.after[-1] + 1 :]
    one_sided = bool(rest_before) != bool(rest_after) and before[last.before[-1]].kind.is_paragraph
    if one_sided and not all(b.kind.is_paragraph for b in (*rest_before, *rest_after)):
        out.pop()
    return out


def _tail_together(before: Sequence[Block], after: Sequence[Block], steps: Sequence[Step]) -> list[Step]:
    """After the last pair: when a table stands in the way, let the last blocks of both sides come last, and what is new
    before the paragraphs that go, so that none of those stands between two tables."""
    paired = [k for k, s in enumerate(steps) if s.kind is StepKind.PAIRED]
    start = paired[-1] + 1 if paired else 0
    deleted = [s for s in steps[start:] if s.before]
    inserted = [s for s in steps[start:] if s.after]
    if not deleted or not inserted:
        return list(steps)
    blocks = [before[s.before[0]] for s in deleted] + [after[s.after[0]] for s in inserted]
    if all(b.kind.is_paragraph for b in blocks):
        return list(steps)
    tables = next(k for k, s in enumerate(deleted) if k == len(deleted) - 1 or before[s.before[0]].kind.is_paragraph)
    first, rest = deleted[:tables], deleted[tables:-1]
    return [*steps[:start], *first, *inserted[:-1], *rest, deleted[-1], inserted[-1]]


def _tables_apart(before: Sequence[Block], after: Sequence[Block], steps: Sequence[Step]) -> list[Step]:
    """A paragraph that comes or goes between two tables can't: nothing follows that its mark could join. There the
    tables from it up to the next kept paragraph, or to the story's last ones, are replaced as a whole."""
    if not any(_is_table(b) for b in chain(before, after)):
        return list(steps)
    out: list[Step] = []
    gap: list[Step] = []
    for step in steps:
        if step.kind is StepKind.PAIRED and after[step.after[0]].kind.is_paragraph:
            out.extend([*_unstuck(before, after, gap), step])
            gap = []
        else:
            gap.append(step)
    tail = len(gap)
    while tail and all(b.kind.is_paragraph for b in _blocks_of(gap[tail - 1], before, after)):
        tail -= 1
    return [*out, *_unstuck(before, after, gap[:tail]), *gap[tail:]]


def _blocks_of(step: Step, before: Sequence[Block], after: Sequence[Block]) -> list[Block]:
    return [before[i] for i in step.before] + [after[j] for j in step.after]


def _unstuck(before: Sequence[Block], after: Sequence[Block], gap: Sequence[Step]) -> list[Step]:
    for k, step in enumerate(gap):
        if step.kind is StepKind.DELETED:
            shown, own = [after[s.after[0]] if s.after else None for s in gap], before[step.before[0]]
        elif step.kind is StepKind.INSERTED:
            shown, own = [before[s.before[0]] if s.before else None for s in gap], after[step.after[0]]
        else:
            continue
        behind = next((b for b in reversed(shown[:k]) if b is not None), None)
        ahead = next((b for b in shown[k + 1 :] if b is not None), None)
        if own.kind.is_paragraph and _is_table(behind) and _is_table(ahead):
            deleted = [Step(StepKind.DELETED, (i,)) for s in gap[k:] for i in s.before]
            inserted = [Step(StepKind.INSERTED, (), (j,)) for s in gap[k:] for j in s.after]
            ordered = [*inserted, *deleted] if step.before else [*deleted, *inserted]
            return [*gap[:k], *ordered]
    return list(gap)


def _is_table(block: Block | None) -> bool:
    return block is not None and block.kind is BlockKind.TABLE


def _tail(before: Sequence[Block], after: Sequence[Block], steps: Sequence[Step]) -> set[tuple[str, int]]:
    """The blocks behind the last kept paragraph: their marks serve to end the story, so they don't move."""
    fixed: set[tuple[str, int]] = set()
    for step in reversed(steps):
        if step.kind is StepKind.PAIRED or not all(b.kind.is_paragraph for b in _blocks_of(step, before, after)):
            break
        fixed.update(("before", i) for i in step.before)
        fixed.update(("after", j) for j in step.after)
    return fixed


# ------------------------------------------------------------------------------------------------------------- moves


def _moves(
    before: Sequence[Block],
    after: Sequence[Block],
    steps: Sequence[Step],
    relocated: Sequence[Pair],
    fixed: set[tuple[str, int]],
    options: Options,
) -> dict[int, int]:
    """Deleted block -> inserted block, for each that moved: by clause identity, by equal words, by likeness."""
    left = {s.before[0] for s in steps if s.kind is StepKind.DELETED and ("before", s.before[0]) not in fixed}
    right = {s.after[0] for s in steps if s.kind is StepKind.INSERTED and ("after", s.after[0]) not in fixed}
    left = {i for i in left if before[i].kind is BlockKind.PARAGRAPH}
    right = {j for j in right if after[j].kind is BlockKind.PARAGRAPH}
    moved: dict[int, int] = {}

    def take(i: int, j: int) -> None:
        moved[i] = j
        left.discard(i)
        right.discard(j)

    for pair in relocated:
        i, j = pair.before[0], pair.after[0]
        if i in left and j in right and _still_itself(before[i], after[j]):
            take(i, j)
    left = {i for i in left if len(before[i].words) >= options.move_words}
    right = {j for j in right if len(after[j].words) >= options.move_words}
    for i, j in _equal_words(before, after, left, right):
        take(i, j)
    for i, j in _alike(before, after, left, right, options.move_similarity):
        if i in left and j in right:
            take(i, j)
    return moved


def _still_itself(a: Block, b: Block) -> bool:
    return a.text_key == b.text_key or (bool(a.words) and in_order(a.words, b.words) >= RELOCATED_FLOOR)


def _equal_words(
    before: Sequence[Block], after: Sequence[Block], left: set[int], right: set[int]
) -> list[tuple[int, int]]:
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for j in sorted(right, reverse=True):
        places[after[j].text_key].append(j)
    return [(i, places[before[i].text_key].pop()) for i in sorted(left) if places.get(before[i].text_key)]


def _alike(
    before: Sequence[Block], after: Sequence[Block], left: set[int], right: set[int], floor: float
) -> list[tuple[int, int]]:
    """Pairs whose words agree in order, the most alike first."""
    if not left or not right:
        return []
    ours, theirs = [(i, before[i]) for i in sorted(left)], [(j, after[j]) for j in sorted(right)]
    likeness = Likeness()
    likeness.weigh([b for _, b in (*ours, *theirs)])
    scored: list[tuple[float, int, int]] = []
    for i, j in rare_candidates(ours, theirs):
        if likeness.shared(before[i], after[j]) < floor / 2:
            continue
        score = in_order(before[i].words, after[j].words)
        if score >= floor:
            scored.append((-score, i, j))
    return [(i, j) for _, i, j in sorted(scored)]


def _with_moves(steps: Sequence[Step], moved: dict[int, int]) -> list[Step]:
    """Rewrite the steps of what moved; neighbours that moved together share one number."""
    sources = {j: i for i, j in moved.items()}
    position = {s.after[0]: k for k, s in enumerate(steps) if s.kind is StepKind.INSERTED}
    numbers: dict[int, int] = {}
    count = 0
    previous: tuple[int, int] | None = None
    for k, step in enumerate(steps):
        i = step.before[0] if step.kind is StepKind.DELETED else -1
        if i not in moved:
            continue
        here = (k, position[moved[i]])
        if previous is None or here != (previous[0] + 1, previous[1] + 1):
            count += 1
        numbers[i] = count
        previous = here
    out: list[Step] = []
    for step in steps:
        if step.kind is StepKind.DELETED and step.before[0] in moved:
            i = step.before[0]
            step = step._replace(kind=StepKind.MOVED_FROM, after=(moved[i],), move=numbers[i])
        elif step.kind is StepKind.INSERTED and step.after[0] in sources:
            i = sources[step.after[0]]
            step = step._replace(kind=StepKind.MOVED_TO, before=(i,), move=numbers[i])
        out.append(step)
    return out
