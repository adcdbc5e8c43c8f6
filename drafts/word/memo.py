"""A change memo as a Word file for the packet: one page, black on white, in the type of the agreement.

The largest type at which the memo fits one page is chosen by a careful estimate of its lines; where the smallest that
is fit to read is too large, the reasons are left out, which the footer says, and then the new sections are named in one
row. A memo too long even then goes on over the page, with its head row repeated: nothing that changed is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from drafts.house_style import Font, HouseStyle
from drafts.render.memo import in_brief, told, who
from drafts.summary import ChangeMemo, ClauseFate, ClauseMemo, Version

from . import archive, frame
from .measures import paper
from .names import CT, PR, R, W

_MARGIN: Final = 1080
"""Twips: three quarters of an inch, all round."""
_SIZES: Final = (20, 19, 18, 17, 16)
"""Half-points that the type may have, the best first."""
_SMALLEST_WITH_REASONS: Final = 16
_SIZE_OF_A_LONGER_ONE: Final = 19
_EM: Final = {
    Font.TIMES_NEW_ROMAN: 0.425,
    Font.CENTURY_SCHOOLBOOK: 0.49,
    Font.GARAMOND: 0.41,
    Font.CALIBRI: 0.46,
    Font.ARIAL: 0.475,
}
"""The mean width of a character of English text, in ems, a little more than measured."""
_LINE: Final = 1.17
"""The height of a line, in ems."""
_PADDING: Final = 80
"""Twips above and below the words of a cell, together."""
_LONGEST: Final = 220
"""Characters of one line of a change, beyond which it is shortened; the whole is in the page and in the data."""

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class _Row:
    """A clause in the table: its name, what changed, and who says why."""

    name: str
    changes: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The page that a memo is set on. Lengths are twips, ``size`` half-points."""

    house: HouseStyle
    size: int
    reasons: bool

    @property
    def width(self) -> int:
        """Between the margins."""
        return paper(self.house)[0] - 2 * _MARGIN

    @property
    def columns(self) -> tuple[int, ...]:
        """The widths of the table's columns."""
        shares = (21, 45, 34) if self.reasons else (28, 72)
        widths = [self.width * share // 100 for share in shares]
        return (*widths[:-1], self.width - sum(widths[:-1]))

    def height(self, rows: Sequence[_Row], head: int) -> int:
        """The estimated height of the table under ``head`` lines of text."""
        line = round(self.size * 10 * _LINE)
        tall = sum(max(map(self._lines, self._cells(row), self.columns)) * line + _PADDING for row in rows)
        return tall + line + _PADDING + head * line

    def _cells(self, row: _Row) -> tuple[tuple[str, ...], ...]:
        return ((row.name,), row.changes, row.reasons)[: len(self.columns)]

    def _lines(self, paragraphs: Sequence[str], width: int) -> int:
        across = (width - 160) / (self.size * 10 * _EM[self.house.font])
        return sum(-(-len(text) // int(across)) for text in paragraphs)


def memo_docx(memo: ChangeMemo, house: HouseStyle) -> bytes:
    """The memo as a .docx in the paper and type of ``house``. The same memo gives the same bytes."""
    rows, sheet = _fitting(memo, house)
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _PACKAGE_RELATIONSHIPS,
        "docProps/core.xml": _core(memo),
        "docProps/app.xml": frame.APPLICATION,
        "word/document.xml": _document(memo, rows, sheet),
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONSHIPS,
        "word/styles.xml": _styles(sheet),
        "word/settings.xml": frame.SETTINGS,
        "word/footer1.xml": _footer(memo, sheet),
    }
    return archive.write([archive.pack(name, data) for name, data in parts.items()])


def _row(clause: ClauseMemo) -> _Row:
    reasons = tuple(f"{who(each)}: {each.why}" if each.why else who(each) for each in clause.said)
    return _Row(clause.name, tuple(map(_shortened, told(clause))), reasons)


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def _gathered(clauses: Sequence[ClauseMemo]) -> list[_Row]:
    """The rows with the new sections in one, in the place of the first."""
    new = [each for each in clauses if each.fate is ClauseFate.ADDED]
    names = _Row("New sections", ("; ".join(each.name for each in new),), ())
    return [names if each in new else _row(each) for each in clauses if each not in new[1:]]


def _fitting(memo: ChangeMemo, house: HouseStyle) -> tuple[list[_Row], _Sheet]:
    """The rows, and the best sheet on which they fit one page; one that is easy to read where none does."""
    room = paper(house)[1] - 2 * _MARGIN
    rows, gathered = [_row(clause) for clause in memo.clauses], _gathered(memo.clauses)
    choices = [
        *((rows, _Sheet(house, size, reasons=True)) for size in _SIZES if size >= _SMALLEST_WITH_REASONS),
        *((rows, _Sheet(house, size, reasons=False)) for size in _SIZES),
        *((gathered, _Sheet(house, size, reasons=False)) for size in _SIZES),
    ]
    longer = rows, _Sheet(house, _SIZE_OF_A_LONGER_ONE, reasons=True)
    return next(((made, sheet) for made, sheet in choices if sheet.height(made, _HEAD_LINES) <= room), longer)


_HEAD_LINES: Final = 10
"""Lines that the head of the memo takes, with the space around them."""


# --------------------------------------------------------------------------------------------------- the text


def _document(memo: ChangeMemo, rows: Sequence[_Row], sheet: _Sheet) -> bytes:
    width, height = paper(sheet.house)
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" w:left="{_MARGIN}" w:header="540" '
        'w:footer="540" w:gutter="0"/></w:sectPr>'
    )
    head = _paragraph("Kicker", _run("Change memo")) + _paragraph("Title", _run(memo.title))
    head += "".join(_fact(name, words) for name, words in _facts(memo)) + _paragraph("After", "")
    table = _table(rows, sheet) if rows else ""
    return (
        f'{_XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{head}{table}{_paragraph("After", "")}{section}'
        "</w:body></w:document>"
    ).encode()


def _facts(memo: ChangeMemo) -> Iterator[tuple[str, str]]:
    yield "Earlier draft", _told(memo.before)
    yield "Later draft", _told(memo.after)
    yield "In brief", in_brief(memo)


def _told(version: Version) -> str:
    return f"{version.name}; made by {version.author}"


def _fact(name: str, words: str) -> str:
    return _paragraph("Fact", f"{_run(name, bold=True)}<w:r><w:tab/></w:r>{_run(words)}")


def _table(rows: Sequence[_Row], sheet: _Sheet) -> str:
    widths = sheet.columns
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for side in _SIDES)
    heads = [_paragraph("CellHead", _run(words)) for words in ("Section", "What changes", "Who, and why")]
    body = "".join(_table_row(row, sheet) for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{_cells(heads[: len(widths)], widths, head=True)}{body}</w:tbl>"
    )


_SIDES: Final = ("top", "bottom", "insideH")


def _table_row(row: _Row, sheet: _Sheet) -> str:
    name = _paragraph("Cell", _run(row.name, bold=True))
    changes = "".join(_paragraph("Cell", _run(line)) for line in row.changes)
    reasons = "".join(_paragraph("Cell", _run(line)) for line in row.reasons)
    return _cells([name, changes, reasons][: len(sheet.columns)], sheet.columns)


def _cells(contents: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    mark = "<w:tblHeader/>" if head else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content or _paragraph("Cell", "")}</w:tc>'
        for content, width in zip(contents, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{cells}</w:tr>"


def _paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(text: str, *, bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>'


def _text(text: str) -> str:
    """``text`` for XML content: escaped, on one line, without characters that XML can't hold."""
    return escape("".join(c if c.isprintable() or c == "\u00a0" else " " for c in text), quote=False)


# ----------------------------------------------------------------------------------------------- what is around


def _styles(sheet: _Sheet) -> bytes:
    font, size = sheet.house.font.label, sheet.size
    fonts = f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
    styles = (
        ("Title", "Title", '<w:spacing w:after="120"/>', f"<w:b/>{_size(26)}"),
        ("Kicker", "Kicker", '<w:spacing w:after="20"/>', f'<w:caps/><w:spacing w:val="30"/>{_size(17)}'),
        (
            "Fact",
            "Fact",
            '<w:tabs><w:tab w:val="left" w:pos="1440"/></w:tabs><w:spacing w:after="40"/>'
            '<w:ind w:left="1440" w:hanging="1440"/>',
            _size(20),
        ),
        ("Cell", "Cell", '<w:spacing w:after="0"/>', ""),
        ("CellHead", "Cell Head", '<w:keepNext/><w:spacing w:after="0"/>', "<w:b/>"),
        ("After", "After", '<w:spacing w:after="0" w:line="120" w:lineRule="exact"/>', _size(2)),
        (
            "Footer",
            "footer",
            f'<w:tabs><w:tab w:val="right" w:pos="{sheet.width}"/></w:tabs><w:spacing w:after="0"/>',
            _size(16),
        ),
    )
    made = "".join(
        f'<w:style w:type="paragraph"{"" if name in ("Title", "footer") else _CUSTOM} w:styleId="{id_}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"{f'<w:rPr>{run}</w:rPr>' if run else ''}</w:style>"
        for id_, name, paragraph, run in styles
    )
    return (
        f'{_XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(size)}'
        '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        f"{made}</w:styles>"
    ).encode()


_CUSTOM: Final = ' w:customStyle="1"'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _footer(memo: ChangeMemo, sheet: _Sheet) -> bytes:
    compared = f"Draft {memo.before.number} to Draft {memo.after.number}"
    whole = "" if sheet.reasons else " The reasons are in the change memo's page."
    left = _run(f"{compared}. Computed from the clauses of both drafts; the redline shows every word.{whole}")
    page = f'<w:r><w:tab/></w:r>{_run("Page ")}<w:fldSimple w:instr=" PAGE ">{_run("1")}</w:fldSimple>'
    return f'{_XML}<w:ftr xmlns:w="{W}">{_paragraph("Footer", left + page)}</w:ftr>'.encode()


def _core(memo: ChangeMemo) -> bytes:
    at = f"{memo.after.dated.isoformat()}T00:00:00Z"
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE_NS}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(f'Change memo: {memo.title}')}</dc:title><dc:creator>Counterpart</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
    ).encode()


_PACKAGE_NS: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES: Final = f"""{_XML}<Types xmlns="{CT}">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/docProps/app.xml" \
ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
</Types>""".encode()
_PACKAGE_RELATIONSHIPS: Final = f"""{_XML}<Relationships xmlns="{PR}">
<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{_PACKAGE_NS}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="{R}/extended-properties" Target="docProps/app.xml"/>
</Relationships>""".encode()
_DOCUMENT_RELATIONSHIPS: Final = f"""{_XML}<Relationships xmlns="{PR}">
<Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{R}/settings" Target="settings.xml"/>
<Relationship Id="rId3" Type="{R}/footer" Target="footer1.xml"/>
</Relationships>""".encode()
