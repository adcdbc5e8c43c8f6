"""What a comparison may leave out, and the grain of characters: one change each, and what is marked of it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from clauses.errors import InvalidOption
from drafts.model import Aspect, Grain, Options, Redline
from drafts.redline import redline
from drafts.word.lint import beyond, lint
from drafts.word.resolve import accept_all, reject_all
from tests.support.redlines import AT, AUTHOR, marks, proved_redline
from tests.support.seen import SeenParagraph, difference, seen
from tests.support.wml import PAGE, docx, field, footnotes, header, p, row, t, tbl, tc, tr

EVERYTHING = frozenset(Aspect)
NUMBERED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
BREAK = f"<w:sectPr>{PAGE}</w:sectPr>"
FOOTNOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'


def made(before: bytes, after: bytes, *ignored: Aspect, grain: Grain = Grain.WORD) -> Redline:
    """The redline with some aspects left out; accepting it gives ``after``."""
    out = redline(before, after, author=AUTHOR, at=AT, options=Options(ignore=frozenset(ignored), grain=grain))
    assert not beyond(lint(out.docx), lint(before), lint(after))
    assert difference(accept_all(out.docx), accept_all(after)) is None
    return out


def codes(found: Redline) -> list[str]:
    """The codes of its notes."""
    return [note.code for note in found.notes]


# ------------------------------------------------------------------------------------------------------------ case


def test_a_difference_in_case_alone_is_marked_unless_case_is_left_out() -> None:
    before, after = docx(p(t("The territory ends."))), docx(p(t("The Territory ends.")))
    assert marks(proved_redline(before, after).docx) == ["The [-territory-][+Territory+] ends."]
    found = made(before, after, Aspect.CASE)
    assert marks(found.docx) == ["The Territory ends."]
    assert codes(found) == ["case-not-compared"]
    assert "body" in found.notes[0].message


def test_words_that_changed_beside_a_change_of_case_are_marked() -> None:
    before, after = docx(p(t("The SCHOOL keeps records 12A(b)."))), docx(p(t("the School deletes records 12a(B).")))
    assert marks(made(before, after, Aspect.CASE).docx) == ["the School [-keeps-][+deletes+] records 12a(B)."]


def test_a_heading_set_in_capitals_is_the_same_heading() -> None:
    before = docx(p(t("Retention and deletion")) + p(t("Videos are kept.")))
    after = docx(p(t("RETENTION AND DELETION")) + p(t("Videos are kept.")))
    assert marks(made(before, after, Aspect.CASE).docx) == ["RETENTION AND DELETION", "Videos are kept."]


# ----------------------------------------------------------------------------------------------------- white space


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Section 4 applies.", "Section\u00a04 applies."),
        ("It ends.  It begins.", "It ends. It begins."),
        ("It ends. \u00a0 It begins.", "It ends. It begins."),
        ("It ends. ", "It ends."),
        ("It ends.", " \u2003It ends."),
        ("  ", ""),
    ],
)
def test_the_kind_and_number_of_spaces_may_be_left_out(before: str, after: str) -> None:
    old, new = docx(p(t(before)) + p(t("End."))), docx(p(t(after)) + p(t("End.")))
    assert proved_redline(old, new).changes.changes
    found = made(old, new, Aspect.WHITE_SPACE)
    assert found.changes.changes == ()
    assert marks(found.docx) == [*([after] if after else [""]), "End."]
    assert codes(found) == ["white-space-not-compared"]


def test_a_space_that_makes_two_words_of_one_is_a_change_of_words() -> None:
    before, after = docx(p(t("It maybe so, said he."))), docx(p(t("It may  be so,  said he.")))
    assert marks(made(before, after, Aspect.WHITE_SPACE).docx) == ["It [-maybe-][+may  be+] so,  said he."]


def test_a_tab_counts_where_spaces_do_not() -> None:
    before, after = docx(p(t("By: "), t("Chief"))), docx(p(t("By:"), "<w:r><w:tab/></w:r>", t("Chief")))
    assert made(before, after, Aspect.WHITE_SPACE).changes.changes


def test_the_look_of_a_space_does_not_count_where_spaces_do_not() -> None:
    before = docx(p(t("The "), t("Department", "<w:b/>"), t(" acts.")))
    after = docx(p(t("The"), t("  Department  ", "<w:b/>"), t("acts.")))
    assert made(before, after, Aspect.WHITE_SPACE).changes.changes == ()


# ------------------------------------------------------------------------------------------------------ formatting


def test_formatting_may_be_left_out_everywhere() -> None:
    shaded = '<w:shd w:val="clear" w:color="auto" w:fill="DDDDDD"/>'
    before = docx(p(t("Plain words."), ppr='<w:jc w:val="center"/>') + tbl(row("a", "b")) + p(t("End.")))
    after = docx(
        p(t("Plain "), t("words", "<w:b/>"), t("."), mark="<w:b/>")
        + tbl(tr(tc(p(t("a")), tcpr=shaded), tc(p(t("b"))), trpr='<w:trHeight w:val="900"/>'))
        + p(t("The end."), ppr="<w:keepNext/>"),
        section=f'<w:sectPr><w:type w:val="continuous"/>{PAGE}</w:sectPr>',
    )
    found = made(before, after, Aspect.FORMATTING)
    assert marks(found.docx) == ["Plain words.", "| a | b", "[-End-][+The end+]."]
    assert b"PrChange " not in _document(found)
    assert b"tblGridChange" not in _document(found)
    assert codes(found) == ["formatting-not-compared"]


# ------------------------------------------------------------------------------------------------------- numbering


def test_numbering_alone_may_be_left_out() -> None:
    before = docx(p(t("One."), ppr=NUMBERED.format(0)) + p(t("Two."), ppr=NUMBERED.format(0)))
    after = docx(p(t("One."), ppr=NUMBERED.format(1)) + p(t("Two.")))
    assert len(proved_redline(before, after).changes.changes) == 2
    found = made(before, after, Aspect.NUMBERING)
    assert found.changes.changes == ()
    assert codes(found) == ["numbering-not-compared"]


def test_the_number_that_a_reference_shows_is_fallout_and_a_page_is_not() -> None:
    before = docx(p(t("See "), field("REF a \\r \\h", "12"), t(" on "), field("PAGEREF a", "3")))
    after = docx(p(t("See "), field("REF a \\r \\h", "13"), t(" on "), field("PAGEREF a", "4")))
    (change,) = made(before, after, Aspect.NUMBERING).changes.changes
    assert (change.before, change.after) == ("3", "4")


# ---------------------------------------------------------------------------------------- headers, notes and tables


def test_headers_and_footers_may_be_left_out() -> None:
    section = f'<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/>{PAGE}</w:sectPr>'
    before = docx(p(t("Old words.")), {"word/header1.xml": header("one")}, section)
    after = docx(p(t("New words.")), {"word/header1.xml": header("two")}, section)
    found = made(before, after, Aspect.HEADERS)
    assert marks(found.docx) == ["[-Old-][+New+] words."]
    assert marks(found.docx, "word/header1.xml") == ["two"]
    assert codes(found) == ["headers-not-compared"]
    assert "header (default) of section 1" in found.notes[0].message


def test_a_headers_text_that_is_the_same_needs_no_note() -> None:
    assert codes(made(docx(p(t("a"))), docx(p(t("b"))), *EVERYTHING)) == []


@pytest.mark.parametrize("kept", [True, False])
def test_the_text_of_notes_may_be_left_out_and_their_references_are_words(kept: bool) -> None:
    def noted(words: str, text: str, *, there: bool = True) -> bytes:
        note = f'<w:footnote w:id="1">{p(t(text))}</w:footnote>'
        return docx(p(t(words), FOOTNOTE if there else ""), {"word/footnotes.xml": footnotes(note)} if there else None)

    found = made(noted("It ends", "the old note"), noted("It begins", "a new note", there=kept), Aspect.NOTES)
    assert marks(found.docx)[0].startswith("It [-ends")
    assert not any("[" in line for line in marks(found.docx, "word/footnotes.xml"))
    assert codes(found) == (["notes-not-compared"] if kept else [])


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ([p(t("A.")), tbl(row("a", "b")), p(t("Z."))], [p(t("A.")), tbl(row("c", "d")), p(t("Y."))], 3),
        ([p(t("A.")), tbl(row("a", "b")), p(t("Z."))], [p(t("A.")), p(t("Z."))], 2),
        ([p(t("A.")), p(t("Z."))], [tbl(row("a", "b")), p(t("A.")), tbl(row("c", "d")), p(t("Z."))], 4),
        (
            [p(t("A.")), tbl(row("a", "b")), tbl(row("c", "d")), p(t("Z."))],
            [p(t("A.")), tbl(row("a", "b")), p(t("Between.")), tbl(row("c", "e")), p(t("Z."))],
            5,
        ),
        (
            [p(t("A.")), tbl(row("a", "b")), p(t("Between.")), tbl(row("c", "d")), p(t("Z."))],
            [p(t("A.")), tbl(row("a", "b")), tbl(row("c", "e")), p(t("Z."))],
            5,
        ),
        ([p(t("A.")), tbl(row("a", "b")), p(t("Z."))], [p(t("Q.")), tbl(row("a", "x")), p()], 4),
        ([tbl(row("a", "b")), p(t("Z."))], [p(t("New.")), tbl(row("a", "x")), p(t("More.")), p(t("Z."))], 4),
        ([p(t("A.")), p()], [p(t("A.")), tbl(row("a", "x")), p(t("More.")), p(t("Last."))], 4),
    ],
)
def test_tables_may_be_left_out(before: list[str], after: list[str], shown: int) -> None:
    found = made(docx("".join(before)), docx("".join(after)), Aspect.TABLES)
    lines = marks(found.docx)
    assert len(lines) == shown, lines
    assert not any("[" in line for line in lines if "|" in line)
    assert codes(found) == ["tables-not-compared"]


CENTRED = '<w:jc w:val="center"/>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([p(), p(t("A."))], [tbl(row("a")), tbl(row("b")), p(t("Q.")), tbl(row("c")), p(t("R.")), p(t("S."))]),
        ([p(), p(), p(t("A."))], [tbl(row("a")), p(t("Q.")), tbl(row("b")), p(t("R.")), tbl(row("c")), p(t("S."))]),
        ([p(ppr=CENTRED), p(t("A."))], [tbl(row("a")), p(t("Q.")), tbl(row("b")), p(t("R."))]),
        ([p(t("A.")), p()], [p(t("A.")), tbl(row("a")), p(t("Q.")), tbl(row("b")), p()]),
    ],
)
def test_a_paragraph_that_keeps_tables_apart_is_not_taken_for_an_empty_one_of_the_old_text(
    before: list[str], after: list[str]
) -> None:
    found = made(docx("".join(before)), docx("".join(after)), Aspect.TABLES)
    assert found.proof.coarser == 0
    assert "tables-not-compared" in codes(found)
    assert [x.words for x in seen(reject_all(found.docx)).body if isinstance(x, SeenParagraph) and x.words] == ["A."]


@pytest.mark.parametrize("more", [(), (Aspect.HEADERS,), tuple(Aspect)], ids=["tables", "and headers", "everything"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([p(t("One.")), p(t("A."))], [tbl(row("a")), p(t("Q."), ppr=BREAK), tbl(row("b")), p(t("R."))]),
        (
            [p(t("One."), ppr=BREAK), tbl(row("x")), p(t("A."))],
            [tbl(row("a")), p(t("Q."), ppr=BREAK), p(ppr=BREAK), tbl(row("b")), p(t("R."))],
        ),
        (
            [p(t("One.")), tbl(row("a")), tbl(row("b")), p(t("A."))],
            [tbl(row("a")), p(t("Q."), ppr=BREAK), tbl(row("b")), p(t("A."))],
        ),
    ],
)
def test_a_section_break_between_two_tables_goes_when_it_is_rejected(
    before: list[str], after: list[str], more: tuple[Aspect, ...]
) -> None:
    old = docx("".join(before))
    found = made(old, docx("".join(after)), Aspect.TABLES, *more)
    assert found.proof.coarser == 0
    assert len(seen(reject_all(found.docx)).sections) == len(seen(old).sections)


# ------------------------------------------------------------------------------------------------------------ grain


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("The record is kept.", "The records are kept.", "The [-record is-][+records are+] kept."),
        ("The record is kept.", "The records is kept.", "The record[+s+] is kept."),
        ("The territory ends.", "The Territory ends.", "The [-t-][+T+]erritory ends."),
        ("It costs $130,000 now.", "It costs $135,500 now.", "It costs [-$130,000-][+$135,500+] now."),
        ("In ninety (90) days.", "In ninths (91) days.", "In [-ninety (90)-][+ninths (91)+] days."),
        ("The District acts.", "The Police acts.", "The [-District-][+Police+] acts."),
        ("A re\u0301sume\u0301 it is.", "A re\u0301sume it is.", "A re\u0301sum[-e\u0301-][+e+] it is."),
    ],
)
def test_at_the_grain_of_characters_only_the_letters_that_changed_are_marked(
    before: str, after: str, shown: str
) -> None:
    options = Options(grain=Grain.CHARACTER)
    assert marks(proved_redline(docx(p(t(before))), docx(p(t(after))), options=options).docx) == [shown]


def test_letters_of_several_looks_are_cut_with_them() -> None:
    before = docx(p(t("The rec", "<w:b/>"), t("ord is kept.")))
    after = docx(p(t("The rec", "<w:b/>"), t("or", "<w:i/>"), t("ds is kept.")))
    found = proved_redline(before, after, options=Options(grain=Grain.CHARACTER))
    assert marks(found.docx) == ["The rec[~or~]d[+s+] is kept."]


def test_characters_and_case_go_together() -> None:
    before, after = docx(p(t("The territory ends."))), docx(p(t("The Territories ends.")))
    found = made(before, after, Aspect.CASE, grain=Grain.CHARACTER)
    assert marks(found.docx) == ["The Territor[-y-][+ies+] ends."]


# ---------------------------------------------------------------------------------------------------------- together


def test_what_two_aspects_hide_together_is_told() -> None:
    section = f'<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/>{PAGE}</w:sectPr>'
    before = docx(p(t("One."), ppr=NUMBERED.format(0)), {"word/header1.xml": header("one")}, section)
    after = docx(p(t("One."), ppr=NUMBERED.format(1)), {"word/header1.xml": header("ONE")}, section)
    assert codes(made(before, after, *EVERYTHING)) == ["case-not-compared", "numbering-not-compared"]


def test_an_option_that_can_not_be_is_refused() -> None:
    with pytest.raises(InvalidOption):
        Options(rewrite_threshold=1.5)
    with pytest.raises(InvalidOption):
        Options(move_words=-1)


def test_without_options_everything_counts() -> None:
    assert Options().ignore == frozenset()
    assert Options().grain is Grain.WORD


def _document(found: Redline) -> bytes:
    with ZipFile(BytesIO(found.docx)) as archive:
        return archive.read("word/document.xml")
