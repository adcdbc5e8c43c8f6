"""The letters of words that changed, for redlines at the grain of characters.

Only words that are still much the same are cut: two words that share a few letters by chance are two words. A
replacement with a digit in it stays whole at any grain, so that no amount is read with half its digits struck.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clauses.text.folding import Folding
from clauses.text.script import edit_script
from clauses.text.tokens import clusters
from drafts.blocks import Fate, Item, Token

ALIKE = 0.5
"""Share of letters (0 to 1) that two words keep in order, from which they are one word that changed."""


def letters(before: Sequence[Token], after: Sequence[Token], folding: Folding) -> list[Item]:
    """The items of a replacement, word for word and letter for letter; none where it is not one of words that changed:
    other numbers of words, other things between them, digits, or words that have little in common."""
    if len(before) != len(after) or any(c.isdigit() for t in (*before, *after) for c in t.text):
        return []
    items: list[Item] = []
    for old, new in zip(before, after, strict=True):
        if old.key == new.key and not old.atom:
            items.append(Item(Fate.KEEP, (old,), (new,), (), old.fmt != new.fmt))
            continue
        if old.atom or new.atom or not (old.is_word and new.is_word):
            return []
        found = list(_word(old, new, folding))
        if not found:
            return []
        items.extend(found)
    return items


def _word(old: Token, new: Token, folding: Folding) -> Iterator[Item]:
    ours, theirs = clusters(old.text), clusters(new.text)
    script = edit_script([folding.key(c) for c in ours], [folding.key(c) for c in theirs])
    kept = sum(i2 - i1 for what, i1, i2, _, _ in script if what == "equal")
    if 2 * kept < ALIKE * (len(ours) + len(theirs)):
        return
    starts, new_starts = _starts(ours), _starts(theirs)
    for what, i1, i2, j1, j2 in script:
        if what == "delete":
            yield Item(Fate.DELETE, (old.part(starts[i1], starts[i2]),), ())
        elif what == "insert":
            yield Item(Fate.INSERT, (), (new.part(new_starts[j1], new_starts[j2]),))
        else:
            a, b = old.part(starts[i1], starts[i2]), new.part(new_starts[j1], new_starts[j2])
            yield Item(Fate.KEEP, (a,), (b,), (), a.fmt != b.fmt)


def _starts(parts: Sequence[str]) -> list[int]:
    out = [0]
    for part in parts:
        out.append(out[-1] + len(part))
    return out
