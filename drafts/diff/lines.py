"""The words of a paragraph that is plain on both sides: as :mod:`drafts.diff.inline`, over text instead of tokens.

Words are compared as strings, and no object is made for one: most words of most paragraphs are never looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from itertools import accumulate, chain

from clauses.text.tokens import stands_alone, tokenize
from drafts.blocks import Fate, Line, Stretch
from drafts.diff.tidy import Side, hunks_of, kind_of, tidy
from drafts.diff.window import shared_chunks, shared_ends
from drafts.model import Options


class _Words(Side):
    """One side's words; ``starts`` is where each begins, and behind the last where the text ends."""

    __slots__ = ("known", "line", "starts", "texts")

    def __init__(self, line: Line, texts: Sequence[str], known: _Kinds) -> None:
        self.line, self.texts, self.known = line, texts, known
        self.starts = list(accumulate(map(len, texts), initial=0))

    def kinds(self, start: int, end: int) -> str:
        return "".join(map(self.known.__getitem__, self.texts[start:end]))

    def alike(self, a: int, b: int) -> bool:
        if self.texts[a] != self.texts[b]:
            return False
        return len(self.line.ends) <= 1 or self._look(a) == self._look(b)

    def _look(self, word: int) -> Hashable:
        return _looks_between(self.line, self.starts[word], self.starts[word + 1])


class _Kinds(dict[str, str]):
    """A word -> the letter for what it is."""

    def __missing__(self, text: str) -> str:
        kind = self[text] = kind_of(text)
        return kind


class _Chunks(dict[str, Sequence[str]]):
    """What stands between two spaces -> its words and the space behind it, cut once only; ``odd`` are the chunks whose
    words depend on what stands around them."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, chunk: str) -> Sequence[str]:
        words: Sequence[str] = ()
        if stands_alone(chunk):
            words = (*tokenize(chunk), " ")
        else:
            self.odd.add(chunk)
        self[chunk] = words
        return words


class LineComparer:
    """Compares the lines of one comparison."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._chunks, self._kinds = _Chunks(), _Kinds()

    def stretches(self, before: Line, after: Line) -> list[Stretch]:
        """What is kept, struck and inserted between two lines, from end to end."""
        if not self.options.words and before.text != after.text:
            return _replaced(0, len(before.text), 0, len(after.text))
        words, words_after = self._words(before.text, after.text)
        ours, theirs = _Words(before, words, self._kinds), _Words(after, words_after, self._kinds)
        alike = len(before.ends) <= 1 and len(after.ends) <= 1 and before.looks == after.looks
        starts, starts_after = ours.starts, theirs.starts
        out: list[Stretch] = []
        for equal, i1, i2, j1, j2 in tidy(hunks_of(words, words_after), ours, theirs, self.options):
            a, b, c, d = starts[i1], starts[i2], starts_after[j1], starts_after[j2]
            if not equal:
                if a < b:
                    out.append((Fate.DELETE, a, b, c, c, False))
                if c < d:
                    out.append((Fate.INSERT, b, b, c, d, False))
            elif alike:
                out.append((Fate.KEEP, a, b, c, d, False))
            else:
                out += _kept(before, after, a, b, c)
        return out

    def _words(self, before: str, after: str) -> tuple[list[str], list[str]]:
        """The words of both texts; what they share far from any change is one word on either side."""
        first, last = shared_ends(before, after)
        end, end_after = len(before) - last, len(after) - last
        words = [before[:first]] if first else []
        words_after = list(words)
        ours, theirs = _chunks(before[first:end], last), _chunks(after[first:end_after], last)
        self._between(ours, theirs, last > 0, words, words_after)
        if last:
            words.append(before[end:])
            words_after.append(before[end:])
        return words, words_after

    def _between(
        self, ours: list[str], theirs: list[str], followed: bool, words: list[str], words_after: list[str]
    ) -> None:
        """Add the words of what stands between the ends that both texts share, ``followed`` by a space or not."""
        i = j = 0
        for first, first_after, size in shared_chunks(ours, theirs):
            if i < first:
                words += self._cut(ours[i:first], True)
            if j < first_after:
                words_after += self._cut(theirs[j:first_after], True)
            i, j = first + size, first_after + size
            whole = " ".join(ours[first:i])
            if i < len(ours):  # it ends either both texts or none
                whole += " "
            words.append(whole)
            words_after.append(whole)
        if i < len(ours):
            words += self._cut(ours[i:] if i else ours, followed)
        if j < len(theirs):
            words_after += self._cut(theirs[j:] if j else theirs, followed)

    def _cut(self, chunks: Sequence[str], followed: bool) -> list[str]:
        """The words of chunks side by side; ``followed`` by a space or not."""
        known = self._chunks
        words = list(chain.from_iterable(map(known.__getitem__, chunks)))
        if known.odd and not known.odd.isdisjoint(chunks):
            return tokenize(" ".join(chunks) + (" " if followed else ""))
        if not followed:
            words.pop()
        return words


def _chunks(text: str, followed: int) -> list[str]:
    """What stands between the spaces of a text; the last one is not that of what it is ``followed`` by."""
    return (text[:-1] if followed else text).split(" ")


def _replaced(start: int, end: int, start_after: int, end_after: int) -> list[Stretch]:
    """Old words struck, then new words inserted."""
    struck: list[Stretch] = [(Fate.DELETE, start, end, start_after, start_after, False)] if start < end else []
    return [*struck, (Fate.INSERT, end, end, start_after, end_after, False)] if start_after < end_after else struck


def _kept(before: Line, after: Line, start: int, end: int, start_after: int) -> list[Stretch]:
    """Letters ``start..end`` of the one side, which stand at ``start_after`` on the other, cut where the looks begin or
    cease to differ."""
    shift = start_after - start
    out: list[Stretch] = []
    at = first = start
    k, m = bisect_right(before.ends, at), bisect_right(after.ends, at + shift)
    differ = before.looks[k] != after.looks[m]
    while True:
        at = min(before.ends[k], after.ends[m] - shift)
        if at >= end:
            out.append((Fate.KEEP, first, end, first + shift, end + shift, differ))
            return out
        k, m = k + (before.ends[k] == at), m + (after.ends[m] - shift == at)
        here = before.looks[k] != after.looks[m]
        if here is not differ:
            out.append((Fate.KEEP, first, at, first + shift, at + shift, differ))
            first, differ = at, here


def _looks_between(line: Line, start: int, end: int) -> Hashable:
    """The format of letters ``start..end`` of a line: one look, or (length, look) pairs."""
    if len(line.ends) <= 1:
        return line.looks[0] if line.looks else None
    at = bisect_right(line.ends, start)
    if end <= line.ends[at]:
        return line.looks[at]
    out: list[tuple[int, Hashable]] = []
    while start < end:
        stop = min(end, line.ends[at])
        if out and out[-1][1] == line.looks[at]:
            out[-1] = (out[-1][0] + stop - start, line.looks[at])
        else:
            out.append((stop - start, line.looks[at]))
        start, at = stop, at + 1
    return out[0][1] if len(out) == 1 else tuple(out)
