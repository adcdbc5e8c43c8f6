"""The house style: every paragraph look of an agreement, as a style, so that the text carries no direct formatting.

docs/ooxml/writer.md shows and explains it. Lengths are twentieths of a point ("twips": 1440 to the inch), font sizes
half-points.
"""

from __future__ import annotations

from typing import NamedTuple

from .names import W

FONT = "Times New Roman"
"""On every Windows and Mac; Liberation Serif has the same metrics elsewhere, so that pages break alike."""
STEP = 576
"""One step of indentation: room for "300." in bold capitals and for "(viii)"."""
TEXT_WIDTH = 9360
"""Letter paper less two margins of an inch."""


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

_STYLES = (
    _Style("Title", "Title", next="Preamble", paragraph=_KEEP + _space(0, 60) + _CENTRED,
           run='<w:b/><w:caps/><w:spacing w:val="10"/>' + _size(30)),
    _Style("Subtitle", "Subtitle", next="Preamble", paragraph=_KEEP + _space(0, 280) + _CENTRED,
           run="<w:b/>" + _size(26)),
    _Style("Preamble", "Preamble", paragraph=_space(120, 160)),
    _Style("RecitalHeading", "Recital Heading", next="Recital1", paragraph=_KEEP + _space(240, 120) + _CENTRED,
           run="<w:b/><w:caps/>" + _size(23)),
    _Style("Recital1", "Recital 1", paragraph=_numbered(2, 0)),
    _Style("Recital2", "Recital 2", paragraph=_numbered(2, 1)),
    _Style("Recital3", "Recital 3", paragraph=_numbered(2, 2)),
    _Style("Agreed", "Agreed", paragraph=_space(120, 120)),
    _Style("Heading1", "heading 1", next="Clause1",
           paragraph=_KEEP + _numbered(1, 0) + _space(260, 100) + '<w:outlineLvl w:val="0"/>',
           run="<w:b/><w:caps/>" + _size(23)),
    _Style("ClauseText", "Clause Text", paragraph=f'<w:ind w:left="{STEP}"/>'),
    _Style("Clause1", "Clause 1", paragraph=_numbered(1, 1)),
    _Style("Clause2", "Clause 2", paragraph=_numbered(1, 2)),
    _Style("Clause3", "Clause 3", paragraph=_numbered(1, 3)),
    _Style("Execution", "Execution", paragraph=_KEEP + _numbered(4, 0) + _space(360, 120)),
    _Style("ExecutionText", "Execution Text", paragraph=_KEEP),
    _Style("Execution1", "Execution 1", paragraph=_KEEP + _numbered(4, 1)),
    _Style("Execution2", "Execution 2", paragraph=_KEEP + _numbered(4, 2)),
    _Style("Execution3", "Execution 3", paragraph=_KEEP + _numbered(4, 3)),
    _Style("SignatureParty", "Signature Party", next="SignatureLine", paragraph=_KEEP + _space(240, 0), run="<w:b/>"),
    _Style("SignatureLine", "Signature Line",
           paragraph=_KEEP + '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>' + _space(140, 0)
           + '<w:ind w:left="720" w:hanging="720"/>'),
    _Style("SignatureFirstLine", "Signature First Line", based_on="SignatureLine", next="SignatureLine",
           paragraph=_space(440, 0)),
    _Style("EndOfAgreement", "End of Agreement", paragraph=_space(360, 0) + _CENTRED, run=_size(18)),
    _Style("ExhibitHeading", "Exhibit Heading", next="ExhibitTitle",
           paragraph=_KEEP + "<w:pageBreakBefore/>" + _numbered(3, 0) + _space(0, 60) + _CENTRED
           + '<w:outlineLvl w:val="0"/>', run="<w:b/><w:caps/>" + _size(26)),
    _Style("ExhibitTitle", "Exhibit Title", next="ExhibitText", paragraph=_KEEP + _space(0, 280) + _CENTRED,
           run="<w:b/>"),
    _Style("ExhibitText", "Exhibit Text"),
    _Style("Exhibit1", "Exhibit 1", paragraph=_numbered(3, 1)),
    _Style("Exhibit2", "Exhibit 2", paragraph=_numbered(3, 2)),
    _Style("Exhibit3", "Exhibit 3", paragraph=_numbered(3, 3)),
    _Style("TableText", "Table Text", paragraph=_space(50, 50, ' w:line="240" w:lineRule="auto"'), run=_size(22)),
    _Style("TableHeading", "Table Heading", based_on="TableText", paragraph="<w:keepNext/>", run="<w:b/>"),
    _Style("AfterTable", "After Table", paragraph="<w:keepNext/>" + _space(0, 0, _EXACTLY.format(160)), run=_size(12)),
    _Style("LastParagraph", "Last Paragraph", paragraph=_space(0, 0, _EXACTLY.format(20)), run=_size(2)),
    _Style("Footer", "footer", paragraph=_space(0, 0, ' w:line="240" w:lineRule="auto"'),
           run='<w:color w:val="404040"/>' + _size(16)),
    _Style("FooterCentre", "Footer Centre", based_on="Footer", paragraph=_CENTRED),
    _Style("FooterRight", "Footer Right", based_on="Footer", paragraph='<w:jc w:val="right"/>'),
)  # fmt: skip

_DEFAULTS = f"""\
<w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>{_size(24)}\
<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
<w:pPrDefault/>
</w:docDefaults>
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


def styles_part() -> bytes:
    """word/styles.xml, always the same bytes."""
    styles = "\n".join(map(_style, _STYLES))
    return f'{_XML}\n<w:styles xmlns:w="{W}">\n{_DEFAULTS}{styles}\n</w:styles>'.encode()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def _style(style: _Style) -> str:
    custom = "" if style.name in ("Title", "Subtitle", "heading 1", "footer") else ' w:customStyle="1"'
    following = f'<w:next w:val="{style.next}"/>' if style.next else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/>{following}<w:qFormat/>{paragraph}{run}</w:style>'
    )
