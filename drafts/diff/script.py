"""The edit script of the hot path: rapidfuzz's, which costs as little as diff-match-patch's and is found much faster.

The reference is :func:`clauses.text.script.edit_script`. rapidfuzz compares hashes, so what it takes for equal is
compared again; where it erred, the reference answers.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from rapidfuzz.distance import Indel

from clauses.text.script import Opcode
from clauses.text.script import edit_script as reference


def edit_script(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Opcode]:
    """A least-cost script that turns ``before`` into ``after``, covering both from end to end, as the reference gives
    it: neighbours never have the same operation, a deletion stands before an insertion."""
    out: list[Opcode] = []
    i = j = 0
    for i1, i2, j1, j2 in matches(before, after):
        _edit(out, i, i1, j, j1)
        out.append(("equal", i1, i2, j1, j2))
        i, j = i2, j2
    _edit(out, i, len(before), j, len(after))
    return out


def matches(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int, int, int]]:
    """What a least-cost script keeps: ``before[i1:i2]`` is ``after[j1:j2]``, in order, none next to another on both
    sides."""
    out: list[tuple[int, int, int, int]] = []
    for what, i1, i2, j1, j2 in opcodes(before, after):
        if what == "equal":
            if before[i1:i2] != after[j1:j2]:
                return [
                    (i, i_end, j, j_end) for kept, i, i_end, j, j_end in reference(before, after) if kept == "equal"
                ]
            out.append((i1, i2, j1, j2))
    return out


def opcodes(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """rapidfuzz's least-cost script as it comes: equal hashes count as equal, the order of operations is its own."""
    return cast("list[tuple[str, int, int, int, int]]", Indel.opcodes(before, after).as_list())


def _edit(out: list[Opcode], i: int, i_end: int, j: int, j_end: int) -> None:
    if i < i_end:
        out.append(("delete", i, i_end, j, j))
    if j < j_end:
        out.append(("insert", i_end, i_end, j, j_end))
