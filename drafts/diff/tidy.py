"""Presentation rules, alone in this stage: the exact script goes in, an equally exact one that reads better comes out.

The rules are those of docs/explanation/redline-engine.md: whole phrases instead of confetti, a number with its figure,
changes that start where a sentence or clause starts, and a paragraph that changed beyond recognition shown old, then
new.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Final

from drafts.blocks import Token, is_word
from drafts.diff.script import matches
from drafts.model import Options

WORD, SPACE, MARK, ATOM, WORD_ATOM = "wsmaA"
"""What a token is, by a letter: a word, white space, any other mark, an atom that shows nothing, one that shows
something."""
_WORDS: Final = (WORD, WORD_ATOM)

SHORT_WORD = 3
"""Letters of a kept word that may be swallowed between changed words."""
_A_FEW = 6
"""Tokens that tell of most kept stretches that they hold several words."""
REWRITE_WORDS = 4
"""A paragraph of fewer words is never shown as a rewrite: its few words are marked one by one."""


Hunk = tuple[bool, int, int, int, int]
"""(equal, i1, i2, j1, j2): ``before[i1:i2]`` against ``after[j1:j2]``, equal token by token or replaced as a whole. A
plain tuple, because there is one for each change."""


class Side(ABC):
    """One side's tokens as the rules look at them: what each reads as, and a letter for what each is."""

    __slots__ = ()

    texts: Sequence[str]

    @abstractmethod
    def kinds(self, start: int, end: int) -> str:
        """A letter for each of tokens ``start..end``: what it is."""

    @abstractmethod
    def alike(self, a: int, b: int) -> bool:
        """Whether two tokens are alike in word and look."""


class _Tokens(Side):
    __slots__ = ("_kinds", "texts", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.texts = tokens, [t.text for t in tokens]
        self._kinds = "".join(map(_kind, tokens))

    def kinds(self, start: int, end: int) -> str:
        return self._kinds[start:end]

    def alike(self, a: int, b: int) -> bool:
        return self.tokens[a].key == self.tokens[b].key and self.tokens[a].fmt == self.tokens[b].fmt


def side_of(tokens: Sequence[Token]) -> Side:
    """The side that tokens make."""
    return _Tokens(tokens)


def _kind(token: Token) -> str:
    if token.atom:
        return WORD_ATOM if token.is_word else ATOM
    return kind_of(token.text)


def kind_of(text: str) -> str:
    """The letter for what a token is that is no atom."""
    return WORD if is_word(text) else SPACE if text.isspace() else MARK


def hunks_of(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Hunk]:
    """A least-cost script that turns ``before`` into ``after``; between two equal stretches stands one replacement."""
    out: list[Hunk] = []
    i = j = 0
    for i1, i2, j1, j2 in matches(before, after):
        if i < i1 or j < j1:
            out.append((False, i, i1, j, j1))
        out.append((True, i1, i2, j1, j2))
        i, j = i2, j2
    if i < len(before) or j < len(after):
        out.append((False, i, len(before), j, len(after)))
    return out


def tidy(hunks: Sequence[Hunk], before: Side, after: Side, options: Options) -> list[Hunk]:
    """The same change, easier to read; covers both sequences from end to end, as ``hunks`` does."""
    out = _joined(hunks)
    if len(out) < 2:
        return out
    if _share_changed(out, before, after, options.rewrite_threshold) > options.rewrite_threshold:
        return [(False, 0, len(before.texts), 0, len(after.texts))]
    while len(joined := _without_islands(out, before, after)) < len(out):
        out = joined
    out = _balanced(out, before, after)
    return _shifted(out, before, after)


def _joined(hunks: Sequence[Hunk]) -> list[Hunk]:
    """Neighbouring hunks of one sort become one; empty ones go."""
    out: list[Hunk] = []
    last = None
    for h in hunks:
        equal, i1, i2, j1, j2 = h
        if i1 == i2 and j1 == j2:
            continue
        if equal is last:
            _, i, _, j, _ = out[-1]
            out[-1] = (equal, i, i2, j, j2)
        else:
            out.append(h)
            last = equal
    return out


def _share_changed(hunks: Sequence[Hunk], before: Side, after: Side, threshold: float) -> float:
    """Share of words changed (0 to 1), exact where it is near ``threshold``."""
    changed = sum([i2 - i1 + j2 - j1 for equal, i1, i2, j1, j2 in hunks if not equal])
    if changed <= threshold * (len(before.texts) + len(after.texts)) / 4:
        return 0.0  # most words are kept: no need to count them
    kept = sum(_word_count(before, i1, i2) for equal, i1, i2, _, _ in hunks if equal)
    words = [_word_count(side, 0, len(side.texts)) for side in (before, after)]
    if max(words) < REWRITE_WORDS or not min(words):
        return 0.0
    return 1 - 2 * kept / sum(words)


def _word_count(side: Side, start: int, end: int) -> int:
    """Words among tokens ``start..end``; a token may hold several."""
    kinds = side.kinds(start, end)
    return sum([len(t.split()) for t, kind in zip(side.texts[start:end], kinds, strict=True) if kind in _WORDS])


def _without_islands(hunks: list[Hunk], before: Side, after: Side) -> list[Hunk]:
    out: list[Hunk] = []
    last = len(hunks) - 1
    for position, h in enumerate(hunks):
        equal = h[0]
        if equal and 0 < position < last and _is_island(h, out[-1], hunks[position + 1], before, after):
            equal = False
        if not equal and out and not out[-1][0]:
            _, i, _, j, _ = out.pop()
            out.append((False, i, h[2], j, h[4]))
        else:
            out.append(h)
    return out


def _is_island(island: Hunk, left: Hunk, right: Hunk, before: Side, after: Side) -> bool:
    """Whether a kept stretch between two changes only breaks up what a reader takes as one change."""
    _, start, end, _, _ = island
    if end - start > _A_FEW and before.kinds(start, start + _A_FEW).count(WORD) > 1:
        return False
    kinds = before.kinds(start, end)
    words = kinds.count(WORD)
    if words > 1:
        return False
    if ATOM in kinds or WORD_ATOM in kinds:
        return False
    texts = before.texts[start:end]
    if words:
        word = texts[kinds.index(WORD)]
        if len(word) > SHORT_WORD or word[0].isdigit():
            return False
        both = _replaces(left, before, after) and _replaces(right, before, after)
        return both and min(_words(left, before, after), _words(right, before, after)) >= 4
    if kinds.count(SPACE) == len(kinds):
        both = _replaces(left, before, after) and _replaces(right, before, after)
        return both or _one_way(left, right)
    both = all(kind == SPACE or text in '([“"$' for kind, text in zip(kinds, texts, strict=True))
    return both and _replaces(left, before, after) and _replaces(right, before, after)


def _replaces(hunk: Hunk, before: Side, after: Side) -> bool:
    """Words struck and words inserted."""
    _, i1, i2, j1, j2 = hunk
    return _count(before, i1, i2) > 0 and _count(after, j1, j2) > 0


def _one_way(left: Hunk, right: Hunk) -> bool:
    """Struck on both sides of a space without any insertion, or inserted without any deletion."""
    (_, i1, i2, j1, j2), (_, k1, k2, m1, m2) = left, right
    return (i1 == i2 and k1 == k2) or (j1 == j2 and m1 == m2)


def _words(hunk: Hunk, before: Side, after: Side) -> int:
    _, i1, i2, j1, j2 = hunk
    return _count(before, i1, i2) + _count(after, j1, j2)


def _count(side: Side, start: int, end: int) -> int:
    """How many of tokens ``start..end`` are words."""
    kinds = side.kinds(start, end)
    return kinds.count(WORD) + kinds.count(WORD_ATOM)


def _balanced(hunks: list[Hunk], before: Side, after: Side) -> list[Hunk]:
    """A replacement that opens a bracket on both sides takes the closing one with it: "ninety (90)" is one change."""
    if ")" not in before.texts:
        return hunks
    out = hunks
    for position in range(len(hunks) - 1):
        (equal, i1, i2, j1, j2), (kept, i3, i4, j3, j4) = out[position], out[position + 1]
        if equal or not kept or before.texts[i3] != ")":
            continue
        if _open(before.texts[i1:i2]) and _open(after.texts[j1:j2]):
            out = out if out is not hunks else list(hunks)
            out[position] = (False, i1, i2 + 1, j1, j2 + 1)
            out[position + 1] = (True, i3 + 1, i4, j3 + 1, j4)
    return out if out is hunks else _joined(out)


def _open(texts: Sequence[str]) -> bool:
    return texts.count("(") == texts.count(")") + 1


def _shifted(hunks: list[Hunk], before: Side, after: Side) -> list[Hunk]:
    """Slide a pure insertion or deletion to the best boundary among the places where it may as well stand."""
    out = hunks
    for position in range(1, len(hunks) - 1):
        equal, i1, i2, j1, j2 = out[position]
        if equal or (i1 != i2 and j1 != j2):
            continue
        (kept, i0, _, j0, _), (stays, _, i3, _, j3) = out[position - 1], out[position + 1]
        if not kept or not stays:
            continue
        side, start, end = (after, j1, j2) if i1 == i2 else (before, i1, i2)
        by = _best_shift(side, start, end, -min(i1 - i0, j1 - j0), min(i3 - i2, j3 - j2))
        if by:
            out = out if out is not hunks else list(hunks)
            out[position - 1] = (True, i0, i1 + by, j0, j1 + by)
            out[position] = (False, i1 + by, i2 + by, j1 + by, j2 + by)
            out[position + 1] = (True, i2 + by, i3, j2 + by, j3)
    return out if out is hunks else _joined(out)


def _best_shift(side: Side, start: int, end: int, least: int, most: int) -> int:
    alike = side.alike
    places = [0]
    by = 0
    while by > least and alike(start + by - 1, end + by - 1):
        by -= 1
        places.append(by)
    by = 0
    while by < most and end + by < len(side.texts) and alike(start + by, end + by):
        by += 1
        places.append(by)
    if len(places) == 1:
        return 0
    return max(places, key=lambda b: (_boundary(side.texts, start + b, end + b), -abs(b)))


def _boundary(texts: Sequence[str], start: int, end: int) -> int:
    """How well a stretch may be lifted out: whole sentences first, then clauses, then words with their space."""
    previous = texts[start - 1] if start else ""
    last, following = texts[end - 1], texts[end] if end < len(texts) else ""
    score = 0
    if not previous or (previous.isspace() and start > 1 and texts[start - 2][-1:] in ".?!;:"):
        score += 4
    if last.isspace() and end > start + 1 and texts[end - 2][-1:] in ".?!;":
        score += 3
    if previous.isspace() or not previous:
        score += 2
    if last.isspace() or not following:
        score += 2
    if last[-1:] in ".;" and (following.isspace() or not following):
        score += 1
    return score
