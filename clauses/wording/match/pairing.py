"""Which line of an edited clause was which line before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clauses.text.pairing import likest_pairs
from clauses.text.script import edit_script
from clauses.wording.layout import Line, sort_of


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
    def same_sort(a: int, b: int) -> bool:
        return before[gone[a]].sort == sort_of(after[new[b]])

    i = j = 0
    for a, b in likest_pairs([before[k].text for k in gone], [after[k] for k in new], same_sort):
        yield from (Pair(before[gone[k]], None) for k in range(i, a))
        yield from (Pair(None, new[k]) for k in range(j, b))
        yield Pair(before[gone[a]], new[b])
        i, j = a + 1, b + 1
    yield from (Pair(before[gone[k]], None) for k in range(i, len(gone)))
    yield from (Pair(None, new[k]) for k in range(j, len(new)))
