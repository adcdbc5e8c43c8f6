"""References of an imported agreement follow their clauses; a sentence too many does not hide a clause's fields."""

from __future__ import annotations

import pytest

from clauses.wording.match import prose
from drafts.importing.comparing import compared, missing
from drafts.importing.extras import without_one
from drafts.importing.model import DifferenceSort, Imported, Sureness
from drafts.importing.read import read_agreement
from drafts.importing.references import bound
from tests.support.documents import package
from tests.unit.drafts.test_importing import AT, bold, fields_of, plain, read, the

THREE = package(
    bold("Compact") + bold("1. One") + plain("See Section 2(b), Section 9 and Section 2(b)(1).") + bold("2. Two")
    + plain("(a) More.") + plain("(b) As Section 1 says.") + bold("3. Three") + plain("Section 2 ends {here}.")
)  # fmt: skip
ENDING = (
    "(a) A Party may end this Agreement at any time by written notice given to every other Party at least "
    "thirty (30) calendar days before the end."
)
DUE = "(b) The end of this Agreement does not affect a payment that is already due."


def imported() -> Imported:
    return read_agreement(THREE, author="Clerk", at=AT)


def test_a_reference_is_bound_to_the_clause_that_had_the_number() -> None:
    found = bound(imported())
    one, two, three = [each.revision for each in found.clauses]
    assert prose(one) == f"See {{ref:clause:{two.clause_id}:2}}, Section 9 and Section 2(b)(1)."
    assert prose(two).split("\n")[1] == f"\tAs {{ref:clause:{one.clause_id}}} says."
    assert prose(three) == f"{{ref:clause:{two.clause_id}}} ends {{here}}."


def test_a_bound_agreement_reads_as_the_file_does() -> None:
    found = bound(imported())
    differences = compared(THREE, found)
    assert missing(found, differences) == ()
    assert [each for each in differences if each.sort is DifferenceSort.WORDS] == []


@pytest.mark.parametrize(
    "words",
    ["Section 4 says so.", "Section 2 of the Act.", "20 U.S.C. Section 2.", "See the Code, Section 2.", "section 2"],
)
def test_what_refers_to_no_clause_stays_as_it_is(words: str) -> None:
    found = read(bold("Compact"), bold("1. One"), plain(words), bold("2. Two"), plain("More."))
    assert bound(found) == found


@pytest.mark.parametrize("extra", ["Keys come back then.", "Nothing else ends it."])
def test_a_sentence_too_many_leaves_the_fields_and_the_words(extra: str) -> None:
    found = read(bold("Compact"), bold("1. Termination"), plain(f"{ENDING} {extra}"), plain(DUE), bold("2. Rest"),
                 plain("None."))  # fmt: skip
    clause = the("termination", found)
    assert clause.sureness is Sureness.LIKELY
    assert fields_of(clause.revision)[".notice.n"] == 30
    assert extra in prose(clause.revision)
    assert found.lost == ()


def test_a_line_or_a_sentence_is_left_out_at_a_time() -> None:
    assert list(without_one(("\tOne. Two.", "Three."))) == [
        ("Three.",), ("\tOne. Two.",), ("\tTwo.", "Three."), ("\tOne.", "Three."),
    ]  # fmt: skip
    assert list(without_one(("One.",))) == []
