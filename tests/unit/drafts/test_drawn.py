"""How much a PDF draws, before any of it is read."""

from __future__ import annotations

import pytest

from clauses.errors import LimitExceeded, UnreadablePdf
from drafts.drawn import MOST_AT_ONCE
from drafts.printed import MOST_UNPACKED, read_pages
from tests.hostile.pdfs import PDFS, pdf, plain_pdf


def test_pages_that_print_are_read() -> None:
    read = read_pages(plain_pdf(3))
    assert len(read) == 3
    assert {each.strip() for each in read} == {"The District keeps recordings for thirty days."}


def test_words_in_a_form_are_read_as_often_as_they_are_drawn() -> None:
    (page,) = read_pages(pdf(b"/X Do /X Do", forms=[b"BT /F 9 Tf (Recordings) Tj ET"]))
    assert page.count("Recordings") == 2


def test_a_page_at_the_bound_is_read_and_one_beyond_it_is_not() -> None:
    words = b"BT /F 9 Tf (A year.) Tj"
    assert "A year." in read_pages(pdf(words.ljust(MOST_AT_ONCE)))[0]
    with pytest.raises(LimitExceeded, match="draws more"):
        read_pages(pdf(words.ljust(MOST_AT_ONCE + 1)))


def test_a_stream_that_unpacks_to_more_than_is_held_in_memory_is_named_so() -> None:
    with pytest.raises(LimitExceeded, match="when it is unpacked"):
        read_pages(pdf(b" " * (MOST_UNPACKED + 1)))


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_that_means_harm_is_refused(name: str) -> None:
    with pytest.raises((LimitExceeded, UnreadablePdf)):
        read_pages(PDFS[name]())
