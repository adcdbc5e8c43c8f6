"""Merging prose and telling where its words came from, on sentences of an agreement."""

from __future__ import annotations

import pytest

from clauses.errors import NotFound
from clauses.record import Origin, revise
from clauses.text.merge import Stretch, merge
from clauses.text.provenance import Fate, Segment, Span, Weave
from clauses.wording.blame import blame, differences
from tests.unit.clauses.story import AT, example, revision

BASE = "The Department shall keep each recording for sixty (60) days."


def between(texts: list[str], before: int, after: int) -> list[tuple[str, str, int]]:
    return [(s.text, s.fate.value, s.revision) for s in Weave(texts).between(before, after)]


def test_changes_of_neighbouring_words_are_both_taken() -> None:
    ours = BASE.replace("The Department", "The City")
    theirs = BASE.replace("shall", "may")
    assert merge(BASE, ours, theirs).text == "The City may keep each recording for sixty (60) days."


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("shall promptly keep", "must keep", "must promptly keep"),
        ("shall promptly keep", "shall store", "shall promptly store"),
        ("shall promptly keep", "shall keep safely", "shall promptly keep safely"),
    ],
)
def test_words_put_beside_a_changed_word_are_no_conflict(ours: str, theirs: str, merged: str) -> None:
    assert merge("shall keep", ours, theirs).text == merged


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("shall promptly keep", "shall not keep"),
        ("shall promptly keep", "shall"),
        ("shall promptly keep", "may store"),
        ("shall hold", "shall store"),
        ("shall hold", ""),
    ],
)
def test_words_for_one_place_are_a_conflict_that_shows_all_three(ours: str, theirs: str) -> None:
    made = merge("shall keep", ours, theirs)
    assert made.text is None
    assert [s.base in "shall keep" and s.ours in ours and s.theirs in theirs for s in made.conflicts] == [True]


def test_a_conflict_leaves_the_clean_changes_around_it_apart() -> None:
    ours = BASE.replace("Department", "City").replace("sixty (60)", "thirty (30)")
    theirs = BASE.replace("sixty (60)", "ninety (90)").replace("recording", "record")
    made = merge(BASE, ours, theirs)
    assert [(c.base, c.ours, c.theirs) for c in made.conflicts] == [
        ("sixty", "thirty", "ninety"),
        ("60", "30", "90"),
    ]
    assert [s.merged for s in made.stretches][1] == "City"
    assert Stretch("recording", "recording", "record") in made.stretches


def test_a_paragraph_taken_out_and_changed_is_a_conflict() -> None:
    text = "One paragraph of words.\nAnother paragraph of other words."
    made = merge(text, "One paragraph of words.", text.replace("other words", "its own words"))
    assert made.text is None


def test_paragraphs_put_in_at_different_places_are_both_there() -> None:
    made = merge("First line.\nSecond line.", "New.\nFirst line.\nSecond line.", "First line.\nSecond line.\nLast.")
    assert made.text == "New.\nFirst line.\nSecond line.\nLast."


def test_a_word_kept_through_many_versions_keeps_its_first_origin() -> None:
    texts = [BASE, BASE.replace("sixty (60)", "ninety (90)"), BASE.replace("sixty (60)", "thirty (30)")]
    assert Weave(texts).spans(2) == (
        Span("The Department shall keep each recording for ", 0),
        Span("thirty", 2),
        Span(" (", 0),
        Span("30", 2),
        Span(") days.", 0),
    )


def test_a_word_struck_and_brought_back_has_the_later_origin() -> None:
    texts = ["shall promptly report", "shall report", "shall promptly report"]
    assert Weave(texts).spans(2) == (Span("shall ", 0), Span("promptly ", 2), Span("report", 0))
    assert between(texts, 0, 2) == [
        ("shall ", "kept", 0),
        ("promptly ", "kept", 2),
        ("report", "kept", 0),
    ]


def test_each_difference_between_distant_versions_has_its_own_revision() -> None:
    texts = ["shall keep a log", "shall keep a daily log", "may keep a daily log", "may keep a daily log and share it"]
    assert between(texts, 0, 3) == [
        ("shall", "deleted", 2),
        ("may", "inserted", 2),
        (" keep a ", "kept", 0),
        ("daily ", "inserted", 1),
        ("log", "kept", 0),
        (" and share it", "inserted", 3),
    ]


def test_words_changed_twice_are_struck_by_the_first_and_brought_by_the_last() -> None:
    texts = ["for sixty days", "for ninety days", "for thirty days"]
    assert between(texts, 0, 2) == [
        ("for ", "kept", 0),
        ("sixty", "deleted", 1),
        ("thirty", "inserted", 2),
        (" days", "kept", 0),
    ]


def test_read_backwards_the_same_revision_is_undone() -> None:
    assert between(["for sixty days", "for ninety days"], 1, 0) == [
        ("for ", "kept", 0),
        ("ninety", "deleted", 1),
        ("sixty", "inserted", 1),
        (" days", "kept", 0),
    ]


def test_a_paragraph_put_in_takes_no_words_from_its_neighbours() -> None:
    texts = ["The City shall pay for training.", "The City shall pay for vests.\nThe City shall pay for training."]
    assert Weave(texts).spans(1) == (
        Span("The City shall pay for vests.\n", 1),
        Span("The City shall pay for training.", 0),
    )


def test_a_paragraph_that_was_split_keeps_its_words() -> None:
    one = "The City pays for training of the officer; the District pays for the vests and the radio."
    texts = [one, one.replace("; the", ".\nThe"), one]
    assert [span.text for span in Weave(texts).spans(1) if span.revision] == [".\nThe"]
    assert [span.text for span in Weave(texts).spans(2) if span.revision] == ["; the"]


def test_a_version_that_is_not_there_is_refused() -> None:
    weave = Weave(["one"])
    assert weave.between(0, 0) == (Segment("one", Fate.KEPT, 0),)
    for act in (lambda: weave.spans(1), lambda: weave.between(0, 1), lambda: weave.text(-1)):
        with pytest.raises(IndexError, match=r"The chain has 1 versions"):
            act()


def test_each_word_of_a_clause_knows_its_revision() -> None:
    first = revision("training", {**example("training"), "hours_min": 8})
    second = revise(first, fields={**example("training"), "hours_min": 16}, author="Chief", party="police", at=AT,
                    rationale="More.", origin=Origin(how="proposal", reference="p-1"))  # fmt: skip
    third = revise(second, heading="Training and Drills", author="Chair", party="district", at=AT, rationale=None)
    told = blame([first, second, third])
    changed = [words for line in told.paragraphs for words in line if words.revision != first]
    assert [(w.text, w.revision.author, w.revision.proposal, w.revision.rationale) for w in changed] == [
        ("sixteen", "Chief", "p-1", "More."),
        ("16", "Chief", "p-1", "More."),
    ]
    assert told.heading[-1].revision == third
    struck = [w for w in differences([first, second, third], 1, 3).prose if w.fate is Fate.DELETED]
    assert [(w.text, w.revision.number) for w in struck] == [("eight", 2), ("8", 2)]


def test_the_provenance_of_a_revision_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no revision 3"):
        blame([revision("training")], 3)
