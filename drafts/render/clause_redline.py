"""What an edit does to the words of one clause, line by line, as a page shows it: kept, inserted and deleted words.

The lines are those that a person edits (clauses.wording.layout); references stand in them as the agreement prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from clauses.record import ClauseRevision
from clauses.text.inline import Link, Term, parse_prose
from clauses.text.provenance import Fate, Segment, Weave
from clauses.wording.filters import curl
from clauses.wording.layout import EXHIBIT, HEAD, ROW, SIGNATURE
from clauses.wording.match import prose

NameOf = Callable[[Link], str]
"""What a reference is printed as: "Section 12(b)"."""

_SORTS: Final = {HEAD: "head", ROW: "row", SIGNATURE: "row", EXHIBIT: "exhibit"}
_MARKS: Final = "\t"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one fate."""

    text: str
    fate: Fate = Fate.KEPT


@dataclass(frozen=True, slots=True)
class RedlinedLine:
    """A paragraph, a row of a table or the head of an exhibit; ``level`` 0 to 3 as in the clause."""

    sort: str
    """ "paragraph", "head" or "row" of a table, or "exhibit"."""
    level: int
    cells: tuple[tuple[Piece, ...], ...]
    """The words; of what is no row of a table one cell."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All words, those of each cell after those of the one before."""
        return tuple(piece for cell in self.cells for piece in cell)

    @property
    def fate(self) -> Fate | None:
        """What became of the whole line; None where only some of its words changed."""
        fates = {each.fate for each in self.pieces}
        return next(iter(fates)) if len(fates) == 1 else None

    @property
    def is_kept(self) -> bool:
        """Whether nothing in it changed."""
        return self.fate is Fate.KEPT


@dataclass(frozen=True, slots=True)
class ClauseRedline:
    """A clause's heading and words from one state to another."""

    heading: tuple[Piece, ...]
    lines: tuple[RedlinedLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both states read the same."""
        return all(each.fate is Fate.KEPT for each in self.heading) and all(each.is_kept for each in self.lines)

    @property
    def changed(self) -> tuple[RedlinedLine, ...]:
        """The lines in which something changed."""
        return tuple(each for each in self.lines if not each.is_kept)


def clause_redline(before: ClauseRevision | None, after: ClauseRevision | None, name_of: NameOf) -> ClauseRedline:
    """Return what became of a clause's words: from nothing where ``before`` is None, to nothing where ``after`` is."""
    old, new = ("" if each is None else curl(each.heading) for each in (before, after))
    heading = tuple(Piece(each.text, each.fate) for each in _differing(old, new))
    old, new = ("" if each is None else printed(prose(each), name_of) for each in (before, after))
    return ClauseRedline(heading, tuple(_lines(_differing(old, new))))


def clause_words(revision: ClauseRevision, name_of: NameOf) -> ClauseRedline:
    """Return a clause's words with nothing changed in them."""
    return clause_redline(revision, revision, name_of)


def printed(text: str, name_of: NameOf) -> str:
    """Return lines of prose with their references and terms as they are printed."""
    return "\n".join("".join(_printed(line, name_of)) for line in text.split("\n"))


def _printed(line: str, name_of: NameOf) -> Iterator[str]:
    for piece in parse_prose(line):
        if isinstance(piece, Link):
            yield name_of(piece)
        else:
            yield f"“{piece.term}”" if isinstance(piece, Term) else piece


def _differing(old: str, new: str) -> tuple[Segment, ...]:
    return tuple(Weave([old, new]).between(0, 1))


def _lines(segments: Iterable[Segment]) -> Iterator[RedlinedLine]:
    """The lines, a break between them whatever became of it."""
    pieces: list[Piece] = []
    for segment in segments:
        first, *rest = segment.text.split("\n")
        before = pieces.pop().text if pieces and pieces[-1].fate is segment.fate else ""
        pieces.append(Piece(before + first, segment.fate))
        for text in rest:
            yield from _line(pieces)
            pieces = [Piece(text, segment.fate)]
    yield from _line(pieces)


def _line(pieces: Iterable[Piece]) -> Iterator[RedlinedLine]:
    """The line of ``pieces``, without the marks that say which sort of line it is; nothing where it has no words."""
    all_pieces = [each for each in pieces if each.text]
    whole = "".join(each.text for each in all_pieces)
    mark = next((each for each in _SORTS if whole.lstrip(_MARKS).startswith(each)), "")
    stands = "".join(each.text for each in all_pieces if each.fate is not Fate.DELETED) or whole
    level = 0 if mark else min(3, len(stands) - len(stands.lstrip(_MARKS)))
    cells = tuple(_cells(_without_marks(all_pieces, mark)))
    if any(piece.text.strip() for cell in cells for piece in cell):
        yield RedlinedLine(_SORTS.get(mark, "paragraph"), level, cells)


def _without_marks(pieces: Iterable[Piece], mark: str) -> Iterator[Piece]:
    """The pieces from the first word on."""
    begun = False
    for piece in pieces:
        text = piece.text
        if not begun:
            text = text.lstrip(_MARKS).removeprefix(mark.rstrip(_MARKS)).lstrip(_MARKS)
        begun = begun or bool(text)
        if text:
            yield Piece(text, piece.fate)


def _cells(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """The pieces by cell, a tab between two of them."""
    cell: list[Piece] = []
    for piece in pieces:
        first, *rest = piece.text.split(_MARKS)
        cell += [Piece(first, piece.fate)] if first else []
        for text in rest:
            yield tuple(cell)
            cell = [Piece(text, piece.fate)] if text else []
    yield tuple(cell)
