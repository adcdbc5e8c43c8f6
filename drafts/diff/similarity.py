"""How alike two blocks are: the share of words that one redline of the pair would keep, rare words first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from rapidfuzz.distance import Indel, LCSseq

from drafts.blocks import Block, BlockKind

TABLE_SHARE = 0.9
"""What being a part of a table counts, against being like it."""
MOST_LETTERS = 0xD800
"""Words that are told apart when they are compared in order; more than so many different words begin anew."""
LABEL_SHARE = 0.6
"""What the same labels count: rows whose first cells agree are the same rows, whatever stands in the others."""
NEARLY_EQUAL = 0.88
"""Share of letters in order from which nobody need look at the words."""
LONGEST = 4000
"""Words of a block beyond which likeness is judged by the bag of words alone."""


FAR_APART = 0.15
"""Share of words in order below which two paragraphs are nothing like each other, whatever words they share."""


class Likeness:
    """Likeness of blocks, weighted by the rarity of words among those that are told apart by it."""

    def __init__(self) -> None:
        self._blocks: Sequence[Block] = ()
        self._rarity: dict[str, float] | None = None
        self._codes: dict[str, str] = {}
        self._letters: dict[int, str] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._weights: list[float] = []
        self._bags: dict[int, tuple[frozenset[int], float]] = {}

    def weigh(self, blocks: Sequence[Block]) -> None:
        """Weigh words by their rarity among ``blocks``; without it, all weigh the same."""
        self._blocks = blocks

    def _in_letters(self, block: Block) -> str:
        """A block's words in order, a letter for each."""
        found = self._letters.get(id(block))
        if found is None:
            codes = self._codes
            for word in block.words:
                if word not in codes:
                    codes[word] = chr(len(codes) % MOST_LETTERS)
            found = self._letters[id(block)] = "".join([codes[word] for word in block.words])
        return found

    def _bag(self, block: Block) -> tuple[frozenset[int], float]:
        """A number for each occurrence of each word of a block, and what they weigh."""
        found = self._bags.get(id(block))
        if found is None:
            bag = frozenset([self._number(word, k) for word, n in Counter(block.words).items() for k in range(n)])
            found = self._bags[id(block)] = (bag, self._mass(bag))
        return found

    def _number(self, word: str, occurrence: int) -> int:
        number = self._numbers.setdefault((word, occurrence), len(self._weights))
        if number == len(self._weights):
            self._weights.append(self._weight(word))
        return number

    def _weight(self, word: str) -> float:
        if self._rarity is None:
            counts = Counter(chain.from_iterable([set(block.words) for block in self._blocks]))
            size = len(self._blocks) + 1
            self._rarity = {known: math.log2(1 + size / n) for known, n in counts.items()}
        return self._rarity.get(word, 1.0)

    def _mass(self, bag: Iterable[int]) -> float:
        return sum(map(self._weights.__getitem__, bag))

    def kept(self, a: Block, b: Block) -> int:
        """How many words two blocks share in order."""
        return LCSseq.similarity(self._in_letters(a), self._in_letters(b))

    def in_order(self, a: Block, b: Block, otherwise: float = 0.0) -> float:
        """Share of words (0 to 1) kept in order, as :func:`in_order`."""
        n, m = len(a.words), len(b.words)
        if not n and not m:
            return 1.0
        return otherwise if max(n, m) > LONGEST else 2 * self.kept(a, b) / (n + m)

    def joined(self, whole: Block, parts: Sequence[Block]) -> float:
        """Share of words (0 to 1) that a block and ``parts``, side by side, share in order; 0 where they are too long
        to tell."""
        letters = "".join(map(self._in_letters, parts))
        if max(len(letters), len(whole.words)) > LONGEST:
            return 0.0
        return 2 * LCSseq.similarity(self._in_letters(whole), letters) / (len(whole.words) + len(letters))

    def shared(self, a: Block, b: Block) -> float:
        """Upper bound of the likeness (0 to 1), from the bags of words, rare words weighing more."""
        (bag_a, mass_a), (bag_b, mass_b) = self._bag(a), self._bag(b)
        if not mass_a or not mass_b:
            return 1.0 if mass_a == mass_b else 0.0
        return 2 * self._mass(bag_a & bag_b) / (mass_a + mass_b)

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
        labelled = _labelled(a, b) if a.kind is BlockKind.TABLE and b.kind is BlockKind.TABLE else 0.0
        if a.kind is BlockKind.TABLE and b.kind is BlockKind.TABLE and a.rows and b.rows:
            return max(labelled, self.shared(a, b), self._contained(a, b))
        in_order = self.in_order(a, b, 1.0)
        if floor and in_order < FAR_APART:
            return labelled
        shared = self.shared(a, b)
        if shared < floor:
            return labelled
        return max(labelled, (shared + min(in_order, self.in_order(a, b, shared))) / 2)


def _labelled(a: Block, b: Block) -> float:
    """Likeness by labels alone, of tables and rows."""
    return LABEL_SHARE * in_order(a.labels, b.labels) if any(a.labels) and any(b.labels) else 0.0


def nearly_equal(a: Block, b: Block) -> bool:
    """Whether two paragraphs share most of their letters in order: then they share most of their words too."""
    if not (a.kind.is_paragraph and b.kind.is_paragraph):
        return False
    ours, theirs = a.shown, b.shown
    if not ours or len(ours) > LONGEST or len(theirs) > LONGEST:
        return False
    return Indel.normalized_similarity(ours, theirs, score_cutoff=NEARLY_EQUAL) > 0


def in_order(a: Sequence[str], b: Sequence[str], otherwise: float = 0.0) -> float:
    """Share of words (0 to 1) kept in order between two sequences; ``otherwise`` where they are too long to tell."""
    if not a and not b:
        return 1.0
    if len(a) > LONGEST or len(b) > LONGEST:
        return otherwise
    return 2 * LCSseq.similarity(a, b) / (len(a) + len(b))
