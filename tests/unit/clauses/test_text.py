"""What counts as one word, and what an edit script of words looks like."""

from __future__ import annotations

import pytest

from clauses.errors import LimitExceeded
from clauses.text import script
from clauses.text.script import edit_script
from clauses.text.tokens import tokenize


@pytest.mark.parametrize(
    "whole",
    [
        "$130,000.50",
        "1,000,000",
        "50%",
        "4.2(b)",
        "12(b)(1)",
        "805-A(1)",
        "2020-03-18",
        "10:30",
        "law-enforcement-unit",
        "Department’s",
        "Department's",
        "e\u0301te\u0301",
        "👩\u200d💻",
        "👍🏽",
        "\ud83d\ude00",
        "  \t",
        "\u00a0",
    ],
)
def test_what_a_lawyer_reads_as_one_thing_is_one_token(whole: str) -> None:
    assert tokenize(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("two (2)", ["two", " ", "(", "2", ")"]),
        ("Section\u00a012(b).", ["Section", "\u00a0", "12(b)", "."]),
        ("a \u00a0 b", ["a", " ", "\u00a0", " ", "b"]),
        ("days’ notice", ["days", "’", " ", "notice"]),
        ("exhibit(s)", ["exhibit", "(", "s", ")"]),
        ("1,000, and", ["1,000", ",", " ", "and"]),
        ("“Board”", ["“", "Board", "”"]),
        ("", []),
    ],
)
def test_text_is_cut_at_spaces_and_marks(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


def test_a_megabyte_is_cut_and_joined_again() -> None:
    text = (
        "The Custodian shall keep each Recording for three hundred eighty-five (385) days under Section 12(b). " * 9900
    )
    assert "".join(tokenize(text)) == text


def test_a_replacement_is_a_deletion_then_an_insertion() -> None:
    before, after = tokenize("keep it for $130,000 a year"), tokenize("keep it for $135,500 a year")
    assert edit_script(before, after) == [
        ("equal", 0, 6, 0, 6),
        ("delete", 6, 7, 6, 6),
        ("insert", 7, 7, 6, 7),
        ("equal", 7, 11, 7, 11),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("", "ab", [("insert", 0, 0, 0, 2)]),
        ("ab", "", [("delete", 0, 2, 0, 0)]),
        ("aa", "aaa", [("equal", 0, 2, 0, 2), ("insert", 2, 2, 2, 3)]),
    ],
)
def test_the_edges_have_scripts(before: str, after: str, expected: list[script.Opcode]) -> None:
    assert edit_script(before, after) == expected


def test_tokens_of_any_hashable_kind_compare_by_equality() -> None:
    assert edit_script([("a", 1), ("b", 2)], [("a", 1), ("b", 3)])[0] == ("equal", 0, 1, 0, 1)


def test_more_distinct_tokens_than_private_use_holds_still_compare() -> None:
    before = [("left", n) for n in range(3)]
    after = [*before[:1], *(("new", n) for n in range(140_000)), *before[2:]]
    assert [what for what, *_ in edit_script(before, after)] == ["equal", "delete", "insert", "equal"]


def test_more_distinct_tokens_than_there_are_code_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "MOST_TOKENS", 3)
    with pytest.raises(LimitExceeded, match="4 distinct words; a comparison holds 3"):
        edit_script("ab", "cd")
