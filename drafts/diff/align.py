"""Which block of ``before`` is which block of ``after``: exact anchors first, then likeness in the gaps.

Anchors are clauses that both sides name, then blocks that are equal and unique on both sides; the heaviest chain of
them that keeps its order is the spine (patience diff), what falls off it is a candidate for a move. Each gap is filled
by the pairing that keeps most words, which may pair one block with two (a split) or two with one (a merge).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance.Indel import normalized_similarity as ratio

from drafts.blocks import Block, BlockKind
from drafts.diff.similarity import Likeness, nearly_equal

PAIR_FLOOR = 0.4
"""Likeness below which two blocks are no pair."""
SIDE_BY_SIDE = 0.75
"""Likeness from which neighbours on both sides are taken for pairs without looking further."""
MOSTLY_ALIKE = 0.8
"""Share of the pairs of such neighbours that must be very alike."""
GRID = 20_000
"""Most cells of the table that one gap's pairing may fill; a larger gap is cut at its most alike pairs first."""
RARE = 8
"""A word in at most so many blocks of a side leads to candidates."""
SPLIT_COVERAGE = 0.8
"""Share of words, in order, that a split or a merge must keep."""
ONE_TO_ONE = 0.9
"""Likeness from which a block is another's partner alone, and no part of it."""
MOST_PARTS = 4
"""Most paragraphs that one is split into, or that become one."""
ALIKE_LETTERS = 0.6
"""Likeness of letters from which two paragraphs of a few words that stand alone between pairs are one another's."""
FEW_WORDS = 6
"""Most words of such a paragraph."""
SPLIT_FOREIGN = 0.34
"""Most words of one part, as a share, that may be foreign to the whole."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Blocks that belong together: one to one, one to several (split) or several to one (merge)."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(slots=True)
class Alignment:
    """``pairs`` keep their order on both sides; ``relocated`` are pairs of clauses that stand elsewhere now."""

    pairs: list[Pair] = field(default_factory=list[Pair])
    relocated: list[Pair] = field(default_factory=list[Pair])


@dataclass(frozen=True, slots=True)
class Gap:
    """Blocks ``i0..i1`` of before against ``j0..j1`` of after."""

    i0: int
    i1: int
    j0: int
    j1: int

    @property
    def open(self) -> bool:
        """Whether both sides have blocks."""
        return self.i0 < self.i1 and self.j0 < self.j1


def align(before: Sequence[Block], after: Sequence[Block]) -> Alignment:
    """The pairs of blocks of two stories, in order, and the clauses that were relocated."""
    return _Aligner(before, after).run()


class _Aligner:
    def __init__(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        self.before, self.after = before, after
        self.result = Alignment()
        self._likeness: Likeness | None = None
        self._gaps: list[Gap] = []

    def run(self) -> Alignment:
        regions, relocated = clause_regions(self.before, self.after)
        gaps: list[Gap] = []
        for region in regions:
            gaps.extend(self._anchor(region))
        moved: list[list[Gap]] = []
        spine = self.result.pairs
        for region in relocated:
            self.result.pairs = []
            inner = self._anchor(region)
            self.result.relocated.extend(self.result.pairs)
            moved.append(inner)
        self.result.pairs = spine
        self._gaps = [*gaps, *(g for inner in moved for g in inner)]
        for gap in gaps:
            self.result.pairs.extend(self._fill(gap))
        for inner in moved:
            for gap in inner:
                self.result.relocated.extend(p for p in self._fill(gap) if len(p.before) == len(p.after) == 1)
        self.result.pairs.sort(key=lambda p: p.before)
        return self.result

    # ---------------------------------------------------------------------------------------------- anchors

    def _anchor(self, gap: Gap) -> list[Gap]:
        """Pair what is equal at the ends and what is equal and unique between; return the gaps that are left."""
        out: list[Gap] = []
        stack = [(gap, 0)]
        keys: tuple[Callable[[Block], Hashable], ...] = (_key, _anchor, _text_key)
        while stack:
            current, level = stack.pop()
            current = self._trim(current)
            if not current.open:
                continue
            if level == len(keys):
                out.append(current)
                continue
            anchors = self._unique(current, keys[level])
            self.result.pairs.extend(Pair((i,), (j,)) for i, j in anchors)
            # a gap between anchors may have anchors of its own; one without any goes on to the weaker key
            following = level if anchors else level + 1
            stack.extend((g, following) for g in between(current, [(i, i + 1, j, j + 1) for i, j in anchors]))
        return out

    def _trim(self, gap: Gap) -> Gap:
        i0, i1, j0, j1 = gap.i0, gap.i1, gap.j0, gap.j1
        before, after, pairs = self.before, self.after, self.result.pairs
        while i0 < i1 and j0 < j1 and before[i0].key == after[j0].key:
            pairs.append(Pair((i0,), (j0,)))
            i0, j0 = i0 + 1, j0 + 1
        while i0 < i1 and j0 < j1 and before[i1 - 1].key == after[j1 - 1].key:
            i1, j1 = i1 - 1, j1 - 1
            pairs.append(Pair((i1,), (j1,)))
        return Gap(i0, i1, j0, j1)

    def _unique(self, gap: Gap, key: Callable[[Block], Hashable]) -> list[tuple[int, int]]:
        left = _once((key(self.before[i]), i) for i in range(gap.i0, gap.i1))
        right = _once((key(self.after[j]), j) for j in range(gap.j0, gap.j1))
        both = [
            (i, right[k], _weight(self.before[i]))
            for k, i in left.items()
            if k in right and _pairable(self.before[i], self.after[right[k]])
        ]
        return heaviest_chain(both)

    # ------------------------------------------------------------------------------------------------- gaps

    def _fill(self, gap: Gap) -> list[Pair]:
        out: list[Pair] = []
        stack = [gap]
        while stack:
            current = stack.pop()
            if not current.open:
                continue
            alike = self._side_by_side(current)
            if alike:
                out.extend(Pair((i,), (j,)) for i, j in alike)
                stack.extend(between(current, [(i, i + 1, j, j + 1) for i, j in alike]))
                continue
            if (current.i1 - current.i0) * (current.j1 - current.j0) <= GRID:
                out.extend(self._best_pairing(current))
                continue
            alike = self._most_alike(current)
            if not alike:  # nothing in common: by order, piece by piece
                alike_cut = (current.i0 + current.i1) // 2, (current.j0 + current.j1) // 2
                stack.append(Gap(current.i0, alike_cut[0], current.j0, alike_cut[1]))
                stack.append(Gap(alike_cut[0], current.i1, alike_cut[1], current.j1))
                continue
            out.extend(Pair((i,), (j,)) for i, j in alike)
            stack.extend(between(current, [(i, i + 1, j, j + 1) for i, j in alike]))
        return out

    def _side_by_side(self, gap: Gap) -> list[tuple[int, int]]:
        """The pairs in order that are very alike, where both sides have as many blocks and nearly all pairs are."""
        size = gap.i1 - gap.i0
        if size != gap.j1 - gap.j0:
            return []
        weak = (1 - MOSTLY_ALIKE) * size
        alike: list[tuple[int, int]] = []
        for i, j in zip(range(gap.i0, gap.i1), range(gap.j0, gap.j1), strict=True):
            a, b = self.before[i], self.after[j]
            if _pairable(a, b) and (
                nearly_equal(a, b)
                or (a.words and self._measure().in_order(a, b) >= SIDE_BY_SIDE)
                or (size == 1 and _alike_in_letters(a, b))
            ):
                alike.append((i, j))
            elif i - gap.i0 - len(alike) + 1 > weak:
                return []
        return alike

    def _most_alike(self, gap: Gap) -> list[tuple[int, int]]:
        """Chain of pairs that are each other's most alike, found through rare words."""
        candidates = rare_candidates(
            [(i, self.before[i]) for i in range(gap.i0, gap.i1)], [(j, self.after[j]) for j in range(gap.j0, gap.j1)]
        )
        likeness = self._measure()
        best_i: dict[int, tuple[float, int]] = {}
        best_j: dict[int, tuple[float, int]] = {}
        for i, j in candidates:
            score = likeness.ratio(self.before[i], self.after[j], 0.5)
            if score < 0.5:
                continue
            best_i[i] = max(best_i.get(i, (0.0, -1)), (score, j))
            best_j[j] = max(best_j.get(j, (0.0, -1)), (score, i))
        mutual = [(i, j, s * _weight(self.before[i])) for i, (s, j) in best_i.items() if best_j[j][1] == i]
        return heaviest_chain(mutual)

    def _measure(self) -> Likeness:
        """Likeness among the blocks that are left over, made when it is needed."""
        if self._likeness is None:
            ours = [b for g in self._gaps for b in self.before[g.i0 : g.i1]]
            self._likeness = Likeness(ours, [b for g in self._gaps for b in self.after[g.j0 : g.j1]])
        return self._likeness

    def _best_pairing(self, gap: Gap) -> list[Pair]:
        """The order-keeping pairing of a gap that keeps most words (dynamic programme over the two sides)."""
        rows, cols = gap.i1 - gap.i0, gap.j1 - gap.j0
        best = [[0.0] * (cols + 1) for _ in range(rows + 1)]
        move = [[(0, 0)] * (cols + 1) for _ in range(rows + 1)]
        gains = _Gains(self.before, self.after, self._measure())
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


_STEPS = (
    *((1, 0), (0, 1), (1, 1)),
    *((1, parts) for parts in range(2, MOST_PARTS + 1)),
    *((parts, 1) for parts in range(2, MOST_PARTS + 1)),
)
"""What the pairing of a gap goes on by: blocks of before, blocks of after."""


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
            found = self.likeness.ratio(a, b, PAIR_FLOOR / 2) if _pairable(a, b) else 0.0
            self._ratios[i, j] = found
        return found

    def _one(self, i: int, j: int) -> float:
        a, b = self.before[i], self.after[j]
        if not _pairable(a, b):
            return 0.0
        if a.key == b.key:
            return 1.1 * _weight(a)
        ratio = self._ratio(i, j)
        if ratio < PAIR_FLOOR:
            return 0.0
        return (ratio - PAIR_FLOOR / 2) * (_weight(a) + _weight(b)) / 2

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
        return (kept - PAIR_FLOOR / 2) * (_weight(whole) + sum(map(_weight, parts))) / 2 - 0.5


def _may_be_parts(whole: Block, parts: Sequence[Block]) -> bool:
    """Whether blocks are of a kind and size to be the parts of another."""
    if whole.kind is not BlockKind.PARAGRAPH or any(p.kind is not BlockKind.PARAGRAPH for p in parts):
        return False
    sizes = [len(p.words) for p in parts]
    return min(sizes) >= 2 and 0.5 <= sum(sizes) / max(1, len(whole.words)) <= 2


def _foreign(part: Sequence[str], whole: set[str]) -> float:
    return sum(1 for w in part if w not in whole) / len(part)


def _pairable(a: Block, b: Block) -> bool:
    """A paragraph may be another's partner although only one of them ends a section."""
    return a.kind is b.kind or (a.kind.is_paragraph and b.kind.is_paragraph)


def _alike_in_letters(a: Block, b: Block) -> bool:
    """Whether two short paragraphs that stand alone between pairs are one that changed: a heading whose word got
    another ending shares no word with itself."""
    short = 0 < len(a.words) <= FEW_WORDS and 0 < len(b.words) <= FEW_WORDS
    return short and a.kind.is_paragraph and b.kind.is_paragraph and ratio(a.shown, b.shown) >= ALIKE_LETTERS


def _key(block: Block) -> Hashable:
    return block.key


def _anchor(block: Block) -> Hashable:
    return block.anchor or None


def _text_key(block: Block) -> Hashable:
    return block.text_key


def _weight(block: Block) -> float:
    return 0.5 + block.size


def _once(pairs: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    """Positions of the keys that occur exactly once."""
    seen: dict[Hashable, int] = {}
    for key, position in pairs:
        if key is None:
            continue
        seen[key] = -1 if key in seen else position
    return {k: p for k, p in seen.items() if p >= 0}


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


def rare_candidates(before: Sequence[tuple[int, Block]], after: Sequence[tuple[int, Block]]) -> set[tuple[int, int]]:
    """Pairs of blocks that share a word which few blocks of either side hold."""
    left: defaultdict[str, list[int]] = defaultdict(list)
    right: defaultdict[str, list[int]] = defaultdict(list)
    for side, index in ((before, left), (after, right)):
        for position, block in side:
            for word in set(block.words):
                index[word].append(position)
    return {
        (i, j)
        for word, places in left.items()
        if len(places) <= RARE and len(right.get(word, ())) <= RARE
        for i in places
        for j in right.get(word, ())
    }


def clause_regions(before: Sequence[Block], after: Sequence[Block]) -> tuple[list[Gap], list[Gap]]:
    """Cut two stories at the clauses that both name: the regions in order, and the clauses that stand elsewhere now.

    Without shared clauses there is one region: the whole.
    """
    whole = Gap(0, len(before), 0, len(after))
    left, right = _spans(before), _spans(after)
    shared = [(c, left[c], right[c]) for c in left if c in right]
    if not shared:
        return [whole], []
    spine = set(
        heaviest_chain([(a[0], b[0], sum(_weight(x) for x in before[a[0] : a[1]])) for _, a, b in shared]),
    )
    cuts = [(a[0], a[1], b[0], b[1]) for _, a, b in shared if (a[0], b[0]) in spine]
    regions = [*between(whole, cuts), *(Gap(*c) for c in cuts)]
    return regions, [Gap(*a, *b) for _, a, b in shared if (a[0], b[0]) not in spine]


def _spans(blocks: Sequence[Block]) -> dict[str, tuple[int, int]]:
    """Clause -> its stretch of blocks; of a clause whose blocks stand in several places, the first."""
    spans: dict[str, tuple[int, int]] = {}
    start = 0
    for position in range(1, len(blocks) + 1):
        if position == len(blocks) or blocks[position].clause != blocks[start].clause:
            if blocks[start].clause:
                spans.setdefault(blocks[start].clause, (start, position))
            start = position
    return spans
