"""The edit script between two texts of several lines: line by line first, then word by word in lines that were edited.

So a paragraph that was put in takes no words from its neighbours, however alike they are. Paragraphs that were split or
joined, and otherwise are almost the same, keep their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from clauses.text.pairing import likest_pairs
from clauses.text.script import Opcode, edit_script, opcodes_of
from clauses.text.tokens import tokenize

BREAK = "\n"
MOSTLY_KEPT = 0.8
"""The share of the words of the longer side from which lines whose number changed count as split or joined."""

_Stretch = tuple[str, int]


def line_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of ``text``, each line break one token; joined they are ``text`` again."""
    first, *rest = text.split(BREAK)
    tokens = tokenize(first)
    for line in rest:
        tokens += (BREAK, *tokenize(line))
    return tuple(tokens)


def line_script(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    """Return a script over tokens (:func:`line_tokens`) that turns ``before`` into ``after``.

    Lines that have too little in common (clauses.text.pairing) are taken out and put in whole. In an edited line a
    space between two changes is part of one change.
    """
    return opcodes_of(_stretches(_lines(before), _lines(after)))


def _lines(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """The tokens by line; every line but the first begins with its break."""
    starts = [0, *(n for n, token in enumerate(tokens) if token == BREAK), len(tokens)]
    return [tuple(tokens[a:b]) for a, b in pairwise(starts)]


def _body(line: tuple[str, ...]) -> tuple[str, ...]:
    return line[1:] if line[:1] == (BREAK,) else line


def _stretches(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> Iterator[_Stretch]:
    old, new = list(map(_body, before)), list(map(_body, after))
    gone: list[int] = []
    came: list[int] = []
    for what, i1, i2, j1, j2 in edit_script(old, new):
        if what == "equal":
            yield from _changed(before, after, gone, came)
            gone, came = [], []
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield from _pair(before[i], after[j])
        gone += range(i1, i2) if what == "delete" else ()
        came += range(j1, j2) if what == "insert" else ()
    yield from _changed(before, after, gone, came)


def _changed(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]], gone: Sequence[int], came: Sequence[int]
) -> Iterator[_Stretch]:
    if len(gone) != len(came) and (script := _split_or_joined([before[i] for i in gone], [after[j] for j in came])):
        yield from script
        return
    old, new = ["".join(_body(before[i])) for i in gone], ["".join(_body(after[j])) for j in came]
    a = b = 0
    for one, other in [*likest_pairs(old, new), (len(gone), len(came))]:
        yield "delete", sum(len(before[i]) for i in gone[a:one])
        yield "insert", sum(len(after[j]) for j in came[b:other])
        if one < len(gone):
            yield from _pair(before[gone[one]], after[came[other]])
        a, b = one + 1, other + 1


def _split_or_joined(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> list[_Stretch]:
    """The script over lines as if they were one, or nothing where they differ in more than where they break."""
    old, new = [token for line in before for token in line], [token for line in after for token in line]
    script = edit_script(old, new)
    kept = sum(_words(old[op[1] : op[2]]) for op in script if op[0] == "equal")
    if not kept or kept < MOSTLY_KEPT * max(_words(old), _words(new)):
        return []
    return [(what, max(i2 - i1, j2 - j1)) for what, i1, i2, j1, j2 in script]


def _words(tokens: Sequence[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _pair(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[_Stretch]:
    old, new = _body(before), _body(after)
    breaks = len(before) - len(old), len(after) - len(new)
    shared = min(breaks)
    yield "equal", shared
    yield "delete", breaks[0] - shared
    yield "insert", breaks[1] - shared
    script = edit_script(old, new)
    for n, (what, i1, i2, j1, j2) in enumerate(script):
        between = 0 < n < len(script) - 1
        if what == "equal" and between and all(token.isspace() for token in old[i1:i2]):
            yield "delete", i2 - i1
            yield "insert", j2 - j1
        else:
            yield what, max(i2 - i1, j2 - j1)
