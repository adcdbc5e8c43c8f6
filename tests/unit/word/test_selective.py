"""Accepting and rejecting some changes: what goes together, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clauses.errors import InvalidOption
from drafts.word.lint import lint
from drafts.word.package import Package
from drafts.word.resolve import accept_all, reject_all
from drafts.word.revisions import tracked_changes
from drafts.word.selective import Kind, resolve_some
from tests.support.redlines import marks
from tests.support.seen import difference
from tests.support.wml import (
    ANA,
    BEN,
    change,
    d,
    dele,
    docx,
    footnotes,
    ins,
    inserted_row,
    marker,
    move_range,
    moved,
    p,
    row,
    t,
    tbl,
)

ANA_NAME, BEN_NAME = ["Ana Counsel"], ["Ben Police"]


def test_rejecting_an_insertion_takes_what_others_struck_in_it() -> None:
    file = docx(p(t("We "), ins(t("shall ") + dele(d("not "), BEN) + t("pay"))))
    made, count = resolve_some(file, accept=False, authors=ANA_NAME)
    assert marks(made) == ["We "]
    assert count == [c.author for c in tracked_changes(file).changes].count("Ana Counsel")


def test_accepting_what_was_struck_in_an_insertion_leaves_the_insertion() -> None:
    file = docx(p(t("We "), ins(t("shall ") + dele(d("not "), BEN) + t("pay"))))
    made, _ = resolve_some(file, accept=True, authors=BEN_NAME)
    assert marks(made) == ["We [+shall pay+]"]


def test_an_insertion_that_others_struck_whole_is_swept_away() -> None:
    file = docx(p(t("We pay"), ins(dele(d(" not"), BEN)), t(".")))
    made, _ = resolve_some(file, accept=True, authors=BEN_NAME)
    assert b"w:ins " not in _document(made)
    assert marks(made) == ["We pay."]


def test_both_ends_of_a_move_go_together_with_the_words_edited_on_the_way() -> None:
    source = p(
        moved("From", t("The Department shall ")) + dele(d("not ")) + moved("From", t("release it.")),
        mark=marker("moveFrom"),
    )
    target = p(
        moved("To", t("The Department shall ")) + ins(t("always ")) + moved("To", t("release it.")),
        mark=marker("moveTo"),
    )
    file = docx(
        move_range("From", 20, "move1", source)
        + p(t("Between."))
        + move_range("To", 21, "move1", target)
        + p(t("End."))
    )
    accepted, count = resolve_some(file, accept=True, kinds=[Kind.MOVES])
    assert difference(accepted, accept_all(file)) is None
    assert count == 3
    rejected, _ = resolve_some(file, accept=False, kinds=[Kind.MOVES])
    assert difference(rejected, reject_all(file)) is None
    assert marks(rejected) == ["The Department shall not release it.", "Between.", "End."]
    for made in (accepted, rejected):
        assert b"move" not in _document(made)
    untouched, count = resolve_some(file, accept=True, kinds=[Kind.INSERTIONS, Kind.DELETIONS])
    assert marks(untouched) == marks(file)


def test_a_row_goes_with_what_is_in_it() -> None:
    file = docx(tbl(row("a", "b"), inserted_row("c", "d")) + p(t("End.")))
    made, _ = resolve_some(file, accept=False, kinds=[Kind.INSERTIONS])
    assert difference(made, reject_all(file)) is None
    kept, count = resolve_some(file, accept=False, kinds=[Kind.DELETIONS])
    assert marks(kept) == marks(file)
    assert count == 0


def test_a_paragraph_goes_with_its_mark_whenever_its_words_were_typed() -> None:
    early = 'w:author="Ana Counsel" w:date="2026-10-01T10:00:00Z"'
    file = docx(p(t("Kept.")) + p(ins(t("Typed early."), early), mark=marker("ins")) + p(t("End.")))
    made, _ = resolve_some(file, accept=False, since=datetime(2026, 11, 1, tzinfo=UTC))
    assert marks(made) == ["Kept.", "End."]


def test_a_mark_that_nothing_can_join_yet_waits() -> None:
    last = p(dele(d("Struck by Ben."), BEN), mark=marker("del", ANA))
    file = docx(tbl(row("a", "b")) + p(t("Kept.")) + last)
    made, _ = resolve_some(file, accept=True, authors=ANA_NAME)
    assert difference(accept_all(made), accept_all(file)) is None


def test_a_note_stands_in_the_clause_of_its_reference() -> None:
    heading = '<w:pStyle w:val="Heading1"/>'
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    note = f'<w:footnote w:id="1">{p(t("See "), ins(t("the law.")))}</w:footnote>'
    body = p(t("Costs"), ppr=heading) + p(t("Paid"), reference) + p(t("Term"), ppr=heading) + p(t("x"), ins(t("y")))
    file = docx(body, {"word/footnotes.xml": footnotes(note)})
    made, count = resolve_some(file, accept=True, clauses=["costs"])
    assert count == 1
    assert marks(made)[-1] == "x[+y+]"
    assert b"<w:ins " not in Package.read(made).blob("word/footnotes.xml")


def test_formatting_is_a_kind_of_its_own() -> None:
    file = docx(
        p(t("Bold", "<w:b/>" + change("rPr", "")), ins(t(" new")), ppr='<w:jc w:val="center"/>' + change("pPr", ""))
    )
    made, count = resolve_some(file, accept=False, kinds=[Kind.FORMATTING])
    assert marks(made) == ["Bold[+ new+]"]
    assert b"w:jc" not in _document(made)
    assert count == 2


def test_a_change_without_a_time_matches_no_time() -> None:
    file = docx(p(t("a"), ins(t("b"), 'w:author="Ana Counsel"')))
    assert resolve_some(file, accept=True, since=datetime(2000, 1, 1, tzinfo=UTC))[1] == 0
    assert resolve_some(file, accept=True, until=datetime(2100, 1, 1, tzinfo=UTC))[1] == 0


def test_what_is_left_has_no_finding() -> None:
    file = docx(p(t("We "), ins(t("shall ") + dele(d("not "), BEN) + t("pay")), '<w:proofErr w:type="gramStart"/>'))
    for accept in (True, False):
        for authors in (ANA_NAME, BEN_NAME):
            assert lint(resolve_some(file, accept=accept, authors=authors)[0]) == lint(docx(p(t("x"))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": datetime(2026, 11, 1)},  # noqa: DTZ001 - that is the fault
        {"since": datetime(2026, 11, 2, tzinfo=UTC), "until": datetime(2026, 11, 1, tzinfo=UTC)},
        {"clauses": [" "]},
    ],
    ids=["no-zone", "wrong-way-round", "empty-clause"],
)
def test_a_filter_that_can_not_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidOption):
        resolve_some(docx(p(t("x"))), accept=True, **wrong)  # type: ignore[arg-type]


def _document(file: bytes) -> bytes:
    package = Package.read(file)
    return package.blob(package.main)
