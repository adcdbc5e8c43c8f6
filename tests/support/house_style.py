"""An agreement with every kind of block that the house style knows, and how tests look at the file written from it."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from lxml import etree

from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedClause,
    RenderedExhibit,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
    SignatureLine,
    Text,
)
from drafts.assemble import assemble
from drafts.house_style import DEFAULT, HouseStyle
from drafts.model import Document, DraftIdentity, Paragraph, Table
from drafts.word import names as n
from drafts.word.writer import write

IDENTITY = DraftIdentity(5, "compromise", date(2020, 3, 3), "0123456789abcdef" * 4)
TITLE = "Memorandum of Understanding — School Resource Officers & Cameras"
STORIES = ("word/document.xml", "word/footer1.xml")


def words(text: str, level: int = 1) -> RenderedParagraph:
    return RenderedParagraph(level, (Text(text),))


def agreement(house: HouseStyle = DEFAULT, *first: RenderedClause) -> Document:
    """Every kind of block that a house style knows; the sections of ``first`` come before the others."""
    rows = (("use of force", "6 years"), ("deadly force", "10 years"))
    exhibits = tuple(
        RenderedExhibit(label, title, (words("Kept so:", 0), RenderedTable(("Category", "Kept"), rows), words("x")))
        for label, title in (("A", "Schools"), ("B", "Retention Schedule"))
    )
    camera = (
        words("Lead-in.", 0),
        RenderedParagraph(1, (Text("See "), Reference(kind="training", paragraph=3), Text(" below."))),
        words("y", 2),
        words("z", 3),
        words("zz", 3),
        RenderedTable(("One", "Two", "Three"), (("1", "", "3"),)),
        words("last"),
    )
    term = RenderedParagraph(0, (Text("This (the "), DefinedTerm("Agreement"), Text(") binds.")))
    signatures = SignatureBlock(
        (SignatureLine("The Board", "Chair"), SignatureLine("The City", "Manager"), SignatureLine("The City", "Chief"))
    )
    return assemble(
        TITLE,
        [
            RenderedClause("parties2", "parties", "preamble", "Parties", (term,)),
            RenderedClause(
                "recital2", "recitals", "recitals", "Recitals", (words("A"), words("B"), words("c", 2), words("Now", 0))
            ),
            *first,
            RenderedClause("cameras2", "camera_use", "section", "Cameras", camera),
            RenderedClause("training", "training", "section", "Training", (words("a"), words("b"), words("c", 2))),
            RenderedClause("retained", "retention", "section", "Retention", (words("a"),), exhibits),
            RenderedClause(
                "signing2",
                "execution",
                "execution",
                "Signatures",
                (words("Signed:", 0), words("s"), words("and", 0), words("t"), signatures),
            ),
        ],
        house,
    ).document


def members(docx_bytes: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx_bytes)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(docx_bytes: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(members(docx_bytes)[name])


def text_of(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(n.T))


def style_of(p: etree._Element) -> str:
    return p.find(f"{n.PPR}/{n.P_STYLE}").get(n.VAL)  # type: ignore[union-attr]


def only(body: str = "word/document.xml", *blocks: Paragraph | Table) -> etree._Element:
    return part(write(Document("T", blocks), IDENTITY), body)


def fields(story: etree._Element) -> list[tuple[str, str]]:
    """Each complex field of a story: its instruction and its cached result."""
    found: list[tuple[str, str]] = []
    code = shown = state = ""
    for element in story.iter(n.FLD_CHAR, n.INSTR_TEXT, n.T):
        if element.tag == n.FLD_CHAR:
            state = element.get(n.FLD_CHAR_TYPE, "")
            if state == "begin":
                code = shown = ""
            elif state == "end":
                found.append((code.strip(), shown))
        elif element.tag == n.INSTR_TEXT:
            code += element.text or ""
        elif state == "separate":
            shown += element.text or ""
    return found
