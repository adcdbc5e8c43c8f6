"""The words of one paragraph (or of two that became one): which are kept, struck and inserted."""

from __future__ import annotations

from collections.abc import Sequence

from clauses.text.script import edit_script
from drafts.blocks import Fate, Item, Token
from drafts.diff.tidy import Hunk, tidy
from drafts.model import Options


def inline(before: Sequence[Token], after: Sequence[Token], options: Options) -> list[Item]:
    """The items of a redline between two token sequences, deletions before insertions at each place."""
    if not options.words and [t.key for t in before] != [t.key for t in after]:
        return [*(Item(Fate.DELETE, b, None) for b in before), *(Item(Fate.INSERT, None, a) for a in after)]
    script = edit_script([t.key for t in before], [t.key for t in after])
    hunks = [Hunk(what == "equal", i1, i2, j1, j2) for what, i1, i2, j1, j2 in script]
    items: list[Item] = []
    for hunk in tidy(hunks, before, after, options):
        if hunk.equal:
            pairs = zip(before[hunk.i1 : hunk.i2], after[hunk.j1 : hunk.j2], strict=True)
            items.extend(kept(b, a, options) for b, a in pairs)
        else:
            items.extend(Item(Fate.DELETE, b, None) for b in before[hunk.i1 : hunk.i2])
            items.extend(Item(Fate.INSERT, None, a) for a in after[hunk.j1 : hunk.j2])
    return items


def kept(before: Token, after: Token, options: Options) -> Item:
    """A token that both sides have; of a field whose shown result changed, only the result is marked."""
    if before.inner is None or after.inner is None or _shown(before) == _shown(after):
        return Item(Fate.KEEP, before, after)
    return Item(Fate.KEEP, before, after, tuple(inline(before.inner, after.inner, options)))


def _shown(token: Token) -> list[int]:
    return [t.key for t in token.inner or ()]
