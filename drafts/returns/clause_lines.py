"""What each clause read as when it was sent, and reads as now: paragraph by paragraph, tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drafts.returns.model import ClauseLine
from drafts.returns.passages import Passage
from drafts.returns.sifting import CELL_END, Atom
from drafts.returns.strands import OBJECT_LETTERS


@dataclass(slots=True)
class _Line:
    """A paragraph of the returned file as it reads accepted."""

    text: str
    kept: bool
    """Whether letters of ours are in it."""
    heading: bool
    ends: bool
    """Whether it has an end of its own, and does not join the next."""


def clause_lines(passages: Sequence[Passage]) -> Iterator[ClauseLine]:
    """The lines of the body in the order of the returned file. A paragraph that was taken out stands where it stood;
    one that was put in belongs to the clause that it follows, unless it begins one (``clause_id`` "")."""
    last, begun = "", False
    for passage in passages:
        if passage.place != "body":
            continue
        lines = list(_lines(passage))
        ours = passage.ours.paragraph if passage.ours is not None else None
        in_table = passage.row or any(a.text == CELL_END for a in _atoms(passage) if a.is_mark)
        first = next((k for k, line in enumerate(lines) if line.kept), len(lines) - 1) if ours is not None else -1
        told = False
        for k, line in enumerate(lines):
            if ours is not None and k >= first:
                last, begun = ours.clause_id, False
            begun = begun or ((ours is None or k < first) and line.heading)
            clause_id = "" if begun else last
            before = _sent(passage) if ours is not None and k == first else None
            heading = bool(ours.layout.heading) if ours is not None and k >= first else line.heading
            told = told or k == first
            yield ClauseLine(clause_id, before, line.text, heading, in_table, passage.moved, not line.ends)
        if ours is not None and not told:
            last, begun = ours.clause_id, False
            yield ClauseLine(last, _sent(passage), None, bool(ours.layout.heading), in_table)
        elif passage.row and ours is None and not lines:
            gone = next((m.ours.paragraph for m in passage.mets if m.ours is not None), None)
            if gone is not None:
                yield ClauseLine(gone.clause_id, _sent(passage), None, False, True)


def _atoms(passage: Passage) -> Iterator[Atom]:
    if passage.mets:
        yield from (a for m in passage.mets for a in (m.ours, m.theirs) if a is not None)
    elif passage.ours is not None:
        yield from passage.ours.kept


def _sent(passage: Passage) -> str:
    """The words of a passage as our changes have them."""
    if not passage.mets:
        atoms = passage.ours.kept if passage.ours is not None else []
    else:
        atoms = [m.ours for m in passage.mets if m.ours is not None]
    return _text(atoms)


def _text(atoms: Sequence[Atom]) -> str:
    return "".join(a.text for a in atoms if not a.is_mark and a.state.went is None and a.text not in OBJECT_LETTERS)


def _lines(passage: Passage) -> Iterator[_Line]:
    if not passage.mets:
        if passage.ours is not None:
            paragraph = passage.ours.paragraph
            yield _Line(_text(passage.ours.kept), True, bool(paragraph.layout.heading), True)
        return
    letters: list[Atom] = []
    kept = False
    for met in passage.mets:
        if met.theirs is None:
            continue
        stands = met.theirs.state.went is None
        if not met.theirs.is_mark:
            kept = kept or (stands and met.ours is not None)
            letters += [met.theirs] if stands else []
        elif stands:
            if letters or met.ours is None:
                heading = bool(met.theirs.paragraph.layout.heading)
                yield _Line(_text(letters), kept, heading, True)
            letters, kept = [], False
    if letters:
        yield _Line(_text(letters), kept, False, False)
