"""The edit script between two sequences of tokens, by diff-match-patch over code points.

diff-match-patch compares strings, so each distinct token stands as one code point: private use first, which no text
carries. ``Diff_Timeout`` is 0, because with a timeout the library silently answers "delete all, insert all".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Literal, Protocol, cast

from diff_match_patch import diff_match_patch

from clauses.errors import LimitExceeded

Opcode = tuple[Literal["equal", "delete", "insert"], int, int, int, int]
"""``(what, i1, i2, j1, j2)``: ``before[i1:i2]`` against ``after[j1:j2]``; a deletion has ``j1 == j2``, an insertion
``i1 == i2``."""

_CODE_POINTS = (
    range(0xE000, 0xF900),
    range(0xF0000, 0xFFFFE),
    range(0x100000, 0x10FFFE),
    range(0x10000, 0xF0000),
    range(0x100, 0xD800),
)
"""Private use areas first (137,468), then planes 1 to 14 and the rest of plane 0; surrogates never."""

MOST_TOKENS = sum(len(r) for r in _CODE_POINTS)
"""How many distinct tokens one comparison can hold."""


class _Differ(Protocol):
    Diff_Timeout: float

    def diff_main(self, text1: str, text2: str, checklines: bool) -> list[tuple[int, str]]: ...


def edit_script(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Opcode]:
    """Return a least-cost script that turns ``before`` into ``after``, covering both from end to end.

    Neighbours never have the same operation, and between two equal stretches a deletion stands before an insertion.

    :raises LimitExceeded: more than :data:`MOST_TOKENS` distinct tokens differ.
    """
    head = _shared(before, after, len(before), len(after))
    tail = _shared_at_end(before, after, head)
    i_end, j_end = len(before) - tail, len(after) - tail
    lengths = [("equal", head), *_middle(before[head:i_end], after[head:j_end]), ("equal", tail)]
    return opcodes_of(lengths)


def _shared(before: Sequence[Hashable], after: Sequence[Hashable], n: int, m: int) -> int:
    for k in range(min(n, m)):
        if before[k] != after[k]:
            return k
    return min(n, m)


def _shared_at_end(before: Sequence[Hashable], after: Sequence[Hashable], head: int) -> int:
    n, m = len(before), len(after)
    for k in range(min(n, m) - head):
        if before[n - 1 - k] != after[m - 1 - k]:
            return k
    return min(n, m) - head


def _middle(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[tuple[str, int]]:
    """Yield (operation, length) pairs for what differs, in the library's own order."""
    if not before or not after:
        yield "delete", len(before)
        yield "insert", len(after)
        return
    left, right = _encode(before, after)
    differ = cast(_Differ, diff_match_patch())
    differ.Diff_Timeout = 0
    names = {0: "equal", -1: "delete", 1: "insert"}
    for what, text in differ.diff_main(left, right, False):
        yield names[what], len(text)


def _encode(before: Sequence[Hashable], after: Sequence[Hashable]) -> tuple[str, str]:
    distinct = dict.fromkeys(chain(before, after))
    if len(distinct) > MOST_TOKENS:
        raise LimitExceeded(
            f"The two texts hold {len(distinct)} distinct words; a comparison holds {MOST_TOKENS}.", "distinct tokens"
        )
    letters = map(chr, islice(chain.from_iterable(_CODE_POINTS), len(distinct)))
    code = dict(zip(distinct, letters, strict=True))
    return "".join(code[t] for t in before), "".join(code[t] for t in after)


def opcodes_of(lengths: Iterable[tuple[str, int]]) -> list[Opcode]:
    """Return stretches, each an operation and its length, as a script: neighbours of one operation are one, and between
    two equal stretches a deletion stands before an insertion."""
    script: list[Opcode] = []
    i = j = equal = deleted = inserted = 0

    def flush_edit() -> None:
        nonlocal i, j, deleted, inserted
        if deleted:
            script.append(("delete", i, i + deleted, j, j))
            i += deleted
        if inserted:
            script.append(("insert", i, i, j, j + inserted))
            j += inserted
        deleted = inserted = 0

    def flush_equal() -> None:
        nonlocal i, j, equal
        if equal:
            script.append(("equal", i, i + equal, j, j + equal))
            i, j, equal = i + equal, j + equal, 0

    for what, length in lengths:
        if length and what == "equal":
            flush_edit()
            equal += length
        elif length:
            flush_equal()
            deleted += length if what == "delete" else 0
            inserted += length if what == "insert" else 0
    flush_edit()
    flush_equal()
    return script
