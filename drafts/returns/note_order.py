"""Notes that stand in another order because what refers to them does: no move of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final

from drafts.returns.passages import Passage
from drafts.returns.sifting import Atom, ParagraphBlock
from drafts.returns.strands import ENDNOTE, FOOTNOTE

_STORIES: Final = {FOOTNOTE: "footnotes", ENDNOTE: "endnotes"}


def notes_that_travelled(passages: Sequence[Passage]) -> frozenset[int]:
    """Identities of the passages of moved notes of which the reference moved likewise."""
    moved = [p for p in passages if p.moved and p.place in _STORIES.values()]
    if not moved:
        return frozenset()
    body = [p for p in passages if p.place == "body"]
    out: set[int] = set()
    for letter, story in _STORIES.items():
        theirs = _places(_atoms(p.theirs, letter) for p in body)
        ours = _places(_atoms(p.ours, letter) for p in sorted(body, key=_number))
        pairs = {
            (ours[id(a)], theirs[id(b)])
            for p in body
            for a, b in zip(_atoms(p.ours, letter), _atoms(p.theirs, letter), strict=False)
        }
        notes = [p for p in passages if p.place == story]
        new = _notes(notes, lambda p: p.theirs)
        old = _notes(sorted(notes, key=_number), lambda p: p.ours)
        out |= {id(p) for p in moved if (old.get(id(p), -1), new.get(id(p), -1)) in pairs}
    return frozenset(out)


def _notes(passages: Sequence[Passage], side: Callable[[Passage], ParagraphBlock | None]) -> dict[int, int]:
    """Passage -> the place of its note among all that one file has, in order."""
    out: dict[int, int] = {}
    place = -1
    for passage in passages:
        block = side(passage)
        if block is not None:
            place += bool(block.paragraph.note)
            out[id(passage)] = place
    return out


def _number(passage: Passage) -> int:
    return passage.ours.paragraph.number if passage.ours is not None else 0


def _atoms(block: ParagraphBlock | None, letter: str) -> list[Atom]:
    return [a for a in block.kept if a.text == letter] if block is not None else []


def _places(groups: Iterator[list[Atom]]) -> dict[int, int]:
    """Reference -> its place among all."""
    places: defaultdict[int, int] = defaultdict(count().__next__)
    for group in groups:
        for atom in group:
            places[id(atom)]
    return dict(places)
