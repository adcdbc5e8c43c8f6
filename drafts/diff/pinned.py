"""The words of one paragraph, some of which somebody else has marked already: those stay as they are where they can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from drafts.blocks import Fate, Item, Token, text_of
from drafts.diff.inline import inline, kept
from drafts.diff.script import edit_script
from drafts.model import Options


def inline_around(
    before: Sequence[Token], after: Sequence[Token], pinned: Sequence[bool], options: Options
) -> list[Item]:
    """As :func:`drafts.diff.inline.inline`, but words of ``after`` that are ``pinned`` are kept wherever ``before`` has
    them: what makes a redline easier to read is done between them only."""
    items: list[Item] = []
    i = j = 0
    for i1, j1, size in _pins(before, after, pinned):
        items += inline(before[i:i1], after[j:j1], options)
        items += kept(before[i1 : i1 + size], after[j1 : j1 + size], options)
        i, j = i1 + size, j1 + size
    return [*items, *inline(before[i:], after[j:], options)]


def _pins(before: Sequence[Token], after: Sequence[Token], pinned: Sequence[bool]) -> Iterator[tuple[int, int, int]]:
    """(place in before, place in after, tokens) of the pinned stretches that both sides have."""
    for what, i1, _, j1, j2 in edit_script([t.key for t in before], [t.key for t in after]):
        if what != "equal":
            continue
        for is_pinned, places in groupby(range(j1, j2), key=pinned.__getitem__):
            found = list(places)
            if is_pinned:
                yield i1 + found[0] - j1, found[0], len(found)


def kept_share(items: Sequence[Item]) -> float:
    """Share (0 to 1) of the letters of the longer side that are kept; 1 where there are none."""
    longer = max(len("".join(text_of(i.before) for i in items)), len("".join(text_of(i.after) for i in items)))
    same = sum(len(text_of(i.after)) for i in items if i.fate is Fate.KEEP)
    return same / longer if longer else 1.0
