"""What left at one place and arrived at another, without a trace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from drafts.diff.similarity import in_order
from drafts.returns.letters import met_letters
from drafts.returns.passages import Passage
from drafts.returns.sifting import CELL_END

MOVE_SIMILARITY: Final = 0.8
"""Share of words in common from which a paragraph that left and arrived counts as moved."""
MOVE_WORDS: Final = {1.0: 3, MOVE_SIMILARITY: 5}
"""Fewest words of such a paragraph, by that share, where nothing moved beside it."""


def with_moves(passages: list[Passage]) -> list[Passage]:
    """What left at one place and arrived at another, silently, as one passage where it arrived."""
    gone = [p for p in passages if p.theirs is None and not p.row and _silent(p, ours=True)]
    new = [p for p in passages if p.ours is None and not p.row and _silent(p, ours=False)]
    rows = [p for p in passages if p.row and p.mets]
    gone += [p for p in rows if p.mets[0].ours is not None and _silent(p, ours=True)]
    new += [p for p in rows if p.mets[0].theirs is not None and _silent(p, ours=False)]
    found: dict[int, Passage] = {}
    index = {id(p): k for k, p in enumerate(passages)}
    for floor, words in MOVE_WORDS.items():
        for source in gone:
            if source.taken:
                continue
            target = _target(source, [p for p in new if not p.taken], floor, words)
            if target is not None:
                _take(source, target, found)
    _short_neighbours(passages, index, gone, new, found)
    out: list[Passage] = []
    for passage in passages:
        if id(passage) in found:
            source = found[id(passage)]
            ours = [m.ours for m in source.mets if m.ours is not None]
            theirs = [m.theirs for m in passage.mets if m.theirs is not None]
            mets = list(met_letters(ours, theirs))
            out.append(Passage(passage.place, mets, source.ours, passage.theirs, passage.row, True, passage.behind))
        elif not passage.taken:
            out.append(passage)
    return out


def _take(source: Passage, target: Passage, found: dict[int, Passage]) -> None:
    source.taken = target.taken = True
    found[id(target)] = source


def _short_neighbours(
    passages: Sequence[Passage],
    index: dict[int, int],
    gone: list[Passage],
    new: list[Passage],
    found: dict[int, Passage],
) -> None:
    """A heading, or another paragraph of few words, that moved together with the one beside it."""
    again = True
    while again:
        again = False
        for target_id, source in list(found.items()):
            here, there = index[id(source)], index[target_id]
            for step in (-1, 1):
                if not (0 <= here + step < len(passages) and 0 <= there + step < len(passages)):
                    continue
                a, b = passages[here + step], passages[there + step]
                if a in gone and b in new and not a.taken and not b.taken and _alike(a, b) >= MOVE_SIMILARITY:
                    _take(a, b, found)
                    again = True


def _target(source: Passage, targets: Sequence[Passage], floor: float, words: int) -> Passage | None:
    best = max(targets, key=lambda t: _alike(source, t) if t.row is source.row else 0, default=None)
    if best is None or best.row is not source.row or _alike(source, best) < floor:
        return None
    enough = len(_WORDS.findall(_of(source))) >= words or _named_alike(source, best)
    return best if enough else None


_WORDS: Final = re.compile(r"\w+")


def _alike(a: Passage, b: Passage) -> float:
    ours, theirs = _of(a), _of(b)
    if ours == theirs:
        return 1.0
    least = MOVE_SIMILARITY if _named_alike(a, b) else 0.0
    return max(least, min(0.99, in_order(_WORDS.findall(ours), _WORDS.findall(theirs))))


def _named_alike(a: Passage, b: Passage) -> bool:
    """Whether two rows begin with the same cell of words, which names a row."""
    if not (a.row and b.row):
        return False
    first, second = (_first_cell(p) for p in (a, b))
    return first == second and any(c.isalpha() for c in first)


def _first_cell(row: Passage) -> str:
    letters = (m.ours or m.theirs for m in row.mets)
    return "".join(takewhile(lambda x: x != CELL_END, (a.text for a in letters if a is not None))).strip()


def _of(passage: Passage) -> str:
    """A passage's words."""
    letters = (m.ours or m.theirs for m in passage.mets)
    return " ".join("".join(a.text for a in letters if a is not None).split())


def _silent(passage: Passage, *, ours: bool) -> bool:
    """Whether nothing of a passage bears a revision."""
    found = [m.ours if ours else m.theirs for m in passage.mets]
    return bool(found) and all(a is not None and a.state.plain and not a.new for a in found)
