"""The index of addresses finds whatever could answer one, in order, and Route leaves nothing open behind it."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import compile_path

from api.app import PAGES, ROUTERS
from api.routing import Index, Route
from api.store.reader import NOBODY
from api.store.recording import Doer
from api.store.unit import Unit

WORDS = st.sampled_from(["a", "b", "agreements", "7", "7.docx", ""])
SEGMENTS = WORDS | st.sampled_from(["{x}", "{x}.docx", "{x}...{y}.docx"])


def template(segments: list[str], rest: bool) -> str:
    """An address in which no parameter has the name of another."""
    named = [
        each.replace("{x}", f"{{x{place}}}").replace("{y}", f"{{y{place}}}") for place, each in enumerate(segments)
    ]
    return "/" + "/".join([*named, *(["{rest:path}"] if rest else [])])


@given(
    st.lists(st.builds(template, st.lists(SEGMENTS, min_size=1, max_size=4), st.booleans()), max_size=12),
    st.lists(WORDS, max_size=5).map(lambda words: "/" + "/".join(words)),
)
def test_whatever_answers_an_address_is_found_in_the_order_given(templates: list[str], path: str) -> None:
    index = Index((each, (place, each)) for place, each in enumerate(templates))
    found = index.find(path)
    answering = [(place, each) for place, each in enumerate(templates) if compile_path(each)[0].match(path)]
    assert [each for each in found if each in answering] == answering
    assert found == sorted(found)


def test_an_address_is_tried_on_few_of_all_the_routes() -> None:
    routes = [each for module in (*ROUTERS, *PAGES) for each in module.router.routes if isinstance(each, APIRoute)]
    index = Index((each.path, each) for each in routes)
    for route in routes:
        found = index.find(route.path)
        assert route in found
        assert len(found) <= len(routes) / 10


def test_every_route_runs_its_endpoint_in_one_thread() -> None:
    routes = [each for module in (*ROUTERS, *PAGES) for each in module.router.routes]
    assert [each.path for each in routes if isinstance(each, APIRoute) and not isinstance(each, Route)] == []


def test_a_request_that_is_cancelled_is_not_left_half_way() -> None:
    """The server cancels what is at work when a stop has waited for long enough."""
    begun, goes_on, told = threading.Event(), threading.Event(), list[str]()

    def endpoint() -> None:
        begun.set()
        goes_on.wait(10)
        told.append("all of it")

    async def cancelled() -> None:
        work = asyncio.ensure_future(cast("Any", Route("/x", endpoint).endpoint)())
        await asyncio.to_thread(begun.wait, 10)
        work.cancel()
        await asyncio.sleep(0)
        assert not work.done()
        goes_on.set()
        await asyncio.wait([work])
        told.append("cancelled" if work.cancelled() else "not")

    asyncio.run(cancelled())
    assert told == ["all of it", "cancelled"]


def test_a_transaction_that_has_ended_is_not_begun_again() -> None:
    unit = Unit(cast("Any", None), datetime(2020, 3, 3, tzinfo=UTC), Doer(), NOBODY)
    unit.finish(commit=False)
    with pytest.raises(RuntimeError, match="has ended"):
        _ = unit.write


def test_what_an_endpoint_read_from_is_given_back_in_its_own_thread() -> None:
    told: list[str] = []
    connection: Any = SimpleNamespace(close=lambda: told.append(threading.current_thread().name))

    unit = Unit(cast("Any", None), datetime(2020, 3, 3, tzinfo=UTC), Doer(), NOBODY)
    unit._read = connection

    def endpoint(**_: Any) -> None:
        told.append(threading.current_thread().name)

    asyncio.run(cast("Any", Route("/x", endpoint, response_model=None).endpoint)(unit=unit))
    assert len(told) == 2
    assert len(set(told)) == 1
    assert threading.current_thread().name not in told
    assert unit.is_at_rest
