"""Results that are kept by what they were made from."""

from __future__ import annotations

from itertools import count

from api.services.kept import Kept


def test_a_result_is_made_once_for_the_same_words_and_anew_for_others() -> None:
    kept, made = Kept[int](2), count(1)
    assert [kept.of(("a", 1), made.__next__), kept.of(("a", 1), made.__next__)] == [1, 1]
    assert kept.of(("a", 2), made.__next__) == 2
    assert kept.of(("a", "1"), made.__next__) == 3


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    kept, made = Kept[int](2), count(1)
    assert [kept.of(each, made.__next__) for each in "abacab"] == [1, 2, 1, 3, 1, 4]
