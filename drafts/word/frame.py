"""What stands around the text of our own files: settings, properties, footer and the package's own lists of parts.

Nothing here comes from a template, a clock or a machine: the same draft gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from html import escape

from drafts.house_style import NO_BREAK, HouseStyle
from drafts.model import DraftIdentity

from . import archive
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

_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_TYPES = {
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
    "word/numbering.xml": f"{_WORD}.numbering+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/footer1.xml": f"{_WORD}.footer+xml",
    "docProps/core.xml": f"{_PACKAGE}.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
"""The content type of each part, in the order of the list."""
_OF_PACKAGE = (
    ("rId1", f"{R}/officeDocument", "word/document.xml"),
    (
        "rId2",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml",
    ),
    ("rId3", f"{R}/extended-properties", "docProps/app.xml"),
    ("rId4", f"{R}/custom-properties", "docProps/custom.xml"),
)
_OF_DOCUMENT = (
    ("rId1", f"{R}/styles", "styles.xml"),
    ("rId2", f"{R}/numbering", "numbering.xml"),
    ("rId3", f"{R}/settings", "settings.xml"),
    (FOOTER_ID, f"{R}/footer", "footer1.xml"),
)


def package(
    *,
    core: bytes,
    document: bytes,
    styles: bytes,
    footer: bytes,
    numbering: bytes | None = None,
    custom: bytes | None = None,
) -> bytes:
    """The .docx of these parts, with the settings and lists of parts that belong to them. The same parts give the same
    bytes; the document refers to its footer as :data:`FOOTER_ID`."""
    parts = {
        "docProps/core.xml": core,
        "docProps/app.xml": APPLICATION,
        "docProps/custom.xml": custom,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": b"",
        "word/styles.xml": styles,
        "word/numbering.xml": numbering,
        "word/settings.xml": SETTINGS,
        "word/footer1.xml": footer,
    }
    there = {name: part for name, part in parts.items() if part is not None}
    there["word/_rels/document.xml.rels"] = _relationships(_OF_DOCUMENT, there, "word/")
    lists = {"[Content_Types].xml": _content_types(there), "_rels/.rels": _relationships(_OF_PACKAGE, there)}
    return archive.write([archive.pack(name, part) for name, part in {**lists, **there}.items()])


def _content_types(there: Container[str]) -> bytes:
    parts = (f'<Override PartName="/{name}" ContentType="{_TYPES[name]}"/>' for name in _TYPES if name in there)
    return "\n".join(
        (
            f'{_XML}<Types xmlns="{CT}">',
            f'<Default Extension="rels" ContentType="{_RELATIONSHIPS}"/>',
            '<Default Extension="xml" ContentType="application/xml"/>',
            *parts,
            "</Types>",
        )
    ).encode()


def _relationships(every: Iterable[tuple[str, str, str]], there: Container[str], folder: str = "") -> bytes:
    """Those of ``every`` whose target is there; an id stays with its target."""
    made = (
        f'<Relationship Id="{id_}" Type="{type_}" Target="{target}"/>'
        for id_, type_, target in every
        if f"{folder}{target}" in there
    )
    return "\n".join((f'{_XML}<Relationships xmlns="{PR}">', *made, "</Relationships>")).encode()


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


def core_properties(title: str, dated: date, author: str) -> bytes:
    """docProps/core.xml. Both times are ``dated``, the draft's own date, at 00:00 UTC."""
    at = f"{dated.isoformat()}T00:00:00Z"
    return f"""{_XML}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>{text(title)}</dc:title><dc:creator>{text(author)}</dc:creator>\
<cp:lastModifiedBy>{text(author)}</cp:lastModifiedBy>\
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
        f'<property fmtid="{_PROPERTY_SET}" pid="{pid}" name="{name}"><vt:lpwstr>{text(value)}</vt:lpwstr></property>'
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
    left = paragraph("Footer", run(title))
    centre = paragraph("FooterCentre", field(f'DOCPROPERTY "{LEGEND}"', identity.legend or NO_BREAK))
    page = paragraph("FooterRight", run("Page ") + field("PAGE", "1") + run(" of ") + field("NUMPAGES", "1"))
    mark = paragraph("FooterRight", run("Ref. ") + field(f'DOCPROPERTY "{HASH}"', short_hash(identity)))
    side = (text_width(house) - _FOOTER_CENTRE) // 2
    columns = (side, _FOOTER_CENTRE, side)
    cells = "".join(map(_cell, columns, (left, centre, page + mark)))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return f"""{_XML}<w:ftr xmlns:w="{W}"><w:tbl><w:tblPr><w:tblW w:w="{text_width(house)}" w:type="dxa"/>\
<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:tblBorders>\
<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>\
<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>\
{paragraph("LastParagraph", "")}</w:ftr>""".encode()


_FOOTER_CENTRE = 3960
"""Twips: a draft's legend on one line."""


def _cell(width: int, content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def paragraph(style: str, content: str) -> str:
    """A paragraph in ``style`` with the runs of ``content``."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def run(words: str, *, bold: bool = False) -> str:
    """A run of ``words``."""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text(words)}</w:t></w:r>'


def field(code: str, shown: str) -> str:
    """A field that shows ``shown`` until it is counted."""
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end"))
    return f"{begin}{instruction}{middle}{run(shown)}{end}"


def text(words: str) -> str:
    """``words`` for XML content: escaped, on one line, without characters that XML can't hold."""
    return escape("".join(c if c.isprintable() else " " for c in words), quote=False)
