"""A Word file with all its words standing side by side, struck ones too, and the state of each: frozen records that
know no XML.

``drafts.word.union`` makes them. What a program does to a file when it saves it (runs cut elsewhere, ids counted anew,
wrappers) is not in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

PICTURE: Final = "\ue000"
"""The letter that stands for a picture."""
FOOTNOTE: Final = "\ue001"
ENDNOTE: Final = "\ue002"
FORMULA: Final = "\ue003"
NOTE_LETTERS: Final = FOOTNOTE + ENDNOTE
OBJECT_LETTERS: Final = PICTURE + NOTE_LETTERS + FORMULA


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose mark a revision bears; ``at`` is UTC, None where the file does not say."""

    author: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How words stand: who inserted them, who struck them, and whether either says that they moved."""

    came: Signature | None = None
    went: Signature | None = None
    moved: bool = False

    @property
    def plain(self) -> bool:
        """Whether no revision is on them."""
        return self.came is None and self.went is None

    def within(self, outer: State) -> State:
        """The state inside something (a row, a note's reference) that has a state of its own."""
        if outer.plain:
            return self
        return State(self.came or outer.came, self.went or outer.went, self.moved or outer.moved)


PLAIN: Final = State()


@dataclass(frozen=True, slots=True)
class Look:
    """How words look. ``hidden`` is any way not to be seen: hidden text, white on white, a size that nobody reads.
    ``size`` is in half-points, 0 where nothing says."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    capitals: bool = False
    small_capitals: bool = False
    hidden: bool = False
    raised: str = ""
    color: str = ""
    size: int = 0
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Restyled:
    """A tracked change of look: whose, and the look before it."""

    by: Signature
    before: Look


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one state and one look. ``field`` is the code of the field that shows them, ``link`` where they lead,
    ``atom`` tells one object from another where the text is an object's letter."""

    text: str
    state: State = PLAIN
    look: Look = Look()
    restyled: Restyled | None = None
    field: str = ""
    link: str = ""
    atom: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph stands, as far as the programs keep it: its style's name, its place in the outline, its side."""

    style: str = ""
    heading: int = 0
    align: str = ""
    page_break: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A paragraph. ``mark`` is the state of its end; ``label`` and ``old_label`` its list number when all changes are
    accepted, or rejected; ``typed_label`` a number that stands at its head as words, where a list number stood."""

    spans: tuple[Span, ...]
    mark: State = PLAIN
    label: str = ""
    old_label: str = ""
    typed_label: str = ""
    layout: Layout = Layout()
    reformatted: Signature | None = None
    clause_id: str = ""
    clause: str = ""
    number: int = 0
    """1-based in its story."""
    note: str = ""
    """The letter of the kind of note that begins with it, or ""."""

    @property
    def text(self) -> str:
        """All its words, whatever their state."""
        return "".join(s.text for s in self.spans)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell: a story of its own."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row; the state of a row that came or went is that of all its words too."""

    cells: tuple[Cell, ...]
    state: State = PLAIN


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table."""

    rows: tuple[Row, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with the words that it stands on. ``parent`` is the place of the comment that it answers, or -1."""

    author: str
    at: datetime | None
    text: str
    anchor: str = ""
    clause_id: str = ""
    clause: str = ""
    paragraph: int = 0
    place: str = "body"
    parent: int = -1
    done: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """A tracked change of the properties of a table, a row, a cell or a section."""

    what: str
    by: Signature
    text: str
    clause_id: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A whole file. ``stories`` has by its place ("body", "footnotes", "header", "text box") what stands there."""

    stories: dict[str, tuple[Block, ...]]
    comments: tuple[Comment, ...] = ()
    resets: tuple[Reset, ...] = ()
    program: str = ""
    """What saved it, as far as it says: "libreoffice", "google", "word" or ""."""
    signatures: frozenset[Signature] = field(default_factory=frozenset[Signature])

    @property
    def authors(self) -> frozenset[str]:
        """Who made its tracked changes."""
        return frozenset(s.author for s in self.signatures if s.author)


def paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """Every paragraph, also those in cells."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs(cell.blocks)
