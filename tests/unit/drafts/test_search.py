"""The query language, how fields compare, and what a search of clauses finds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.errors import InvalidQuery
from clauses.kinds.values import Deadline, DeadlineUnit
from drafts.search.fields import FieldValue, answers
from drafts.search.matching import Found, Passage, Searched, Source, index, passages_of_fields, search
from drafts.search.query import MOST_TERMS, Compared, Words, parse

RETENTION = Searched(
    "c-1",
    "retention",
    (
        Passage(Source.HEADING, "Retention and Deletion"),
        Passage(Source.KIND, "retention"),
        Passage(Source.TEXT, "A Recording is kept for 385 days. The City’s copy goes with it.", "(a)"),
        Passage(Source.AUTHOR, "Dana Reyes", "Revision 1"),
        Passage(Source.RATIONALE, "The Board asked for a fixed period.", "Revision 1"),
    ),
    (FieldValue("rules.general.min", "Retention, general", "P385D"),),
)
COSTS = Searched(
    "c-2",
    "costs_payment",
    (Passage(Source.HEADING, "Costs"), Passage(Source.TEXT, "The District pays for two officers.", "(a)")),
    (FieldValue("annual_cost", "Annual cost", Decimal("130000.00")),),
)


def found(query: str) -> list[str]:
    return [hit.identity for hit in search(map(index, [RETENTION, COSTS]), parse(query))]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("recording", ["c-1"]),
        ("RECORDING kept", ["c-1"]),
        ("recordings", []),
        ("record*", ["c-1"]),
        ('"385 days"', ["c-1"]),
        ('"days 385"', []),
        ("“385 days”", ["c-1"]),
        ("city's", ["c-1"]),
        ("fixed", ["c-1"]),
        ("rationale:fixed", ["c-1"]),
        ("text:fixed", []),
        ("kind:retention", ["c-1"]),
        ("costs_payment", []),
        ('author:"dana reyes"', ["c-1"]),
        ("the", ["c-1", "c-2"]),
        ("the -officers", ["c-1"]),
        ('the -"385 days"', ["c-2"]),
        ("the -kind:retention", ["c-2"]),
        ("retention > P180D", ["c-1"]),
        ("retention>P1Y", ["c-1"]),
        ("retention > P2Y", []),
        ("general = P385D", ["c-1"]),
        ("cost >= 130000", ["c-2"]),
        ("annual_cost > $130,000.00", []),
        ("cost >= 130000 officers", ["c-2"]),
        ("nothing-of-the-kind", []),
    ],
)
def test_a_query_finds_what_answers_every_term(query: str, ids: list[str]) -> None:
    assert found(query) == ids


@pytest.mark.parametrize(
    "query",
    [
        *("", "   ", '"open', "-only", "colour:red", "> P180D", "retention >", "fee > high", "x > yes", "..."),
        *("d > 2020-02-30", "x " * (MOST_TERMS + 1)),
    ],
)
def test_a_query_that_can_not_be_read_is_refused_with_an_example(query: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parse(query)
    assert "For example: " in refused.value.detail


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_is_refused(text: str) -> None:
    try:
        terms = parse(text)
    except InvalidQuery:
        return
    assert terms
    search(map(index, [RETENTION, COSTS]), terms)


def test_the_parts_of_a_query() -> None:
    assert parse('-kind:term fee >= 1,000 "a b"') == (
        Words(("term",), label="kind", excluded=True),
        Compared("fee", ">=", Decimal(1000), "1,000"),
        Words(("a", "b")),
    )


@pytest.mark.parametrize(
    ("value", "asked", "holds"),
    [
        ("P385D", "> P1Y", True),
        ("P366D", "> P1Y", False),  # not in a leap year
        ("P366D", "< P1Y", False),
        ("P364D", "< P1Y", True),
        ("P365D", "= P1Y", False),
        ("P12M", ">= P1Y", False),  # no calendar says so of every year
        ("P2Y", "> P1Y", True),
        ("P1W", "= P7D", True),
        ("P6M", "> P180D", True),
        ("P6M", "> P181D", False),
        (Deadline(n=60, unit=DeadlineUnit.CALENDAR_DAYS), "= P60D", True),
        (Deadline(n=10, unit=DeadlineUnit.BUSINESS_DAYS), "> P10D", True),
        (Deadline(n=10, unit=DeadlineUnit.BUSINESS_DAYS), "> P13D", False),
        (48, ">= 48", True),
        (48, "> P1D", False),
        (True, "= yes", True),
        (True, "!= yes", False),
        (True, "= 1", False),
        (date(2020, 3, 18), ">= 2020-03-18", True),
        (date(2020, 3, 18), "< 2020-03-18", False),
        ("automatic", "= AUTOMATIC", True),
        ("automatic", "!= manual", True),
        (3, "!= manual", False),
    ],
)
def test_values_compare_as_every_calendar_says(value: object, asked: str, holds: bool) -> None:
    (term,) = parse(f"some_field {asked}")
    assert isinstance(term, Compared)
    assert answers("kind", FieldValue("some_field", "Some", value), term) is holds


@pytest.mark.parametrize(
    ("name", "is_named"),
    [
        *(("retention", True), ("rules", True), ("general", True), ("rules.general", True), ("general.min", True)),
        *(("rules.general.min", True), ("gen", False), ("rules.min", False), ("term", False)),
    ],
)
def test_a_field_is_named_by_its_kind_by_steps_of_its_path_and_by_words_of_them(name: str, is_named: bool) -> None:
    (term,) = parse(f"{name} = P385D")
    assert isinstance(term, Compared)
    assert answers("retention", RETENTION.values[0], term) is is_named


def test_a_result_says_why_with_the_words_marked() -> None:
    hit = only(search([index(RETENTION)], parse('recording "385 days" retention > P180D')))
    text = next(each for each in hit.reasons if each.source is Source.TEXT)
    assert text.place == "(a)"
    assert [text.snippet.text[start:end] for start, end in text.snippet.marks] == ["Recording", "385 days"]
    field = next(each for each in hit.reasons if each.source is Source.FIELD)
    assert (field.path, field.place, field.snippet.text) == ("rules.general.min", "Retention, general", "385 days")


def only(found: tuple[Found, ...]) -> Found:
    (hit,) = found
    return hit


@given(st.text(alphabet="abc ’-.", max_size=400), st.sampled_from(["a", "b*", '"a b"']))
def test_the_marks_of_a_snippet_are_words_of_it(text: str, query: str) -> None:
    for hit in search([index(Searched("c", "k", (Passage(Source.TEXT, text),), ()))], parse(query)):
        for reason in hit.reasons:
            assert reason.snippet.marks
            for start, end in reason.snippet.marks:
                assert 0 <= start < end <= len(reason.snippet.text)
                assert reason.snippet.text[start:end].startswith(query[0].strip('"') if query[0] != '"' else "a")


def test_a_heading_counts_for_more_than_words_do() -> None:
    in_words = Searched("words", "k", (Passage(Source.TEXT, "costs"),), ())
    in_heading = Searched("heading", "k", (Passage(Source.HEADING, "Costs"),), ())
    assert [hit.identity for hit in search([index(in_words), index(in_heading)], parse("costs"))] == [
        "heading",
        "words",
    ]


def test_values_are_found_by_their_words_too() -> None:
    passages = passages_of_fields([FieldValue("a", "A", True), FieldValue("rules.x", "X", "P385D")])
    assert [each.text for each in passages] == ["385 days"]
