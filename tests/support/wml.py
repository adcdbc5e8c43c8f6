"""WordprocessingML in one line: paragraphs, runs, tables and revisions as strings, and the .docx around them.

``docx(p(t("The video is "), dele(d("City")), ins(t("School"))))`` is a whole file. An annotation's id is written
``w:id="#"`` and numbered from 101 when the file is made. ``members`` gives the members instead, to damage one.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from drafts.word import names as n

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    f'xmlns:w="{n.W}" xmlns:r="{n.R}" xmlns:w14="{n.W14}" xmlns:w15="{n.W15}" xmlns:w16du="{n.W16DU}" '
    f'xmlns:mc="{n.MC}" mc:Ignorable="w14 w15 w16du"'
)
ID = 'w:id="#"'
ANA = 'w:author="Ana Counsel" w:date="2026-11-01T10:00:00Z"'
BEN = 'w:author="Ben Police" w:date="2026-11-02T11:00:00Z"'
HEADING = '<w:pStyle w:val="Heading1"/>'
QUOTE = '<w:pStyle w:val="Quote"/>'
PAGE = (
    '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" '
    'w:header="720" w:footer="720" w:gutter="0"/>'
)
SECTION = f"<w:sectPr>{PAGE}</w:sectPr>"
STYLES = (
    f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '</w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:next w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/></w:style>'
    "</w:styles>"
)
NUM = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
NUMBERING = (
    f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
    f'<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>{NUM}</w:numbering>'
)
SETTINGS = f'<w:settings {NAMESPACES}><w:trackRevisions/><w:defaultTabStop w:val="720"/></w:settings>'


@dataclass(frozen=True, slots=True)
class Part:
    """A part beside the main one: its XML, the last word of its relationship's type (or the whole URL), its type's
    word (the same by default), and whether the package says what type it has."""

    xml: str
    kind: str
    content_type: str = ""
    typed: bool = True


def header(text: str) -> Part:
    """A header of one paragraph; sections name it by rIdheader."""
    return Part(f"<w:hdr {NAMESPACES}>{p(t(text))}</w:hdr>", "header")


def footnotes(inner: str) -> Part:
    """Footnotes: the two separators and ``inner``."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    return Part(f"<w:footnotes {NAMESPACES}>{separators}{inner}</w:footnotes>", "footnotes")


def comments(inner: str) -> Part:
    """Comments; see ``comment``."""
    return Part(f"<w:comments {NAMESPACES}>{inner}</w:comments>", "comments")


def comments_extended(inner: str) -> Part:
    """What links comments to the ones that they answer."""
    url = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    return Part(f"<w15:commentsEx {NAMESPACES}>{inner}</w15:commentsEx>", url, "commentsExtended")


def docx(body: str, parts: Mapping[str, Part] | None = None, section: str = SECTION, relationships: str = "") -> bytes:
    """A .docx with this body; ``parts`` by name, ``relationships`` as XML beside those of the parts."""
    return zipped(members(body, parts, section, relationships))


def members(
    body: str, parts: Mapping[str, Part] | None = None, section: str = SECTION, relationships: str = ""
) -> dict[str, str]:
    """The members of that .docx by name, to be changed and ``zipped``."""
    everything = {
        "word/styles.xml": Part(STYLES, "styles"),
        "word/numbering.xml": Part(NUMBERING, "numbering"),
        "word/settings.xml": Part(SETTINGS, "settings"),
        **(parts or {}),
    }
    numbers = itertools.count(101)
    document = f"<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"
    found = {
        "[Content_Types].xml": content_types(everything),
        "_rels/.rels": rels(
            f'<Relationship Id="rId1" Type="{RELATIONSHIPS}officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": rels(_relationships(everything) + relationships),
        **{name: part.xml for name, part in everything.items()},
    }
    return {name: HEAD + re.sub(ID, lambda _: f'w:id="{next(numbers)}"', xml) for name, xml in found.items()}


def content_types(parts: Mapping[str, Part], main: str = f"{WORD_TYPE}document.main+xml") -> str:
    """The content types of a package with these parts and a main part of the type ``main``."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{WORD_TYPE}{part.content_type or part.kind}+xml"/>'
        for name, part in parts.items()
        if part.typed
    )
    return (
        f'<Types xmlns="{n.CT}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{overrides}</Types>'
    )


def rels(inner: str) -> str:
    """A relationships member."""
    return f'<Relationships xmlns="{n.PR}">{inner}</Relationships>'


def _relationships(parts: Mapping[str, Part]) -> str:
    """Those of the parts: rIdheader for the first header, rIdheader2 for the second."""
    found: list[str] = []
    count: Counter[str] = Counter()
    for name, part in parts.items():
        word = part.content_type or part.kind
        count[word] += 1
        rid = f"rId{word}{count[word] if count[word] > 1 else ''}"
        url = part.kind if "/" in part.kind else RELATIONSHIPS + part.kind
        found.append(f'<Relationship Id="{rid}" Type="{url}" Target="{name.removeprefix("word/")}"/>')
    return "".join(found)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these members, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


# ------------------------------------------------------------------------------------- paragraphs and runs


def t(text: str, properties: str = "") -> str:
    """A run. The text is XML."""
    return _run(f'<w:t xml:space="preserve">{text}</w:t>', properties)


def d(text: str, properties: str = "") -> str:
    """A run as it stands inside a deletion."""
    return _run(f'<w:delText xml:space="preserve">{text}</w:delText>', properties)


def _run(content: str, properties: str) -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{content}</w:r>"


def p(*content: str, ppr: str = "", mark: str = "", para_id: str = "") -> str:
    """A paragraph. ``ppr`` are its properties, ``mark`` what the properties of its mark hold (see ``marker``)."""
    inner = ppr + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
    identity = f' w14:paraId="{para_id}"' if para_id else ""
    return f"<w:p{identity}>{f'<w:pPr>{inner}</w:pPr>' if inner else ''}{''.join(content)}</w:p>"


def field(code: str, result: str, *, deleted: bool = False) -> str:
    """The runs of a complex field."""
    tag, shown = ("delInstrText", d(result)) if deleted else ("instrText", t(result))
    begin = f'{fld_char("begin")}<w:r><w:{tag} xml:space="preserve"> {code} </w:{tag}></w:r>'
    return f"{begin}{fld_char('separate')}{shown}{fld_char('end')}"


def fld_char(kind: str) -> str:
    """A run with one of a field's three marks."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def bookmark(number: int, name: str) -> str:
    """A bookmark's start."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'


def bookmark_end(number: int) -> str:
    """A bookmark's end."""
    return f'<w:bookmarkEnd w:id="{number}"/>'


def commented(number: int, *content: str) -> str:
    """Content with a comment on it."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>{"".join(content)}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def comment(number: int, text: str, who: str = ANA, para_id: str = "") -> str:
    """A comment of one paragraph."""
    return f'<w:comment w:id="{number}" {who} w:initials="A">{p(t(text), para_id=para_id)}</w:comment>'


def control(content: str, number: int, tag: str = "c", extra: str = "") -> str:
    """A content control."""
    inner = f'<w:tag w:val="{tag}"/><w:id w:val="{number}"/>{extra}'
    return f"<w:sdt><w:sdtPr>{inner}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


# ----------------------------------------------------------------------------------------------- revisions


def ins(content: str, who: str = ANA) -> str:
    """An insertion around runs."""
    return f"<w:ins {ID} {who}>{content}</w:ins>"


def dele(content: str, who: str = ANA) -> str:
    """A deletion around runs, which must be ``d``."""
    return f"<w:del {ID} {who}>{content}</w:del>"


def moved(side: str, content: str, who: str = ANA) -> str:
    """A moved run; ``side`` is "From" or "To"."""
    return f"<w:move{side} {ID} {who}>{content}</w:move{side}>"


def move_range(side: str, number: int, name: str, content: str) -> str:
    """A move's range around blocks or runs; ``side`` is "From" or "To"."""
    start = f'<w:move{side}RangeStart w:id="{number}" {ANA} w:name="{name}"/>'
    return f'{start}{content}<w:move{side}RangeEnd w:id="{number}"/>'


def marker(kind: str, who: str = ANA) -> str:
    """The revision of a paragraph mark, a row or a cell ("ins", "del", "moveFrom", "cellIns")."""
    return f"<w:{kind} {ID} {who}/>"


def change(kind: str, old: str, who: str = ANA) -> str:
    """A property change: ``kind`` is "pPr", "rPr", "sectPr", and ``old`` what the old set holds."""
    return f"<w:{kind}Change {ID} {who}><w:{kind}>{old}</w:{kind}></w:{kind}Change>"


# -------------------------------------------------------------------------------------------------- tables


def tc(*blocks: str, tcpr: str = "") -> str:
    """A cell."""
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{tcpr}</w:tcPr>{"".join(blocks)}</w:tc>'


def tr(*cells: str, trpr: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{trpr}</w:trPr>' if trpr else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str, columns: int = 2) -> str:
    """A table."""
    grid = '<w:gridCol w:w="2000"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def row(*texts: str) -> str:
    """A row of plain cells."""
    return tr(*(tc(p(t(text))) for text in texts))


def inserted_row(*texts: str) -> str:
    """A row that is inserted: row, runs and marks, as Word writes it."""
    return tr(*(tc(p(ins(t(text)), mark=marker("ins"))) for text in texts), trpr=marker("ins"))


def deleted_row(*texts: str) -> str:
    """A row that is deleted: row, runs and marks, as Word writes it."""
    return tr(*(tc(p(dele(d(text)), mark=marker("del"))) for text in texts), trpr=marker("del"))
