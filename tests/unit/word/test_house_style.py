"""The house style: Word's own counting gives the model's numbers; styles, tables and signatures."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.wording.rendered import RenderedClause, SignatureBlock, SignatureLine
from drafts.assemble import assemble
from drafts.model import Paragraph, Table
from drafts.word import names as n
from drafts.word.writer import write
from tests.support.house_style import IDENTITY, STORIES, agreement, only, part, style_of, text_of

# --------------------------------------------------------------------------------------------- numbering and styles


def numbered_as_word_does(docx_bytes: bytes) -> Iterator[tuple[str, str]]:
    """(number, words) of each body paragraph, counted from styles.xml and numbering.xml alone (ECMA-376 17.9)."""
    list_of_style = {
        style.get(n.w("styleId")): (p.find(n.w("numId")).get(n.VAL), int(p.find(n.w("ilvl")).get(n.VAL)))  # type: ignore[union-attr,arg-type]
        for style in part(docx_bytes, "word/styles.xml").iter(n.w("style"))
        for p in style.iter(n.NUM_PR)
    }
    levels = {
        (a.get(n.w("abstractNumId")), int(lvl.get(n.w("ilvl"), ""))): lvl
        for a in part(docx_bytes, "word/numbering.xml").iter(n.w("abstractNum"))
        for lvl in a.iter(n.w("lvl"))
    }
    counts: dict[str, list[int]] = {}
    for p in part(docx_bytes).iter(n.P):
        label = ""
        if style_of(p) in list_of_style:
            number, level = list_of_style[style_of(p)]
            running = counts.setdefault(number, [0] * 9)
            running[level] += 1
            running[level + 1 :] = [0] * (8 - level)
            label = levels[number, level].find(n.w("lvlText")).get(n.VAL)  # type: ignore[union-attr]
            form = levels[number, level].find(n.w("numFmt")).get(n.VAL)  # type: ignore[union-attr]
            label = label.replace(f"%{level + 1}", FORMS[form](running[level]))
        yield label, text_of(p)


FORMS = {
    "none": lambda _: "",
    "decimal": str,
    "lowerLetter": lambda count: "abcdefghijklmnopqrstuvwxyz"[count - 1],
    "upperLetter": lambda count: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[count - 1],
    "lowerRoman": lambda count: ("i", "ii", "iii", "iv", "v")[count - 1],
}


def test_word_counts_the_labels_of_the_model(written: bytes) -> None:
    expected = [(b.label, b.text) for b in agreement().blocks if isinstance(b, Paragraph)]

    texts = {text for _, text in expected}
    assert [pair for pair in numbered_as_word_does(written) if pair[1] in texts] == expected


def test_every_style_named_in_the_text_is_defined_and_lists_and_styles_agree(written: bytes) -> None:
    styles = {s.get(n.w("styleId")): s for s in part(written, "word/styles.xml").iter(n.w("style"))}
    used = {style_of(p) for name in STORIES for p in part(written, name).iter(n.P)}

    assert used <= set(styles)
    for style in styles.values():
        for pointer in (n.w("basedOn"), n.w("next")):
            assert all(e.get(n.VAL) in styles for e in style.iter(pointer))
    for level in part(written, "word/numbering.xml").iter(n.w("lvl")):
        style = styles[level.find(n.w("pStyle")).get(n.VAL)]  # type: ignore[union-attr]
        number = style.find(f"{n.PPR}/{n.NUM_PR}")
        assert number is not None
        assert number.find(n.w("ilvl")).get(n.VAL) == level.get(n.w("ilvl"))  # type: ignore[union-attr]


def test_headings_keep_with_next_and_lines_of_a_paragraph_are_not_orphaned(written: bytes) -> None:
    styles = {s.get(n.w("styleId")): s for s in part(written, "word/styles.xml").iter(n.w("style"))}

    for name in ("Heading1", "RecitalHeading", "ExhibitHeading", "ExhibitTitle", "TableHeading", "Execution"):
        assert styles[name].find(f"{n.PPR}/{n.w('keepNext')}") is not None
    assert styles["Normal"].find(f"{n.PPR}/{n.w('widowControl')}") is not None
    assert styles["ExhibitHeading"].find(f"{n.PPR}/{n.w('pageBreakBefore')}") is not None


# ---------------------------------------------------------------------------------------------------------- tables


def test_a_schedule_repeats_its_heading_row_and_breaks_no_row() -> None:
    table = Table(("Category", "Kept"), (("force", "6 years"),) * 3)

    rows = list(only("word/document.xml", table).iter(n.TR))

    assert [row.find(f"{n.TR_PR}/{n.w('tblHeader')}") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{n.TR_PR}/{n.w('cantSplit')}") is not None for row in rows)


def test_columns_fill_the_text_width_whatever_the_words() -> None:
    def grid(*cells: str) -> list[int]:
        table = next(only("word/document.xml", Table(cells, (cells,))).iter(n.TBL))
        assert [e.get(n.w("w")) for e in table.iter(n.w("gridCol"))] * 2 == [
            e.get(n.w("w")) for e in table.iter(n.w("tcW"))
        ]
        indent = table.find(f"{n.TBL_PR}/{n.w('tblInd')}")
        return [int(e.get(n.w("w"), "")) for e in (indent, *table.iter(n.w("gridCol"))) if e is not None]

    assert grid("a", "b") == grid("a" * 99, "b")
    for columns in range(1, 7):
        assert sum(grid(*"x" * columns)) == 9360


def test_a_table_with_fewer_bookmarks_than_rows_is_written_all_the_same() -> None:
    root = only("word/document.xml", Table(("a",), (("b",), ("c",)), ("cp_retained_1",)))

    assert [s.get(n.NAME) for s in root.iter(n.BOOKMARK_START)] == ["cp_retained_1"]


def test_signatures_stand_in_two_columns_and_stay_together(written: bytes) -> None:
    table = next(t for t in part(written).iter(n.TBL) if "By:" in text_of(t))
    styles = {s.get(n.w("styleId")): s for s in part(written, "word/styles.xml").iter(n.w("style"))}

    rows = [[text_of(cell) for cell in row.iter(n.TC)] for row in table.iter(n.TR)]
    rule = "_" * 28
    assert rows == [
        ["THE BOARD", "THE CITY"],
        [f"By:{rule}Title:ChairDate:{rule}", f"By:{rule}Title:ManagerDate:{rule}"],
        ["", f"By:{rule}Title:ChiefDate:{rule}"],
    ]
    assert all(row.find(f"{n.TR_PR}/{n.w('cantSplit')}") is not None for row in table.iter(n.TR))
    for p in table.iter(n.P):
        style = styles[style_of(p)]
        based = styles[style.find(n.w("basedOn")).get(n.VAL)]  # type: ignore[union-attr]
        assert any(s.find(f"{n.PPR}/{n.w('keepNext')}") is not None for s in (style, based))


def test_only_the_first_words_of_the_signatures_are_set_off_as_their_lead_in(written: bytes) -> None:
    styles = [style_of(p) for p in part(written).iter(n.P) if style_of(p).startswith("Execution")]

    assert styles == ["Execution", "Execution1", "ExecutionText", "Execution1"]


def test_a_third_party_signs_below_the_first_two() -> None:
    lines = tuple(SignatureLine(party, "Head") for party in ("One", "Two", "Three"))
    clause = RenderedClause("signing2", "execution", "execution", "Signatures", (SignatureBlock(lines),))

    table = next(part(write(assemble("T", [clause]).document, IDENTITY)).iter(n.TBL))

    heads = [[text_of(cell) for cell in row.iter(n.TC)] for row in table.iter(n.TR)][::2]
    assert heads == [["ONE", "TWO"], ["THREE", ""]]
