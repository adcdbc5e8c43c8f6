"""The chain of the audit: whatever is done to it later is found, at the first link that it concerns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.audit_chain import GENESIS, Entry, Link, first_broken, where_hash

CHAIN = "agr-1"
texts = st.text(max_size=8)
values = st.recursive(st.none() | st.booleans() | st.integers() | texts, lambda each: st.lists(each, max_size=2))
changes = st.lists(st.dictionaries(texts, values, max_size=3), max_size=2)


def chained(contents: list[list[dict[str, Any]]]) -> list[Link]:
    links: list[Link] = []
    for number, content in enumerate(contents, 1):
        previous = links[-1].hash if links else GENESIS
        hashed = where_hash(f"salt {number}", "127.0.0.1")
        entry = Entry(CHAIN, number, "2020-03-03T18:00:00+00:00", "u1", "Dana", "act", hashed, content, previous)
        links.append(Link(entry, entry.hash, "127.0.0.1", f"salt {number}"))
    return links


chains = st.lists(changes, min_size=1, max_size=6).map(chained)


@given(chains)
def test_a_chain_that_nobody_touched_is_whole(links: list[Link]) -> None:
    assert first_broken(CHAIN, links) is None
    assert all(first_broken(CHAIN, links, each.hash) is None for each in links)
    assert first_broken(CHAIN, []) is None


@given(chains, st.data())
def test_a_changed_entry_is_found_where_it_stands(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(["at", "user_id", "who", "what", "where_hash", "changes"]))
    other: Any = [{"another": 1}, {}, {}] if field == "changes" else "another"
    changed = replace(links[place], entry=replace(links[place].entry, **{field: other}))
    broken = first_broken(CHAIN, [*links[:place], changed, *links[place + 1 :]])
    assert broken is not None
    assert broken.number == place + 1


@given(chains, st.data())
def test_a_changed_entry_with_a_hash_of_its_own_breaks_the_next_link(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    forged = replace(links[place].entry, who="Somebody")
    altered = [*links[:place], replace(links[place], entry=forged, hash=forged.hash), *links[place + 1 :]]
    broken = first_broken(CHAIN, altered, links[-1].hash)
    assert broken is not None
    assert broken.number == place + 2  # the next link, or for the last one: the head that was written down


@given(chains, st.data())
def test_an_entry_taken_out_is_found(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    broken = first_broken(CHAIN, [*links[:place], *links[place + 1 :]], links[-1].hash)
    assert broken is not None
    assert broken.number == place + 1


@given(chains)
def test_entries_in_another_order_are_found(links: list[Link]) -> None:
    assert len(links) == 1 or first_broken(CHAIN, links[::-1]) is not None


@given(chains, st.data())
def test_an_address_that_is_not_the_one_is_found(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    changed = replace(links[place], where="10.0.0.1")
    broken = first_broken(CHAIN, [*links[:place], changed, *links[place + 1 :]])
    assert broken is not None
    assert (broken.number, "elsewhere" in broken.reason) == (place + 1, True)
    hidden = [replace(each, where=None, salt=None) for each in links]
    assert first_broken(CHAIN, hidden) is None


def test_a_chain_is_not_taken_for_another() -> None:
    assert first_broken("agr-2", chained([[]])) is not None
