"""Which of some lines that went is which of some that came: the pairs, in order, that have most words in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from clauses.text.tokens import tokenize

LEAST_LIKENESS = 0.35
"""The share of words that two lines must have in common to count as one that was edited."""
MOST_COMPARISONS = 20_000


def _any(_before: int, _after: int) -> bool:
    return True


def likest_pairs(
    before: Sequence[str], after: Sequence[str], may_pair: Callable[[int, int], bool] = _any
) -> list[tuple[int, int]]:
    """Return the pairs (index before, index after) of lines that ``may_pair`` and are likest in all.

    Of more lines than :data:`MOST_COMPARISONS` allows, those at the same place are pairs.
    """
    if len(before) * len(after) > MOST_COMPARISONS:
        return [(k, k) for k in range(min(len(before), len(after))) if may_pair(k, k)]
    old, fresh = list(map(_words, before)), list(map(_words, after))
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [[(0.0, [])] * (len(after) + 1)]
    for a in range(len(before)):
        row: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
        for b in range(len(after)):
            options = [best[a][b + 1], row[b]]
            likeness = _likeness(old[a], fresh[b]) if may_pair(a, b) else 0.0
            if likeness >= LEAST_LIKENESS:
                score, pairs = best[a][b]
                options.append((score + likeness, [*pairs, (a, b)]))
            row.append(max(options, key=lambda option: option[0]))
        best.append(row)
    return best[-1][-1][1]


def _words(text: str) -> Counter[str]:
    return Counter(token for token in tokenize(text) if token.strip())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
