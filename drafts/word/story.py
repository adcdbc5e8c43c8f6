"""Reading a story: the paragraphs, tables and cells of a body, header, footer or note as blocks of tokens.

Tracked changes must have been resolved before. A paragraph's tokens are cut when they are asked for the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Literal

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.blocks import Block, BlockKind, Cell, Line, Row, Token
from drafts.word import names as n
from drafts.word.content import Content, ContentReader
from drafts.word.flat import plain_text
from drafts.word.keys import Keys
from drafts.word.line import LineReader, seen_line
from drafts.word.markup import markups
from drafts.word.names import w
from drafts.word.resolve import blocks as block_elements

_SECTION = f"{n.PPR}/{n.SECT_PR}"


class ParagraphBlock(Block):
    """A paragraph. Its content is read when asked for the first time."""

    __slots__ = ("_content", "_line", "_may_end_section", "_props", "_seen", "element", "markup", "reader")

    def __init__(self, element: etree._Element, key: Hashable, markup: str, reader: Reader) -> None:
        self._may_end_section = "sectPr" in markup
        ends_section = self._may_end_section and element.find(_SECTION) is not None
        kind = BlockKind.SECTION_END if ends_section else BlockKind.PARAGRAPH
        clause, position = identity_of(element) if reader.keys.names_clauses else ("", -1)
        anchor = f"heading of {clause}" if position == 0 else ""
        super().__init__(kind, key, size=len(markup), clause=clause, anchor=anchor, payload=element)
        self.element, self.reader, self.markup = element, reader, markup
        self._content: Content | None = None
        self._line: Line | Literal[False] | None = False
        self._seen: Hashable = None
        self._props: tuple[Hashable, ...] | None = None

    @property
    def refers(self) -> bool:
        """Whether it may end a section or refer to a note."""
        return self._may_end_section or "noteReference" in self.markup

    @property
    def properties(self) -> etree._Element | None:
        """Its ``w:pPr``."""
        return n.leading(self.element, n.PPR)

    @property
    def content(self) -> Content:
        """What is in the paragraph."""
        if self._content is None:
            self._content = self.reader.contents.read(self.element)
        return self._content

    @property
    def line(self) -> Line | None:
        """As of any block; read when asked for the first time."""
        if self._line is False:
            ignored = self.reader.keys.vocabulary.ignored
            self._line = None if ignored else self.reader.lines.read(self.markup)
        return self._line

    @property
    def text_key(self) -> Hashable:
        """Its words."""
        line = self.line if self._line is False else self._line
        if line is not None:
            return line.text
        return self.reader.contents.folding.key(plain_text(self.element))

    @property
    def tokens(self) -> Sequence[Token]:
        """Its tokens."""
        return self.content.tokens

    def cut(self, whole: Sequence[tuple[int, int]]) -> Sequence[Token]:
        """As of any block."""
        return self.content.cut(whole)

    @property
    def linked(self) -> bool:
        """As of any block."""
        return self.line is None and self.content.linked

    @property
    def shown(self) -> str:
        """Its text, with one private character for each atom and field."""
        line = self.line if self._line is False else self._line
        return line.text if line is not None else self.content.shown

    def seen(self, of_block: Callable[[Block], Hashable]) -> Hashable:
        """What a reader sees of it, read once: later changes to its element don't count. ``of_block`` reads the text
        boxes in it."""
        if self._seen is None:
            line = self.line
            words = seen_line(line) if line is not None else self.content.signature(of_block)
            self._seen = (self.props, words)
        return self._seen

    @property
    def props(self) -> tuple[Hashable, ...]:
        """Key of its format, its mark's look and its section break, read once."""
        if self._props is None:
            keys, line = self.reader.keys, self.line
            if line is not None:
                self._props = keys.set_of(line.payload.properties, self.element)
            else:
                self._props = keys.of_paragraph(self.properties)
        return self._props

    @property
    def frame(self) -> Hashable:
        """As of any block."""
        return self.props[:-1]

    @property
    def section_break(self) -> Hashable:
        """As of any block."""
        return self.props[-1]


class TableBlock(Block):
    """A table, or one row of it: what is in its cells."""

    def __init__(self, element: etree._Element, key: Hashable, size: int, reader: Reader) -> None:
        first = next(element.iter(n.P), None)
        clause = clause_of(first) if first is not None else ""
        super().__init__(BlockKind.TABLE, key, size=size, clause=clause, payload=element)
        self.element, self.reader = element, reader
        self._rows: Sequence[Row] | None = None
        self._grid: Hashable = None
        self._shown: str | None = None

    @property
    def rows(self) -> Sequence[Row]:
        """Its rows; none of a row."""
        if self._rows is None:
            self._rows = self.reader.rows(self.element)
        return self._rows

    @property
    def text_key(self) -> Hashable:
        """Its words, and whether it is a table or a row."""
        return (self.element.tag, self.shown)

    @property
    def labels(self) -> Sequence[str]:
        """As of any block."""
        rows = [self.element] if self.element.tag == n.TR else rows_of(self.element)
        return tuple([next((text for c in cells_of(row) if (text := plain_text(c))), "") for row in rows])

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of all its paragraphs."""
        return [t for p in self.element.iter(n.P) for t in self.reader.contents.read(p).tokens]

    @property
    def shown(self) -> str:
        """The words of its cells, a space between two."""
        if self._shown is None:
            words = " ".join(plain_text(c) for c in self.element.iter(n.TC))
            self._shown = self.reader.contents.folding.even(words)
        return self._shown

    @property
    def props(self) -> Hashable:
        """Key of the properties of the table and its grid, or of the row and its cells."""
        sets = self.reader.property_sets
        if self.element.tag == n.TBL:
            return sets(self.element, n.TBL_PR, n.TBL_GRID)
        return (sets(self.element, n.TBL_PR_EX, n.TR_PR), *(sets(c, n.TC_PR) for c in cells_of(self.element)))

    @property
    def grid(self) -> Hashable:
        """Key of a table's grid, read once: later changes to its element don't count."""
        if self._grid is None:
            self._grid = self.reader.keys.properties(self.element.find(n.TBL_GRID), (n.TBL_GRID_CHANGE,))
        return self._grid

    @property
    def frame(self) -> Hashable:
        """As of any block."""
        own = (n.TBL_PR,) if self.element.tag == n.TBL else (n.TBL_PR_EX, n.TR_PR)
        return self.reader.property_sets(self.element, *own)


class OpaqueBlock(Block):
    """A block that is no text."""

    def __init__(self, element: etree._Element, key: Hashable) -> None:
        super().__init__(BlockKind.OPAQUE, key, payload=element)


class Reader:
    """Reads the stories of one part."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.contents = ContentReader(keys, lambda box: Reader(keys).story(box))  # not its own: that were a cycle
        self.lines = LineReader(keys.look)

    def story(self, container: etree._Element) -> list[Block]:
        """The blocks of a container (body, cell, header, note, ...) in order. A table without rows is no block: nobody
        sees it, and no mark could strike it."""
        elements = list(block_elements(container))
        found = markups(container, elements)
        return [
            self._block(element, markup, key)
            for element, markup, key in zip(elements, found, self.keys.of_markups(found), strict=True)
            if element.tag != n.TBL or _has_rows(element)
        ]

    def _block(self, element: etree._Element, markup: str, key: Hashable) -> Block:
        if element.tag == n.P:
            return ParagraphBlock(element, key, markup, self)
        if element.tag == n.TBL:
            return TableBlock(element, key, len(markup), self)
        return OpaqueBlock(element, key)

    def property_sets(self, element: etree._Element, *tags: str) -> Hashable:
        """Key of an element's own property sets."""
        return tuple(self.keys.properties(element.find(tag)) for tag in tags)

    def rows(self, table: etree._Element) -> list[Row]:
        """A table's rows, seen through content controls."""
        out: list[Row] = []
        for row in rows_of(table):
            key = self.keys.raw(row)
            cells = [Cell(self.story(c), c) for c in cells_of(row)]
            size = sum(b.size for c in cells for b in c.blocks)
            out.append(Row(TableBlock(row, key, size, self), cells, _row_shape(row), row))
        return out


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """A table's rows, seen through content controls."""
    return _children(table, n.TR)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """A row's cells, seen through content controls."""
    return _children(row, n.TC)


def _has_rows(table: etree._Element) -> bool:
    return next(rows_of(table), None) is not None


def paragraph(block: Block) -> ParagraphBlock:
    """A block that is known to be a paragraph."""
    assert isinstance(block, ParagraphBlock)
    return block


def table(block: Block) -> TableBlock:
    """A block that is known to be a table."""
    assert isinstance(block, TableBlock)
    return block


def _row_shape(row: etree._Element) -> Hashable:
    spans: list[Hashable] = []
    properties = row.find(n.TR_PR)
    for name in ("gridBefore", "gridAfter"):
        skipped = properties.find(w(name)) if properties is not None else None
        spans.append(skipped.get(n.VAL) if skipped is not None else None)
    for cell in cells_of(row):
        span = cell.find(f"{n.TC_PR}/{w('gridSpan')}")
        spans.append(span.get(n.VAL) if span is not None else "1")
    return tuple(spans)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (n.SDT, n.SDT_CONTENT, n.CUSTOM_XML):
            yield from _children(child, tag)


def clause_of(paragraph: etree._Element) -> str:
    """The clause that a paragraph's identity bookmark names, or ""."""
    return identity_of(paragraph)[0]


def identity_of(paragraph: etree._Element) -> tuple[str, int]:
    """The clause that a paragraph's identity bookmark names and the paragraph's place in it (0 is the heading);
    ("", -1) without such a bookmark."""
    for marker in paragraph.iterchildren(n.BOOKMARK_START):
        found = parse_bookmark(marker.get(n.NAME) or "")
        if found is not None:
            return found
    return "", -1
