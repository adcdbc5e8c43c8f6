"""How alike two blocks are: the share of words that one redline of the pair would keep, rare words first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import LCSseq

from drafts.blocks import Block, BlockKind

TABLE_SHARE = 0.9
"""What being a part of a table counts, against being like it."""
LONGEST = 4000
"""Words of a block beyond which likeness is judged by the bag of words alone."""


class Likeness:
    """Likeness of blocks, weighted by the rarity of words in the two stories compared."""

    def __init__(self, before: Iterable[Block], after: Iterable[Block]) -> None:
        counts: Counter[str] = Counter()
        blocks = 0
        for block in (*before, *after):
            counts.update(set(block.words))
            blocks += 1
        self._weight = {word: math.log2(1 + (blocks + 1) / n) for word, n in counts.items()}
        self._bags: dict[int, tuple[Counter[str], float]] = {}

    def _bag(self, block: Block) -> tuple[Counter[str], float]:
        found = self._bags.get(id(block))
        if found is None:
            bag = Counter(block.words)
            found = (bag, self._mass(bag))
            self._bags[id(block)] = found
        return found

    def _mass(self, bag: Counter[str]) -> float:
        weight = self._weight
        return sum(weight.get(word, 1.0) * n for word, n in bag.items())

    def shared(self, a: Block, b: Block) -> float:
        """Upper bound of the likeness (0 to 1), from the bags of words, rare words weighing more."""
        bag_a, mass_a = self._bag(a)
        bag_b, mass_b = self._bag(b)
        if not mass_a or not mass_b:
            return 1.0 if mass_a == mass_b else 0.0
        if len(bag_b) < len(bag_a):
            bag_a, bag_b = bag_b, bag_a
        weight = self._weight
        common = sum(weight.get(w, 1.0) * min(n, bag_b[w]) for w, n in bag_a.items() if w in bag_b)
        return 2 * common / (mass_a + mass_b)

    def _contained(self, a: Block, b: Block) -> float:
        """Share of the smaller of two tables that is in the other: a table that lost most rows is still that table."""
        (_, mass_a), (_, mass_b) = self._bag(a), self._bag(b)
        return (
            self.shared(a, b) * (mass_a + mass_b) / (2 * min(mass_a, mass_b)) * TABLE_SHARE
            if mass_a and mass_b
            else 0.0
        )

    def ratio(self, a: Block, b: Block, floor: float = 0.0) -> float:
        """Likeness (0 to 1): the mean of the rarity-weighted bags and of the longest common subsequence of words.
        Where the bags alone stay below ``floor`` the result is 0."""
        shared = self.shared(a, b)
        if a.kind is BlockKind.TABLE and b.kind is BlockKind.TABLE and a.rows and b.rows:
            return max(shared, self._contained(a, b))
        if shared < floor:
            return 0.0
        return (shared + in_order(a.words, b.words, shared)) / 2


def in_order(a: Sequence[str], b: Sequence[str], otherwise: float = 0.0) -> float:
    """Share of words (0 to 1) kept in order between two sequences; ``otherwise`` where they are too long to tell."""
    if not a and not b:
        return 1.0
    if len(a) > LONGEST or len(b) > LONGEST:
        return otherwise
    return 2 * LCSseq.similarity(a, b) / (len(a) + len(b))
