"""Which block is which: identities, anchors, likeness, splits and merges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from drafts.blocks import Block
from drafts.diff.align import align
from drafts.diff.chain import Pair, heaviest_chain
from tests.unit.diff.hand import Paragraph, Table, paragraphs

LONG = "The officer shall not question a student before a parent or guardian has been called."
REPORT, SENDING = "First the officer writes a report of it.", "Then the officer sends it to the principal at once."


def pairs(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(p.before, p.after) for p in align(before, after).pairs]


def test_equal_stories_pair_one_by_one() -> None:
    assert pairs(paragraphs("a", "b", "a"), paragraphs("a", "b", "a")) == [((k,), (k,)) for k in range(3)]


def test_a_paragraph_with_some_words_changed_is_still_that_paragraph() -> None:
    before, after = paragraphs("Above.", LONG, "Below."), paragraphs("Above.", LONG.replace("not ", ""), "Below.")
    assert ((1,), (1,)) in pairs(before, after)


def test_paragraphs_without_a_word_in_common_are_no_pair() -> None:
    assert pairs(paragraphs("One apple tree."), paragraphs("Seven green hats.")) == []


def test_a_paragraph_and_a_table_are_no_pair() -> None:
    assert pairs([Paragraph("a b c d")], [Table(["a", "b", "c", "d"])]) == []


@pytest.mark.parametrize("gone", range(4))
def test_of_similar_boilerplate_the_equal_ones_pair(gone: int) -> None:
    clauses = [f"The {party} shall give notice in writing to each other party." for party in ("A", "B", "C", "D")]
    left = [c for k, c in enumerate(clauses) if k != gone]
    expected = [((k,), (k - (k > gone),)) for k in range(4) if k != gone]
    assert pairs(paragraphs(*clauses), paragraphs(*left)) == expected


def test_empty_paragraphs_do_not_pair_across_what_changed() -> None:
    before, after = paragraphs("", LONG, "", REPORT), paragraphs("", REPORT, "", LONG)
    found = align(before, after).pairs
    assert found == sorted(found, key=lambda p: p.after)


def test_a_split_pairs_one_with_two() -> None:
    assert pairs(paragraphs(f"{REPORT} {SENDING}"), paragraphs(REPORT, SENDING)) == [((0,), (0, 1))]


def test_a_merge_pairs_two_with_one() -> None:
    assert pairs(paragraphs(REPORT, SENDING), paragraphs(f"{REPORT} {SENDING}")) == [((0, 1), (0,))]


def test_a_paragraph_that_only_grew_is_no_split() -> None:
    assert pairs(paragraphs(REPORT), paragraphs(REPORT, SENDING)) == [((0,), (0,))]


def test_a_clause_pairs_with_itself_however_its_words_changed() -> None:
    before = [Paragraph("Old title", clause="a", anchor="heading of a"), Paragraph(LONG, clause="a")]
    after = [Paragraph("Quite another", clause="a", anchor="heading of a"), Paragraph(LONG, clause="a")]
    assert ((0,), (0,)) in pairs(before, after)


def test_a_clause_pairs_with_no_other_clause_of_the_same_words() -> None:
    before = [Paragraph(LONG, clause="a"), Paragraph(LONG, clause="b")]
    assert pairs(before, [Paragraph(LONG, clause="b")]) == [((1,), (0,))]


def test_a_clause_that_stands_elsewhere_is_relocated_and_no_pair() -> None:
    one = [Paragraph("One is here and long enough to stay.", clause="a")]
    two = [Paragraph("Two.", clause="b")]
    found = align([*two, *one], [*one, *two])
    assert found.pairs == [Pair((1,), (0,))]
    assert found.relocated == [Pair((0,), (1,))]


def test_pairs_never_cross() -> None:
    texts = [f"{word} of the agreement between the parties" for word in ("costs", "terms", "cameras", "records")]
    found = align(paragraphs(*texts), paragraphs(*reversed(texts))).pairs
    assert all(a.before < b.before and a.after < b.after for a, b in pairwise(found))


def test_a_gap_beyond_the_cap_is_cut_at_its_most_alike_pairs() -> None:
    before = [f"Paragraph {k} tells of word{k} and of thing{k} at length." for k in range(160)]
    after = [f"Paragraph {k} tells of word{k} and of thing{k} in short." for k in range(160)]
    assert pairs(paragraphs(*before), paragraphs(*after)) == [((k,), (k,)) for k in range(160)]


@pytest.mark.parametrize(
    ("given", "chain"),
    [
        ([], []),
        ([(0, 1, 1.0), (1, 0, 1.0), (2, 2, 1.0)], 2),
        ([(0, 3, 9.0), (1, 0, 1.0), (2, 1, 1.0), (3, 2, 1.0)], [(0, 3)]),
        ([(0, 3, 2.5), (1, 0, 1.0), (2, 1, 1.0), (3, 2, 1.0)], [(1, 0), (2, 1), (3, 2)]),
    ],
)
def test_the_heaviest_chain_rises_on_both_sides(
    given: list[tuple[int, int, float]], chain: list[tuple[int, int]] | int
) -> None:
    found = heaviest_chain(given)
    assert found == sorted(found)
    assert [j for _, j in found] == sorted(j for _, j in found)
    assert len(found) == chain if isinstance(chain, int) else found == chain
