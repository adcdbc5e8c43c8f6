"""Which line of an edited clause was which line before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clauses.text.script import edit_script
from clauses.text.tokens import tokenize
from clauses.wording.layout import Line, sort_of

LEAST_LIKENESS = 0.35
"""The share of words that two lines must have in common to count as one that was edited."""
MOST_COMPARISONS = 20_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A line before and the number of the line after; one of them is None for a line that was taken out or put in."""

    before: Line | None
    after: int | None


def pair_lines(before: Sequence[Line], after: Sequence[str]) -> tuple[Pair, ...]:
    """Return the pairs in the order of the text; a line that was taken out stands before one that was put in."""
    pairs: list[Pair] = []
    gone: list[int] = []
    new: list[int] = []

    def flush() -> None:
        pairs.extend(_changed(before, after, gone, new))
        gone.clear()
        new.clear()

    for what, i1, i2, j1, j2 in edit_script([line.text for line in before], list(after)):
        if what == "equal":
            flush()
            pairs.extend(Pair(before[i], j) for i, j in zip(range(i1, i2), range(j1, j2), strict=True))
        gone.extend(range(i1, i2) if what == "delete" else ())
        new.extend(range(j1, j2) if what == "insert" else ())
    flush()
    return tuple(pairs)


def _changed(before: Sequence[Line], after: Sequence[str], gone: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
    i = j = 0
    for a, b in _likest(before, after, gone, new):
        yield from (Pair(before[gone[k]], None) for k in range(i, a))
        yield from (Pair(None, new[k]) for k in range(j, b))
        yield Pair(before[gone[a]], new[b])
        i, j = a + 1, b + 1
    yield from (Pair(before[gone[k]], None) for k in range(i, len(gone)))
    yield from (Pair(None, new[k]) for k in range(j, len(new)))


def _likest(
    before: Sequence[Line], after: Sequence[str], gone: Sequence[int], new: Sequence[int]
) -> list[tuple[int, int]]:
    """The pairs, in order and uncrossed, that have most in common."""
    if len(gone) * len(new) > MOST_COMPARISONS:
        same_sort = [before[a].sort == sort_of(after[b]) for a, b in zip(gone, new, strict=False)]
        return [(k, k) for k, same in enumerate(same_sort) if same]
    old = [_words(before[a].text) for a in gone]
    fresh = [_words(after[b]) for b in new]
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [[(0.0, [])] * (len(new) + 1)]
    for a, line in enumerate(gone):
        row: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
        for b, other in enumerate(new):
            options = [best[a][b + 1], row[b]]
            same_sort = before[line].sort == sort_of(after[other])
            likeness = _likeness(old[a], fresh[b]) if same_sort else 0.0
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
