"""Presentation rules, alone in this stage: the exact script goes in, an equally exact one that reads better comes out.

The rules are those of docs/explanation/redline-engine.md: whole phrases instead of confetti, a number with its figure,
changes that start where a sentence or clause starts, and a paragraph that changed beyond recognition shown old, then
new.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

from drafts.blocks import Token, is_word
from drafts.diff.script import edit_script
from drafts.model import Options

WORD, SPACE, MARK, ATOM, WORD_ATOM = "wsmaA"
"""What a token is, by a letter: a word, white space, any other mark, an atom that shows nothing, one that shows
something."""
_WORDS: Final = (WORD, WORD_ATOM)

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


class Side:
    """One side's tokens as the rules look at them: what each reads as, and a letter for what each is."""

    __slots__ = ("kinds", "texts")

    def __init__(self, texts: Sequence[str], kinds: str) -> None:
        self.texts, self.kinds = texts, kinds

    def alike(self, a: int, b: int) -> bool:
        """Whether two tokens are alike in word and look."""
        return self.texts[a] == self.texts[b]

    def has_word(self, start: int, end: int) -> bool:
        """Whether there is a word among tokens ``start..end``."""
        return self.kinds.find(WORD, start, end) >= 0 or self.kinds.find(WORD_ATOM, start, end) >= 0

    def words(self, start: int, end: int) -> int:
        """How many of tokens ``start..end`` are words."""
        return self.kinds.count(WORD, start, end) + self.kinds.count(WORD_ATOM, start, end)


class _Tokens(Side):
    __slots__ = ("tokens",)

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__([t.text for t in tokens], "".join(map(_kind, tokens)))
        self.tokens = tokens

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
    for what, i1, i2, j1, j2 in edit_script(before, after):
        if what == "equal":
            if i < i1 or j < j1:
                out.append(Hunk(False, i, i1, j, j1))
            out.append(Hunk(True, i1, i2, j1, j2))
            i, j = i2, j2
    if i < len(before) or j < len(after):
        out.append(Hunk(False, i, len(before), j, len(after)))
    return out


def tidy(hunks: Sequence[Hunk], before: Side, after: Side, options: Options) -> list[Hunk]:
    """The same change, easier to read; covers both sequences from end to end, as ``hunks`` does."""
    out = _joined(hunks)
    if not any(h.equal for h in out) or all(h.equal for h in out):
        return out
    if _share_changed(out, before, after, options.rewrite_threshold) > options.rewrite_threshold:
        return [Hunk(False, 0, len(before.texts), 0, len(after.texts))]
    while len(joined := _without_islands(out, before, after)) < len(out):
        out = joined
    out = _balanced(out, before, after)
    return _shifted(out, before, after)


def _joined(hunks: Sequence[Hunk]) -> list[Hunk]:
    """Neighbouring hunks of one sort become one; empty ones go."""
    out: list[Hunk] = []
    for h in hunks:
        equal, i1, i2, j1, j2 = h
        if i1 == i2 and j1 == j2:
            continue
        if out and out[-1][0] == equal:
            out[-1] = Hunk(equal, out[-1][1], i2, out[-1][3], j2)
        else:
            out.append(h)
    return out


def _share_changed(hunks: Sequence[Hunk], before: Side, after: Side, threshold: float) -> float:
    """Share of words changed (0 to 1), exact where it is near ``threshold``."""
    changed = sum([i2 - i1 + j2 - j1 for equal, i1, i2, j1, j2 in hunks if not equal])
    if changed <= threshold * (len(before.texts) + len(after.texts)) / 4:
        return 0.0  # most words are kept: no need to count them
    kept = sum(_word_count(before, h.i1, h.i2) for h in hunks if h.equal)
    words = [_word_count(side, 0, len(side.texts)) for side in (before, after)]
    if max(words) < REWRITE_WORDS or not min(words):
        return 0.0
    return 1 - 2 * kept / sum(words)


def _word_count(side: Side, start: int, end: int) -> int:
    """Words among tokens ``start..end``; a token may hold several."""
    return sum([len(side.texts[k].split()) for k in range(start, end) if side.kinds[k] in _WORDS])


def _without_islands(hunks: Sequence[Hunk], before: Side, after: Side) -> list[Hunk]:
    out: list[Hunk] = []
    last = len(hunks) - 1
    for position, h in enumerate(hunks):
        equal = h.equal
        if equal and 0 < position < last and _is_island(h, out[-1], hunks[position + 1], before, after):
            equal = False
        if not equal and out and not out[-1].equal:
            left = out.pop()
            out.append(Hunk(False, left.i1, h.i2, left.j1, h.j2))
        else:
            out.append(h)
    return out


def _is_island(island: Hunk, left: Hunk, right: Hunk, before: Side, after: Side) -> bool:
    """Whether a kept stretch between two changes only breaks up what a reader takes as one change."""
    _, start, end, _, _ = island
    kinds = before.kinds[start:end]
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
    return before.has_word(hunk.i1, hunk.i2) and after.has_word(hunk.j1, hunk.j2)


def _one_way(left: Hunk, right: Hunk) -> bool:
    """Struck on both sides of a space without any insertion, or inserted without any deletion."""
    return (left.i1 == left.i2 and right.i1 == right.i2) or (left.j1 == left.j2 and right.j1 == right.j2)


def _words(hunk: Hunk, before: Side, after: Side) -> int:
    return before.words(hunk.i1, hunk.i2) + after.words(hunk.j1, hunk.j2)


def _balanced(hunks: list[Hunk], before: Side, after: Side) -> list[Hunk]:
    """A replacement that opens a bracket on both sides takes the closing one with it: "ninety (90)" is one change."""
    out = hunks
    for position in range(len(hunks) - 1):
        h, following = out[position], out[position + 1]
        if h.equal or not following.equal or before.texts[following.i1] != ")":
            continue
        if _open(before.texts[h.i1 : h.i2]) and _open(after.texts[h.j1 : h.j2]):
            out = out if out is not hunks else list(hunks)
            out[position] = Hunk(False, h.i1, h.i2 + 1, h.j1, h.j2 + 1)
            out[position + 1] = Hunk(True, following.i1 + 1, following.i2, following.j1 + 1, following.j2)
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
        left, right = out[position - 1], out[position + 1]
        if not left.equal or not right.equal:
            continue
        side, start, end = (after, j1, j2) if i1 == i2 else (before, i1, i2)
        least = -min(left.i2 - left.i1, left.j2 - left.j1)
        most = min(right.i2 - right.i1, right.j2 - right.j1)
        by = _best_shift(side, start, end, least, most)
        if by:
            out = out if out is not hunks else list(hunks)
            out[position - 1] = Hunk(True, left.i1, left.i2 + by, left.j1, left.j2 + by)
            out[position] = Hunk(False, i1 + by, i2 + by, j1 + by, j2 + by)
            out[position + 1] = Hunk(True, right.i1 + by, right.i2, right.j1 + by, right.j2)
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
