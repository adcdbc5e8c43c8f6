"""How a request comes to what answers it: by a look into an index of addresses instead of a trial of every route, and
with one way to a thread and back for all that an endpoint does.

FastAPI runs a sync endpoint in a thread and checks its answer in another one; the way there and back costs as much as
several reads of the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, Final, Generic, TypeVar

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from api.store.unit import Unit

T = TypeVar("T")
E = TypeVar("E", bound=Callable[..., Any])
_KEPT: Final = "kept_while_unchanged"
_SHELF: Final = "counterpart.shelf"


def kept_while_unchanged(endpoint: E) -> E:
    """Mark an endpoint below an agreement whose answer to the same caller is the same as long as nothing changes in the
    agreement: it asks no clock, and reads nothing that the audit leaves out but what tells by its key all that it is
    made of (decision 0032)."""
    setattr(endpoint, _KEPT, True)
    return endpoint


class Route(APIRoute):
    """A route whose sync endpoint runs in one thread. A transaction that it is given ends there too, unless that waits
    for the answer: who else writes waits no longer than for the work itself. That of a dependency ends after it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _in_one_thread(endpoint), **options)

    @property
    def is_kept(self) -> bool:
        """Whether its answers may be kept while nothing changes in the agreement."""
        return getattr(self.endpoint, _KEPT, False)


def _in_one_thread(endpoint: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @wraps(endpoint)
    async def called(**values: Any) -> Any:
        work = asyncio.ensure_future(run_in_threadpool(_called, endpoint, values))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:  # a stop that waits no longer: what runs in the thread is not given up half-way
            await asyncio.wait([work])
            raise

    return called


def _called(endpoint: Callable[..., Any], values: dict[str, Any]) -> Any:
    units = [each for each in values.values() if isinstance(each, Unit)]
    try:
        answer = endpoint(**values)
    except BaseException:
        for unit in units:
            unit.finish(commit=False)
        raise
    for unit in units:
        if unit.waits_for_answer:
            unit.rest()
        else:
            unit.finish(commit=True)
    return answer


@dataclass(slots=True)
class _Node:
    """What begins with the same segments: by the next segment where that is plain text, else under None."""

    below: dict[str | None, _Node] = field(default_factory=dict["str | None", "_Node"])
    here: list[int] = field(default_factory=list[int])
    here_or_below: list[int] = field(default_factory=list[int])


class Index(Generic[T]):
    """Values by the templates of addresses that they answer. It says which ones may answer an address; whether they do
    is theirs to say."""

    def __init__(self, templates: Iterable[tuple[str, T]]) -> None:
        self._values: list[T] = []
        self._root = _Node()
        for template, value in templates:
            self._add(template, value)

    def find(self, path: str) -> list[T]:
        """What may answer ``path``, each once, in the order in which it was given."""
        nodes, found = [self._root], set(self._root.here_or_below)
        for segment in path.split("/"):
            nodes = [there for node in nodes for key in (segment, None) if (there := node.below.get(key)) is not None]
            for node in nodes:
                found.update(node.here_or_below)
        for node in nodes:
            found.update(node.here)
        return [self._values[place] for place in sorted(found)]

    def _add(self, template: str, value: T) -> None:
        if not self._values or self._values[-1] is not value:
            self._values.append(value)
        place, node = len(self._values) - 1, self._root
        for segment in template.split("/"):
            if ":path}" in segment:
                node.here_or_below.append(place)
                return
            node = node.below.setdefault(None if "{" in segment else segment, _Node())
        node.here.append(place)


class Shelves(BaseRoute):
    """Routers as one route, which tries those alone that may answer."""

    def __init__(self, routers: Iterable[tuple[BaseRoute, Iterable[str]]]) -> None:
        """``routers`` with the templates of the addresses that each answers."""
        shelved = list(routers)
        self.routers = tuple(router for router, _ in shelved)
        self._index = Index((template, router) for router, templates in shelved for template in templates)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first router that answers the method too; failing that, the first that answers the address."""
        best: tuple[Match, Scope] = Match.NONE, {}
        for router in self._index.find(scope["path"]):
            match, child = router.matches(scope)
            if match.value > best[0].value:
                best = match, {**child, _SHELF: router}
            if match is Match.FULL:
                break
        return best

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the router answer that was found."""
        await scope[_SHELF].handle(scope, receive, send)
