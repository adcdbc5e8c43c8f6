"""A change memo as a Word file for the packet: one page, black on white, in the typeface of the agreement.

What stands on the page, and in which size, is chosen in :mod:`drafts.word.memo_tables`. A memo that is asked for in
full has everything in an appendix behind that page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drafts.house_style import HouseStyle
from drafts.render.memo import in_brief
from drafts.summary import ChangeMemo, Version

from . import frame
from .fitting import Cell, Sheet, Table, shortened
from .measures import paper
from .memo_tables import GAP, MemoPage, appendix, fitting
from .names import R, W

_TITLE, _KICKER, _FOOTER = 26, 18, 18
"""Half-points."""
_FACT_INDENT: Final = 1440
_LONGEST_TITLE: Final = 200
_LONGEST_NAME: Final = 150

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def memo_docx(memo: ChangeMemo, house: HouseStyle, *, full: bool = False) -> bytes:
    """The memo as a .docx in the paper and type of ``house``: one page, and with ``full`` an appendix that leaves
    nothing out. The same memo gives the same bytes."""
    page = fitting(memo, house, lambda sheet: _head_height(memo, sheet))
    return frame.package(
        core=frame.core_properties(f"Change memo: {memo.title}", memo.after.dated, "Counterpart"),
        document=_document(memo, page, full=full),
        styles=_styles(page.sheet),
        footer=_footer(memo, page, full=full),
    )


# --------------------------------------------------------------------------------------------------- the text


def _document(memo: ChangeMemo, page: MemoPage, *, full: bool) -> bytes:
    sheet = page.sheet
    width, height = paper(sheet.house)
    sides = "".join(f'w:{side}="{sheet.margin}" ' for side in ("top", "right", "bottom", "left"))
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{frame.FOOTER_ID}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar {sides}w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
    )
    head = frame.paragraph("Kicker", frame.run("Change memo")) + frame.paragraph("Title", frame.run(_title(memo)))
    head += "".join(_fact(name, words) for name, words in _facts(memo))
    tables = "".join(frame.paragraph("After", "") + _table(table, sheet) for table in page.tables)
    rest = _appendix(memo, sheet) if full and memo.clauses else ""
    body = f"{head}{tables}{rest}{frame.paragraph('After', '')}{section}"
    return f'{_XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'.encode()


def _title(memo: ChangeMemo) -> str:
    return shortened(memo.title, _LONGEST_TITLE)


def _facts(memo: ChangeMemo) -> Iterator[tuple[str, str]]:
    yield "Earlier draft", _told(memo.before)
    yield "Later draft", _told(memo.after)
    yield "In brief", in_brief(memo)


def _told(version: Version) -> str:
    return f"{shortened(version.name, _LONGEST_NAME)}; made by {shortened(version.author, _LONGEST_NAME)}"


def _fact(name: str, words: str) -> str:
    return frame.paragraph("Fact", f"{frame.run(name, bold=True)}<w:r><w:tab/></w:r>{frame.run(words)}")


def _head_height(memo: ChangeMemo, sheet: Sheet) -> int:
    """Of what stands above the tables, and of the last, empty paragraph."""
    title = sheet.lines(((_title(memo), True),), sheet.width, _TITLE) * sheet.line(_TITLE)
    beside = sheet.width - _FACT_INDENT
    facts = sum(sheet.lines(((words, False),), beside) * sheet.line() + 40 for _, words in _facts(memo))
    return sheet.line(_KICKER) + 20 + title + GAP + facts + GAP


def _appendix(memo: ChangeMemo, sheet: Sheet) -> str:
    head = frame.run("Every change, by whom and why")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Title"/><w:pageBreakBefore/></w:pPr>{head}</w:p>{_table(appendix(memo), sheet)}'
    )


def _table(table: Table, sheet: Sheet) -> str:
    widths = sheet.columns(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for side in _SIDES)
    heads = [frame.paragraph("CellHead", frame.run(words)) for words in table.heads]
    body = "".join(_row([_cell(cell) for cell in row], widths) for row in table.rows)
    pad = sheet.padding
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{pad}" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        f'<w:bottom w:w="{pad}" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_row(heads, widths, head=True)}{body}</w:tbl>"
    )


_SIDES: Final = ("top", "bottom", "insideH")


def _cell(cell: Cell) -> str:
    made = ("".join(frame.run(words, bold=bold) for words, bold in line) for line in cell)
    return "".join(frame.paragraph("Cell", runs) for runs in made)


def _row(contents: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    mark = "<w:tblHeader/>" if head else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content or frame.paragraph("Cell", "")}</w:tc>'
        for content, width in zip(contents, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{cells}</w:tr>"


# ----------------------------------------------------------------------------------------------- what is around


def _styles(sheet: Sheet) -> bytes:
    font = sheet.house.font.label
    fonts = f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
    right = f'<w:tabs><w:tab w:val="right" w:pos="{sheet.width}"/></w:tabs>'
    indent = f'<w:ind w:left="{_FACT_INDENT}" w:hanging="{_FACT_INDENT}"/>'
    tab = f'<w:tabs><w:tab w:val="left" w:pos="{_FACT_INDENT}"/></w:tabs>'
    styles = (
        ("Title", "Title", _spacing(sheet, _TITLE, GAP), f"<w:b/>{_size(_TITLE)}"),
        ("Kicker", "Kicker", _spacing(sheet, _KICKER, 20), f'<w:caps/><w:spacing w:val="30"/>{_size(_KICKER)}'),
        ("Fact", "Fact", f"{tab}{_spacing(sheet, sheet.size, 40)}{indent}", ""),
        ("Cell", "Cell", _spacing(sheet, sheet.size), ""),
        ("CellHead", "Cell Head", f"<w:keepNext/>{_spacing(sheet, sheet.size)}", "<w:b/>"),
        ("After", "After", f'<w:spacing w:after="0" w:line="{GAP}" w:lineRule="exact"/>', _size(2)),
        ("Footer", "footer", f'{right}<w:spacing w:after="0"/>', _size(_FOOTER)),
    )
    made = "".join(
        f'<w:style w:type="paragraph"{"" if name in ("Title", "footer") else _CUSTOM} w:styleId="{id_}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"{f'<w:rPr>{run}</w:rPr>' if run else ''}</w:style>"
        for id_, name, paragraph, run in styles
    )
    return (
        f'{_XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(sheet.size)}'
        '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        f"{made}</w:styles>"
    ).encode()


_CUSTOM: Final = ' w:customStyle="1"'


def _spacing(sheet: Sheet, size: int, after: int = 0) -> str:
    """Lines of an exact height: what the page was measured with."""
    return f'<w:spacing w:after="{after}" w:line="{sheet.line(size)}" w:lineRule="exact"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _footer(memo: ChangeMemo, page: MemoPage, *, full: bool) -> bytes:
    reasons = "" if page.detail.reasons else " The reasons follow." if full else " The reasons are in the full memo."
    left = f"Draft {memo.before.number} to Draft {memo.after.number}. The redline shows every word.{reasons}"
    number = f'<w:fldSimple w:instr=" PAGE ">{frame.run("1")}</w:fldSimple>'
    line = f"{frame.run(left)}<w:r><w:tab/></w:r>{frame.run('Page ')}{number}"
    return f'{_XML}<w:ftr xmlns:w="{W}">{frame.paragraph("Footer", line)}</w:ftr>'.encode()
