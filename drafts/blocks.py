"""The common tongue of reader, comparison and writer: blocks of tokens, and the plan of a redline between two stories.

Nothing here knows XML, and nothing here compares. A key is opaque: equal keys mean "the same" and nothing else is known
about them. ``payload`` belongs to the reader that made it and to the writer that it works with.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

# ------------------------------------------------------------------------------------------------ what is read


_WORD = re.compile(r"\w+")
_SHOWS = re.compile(r"[^\W_]")


def is_word(text: str) -> bool:
    """Whether a text holds a letter or a digit."""
    return text[:1].isalnum() or _SHOWS.search(text) is not None


@dataclass(slots=True, eq=False)
class Token:
    """The smallest thing that changes: a word, a run of white space, a punctuation mark, or an atom (a tab, an image,
    a field). ``key`` decides equality, ``fmt`` is compared separately, ``text`` is what a reader sees."""

    key: Hashable
    fmt: Hashable
    text: str
    payload: Any = None
    atom: bool = False
    inner: tuple[Token, ...] | None = None
    """The tokens of a field's shown result: two fields of one code may differ in them. Of a formula (``own_words``) its
    letters: two formulas of one frame may differ in them."""
    own_words: bool = False
    """Whether ``inner`` are words of the author's own, and not what a field shows."""
    stories: tuple[Sequence[Block], ...] = ()
    """The text boxes of a drawing: two drawings of one look may differ in them."""

    def part(self, start: int, end: int) -> Token:
        """Letters ``start..end`` of a word. Parts are no longer compared: they share the word's key."""
        payload = self.payload.part(start, end) if self.payload is not None else None
        return Token(self.key, payload.look if payload is not None else self.fmt, self.text[start:end], payload)

    @property
    def is_space(self) -> bool:
        """White space only, and no atom."""
        return not self.atom and self.text.isspace()

    @property
    def is_word(self) -> bool:
        """Holds a letter or a digit, or is an atom that shows something."""
        return is_word(self.text) or (self.atom and bool(self.text.strip()))


@dataclass(slots=True, eq=False)
class Line:
    """The words of a paragraph that holds nothing but text: ``looks[k]`` is the format of the letters up to ``ends[k]``
    (from the end before). Equal looks mean "the same", as a token's ``fmt`` does."""

    text: str
    ends: tuple[int, ...]
    looks: tuple[Hashable, ...]
    payload: Any = None
    marked: bool = False
    """Whether range markers, such as bookmarks, stand between the words."""


class BlockKind(StrEnum):
    """What a block is; only blocks of one kind are ever paired."""

    PARAGRAPH = "paragraph"
    SECTION_END = "section-end"
    """A paragraph that carries a section break."""
    TABLE = "table"
    OPAQUE = "opaque"

    def __init__(self, value: str) -> None:
        self.is_paragraph: Final = value in ("paragraph", "section-end")
        """Whether the block ends with a paragraph mark. It is asked so often that it is worked out once."""


class Block:
    """One block of a story, as a reader makes it: a subclass says what its words are, when asked.

    Equal ``key`` means equal in everything that counts, equal ``text_key`` in words only. ``size`` weighs it against
    other blocks. ``anchor`` is an identity that always pairs, whatever the words: that of a clause's heading. Most
    blocks of most comparisons are only ever asked for their key.
    """

    __slots__ = ("_words", "anchor", "clause", "key", "kind", "payload", "size")

    def __init__(
        self, kind: BlockKind, key: Hashable, *, size: int = 0, clause: str = "", anchor: str = "", payload: Any = None
    ) -> None:
        self.kind, self.key, self.size = kind, key, size
        self.clause, self.anchor, self.payload = clause, anchor, payload
        self._words: tuple[str, ...] | None = None

    @property
    def text_key(self) -> Hashable:
        """Key of its words alone."""
        return self.key

    @property
    def tokens(self) -> Sequence[Token]:
        """Its tokens in order (of a table: those of all its cells)."""
        return ()

    @property
    def line(self) -> Line | None:
        """Its words as a line, where it is a paragraph of nothing but text."""
        return None

    @property
    def linked(self) -> bool:
        """Whether some of its words are a link: then equal text does not make equal tokens."""
        return False

    def cut(self, whole: Sequence[tuple[int, int]]) -> Sequence[Token]:
        """Its tokens, cut anew so that the stretches (start, end) of :attr:`shown` in ``whole`` are one token each."""
        del whole
        return self.tokens

    @property
    def shown(self) -> str:
        """Its text, cheaply, with one private character for each thing that is no text."""
        return self.text

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of a table."""
        return ()

    @property
    def labels(self) -> Sequence[str]:
        """Of a table each row's first words, of a row its own: the cell that names the row."""
        return ()

    @property
    def props(self) -> Hashable:
        """Key of its own properties: of a paragraph its format, its mark's look and its section break."""
        return ()

    @property
    def frame(self) -> Hashable:
        """Its own properties without those that change with every column (of a table its grid, of a row its cells');
        of a paragraph those without its section break."""
        return self.props

    @property
    def section_break(self) -> Hashable:
        """Key of the section break that a paragraph carries."""
        return ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that count for likeness."""
        if self._words is None:
            self._words = tuple(_WORD.findall(self.shown))
        return self._words

    @property
    def text(self) -> str:
        """The words as a reader sees them."""
        return text_of(self.tokens)


@dataclass(eq=False)
class Cell:
    """One cell: a story of its own."""

    blocks: Sequence[Block]
    payload: Any = None


@dataclass(eq=False)
class Row:
    """One row; as a ``block`` it is aligned like any other. ``shape`` is its cells' spans."""

    block: Block
    cells: Sequence[Cell]
    shape: Hashable
    payload: Any = None


# ------------------------------------------------------------------------------------------------ what is to be written


class Fate(StrEnum):
    """What becomes of a token, a mark, a row or a block."""

    KEEP = "keep"
    DELETE = "delete"
    INSERT = "insert"
    MOVE_FROM = "move-from"
    MOVE_TO = "move-to"

    @property
    def in_before(self) -> bool:
        """Whether it is there when every change is rejected."""
        return self is not Fate.INSERT and self is not Fate.MOVE_TO

    @property
    def in_after(self) -> bool:
        """Whether it is there when every change is accepted."""
        return self is not Fate.DELETE and self is not Fate.MOVE_FROM


@dataclass(slots=True, eq=False)
class Item:
    """A stretch of tokens of one fate in a redlined paragraph; one side is empty but in what is kept.

    What is kept pairs token by token, and either all pairs of an item look the same or none does; spaces that don't
    count may be kept on one side alone. A kept field whose
    shown result changed stands alone and has its result's items in ``inner``; a kept drawing whose text boxes changed
    stands alone and has their plans in ``stories``.
    """

    fate: Fate
    before: Sequence[Token]
    after: Sequence[Token]
    inner: tuple[Item, ...] = ()
    looks_differ: bool = False
    """Of what is kept: the words are the same, their format is not."""
    stories: tuple[StoryPlan, ...] = ()

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens to show: the after side's where there are any."""
        return self.after or self.before

    @property
    def text(self) -> str:
        """The words to show."""
        return text_of(self.tokens)


def text_of(tokens: Sequence[Token]) -> str:
    """The words of tokens side by side."""
    return "".join([t.text for t in tokens])


@dataclass(frozen=True, slots=True)
class Mark:
    """A paragraph mark: it ends an output paragraph and carries that paragraph's properties."""

    fate: Fate
    before: Block | None
    after: Block | None
    move: int | None = None
    split: bool = False
    """The mark comes or goes because a paragraph was split or merged, not with a paragraph of its own."""
    section: bool = False
    """The mark stands for another of the same paragraph: with one of the two, a section ends."""


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Output paragraphs written together: items, each paragraph ended by its mark."""

    entries: tuple[Item | Mark, ...]


Stretch = tuple[Fate, int, int, int, int, bool]
"""Letters of one fate in a paragraph that is plain on both sides (fate, start, end, start_after, end_after,
looks_differ): ``start..end`` of the before side's line, ``start_after..end_after`` of the after side's; one of the two
is empty but in what is kept, of which the last says that the words are the same and their format is not. A plain tuple,
because there are thousands."""


class PlainParagraph(NamedTuple):
    """A paragraph that both sides have, plain on both; its mark is kept. As :class:`Same`, there are thousands."""

    before: Block
    after: Block
    stretches: Sequence[Stretch]


class Same(NamedTuple):
    """A block that both sides have, unchanged."""

    before: Block
    after: Block


@dataclass(frozen=True, slots=True)
class Standing:
    """A block of the after side that was not compared: it stands as it is."""

    after: Block


@dataclass(frozen=True, slots=True)
class Whole:
    """A table or opaque block that only one side has."""

    fate: Fate
    block: Block


@dataclass(frozen=True, slots=True)
class CellPlan:
    """A cell: kept with the plan of what is in it, or inserted or deleted with all that is in it."""

    fate: Fate
    before: Cell | None
    after: Cell | None
    story: StoryPlan


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row: kept with its cells' plans (none where nothing in it changed), or inserted or deleted whole."""

    fate: Fate
    before: Row | None
    after: Row | None
    cells: tuple[CellPlan, ...] = ()

    @property
    def columns_differ(self) -> bool:
        """Whether it is kept and cells in it come or go."""
        return any(c.fate is not Fate.KEEP for c in self.cells)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table that both sides have, changed inside."""

    before: Block
    after: Block
    rows: tuple[RowPlan, ...]


Planned = Paragraphs | PlainParagraph | Same | Standing | Whole | TablePlan


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """A whole story in the order in which the redline shows it."""

    planned: tuple[Planned, ...]

    @property
    def unchanged(self) -> bool:
        """Whether there is nothing to mark."""
        return all(isinstance(p, (Same, Standing)) for p in self.planned)
