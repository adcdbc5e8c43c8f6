"""The pairing of one gap that keeps most words: one block may pair with several (a split, a merge)."""

from __future__ import annotations

from collections.abc import Sequence

from drafts.blocks import Block, BlockKind
from drafts.diff.chain import Gap, Pair, pairable, weight
from drafts.diff.similarity import Likeness

PAIR_FLOOR = 0.4
"""Likeness below which two blocks are no pair."""
SPLIT_COVERAGE = 0.8
"""Share of words, in order, that a split or a merge must keep."""
SPLIT_FOREIGN = 0.34
"""Most words of one part, as a share, that may be foreign to the whole."""
ONE_TO_ONE = 0.9
"""Likeness from which a block is another's partner alone, and no part of it."""
MOST_PARTS = 4
"""Most paragraphs that one is split into, or that become one."""
_STEPS = (
    *((1, 0), (0, 1), (1, 1)),
    *((1, parts) for parts in range(2, MOST_PARTS + 1)),
    *((parts, 1) for parts in range(2, MOST_PARTS + 1)),
)
"""What the pairing of a gap goes on by: blocks of before, blocks of after."""


def best_pairing(gap: Gap, before: Sequence[Block], after: Sequence[Block], likeness: Likeness) -> list[Pair]:
    """The order-keeping pairing of a gap that keeps most words (dynamic programme over the two sides)."""
    rows, cols = gap.i1 - gap.i0, gap.j1 - gap.j0
    best = [[0.0] * (cols + 1) for _ in range(rows + 1)]
    move = [[(0, 0)] * (cols + 1) for _ in range(rows + 1)]
    gains = _Gains(before, after, likeness)
    for r in range(rows + 1):
        for c in range(cols + 1):
            if r == 0 and c == 0:
                continue
            top, how = -1.0, (0, 0)
            for dr, dc in _STEPS:
                if r < dr or c < dc:
                    continue
                gain = 0.0
                if dr and dc:
                    gain = gains.of(gap.i0 + r - dr, dr, gap.j0 + c - dc, dc)
                    if gain <= 0:
                        continue
                total = best[r - dr][c - dc] + gain
                if total > top:
                    top, how = total, (dr, dc)
            best[r][c], move[r][c] = top, how
    out: list[Pair] = []
    r, c = rows, cols
    while r and c:
        dr, dc = move[r][c]
        if dr and dc:
            i, j = gap.i0 + r, gap.j0 + c
            out.append(Pair(tuple(range(i - dr, i)), tuple(range(j - dc, j))))
        r, c = r - dr, c - dc
    return out


class _Gains:
    """Words that a pair keeps; 0 where the blocks are no pair. Remembers what it was asked."""

    def __init__(self, before: Sequence[Block], after: Sequence[Block], likeness: Likeness) -> None:
        self.before, self.after, self.likeness = before, after, likeness
        self._ratios: dict[tuple[int, int], float] = {}

    def of(self, i: int, n: int, j: int, m: int) -> float:
        if n == m == 1:
            return self._one(i, j)
        whole, parts = (self.before[i], self.after[j : j + m]) if n == 1 else (self.after[j], self.before[i : i + n])
        if not _may_be_parts(whole, parts):
            return 0.0
        ratios = [self._ratio(i + k, j) for k in range(n)] if m == 1 else [self._ratio(i, j + k) for k in range(m)]
        return self._parts(whole, parts, ratios)

    def _ratio(self, i: int, j: int) -> float:
        found = self._ratios.get((i, j))
        if found is None:
            a, b = self.before[i], self.after[j]
            found = self.likeness.ratio(a, b, PAIR_FLOOR / 2) if pairable(a, b) else 0.0
            self._ratios[i, j] = found
        return found

    def _one(self, i: int, j: int) -> float:
        a, b = self.before[i], self.after[j]
        if not pairable(a, b):
            return 0.0
        if a.key == b.key:
            return 1.1 * weight(a)
        ratio = self._ratio(i, j)
        if ratio < PAIR_FLOOR:
            return 0.0
        return (ratio - PAIR_FLOOR / 2) * (weight(a) + weight(b)) / 2

    def _parts(self, whole: Block, parts: Sequence[Block], ratios: Sequence[float]) -> float:
        if max(ratios) == 0.0 or max(ratios) > ONE_TO_ONE:
            return 0.0
        sizes = [len(p.words) for p in parts]
        at_most = sum(self.likeness.kept(whole, p) for p in parts)
        if 2 * at_most < SPLIT_COVERAGE * (len(whole.words) + sum(sizes)):
            return 0.0
        kept = self.likeness.joined(whole, parts)
        if kept < SPLIT_COVERAGE:
            return 0.0
        words = set(whole.words)
        if any(_foreign(p.words, words) > SPLIT_FOREIGN for p in parts):
            return 0.0
        return (kept - PAIR_FLOOR / 2) * (weight(whole) + sum(map(weight, parts))) / 2 - 0.5


def _may_be_parts(whole: Block, parts: Sequence[Block]) -> bool:
    """Whether blocks are of a kind and size to be the parts of another."""
    if whole.kind is not BlockKind.PARAGRAPH or any(p.kind is not BlockKind.PARAGRAPH for p in parts):
        return False
    sizes = [len(p.words) for p in parts]
    return min(sizes) >= 2 and 0.5 <= sum(sizes) / max(1, len(whole.words)) <= 2


def _foreign(part: Sequence[str], whole: set[str]) -> float:
    return sum(1 for w in part if w not in whole) / len(part)
