"""Scrubbing any file: a reader sees the same, a second scrub changes nothing, and what was planted is gone."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from drafts.redline import redline
from drafts.word.lint import beyond, lint
from drafts.word.scrub import Keep, scrub
from tests.support import generated, planted

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)


@st.composite
def redlines(draw: st.DrawFn) -> bytes:
    """A redline between two versions of any file."""
    before, after = map(generated.written, draw(generated.pairs()))
    return redline(before, after, author="Ana Counsel", at=AT).docx


@given(docx=redlines(), authors=st.booleans(), track=st.booleans())
def test_a_scrub_changes_nothing_that_a_reader_sees(docx: bytes, authors: bool, track: bool) -> None:
    made = scrub(docx, Keep(authors=authors), track=track)
    assert planted.apart(docx, made.docx) == []
    assert beyond(lint(made.docx), lint(docx)) == ()
    assert scrub(made.docx, Keep(authors=authors), track=track).docx == made.docx


@given(docx=redlines())
def test_what_was_planted_in_any_file_is_gone(docx: bytes) -> None:
    secret = planted.plant(docx)
    assert {found for _, found in planted.hits(secret)} == set(planted.SECRETS)
    made = scrub(secret)
    assert planted.hits(made.docx) == []
    assert planted.apart(docx, made.docx) == []
