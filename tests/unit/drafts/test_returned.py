"""What came back: each label on small files, and what is no difference."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import product

import pytest

from drafts.returned import Label, returned
from drafts.returns.labels import TABLE, Side, Standing
from tests.support import checkout
from tests.support.returns.case import BODY, HEADER, NOTE, Case
from tests.support.returns.case import TABLE as IN_TABLE
from tests.support.returns.cases import CASES
from tests.support.returns.desk import LATER, THEM
from tests.support.returns.judging import judge
from tests.support.wml import ANA, BEN, d, dele, docx, header, ins, marker, moved, p, t

PAGE = checkout.ROOT / "docs" / "explanation" / "returned-files.md"
SMALL = [c for c in CASES if c.sent.startswith("rich")]
LONG = (
    *("a digit of a year", "a new clause", "a clause moved", "one of many accepted", "nothing done to a redline"),
    *("an inserted paragraph rejected, and its end left", "a word changed inside a move that is marked"),
)


@pytest.mark.parametrize("case", [*SMALL, *(c for c in CASES if c.name in LONG)], ids=lambda c: c.name)
def test_a_crafted_return_is_read_exactly(case: Case) -> None:
    verdict = judge(case)
    assert verdict.missed == ()
    assert verdict.alleged == ()


@pytest.mark.parametrize("label", Label)
def test_each_label_is_crafted_in_every_place(label: Label) -> None:
    places = [e.where for case in CASES for e in case.expected if e.label is label]
    assert {BODY, IN_TABLE, HEADER, NOTE} <= set(places)


def changes(sent: bytes, came: bytes, **names: list[str]) -> list[tuple[str, str, str]]:
    return [(c.label.value, c.before, c.after) for c in returned(sent, came, **names).changes]


def test_the_same_file_has_no_difference() -> None:
    file = docx(p(t("The City shall pay.")))
    found = returned(file, file)
    assert found.changes == ()
    assert found.similarity == 1.0


def test_runs_that_were_cut_elsewhere_are_no_difference() -> None:
    assert changes(docx(p(t("The City shall pay."))), docx(p(t("The Ci"), t("ty shall"), t(" pay.")))) == []


def test_a_tracked_change_does_not_hide_a_silent_one_in_the_same_word() -> None:
    came = docx(p(t("The fee is 4"), dele(d("1"), BEN), ins(t("2"), BEN), t("9 dollars.")))
    found = changes(docx(p(t("The fee is 418 dollars."))), came)
    assert found == [("silent", "418", "419"), ("tracked", "1", "2")]


def test_struck_and_inserted_digits_are_told_apart_from_what_stands() -> None:
    came = docx(p(t("within thirty ("), dele(d("30"), BEN), ins(t("45"), BEN), t(") days")))
    assert changes(docx(p(t("within thirty (30) days"))), came) == [("tracked", "30", "45")]


def test_names_that_are_given_as_ours_make_a_false_name() -> None:
    came = docx(p(t("The City shall "), ins(t("not "), ANA), t("pay.")))
    sent = docx(p(t("The City shall pay.")))
    assert changes(sent, came) == [("tracked", "", "not ")]
    assert changes(sent, came, ours=["ana  COUNSEL"]) == [("false-name", "", "not ")]


def test_their_changes_that_travelled_along_stay_theirs() -> None:
    sent = docx(p(t("The City shall "), ins(t("promptly "), BEN), t("pay.")))
    came = docx(p(t("The City shall "), ins(t("promptly "), BEN), t("pay"), ins(t(" in full"), BEN), t(".")))
    assert changes(sent, came, theirs=["Ben Police"]) == [("tracked", "", " in full")]
    assert changes(sent, came) == [("false-name", "", " in full")]


def test_a_file_of_another_agreement_has_a_note() -> None:
    found = returned(docx(p(t("The City shall pay the fee."))), docx(p(t("Lease of a boat, with oars and anchor."))))
    assert [n.code for n in found.notes] == ["another-file"]


def test_pending_changes_of_ours_are_counted() -> None:
    file = docx(p(t("The City shall "), ins(t("promptly "), ANA), t("pay"), dele(d(" all"), ANA), t(".")))
    assert returned(file, file).pending == 2


def test_an_inserted_paragraph_of_ours_that_they_took_stands_accepted() -> None:
    sent = docx(p(t("One.")) + p(ins(t("Two."), ANA), mark=marker("ins", ANA)) + p(t("Three.")))
    assert changes(sent, docx(p(t("One.")) + p(t("Two.")) + p(t("Three.")))) == [("ours-accepted", "", "Two.")]
    assert changes(sent, docx(p(t("One.")) + p(t("Three.")))) == [("ours-rejected", "", "Two.")]


def test_a_letter_that_looks_alike_is_named() -> None:
    found = returned(docx(p(t("The City pays."))), docx(p(t("The Сity pays.")))).changes
    assert [(c.label, c.detail) for c in found] == [(Label.SILENT, "looks the same: U+0421 in the place of U+0043")]


def test_words_that_stand_as_an_insertion_now_are_silent() -> None:
    came = docx(p(t("The City shall "), ins(t("not "), BEN), t("pay.")))
    (found,) = returned(docx(p(t("The City shall not pay."))), came).changes
    assert found.label is Label.SILENT
    assert "rejecting it would take the words out" in found.detail


def test_a_moved_run_is_one_change_where_it_stands_now() -> None:
    sent = docx(p(t("First, the fee is due. Second, the City reports each year.")))
    came = docx(
        p(
            moved("From", d("First, the fee is due. "), BEN),
            t("Second, the City reports each year."),
            moved("To", t(" First, the fee is due."), BEN),
        )
    )
    (found,) = returned(sent, came).changes
    assert (found.label, found.tracked, found.author) == (Label.MOVED, True, "Ben Police")


def test_what_stands_in_a_header_is_compared_without_the_marks_of_a_draft() -> None:
    before, after = (
        docx(p(t("One.")), {"word/header1.xml": header(f"DRAFT {n} — March {n}, 2020 — for discussion only")})
        for n in (3, 4)
    )
    assert changes(before, after) == []


def test_every_pair_of_states_has_its_labels() -> None:
    for was, now in product(Standing, Standing):
        if Standing.ABSENT in (was, now) and was is now:
            continue
        sides = [Side.NONE] if now in (Standing.ABSENT, Standing.PLAIN) else [Side.OURS, Side.THEIRS]
        for side in sides:
            assert (was, now, side) in TABLE


def test_the_page_prints_the_table() -> None:
    rows = re.findall(
        r"^\| ([\w ]+) \| ([\w ]+) \| ([\w —]+) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.M
    )
    told = [
        (
            was,
            now,
            Side.NONE.value if side == "—" else side,
            () if labels == "nothing" else tuple(re.findall("`(.*?)`", labels)),
        )
        for was, now, side, labels in rows[1:]
    ]
    known = [
        (was.value, now.value, side.value, tuple(x.value for x in labels)) for (was, now, side), labels in TABLE.items()
    ]
    assert told == known


def test_a_change_says_who_made_it_and_when() -> None:
    came = docx(p(t("The City shall "), ins(t("not "), f'w:author="{THEM}" w:date="{LATER}"'), t("pay.")))
    (found,) = returned(docx(p(t("The City shall pay."))), came).changes
    assert (found.author, found.at) == (THEM, datetime.fromisoformat("2020-03-09T14:05:00+00:00"))
    assert (found.context_before, found.context_after) == ("The City shall ", "pay.")
