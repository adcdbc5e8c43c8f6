"""Assembling rendered clauses: order, numbers, defined terms, cross-references, exhibits, and the canonical text."""

from __future__ import annotations

import pytest

from clauses.wording import filters
from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedBlock,
    RenderedClause,
    RenderedExhibit,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
    SignatureLine,
    Text,
)
from drafts.assemble import assemble, canonical_text, split_exhibits
from drafts.house_style import HouseStyle, Numbering
from drafts.model import CrossReference, Document, Paragraph, Role, Run, SignatureTable, Table

TERM, TRAINING, CAMERAS, SIGNING = "termterm", "training", "cameras2", "signing2"


def words(text: str, level: int = 1) -> RenderedParagraph:
    return RenderedParagraph(level, (Text(text),))


def section(clause_id: str, *blocks: RenderedBlock, kind: str = "custom", heading: str = "Heading") -> RenderedClause:
    return RenderedClause(clause_id, kind, "section", heading, blocks)


def pointing(reference: Reference) -> RenderedClause:
    return section(CAMERAS, RenderedParagraph(1, (Text("See "), reference, Text("."))))


def paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph)]


def labels(*clauses: RenderedClause) -> list[str]:
    return [p.label for p in paragraphs(assemble("T", clauses).document) if p.label]


def test_sections_count_through_and_letters_restart_in_each() -> None:
    found = labels(section(TERM, words("a"), words("b")), section(TRAINING, words("a"), words("b")))

    assert found == ["1.", "(a)", "(b)", "2.", "(a)", "(b)"]


def test_deeper_levels_restart_under_their_parent() -> None:
    levels = (1, 2, 3, 3, 2, 3, 1, 2)

    found = labels(section(TERM, *(words("x", level) for level in levels)))

    assert found == ["1.", "(a)", "(1)", "(i)", "(ii)", "(2)", "(i)", "(b)", "(1)"]


def test_unnumbered_text_between_letters_does_not_restart_them() -> None:
    assert labels(section(TERM, words("x"), words("between", 0), words("y"))) == ["1.", "(a)", "(b)"]


def test_letters_past_z_repeat_as_word_counts_them() -> None:
    found = labels(section(TERM, *(words("x") for _ in range(54))))

    assert (found[26], found[27], found[28], found[53], found[54]) == ("(z)", "(aa)", "(bb)", "(aaa)", "(bbb)")


@pytest.mark.parametrize(("count", "numeral"), [(4, "(iv)"), (9, "(ix)"), (14, "(xiv)"), (40, "(xl)"), (99, "(xcix)")])
def test_the_third_level_counts_in_roman_numerals(count: int, numeral: str) -> None:
    found = labels(section(TERM, words("x", 1), words("x", 2), *(words("x", 3) for _ in range(count))))

    assert found[-1] == numeral


def test_a_level_without_its_parent_is_raised_to_a_level_that_has_one_and_reported() -> None:
    assembly = assemble("T", [section(TERM, words("x", 1), words("y", 3))])

    assert [p.label for p in paragraphs(assembly.document)][-1] == "(1)"
    assert [(f.code, f.clause_id) for f in assembly.findings] == [("level-skipped", TERM)]


def test_clauses_stand_in_the_house_order_whatever_order_they_come_in() -> None:
    clauses = [
        RenderedClause(SIGNING, "execution", "execution", "Signatures", (words("In witness", 0),)),
        section(TERM, words("term")),
        RenderedClause("recital2", "recitals", "recitals", "Recitals", (words("Whereas"), words("Now", 0))),
        section(TRAINING, words("training")),
        RenderedClause("parties2", "parties", "preamble", "Parties", (words("This Agreement", 0),)),
    ]

    found = [(p.role, p.label) for p in paragraphs(assemble("T", clauses).document)]

    assert found == [
        (Role.TITLE, ""),
        (Role.PREAMBLE, ""),
        (Role.RECITAL_HEADING, ""),
        (Role.RECITAL, "A."),
        (Role.AGREED, ""),
        (Role.SECTION, "1."),
        (Role.BODY, "(a)"),
        (Role.SECTION, "2."),
        (Role.BODY, "(a)"),
        (Role.EXECUTION, ""),
    ]


def test_what_follows_a_dash_in_the_title_stands_on_a_second_line() -> None:
    title = "Memorandum of Understanding — School Resource Officers"

    document = assemble(title, []).document

    assert document.title == title
    assert [(p.text, p.level) for p in paragraphs(document)] == [
        ("Memorandum of Understanding", 0),
        ("School Resource Officers", 1),
    ]


def test_a_defined_term_is_bold_between_curly_quotes() -> None:
    spans = (Text("each an "), DefinedTerm("SRO"), Text(", is"))

    body = paragraphs(assemble("T", [section(TERM, RenderedParagraph(0, spans))]).document)[-1]

    assert body.inlines == (Run("each an “"), Run("SRO", bold=True), Run("”, is"))


def test_a_reference_by_identity_may_point_forward() -> None:
    document = assemble("T", [pointing(Reference(clause_id=TRAINING)), section(TRAINING)]).document

    see = paragraphs(document)[2]
    assert see.inlines[1] == CrossReference(((f"cp_{TRAINING}_0", "2"),))
    assert see.text == "See Section\u00a02."


def test_a_reference_to_a_paragraph_prints_every_level_on_the_way_to_it() -> None:
    target = section(TERM, words("lead", 0), words("a"), words("b"), words("b1", 2), words("b1i", 3))

    document = assemble("T", [target, pointing(Reference(clause_id=TERM, paragraph=4))]).document

    reference = paragraphs(document)[-1].inlines[1]
    assert isinstance(reference, CrossReference)
    assert reference.text == "Section\u00a01(b)(1)(i)"
    assert [name for name, _ in reference.targets] == [f"cp_{TERM}_{n}" for n in (0, 3, 4, 5)]


def listed(*clause_ids: str) -> RenderedParagraph:
    """A paragraph whose field "survives" names the clauses, as the filter of wordings puts it."""
    spans = filters.FILTERS["sections"](clause_ids, filters.Setting("survives", {}))
    assert isinstance(spans, tuple)
    return RenderedParagraph(1, (*spans, Text(" survive.")))


def test_a_list_of_sections_is_named_once_and_each_number_is_a_reference() -> None:
    clauses = [section(TERM), section(TRAINING), section(CAMERAS, listed(TERM, TRAINING, CAMERAS))]

    last = paragraphs(assemble("T", clauses).document)[-1]

    assert last.text == "Sections\u00a01, 2, and 3 survive."
    assert len([i for i in last.inlines if isinstance(i, CrossReference)]) == 3


def test_two_lists_in_a_paragraph_are_named_each() -> None:
    both = RenderedParagraph(1, listed(TERM, CAMERAS).spans * 2)

    last = paragraphs(assemble("T", [section(TERM), section(CAMERAS, both)]).document)[-1]

    assert last.text == "Sections\u00a01 and 2 survive." * 2


def test_one_section_and_sections_that_a_person_wrote_apart_keep_their_word() -> None:
    apart = RenderedParagraph(1, (Reference(clause_id=TERM), Text(" and "), Reference(clause_id=CAMERAS)))
    clauses = [section(TERM), section(CAMERAS, listed(TERM), apart)]

    one, two = paragraphs(assemble("T", clauses).document)[-2:]

    assert (one.text, two.text) == ("Section\u00a01 survive.", "Section\u00a01 and Section\u00a02")


@pytest.mark.parametrize(
    ("numbering", "text"),
    [
        (Numbering.DECIMAL, "Sections\u00a01 and 2 survive."),
        (Numbering.OUTLINE, "Sections\u00a0I and II survive."),
        (Numbering.ARTICLE_SECTION, "Article\u00a0I and Article\u00a0II survive."),
    ],
)
def test_a_list_of_sections_follows_the_house_style(numbering: Numbering, text: str) -> None:
    clauses = [section(TERM), section(CAMERAS, listed(TERM, CAMERAS))]

    assert paragraphs(assemble("T", clauses, HouseStyle(numbering=numbering)).document)[-1].text == text


def test_a_reference_by_kind_means_the_first_clause_of_that_kind() -> None:
    clauses = [section(TERM, kind="training"), section(TRAINING, kind="training"), pointing(Reference(kind="training"))]

    assert paragraphs(assemble("T", clauses).document)[-1].text == "See Section\u00a01."


@pytest.mark.parametrize(
    "reference",
    [Reference(kind="training"), Reference(clause_id="training"), Reference(clause_id=CAMERAS, paragraph=9)],
)
def test_a_reference_that_finds_nothing_stays_visible_and_is_reported(reference: Reference) -> None:
    assembly = assemble("T", [pointing(reference)])

    wanted = reference.kind or reference.clause_id
    assert paragraphs(assembly.document)[-1].text == f"See [unresolved reference: {wanted}]."
    assert [(f.code, f.clause_id) for f in assembly.findings] == [("unresolved-reference", CAMERAS)]


def test_a_reference_to_a_clause_without_a_number_is_unresolved() -> None:
    recitals = RenderedClause("recital2", "recitals", "recitals", "Recitals", (words("Whereas"),))

    assembly = assemble("T", [recitals, pointing(Reference(kind="recitals"))])

    assert [f.code for f in assembly.findings] == ["unresolved-reference"]


def schedule() -> RenderedClause:
    exhibit = RenderedExhibit(
        "B", "Retention Schedule", (words("Kept so", 0), RenderedTable(("Category", "Kept"), (("force", "6 years"),)))
    )
    return RenderedClause(TERM, "retention", "section", "Retention", (words("a"), words("b")), (exhibit,))


def test_every_paragraph_and_row_has_a_bookmark_and_exhibits_count_on() -> None:
    document = assemble("T", [schedule(), section(TRAINING, words("a"))]).document

    names = [
        name
        for block in document.blocks
        for name in (block.bookmarks if isinstance(block, Table) else (block.bookmark,))
        if name
    ]
    assert names == [
        *(f"cp_{TERM}_{n}" for n in (0, 1, 2)),
        *(f"cp_{TRAINING}_{n}" for n in (0, 1)),
        *(f"cp_{TERM}_{n}" for n in (3, 4, 5, 6, 7)),
    ]


def test_exhibits_stand_at_the_end_under_their_label_and_title() -> None:
    document = assemble("T", [schedule(), section(TRAINING, words("a"))]).document

    main, exhibits = split_exhibits(document)

    assert [p.text for p in exhibits if isinstance(p, Paragraph)] == ["EXHIBIT B", "Retention Schedule", "Kept so"]
    assert isinstance(exhibits[-1], Table)
    assert isinstance(main[-1], Paragraph)
    assert main[-1].clause_id == TRAINING


def test_each_exhibit_letters_its_paragraphs_anew() -> None:
    one, two = (RenderedExhibit(label, "Title", (words("x"), words("y"))) for label in "AB")
    clause = RenderedClause(TERM, "retention", "section", "Retention", (words("a"),), (one, two))

    assert labels(clause) == ["1.", "(a)", "(a)", "(b)", "(a)", "(b)"]


def test_signatures_of_one_party_stand_together_under_its_name_in_capitals() -> None:
    lines = (
        SignatureLine("The Board", "Chair"),
        SignatureLine("The City", "Manager"),
        SignatureLine("The Board", "Superintendent"),
    )
    clause = RenderedClause(
        SIGNING, "execution", "execution", "Signatures", (words("Signed", 0), SignatureBlock(lines))
    )

    table = assemble("T", [clause]).document.blocks[-1]

    assert isinstance(table, SignatureTable)
    assert [(c.party, [s.title for s in c.signatures]) for c in table.columns] == [
        ("THE BOARD", ["Chair", "Superintendent"]),
        ("THE CITY", ["Manager"]),
    ]
    assert table.bookmark == f"cp_{SIGNING}_2"


def test_the_canonical_text_has_one_line_for_each_paragraph_and_row() -> None:
    clauses = [schedule(), pointing(Reference(clause_id=TERM, paragraph=2))]

    assert canonical_text(assemble("MOU — SRO", clauses).document) == (
        "MOU\nSRO\n1. Retention\n(a) a\n(b) b\n2. Heading\n(a) See Section\u00a01(b).\n[End of Agreement]\n"
        "EXHIBIT B\nRetention Schedule\nKept so\nCategory | Kept\nforce | 6 years\n"
    )


def test_one_word_changed_changes_the_canonical_text_and_nothing_else_does() -> None:
    def text(word: str) -> str:
        return canonical_text(assemble("T", [section(TERM, words(word))]).document)

    assert text("shall") == text("shall")
    assert text("shall") != text("may")
