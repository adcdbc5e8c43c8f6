"""The words of a paragraph that is plain on both sides: as :mod:`drafts.diff.inline`, over text instead of tokens.

Words are compared as strings, and no object is made for one: most words of most paragraphs are never looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate

from clauses.text.tokens import stands_alone, tokenize
from drafts.blocks import Fate, Line, Stretch
from drafts.diff.script import edit_script
from drafts.diff.tidy import SPACE, Hunk, Side, kind_of, tidy
from drafts.diff.window import shared_chunks
from drafts.model import Options


class _Words(Side):
    """One side's words; ``starts`` is where each begins, and behind the last where the text ends."""

    def __init__(self, line: Line, texts: Sequence[str], kinds: str) -> None:
        super().__init__(texts, kinds, self._alike)
        self.line = line
        self.starts = list(accumulate(map(len, texts), initial=0))

    def _alike(self, a: int, b: int) -> bool:
        if self.texts[a] != self.texts[b]:
            return False
        return len(self.line.ends) <= 1 or self._look(a) == self._look(b)

    def _look(self, word: int) -> Hashable:
        return _looks_between(self.line, self.starts[word], self.starts[word + 1])


class LineComparer:
    """Compares the lines of one comparison; what stands between two spaces is cut into words once only."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._known: dict[str, tuple[Sequence[str], str] | None] = {}

    def stretches(self, before: Line, after: Line) -> list[Stretch]:
        """What is kept, struck and inserted between two lines, from end to end."""
        if not self.options.words and before.text != after.text:
            return list(_replaced(0, len(before.text), 0, len(after.text)))
        ours, theirs = self._words(before, after)
        script = edit_script(ours.texts, theirs.texts)
        hunks = [Hunk(what == "equal", i1, i2, j1, j2) for what, i1, i2, j1, j2 in script]
        alike = len(before.ends) <= 1 and len(after.ends) <= 1 and before.looks == after.looks
        starts, starts_after = ours.starts, theirs.starts
        out: list[Stretch] = []
        for equal, i1, i2, j1, j2 in tidy(hunks, ours, theirs, self.options):
            a, b, c, d = starts[i1], starts[i2], starts_after[j1], starts_after[j2]
            if not equal:
                out.extend(_replaced(a, b, c, d))
            elif alike:
                out.append(Stretch(Fate.KEEP, a, b, c, d))
            else:
                out.extend(_kept(before, after, a, b, c))
        return out

    def _words(self, before: Line, after: Line) -> tuple[_Words, _Words]:
        """The words of both lines; what they share far from any change is one word on either side."""
        ours, theirs = before.text.split(" "), after.text.split(" ")
        shared = list(shared_chunks(ours, theirs))
        return (
            _Words(before, *self._cut(ours, [(i, i + size) for i, _, size in shared])),
            _Words(after, *self._cut(theirs, [(j, j + size) for _, j, size in shared])),
        )

    def _cut(self, chunks: Sequence[str], whole: Sequence[tuple[int, int]]) -> tuple[list[str], str]:
        """The words of a text that was split at its spaces, and the letters for what they are; each stretch of chunks
        in ``whole``, with the space behind it, is one."""
        texts: list[str] = []
        kinds: list[str] = []
        at, end = 0, len(chunks)
        for first, last in whole:
            if at < first:
                self._add(chunks[at:first], True, texts, kinds)
            texts.append(" ".join(chunks[first:last]) + (" " if last < end else ""))
            kinds.append(kind_of(texts[-1]))
            at = last
        if at < end:
            self._add(chunks[at:] if at else chunks, False, texts, kinds)
        return texts, "".join(kinds)

    def _add(self, chunks: Sequence[str], followed: bool, texts: list[str], kinds: list[str]) -> None:
        """Add the words of chunks side by side; ``followed`` by a space or not."""
        known = self._known
        size, size_kinds = len(texts), len(kinds)
        for chunk in chunks:
            found = known[chunk] if chunk in known else self._read(chunk)
            if found is None:
                del texts[size:], kinds[size_kinds:]
                cut = tokenize(" ".join(chunks) + (" " if followed else ""))
                texts += cut
                kinds += map(kind_of, cut)
                return
            texts += found[0]
            kinds.append(found[1])
        if not followed:
            texts.pop()
            kinds[-1] = kinds[-1][:-1]

    def _read(self, chunk: str) -> tuple[Sequence[str], str] | None:
        """The words of a chunk and the space behind it; None where they depend on what stands around it."""
        found = None
        if stands_alone(chunk):
            words = tokenize(chunk)
            found = (*words, " "), "".join(map(kind_of, words)) + SPACE
        self._known[chunk] = found
        return found


def _replaced(start: int, end: int, start_after: int, end_after: int) -> Iterator[Stretch]:
    """Old words struck, then new words inserted."""
    if start < end:
        yield Stretch(Fate.DELETE, start, end, start_after, start_after)
    if start_after < end_after:
        yield Stretch(Fate.INSERT, end, end, start_after, end_after)


def _kept(before: Line, after: Line, start: int, end: int, start_after: int) -> Iterator[Stretch]:
    """Letters ``start..end`` of the one side, which stand at ``start_after`` on the other, cut where the looks begin or
    cease to differ."""
    shift = start_after - start
    at = first = start
    differ: bool | None = None
    while at < end:
        k, m = bisect_right(before.ends, at), bisect_right(after.ends, at + shift)
        here = before.looks[k] != after.looks[m]
        if differ is not None and here is not differ:
            yield Stretch(Fate.KEEP, first, at, first + shift, at + shift, differ)
            first = at
        differ = here
        at = min(end, before.ends[k], after.ends[m] - shift)
    if differ is not None:
        yield Stretch(Fate.KEEP, first, end, first + shift, end + shift, differ)


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
