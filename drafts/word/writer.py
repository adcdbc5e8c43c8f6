"""Writes a draft as a .docx in the house style (docs/ooxml/writer.md).

Every clause paragraph and table row carries one bookmark, so that its clause is known when the file comes back. Between
two drafts only text and tables can differ: looks come from styles, numbers from lists, identity marks from properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.assemble import split_exhibits
from drafts.house_style import HouseStyle
from drafts.model import (
    CrossReference,
    Document,
    DocumentBlock,
    DraftIdentity,
    Inline,
    Paragraph,
    Role,
    SignatureColumn,
    SignatureTable,
    Table,
)

from . import frame
from . import names as n
from .measures import MARGIN, paper, signature_rule, text_indent, text_width
from .numbering import numbering_part
from .opc import serialize
from .styles import LEAD_INS, lead_in, styles_part


def write(document: Document, identity: DraftIdentity, *, author: str = "Counterpart") -> bytes:
    """``document`` as a .docx in its house style. The same arguments give the same bytes; every Document is written."""
    return frame.package(
        core=frame.core_properties(document.title, identity.dated, author),
        document=serialize(_Body(document.house).document(document)),
        styles=styles_part(document.house),
        footer=frame.footer(document.title, identity, document.house),
        numbering=numbering_part(document.house),
        custom=frame.custom_properties(identity),
    )


class _Body:
    """Builds the main story; counts bookmarks."""

    def __init__(self, house: HouseStyle) -> None:
        self._house = house
        self._ids = count(1)
        self._signing = ""
        """The clause whose lead-in to the signatures is written."""

    def document(self, document: Document) -> etree._Element:
        root = etree.Element(n.w("document"), nsmap={"w": n.W, "r": n.R})
        body = _add(root, n.BODY)
        main, exhibits = split_exhibits(document)
        body.extend(self._blocks(main, "ClauseText"))
        body.append(_paragraph("EndOfAgreement", [_run(document.closing)]))
        body.extend(self._blocks(exhibits, "ExhibitText"))
        body.append(_paragraph("LastParagraph"))
        body.append(_section(self._house))
        return root

    def _blocks(self, blocks: Sequence[DocumentBlock], text_style: str) -> Iterable[etree._Element]:
        """The blocks in order. The last words of an agreement without signatures keep with the line that closes it."""
        last = blocks[-1] if blocks and text_style == "ClauseText" else None
        for block in blocks:
            if isinstance(block, Paragraph):
                yield self._paragraph(block, leads=block is last or block.text.endswith(":"))
            elif isinstance(block, SignatureTable):
                yield self._signatures(block)
                yield _paragraph("AfterTable")
            else:
                yield self._table(block, text_indent(self._house) if text_style == "ClauseText" else 0)
                yield _paragraph("AfterTable")

    def _paragraph(self, paragraph: Paragraph, *, leads: bool) -> etree._Element:
        """A paragraph; one that ``leads`` in what follows keeps with it."""
        runs = [run for inline in paragraph.inlines for run in _runs(inline)]
        style = self._style(paragraph)
        return self._marked(
            _paragraph(lead_in(style) if leads and style in LEAD_INS else style, runs), paragraph.bookmark
        )

    def _style(self, paragraph: Paragraph) -> str:
        """The style's id; the first words of the signatures are their lead-in."""
        if paragraph.role is Role.EXECUTION and paragraph.clause_id != self._signing:
            self._signing = paragraph.clause_id
            if not paragraph.level:
                return "Execution"
        styles = _STYLE_OF_ROLE[paragraph.role]
        return styles[min(paragraph.level, len(styles) - 1)]

    def _marked(self, p: etree._Element, bookmark: str) -> etree._Element:
        """``p`` with its identity: the bookmark starts right after pPr and ends as the last child."""
        if bookmark:
            number = str(next(self._ids))
            start = etree.Element(n.BOOKMARK_START, {n.ID: number, n.NAME: bookmark})
            p.insert(1, start)
            _add(p, n.BOOKMARK_END, {n.ID: number})
        return p

    def _table(self, table: Table, indent: int) -> etree._Element:
        widths = _widths(len(table.columns), text_width(self._house) - indent)
        tbl = _table(widths, indent, _SCHEDULE_BORDERS)
        marks = [*table.bookmarks, *[""] * (1 + len(table.rows) - len(table.bookmarks))]
        for index, (row, mark) in enumerate(zip((table.columns, *table.rows), marks, strict=True)):
            style = "TableText" if index else "TableHeading"
            cells = [[_paragraph(style, [_run(text)] if text else [])] for text in row]
            self._marked(cells[0][0], mark)
            tbl.append(_row(cells, widths, heading=not index))
        return tbl

    def _signatures(self, table: SignatureTable) -> etree._Element:
        """Two parties abreast: a row of names, then a row for each pair of signatures; no row breaks over pages."""
        half = text_width(self._house) // 2
        widths = (half, text_width(self._house) - half)
        rule = signature_rule(self._house)
        tbl = _table(widths, 0)
        for first in range(0, len(table.columns), 2):
            pair = table.columns[first : first + 2]
            names = [[_paragraph("SignatureParty", [_run(column.party)])] for column in pair]
            if not first:
                self._marked(names[0][0], table.bookmark)
            tbl.append(_row(_two(names), widths))
            for index in range(max(len(column.signatures) for column in pair)):
                tbl.append(_row(_two([_signature(column, index, rule) for column in pair]), widths))
        return tbl


# --------------------------------------------------------------------------------------------------- paragraphs

_STYLE_OF_ROLE = {
    Role.TITLE: ("Title", "Subtitle"),
    Role.PREAMBLE: ("Preamble",),
    Role.RECITAL_HEADING: ("RecitalHeading",),
    Role.RECITAL: ("Recital1", "Recital1", "Recital2", "Recital3"),
    Role.AGREED: ("Agreed",),
    Role.SECTION: ("Heading1",),
    Role.BODY: ("ClauseText", "Clause1", "Clause2", "Clause3"),
    Role.EXECUTION: ("ExecutionText", "Execution1", "Execution2", "Execution3"),
    Role.EXHIBIT_HEADING: ("ExhibitHeading", "ExhibitTitle"),
    Role.EXHIBIT_BODY: ("ExhibitText", "Exhibit1", "Exhibit2", "Exhibit3"),
}


def _runs(inline: Inline) -> Iterable[etree._Element]:
    if not isinstance(inline, CrossReference):
        yield _run(inline.text, bold=inline.bold, italic=inline.italic)
        return
    for piece in inline.pieces:
        if isinstance(piece, str):
            yield _run(piece)
        else:
            bookmark, number = piece
            yield from _field(f"REF {bookmark} \\{_switch(bookmark)} \\h", number)


def _switch(bookmark: str) -> str:
    """What a field shows of a number: of a heading's its relative context, of a paragraph's the number alone."""
    parsed = parse_bookmark(bookmark)
    return "r" if parsed is not None and parsed[1] == 0 else "n"


def _field(code: str, shown: str) -> Iterable[etree._Element]:
    """A complex field with its cached result."""
    for kind in ("begin", "", "separate", "result", "end"):
        if kind == "result":
            yield _run(shown)
            continue
        run = etree.Element(n.R_)
        if kind:
            _add(run, n.FLD_CHAR, {n.FLD_CHAR_TYPE: kind})
        else:
            _add(run, n.INSTR_TEXT, {n.SPACE: "preserve"}).text = f" {code} "
        yield run


_PIECES = re.compile(r"[\t\n]|[^\t\n]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold, and carriage returns."""


def _run(text: str, *, bold: bool = False, italic: bool = False) -> etree._Element:
    run = etree.Element(n.R_)
    if bold or italic:
        properties = _add(run, n.RPR)
        if bold:
            _add(properties, n.w("b"))
        if italic:
            _add(properties, n.w("i"))
    for piece in _PIECES.findall(_UNPRINTABLE.sub("", text)):
        if piece == "\t":
            _add(run, n.TAB)
        elif piece == "\n":
            _add(run, n.BR)
        else:
            _add(run, n.T, {n.SPACE: "preserve"}).text = piece
    return run


def _paragraph(style: str, runs: Iterable[etree._Element] = ()) -> etree._Element:
    p = etree.Element(n.P)
    _add(_add(p, n.PPR), n.P_STYLE, {n.VAL: style})
    p.extend(runs)
    return p


# ------------------------------------------------------------------------------------------------------- tables

_SCHEDULE_BORDERS = "top bottom insideH"
_COLUMN_SHARES = {2: (45, 55), 3: (26, 44, 30), 4: (31, 23, 23, 23)}
"""In percent, by number of columns and never by their words: a word changed must not move a column."""


def _widths(columns: int, total: int) -> tuple[int, ...]:
    shares = _COLUMN_SHARES.get(columns, (100 / columns,) * columns)
    widths = [int(total * share / 100) for share in shares]
    return (*widths[:-1], total - sum(widths[:-1]))


def _table(widths: Sequence[int], indent: int, borders: str = "") -> etree._Element:
    """An empty table. Without borders, its words begin at the margin like the text around it."""
    tbl = etree.Element(n.TBL)
    properties = _add(tbl, n.TBL_PR)
    _add(properties, n.w("tblW"), {n.w("w"): str(sum(widths)), n.TYPE: "dxa"})
    if indent:
        _add(properties, n.w("tblInd"), {n.w("w"): str(indent), n.TYPE: "dxa"})
    if borders:
        lines = _add(properties, n.w("tblBorders"))
        for side in borders.split():
            _add(lines, n.w(side), {n.VAL: "single", n.w("sz"): "4", n.w("space"): "0", n.w("color"): "808080"})
    _add(properties, n.w("tblLayout"), {n.TYPE: "fixed"})
    if not borders:
        margins = _add(properties, n.w("tblCellMar"))
        _add(margins, n.w("left"), {n.w("w"): "0", n.TYPE: "dxa"})
        _add(margins, n.w("right"), {n.w("w"): "216", n.TYPE: "dxa"})
    grid = _add(tbl, n.TBL_GRID)
    for width in widths:
        _add(grid, n.w("gridCol"), {n.w("w"): str(width)})
    return tbl


def _row(cells: Sequence[list[etree._Element]], widths: Sequence[int], *, heading: bool = False) -> etree._Element:
    tr = etree.Element(n.TR)
    properties = _add(tr, n.TR_PR)
    _add(properties, n.w("cantSplit"))
    if heading:
        _add(properties, n.w("tblHeader"))
    for paragraphs, width in zip(cells, widths, strict=True):
        tc = _add(tr, n.TC)
        cell = _add(tc, n.TC_PR)
        _add(cell, n.w("tcW"), {n.w("w"): str(width), n.TYPE: "dxa"})
        if heading:
            _add(cell, n.w("shd"), {n.VAL: "clear", n.w("color"): "auto", n.w("fill"): "EDEDED"})
        tc.extend(paragraphs)
    return tr


def _two(cells: list[list[etree._Element]]) -> list[list[etree._Element]]:
    """``cells`` filled up to a pair."""
    return cells if len(cells) > 1 else [*cells, [_paragraph("SignatureLine")]]


def _signature(column: SignatureColumn, index: int, rule: str) -> list[etree._Element]:
    """By, Title, Date; an empty cell beside a party that signs more often."""
    if index >= len(column.signatures):
        return [_paragraph("SignatureLine")]
    return [
        _paragraph("SignatureFirstLine", [_run(f"By:\t{rule}")]),
        _paragraph("SignatureLine", [_run(f"Title:\t{column.signatures[index].title}")]),
        _paragraph("SignatureLine", [_run(f"Date:\t{rule}")]),
    ]


# -------------------------------------------------------------------------------------------------------- pages


def _section(house: HouseStyle) -> etree._Element:
    """Paper, margins of an inch, one footer."""
    section = etree.Element(n.SECT_PR)
    _add(section, n.FOOTER_REFERENCE, {n.TYPE: "default", n.R_ID: frame.FOOTER_ID})
    width, height = paper(house)
    _add(section, n.w("pgSz"), {n.w("w"): str(width), n.w("h"): str(height)})
    sides = {n.w(side): str(MARGIN) for side in ("top", "right", "bottom", "left")}
    _add(section, n.w("pgMar"), {**sides, n.w("header"): "720", n.w("footer"): "560", n.w("gutter"): "0"})
    return section


def _add(parent: etree._Element, tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, tag, attributes or {})
