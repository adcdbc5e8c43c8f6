"""Accepting or rejecting some tracked changes, then the rest, gives what doing it at once gives.

The redlines are of any two files; their revisions are shared out among three authors and two days, element by element,
as unkindly as a file may come.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from drafts.model import Options
from drafts.redline import redline
from drafts.word import names as n
from drafts.word.package import Package
from drafts.word.resolve import accept_all, reject_all
from drafts.word.revisions import tracked_changes
from drafts.word.selective import Kind, resolve_some
from tests.support import generated
from tests.support.seen import difference

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
NAMES = ("Ana Counsel", "Ben Police", "Cyd Clerk")
ALL_AT_ONCE: dict[bool, Callable[[bytes], bytes]] = {True: accept_all, False: reject_all}


@st.composite
def shared_out(draw: st.DrawFn) -> bytes:
    """A redline whose revisions are of three authors and two days."""
    before, after = map(generated.written, draw(generated.pairs()))
    made = redline(before, after, author=NAMES[0], at=AT, options=Options(moves=draw(st.booleans())))
    chosen = random.Random(draw(st.integers(0, 2**32)))
    package = Package.read(made.docx)
    for part in package.story_parts():
        for element in package.xml(part).iter(*sorted(n.REVISIONS)):
            element.set(n.AUTHOR, chosen.choice(NAMES))
            element.set(n.DATE, chosen.choice(["2026-11-01T10:00:00Z", "2026-11-03T10:00:00Z"]))
    return package.to_bytes()


filters = st.one_of(
    st.fixed_dictionaries({"authors": st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"kinds": st.lists(st.sampled_from(Kind), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"until": st.just(datetime(2026, 11, 2, tzinfo=UTC))}),
    st.fixed_dictionaries({"authors": st.just(NAMES[:1]), "kinds": st.just([Kind.INSERTIONS])}),
)


@given(docx=shared_out(), accept=st.booleans())
def test_a_filter_that_matches_all_is_no_filter(docx: bytes, accept: bool) -> None:
    some, count = resolve_some(docx, accept=accept, authors=NAMES, kinds=list(Kind), since=AT)
    assert difference(some, ALL_AT_ONCE[accept](docx)) is None
    assert count == len(tracked_changes(docx).changes)
    assert tracked_changes(some).changes == ()


@given(docx=shared_out(), chosen=filters, accept=st.booleans())
def test_some_and_then_the_rest_is_all(docx: bytes, chosen: dict[str, object], accept: bool) -> None:
    some, _ = resolve_some(docx, accept=accept, **chosen)  # type: ignore[arg-type]
    assert difference(ALL_AT_ONCE[accept](some), ALL_AT_ONCE[accept](docx)) is None
