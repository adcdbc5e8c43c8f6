"""Tokens of a pair of paragraphs, cut finely only where the two differ.

Most of a paragraph that changed did not change. Its chunks between spaces are compared first; a long stretch that both
sides share stays one token, but for a margin around each change, where the presentation rules look at single words.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import accumulate

from rapidfuzz.distance import Indel

from clauses.text.tokens import tokenize_around
from drafts.blocks import Block, Line, Token

MARGIN = 2
"""Chunks on either side of a change that are cut finely."""
LONG = 3
"""Fewest chunks of a stretch that is worth keeping whole, margins apart."""


def paired_tokens(before: Block, after: Block) -> tuple[Sequence[Token], Sequence[Token]]:
    """The tokens of both blocks; what they share far from any change is one token on either side. Where one
    side has links, both are cut finely."""
    if before.linked or after.linked:
        return before.cut(()), after.cut(())
    shared = shared_stretches(before.shown, after.shown)
    if not shared:
        return before.tokens, after.tokens
    return before.cut([(i, i + size) for i, _, size in shared]), after.cut([(j, j + size) for _, j, size in shared])


def line_tokens(before: Line, after: Line) -> tuple[list[Token], list[Token]]:
    """The same of two lines; the payload of their tokens is the place of the first letter."""
    shared = shared_stretches(before.text, after.text)
    return (
        tokens_of(before, [(i, i + size) for i, _, size in shared]),
        tokens_of(after, [(j, j + size) for _, j, size in shared]),
    )


def tokens_of(line: Line, whole: Sequence[tuple[int, int]]) -> list[Token]:
    """The tokens of a line, each with the place of its first letter as payload; each stretch (start, end) in ``whole``
    is one token."""
    words = tokenize_around(line.text, whole)
    starts = [0, *accumulate(map(len, words))]
    if len(line.ends) <= 1:
        look = line.looks[0] if line.looks else None
        return [Token(word, look, word, start) for word, start in zip(words, starts, strict=False)]
    out: list[Token] = []
    at = 0
    for word, start in zip(words, starts, strict=False):
        while line.ends[at] <= start:
            at += 1
        end = start + len(word)
        look = line.looks[at] if end <= line.ends[at] else _looks_between(line, at, start, end)
        out.append(Token(word, look, word, start))
    return out


def _looks_between(line: Line, at: int, start: int, end: int) -> Hashable:
    """The format of letters that begin in the line's stretch ``at`` and end in a later one: one look, or (length, look)
    pairs."""
    out: list[tuple[int, Hashable]] = []
    while start < end:
        stop = min(end, line.ends[at])
        if out and out[-1][1] == line.looks[at]:
            out[-1] = (out[-1][0] + stop - start, line.looks[at])
        else:
            out.append((stop - start, line.looks[at]))
        start, at = stop, at + 1
    return out[0][1] if len(out) == 1 else tuple(out)


def shared_stretches(before: str, after: str) -> list[tuple[int, int, int]]:
    """(start in before, start in after, letters) of the long stretches that two texts share, in order; each begins and
    ends between a space and a word."""
    ours, theirs = before.split(" "), after.split(" ")
    out: list[tuple[int, int, int]] = []
    for op in Indel.opcodes(ours, theirs):
        if op.tag != "equal":
            continue
        first, last = op.src_start, op.src_end
        shift = op.dest_start - op.src_start
        if first or op.dest_start:
            first += MARGIN
        if last < len(ours) or op.dest_end < len(theirs):
            last -= MARGIN
        while first < last and first and not ours[first]:
            first += 1
        while first < last and last < len(ours) and not ours[last]:
            last -= 1
        if last - first < LONG:
            continue
        i, j = _start(ours, first), _start(theirs, first + shift)
        size = _start(ours, last) - i if last < len(ours) else len(before) - i
        if before[i : i + size] == after[j : j + size]:
            out.append((i, j, size))
    return out


def _start(chunks: Sequence[str], index: int) -> int:
    """Where a chunk begins in the text that was split at its spaces."""
    return len(" ".join(chunks[:index])) + (index > 0)
