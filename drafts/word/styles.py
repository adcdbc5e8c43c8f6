"""A house style's styles: every paragraph look of an agreement, so that the text carries no direct formatting.

docs/ooxml/writer.md shows and explains it. Lengths are twentieths of a point ("twips": 1440 to the inch), font sizes
half-points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from clauses.wording.form import RecitalForm
from drafts.house_style import HouseStyle, Numbering

from .measures import SIGNATURE_TAB, scaled, text_indent
from .names import W


class _Style(NamedTuple):
    """One paragraph style. ``paragraph`` and ``run`` are the children of its pPr and rPr in schema order."""

    id: str
    name: str
    based_on: str = "Normal"
    next: str = ""
    paragraph: str = ""
    run: str = ""


_KEEP = "<w:keepNext/><w:keepLines/>"
_CENTRED = '<w:jc w:val="center"/>'


def _numbered(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _space(before: int, after: int, line: str = "") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"{line}/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_EXACTLY = ' w:line="{}" w:lineRule="exact"'


def _styles(house: HouseStyle) -> Iterator[_Style]:
    yield from _of_the_opening(house)
    yield from _of_the_clauses(house)
    yield from _of_the_end(house)
    yield from _of_tables_and_footer(house)
    for style in (*_of_the_opening(house), *_of_the_clauses(house), *_of_the_end(house)):
        if style.id in LEAD_INS:
            name = f"{style.name} Lead-in"
            yield _Style(lead_in(style.id), name, style.id, next=style.id, paragraph="<w:keepNext/>")


LEAD_INS = frozenset(f"{part}{level}" for part in ("Clause", "Exhibit") for level in ("Text", 1, 2, 3)) | {
    "Preamble",
    "Agreed",
    "Recital1",
    "Recital2",
    "Recital3",
}
"""The styles that have another for a paragraph that leads in what follows, and so stays on its page."""


def lead_in(style: str) -> str:
    """The id of the style that looks and counts like ``style`` and keeps with the next paragraph."""
    return f"{style}LeadIn"


def _of_the_opening(house: HouseStyle) -> Iterator[_Style]:
    """The title, the preamble and the recitals. A recital that begins with WHEREAS begins like a new paragraph."""
    base = 2 * house.font_size
    first_line = '<w:ind w:firstLine="720"/>' if house.recitals is RecitalForm.WHEREAS else ""
    yield _Style(
        "Title",
        "Title",
        next="Preamble",
        paragraph=_KEEP + _space(0, 60) + _CENTRED,
        run='<w:b/><w:caps/><w:spacing w:val="10"/>' + _size(base + 6),
    )
    yield _Style(
        "Subtitle",
        "Subtitle",
        next="Preamble",
        paragraph=_KEEP + _space(0, 280) + _CENTRED,
        run="<w:b/>" + _size(base + 2),
    )
    yield _Style("Preamble", "Preamble", paragraph=_space(120, 160))
    yield _Style(
        "RecitalHeading",
        "Recital Heading",
        next="Recital1",
        paragraph=_KEEP + _space(240, 120) + _CENTRED,
        run="<w:b/><w:caps/>" + _size(base - 1),
    )
    yield _Style("Recital1", "Recital 1", paragraph=_numbered(2, 0) + first_line)
    yield _Style("Recital2", "Recital 2", paragraph=_numbered(2, 1))
    yield _Style("Recital3", "Recital 3", paragraph=_numbered(2, 2))
    yield _Style("Agreed", "Agreed", paragraph=_space(120, 120) + first_line)


def _of_the_clauses(house: HouseStyle) -> Iterator[_Style]:
    """The sections: an article's heading is centred, as its number stands beside it and not before a column."""
    article = house.numbering is Numbering.ARTICLE_SECTION
    indent = text_indent(house)
    yield _Style(
        "Heading1",
        "heading 1",
        next="Clause1",
        paragraph=_KEEP
        + _numbered(1, 0)
        + _space(260, 100)
        + (_CENTRED if article else "")
        + '<w:outlineLvl w:val="0"/>',
        run="<w:b/><w:caps/>" + _size(2 * house.font_size - 1),
    )
    yield _Style("ClauseText", "Clause Text", paragraph=f'<w:ind w:left="{indent}"/>' if indent else "")
    for level in (1, 2, 3):
        yield _Style(f"Clause{level}", f"Clause {level}", paragraph=_numbered(1, level))


def _of_the_end(house: HouseStyle) -> Iterator[_Style]:
    """The signatures, the last words and the exhibits."""
    base = 2 * house.font_size
    tab = scaled(SIGNATURE_TAB, house)
    yield _Style("Execution", "Execution", paragraph=_KEEP + _numbered(4, 0) + _space(360, 120))
    yield _Style("ExecutionText", "Execution Text", paragraph=_KEEP)
    for level in (1, 2, 3):
        yield _Style(f"Execution{level}", f"Execution {level}", paragraph=_KEEP + _numbered(4, level))
    yield _Style(
        "SignatureParty", "Signature Party", next="SignatureLine", paragraph=_KEEP + _space(240, 0), run="<w:b/>"
    )
    yield _Style(
        "SignatureLine",
        "Signature Line",
        paragraph=_KEEP
        + f'<w:tabs><w:tab w:val="left" w:pos="{tab}"/></w:tabs>'
        + _space(140, 0)
        + f'<w:ind w:left="{tab}" w:hanging="{tab}"/>',
    )
    yield _Style(
        "SignatureFirstLine",
        "Signature First Line",
        based_on="SignatureLine",
        next="SignatureLine",
        paragraph=_space(440, 0),
    )
    yield _Style("EndOfAgreement", "End of Agreement", paragraph=_space(360, 0) + _CENTRED, run=_size(base - 6))
    yield _Style(
        "ExhibitHeading",
        "Exhibit Heading",
        next="ExhibitTitle",
        paragraph=_KEEP
        + "<w:pageBreakBefore/>"
        + _numbered(3, 0)
        + _space(0, 60)
        + _CENTRED
        + '<w:outlineLvl w:val="0"/>',
        run="<w:b/><w:caps/>" + _size(base + 2),
    )
    yield _Style(
        "ExhibitTitle", "Exhibit Title", next="ExhibitText", paragraph=_KEEP + _space(0, 280) + _CENTRED, run="<w:b/>"
    )
    yield _Style("ExhibitText", "Exhibit Text")
    for level in (1, 2, 3):
        yield _Style(f"Exhibit{level}", f"Exhibit {level}", paragraph=_numbered(3, level))


def _of_tables_and_footer(house: HouseStyle) -> Iterator[_Style]:
    """What stands in tables, after them and below the text."""
    single = ' w:line="240" w:lineRule="auto"'
    yield _Style("TableText", "Table Text", paragraph=_space(50, 50, single), run=_size(2 * house.font_size - 2))
    yield _Style("TableHeading", "Table Heading", based_on="TableText", paragraph="<w:keepNext/>", run="<w:b/>")
    yield _Style(
        "AfterTable", "After Table", paragraph="<w:keepNext/>" + _space(0, 0, _EXACTLY.format(160)), run=_size(12)
    )
    yield _Style("LastParagraph", "Last Paragraph", paragraph=_space(0, 0, _EXACTLY.format(20)), run=_size(2))
    yield _Style("Footer", "footer", paragraph=_space(0, 0, single), run='<w:color w:val="404040"/>' + _size(16))
    yield _Style("FooterCentre", "Footer Centre", based_on="Footer", paragraph=_CENTRED)
    yield _Style("FooterRight", "Footer Right", based_on="Footer", paragraph='<w:jc w:val="right"/>')


_BUILT_IN = """\
<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" w:defQFormat="0" \
w:count="376"/>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>\
<w:pPr><w:widowControl/><w:spacing w:after="120" w:line="259" w:lineRule="auto"/></w:pPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>\
<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>\
<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>\
<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>\
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>
"""


def styles_part(house: HouseStyle) -> bytes:
    """word/styles.xml: the same bytes for the same style."""
    styles = "\n".join(map(_style, _styles(house)))
    return f'{_XML}\n<w:styles xmlns:w="{W}">\n{_defaults(house)}{_BUILT_IN}{styles}\n</w:styles>'.encode()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def _defaults(house: HouseStyle) -> str:
    font = house.font.label
    return f"""\
<w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/>\
{_size(2 * house.font_size)}<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
<w:pPrDefault/>
</w:docDefaults>
"""


def _style(style: _Style) -> str:
    custom = "" if style.name in ("Title", "Subtitle", "heading 1", "footer") else ' w:customStyle="1"'
    following = f'<w:next w:val="{style.next}"/>' if style.next else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/>{following}<w:qFormat/>{paragraph}{run}</w:style>'
    )
