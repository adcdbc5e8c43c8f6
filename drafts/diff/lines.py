"""The words of a paragraph that is plain on both sides: as :mod:`drafts.diff.inline`, over text instead of tokens.

Words are compared as strings, and a token is made only where a presentation rule looks at one: most words of most
paragraphs are never looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from clauses.text.tokens import tokenize
from drafts.blocks import Fate, Item, Line, Token
from drafts.diff.script import edit_script
from drafts.diff.tidy import Hunk, tidy
from drafts.diff.window import shared_chunks
from drafts.model import Options


class Words(Sequence[Token]):
    """The tokens of a line, made when asked for; ``texts`` are their words, ``starts`` where each begins, and behind
    the last where the text ends."""

    def __init__(self, line: Line, texts: list[str]) -> None:
        self.line, self.texts = line, texts
        self.starts = list(accumulate([len(text) for text in texts], initial=0))
        self._made: dict[int, Token] = {}

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> list[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | list[Token]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self.texts)))]
        found = self._made.get(index)
        if found is None:
            text, start = self.texts[index], self.starts[index]
            found = self._made[index] = Token(text, looks_between(self.line, start, start + len(text)), text, start)
        return found

    def joined(self, first: int, last: int) -> tuple[Token, ...]:
        """Words ``first..last`` as one token; none where there are none."""
        if first == last:
            return ()
        start = self.starts[first]
        return (Token("", None, self.line.text[start : self.starts[last]], start),)


def line_items(before: Line, after: Line, options: Options) -> list[Item]:
    """The items of a redline between two lines, each with at most one token a side, whose payload is the place of its
    first letter."""
    if not options.words and before.text != after.text:
        ours, theirs = (Words(line, [line.text] if line.text else []) for line in (before, after))
        return list(_replaced(ours, theirs, Hunk(False, 0, len(ours), 0, len(theirs))))
    ours, theirs = _words(before, after)
    hunks = [Hunk(what == "equal", i1, i2, j1, j2) for what, i1, i2, j1, j2 in edit_script(ours.texts, theirs.texts)]
    alike = len(before.ends) <= 1 and len(after.ends) <= 1 and before.looks == after.looks
    items: list[Item] = []
    for hunk in tidy(hunks, ours, theirs, options):
        if not hunk.equal:
            items.extend(_replaced(ours, theirs, hunk))
        elif alike:
            items.append(Item(Fate.KEEP, ours.joined(hunk.i1, hunk.i2), theirs.joined(hunk.j1, hunk.j2)))
        else:
            items.extend(_kept(before, after, ours.starts[hunk.i1], ours.starts[hunk.i2], theirs.starts[hunk.j1]))
    return items


def _replaced(ours: Words, theirs: Words, hunk: Hunk) -> Iterator[Item]:
    """Old words struck, then new words inserted."""
    old, new = ours.joined(hunk.i1, hunk.i2), theirs.joined(hunk.j1, hunk.j2)
    if old:
        yield Item(Fate.DELETE, old, ())
    if new:
        yield Item(Fate.INSERT, (), new)


def _kept(before: Line, after: Line, start: int, end: int, start_after: int) -> Iterator[Item]:
    """Letters ``start..end`` of the one side, which stand at ``start_after`` on the other, cut where the looks begin or
    cease to differ."""
    shift = start_after - start
    at = first = start
    differ: bool | None = None
    while at < end:
        k, m = bisect_right(before.ends, at), bisect_right(after.ends, at + shift)
        here = before.looks[k] != after.looks[m]
        if differ is not None and here is not differ:
            yield _kept_item(before, first, at, shift, differ)
            first = at
        differ = here
        at = min(end, before.ends[k], after.ends[m] - shift)
    if differ is not None:
        yield _kept_item(before, first, end, shift, differ)


def _kept_item(before: Line, start: int, end: int, shift: int, differ: bool) -> Item:
    text = before.text[start:end]
    return Item(Fate.KEEP, (Token("", None, text, start),), (Token("", None, text, start + shift),), (), differ)


def _words(before: Line, after: Line) -> tuple[Words, Words]:
    """The words of both lines; what they share far from any change is one word on either side."""
    ours, theirs = before.text.split(" "), after.text.split(" ")
    shared = list(shared_chunks(ours, theirs))
    return (
        Words(before, _cut(ours, [(i, i + size) for i, _, size in shared])),
        Words(after, _cut(theirs, [(j, j + size) for _, j, size in shared])),
    )


def _cut(chunks: Sequence[str], whole: Sequence[tuple[int, int]]) -> list[str]:
    """The words of a text that was split at its spaces; each stretch of chunks in ``whole``, with the space behind it,
    is one."""
    out: list[str] = []
    at = 0
    for first, last in whole:
        if at < first:
            out += tokenize(" ".join(chunks[at:first]) + " ")
        out.append(" ".join(chunks[first:last]) + (" " if last < len(chunks) else ""))
        at = last
    return out + tokenize(" ".join(chunks[at:])) if at < len(chunks) else out


def looks_between(line: Line, start: int, end: int) -> Hashable:
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
