"""Identities and the bookmarks that carry them."""

from __future__ import annotations

import re

import pytest

from clauses.ids import CLAUSE_ID_PATTERN, LONGEST_BOOKMARK, bookmark_name, clause_id_from, parse_bookmark


def test_a_seed_always_gives_the_same_identity() -> None:
    assert clause_id_from(b"c01") == "cipyxvlgd6lz27d7" == clause_id_from(b"c01")
    assert clause_id_from(b"c02") != clause_id_from(b"c01")
    assert re.fullmatch(CLAUSE_ID_PATTERN, clause_id_from(b""))


def test_a_bookmark_carries_the_identity_and_the_paragraph() -> None:
    name = bookmark_name("abcdefgh", 12)
    assert name == "cp_abcdefgh_12"
    assert parse_bookmark(name) == ("abcdefgh", 12)


def test_the_longest_identity_still_fits_into_a_bookmark() -> None:
    assert len(bookmark_name("a" * 26, 999_999_999)) <= LONGEST_BOOKMARK


@pytest.mark.parametrize("name", ["cp_abcdefgh_2_Copy_1", "cp_abcdefgh_2_Copy_1_Copy_13"])
def test_a_copy_in_libreoffice_keeps_its_identity(name: str) -> None:
    assert parse_bookmark(name) == ("abcdefgh", 2)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "_Toc123",
        "cp_abcdefgh",
        "cp_ABCDEFGH_1",
        "cp_abc_1",
        "cp_abcdefg1_1",
        "cp_abcdefgh_01",
        "cp_abcdefgh_1 ",
        "xcp_abcdefgh_1",
    ],
)
def test_the_bookmarks_of_others_are_none_of_ours(name: str) -> None:
    assert parse_bookmark(name) is None


@pytest.mark.parametrize(("clause_id", "n"), [("abc", 1), ("ABCDEFGH", 1), ("abcdefgh", -1), ("a" * 26, 10**10)])
def test_what_is_no_identity_gets_no_bookmark(clause_id: str, n: int) -> None:
    with pytest.raises(ValueError, match=r"no bookmark"):
        bookmark_name(clause_id, n)
