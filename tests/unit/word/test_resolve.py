"""Accepting and rejecting tracked changes as Word does, read by the tests' own reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drafts.word.lint import lint
from drafts.word.package import Package
from drafts.word.resolve import accept_all, reject_all, resolve, settle
from tests.support.redlines import marks, part
from tests.support.revision_cases import VALID
from tests.support.seen import SeenParagraph, seen, texts
from tests.support.wml import (
    ANA,
    BEN,
    HEADING,
    PAGE,
    QUOTE,
    SECTION,
    bookmark,
    bookmark_end,
    change,
    control,
    d,
    dele,
    deleted_row,
    docx,
    field,
    footnotes,
    header,
    ins,
    inserted_row,
    marker,
    move_range,
    moved,
    p,
    row,
    t,
    tbl,
    tc,
    tr,
)

END = p(t("End."))
TABS = '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>'
FIRST, LAST = p(t("First.")), p(t("Last."))

Resolve = Callable[[bytes], bytes]


def both(body: str) -> tuple[list[str], list[str]]:
    """The paragraphs when everything is accepted, and when everything is rejected."""
    made = docx(body)
    return texts(seen(accept_all(made)).body), texts(seen(reject_all(made)).body)


@pytest.mark.parametrize(
    ("body", "accepted", "rejected"),
    [
        (p(t("a "), dele(d("old")), ins(t("new"))), ["a new"], ["a old"]),
        (p(ins(t("x"), ANA), ins(dele(d("y"), BEN), ANA)) + END, ["x", "End."], ["", "End."]),
        (FIRST + p(ins(t("New.")), mark=marker("ins")) + END, ["First.", "New.", "End."], ["First.", "End."]),
        (FIRST + p(dele(d("Old.")), mark=marker("del")) + END, ["First.", "End."], ["First.", "Old.", "End."]),
        (p(t("One "), mark=marker("del")) + p(t("two.")), ["One two."], ["One ", "two."]),
        (p(t("One "), mark=marker("ins")) + p(t("two.")), ["One ", "two."], ["One two."]),
        (p(mark=marker("ins") + marker("del")) + END, ["End."], ["End."]),
        (p(dele(field("REF a", "12", deleted=True)), ins(t("12"))), ["12"], ["⟨REF a|12⟩"]),
        (p(t("a"), ins("<w:r><w:br/></w:r>")), ["a[line break]"], ["a"]),
        (p(control(ins(t("new")) + dele(d("old")), 4)), ["new"], ["old"]),
        (
            move_range("From", 1, "m", p(moved("From", t("Moved.")), mark=marker("moveFrom")))
            + FIRST
            + move_range("To", 2, "m", p(moved("To", t("Moved.")), mark=marker("moveTo")))
            + END,
            ["First.", "Moved.", "End."],
            ["Moved.", "First.", "End."],
        ),
    ],
    ids=[
        "replacement",
        "struck-insertion",
        "new-paragraph",
        "struck-paragraph",
        "joined",
        "cut",
        "came-and-went",
        "field",
        "break",
        "control",
        "move",
    ],
)
def test_changes_of_words_and_paragraphs(body: str, accepted: list[str], rejected: list[str]) -> None:
    assert both(body) == (accepted, rejected)


@pytest.mark.parametrize(
    ("body", "accepted", "rejected"),
    [
        (
            tbl(row("a", "b"), inserted_row("c", "d"), deleted_row("e", "f")) + END,
            [*"abcd", "End."],
            [*"abef", "End."],
        ),
        (FIRST + tbl(deleted_row("e", "f")) + END, ["First.", "End."], ["First.", "e", "f", "End."]),
        (FIRST + tbl(inserted_row("e", "f")) + END, ["First.", "e", "f", "End."], ["First.", "End."]),
        (
            tbl(tr(tc(p(t("a"))), tc(p(t("b")), tcpr=marker("cellIns")))) + END,
            ["a", "b", "End."],
            ["a", "End."],
        ),
        (
            tbl(tr(tc(p(t("a"))), tc(p(t("b")), tcpr=marker("cellDel")))) + END,
            ["a", "End."],
            ["a", "b", "End."],
        ),
        (
            tbl(tr(tc(p(t("a")) + tbl(deleted_row("e", "f")) + p()))) + END,
            ["a", "", "End."],
            ["a", "e", "f", "", "End."],
        ),
    ],
    ids=["rows", "struck-table", "new-table", "new-cell", "struck-cell", "nested-table"],
)
def test_changes_of_tables(body: str, accepted: list[str], rejected: list[str]) -> None:
    assert both(body) == (accepted, rejected)


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        (FIRST + p(dele(d("Old.")), mark=marker("del")) + tbl(row("a", "b")) + END, ["First.", "a", "b", "End."]),
        (tbl(row("a", "b")) + p(dele(d("Old.")), mark=marker("del")), ["a", "b", ""]),
        (
            tbl(row("a", "b")) + p(dele(d("Old.")), mark=marker("del")) + tbl(row("c", "d")) + END,
            [*"ab", "", *"cd", "End."],
        ),
        (tbl(tr(tc(p(dele(d("Old.")), mark=marker("del"))))) + END, ["", "End."]),
        (tbl(tr(tc(FIRST + p(dele(d("Old.")), mark=marker("del"))))) + END, ["First.", "End."]),
        (p(t("Stays."), mark=marker("del")) + tbl(row("a", "b")) + END, ["Stays.", "a", "b", "End."]),
        (
            FIRST + p(dele(d("Old.")), ppr=TABS, mark=marker("del")) + tbl(row("a", "b")) + END,
            ["First.", "a", "b", "End."],
        ),
    ],
    ids=[
        "before-a-table",
        "last-after-a-table",
        "between-tables",
        "only-one-of-a-cell",
        "last-of-a-cell",
        "words-stay",
        "tab-stops-are-no-words",
    ],
)
def test_a_mark_that_no_paragraph_follows_goes_only_where_the_container_stays_legal(
    body: str, accepted: list[str]
) -> None:
    assert texts(seen(accept_all(docx(body))).body) == accepted


def test_text_whose_mark_goes_takes_the_properties_of_the_paragraph_that_follows() -> None:
    (joined,) = seen(accept_all(docx(p(t("One "), ppr=HEADING, mark=marker("del")) + p(t("two."), ppr=QUOTE)))).body
    assert isinstance(joined, SeenParagraph)
    assert "Quote" in str(joined.properties)


@pytest.mark.parametrize(
    ("tracked", "old", "new"),
    [
        (p(t("a"), ppr=QUOTE + change("pPr", HEADING)), p(t("a"), ppr=HEADING), p(t("a"), ppr=QUOTE)),
        (p(t("a", "<w:b/>" + change("rPr", "<w:i/>"))), p(t("a", "<w:i/>")), p(t("a", "<w:b/>"))),
        (p(t("a", "<w:b/>" + change("rPr", ""))), p(t("a")), p(t("a", "<w:b/>"))),
        (
            p(t("a"), mark="<w:b/>" + change("rPr", "")),
            p(t("a")),
            p(t("a"), mark="<w:b/>"),
        ),
        (
            tbl(tr(tc(p(t("a"))), trpr="<w:cantSplit/>" + change("trPr", ""))) + END,
            tbl(tr(tc(p(t("a"))))) + END,
            tbl(tr(tc(p(t("a"))), trpr="<w:cantSplit/>")) + END,
        ),
    ],
    ids=["paragraph", "run", "run-without", "mark", "row"],
)
def test_the_old_properties_come_back(tracked: str, old: str, new: str) -> None:
    made = docx(tracked)
    assert seen(reject_all(made)) == seen(docx(old))
    assert seen(accept_all(made)) == seen(docx(new))


def test_a_list_that_a_paragraph_joined_is_left_again() -> None:
    numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>{marker("ins")}</w:numPr>'
    assert seen(reject_all(docx(p(t("a"), ppr=numbered)))) == seen(docx(p(t("a"))))


@pytest.mark.parametrize(("kind", "resolved"), [("ins", reject_all), ("del", accept_all)])
@pytest.mark.parametrize("words", ["", "Words that stay."])
def test_a_mark_that_goes_takes_its_section_break_along_where_its_paragraph_has_to_stay(
    kind: str, resolved: Resolve, words: str
) -> None:
    ending = p(t(words) if words else "", ppr=f"<w:rPr>{marker(kind)}</w:rPr><w:sectPr>{PAGE}</w:sectPr>")
    read = seen(resolved(docx(tbl(row("a")) + ending + tbl(row("b")) + END)))
    assert texts(read.body) == ["a", words, "b", "End."]
    assert len(read.sections) == 1


def test_a_section_keeps_its_headers_when_its_old_properties_come_back() -> None:
    reference = '<w:headerReference w:type="default" r:id="rIdheader"/>'
    wide = '<w:pgSz w:w="15840" w:h="12240"/>'
    made = docx(
        END, {"word/header1.xml": header("Top")}, f"<w:sectPr>{reference}{wide}{change('sectPr', PAGE)}</w:sectPr>"
    )
    old = docx(END, {"word/header1.xml": header("Top")}, f"<w:sectPr>{reference}{PAGE}</w:sectPr>")
    assert seen(reject_all(made)) == seen(old)


@pytest.mark.parametrize("accept", [True, False])
def test_headers_and_notes_are_resolved_too(accept: bool) -> None:
    note = f'<w:footnote w:id="1">{p(t("x "), dele(d("old")), ins(t("new")))}</w:footnote>'
    top = header("x").xml.replace(t("x"), t("x ") + dele(d("old")) + ins(t("new"))).replace('"#"', '"9"')
    from_header = {"word/header1.xml": header("x"), "word/footnotes.xml": footnotes(note)}
    from_header["word/header1.xml"] = type(from_header["word/header1.xml"])(top, "header")
    section = SECTION.replace("<w:sectPr>", '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/>')
    made = docx(p(t("a"), '<w:r><w:footnoteReference w:id="1"/></w:r>'), from_header, section)
    read = seen(accept_all(made) if accept else reject_all(made))
    word = "x new" if accept else "x old"
    assert word in str(read.body)
    assert word in str(read.sections)


def test_a_note_whose_reference_went_goes_with_it() -> None:
    note = f'<w:footnote w:id="1">{p(t("Note."))}</w:footnote>'
    made = docx(p(t("a"), ins('<w:r><w:footnoteReference w:id="1"/></w:r>')), {"word/footnotes.xml": footnotes(note)})
    assert "Note." not in "".join(part(reject_all(made), "word/footnotes.xml").itertext())
    assert "Note." in "".join(part(accept_all(made), "word/footnotes.xml").itertext())


def test_a_bookmark_that_begins_in_struck_words_and_ends_outside_is_kept() -> None:
    body = p(dele(bookmark(7, "b") + d("old")), t("new"), bookmark_end(7))
    accepted = accept_all(docx(body))
    assert [str(e.tag).rpartition("}")[2] for e in part(accepted).iter() if "bookmark" in str(e.tag)] == [
        "bookmarkStart",
        "bookmarkEnd",
    ]
    assert not lint(accepted)


def test_only_what_a_filter_picks_is_resolved() -> None:
    package = Package.read(docx(p(ins(t("Ana. "), ANA), ins(t("Ben."), BEN))))
    settle(package, accept=False, pick=lambda e: "Ana" in "".join(e.values()))
    assert marks(package.to_bytes()) == ["[+Ben.+]"]


def test_what_is_resolved_is_counted() -> None:
    package = Package.read(docx(p(t("a "), dele(d("old")), ins(t("new")))))
    assert settle(package, accept=True) == 2
    assert settle(package, accept=True) == 0


def test_a_file_without_tracked_changes_stays_as_it_is() -> None:
    plain = docx(FIRST + tbl(row("a", "b")) + LAST)
    assert seen(accept_all(plain)) == seen(plain) == seen(reject_all(plain))


def test_a_story_of_its_own_can_be_resolved() -> None:
    root = part(docx(p(t("a "), dele(d("old")))))
    resolve(root, accept=True)
    assert "".join(root.itertext()).strip() == "a"


@pytest.mark.parametrize("name", sorted(VALID))
def test_every_valid_file_is_clean_and_without_changes_when_resolved(name: str) -> None:
    made = VALID[name].make()
    for resolved in (accept_all(made), reject_all(made)):
        kept = {f.rule for f in lint(resolved)} - {f.rule for f in lint(made)}
        assert not kept
        assert settle(Package.read(resolved), accept=True) == 0


def tagged(kind: str, words: str) -> str:
    """A content control with a tracked change of its tags."""
    start, end = (f'<w:customXml{kind}Range{edge} w:id="{{}}"' for edge in ("Start", "End"))
    opened, closed = (f"{start.format(k)} {ANA}/>" for k in (801, 802)), [f"{end.format(k)}/>" for k in (801, 802)]
    first, second = opened
    return f"{first}{control(f'{closed[0]}{words}{second}', 9)}{closed[1]}"


@pytest.mark.parametrize(("kind", "goes_with"), [("Ins", reject_all), ("Del", accept_all)])
def test_a_control_that_somebody_inserted_goes_from_around_its_words(kind: str, goes_with: Resolve) -> None:
    for before in (docx(p(t("One "), tagged(kind, t("two")))), docx(tagged(kind, p(t("One two"))) + p(t("End.")))):
        for resolve_ in (accept_all, reject_all):
            after = resolve_(before)
            assert marks(after)[0] == "One two"
            assert len(list(part(after).iter("{*}sdt"))) == (resolve_ is not goes_with)
            assert not lint(after)
