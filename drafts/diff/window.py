"""Tokens of a pair of paragraphs, cut finely only where the two differ.

Most of a paragraph that changed did not change. Its chunks between spaces are compared first; a long stretch that both
sides share stays one token, but for a margin around each change, where the presentation rules look at single words.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from drafts.blocks import Block, Token

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
