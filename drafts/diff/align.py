"""Which block of ``before`` is which block of ``after``: exact anchors first, then likeness in the gaps.

Anchors are clauses that both sides name, then blocks that are equal and unique on both sides; the heaviest chain of
them that keeps its order is the spine (patience diff), what falls off it is a candidate for a move. Each gap is filled
by the pairing that keeps most words, which may pair one block with two (a split) or two with one (a merge).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from rapidfuzz.distance.Indel import normalized_similarity as ratio
from rapidfuzz.process import extract

from drafts.blocks import Block
from drafts.diff.chain import Gap, Pair, between, heaviest_chain, pairable, weight
from drafts.diff.pairing import best_pairing
from drafts.diff.similarity import LONGEST, NEARLY_EQUAL, Likeness, nearly_equal

SIDE_BY_SIDE = 0.75
"""Likeness from which neighbours on both sides are taken for pairs without looking further."""
MOSTLY_ALIKE = 0.8
"""Share of the pairs of such neighbours that must be very alike."""
LEAD = 0.15
"""By how much the likeness of an unmistakable pair exceeds that of either block with any other of the gap."""
SAME_LENGTH = 0.9
"""Shorter to longer of two texts of which neither can be the larger part of the other, split."""
GRID = 20_000
"""Most cells of the table that one gap's pairing may fill; a larger gap is cut at its most alike pairs first."""
RARE = 8
"""A word in at most so many blocks of a side leads to candidates."""
ALIKE_LETTERS = 0.6
"""Likeness of letters from which two paragraphs of a few words that stand alone between pairs are one another's."""
FEW_WORDS = 6
"""Most words of such a paragraph."""


@dataclass(slots=True)
class Alignment:
    """``pairs`` keep their order on both sides; ``relocated`` are pairs of clauses that stand elsewhere now."""

    pairs: list[Pair] = field(default_factory=list[Pair])
    relocated: list[Pair] = field(default_factory=list[Pair])


def align(before: Sequence[Block], after: Sequence[Block]) -> Alignment:
    """The pairs of blocks of two stories, in order, and the clauses that were relocated."""
    return _Aligner(before, after).run()


class _Aligner:
    def __init__(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        self.before, self.after = before, after
        self.result = Alignment()
        self._likeness = Likeness()

    def run(self) -> Alignment:
        regions, relocated = clause_regions(self.before, self.after)
        spine = self.result.pairs
        gaps = [g for region in regions for g in self._obvious(self._anchor(region))]
        self.result.pairs = self.result.relocated
        moved = [g for region in relocated for g in self._obvious(self._anchor(region))]
        self.result.pairs = spine
        left = [*gaps, *moved]
        self._likeness.weigh([b for g in left for b in (*self.before[g.i0 : g.i1], *self.after[g.j0 : g.j1])])
        spine.extend(p for gap in gaps for p in self._fill(gap))
        one_to_one = (p for gap in moved for p in self._fill(gap) if len(p.before) == len(p.after) == 1)
        self.result.relocated.extend(one_to_one)
        spine.sort(key=lambda p: p.before)
        return self.result

    # ---------------------------------------------------------------------------------------------- anchors

    def _anchor(self, gap: Gap) -> list[Gap]:
        """Pair what is equal at the ends and what is equal and unique between; return the gaps that are left."""
        out: list[Gap] = []
        stack = [(gap, 0)]
        anchored = any(b.anchor for b in self.before[gap.i0 : gap.i1])
        keys = (_key, _anchor, _text_key) if anchored else (_key, _text_key)
        while stack:
            current, level = stack.pop()
            current = self._trim(current)
            if not current.open:
                continue
            if level == len(keys):
                out.append(current)
                continue
            if current.alone:  # as most are: nothing is left between anchors
                if any(self._unique(current, key) for key in keys[level:]):
                    self.result.pairs.append(Pair((current.i0,), (current.j0,)))
                else:
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
        if gap.alone:
            a, b = self.before[gap.i0], self.after[gap.j0]
            found = key(a)
            return [(gap.i0, gap.j0)] if found is not None and found == key(b) and pairable(a, b) else []
        left = _once([key(b) for b in self.before[gap.i0 : gap.i1]], gap.i0)
        right = _once([key(b) for b in self.after[gap.j0 : gap.j1]], gap.j0)
        both = [
            (i, right[k], weight(self.before[i]))
            for k, i in left.items()
            if k in right and pairable(self.before[i], self.after[right[k]])
        ]
        return heaviest_chain(both)

    # ------------------------------------------------------------------------------------------------- gaps

    def _obvious(self, gaps: Sequence[Gap]) -> list[Gap]:
        """Pair what needs no weighing of words; return the gaps that are left."""
        out: list[Gap] = []
        stack = list(gaps)
        while stack:
            gap = stack.pop()
            alike = self._side_by_side(gap) or self._unmistakable(gap)
            self.result.pairs.extend(Pair((i,), (j,)) for i, j in alike)
            if not alike:
                out.append(gap)
            elif not gap.alone:  # else nothing is left
                stack.extend(between(gap, [(i, i + 1, j, j + 1) for i, j in alike]))
        return out

    def _fill(self, gap: Gap) -> list[Pair]:
        """The pairs of a gap in which nothing is obvious."""
        out: list[Pair] = []
        stack = [gap]
        while stack:
            current = stack.pop()
            alike = (self._side_by_side(current) or self._unmistakable(current)) if current is not gap else []
            if not alike and (current.i1 - current.i0) * (current.j1 - current.j0) <= GRID:
                out.extend(best_pairing(current, self.before, self.after, self._likeness))
                continue
            alike = alike or self._most_alike(current)
            if not alike:  # nothing in common: by order, piece by piece
                i, j = (current.i0 + current.i1) // 2, (current.j0 + current.j1) // 2
                halves = Gap(current.i0, i, current.j0, j), Gap(i, current.i1, j, current.j1)
                stack.extend(g for g in halves if g.open)
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
            if pairable(a, b) and (
                nearly_equal(a, b)
                or (a.words and self._likeness.in_order(a, b) >= SIDE_BY_SIDE)
                or (size == 1 and _alike_in_letters(a, b))
            ):
                alike.append((i, j))
            elif i - gap.i0 - len(alike) + 1 > weak:
                return []
        return alike

    def _unmistakable(self, gap: Gap) -> list[tuple[int, int]]:
        """Chain of pairs that are alike in letters, each far more than either block is like any other of the gap."""
        if (gap.i1 - gap.i0) * (gap.j1 - gap.j0) > GRID:
            return []
        theirs = [_letters(b) for b in self.after[gap.j0 : gap.j1]]
        scores: list[tuple[float, int, int]] = []
        for i in range(gap.i0, gap.i1):
            ours = _letters(self.before[i])
            hits = extract(ours, theirs, scorer=ratio, score_cutoff=SIDE_BY_SIDE - LEAD, limit=None) if ours else ()
            scores.extend((score, i, gap.j0 + j) for _, score, j in hits)
        rivals: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
        for score, i, j in scores:
            rivals["before", i].append(score)
            rivals["after", j].append(score)
        found: list[tuple[int, int, float]] = []
        for score, i, j in scores:
            others = [*rivals["before", i], *rivals["after", j]]
            others.remove(score)
            others.remove(score)
            a, b = self.before[i], self.after[j]
            if score >= max(others, default=0.0) + LEAD and (score >= NEARLY_EQUAL or _of_one_length(a, b, score)):
                found.append((i, j, weight(a)))
        return heaviest_chain(found)

    def _most_alike(self, gap: Gap) -> list[tuple[int, int]]:
        """Chain of pairs that are each other's most alike, found through rare words."""
        candidates = rare_candidates(
            [(i, self.before[i]) for i in range(gap.i0, gap.i1)], [(j, self.after[j]) for j in range(gap.j0, gap.j1)]
        )
        best_i: dict[int, tuple[float, int]] = {}
        best_j: dict[int, tuple[float, int]] = {}
        for i, j in candidates:
            score = self._likeness.ratio(self.before[i], self.after[j], 0.5)
            if score < 0.5:
                continue
            best_i[i] = max(best_i.get(i, (0.0, -1)), (score, j))
            best_j[j] = max(best_j.get(j, (0.0, -1)), (score, i))
        mutual = [(i, j, s * weight(self.before[i])) for i, (s, j) in best_i.items() if best_j[j][1] == i]
        return heaviest_chain(mutual)


def _letters(block: Block) -> str:
    """The text by which a paragraph is unmistakable; "" of other blocks and of very long ones."""
    return block.shown if block.kind.is_paragraph and len(block.shown) <= LONGEST else ""


def _of_one_length(a: Block, b: Block, score: float) -> bool:
    """Whether two texts are alike enough, and neither may be the larger part of the other, split."""
    shorter, longer = sorted((len(a.shown), len(b.shown)))
    return score >= SIDE_BY_SIDE and shorter >= SAME_LENGTH * longer


def _alike_in_letters(a: Block, b: Block) -> bool:
    """Whether two short paragraphs that stand alone between pairs are one that changed: a heading whose word got
    another ending shares no word with itself."""
    short = 0 < len(a.words) <= FEW_WORDS and 0 < len(b.words) <= FEW_WORDS
    return short and a.kind.is_paragraph and b.kind.is_paragraph and ratio(a.shown, b.shown) >= ALIKE_LETTERS


def _anchor(block: Block) -> Hashable:
    return block.anchor or None


_key, _text_key = attrgetter("key"), attrgetter("text_key")


def _once(keys: Sequence[Hashable], first: int) -> dict[Hashable, int]:
    """Positions of the keys that occur exactly once; that of the ``first`` key is given."""
    found = dict(zip(keys, range(first, first + len(keys)), strict=True))
    if len(found) < len(keys):
        for key, count in Counter(keys).items():
            if count > 1:
                del found[key]
    found.pop(None, None)
    return found


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
        heaviest_chain([(a[0], b[0], sum(weight(x) for x in before[a[0] : a[1]])) for _, a, b in shared]),
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
