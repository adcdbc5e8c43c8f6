"""Each shortcut on the way of most paragraphs gives what the long way gives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from operator import attrgetter
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.blocks import Block, Line, Token
from drafts.diff.chain import heaviest_chain
from drafts.diff.lines import LineComparer
from drafts.diff.window import shared_chunks, shared_ends
from drafts.model import ChangeKind, Options
from drafts.redline import redline
from drafts.word import guard
from drafts.word import names as n
from drafts.word.archive import Limits
from drafts.word.line import LineReader, seen_line
from drafts.word.markup import block_spans, holds_asides, markup_of, markups
from tests.property.test_lines import STORIES, keys_of, paragraph
from tests.support.documents import p, package, t
from tests.support.redlines import AT, AUTHOR, part

CHUNKS = st.lists(st.sampled_from(["a", "b", "(a)", "to", "12", "c.", "", "é", "x\u0301", "\u0301q", "4.2(b)"]))
EDITS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.lists(st.sampled_from(["a", "b", "new"]))))
SENTENCE = "The Chief shall give the Superintendent each recording within ten (10) business days of a request."


def edited(chunks: list[str], edits: list[tuple[int, int, list[str]]]) -> list[str]:
    """``chunks`` with some replaced: (where, how many, by what)."""
    out = list(chunks)
    for at, count, new in edits[:3]:
        out[at : at + count] = new[:3]
    return out


def ends_by_cutting(before: str, after: str) -> tuple[int, int]:
    """Letters of the shared stretches that begin and that end two texts, after cutting both."""
    ours, theirs = before.split(" "), after.split(" ")
    lead = tail = 0
    for i, j, size in shared_chunks(ours, theirs):
        if i == j == 0:
            lead = len(" ".join([*ours[:size], ""]))
        if i + size == len(ours):
            tail = len(" ".join(ours[i:]))
    return lead, tail


@given(CHUNKS, EDITS)
def test_the_ends_that_two_texts_share_are_those_that_cutting_finds(
    chunks: list[str], edits: list[tuple[int, int, list[str]]]
) -> None:
    before, after = " ".join(chunks), " ".join(edited(chunks, edits))
    found = shared_ends(before, after)
    assert found in ((0, 0), ends_by_cutting(before, after))


def test_the_ends_of_a_long_text_are_found_without_cutting_it() -> None:
    after = SENTENCE.replace("each recording", "any recording")
    assert shared_ends(SENTENCE, after) == ends_by_cutting(SENTENCE, after) == (21, 36)


@given(CHUNKS, EDITS, st.integers(1, 40))
def test_lines_compare_alike_with_and_without_their_shared_ends(
    chunks: list[str], edits: list[tuple[int, int, list[str]]], look_ends: int
) -> None:
    before, after = " ".join(chunks), " ".join(edited(chunks, edits))
    lines = [
        Line(
            text,
            (look_ends, len(text)) if look_ends < len(text) else (len(text),),
            (0, 1)[: 1 + (look_ends < len(text))],
        )
        for text in (before, after)
    ]
    found = LineComparer(Options()).stretches(*lines)
    with patch("drafts.diff.lines.shared_ends", return_value=(0, 0)):
        assert LineComparer(Options()).stretches(*lines) == found


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9)), max_size=7))
def test_no_chain_of_rising_pairs_is_heavier_than_the_one_that_is_found(pairs: list[tuple[int, int, int]]) -> None:
    chains = [c for size in range(len(pairs) + 1) for c in combinations(sorted(pairs), size) if rises(c)]
    weights = {(i, j): weight for i, j, weight in sorted(pairs)}
    found = heaviest_chain(pairs)
    assert rises(found)
    assert sum(weights[pair] for pair in found) == max(sum(weight for _, _, weight in c) for c in chains)


def rises(chain: Sequence[tuple[int, ...]]) -> bool:
    """Whether a chain of pairs rises on both sides."""
    return all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chain))


def word_by_word(before: Block, after: Block) -> tuple[Sequence[Token], Sequence[Token]]:
    """The tokens of two blocks, cut finely."""
    return before.tokens, after.tokens


@given(STORIES, STORIES, st.integers(0, 5), st.sampled_from(["ten (10)", "five (5)", "ten"]))
def test_what_moved_came_or_went_is_written_alike_in_one_piece_and_word_by_word(
    before: list[tuple[str, list[tuple[str, str, str]]]],
    after: list[tuple[str, list[tuple[str, str, str]]]],
    at: int,
    days: str,
) -> None:
    moved = [p(t(SENTENCE)), p(t(SENTENCE.replace("ten (10)", days)))]
    sides = [[paragraph(*each, number=k) for k, each in enumerate(side, 1)] for side in (before, after)]
    sides[0].insert(0, moved[0])
    sides[1].insert(at, moved[1])
    files = [package("".join([*side, p(t("The end."))])) for side in sides]
    made = redline(files[0], files[1], author=AUTHOR, at=AT)
    with (
        patch("drafts.diff.plan.paired_tokens", word_by_word),
        patch("drafts.diff.plan.uncut_tokens", attrgetter("tokens")),
    ):
        cut = redline(files[0], files[1], author=AUTHOR, at=AT)
    assert (made.docx, made.changes) == (cut.docx, cut.changes)


def test_a_paragraph_that_moved_with_a_bookmark_in_it_keeps_the_bookmark_in_its_place() -> None:
    start, end = '<w:bookmarkStart w:id="1" w:name="ten"/>', '<w:bookmarkEnd w:id="1"/>'
    first, _, last = SENTENCE.partition("ten (10)")
    marked = p(t(first), start, t("ten (10)"), end, t(last))
    others = [p(t(f"Another sentence about {what}.")) for what in ("costs", "records", "schools")]
    files = [package("".join(x)) for x in ([p(t(SENTENCE)), *others], [*others[:2], marked, others[2]])]
    made = redline(files[0], files[1], author=AUTHOR, at=AT)
    assert made.changes.count(ChangeKind.MOVED) == 1
    (bookmark,) = part(made.docx).iter(n.BOOKMARK_START)
    between = [e for e in bookmark.itersiblings() if e.tag in (n.MOVE_TO, n.BOOKMARK_END)]
    assert ["".join(e.itertext()) for e in between[:2]] == ["ten (10)", ""]


@given(STORIES)
def test_a_reader_of_many_lines_reads_each_as_one_that_reads_it_alone(
    story: list[tuple[str, list[tuple[str, str, str]]]],
) -> None:
    read, keys = keys_of(package("".join(paragraph(*each, number=k) for k, each in enumerate((*story, *story), 1))))
    reader = LineReader(keys.look)
    for element in read.body().iter(n.P):
        together, alone = reader.read(markup_of(element)), LineReader(keys.look).read(markup_of(element))
        assert together is not None
        assert alone is not None
        assert seen_line(together) == seen_line(alone)
        assert (together.payload.properties, together.payload.markers) == (
            alone.payload.properties,
            alone.payload.markers,
        )


@pytest.mark.parametrize("aside", ["<!-- x -->", "<?x y?>"])
def test_markup_with_asides_in_it_is_not_cut(aside: str) -> None:
    assert holds_asides(f"<w:p>{aside}</w:p>")
    body = keys_of(package(f"<w:p>{aside}</w:p>" + "<w:p/>" * 4))[0].body()
    assert markups(body, list(body)) == [markup_of(element) for element in body]


def test_asking_and_calling_out_are_no_asides() -> None:
    assert not holds_asides("<w:t>Who? You!</w:t>")
    assert not holds_asides("<?xml version='1.0'?><w:p/>", 10)
    assert len(block_spans("<w:p><w:t>Who? You!</w:t></w:p><w:p/>")) == 2


def test_letters_that_name_cells_and_paragraphs_are_neither() -> None:
    body = p(t("pitch, catch, etc. " * 200))
    assert guard.check(package(body), Limits(cells=10, paragraphs=20))
