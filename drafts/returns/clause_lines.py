"""What each clause read as when it was sent, and reads as now, or as it would with any choice of the changes:
paragraph by paragraph, tracked changes accepted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from drafts.returns.gathering import Line
from drafts.returns.joined import Told
from drafts.returns.labels import Label
from drafts.returns.letters import Met
from drafts.returns.model import ClauseLine, Piece, Strip
from drafts.returns.passages import Passage
from drafts.returns.sifting import CELL_END, Atom
from drafts.returns.strands import OBJECT_LETTERS

_NO_WORDS: Final = frozenset({Label.FORMATTING_ONLY, Label.OURS_ACCEPTED})
"""Labels of changes that leave the words as they were sent, our own changes accepted."""
Takes = Callable[[Piece], bool]
"""Whether a piece reads as the returned file has it; as the sent one does, else."""


def strips(passages: Sequence[Passage], lines: Sequence[Line], told: Sequence[Told]) -> Iterator[Strip]:
    """The paragraphs of the body in the order of the returned file. The first of ``told`` is number 1."""
    changes: dict[int, list[int]] = {}
    moves: dict[int, int] = {}
    for number, each in enumerate(told, 1):
        if each.change.label in _NO_WORDS:
            continue
        for place in each.places():
            changes.setdefault(id(lines[place].judged.met), []).append(number)
        moves |= {id(passage): number for passage in each.passages}
    return (_strip(p, changes, moves.get(id(p), 0)) for p in passages if p.place == "body")


def _strip(passage: Passage, changes: Mapping[int, Sequence[int]], move: int) -> Strip:
    ours = passage.ours.paragraph if passage.ours is not None else None
    in_table = passage.row or any(a.text == CELL_END for a in _atoms(passage) if a.is_mark)
    gone = None
    if ours is None and passage.row:
        gone = next((m.ours.paragraph for m in passage.mets if m.ours is not None), None)
    owner = ours or gone
    return Strip(
        owner.clause_id if owner is not None else "",
        ours is not None,
        ours is not None and bool(ours.layout.heading),
        in_table,
        passage.row,
        passage.moved,
        move,
        tuple(_pieces(passage, changes)),
    )


def _atoms(passage: Passage) -> Iterator[Atom]:
    if passage.mets:
        yield from (a for m in passage.mets for a in (m.ours, m.theirs) if a is not None)
    elif passage.ours is not None:
        yield from passage.ours.kept


def _pieces(passage: Passage, changes: Mapping[int, Sequence[int]]) -> Iterator[Piece]:
    """The letters of a passage, those of one fate side by side together."""
    if not passage.mets:
        atoms = passage.ours.kept if passage.ours is not None else []
        heading = passage.ours is not None and bool(passage.ours.paragraph.layout.heading)
        text = "".join(a.text for a in atoms if not a.is_mark and a.state.went is None and a.text not in OBJECT_LETTERS)
        yield Piece(text, True, True, True)
        yield Piece("", True, True, True, ends=True, heading=heading)
        return
    letters = (_letter(met, tuple(changes.get(id(met), ()))) for met in passage.mets)
    for fate, group in groupby(letters, key=lambda x: (x.stood, x.stands, x.ours, x.changes, x.ends, x.heading)):
        inner = list(group)
        if inner[0].ends:
            yield from inner
        else:
            yield Piece("".join(x.text for x in inner), *fate[:4])


def _letter(met: Met, numbers: tuple[int, ...]) -> Piece:
    atom = met.theirs or met.ours
    assert atom is not None
    stood = met.ours is not None and met.ours.state.went is None
    stands = met.theirs is not None and met.theirs.state.went is None
    ours = met.ours is not None
    if atom.is_mark:
        return Piece("", stood, stands, ours, numbers, True, bool(atom.paragraph.layout.heading))
    return Piece("" if atom.text in OBJECT_LETTERS else atom.text, stood, stands, ours, numbers)


# --------------------------------------------------------------------------------------------------------- reading


@dataclass(slots=True)
class _Line:
    """A paragraph as it reads."""

    text: str
    kept: bool
    """Whether letters of ours are in it."""
    heading: bool
    ends: bool
    """Whether it has an end of its own, and does not join the next."""


def lines_of(strips: Sequence[Strip], chosen: Collection[int] | None = None) -> Iterator[ClauseLine]:
    """The lines of the body in the order of the returned file, as they read with the changes ``chosen`` alone (without
    them, with all that the returned file says, noise too). A paragraph that was taken out stands where it stood; one
    that was put in belongs to the clause that it follows, unless it begins one (``clause_id`` "")."""

    def takes(piece: Piece) -> bool:
        return chosen is None or any(number in chosen for number in piece.changes)

    last, begun, last_moved = "", False, ""
    for strip in strips:
        moved = strip.moved and (chosen is None or strip.move in chosen)
        if strip.moved and strip.row:
            yield from _moved_row(strip, takes, moved, last)
            continue
        lines = list(_read(strip, takes))
        alone = strip.moved and strip.known and not strip.heading and strip.clause_id != last_moved
        landed = last if alone else ""
        first = next((k for k, line in enumerate(lines) if line.kept), len(lines) - 1) if strip.known else -1
        told = False
        for k, line in enumerate(lines):
            if strip.known and k >= first and not alone:
                last, begun = strip.clause_id, False
            begun = begun or ((not strip.known or k < first) and line.heading)
            before = _sent(strip) if strip.known and k == first else None
            heading = strip.heading if strip.known and k >= first else line.heading
            told = told or k == first
            clause_id = strip.clause_id if alone else "" if begun else last
            where = (strip.moved, landed) if strip.known else (False, "")
            yield ClauseLine(clause_id, before, line.text, heading, strip.in_table, moved, not line.ends, *where)
        if strip.known:
            last_moved = strip.clause_id if strip.moved and not alone else ""
        if strip.known and not told and _sent(strip) is None:
            continue
        if strip.known and not told:
            if not alone:
                last, begun = strip.clause_id, False
            where = (False, False, strip.moved, "")
            yield ClauseLine(strip.clause_id, _sent(strip), None, strip.heading, strip.in_table, *where)
        elif strip.row and not strip.known and not lines and strip.clause_id:
            yield ClauseLine(strip.clause_id, _sent(strip), None, False, True)


def _moved_row(strip: Strip, takes: Takes, moved: bool, landed: str) -> Iterator[ClauseLine]:
    """The cells of a row that moved."""
    sent = now = ""
    for piece in strip.pieces:
        if piece.ends:
            yield ClauseLine(strip.clause_id, sent, now, False, True, moved, False, True, landed)
            sent = now = ""
        else:
            sent += piece.text if piece.stood else ""
            now += piece.text if (piece.stands if takes(piece) else piece.stood) else ""


def _sent(strip: Strip) -> str | None:
    """The words of a strip as our changes have them; None where they leave none."""
    if not any(piece.stood for piece in strip.pieces if not piece.ends):
        return None
    return "".join(piece.text for piece in strip.pieces if piece.stood)


def _read(strip: Strip, takes: Takes) -> Iterator[_Line]:
    text, kept, any_letters = "", False, False
    for piece in strip.pieces:
        here = piece.stands if takes(piece) else piece.stood
        if not piece.ends:
            kept = kept or (here and piece.ours)
            any_letters = any_letters or here
            text += piece.text if here else ""
        elif here:
            if any_letters or not piece.ours:
                yield _Line(text, kept, piece.heading, True)
            text, kept, any_letters = "", False, False
    if any_letters:
        yield _Line(text, kept, False, False)
