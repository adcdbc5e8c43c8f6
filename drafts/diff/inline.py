"""The words of one paragraph (or of two that became one): which are kept, struck and inserted."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from drafts.blocks import Fate, Item, Token
from drafts.diff.letters import letters
from drafts.diff.tidy import hunks_of, side_of, tidy
from drafts.model import Grain, Options


def inline(before: Sequence[Token], after: Sequence[Token], options: Options) -> list[Item]:
    """The items of a redline between two token sequences, deletions before insertions at each place."""
    ours, theirs = [t.key for t in before], [t.key for t in after]
    if not options.words and ours != theirs:
        return replaced(before, after)
    folding = options.folding
    items: list[Item] = []
    for equal, i1, i2, j1, j2 in tidy(hunks_of(ours, theirs), side_of(before), side_of(after), options):
        old, new = before[i1:i2], after[j1:j2]
        fine = options.grain is Grain.CHARACTER and not equal
        items.extend(kept(old, new, options) if equal else (fine and letters(old, new, folding)) or replaced(old, new))
    return items


def whole(before: Sequence[Token], after: Sequence[Token], options: Options) -> list[Item]:
    """As :func:`inline`, of all the words of a paragraph. Where the number of spaces doesn't count, those at its ends
    are kept, each side's for itself."""
    if options.counts_space:
        return inline(before, after, options)
    (i, i_end), (j, j_end) = _without_edges(before), _without_edges(after)
    edges = [Item(Fate.KEEP, before[:i], ()), Item(Fate.KEEP, (), after[:j])]
    ends = [Item(Fate.KEEP, before[i_end:], ()), Item(Fate.KEEP, (), after[j_end:])]
    return [x for x in (*edges, *inline(before[i:i_end], after[j:j_end], options), *ends) if x.tokens]


def _without_edges(tokens: Sequence[Token]) -> tuple[int, int]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].is_space:
        start += 1
    while start < end and tokens[end - 1].is_space:
        end -= 1
    return start, end


def replaced(before: Sequence[Token], after: Sequence[Token]) -> list[Item]:
    """Old words struck, then new words inserted."""
    return [i for i in (Item(Fate.DELETE, before, ()), Item(Fate.INSERT, (), after)) if i.tokens]


def kept(before: Sequence[Token], after: Sequence[Token], options: Options) -> Iterator[Item]:
    """What both sides have, cut where the looks begin or cease to differ; of a field whose shown result changed, only
    the result is marked."""
    start = 0
    differ = False
    for position, (b, a) in enumerate(zip(before, after, strict=True)):
        changed_field = b.inner is not None and a.inner is not None and _shown(b) != _shown(a)
        here = b.fmt != a.fmt if options.counts_space or not a.is_space else differ
        if (changed_field or here is not differ) and start < position:
            yield Item(Fate.KEEP, before[start:position], after[start:position], (), differ)
            start = position
        differ = here
        if changed_field:
            assert b.inner is not None
            assert a.inner is not None
            yield Item(Fate.KEEP, (b,), (a,), tuple(inline(b.inner, a.inner, options)))
            start = position + 1
    if start < len(before):
        yield Item(Fate.KEEP, before[start:], after[start:], (), differ)


def _shown(token: Token) -> list[Hashable]:
    return [t.key for t in token.inner or ()]
