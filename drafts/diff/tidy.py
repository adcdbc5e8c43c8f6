"""Presentation rules, alone in this stage: the exact script goes in, an equally exact one that reads better comes out.

The rules are those of docs/explanation/redline-engine.md: whole phrases instead of confetti, a number with its figure,
changes that start where a sentence or clause starts, and a paragraph that changed beyond recognition shown old, then
new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from drafts.blocks import Token
from drafts.model import Options

SHORT_WORD = 3
"""Letters of a kept word that may be swallowed between changed words."""
REWRITE_WORDS = 4
"""A paragraph of fewer words is never shown as a rewrite: its few words are marked one by one."""


class Hunk(NamedTuple):
    """``before[i1:i2]`` against ``after[j1:j2]``: equal token by token, or replaced as a whole."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


def tidy(hunks: Sequence[Hunk], before: Sequence[Token], after: Sequence[Token], options: Options) -> list[Hunk]:
    """The same change, easier to read; covers both sequences from end to end, as ``hunks`` does."""
    out = _joined(hunks)
    if not any(h.equal for h in out) or all(h.equal for h in out):
        return out
    if _share_changed(out, before, after, options.rewrite_threshold) > options.rewrite_threshold:
        return [Hunk(False, 0, len(before), 0, len(after))]
    while len(joined := _without_islands(out, before, after)) < len(out):
        out = joined
    out = _balanced(out, before, after)
    return _shifted(out, before, after)


def _joined(hunks: Sequence[Hunk]) -> list[Hunk]:
    """Neighbouring hunks of one sort become one; empty ones go."""
    out: list[Hunk] = []
    for h in hunks:
        if h.i1 == h.i2 and h.j1 == h.j2:
            continue
        if out and out[-1].equal == h.equal:
            out[-1] = Hunk(h.equal, out[-1].i1, h.i2, out[-1].j1, h.j2)
        else:
            out.append(h)
    return out


def _share_changed(hunks: Sequence[Hunk], before: Sequence[Token], after: Sequence[Token], threshold: float) -> float:
    """Share of words changed (0 to 1), exact where it is near ``threshold``."""
    changed = sum(h.i2 - h.i1 + h.j2 - h.j1 for h in hunks if not h.equal)
    if changed <= threshold * (len(before) + len(after)) / 4:
        return 0.0  # most words are kept: no need to count them
    kept = sum(_word_count(t) for h in hunks if h.equal for t in before[h.i1 : h.i2])
    words = sum(map(_word_count, before)), sum(map(_word_count, after))
    if max(words) < REWRITE_WORDS or not min(words):
        return 0.0
    return 1 - 2 * kept / sum(words)


def _word_count(token: Token) -> int:
    return len(token.text.split()) if token.is_word else 0


def _without_islands(hunks: Sequence[Hunk], before: Sequence[Token], after: Sequence[Token]) -> list[Hunk]:
    out: list[Hunk] = []
    for position, h in enumerate(hunks):
        inside = 0 < position < len(hunks) - 1
        if h.equal and inside and _is_island(h, out[-1], hunks[position + 1], before, after):
            h = Hunk(False, h.i1, h.i2, h.j1, h.j2)
        if out and not out[-1].equal and not h.equal:
            left = out.pop()
            h = Hunk(False, left.i1, h.i2, left.j1, h.j2)
        out.append(h)
    return out


def _is_island(island: Hunk, left: Hunk, right: Hunk, before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether a kept stretch between two changes only breaks up what a reader takes as one change."""
    words: list[Token] = []
    for k in range(island.i1, island.i2):
        token = before[k]
        if token.atom:
            return False
        if token.is_word:
            words.append(token)
            if len(words) > 1 or len(token.text) > SHORT_WORD or token.text[0].isdigit():
                return False
    both_replace = _replaces(left, before, after) and _replaces(right, before, after)
    tokens = before[island.i1 : island.i2]
    if not words:
        if all(t.is_space for t in tokens):
            return both_replace or _one_way(left, right)
        return both_replace and all(t.is_space or t.text in '([“"$' for t in tokens)
    return both_replace and min(_words(left, before, after), _words(right, before, after)) >= 4


def _replaces(hunk: Hunk, before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Words struck and words inserted."""
    return any(t.is_word for t in before[hunk.i1 : hunk.i2]) and any(t.is_word for t in after[hunk.j1 : hunk.j2])


def _one_way(left: Hunk, right: Hunk) -> bool:
    """Struck on both sides of a space without any insertion, or inserted without any deletion."""
    return (left.i1 == left.i2 and right.i1 == right.i2) or (left.j1 == left.j2 and right.j1 == right.j2)


def _words(hunk: Hunk, before: Sequence[Token], after: Sequence[Token]) -> int:
    return sum(1 for t in (*before[hunk.i1 : hunk.i2], *after[hunk.j1 : hunk.j2]) if t.is_word)


def _balanced(hunks: Sequence[Hunk], before: Sequence[Token], after: Sequence[Token]) -> list[Hunk]:
    """A replacement that opens a bracket on both sides takes the closing one with it: "ninety (90)" is one change."""
    out = list(hunks)
    for position in range(len(out) - 1):
        h, following = out[position], out[position + 1]
        if h.equal or not following.equal or before[following.i1].text != ")":
            continue
        if _open(before[h.i1 : h.i2]) and _open(after[h.j1 : h.j2]):
            out[position] = Hunk(False, h.i1, h.i2 + 1, h.j1, h.j2 + 1)
            out[position + 1] = Hunk(True, following.i1 + 1, following.i2, following.j1 + 1, following.j2)
    return _joined(out)


def _open(tokens: Sequence[Token]) -> bool:
    texts = [t.text for t in tokens]
    return texts.count("(") == texts.count(")") + 1


def _shifted(hunks: Sequence[Hunk], before: Sequence[Token], after: Sequence[Token]) -> list[Hunk]:
    """Slide a pure insertion or deletion to the best boundary among the places where it may as well stand."""
    out = list(hunks)
    for position in range(1, len(out) - 1):
        left, h, right = out[position - 1 : position + 2]
        if h.equal or not left.equal or not right.equal or (h.i1 != h.i2 and h.j1 != h.j2):
            continue
        side, start, end = (after, h.j1, h.j2) if h.i1 == h.i2 else (before, h.i1, h.i2)
        least = -min(left.i2 - left.i1, left.j2 - left.j1)
        most = min(right.i2 - right.i1, right.j2 - right.j1)
        by = _best_shift(side, start, end, least, most)
        if by:
            out[position - 1] = Hunk(True, left.i1, left.i2 + by, left.j1, left.j2 + by)
            out[position] = Hunk(False, h.i1 + by, h.i2 + by, h.j1 + by, h.j2 + by)
            out[position + 1] = Hunk(True, right.i1 + by, right.i2, right.j1 + by, right.j2)
    return _joined(out)


def _best_shift(side: Sequence[Token], start: int, end: int, least: int, most: int) -> int:
    places = [0]
    by = 0
    while by > least and _alike(side[start + by - 1], side[end + by - 1]):
        by -= 1
        places.append(by)
    by = 0
    while by < most and end + by < len(side) and _alike(side[start + by], side[end + by]):
        by += 1
        places.append(by)
    return max(places, key=lambda b: (_boundary(side, start + b, end + b), -abs(b)))


def _alike(a: Token, b: Token) -> bool:
    return a.key == b.key and a.fmt == b.fmt


def _boundary(side: Sequence[Token], start: int, end: int) -> int:
    """How well a stretch may be lifted out: whole sentences first, then clauses, then words with their space."""
    previous = side[start - 1].text if start else ""
    last, following = side[end - 1].text, side[end].text if end < len(side) else ""
    score = 0
    if not previous or (previous.isspace() and start > 1 and side[start - 2].text[-1:] in ".?!;:"):
        score += 4
    if last.isspace() and end > start + 1 and side[end - 2].text[-1:] in ".?!;":
        score += 3
    if previous.isspace() or not previous:
        score += 2
    if last.isspace() or not following:
        score += 2
    if last[-1:] in ".;" and (following.isspace() or not following):
        score += 1
    return score
