"""Tokens of a pair of paragraphs, cut finely only where the two differ.

Most of a paragraph that changed did not change. Its chunks between spaces are compared first; a long stretch that both
sides share stays one token, but for a margin around each change, where the presentation rules look at single words.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate

from clauses.text.tokens import tokenize
from drafts.blocks import Block, Line, Token
from drafts.diff.script import opcodes

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
    ours, theirs = before.text.split(" "), after.text.split(" ")
    shared = list(_shared_chunks(ours, theirs))
    return (
        _tokens_of(before, _words(ours, [(i, i + size) for i, _, size in shared])),
        _tokens_of(after, _words(theirs, [(j, j + size) for _, j, size in shared])),
    )


def _words(chunks: Sequence[str], whole: Sequence[tuple[int, int]]) -> list[str]:
    """The tokens of a text that was split at its spaces; each stretch of chunks in ``whole``, with the space behind it,
    is one."""
    out: list[str] = []
    at = 0
    for first, last in whole:
        if at < first:
            out += tokenize(" ".join(chunks[at:first]) + " ")
        out.append(" ".join(chunks[first:last]) + (" " if last < len(chunks) else ""))
        at = last
    return out + tokenize(" ".join(chunks[at:])) if at < len(chunks) else out


def _tokens_of(line: Line, words: Sequence[str]) -> list[Token]:
    starts = accumulate([len(word) for word in words], initial=0)
    if len(line.ends) <= 1:
        look = line.looks[0] if line.looks else None
        return [Token(word, look, word, start) for word, start in zip(words, starts, strict=False)]
    out: list[Token] = []
    at, stop, look = 0, line.ends[0], line.looks[0]
    for word, start in zip(words, starts, strict=False):
        while stop <= start:
            at += 1
            stop, look = line.ends[at], line.looks[at]
        end = start + len(word)
        out.append(Token(word, look if end <= stop else _looks_between(line, at, start, end), word, start))
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
    starts = [list(accumulate([len(chunk) + 1 for chunk in side], initial=0)) for side in (ours, theirs)]
    out: list[tuple[int, int, int]] = []
    for i, j, size in _shared_chunks(ours, theirs):
        first, last = starts[0][i], starts[0][i + size] if i + size < len(ours) else len(before)
        out.append((first, starts[1][j], last - first))
    return out


def _shared_chunks(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(place in ours, place in theirs, chunks) of the long stretches of chunks that two texts share, in order. None
    begins or ends between two spaces, and none ends one text only."""
    for what, first, last, first_after, last_after in opcodes(ours, theirs):
        if what != "equal":
            continue
        shift = first_after - first
        if first or first_after:
            first += MARGIN
        if last < len(ours) or last_after < len(theirs):
            last -= MARGIN
        while first < last and first and not ours[first]:
            first += 1
        while first < last and last < len(ours) and not ours[last]:
            last -= 1
        if last - first >= LONG and ours[first:last] == theirs[first + shift : last + shift]:
            yield first, first + shift, last - first
