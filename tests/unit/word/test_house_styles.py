"""The same records in every house style: what Word counts, what references say, and a redline in each."""

from __future__ import annotations

import pytest
from lxml import etree

from clauses.wording.form import RecitalForm
from clauses.wording.rendered import Reference, RenderedClause, RenderedParagraph, Text
from drafts.house_style import DEFAULT, Font, HouseStyle, Numbering, PageSize
from drafts.model import CrossReference, Document, Paragraph
from drafts.word import names as n
from drafts.word.lint import lint
from drafts.word.measures import text_width
from drafts.word.numbering_view import Lists, list_labels
from drafts.word.package import Package
from drafts.word.story import identity_of
from drafts.word.writer import write
from tests.support.house_style import IDENTITY, agreement, fields, part, text_of, words
from tests.support.redlines import proved_redline

STYLES = [
    HouseStyle(numbering=numbering, recitals=recitals)
    for numbering in Numbering
    for recitals in (RecitalForm.LETTERED, RecitalForm.WHEREAS)
]
INSERTED = RenderedClause(
    "inserted",
    "custom",
    "section",
    "Inserted",
    (words("new"), words("deeper", 2), RenderedParagraph(1, (Text("See "), Reference(kind="training")))),
)

each_style = pytest.mark.parametrize("house", STYLES, ids=lambda s: f"{s.numbering}-{s.recitals}")


def seen(docx: bytes) -> dict[str, str]:
    """Bookmark -> the number that Word shows before its paragraph."""
    package = Package.read(docx)
    root = package.xml(package.main)
    shown = list_labels(root, Lists(package))
    return {f"cp_{mark}_{at}": shown.get(p, "") for p in root.iter(n.P) for mark, at in [identity_of(p)] if mark}


def references(document: Document) -> list[CrossReference]:
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    return [i for paragraph in paragraphs for i in paragraph.inlines if isinstance(i, CrossReference)]


@each_style
def test_word_counts_what_the_model_and_the_references_say(house: HouseStyle) -> None:
    document = agreement(house, INSERTED)
    docx = write(document, IDENTITY)
    shown = seen(docx)

    numbered = {b.bookmark: b.label for b in document.blocks if isinstance(b, Paragraph) and b.bookmark}
    assert {mark: shown[mark] for mark in numbered} == numbered
    assert references(document)
    for reference in references(document):
        assert [shown[mark].rstrip(".") for mark, _ in reference.targets] == [number for _, number in reference.targets]
    body = part(docx)
    cached = {shown for code, shown in fields(body) if code.startswith("REF ")}
    assert cached == {number for reference in references(document) for _, number in reference.targets}


@each_style
def test_a_file_in_any_style_is_lint_clean(house: HouseStyle) -> None:
    assert lint(write(agreement(house), IDENTITY)) == ()


@each_style
def test_a_redline_within_a_style_is_proved(house: HouseStyle) -> None:
    before, after = (write(agreement(house, *first), IDENTITY) for first in ((), (INSERTED,)))

    made = proved_redline(before, after)

    assert made.changes.changes


def test_a_redline_from_one_style_to_another_is_proved() -> None:
    before, after = (write(agreement(house), IDENTITY) for house in (DEFAULT, STYLES[-1]))

    proved_redline(before, after)


@pytest.mark.parametrize(
    ("numbering", "labels", "paragraph", "clause"),
    [
        (Numbering.SECTION, ["3.", "(a)", "(b)", "(1)"], "Section 3(b)(1)", "Section 3"),
        (Numbering.DECIMAL, ["3.", "3.1", "3.2", "(a)"], "Section 3.2(a)", "Section 3"),
        (
            Numbering.ARTICLE_SECTION,
            ["Article III.", "Section 3.01", "Section 3.02", "(a)"],
            "Section 3.02(a)",
            "Article III",
        ),
        (Numbering.OUTLINE, ["III.", "A.", "B.", "1."], "Section III.B.1", "Section III"),
    ],
)
def test_numbers_and_references_follow_the_style(
    numbering: Numbering, labels: list[str], paragraph: str, clause: str
) -> None:
    document = agreement(HouseStyle(numbering=numbering), INSERTED)

    training = [b.label for b in document.blocks if isinstance(b, Paragraph) and b.clause_id == "training"]
    assert [label.replace("\u00a0", " ") for label in training] == labels
    assert [r.text.replace("\u00a0", " ") for r in references(document)] == [clause, paragraph]


def test_recitals_with_whereas_have_no_letters_and_letters_below_them_restart() -> None:
    lettered, whereas = (
        [b.label for b in agreement(HouseStyle(recitals=form)).blocks if getattr(b, "clause_id", "") == "recital2"]  # type: ignore[union-attr]
        for form in (RecitalForm.LETTERED, RecitalForm.WHEREAS)
    )

    assert lettered == ["", "A.", "B.", "(1)", ""]
    assert whereas == ["", "", "", "(1)", ""]


@pytest.mark.parametrize("page", list(PageSize))
@pytest.mark.parametrize("font", list(Font))
def test_paper_and_type_are_those_of_the_style(page: PageSize, font: Font) -> None:
    docx = write(agreement(HouseStyle(page=page, font=font, font_size=14)), IDENTITY)

    styles = part(docx, "word/styles.xml")
    assert {e.get(n.w("ascii")) for e in styles.iter(n.w("rFonts"))} == {font.label}
    size = styles.find(f"{n.w('docDefaults')}/{n.w('rPrDefault')}/{n.RPR}/{n.w('sz')}")
    assert size is not None
    assert size.get(n.VAL) == "28"
    (paper,) = part(docx).iter(n.w("pgSz"))
    assert paper.get(n.w("w")) == {"letter": "12240", "a4": "11906"}[page]


@pytest.mark.parametrize("page", list(PageSize))
@pytest.mark.parametrize("numbering", list(Numbering))
def test_every_table_ends_at_the_margin(page: PageSize, numbering: Numbering) -> None:
    house = HouseStyle(page=page, numbering=numbering)
    docx = write(agreement(house), IDENTITY)

    for root in (part(docx), part(docx, "word/footer1.xml")):
        for table in root.iter(n.TBL):
            assert _width(table) == text_width(house), text_of(table)


def _width(table: etree._Element) -> int:
    indent = table.find(f"{n.TBL_PR}/{n.w('tblInd')}")
    columns = [int(e.get(n.w("w"), "")) for e in table.iter(n.w("gridCol"))]
    return sum(columns) + (int(indent.get(n.w("w"), "")) if indent is not None else 0)


def test_lists_of_different_levels_have_different_identities() -> None:
    levels: dict[str, str] = {}
    for house in STYLES:
        numbering = part(write(agreement(house), IDENTITY), "word/numbering.xml")
        for abstract in numbering.iter(n.w("abstractNum")):
            (code,) = (e.get(n.VAL, "") for e in abstract.iter(n.w("nsid")))
            told = " ".join(e.get(n.VAL, "") for e in abstract.iter(n.w("numFmt"), n.w("lvlText")))
            assert levels.setdefault(code, told) == told
