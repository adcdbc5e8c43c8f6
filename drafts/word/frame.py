"""What stands around the text of our drafts: settings, properties, footer and the package's own lists of parts.

Nothing here comes from a template, a clock or a machine: the same draft gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from drafts.house_style import NO_BREAK, HouseStyle
from drafts.model import DraftIdentity

from .measures import text_width
from .names import CT, PR, R, W

LEGEND, HASH, DRAFT = "Counterpart Legend", "Counterpart Hash", "Counterpart Draft"
"""Names of the custom properties. The redline engine takes what their fields show as identity, not as content."""
HASH_DIGITS = 8

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "application/vnd.openxmlformats-package"
_PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FOOTER_ID = "rId4"

CONTENT_TYPES = f"""{_XML}<Types xmlns="{CT}">
<Default Extension="rels" ContentType="{_PACKAGE}.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="{_PACKAGE}.core-properties+xml"/>
<Override PartName="/docProps/app.xml" \
ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
<Override PartName="/docProps/custom.xml" \
ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>
</Types>""".encode()

PACKAGE_RELATIONSHIPS = f"""{_XML}<Relationships xmlns="{PR}">
<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" \
Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="{R}/extended-properties" Target="docProps/app.xml"/>
<Relationship Id="rId4" Type="{R}/custom-properties" Target="docProps/custom.xml"/>
</Relationships>""".encode()

DOCUMENT_RELATIONSHIPS = f"""{_XML}<Relationships xmlns="{PR}">
<Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{R}/numbering" Target="numbering.xml"/>
<Relationship Id="rId3" Type="{R}/settings" Target="settings.xml"/>
<Relationship Id="{FOOTER_ID}" Type="{R}/footer" Target="footer1.xml"/>
</Relationships>""".encode()

_COMPATIBILITY = (
    ("compatibilityMode", 15),
    ("overrideTableStyleFontSizeAndJustification", 1),
    ("enableOpenTypeFeatures", 1),
    ("doNotFlipMirrorIndents", 1),
    ("differentiateMultirowTableHeaders", 1),
)
_COMPATIBILITY_XML = "".join(
    f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
    for name, value in _COMPATIBILITY
)

SETTINGS = f"""{_XML}<w:settings xmlns:w="{W}">
<w:zoom w:percent="100"/>
<w:defaultTabStop w:val="720"/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:compat>{_COMPATIBILITY_XML}</w:compat>
<w:themeFontLang w:val="en-US"/>
<w:decimalSymbol w:val="."/>
<w:listSeparator w:val=","/>
</w:settings>""".encode()

APPLICATION = f"""{_XML}<Properties xmlns="{_OFFICE}/extended-properties">\
<Application>Counterpart</Application></Properties>""".encode()


def core_properties(title: str, identity: DraftIdentity, author: str) -> bytes:
    """docProps/core.xml. Both times are the draft's own date at 00:00 UTC."""
    at = f"{identity.dated.isoformat()}T00:00:00Z"
    return f"""{_XML}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>{_text(title)}</dc:title><dc:creator>{_text(author)}</dc:creator>\
<cp:lastModifiedBy>{_text(author)}</cp:lastModifiedBy>\
<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified><dc:language>en-US</dc:language>\
</cp:coreProperties>""".encode()


_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def custom_properties(identity: DraftIdentity) -> bytes:
    """docProps/custom.xml: the draft's number, legend and short hash."""
    values = (LEGEND, identity.legend or NO_BREAK), (HASH, short_hash(identity)), (DRAFT, str(identity.number))
    return property_list(values)


def property_list(values: Iterable[tuple[str, str]]) -> bytes:
    """docProps/custom.xml of these names and texts."""
    properties = "".join(
        f'<property fmtid="{_PROPERTY_SET}" pid="{pid}" name="{name}"><vt:lpwstr>{_text(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(values, start=2)
    )
    return f"""{_XML}<Properties xmlns="{_OFFICE}/custom-properties" \
xmlns:vt="{_OFFICE}/docPropsVTypes">{properties}</Properties>""".encode()


def short_hash(identity: DraftIdentity) -> str:
    """The first eight digits of the text's SHA-256."""
    return identity.text_hash[:HASH_DIGITS]


def footer(title: str, identity: DraftIdentity, house: HouseStyle) -> bytes:
    """word/footer1.xml: a thin rule, then title, legend and page abreast, and the short hash below the page.

    A draft without a legend shows a space in its place: a property without a value would be an error to Word, and a
    redline says there what it is.
    """
    left = _paragraph("Footer", _run(title))
    centre = _paragraph("FooterCentre", _field(f'DOCPROPERTY "{LEGEND}"', identity.legend or NO_BREAK))
    page = _paragraph("FooterRight", _run("Page ") + _field("PAGE", "1") + _run(" of ") + _field("NUMPAGES", "1"))
    mark = _paragraph("FooterRight", _run("Ref. ") + _field(f'DOCPROPERTY "{HASH}"', short_hash(identity)))
    side = (text_width(house) - _FOOTER_CENTRE) // 2
    columns = (side, _FOOTER_CENTRE, side)
    cells = "".join(map(_cell, columns, (left, centre, page + mark)))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return f"""{_XML}<w:ftr xmlns:w="{W}"><w:tbl><w:tblPr><w:tblW w:w="{text_width(house)}" w:type="dxa"/>\
<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:tblBorders>\
<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>\
<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>\
{_paragraph("LastParagraph", "")}</w:ftr>""".encode()


_FOOTER_CENTRE = 3960
"""Twips: a draft's legend on one line."""


def _cell(width: int, content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{_text(text)}</w:t></w:r>'


def _field(code: str, shown: str) -> str:
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end"))
    return f"{begin}{instruction}{middle}{_run(shown)}{end}"


def _text(text: str) -> str:
    """``text`` for XML content: escaped, on one line, without characters that XML can't hold."""
    return escape("".join(c if c.isprintable() else " " for c in text), quote=False)
