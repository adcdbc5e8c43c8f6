"""Tokens give back their text, and edit scripts turn one side into the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.text.script import Opcode, edit_script
from clauses.text.tokens import tokenize, tokenize_around
from drafts.diff import script as hot_path

Scripter = Callable[[Sequence[Hashable], Sequence[Hashable]], list[Opcode]]
EITHER_SCRIPT = pytest.mark.parametrize("edit_script", [edit_script, hot_path.edit_script], ids=["reference", "fast"])
WORDS = st.lists(st.sampled_from(["the", "Custodian", "shall", " ", "two", "(", "2", ")", "keep", "not"]), max_size=40)
PROSE = st.text(alphabet=st.sampled_from(list("ab1 29$%.,()-’'\u00a0\u0301\u200d\ufe0f\n👩💻é")), max_size=60)


def apply(script: Sequence[Opcode], before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Hashable]:
    made: list[Hashable] = []
    for what, i1, i2, j1, j2 in script:
        if what == "equal":
            assert list(before[i1:i2]) == list(after[j1:j2])
            made += before[i1:i2]
        elif what == "insert":
            made += after[j1:j2]
    return made


def apply_reversed(script: Sequence[Opcode], before: Sequence[Hashable]) -> list[Hashable]:
    return [token for what, i1, i2, _, _ in script if what != "insert" for token in before[i1:i2]]


@given(st.text())
def test_the_tokens_of_any_text_join_to_the_text(text: str) -> None:
    assert "".join(tokenize(text)) == text


@given(PROSE)
def test_the_tokens_of_awkward_prose_join_to_it_and_none_starts_with_a_mark(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(tokens) == text
    assert all(not token.startswith("\u0301") for token in tokens[1:])


@EITHER_SCRIPT
@given(before=WORDS, after=WORDS)
def test_a_script_gives_the_other_side_both_ways(edit_script: Scripter, before: list[str], after: list[str]) -> None:
    script = edit_script(before, after)
    assert apply(script, before, after) == after
    assert apply_reversed(script, before) == before


@EITHER_SCRIPT
@given(before=WORDS, after=WORDS)
def test_a_script_covers_both_sides_in_order_with_deletions_first(
    edit_script: Scripter, before: list[str], after: list[str]
) -> None:
    i = j = 0
    previous = ""
    for what, i1, i2, j1, j2 in edit_script(before, after):
        assert (i1, j1) == (i, j)
        assert (i2 > i1) == (what != "insert")
        assert (j2 > j1) == (what != "delete")
        assert what != previous
        assert (previous, what) != ("insert", "delete")
        i, j, previous = i2, j2, what
    assert (i, j) == (len(before), len(after))


@EITHER_SCRIPT
@given(before=WORDS, after=WORDS)
def test_a_script_keeps_a_longest_common_subsequence(
    edit_script: Scripter, before: list[str], after: list[str]
) -> None:
    kept = sum(i2 - i1 for what, i1, i2, _, _ in edit_script(before, after) if what == "equal")
    assert kept == longest_common(before, after)


class SameHash:
    """Two of these are never equal, and always have one hash."""

    def __hash__(self) -> int:
        return 7


def test_what_only_hashes_alike_is_no_match() -> None:
    before, after = [SameHash(), "the"], [SameHash(), "the"]
    assert hot_path.edit_script(before, after) == edit_script(before, after)


@given(PROSE, st.lists(st.tuples(st.integers(-5, 70), st.integers(0, 30)), max_size=3))
def test_stretches_that_stay_whole_are_tokens_and_the_text_is_kept(text: str, cuts: list[tuple[int, int]]) -> None:
    whole: list[tuple[int, int]] = []
    for start, size in sorted(cuts):
        if not whole or start >= whole[-1][1]:
            whole.append((start, start + size))
    tokens = tokenize_around(text, whole)
    assert "".join(tokens) == text
    for start, end in whole:
        if max(start, 0) < min(end, len(text)):
            assert text[max(start, 0) : end] in tokens


def longest_common(before: list[str], after: list[str]) -> int:
    row = [0] * (len(after) + 1)
    for left in before:
        diagonal = 0
        for j, right in enumerate(after, 1):
            diagonal, row[j] = row[j], diagonal + 1 if left == right else max(row[j], row[j - 1])
    return row[-1]
