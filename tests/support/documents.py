"""Word files made from plain strings, without our own writer: for the judges' own tests and for the benchmark.

``package`` wraps the XML of a body into a .docx; ``p``, ``ins``, ``dele`` and ``t`` write specimens in one line.
``agreement`` makes a long numbered text, the same for the same seed, and ``edited`` a version of it with words changed.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WHO = 'w:author="A. Reviewer" w:date="2026-11-01T10:00:00Z"'

WORDS_A_PAGE = 500

_STYLES = f"""<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif"
 w:hAnsi="Liberation Serif"/><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>"""


def _level(index: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (index + 1)}" w:hanging="720"/></w:pPr></w:lvl>'
    )


_LEVELS = "".join(
    _level(*level) for level in [(0, "decimal", "%1."), (1, "lowerLetter", "(%2)"), (2, "decimal", "(%3)")]
)
_NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    f'{_LEVELS}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def package(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A .docx whose ``w:body`` holds ``body`` and a section; ``parts`` are added, or replace one, by name."""
    members = {
        "[Content_Types].xml": f"""<Types xmlns="{_PKG}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
 ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/></Types>""",
        "_rels/.rels": f"""<Relationships xmlns="{_PKG}/relationships"><Relationship Id="rId1"
 Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>""",
        "word/document.xml": f"""<w:document xmlns:w="{W}" xmlns:r="{_R}"><w:body>{body}<w:sectPr><w:pgSz w:w="12240"
 w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720"
 w:gutter="0"/></w:sectPr></w:body></w:document>""",
        "word/_rels/document.xml.rels": f"""<Relationships xmlns="{_PKG}/relationships"><Relationship Id="rId1"
 Type="{_R}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{_R}/numbering" Target="numbering.xml"/>
</Relationships>""",
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _HEAD + content)
    return out.getvalue()


def t(text: str, properties: str = "") -> str:
    """A run."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def ins(text: str, number: int) -> str:
    """An inserted run; ``number`` is the revision's id."""
    return f'<w:ins w:id="{number}" {_WHO}>{t(text)}</w:ins>'


def dele(text: str, number: int) -> str:
    """A deleted run; ``number`` is the revision's id."""
    run = f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'
    return f'<w:del w:id="{number}" {_WHO}>{run}</w:del>'


def p(*content: str, properties: str = "", mark: str = "") -> str:
    """A paragraph of runs; ``mark`` is what its paragraph mark's properties hold (see ``tracked_mark``)."""
    inner = properties + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
    return f"<w:p>{f'<w:pPr>{inner}</w:pPr>' if inner else ''}{''.join(content)}</w:p>"


def tracked_mark(kind: str, number: int) -> str:
    """The revision of a paragraph mark: ``kind`` is "ins" or "del"."""
    return f'<w:{kind} w:id="{number}" {_WHO}/>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of plain cells."""
    lines = "".join(f"<w:tr>{''.join(_cell(c) for c in row)}</w:tr>" for row in rows)
    grid = '<w:gridCol w:w="2000"/>' * len(rows[0])
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>'


def _cell(text: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{p(t(text))}</w:tc>'


# -------------------------------------------------------------------------------------------- long documents


@dataclass(frozen=True, slots=True)
class Numbered:
    """One paragraph of a long document: level 0 is a clause's heading, 1 is (a), 2 is (1)."""

    level: int
    words: tuple[str, ...]


_STOCK_WORDS = (
    "the District the Department the City the Board each party any officer a student every recording shall may must "
    "will provide retain disclose request review approve notify assign within before after during under upon "
    "written notice school day calendar days body-worn camera video footage educational record law enforcement unit "
    "administrator superintendent chief designee campus incident report policy agreement section applicable state "
    "federal law court order subpoena consent parent guardian retention period thirty (30) ninety (90) business "
    "reasonable prior access privacy confidential training costs invoice payment term renewal termination and or of "
    "to for in by with not only unless except where such this that which its their"
)
_STOCK = _STOCK_WORDS.split()


def agreement(pages: int, seed: int = 1) -> list[Numbered]:
    """A numbered text of ``pages`` times 500 words: clauses with a heading, then (a) and (1) paragraphs."""
    chance = random.Random(seed)
    found: list[Numbered] = []
    left = pages * WORDS_A_PAGE
    clause = 0
    while left > 0:
        clause += 1
        found.append(Numbered(0, _sentence(chance, chance.randint(2, 5), f"{clause}x")))
        for index in range(chance.randint(3, 7)):
            level = 2 if index and chance.random() < 0.4 else 1
            found.append(Numbered(level, _sentence(chance, chance.randint(12, 110), "")))
        left = pages * WORDS_A_PAGE - sum(len(n.words) for n in found)
    return found


def edited(text: list[Numbered], share: float, seed: int = 2) -> list[Numbered]:
    """``text`` with ``share`` of its words edited: replaced (half), removed, or followed by a new word."""
    chance = random.Random(seed)
    result: list[Numbered] = []
    for paragraph in text:
        words: list[str] = []
        for word in paragraph.words:
            if chance.random() >= share:
                words.append(word)
                continue
            way = chance.random()
            new = chance.choice(_STOCK)
            words += [new] if way < 0.5 else [word, new] if way < 0.75 else []
        result.append(replace(paragraph, words=tuple(words) or paragraph.words))
    return result


def written(text: list[Numbered]) -> bytes:
    """The .docx of a long document: numbered headings and paragraphs, a bold run in some of them."""
    return package("".join(_numbered(n) for n in text))


def _numbered(paragraph: Numbered) -> str:
    style = '<w:pStyle w:val="Heading1"/>' if paragraph.level == 0 else ""
    number = f'<w:numPr><w:ilvl w:val="{paragraph.level}"/><w:numId w:val="1"/></w:numPr>'
    words = list(paragraph.words)
    if paragraph.level == 0 or len(words) < 40:
        return p(t(" ".join(words)), properties=style + number)
    first, bold, last = " ".join(words[:20]) + " ", " ".join(words[20:23]), " " + " ".join(words[23:])
    return p(t(first), t(bold, "<w:b/>"), t(last), properties=style + number)


def _sentence(chance: random.Random, words: int, last: str) -> tuple[str, ...]:
    chosen = [chance.choice(_STOCK) for _ in range(words)]
    chosen[0] = chosen[0].capitalize()
    for place in range(9, words - 4, 13):
        chosen[place] += chance.choice(",,;.")
    return (*chosen, last) if last else (*chosen[:-1], chosen[-1] + ".")
