"""A Word file with tracked changes as a reader sees it: frozen records that know no XML.

``drafts.word.view`` makes them, ``drafts.render.html`` shows them. A mark refers to a change by its number in
:attr:`View.changes`; 0 is a revision that is told with no change of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from drafts.blocks import Fate
from drafts.model import Change, Note


@dataclass(frozen=True, slots=True)
class Mark:
    """One revision on words, on a paragraph's end or on a row."""

    fate: Fate
    change: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """How words look, as far as it carries meaning. ``raised`` is 1 for superscript, -1 for subscript."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    capitals: bool = False
    small_capitals: bool = False
    hidden: bool = False
    raised: int = 0


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look under the same marks (outermost first). ``reformatted`` is the change of their look, ``target``
    where a link leads; ``note`` makes it the reference to the note or comment of that key."""

    text: str
    marks: tuple[Mark, ...] = ()
    look: Look = PLAIN
    reformatted: int = 0
    target: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``label`` is its list number when all changes are accepted, ``old_label`` when all are rejected."""

    pieces: tuple[Piece, ...]
    label: str = ""
    old_label: str = ""
    heading: int = 0
    """1 for the title and chapters, 2 and more below; 0 for text."""
    align: str = ""
    """"center", "right" or ""."""
    indent: int = 0
    """Where its text begins, in twips from the margin."""
    end: Mark | None = None
    """The revision of its end: inserted where a paragraph was split or is new, deleted where it joins the next."""
    reformatted: int = 0
    boxes: tuple[Block, ...] = ()
    """What stands in its text boxes."""

    @property
    def gone(self) -> bool:
        """Whether nothing of it is there when all changes are accepted."""
        return self.end is not None and not self.end.fate.in_after and all(_struck(p) for p in self.pieces)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The changes in it, each once, in order."""
        found = [m.change for p in self.pieces for m in p.marks]
        found += [p.reformatted for p in self.pieces] + [self.reformatted]
        found += [self.end.change] if self.end is not None else []
        found += [number for box in self.boxes for number in box.numbers]
        return tuple(dict.fromkeys(n for n in found if n))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``columns`` is how many it spans, ``merged`` that it goes on with the cell above."""

    blocks: tuple[Block, ...]
    columns: int = 1
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    heads: bool = False
    """Whether it is repeated at the head of every page."""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``changed`` are the changes of its properties."""

    rows: tuple[Row, ...]
    changed: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The changes in it, each once, in order."""
        found = [*self.changed]
        for row in self.rows:
            found += [row.mark.change] if row.mark is not None else []
            found += [number for cell in row.cells for block in cell.blocks for number in block.numbers]
        return tuple(dict.fromkeys(n for n in found if n))


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Aside:
    """A note, a comment, a header or a footer. ``key`` is what its references name, ``label`` what they show."""

    key: str
    label: str
    blocks: tuple[Block, ...]
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A whole file."""

    body: tuple[Block, ...]
    changes: tuple[Change, ...]
    footnotes: tuple[Aside, ...] = ()
    endnotes: tuple[Aside, ...] = ()
    comments: tuple[Aside, ...] = ()
    margins: tuple[Aside, ...] = ()
    """Headers and footers that have words."""
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """The words of the first heading as they read accepted; "" without one."""
        found = (b for b in self.body if isinstance(b, Paragraph) and b.heading and not b.gone)
        return next((text for b in found if (text := " ".join(_words(b).split()))), "")

    @property
    def sources(self) -> frozenset[int]:
        """The moves whose old place is shown."""
        return frozenset(
            m.change
            for paragraph in paragraphs((*self.body, *_inside(self)))
            for m in (*(m for p in paragraph.pieces for m in p.marks), *([paragraph.end] if paragraph.end else []))
            if m.fate is Fate.MOVE_FROM
        )


def paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """Every paragraph, also those in tables and text boxes."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            yield from paragraphs(block.boxes)
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs(cell.blocks)


def _inside(view: View) -> Iterator[Block]:
    for aside in (*view.footnotes, *view.endnotes, *view.comments, *view.margins):
        yield from aside.blocks


def _struck(piece: Piece) -> bool:
    return any(not m.fate.in_after for m in piece.marks)


def _words(paragraph: Paragraph) -> str:
    return "".join(p.text for p in paragraph.pieces if not _struck(p) and not p.note)
