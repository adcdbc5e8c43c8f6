"""The marks themselves: faults that accepting and rejecting never shows, each with the marks that a reader must see."""

from __future__ import annotations

import pytest

from clauses.errors import InvalidOption
from drafts.model import ChangeKind, Existing, Options
from drafts.redline import redline
from drafts.word.resolve import accept_all, reject_all
from tests.support.redlines import AT, AUTHOR, marks, nested_revisions, part, proved_redline
from tests.support.wml import (
    HEADING,
    PAGE,
    QUOTE,
    Part,
    bookmark,
    bookmark_end,
    control,
    d,
    dele,
    docx,
    field,
    footnotes,
    header,
    ins,
    marker,
    p,
    row,
    t,
    tbl,
    tc,
    tr,
)

DUTY = "The officer shall not question a student before a parent or guardian has been called and has answered."
MEETINGS = "The Board meets on the first Monday of each month."
COSTS = "Costs are shared in equal parts by the two parties."
TERM = "This Agreement begins on July 1 and ends on June 30."
REPORT, SENDING = (
    "First the officer writes a report of the incident.",
    "Then the officer sends it to the principal within two days.",
)
FIRST, SECOND = tbl(row("a", "b"), row("c", "d")), tbl(row("e", "f"), row("g", "h"))


def body(*blocks: str) -> bytes:
    """A file of these blocks; plain words are paragraphs."""
    return docx("".join(b if b.startswith("<") else p(t(b)) for b in blocks))


def marked(before: bytes, after: bytes) -> list[str]:
    """The marks of a proved redline between two files."""
    made = proved_redline(before, after)
    assert nested_revisions(made.docx) == []
    assert made.proof.coarser == 0
    return marks(made.docx)


# ------------------------------------------------------------------------------------------------------ moves


def test_a_clause_that_moved_and_lost_its_not_shows_both() -> None:
    before = body(DUTY, MEETINGS, COSTS, TERM, "End.")
    after = body(MEETINGS, COSTS, TERM, DUTY.replace("not ", ""), "End.")
    assert marked(before, after) == [
        "[<The officer shall <][-not -][<" + DUTY.removeprefix("The officer shall not ") + "<] [<¶<]",
        MEETINGS,
        COSTS,
        TERM,
        "[>" + DUTY.replace("not ", "") + ">] [>¶>]",
        "End.",
    ]


def test_a_clause_that_moved_and_gained_words_shows_them_inserted_at_the_destination() -> None:
    before = body(DUTY, MEETINGS, COSTS, TERM, "End.")
    after = body(MEETINGS, COSTS, TERM, DUTY.replace("called", "called twice"), "End.")
    shown = marked(before, after)
    assert shown[0] == f"[<{DUTY}<] [<¶<]"
    assert shown[4] == "[>" + DUTY.replace("called ", "called >][+twice +][>") + ">] [>¶>]"


def test_a_move_has_one_range_pair_of_one_name_at_either_side() -> None:
    made = proved_redline(body(DUTY, MEETINGS, COSTS, TERM, "End."), body(MEETINGS, COSTS, TERM, DUTY, "End."))
    root = part(made.docx)
    w = root.nsmap["w"]
    starts = [e for e in root.iter() if str(e.tag).endswith("RangeStart")]
    ends = [e for e in root.iter() if str(e.tag).endswith("RangeEnd")]
    assert [str(s.tag).rpartition("}")[2] for s in starts] == ["moveFromRangeStart", "moveToRangeStart"]
    assert len({s.get(f"{{{w}}}name") for s in starts}) == 1
    assert [s.get(f"{{{w}}}id") for s in starts] == [e.get(f"{{{w}}}id") for e in ends]
    assert made.changes.count(ChangeKind.MOVED) == 1


def test_moved_text_stays_plain_text_at_its_source_and_struck_words_do_not() -> None:
    before = body(DUTY, MEETINGS, COSTS, TERM, "End.")
    after = body(MEETINGS, COSTS, TERM, DUTY.replace("not ", ""), "End.")
    root = part(proved_redline(before, after).docx)
    w = f"{{{root.nsmap['w']}}}"
    moved = [leaf.tag for e in root.iter(f"{w}moveFrom") for leaf in e.iter(f"{w}t", f"{w}delText")]
    struck = [leaf.tag for e in root.iter(f"{w}del") for leaf in e.iter(f"{w}t", f"{w}delText")]
    assert moved == [f"{w}t", f"{w}t"]
    assert struck == [f"{w}delText"]


def test_a_short_paragraph_that_stands_elsewhere_is_struck_and_inserted() -> None:
    shown = marked(body(MEETINGS, COSTS, "Short words.", "End."), body("Short words.", MEETINGS, COSTS, "End."))
    assert shown == ["[+Short words.+] [+¶+]", MEETINGS, COSTS, "[-Short words.-] [-¶-]", "End."]


def test_moves_can_be_shown_as_deletions_and_insertions() -> None:
    before, after = body(DUTY, MEETINGS, COSTS, TERM, "End."), body(MEETINGS, COSTS, TERM, DUTY, "End.")
    made = proved_redline(before, after, options=Options(moves=False))
    assert marks(made.docx) == [f"[-{DUTY}-] [-¶-]", MEETINGS, COSTS, TERM, f"[+{DUTY}+] [+¶+]", "End."]


# ----------------------------------------------------------------------------- what did not change is not painted


def test_a_split_paragraph_keeps_its_words() -> None:
    shown = marked(body(f"{REPORT} {SENDING}", "End."), body(REPORT, SENDING, "End."))
    assert shown == [f"{REPORT}[- -] [+¶+]", SENDING, "End."]


def test_merged_paragraphs_keep_their_words() -> None:
    shown = marked(body(REPORT, SENDING, "End."), body(f"{REPORT} {SENDING}", "End."))
    assert shown == [f"{REPORT}[+ +] [-¶-]", SENDING, "End."]


COPY = "At last the principal keeps a copy of it for seven years."


def test_a_paragraph_split_in_three_keeps_its_words() -> None:
    shown = marked(body(f"{REPORT} {SENDING} {COPY}", "End."), body(REPORT, SENDING, COPY, "End."))
    assert shown == [f"{REPORT}[- -] [+¶+]", f"{SENDING}[- -] [+¶+]", COPY, "End."]


def test_three_paragraphs_that_became_one_keep_their_words() -> None:
    shown = marked(body(REPORT, SENDING, COPY, "End."), body(f"{REPORT} {SENDING} {COPY}", "End."))
    assert shown == [f"{REPORT}[+ +] [-¶-]", f"{SENDING}[+ +] [-¶-]", COPY, "End."]


def test_a_heading_whose_one_word_changed_stays_one_paragraph() -> None:
    assert marked(body("Term", MEETINGS), body("Terms", MEETINGS)) == ["[-Term-][+Terms+]", MEETINGS]


def test_a_short_paragraph_with_another_word_in_its_place_is_another_paragraph() -> None:
    assert marked(body("Costs", MEETINGS), body("Notices", MEETINGS)) == [
        "[-Costs-] [-¶-]",
        "[+Notices+] [+¶+]",
        MEETINGS,
    ]


def test_rows_with_the_same_label_are_the_same_rows() -> None:
    before = tbl(row("Employer", "{employer_name}"), row("Start date", "{start_date}"))
    after = tbl(row("Employer", "[Legal name of the employer]"), row("Start date", "[Date on which work begins]"))
    assert marked(body(before, "End."), body(after, "End.")) == [
        "| Employer | [-{employer_name}-][+[Legal name of the employer]+]",
        "| Start date | [-{start_date}-][+[Date on which work begins]+]",
        "End.",
    ]


SIGNATURES = [["Signature", "", "", ""], ["Print name", "Ann Bell", "", "Cy Dorn"], ["Date", "", "", ""]]


def test_a_table_cut_in_two_keeps_the_table_that_stays() -> None:
    one, two = ([[r[0], r[k]] for r in SIGNATURES] for k in (1, 3))
    before, after = (
        tbl(*(row(*r) for r in SIGNATURES), columns=4),
        [tbl(*(row(*r) for r in part)) for part in (one, two)],
    )
    shown = marked(body("Signed.", before, "End."), body("Signed.", after[0], "And", after[1], "End."))
    gone = "[-cell-] [-¶-]"
    assert shown == [
        "Signed.",
        f"| Signature |  | {gone} | {gone}",
        f"| Print name | Ann Bell | {gone} | [-cell-] [-Cy Dorn-] [-¶-]",
        f"| Date |  | {gone} | {gone}",
        "[+And+] [+¶+]",
        "[+row+] | [+Signature+] [+¶+] | [+¶+]",
        "[+row+] | [+Print name+] [+¶+] | [+Cy Dorn+] [+¶+]",
        "[+row+] | [+Date+] [+¶+] | [+¶+]",
        "End.",
    ]


def test_a_table_that_ends_the_story_is_cut_in_two_as_well() -> None:
    shown = marked(body("Signed.", FIRST), body("Signed.", FIRST, "And", SECOND))
    assert shown == ["Signed.", *ROWS, "[+And+] [+¶+]", *NEW_ROWS]


def test_two_tables_that_became_one_keep_the_rows_of_the_first() -> None:
    whole = tbl(row("a", "b"), row("c", "d"), row("i", "j"), row("e", "f"))
    shown = marked(
        body(tbl(row("a", "b"), row("c", "d"), row("i", "j")), "And", tbl(row("e", "f")), "End."), body(whole, "End.")
    )
    assert shown[:3] == ["| a | b", "| c | d", "| i | j"]


MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def formula(*parts: str) -> str:
    return f'<m:oMath xmlns:m="{MATHS}">{"".join(parts)}</m:oMath>'


def sign(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def squared(base: str, power: str = "2") -> str:
    return f"<m:sSup><m:e>{sign(base)}</m:e><m:sup>{sign(power)}</m:sup></m:sSup>"


def painted_in_formulas(made: bytes, tag: str) -> list[str]:
    """The letters of formulas in each mark of a kind."""
    found = part(made).iterfind(f".//{{*}}{tag}")
    return [text for mark in found if (text := "".join("".join(x.itertext()) for x in mark.iter(f"{{{MATHS}}}t")))]


@pytest.mark.parametrize(
    ("before", "after", "struck", "inserted"),
    [
        ([sign("A=π"), squared("r")], [sign("A="), sign("2"), sign("π"), squared("r")], [], ["2"]),
        ([sign("A=2π"), squared("r")], [sign("A=π"), squared("r")], ["2"], []),
        ([squared("a"), sign("+"), squared("b")], [squared("a"), sign("+"), squared("b", "3")], ["2"], ["3"]),
        ([squared("a"), sign("+b")], [squared("a", "2"), sign("+"), sign("b")], [], []),
        ([sign("A=π"), squared("r")], [sign("A=πr")], ["A=πr2"], ["A=πr"]),
    ],
    ids=["came", "gone", "in-a-script", "only-cut-otherwise", "another-frame"],
)
def test_a_formula_shows_the_letters_that_changed(
    before: list[str], after: list[str], struck: list[str], inserted: list[str]
) -> None:
    sides = (docx(p(t("Area "), formula(*side), t(" it is.")) + p(t("End."))) for side in (before, after))
    made = proved_redline(*sides)
    assert [painted_in_formulas(made.docx, tag) for tag in ("del", "ins")] == [struck, inserted]
    kinds = [c.kind for c in made.changes.changes]
    assert kinds == ([ChangeKind.REPLACED] if struck or inserted else [])


def test_a_formula_that_changed_inside_a_move_is_struck_and_inserted() -> None:
    old, new = (p(t(DUTY), formula(sign(f"A={number}"))) for number in (1, 2))
    stays = p(t(COSTS)) + p(t(TERM))
    made = proved_redline(docx(old + stays + p(t("End."))), docx(stays + new + p(t("End."))))
    assert made.changes.count(ChangeKind.MOVED) == 1
    assert (painted_in_formulas(made.docx, "del"), painted_in_formulas(made.docx, "ins")) == (["A=1"], ["A=2"])


def test_runs_that_are_only_cut_otherwise_paint_nothing() -> None:
    before = docx(p(t("The video is school property.")))
    after = docx(p(t("The vi"), t("deo is "), t("sch"), t("ool property.")))
    made = proved_redline(before, after)
    assert marks(made.docx) == ["The video is school property."]
    assert made.changes.changes == ()


def test_a_look_that_begins_inside_a_word_repaints_no_word() -> None:
    before = docx(p(t("The video is school property.")))
    after = docx(p(t("The vi"), t("deo", "<w:b/>"), t(" is school property.")))
    assert marked(before, after) == ["The vi[~deo~] is school property."]


@pytest.mark.parametrize("words", ["video is", "video is school property."])
def test_a_content_control_around_unchanged_words_paints_nothing(words: str) -> None:
    rest = "video is school property.".removeprefix(words)
    plain = docx(p(t("The video is school property.")))
    controlled = docx(p(t("The "), control(t(words), 7), *([t(rest)] if rest else [])))
    assert marked(plain, controlled) == ["The video is school property."]
    assert marked(controlled, plain) == ["The video is school property."]


def test_another_look_is_a_format_change_and_no_new_word() -> None:
    before = docx(p(t("a bold word")))
    assert marked(before, docx(p(t("a "), t("bold", "<w:b/>"), t(" word")))) == ["a [~bold~] word"]


def test_another_style_is_a_change_of_the_paragraph_and_of_no_word() -> None:
    assert marked(docx(p(t("Title"), ppr=HEADING)), docx(p(t("Title"), ppr=QUOTE))) == ["Title [~¶~]"]


def test_a_renumbered_reference_changes_only_what_it_shows() -> None:
    before, after = (docx(p(t("Section "), field("REF cp_x_0", number), t(" applies."))) for number in ("12", "13"))
    made = proved_redline(before, after)
    assert marks(made.docx) == ["Section {REF cp_x_0}[-12-][+13+] applies."]
    assert [c.kind for c in made.changes.changes] == [ChangeKind.REFERENCE_UPDATED]


def test_a_field_that_becomes_words_is_struck_whole() -> None:
    before = docx(p(t("Section "), field("REF cp_x_0", "12"), t(" applies.")))
    assert marked(before, docx(p(t("Section 12 applies.")))) == ["Section [-{REF cp_x_0}12-][+12+] applies."]


@pytest.mark.parametrize("form", ["simple", "complex"])
def test_another_look_of_what_a_field_shows_is_a_format_change(form: str) -> None:
    def file(look: str) -> bytes:
        shown = t("12", look)
        if form == "simple":
            return docx(p(t("Section "), f'<w:fldSimple w:instr=" PAGEREF x ">{shown}</w:fldSimple>', t(" applies.")))
        return docx(p(t("Section "), field("PAGEREF x", "12").replace(t("12"), shown), t(" applies.")))

    assert marked(file(""), file("<w:b/>")) == ["Section {PAGEREF x}[~12~] applies."]


# ------------------------------------------------------------------------------------------------- boilerplate

PARTIES = ("The District", "The Department", "The City", "The Union")
NOTICE = "shall give notice in writing to every other party at least thirty (30) days before any change takes effect."
BOILERPLATE = tuple(f"{party} {NOTICE}" for party in PARTIES)


@pytest.mark.parametrize("gone", range(4), ids=PARTIES)
def test_of_four_clauses_that_differ_in_a_name_exactly_the_deleted_one_is_struck(gone: int) -> None:
    left = [clause for k, clause in enumerate(BOILERPLATE) if k != gone]
    shown = marked(body(*BOILERPLATE, "End."), body(*left, "End."))
    assert shown == [*(f"[-{c}-] [-¶-]" if k == gone else c for k, c in enumerate(BOILERPLATE)), "End."]


@pytest.mark.parametrize("new", range(4), ids=PARTIES)
def test_of_four_clauses_that_differ_in_a_name_exactly_the_new_one_is_inserted(new: int) -> None:
    had = [clause for k, clause in enumerate(BOILERPLATE) if k != new]
    shown = marked(body(*had, "End."), body(*BOILERPLATE, "End."))
    assert shown == [*(f"[+{c}+] [+¶+]" if k == new else c for k, c in enumerate(BOILERPLATE)), "End."]


# --------------------------------------------------------------------------------------------- words and amounts


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "The District pays $130,000 each year.",
            "The District pays $135,500 each year.",
            "The District pays [-$130,000-][+$135,500+] each year.",
        ),
        (
            "Notice is given thirty (30) days before.",
            "Notice is given ninety (90) days before.",
            "Notice is given [-thirty (30)-][+ninety (90)+] days before.",
        ),
        (
            "Within the territory of the City.",
            "Within the Territory of the City.",
            "Within the [-territory-][+Territory+] of the City.",
        ),
        ("Section 12 applies.", "Section\u00a012 applies.", "Section[- -][+\u00a0+]12 applies."),
        ("See 4.2(b) above.", "See 4.2(c) above.", "See [-4.2(b)-][+4.2(c)+] above."),
        ("It may be released.", "It may not be released.", "It may [+not +]be released."),
        ("One sentence. Two.", "One sentence. A new one. Two.", "One sentence. [+A new one. +]Two."),
        ("Send a re\u0301sume\u0301 to us.", "Send a resume to us.", "Send a [-re\u0301sume\u0301-][+resume+] to us."),
    ],
)
def test_a_change_of_words_is_one_deletion_and_one_insertion(before: str, after: str, shown: str) -> None:
    assert marked(body(before, "End."), body(after, "End.")) == [shown, "End."]


def test_a_paragraph_with_other_words_is_shown_old_then_new() -> None:
    old, new = "The parties agree on many things about cameras.", "Nobody shall wear green hats on Tuesday mornings."
    assert marked(body(old), body(new)) == [f"[-{old}-][+{new}+]"]


# ------------------------------------------------------------------------------- where deleted paragraphs stand


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (["One.", "Two goes.", "End."], ["One.", "End."], ["One.", "[-Two goes.-] [-¶-]", "End."]),
        (["One goes.", "Two.", "End."], ["Two.", "End."], ["[-One goes.-] [-¶-]", "Two.", "End."]),
        (["One.", "Last goes."], ["One."], ["One. [-¶-]", "[-Last goes.-]"]),
        (["One."], ["One.", "New last."], ["One. [+¶+]", "[+New last.+]"]),
    ],
    ids=["between", "first", "last", "new-last"],
)
def test_a_paragraph_is_struck_where_it_stood(before: list[str], after: list[str], shown: list[str]) -> None:
    assert marked(body(*before), body(*after)) == shown


ROWS = ["| a | b", "| c | d"]
NEW_ROWS = ["[+row+] | [+e+] [+¶+] | [+f+] [+¶+]", "[+row+] | [+g+] [+¶+] | [+h+] [+¶+]"]
OLD_ROWS = [line.replace("+", "-") for line in NEW_ROWS]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (["One.", "Goes.", FIRST, "End."], ["One.", FIRST, "End."], ["One.", "[-Goes.-] [-¶-]", *ROWS, "End."]),
        (["Goes.", FIRST, "End."], [FIRST, "End."], ["[-Goes.-] [-¶-]", *ROWS, "End."]),
        (["One.", FIRST, "Goes.", "End."], ["One.", FIRST, "End."], ["One.", *ROWS, "[-Goes.-] [-¶-]", "End."]),
        ([FIRST, "Goes."], [FIRST], [*ROWS, "[-Goes.-] [-¶-]"]),
        ([FIRST], [FIRST, "Comes."], [*ROWS, "[+Comes.+] [+¶+]"]),
    ],
    ids=["before-a-table", "first-before-a-table", "after-a-table", "last-after-a-table", "new-last-after-a-table"],
)
def test_a_paragraph_beside_a_table_is_struck_where_it_stood(
    before: list[str], after: list[str], shown: list[str]
) -> None:
    assert marked(body(*before), body(*after)) == shown


def test_a_paragraph_between_two_tables_goes_and_the_second_table_stands_anew() -> None:
    shown = marked(body(FIRST, "Goes.", SECOND, "End."), body(FIRST, SECOND, "End."))
    assert shown == [*ROWS, *NEW_ROWS, "[-Goes.-] [-¶-]", *OLD_ROWS, "End."]


def test_a_paragraph_between_two_tables_comes_and_the_second_table_stands_anew() -> None:
    shown = marked(body(FIRST, SECOND, "End."), body(FIRST, "Comes.", SECOND, "End."))
    assert shown == [*ROWS, *OLD_ROWS, "[+Comes.+] [+¶+]", *NEW_ROWS, "End."]


def test_paragraphs_after_a_table_go_when_another_table_comes_in_their_place() -> None:
    shown = marked(body(FIRST, "One.", "Two."), body(FIRST, SECOND, ""))
    assert shown == [*ROWS, *NEW_ROWS, "[-One.-] [-¶-]", "[-Two.-]"]


# ------------------------------------------------------------------------------------------------------- tables


def test_a_struck_row_strikes_its_words_and_marks_too() -> None:
    shown = marked(body(FIRST, "End."), body(tbl(row("a", "b")), "End."))
    assert shown == ["| a | b", "[-row-] | [-c-] [-¶-] | [-d-] [-¶-]", "End."]


def test_a_word_in_a_cell_changes_alone() -> None:
    assert marked(body(FIRST, "End."), body(tbl(row("a", "b"), row("c", "x")), "End."))[1] == "| c | [-d-][+x+]"


def test_a_whole_table_comes_row_by_row() -> None:
    assert marked(body("One.", "End."), body("One.", SECOND, "End.")) == ["One.", *NEW_ROWS, "End."]


WIDE = tbl(row("a", "n", "b"), row("c", "n", "d"), columns=3)


def test_another_column_comes_cell_by_cell_with_all_that_is_in_it() -> None:
    made = proved_redline(body(FIRST, "End."), body(WIDE, "End."))
    assert marks(made.docx) == ["| a | [+cell+] [+n+] [+¶+] | b", "| c | [+cell+] [+n+] [+¶+] | d", "End."]
    assert [(c.kind, c.after) for c in made.changes.changes] == [(ChangeKind.INSERTED, "n")] * 2


def test_a_column_that_goes_strikes_its_cells_and_keeps_the_others() -> None:
    made = proved_redline(body(WIDE, "End."), body(FIRST, "End."))
    assert marks(made.docx) == ["| a | [-cell-] [-n-] [-¶-] | b", "| c | [-cell-] [-n-] [-¶-] | d", "End."]
    assert [(c.kind, c.before) for c in made.changes.changes] == [(ChangeKind.DELETED, "n")] * 2


def test_the_grid_has_a_place_for_a_struck_column_until_it_is_accepted() -> None:
    made = proved_redline(body(WIDE, "End."), body(FIRST, "End."))
    for docx_, columns in ((made.docx, 3), (accept_all(made.docx), 2), (reject_all(made.docx), 3)):
        grid = next(part(docx_).iter("{*}tblGrid"))
        assert len(grid.findall("{*}gridCol")) == columns


def test_a_first_column_that_goes_stands_before_the_kept_ones() -> None:
    assert marked(body(tbl(row("n", "a", "b"), row("n", "c", "d"), columns=3), "End."), body(FIRST, "End."))[0] == (
        "| [-cell-] [-n-] [-¶-] | a | b"
    )


def test_cells_that_span_other_columns_keep_their_words() -> None:
    title = '<w:gridSpan w:val="{}"/>'
    wide, narrow = (tr(tc(p(t("Periods of retention")), tcpr=title.format(span))) for span in (3, 2))
    before = tbl(wide, row("a", "n", "b"), row("c", "n", "d"), columns=3)
    after = tbl(narrow, row("a", "b"), row("c", "d"))
    shown = marked(body(before, "End."), body(after, "End."))
    assert shown[0] == "| Periods of retention"
    assert shown[1:3] == ["| a | [-cell-] [-n-] [-¶-] | b", "| c | [-cell-] [-n-] [-¶-] | d"]


def test_a_column_that_goes_with_a_nested_table_strikes_both() -> None:
    inner = tc(tbl(row("x")), p())
    wide = tbl(tr(tc(p(t("a"))), inner, tc(p(t("b")))), row("c", "n", "d"), columns=3)
    shown = marked(body(wide, "End."), body(FIRST, "End."))
    assert shown[0] == "| a | [-cell-] [-row-] | [-x-] [-¶-] / [-¶-] | b"


def test_rows_that_change_only_their_properties_are_told() -> None:
    tall = tr(tc(p(t("a"))), tc(p(t("b"))), trpr='<w:trHeight w:val="900"/>')
    made = proved_redline(body(tbl(row("a", "b")), "End."), body(tbl(tall), "End."))
    assert [(c.kind, c.detail) for c in made.changes.changes] == [(ChangeKind.TABLE_FORMATTED, "row")]


# ------------------------------------------------------------------------------------------- sections and margins

HEADERS = {"word/header1.xml": header("Draft"), "word/header2.xml": header("Exhibit")}
ONE = f'<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/>{PAGE}</w:sectPr>'
TWO = f'<w:sectPr><w:headerReference w:type="default" r:id="rIdheader2"/>{PAGE}</w:sectPr>'


def test_header_references_are_kept_when_a_paragraph_beside_them_goes() -> None:
    before = docx(p(t("One.")) + p(t("Goes.")) + p(t("Two."), ppr=ONE) + p(t("End.")), HEADERS, TWO)
    after = docx(p(t("One.")) + p(t("Two."), ppr=ONE) + p(t("End.")), HEADERS, TWO)
    made = proved_redline(before, after)
    references = [e for e in part(made.docx).iter() if str(e.tag).endswith("headerReference")]
    assert len(references) == 2
    assert marks(made.docx) == ["One.", "[-Goes.-] [-¶-]", "Two.", "End."]


def test_header_references_are_kept_when_a_section_is_inserted() -> None:
    before = docx(p(t("One.")) + p(t("End.")), HEADERS, TWO)
    after = docx(p(t("One.")) + p(t("New."), ppr=ONE) + p(t("End.")), HEADERS, TWO)
    assert marked(before, after) == ["One.", "[+New.+] [+¶+]", "End."]
    assert marked(after, before) == ["One.", "[-New.-] [-¶-]", "End."]


def test_words_of_a_header_change_in_the_header() -> None:
    before = docx(p(t("One.")), {"word/header1.xml": header("First draft")}, ONE)
    after = docx(p(t("One.")), {"word/header1.xml": header("Second draft")}, ONE)
    made = proved_redline(before, after)
    assert marks(made.docx, "word/header1.xml") == ["[-First-][+Second+] draft"]
    assert [c.place for c in made.changes.changes] == ["header (default) of section 1"]


def test_a_page_that_turns_is_told_as_a_change_of_the_section() -> None:
    wide = '<w:sectPr><w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/></w:sectPr>'
    made = proved_redline(docx(p(t("One."))), docx(p(t("One.")), section=wide))
    assert [c.kind for c in made.changes.changes] == [ChangeKind.SECTION_FORMATTED]


@pytest.mark.parametrize("sides", [("", ONE), (ONE, "")], ids=["comes", "goes"])
def test_a_last_section_that_only_one_side_states_comes_back(sides: tuple[str, str]) -> None:
    before, after = (docx(p(t("One.")), HEADERS, section) for section in sides)
    made = proved_redline(before, after)
    assert made.changes.count(ChangeKind.SECTION_FORMATTED) == 1


# -------------------------------------------------------------------------------------------- notes and bookmarks


def test_a_footnote_that_comes_is_inserted_with_its_words() -> None:
    note = f'<w:footnote w:id="1">{p(t("See the manual."))}</w:footnote>'
    parts: dict[str, Part] = {"word/footnotes.xml": footnotes(note)}
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    made = proved_redline(docx(p(t("One."))), docx(p(t("One."), reference), parts))
    assert marks(made.docx) == ["One.[++]"]
    (words,) = (e for e in part(made.docx, "word/footnotes.xml").iter() if e.text == "See the manual.")
    assert [str(a.tag).rpartition("}")[2] for a in words.iterancestors()][:2] == ["r", "ins"]


def test_a_bookmark_of_struck_words_goes_with_them() -> None:
    before = docx(p(t("One.")) + p(bookmark(5, "gone"), t("Two goes."), bookmark_end(5)) + p(t("End.")))
    root = part(proved_redline(before, docx(p(t("One.")) + p(t("End.")))).docx)
    w = root.nsmap["w"]
    assert [e.get(f"{{{w}}}name") for e in root.iter(f"{{{w}}}bookmarkStart")] == ["gone"]


def test_a_struck_text_box_keeps_its_words_and_not_the_names_of_the_one_that_stays() -> None:
    def box(words: str, width: int) -> str:
        mark = bookmark(1, "inside") + bookmark_end(1)
        shape = (
            f'<v:shape id="Box 1" style="width:{width}pt"><v:textbox><w:txbxContent>{p(mark, t(words))}</w:txbxContent>'
        )
        return (
            '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shapetype id="_x0000_t202"/>'
            f"{shape}</v:textbox></v:shape></w:pict></w:r>"
        )

    root = part(proved_redline(docx(p(box("old", 9))), docx(p(box("new", 8)))).docx)
    vml = "{urn:schemas-microsoft-com:vml}"
    names = [e.get("id") for e in root.iter(f"{vml}shape", f"{vml}shapetype")]
    assert len(names) == 4
    assert len(set(names)) == 4


# ----------------------------------------------------------------------------------------- their tracked changes

THEIRS = p(t("The video is "), dele(d("City")), ins(t("School")), t(" property.")) + p(
    ins(t("A new paragraph.")), mark=marker("ins")
)


def test_tracked_changes_of_the_before_file_are_read_as_accepted_and_told() -> None:
    tracked, plain = docx(THEIRS + p(t("End."))), body("The video is Department property.", "End.")
    made = proved_redline(tracked, plain)
    (note,) = made.notes
    assert (note.code, note.place) == ("existing-changes-accepted", "before")
    assert "(4 marks)" in note.message
    assert {c.author for c in made.changes.changes} == {AUTHOR}


@pytest.mark.parametrize("side", ["before", "after"])
def test_tracked_changes_that_a_file_carries_can_be_refused(side: str) -> None:
    tracked, plain = docx(THEIRS + p(t("End."))), body("The video is Department property.", "End.")
    pair = (tracked, plain) if side == "before" else (plain, tracked)
    with pytest.raises(InvalidOption, match=f"The {side} file carries 4 tracked changes"):
        redline(*pair, author=AUTHOR, at=AT, options=Options(existing=Existing.REFUSE))


def test_files_without_tracked_changes_pass_when_they_are_to_be_refused() -> None:
    made = proved_redline(body("One."), body("Two."), options=Options(existing=Existing.REFUSE))
    assert marks(made.docx) == ["[-One-][+Two+]."]
