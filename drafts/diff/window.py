"""Tokens of a pair of paragraphs, cut finely only where the two differ.

Most of a paragraph that changed did not change. Its chunks between spaces are compared first; a long stretch that both
sides share stays one token, but for a margin around each change, where the presentation rules look at single words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from drafts.blocks import Block, Token
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


def shared_stretches(before: str, after: str) -> list[tuple[int, int, int]]:
    """(start in before, start in after, letters) of the long stretches that two texts share, in order; each begins and
    ends between a space and a word."""
    ours, theirs = before.split(" "), after.split(" ")
    starts = [list(accumulate([len(chunk) + 1 for chunk in side], initial=0)) for side in (ours, theirs)]
    out: list[tuple[int, int, int]] = []
    for i, j, size in shared_chunks(ours, theirs):
        first, last = starts[0][i], starts[0][i + size] if i + size < len(ours) else len(before)
        out.append((first, starts[1][j], last - first))
    return out


def shared_chunks(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int]]:
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
