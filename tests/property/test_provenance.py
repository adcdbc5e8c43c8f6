"""Every word knows the version that brought it, and every word that is gone the one that struck it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.kinds import kinds
from clauses.record import ClauseRevision, revise
from clauses.text.lines import line_tokens
from clauses.text.provenance import Fate, Weave, joined
from clauses.wording.blame import Words, blame, differences
from clauses.wording.match import match, prose
from tests.property.test_clauses import fields_of
from tests.unit.clauses.story import AT, revision

WORD = st.sampled_from(["the", "City", "shall", "not", "keep", "two", "days", ",", ".", "\n", "records"])


@st.composite
def chains(draw: st.DrawFn) -> list[str]:
    """Versions of a text, each an edit of the one before, sometimes an earlier one again."""
    words = draw(st.lists(WORD, max_size=12))
    texts = [words]
    for _ in range(draw(st.integers(0, 6))):
        following = list(draw(st.sampled_from(texts)) if draw(st.booleans()) else texts[-1])
        at = draw(st.integers(0, len(following)))
        following[at : at + draw(st.integers(0, 3))] = draw(st.lists(WORD, max_size=3))
        texts.append(following)
    return [" ".join(each) for each in texts]


CHAINS = st.one_of(chains(), st.lists(st.text(alphabet=st.sampled_from("ab \n."), max_size=12), min_size=1, max_size=5))


@given(CHAINS)
def test_the_spans_of_every_version_joined_are_its_text(texts: list[str]) -> None:
    weave = Weave(texts)
    for version, text in enumerate(texts):
        spans = weave.spans(version)
        assert "".join(span.text for span in spans) == text == weave.text(version)
        assert all(span.text and 0 <= span.revision <= version for span in spans)
        assert all(one.revision != other.revision for one, other in pairwise(spans))


@given(CHAINS)
def test_what_a_later_version_adds_changes_no_earlier_origin(texts: list[str]) -> None:
    weave = Weave(texts)
    for version in range(len(texts)):
        assert Weave(texts[: version + 1]).spans(version) == weave.spans(version)


@given(CHAINS, st.data())
def test_the_segments_between_any_two_versions_read_as_both(texts: list[str], data: st.DataObject) -> None:
    before, after = (data.draw(st.integers(0, len(texts) - 1)) for _ in range(2))
    segments = Weave(texts).between(before, after)
    assert joined(segments, without=Fate.INSERTED) == texts[before]
    assert joined(segments, without=Fate.DELETED) == texts[after]


@given(CHAINS, st.data())
def test_a_difference_was_made_by_a_version_on_the_way(texts: list[str], data: st.DataObject) -> None:
    before, after = (data.draw(st.integers(0, len(texts) - 1)) for _ in range(2))
    first, last = sorted((before, after))
    for segment in Weave(texts).between(before, after):
        if segment.fate is not Fate.KEPT:
            assert first < segment.revision <= last


@given(CHAINS, st.data())
def test_words_that_were_inserted_have_the_origin_that_the_text_says(texts: list[str], data: st.DataObject) -> None:
    before, after = sorted(data.draw(st.integers(0, len(texts) - 1)) for _ in range(2))
    weave = Weave(texts)
    told: list[int] = [span.revision for span in weave.spans(after) for _ in line_tokens(span.text)]
    standing = [s for s in weave.between(before, after) if s.fate is not Fate.DELETED]
    assert [s.revision for s in standing for _ in line_tokens(s.text)] == told


@given(CHAINS)
def test_a_version_differs_in_nothing_from_an_equal_one(texts: list[str]) -> None:
    again = [*texts, texts[0]]
    assert all(s.fate is Fate.KEPT for s in Weave(again).between(0, len(texts)))


@given(CHAINS)
def test_words_that_stand_in_every_version_keep_their_first_origin(texts: list[str]) -> None:
    """A line of words that no other can be taken for, before and after what changes."""
    marked = [f"The first line of words\n{text}\nAnd this is the last" for text in texts]
    spans = Weave(marked).spans(len(texts) - 1)
    assert (spans[0].revision, spans[-1].revision) == (0, 0)
    assert spans[0].text.startswith("The first line of words")
    assert spans[-1].text.endswith("And this is the last")


KINDS = [spec.name for spec in kinds()]
EXAMPLES = settings().max_examples // 12
"""Of each kind; all kinds together see more than one test of the profile does."""


@st.composite
def revisions(draw: st.DrawFn, kind: str) -> list[ClauseRevision]:
    """A chain of revisions with other fields, other headings, and edited words."""
    chain = [revision(kind, draw(fields_of(kind)))]
    for _ in range(draw(st.integers(1, 3))):
        before = chain[-1]
        if draw(st.booleans()):
            edited = match(
                prose(before).replace("the ", draw(st.sampled_from(["the ", "each ", "the said "])), 1), before
            )
            fields, wording = edited.fields, edited.wording
        else:
            fields, wording = revision(kind, draw(fields_of(kind))).fields, None
        heading = draw(st.sampled_from(["Heading", 'Another "heading"', "The heading"]))
        chain.append(
            revise(
                before,
                heading=heading,
                fields=fields,
                wording=wording,
                author="Chief",
                party="police",
                at=AT,
                rationale=None,
            )
        )
    return chain


def read(words: tuple[Words, ...], without: Fate) -> str:
    return "".join(each.text for each in words if each.fate is not without)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_the_origins_of_any_chain_of_revisions_joined_are_the_clause(kind: str, data: st.DataObject) -> None:
    chain = data.draw(revisions(kind))
    for each in chain:
        found = blame(chain, each.number)
        assert "".join(words.text for words in found.prose) == prose(each)
        assert "\n".join("".join(words.text for words in line) for line in found.paragraphs) == prose(each)
        assert "".join(words.text for words in found.heading) == each.heading.replace(' "', " “").replace('"', "”")
        assert all(words.revision.number <= each.number for line in found.paragraphs for words in line)
    first, last = (data.draw(st.sampled_from(chain)) for _ in range(2))
    found = differences(chain, first.number, last.number)
    assert read(found.prose, Fate.INSERTED) == prose(first)
    assert read(found.prose, Fate.DELETED) == prose(last)
    assert read(found.heading, Fate.DELETED) == read(blame(chain, last.number).heading, Fate.DELETED)
