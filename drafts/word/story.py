"""Reading a story: the paragraphs, tables and cells of a body, header, footer or note as blocks of tokens.

Tracked changes must have been resolved before. A paragraph's tokens are cut when they are asked for the first time.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.blocks import Block, BlockKind, Cell, Row, Token
from drafts.word import names as n
from drafts.word.content import Content, ContentReader, plain_text
from drafts.word.keys import Keys
from drafts.word.names import w
from drafts.word.resolve import blocks as block_elements


@dataclass(slots=True, eq=False)
class ParagraphSource:
    """A paragraph block's payload."""

    element: etree._Element
    reader: ContentReader
    _content: Content | None = None

    @property
    def content(self) -> Content:
        """The paragraph's content, read once."""
        if self._content is None:
            self._content = self.reader.read(self.element)
        return self._content

    @property
    def properties(self) -> etree._Element | None:
        """The paragraph's ``w:pPr``."""
        return self.element.find(n.PPR)


class Reader:
    """Reads the stories of one part."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.contents = ContentReader(keys, self.story)

    def story(self, container: etree._Element) -> list[Block]:
        """The blocks of a container (body, cell, header, note, ...) in order. A table without rows is no block: nobody
        sees it, and no mark could strike it."""
        return [self._block(e) for e in block_elements(container) if e.tag != n.TBL or _has_rows(e)]

    # ------------------------------------------------------------------------------------------------ blocks

    def _block(self, element: etree._Element) -> Block:
        if element.tag == n.P:
            return self._paragraph(element)
        if element.tag == n.TBL:
            return self._table(element)
        return Block(BlockKind.OPAQUE, self.keys.raw(element), (), 0, tuple, payload=element)

    def _paragraph(self, element: etree._Element) -> Block:
        source = ParagraphSource(element, self.contents)
        text = plain_text(element)
        properties = element.find(n.PPR)
        clause, position = identity_of(element)
        ends_section = properties is not None and properties.find(n.SECT_PR) is not None
        return Block(
            BlockKind.SECTION_END if ends_section else BlockKind.PARAGRAPH,
            self.keys.raw(element),
            text,
            len(text),
            lambda: source.content.tokens,
            clause,
            f"heading of {clause}" if position == 0 else "",
            source,
            read_props=lambda: paragraph_props(properties, self.keys),
            read_shown=lambda: source.content.shown,
            cut=lambda whole: source.content.cut(() if source.content.linked else whole),
        )

    def _table(self, element: etree._Element) -> Block:
        text = " ".join(plain_text(c) for c in element.iter(n.TC))
        paragraph = next(element.iter(n.P), None)
        return Block(
            BlockKind.TABLE,
            self.keys.raw(element),
            ("table", text),
            len(text),
            lambda: self._tokens_below(element),
            clause_of(paragraph) if paragraph is not None else "",
            payload=element,
            open_rows=lambda: self.rows(element),
            read_props=lambda: self._sets(element, n.TBL_PR, n.TBL_GRID),
            read_shown=lambda: text,
        )

    def _tokens_below(self, element: etree._Element) -> Sequence[Token]:
        return [t for p in element.iter(n.P) for t in self.contents.read(p).tokens]

    def _sets(self, element: etree._Element, *tags: str) -> Hashable:
        """Key of an element's own property sets."""
        return tuple(self.keys.properties(element.find(tag)) for tag in tags)

    def rows(self, table: etree._Element) -> list[Row]:
        """A table's rows, seen through content controls."""
        out: list[Row] = []
        for row in _children(table, n.TR):
            cells = [Cell(self.story(c), c) for c in _cells(row)]
            text = " ".join(plain_text(c) for c in row.iter(n.TC))
            block = Block(
                BlockKind.TABLE,
                self.keys.raw(row),
                ("row", text),
                len(text),
                lambda row=row: self._tokens_below(row),
                payload=row,
                read_props=lambda row=row: (self._sets(row, n.TR_PR), *(self._sets(c, n.TC_PR) for c in _cells(row))),
                read_shown=lambda text=text: text,
            )
            out.append(Row(block, cells, _row_shape(row), row))
        return out


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _children(row, n.TC)


def _has_rows(table: etree._Element) -> bool:
    return next(_children(table, n.TR), None) is not None


def paragraph_props(properties: etree._Element | None, keys: Keys) -> Hashable:
    """Key of a paragraph's format, its mark's look and its section break."""
    look = properties.find(n.RPR) if properties is not None else None
    section = properties.find(n.SECT_PR) if properties is not None else None
    return (keys.paragraph(properties), keys.vocabulary.look(look), keys.section(section))


def _row_shape(row: etree._Element) -> Hashable:
    spans: list[Hashable] = []
    properties = row.find(n.TR_PR)
    for name in ("gridBefore", "gridAfter"):
        skipped = properties.find(w(name)) if properties is not None else None
        spans.append(skipped.get(n.VAL) if skipped is not None else None)
    for cell in _cells(row):
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
