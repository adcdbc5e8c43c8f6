"""The draft of an imported agreement against its file, by the redline engine: what each difference comes from."""

from __future__ import annotations

from collections import Counter

import pytest

from clauses.errors import UnsettledChanges
from drafts.importing.comparing import compared, draft_of
from drafts.importing.evidence import left_over
from drafts.importing.model import Difference, DifferenceSort
from drafts.importing.read import read_agreement
from drafts.render.imported_html import imported_html
from drafts.render.imported_json import imported_json
from tests.support.corpus import pairs
from tests.support.documents import ins, p, package, t
from tests.support.plain_word import Manner, plain_word
from tests.unit.drafts.test_importing import AT, MANNERS, TITLE, bold, first_version, imported, plain, read

WORDS = DifferenceSort.WORDS


def sorts(found: tuple[Difference, ...]) -> Counter[DifferenceSort]:
    return Counter(each.sort for each in found)


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_the_draft_of_the_first_version_has_the_words_of_the_file(manner: Manner) -> None:
    docx = plain_word(TITLE, first_version(), manner)
    found = sorts(compared(docx, imported(docx)))
    assert not found[WORDS]
    assert not found[DifferenceSort.HEADING]


def test_typed_numbers_are_told_from_words() -> None:
    docx = plain_word(TITLE, first_version(), Manner())
    numbers = [x.before.strip() for x in compared(docx, imported(docx)) if x.sort is DifferenceSort.NUMBER]
    assert {"1.", "(a)", "(1)", "A."} <= set(numbers)


def test_words_that_the_clauses_have_not_are_a_difference_in_words() -> None:
    docx = package(bold("Compact") + bold("1. One") + plain("Words here.") + bold("2. Two") + plain("More."))
    other = read(bold("Compact"), bold("1. One"), plain("Words there."), bold("2. Two"), plain("More."))
    found = [x for x in compared(docx, other) if x.sort is WORDS]
    assert [(x.before, x.after, x.paragraph) for x in found] == [("here", "there", 3)]


def test_straight_quotes_and_a_heading_of_ours_have_sorts_of_their_own() -> None:
    docx = package(bold("Compact") + plain('An opening "sentence" stands alone.') + bold("1. One") + plain("Words.")
                   + bold("2. Two") + plain("More."))  # fmt: skip
    found = sorts(compared(docx, imported(docx)))
    assert found[DifferenceSort.QUOTES] == 2
    assert found[DifferenceSort.HEADING] == 1
    assert not found[WORDS]


def test_a_settled_file_is_asked_for_and_one_with_tracked_changes_refused() -> None:
    docx = package(bold("Compact") + p(t("It is "), ins("new", 2), t(".")))
    assert read_agreement(docx, author="Clerk", at=AT).clauses
    with pytest.raises(UnsettledChanges, match="1 tracked change"):
        read_agreement(docx, author="Clerk", at=AT, settled=True)


def test_lines_are_numbered_through_the_file() -> None:
    found = read(bold("Compact"), bold("1. One"), plain("Words."), plain("More."), bold("2. Two"), plain("Rest."))
    assert [(c.first, c.last, c.all_lines) for c in found.clauses] == [
        (1, 3, ("One", "Words.", "More.")), (4, 5, ("Two", "Rest.")),
    ]  # fmt: skip


def test_what_no_kind_says_is_left_over() -> None:
    found = read(
        bold("Compact"), bold("1. Termination"),
        plain("(a) A Party may end this Agreement at any time by written notice given to every other Party at least "
              "thirty (30) calendar days before the end."),
        plain("(b) The end of this Agreement does not affect a payment that is already due."),
        plain("(c) Keys come back."), bold("2. Rest"), plain("None."),
    )  # fmt: skip
    assert left_over(found.clauses[0]) == ("\tKeys come back.",)
    assert left_over(found.clauses[1]) == ("None.",)


def test_the_same_clauses_make_the_same_draft() -> None:
    docx = plain_word(TITLE, first_version(), Manner())
    assert draft_of(imported(docx)) == draft_of(imported(docx))


def test_json_and_the_page_tell_each_clause_field_and_difference() -> None:
    docx = plain_word(TITLE, first_version(), Manner(run_in=True))
    found = imported(docx)
    differences = compared(docx, found)
    told = imported_json(found, differences)
    assert [c["line"] for c in told["clauses"]] == [c.first for c in found.clauses]
    assert len(told["differences"]) == len(differences)
    assert told["lost"] == []
    page = imported_html(found, differences)
    assert "July 1, 2015" in page
    assert "every word of the file is in one" in page
    assert all(c.revision.heading in page for c in found.clauses)


def test_the_page_escapes_what_the_file_says() -> None:
    found = read(bold("Compact <script>"), bold("1. One"), plain("Say <b>it</b>."), bold("2. Two"), plain("More."))
    page = imported_html(found, ())
    assert "<script>" not in page
    assert "&lt;b&gt;it&lt;/b&gt;" in page


@pytest.mark.corpus
@pytest.mark.parametrize("n", range(12))
def test_the_draft_of_a_real_contract_differs_from_it_in_no_words(n: int) -> None:
    docx = pairs("oa")[n * 2 + 1].before
    found = imported(docx)
    differences = compared(docx, found)
    assert found.lost == ()
    assert [x for x in differences if x.sort is WORDS] == []
