"""The stretches of two stories that alignment works on, and the heaviest chain of pairs that keeps its order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from drafts.blocks import Block


class Pair(NamedTuple):
    """Blocks that belong together: one to one, one to several (split) or several to one (merge)."""

    before: tuple[int, ...]
    after: tuple[int, ...]


class Gap(NamedTuple):
    """Blocks ``i0..i1`` of before against ``j0..j1`` of after."""

    i0: int
    i1: int
    j0: int
    j1: int

    @property
    def alone(self) -> bool:
        """Whether either side has one block."""
        return self.i1 - self.i0 == self.j1 - self.j0 == 1

    @property
    def open(self) -> bool:
        """Whether both sides have blocks."""
        return self.i0 < self.i1 and self.j0 < self.j1


def between(gap: Gap, anchors: Sequence[tuple[int, int, int, int]]) -> list[Gap]:
    """The gaps that ordered anchors (i0, i1, j0, j1) leave in a gap."""
    out: list[Gap] = []
    i, j = gap.i0, gap.j0
    for a0, a1, b0, b1 in sorted(anchors):
        out.append(Gap(i, a0, j, b0))
        i, j = a1, b1
    out.append(Gap(i, gap.i1, j, gap.j1))
    return [g for g in out if g.open]


def heaviest_chain(pairs: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The pairs (i, j, weight) of greatest total weight that rise on both sides; O(n log n)."""
    ordered = sorted(pairs, key=lambda p: (p[0], -p[1]))
    if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(ordered)):
        return [(i, j) for i, j, _ in ordered]  # as most are, and no weight is below nothing
    columns = sorted({j for _, j, _ in ordered})
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(columns) + 1)  # Fenwick tree of prefix maxima
    previous: list[int] = []
    top = (0.0, -1)
    for position, (_, j, weight) in enumerate(ordered):
        rank = bisect_left(columns, j)
        at, chain = rank, (0.0, -1)
        while at > 0:
            chain = max(chain, best[at])
            at -= at & -at
        previous.append(chain[1])
        here = (chain[0] + weight, position)
        top = max(top, here)
        at = rank + 1
        while at <= len(columns):
            best[at] = max(best[at], here)
            at += at & -at
    out: list[tuple[int, int]] = []
    at = top[1]
    while at >= 0:
        out.append(ordered[at][:2])
        at = previous[at]
    return out[::-1]


def pairable(a: Block, b: Block) -> bool:
    """A paragraph may be another's partner although only one of them ends a section."""
    return a.kind is b.kind or (a.kind.is_paragraph and b.kind.is_paragraph)


def weight(block: Block) -> float:
    """What a block weighs against others."""
    return 0.5 + block.size
