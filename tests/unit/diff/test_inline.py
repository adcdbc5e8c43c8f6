"""The words of one paragraph: what is kept, struck and inserted, and how it is tidied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from drafts.blocks import Fate, Item, Token
from drafts.diff.inline import inline
from drafts.diff.tidy import Hunk, side_of, tidy
from drafts.model import Options
from tests.unit.diff.hand import items, token, tokens


def marked(before: str, after: str, **options: object) -> str:
    found = inline(tokens(before), tokens(after), Options(**options))  # type: ignore[arg-type]
    assert "".join(i.text for i in found if i.fate.in_before) == before
    assert "".join(i.text for i in found if i.fate.in_after) == after
    return items(found)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It stays.", "It stays.", "It stays."),
        ("", "All is new.", "[+All is new.+]"),
        ("All goes.", "", "[-All goes.-]"),
        ("pays $130,000 a year", "pays $135,500 a year", "pays [-$130,000-][+$135,500+] a year"),
        ("within thirty (30) days", "within ninety (90) days", "within [-thirty (30)-][+ninety (90)+] days"),
        ("a territory of it", "a Territory of it", "a [-territory-][+Territory+] of it"),
        ("see 4.2(b) there", "see 4.2(c) there", "see [-4.2(b)-][+4.2(c)+] there"),
        ("It may be so.", "It may not be so.", "It may [+not +]be so."),
        ("It may not be so.", "It may be so.", "It may [-not -]be so."),
        ("One is. Two is.", "One is. New is here. Two is.", "One is. [+New is here. +]Two is."),
        ("a no\u00a0break", "a no break", "a no[-\u00a0-][+ +]break"),
        (
            "the red big old house stands here on the hill",
            "the blue tall new house stands here on the hill",
            "the [-red big old-][+blue tall new+] house stands here on the hill",
        ),
    ],
)
def test_a_change_is_marked_in_whole_words(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


def test_words_marked_as_wholes_are_old_then_new() -> None:
    assert marked("It may be so.", "It may not be so.", words=False) == "[-It may be so.-][+It may not be so.+]"


def test_a_paragraph_changed_beyond_the_threshold_is_old_then_new() -> None:
    old, new = "The parties agree on many things about it.", "The Board wears green hats on Tuesday."
    assert marked(old, new) == f"[-{old}-][+{new}+]"
    assert marked(old, new, rewrite_threshold=1.0) != f"[-{old}-][+{new}+]"


def test_a_short_word_between_changed_phrases_is_no_island() -> None:
    shown = marked(
        "It begins here. The Chief and the Mayor of Springfield meet often and they talk about all of this.",
        "It begins here. A Board or the Members from Shelbyville meet often and they talk about all of this.",
    )
    assert shown.count("[-") == 1


def test_deletion_stands_before_insertion() -> None:
    found = inline(tokens("one two three"), tokens("one new three"), Options())
    assert [i.fate for i in found] == [Fate.KEEP, Fate.DELETE, Fate.INSERT, Fate.KEEP]


def test_another_look_keeps_the_word_and_stands_apart() -> None:
    found = inline(tokens("a bold word"), [*tokens("a "), token("bold", 1), *tokens(" word")], Options())
    assert items(found) == "a [~bold~] word"


def reference(number: str) -> Token:
    return token("REF a", inner=tokens(number))


def test_of_a_field_only_the_result_is_marked() -> None:
    found = inline([*tokens("Section "), reference("12")], [*tokens("Section "), reference("13")], Options())
    assert items(found) == "Section [-12-][+13+]"
    (changed,) = (i for i in found if i.inner)
    assert changed.fate is Fate.KEEP


def test_a_field_with_the_same_result_has_nothing_to_mark() -> None:
    (found,) = inline([reference("12")], [reference("12")], Options())
    assert found.inner == ()
    assert found.fate is Fate.KEEP


@pytest.mark.parametrize(
    "hunks",
    [
        [(True, 0, 3, 0, 3)],
        [(False, 0, 3, 0, 3)],
        [(True, 0, 1, 0, 1), (False, 1, 1, 1, 1), (False, 1, 2, 1, 2), (True, 2, 3, 2, 3)],
    ],
)
def test_tidied_hunks_cover_both_sides_from_end_to_end(hunks: Sequence[Hunk]) -> None:
    side = side_of(tokens("one two"))
    out = tidy(hunks, side, side, Options())
    assert (out[0][1], out[0][3], out[-1][2], out[-1][4]) == (0, 0, 3, 3)
    assert all((i, j, equal) == (k, m, not kept) for (equal, _, i, _, j), (kept, k, _, m, _) in pairwise(out))


def test_items_of_one_side_hold_no_token_of_the_other() -> None:
    found: list[Item] = inline(tokens("one two"), tokens("one new"), Options())
    assert all((not i.after) == (i.fate is Fate.DELETE) for i in found)
    assert all((not i.before) == (i.fate is Fate.INSERT) for i in found)
