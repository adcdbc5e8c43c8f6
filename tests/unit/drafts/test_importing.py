"""An agreement that exists only as a Word file gives its clauses and fields, and loses no word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from clauses.kinds import kinds
from clauses.record import ClauseRevision
from clauses.wording.match import prose
from drafts.house_style import Numbering
from drafts.importing.model import Imported, ImportedClause, Part, SourceLine, Sureness
from drafts.importing.numbers import Depths, numbered, roman
from drafts.importing.read import read_agreement
from drafts.importing.seeds import holds_placeholder, seeds
from drafts.importing.segments import Segments, segments
from drafts.importing.signatures import read_signatures
from tests.support.corpus import pairs
from tests.support.documents import dele, ins, p, package, t, table, tracked_mark
from tests.support.plain_word import Manner, plain_word
from tests.unit.clauses.story import revision, version

AT = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = "Memorandum of Understanding — School Resource Officer Program"
MANNERS = {
    "typed numbers": Manner(),
    "decimal": Manner("decimal", capitals=True),
    "article and section": Manner("article", capitals=True),
    "outline": Manner("outline"),
    "run-in headings": Manner(run_in=True),
    "another list of Word": Manner("computed", signatures="lines"),
    "heading styles without numbers": Manner("unnumbered", style="Heading1"),
}
PREAMBLE = "This Agreement is made between the Board of Public Education and the City, and each of them signs it below."


def first_version() -> list[ClauseRevision]:
    return [revision(c["kind"], c["fields"], c["heading"]) for c in version("V1")]


def imported(docx: bytes) -> Imported:
    return read_agreement(docx, author="Superintendent", at=AT)


def read(*paragraphs: str) -> Imported:
    return imported(package("".join(paragraphs)))


def bold(text: str) -> str:
    return p(t(text, "<w:b/>"))


def plain(text: str) -> str:
    return p(t(text))


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """The values of a record by their path."""
    if isinstance(value, dict):
        inner = cast(dict[str, Any], value)
        return {k: v for name, each in inner.items() for k, v in leaves(each, f"{path}.{name}").items()}
    if isinstance(value, list) and value:
        return {k: v for n, each in enumerate(cast(list[Any], value)) for k, v in leaves(each, f"{path}.{n}").items()}
    return {path: value}


def fields_of(clause: ClauseRevision) -> dict[str, Any]:
    return leaves(clause.fields.model_dump(mode="json", exclude_none=True))


def the(kind: str, found: Imported) -> ImportedClause:
    return next(c for c in found.clauses if c.revision.kind == kind)


# ------------------------------------------------------------------------------------- the story in other styles


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_the_first_version_as_plain_word_gives_back_its_clauses_and_fields(manner: Manner) -> None:
    clauses = first_version()
    found = imported(plain_word(TITLE, clauses, manner))
    assert [c.revision.kind for c in found.clauses] == [c.kind for c in clauses]
    assert [c.revision.heading.casefold() for c in found.clauses] == [c.heading.casefold() for c in clauses]
    told = [(n, path, value) for n, c in enumerate(clauses) for path, value in fields_of(c).items()]
    same = [(n, path) for n, path, value in told if fields_of(found.clauses[n].revision).get(path, told) == value]
    assert len(same) >= 0.9 * len(told)
    assert {(n, path) for n, path, _ in told} - set(same) == {(0, ".binding")}  # "binding" and "mixed" read the same


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_the_first_version_as_plain_word_gives_back_all_of_its_text(manner: Manner) -> None:
    clauses = first_version()
    found = imported(plain_word(TITLE, clauses, manner))
    assert found.lost == ()
    assert found.differences == ()
    assert [prose(c.revision) for c in found.clauses] == [prose(c) for c in clauses]
    assert found.title == TITLE


def test_the_numbers_tell_the_house_style() -> None:
    clauses = first_version()
    styles = {n: imported(plain_word(TITLE, clauses, m)).house.numbering for n, m in MANNERS.items()}
    assert styles["decimal"] is Numbering.DECIMAL
    assert styles["outline"] is Numbering.OUTLINE
    assert styles["typed numbers"] is Numbering.SECTION


def test_a_value_that_no_word_says_is_not_sure() -> None:
    evidence = {e.path: e for e in the("parties", imported(plain_word(TITLE, first_version(), Manner()))).evidence}
    assert evidence["binding"].sureness is Sureness.NONE
    assert evidence["parties"].sureness is Sureness.LIKELY
    assert evidence["effective_date"].sureness is Sureness.CERTAIN


def test_evidence_names_the_words_that_a_field_was_read_from() -> None:
    clause = the("term_renewal", imported(plain_word(TITLE, first_version(), Manner())))
    start = next(e for e in clause.evidence if e.path == "start")
    assert start.words == "July 1, 2015"
    assert prose(clause.revision).split("\n")[start.line][start.start : start.end] == start.words


def test_the_same_file_gives_the_same_clauses() -> None:
    docx = plain_word(TITLE, first_version(), Manner())
    assert imported(docx) == imported(docx)


# ------------------------------------------------------------------------------------------ what no kind says so


def test_a_clause_that_is_no_kinds_is_kept_word_for_word() -> None:
    found = read(bold("Compact"), plain(PREAMBLE), bold("1. Parking"), plain("Cars stand {here} only."),
                 bold("2. Gates"), plain("(a) They are shut."), plain("(b) At night."))  # fmt: skip
    parking, gates = found.clauses[1:]
    assert (parking.revision.kind, parking.revision.heading, parking.number) == ("custom", "Parking", "1.")
    assert prose(parking.revision) == "Cars stand {here} only."
    assert prose(gates.revision) == "\tThey are shut.\n\tAt night."
    assert found.lost == ()


def test_a_paragraph_that_the_kind_does_not_have_becomes_wording_of_the_clause() -> None:
    found = read(
        bold("Compact"), bold("1. Termination"),
        plain("(a) A Party may end this Agreement at any time by written notice given to every other Party at least "
              "thirty (30) calendar days before the end."),
        plain("(b) The end of this Agreement does not affect a payment that is already due."),
        plain("(c) Keys come back."), bold("2. Rest"), plain("None."),
    )  # fmt: skip
    clause = the("termination", found)
    assert clause.sureness is Sureness.LIKELY
    assert clause.revision.wording is not None
    assert prose(clause.revision).endswith("\tKeys come back.")
    assert fields_of(clause.revision)[".notice.n"] == 30
    assert found.lost == ()


def test_several_sentences_and_paragraphs_of_its_own_leave_a_clause_its_fields() -> None:
    found = read(
        bold("Compact"), bold("1. Termination"),
        plain("(a) A Party may end this Agreement at any time by written notice given to every other Party at least "
              "thirty (30) calendar days before the end. Each notice names its reason. Nobody answers it."),
        plain("(b) The end of this Agreement does not affect a payment that is already due. Interest runs on it."),
        plain("(c) Keys come back."), bold("2. Rest"), plain("None."),
    )  # fmt: skip
    clause = the("termination", found)
    assert clause.sureness is Sureness.LIKELY
    assert fields_of(clause.revision)[".notice.n"] == 30
    said = prose(clause.revision)
    assert all(words in said for words in ("Nobody answers it.", "Interest runs on it.", "Keys come back."))
    assert found.lost == ()


def test_a_table_stays_with_its_clause() -> None:
    rows = table(("School", "Officers"), ("First “high” school", "2"))
    found = read(bold("Compact"), bold("1. Schools"), plain("These:"), rows, bold("2. Rest"), plain("None."))
    assert prose(found.clauses[0].revision) == "These:\n|=\tSchool\tOfficers\n|\tFirst “high” school\t2"
    assert found.lost == ()


def test_an_exhibit_keeps_its_label_and_title() -> None:
    found = read(bold("Compact"), bold("1. One"), plain("Words."), bold("2. Two"), plain("More."), bold("EXHIBIT A"),
                 bold("Schools"), plain("The first."))  # fmt: skip
    assert prose(found.clauses[-1].revision).split("\n")[1:] == ["|x\tA\tSchools", "The first."]
    assert found.lost == ()


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    changed = p(t("It is "), dele("old", 1), ins("new", 2), t("."))
    joined = p(t("One "), mark=tracked_mark("del", 3)) + p(t("line."))
    found = read(bold("Compact"), bold("1. One"), changed, joined, bold("2. Two"), plain("More."))
    assert prose(found.clauses[0].revision) == "It is new.\nOne line."
    assert [note.code for note in found.notes] == ["existing-changes-accepted"]


def test_text_before_the_first_section_is_no_title() -> None:
    found = read(bold("Compact"), plain("An opening sentence that stands alone."), bold("1. One"), plain("Words."),
                 bold("2. Two"), plain("More."))  # fmt: skip
    assert found.title == "Compact"
    assert prose(found.clauses[0].revision) == "An opening sentence that stands alone."
    assert found.clauses[0].heading_added
    assert [(d.before, d.after) for d in found.differences] == [("", "Terms")]


# -------------------------------------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("1. Term", "1.", "Term"), ("1.2 The term", "1.2", "The term"), ("(a) first", "(a)", "first"),
        ("ARTICLE IV. Costs", "ARTICLE IV.", "Costs"), ("Section 4.02 Costs", "Section 4.02", "Costs"),
        ("iv) fourth", "iv)", "fourth"),
    ],
)  # fmt: skip
def test_a_typed_number_is_told_from_the_words(text: str, label: str, rest: str) -> None:
    found = numbered(text)
    assert found is not None
    assert (found.label, found.rest) == (label, rest)


@pytest.mark.parametrize("text", ["2015 was a year", "Section 4 says so", "3.5percent", "(see below) it", "mild. So"])
def test_words_are_no_number(text: str) -> None:
    assert numbered(text) is None


def test_a_letter_that_is_also_a_roman_numeral_goes_on_its_sequence() -> None:
    depths = Depths()
    placed = [depths.place(found, typed=True) for x in ("1.", "(h)", "(a)", "(b)", "(i)", "(ii)", "(c)")
              if (found := numbered(f"{x} word"))]  # fmt: skip
    assert [at[0] if at else None for at in placed] == [0, None, 1, 1, 2, 2, 1]
    assert [roman(x) for x in ("iv", "xc", "iiii", "")] == [4, 90, None, None]


def test_a_signature_block_is_read_only_where_every_line_is_understood() -> None:
    block = ["CITY", "By: ______", "Title: Mayor", "Date: ____"]
    found = read_signatures([block])
    assert found is not None
    assert found.signers == [("CITY", "Mayor")]
    assert read_signatures([[*block, "Approved as to form"]]) is None


def test_whereas_recitals_are_one_clause_that_ends_before_the_sections() -> None:
    lines = ["COMPACT", PREAMBLE, "WHEREAS, schools open; and", "WHEREAS, they close;", "NOW, THEREFORE, they agree:",
             "1. ONE", "Words.", "2. TWO", "More."]  # fmt: skip
    cut: Segments = segments([SourceLine(x, strong=x.isupper()) for x in lines])
    assert [s.part for s in cut.found] == [Part.PREAMBLE, Part.RECITALS, Part.SECTION, Part.SECTION]
    assert len(cut.found[1].lines) == 3


def test_a_record_of_placeholders_says_nothing() -> None:
    assert all(next(seeds(spec.fields_model)) for spec in kinds())
    assert holds_placeholder({"day": ["0001-01-01"]})
    assert not holds_placeholder({"day": "2015-07-01", "n": 3})


# --------------------------------------------------------------------------------------------------- real files


@pytest.mark.corpus
@pytest.mark.parametrize("n", range(10))
def test_a_real_contract_loses_no_word(n: int) -> None:
    contracts = pairs("oa")[::3]
    found = imported(contracts[n].before)
    assert found.lost == ()
    assert len(found.title.split()) < 40
