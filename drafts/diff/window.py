"""Tokens of a pair of paragraphs, cut finely only where the two differ.

Most of a paragraph that changed did not change. Its chunks between spaces are compared first; a long stretch that both
sides share stays one token, but for a margin around each change, where the presentation rules look at single words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from rapidfuzz.distance import Postfix, Prefix

from drafts.blocks import Block, Token
from drafts.diff.script import opcodes

MARGIN = 2
"""Chunks on either side of a change that are cut finely."""
LONG = 3
"""Fewest chunks of a stretch that is worth keeping whole, margins apart."""
_BETWEEN = 2 * MARGIN + LONG
"""Fewest chunks of a stretch between two changes that is worth keeping whole."""


def paired_tokens(before: Block, after: Block) -> tuple[Sequence[Token], Sequence[Token]]:
    """The tokens of both blocks; what they share far from any change is one token on either side. Where one
    side has links, both are cut finely."""
    if before.linked or after.linked:
        return before.cut(()), after.cut(())
    shared = shared_stretches(before.shown, after.shown)
    if not shared:
        return before.tokens, after.tokens
    return before.cut([(i, i + size) for i, _, size in shared]), after.cut([(j, j + size) for _, j, size in shared])


def uncut_tokens(block: Block) -> Sequence[Token]:
    """The tokens of a block of which nothing is compared: a plain paragraph is one, unless range markers stand in it,
    whose places are told by tokens."""
    line = block.line
    return block.tokens if line is None or line.marked else block.cut([(0, len(line.text))])


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
    for what, first, last, first_after, last_after in opcodes(ours, theirs) if _may_share(ours, theirs) else ():
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


def _may_share(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two texts may share a long stretch; most short ones begin and end otherwise."""
    if min(len(ours), len(theirs)) >= _BETWEEN:
        return True
    return ours[:LONG] == theirs[:LONG] or ours[-LONG:] == theirs[-LONG:]


def shared_ends(before: str, after: str) -> tuple[int, int]:
    """How many letters the first and the last of the stretches have that :func:`shared_chunks` finds, where they begin
    or end both texts; 0 of one that there is not. It is found without cutting the texts, and not at all (0, 0) where
    one holds two spaces side by side or at an end, or is the beginning of the other."""
    lead: int = Prefix.similarity(before, after)
    if lead in (len(before), len(after)) or _spaced_oddly(before) or _spaced_oddly(after):
        return 0, 0
    start = before.rfind(" ", 0, lead) + 1
    rest, rest_after = len(before) - start, len(after) - start
    tail: int = Postfix.similarity(before[start:], after[start:])
    longer = after if rest < rest_after else before
    if tail == min(rest, rest_after) and longer[len(longer) - tail - 1] == " ":  # chunks came or went, and no more
        end = tail
    else:
        end = _behind_space(before, tail)
    return _first(before, start), _last(before, end)


def _spaced_oddly(text: str) -> bool:
    return "  " in text or text[:1] == " " or text[-1:] == " "


def _behind_space(text: str, tail: int) -> int:
    """Of the last ``tail`` letters of a text, those behind the first space among them."""
    space = text.find(" ", len(text) - tail)
    return len(text) - space - 1 if space >= 0 else 0


def _first(text: str, size: int) -> int:
    """Of the first ``size`` letters of a text, which are whole chunks, those that are no margin; 0 where too few."""
    if text.count(" ", 0, size) < MARGIN + LONG:
        return 0
    for _ in range(MARGIN):
        size = text.rfind(" ", 0, size - 1) + 1
    return size


def _last(text: str, size: int) -> int:
    """The same of the last ``size`` letters."""
    start = len(text) - size
    if text.count(" ", start) < MARGIN + LONG - 1:
        return 0
    for _ in range(MARGIN):
        start = text.find(" ", start) + 1
    return len(text) - start
