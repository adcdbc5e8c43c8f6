"""Answers that are kept as long as nothing changes in their agreement (decision 0032).

The audit has an entry for whatever changes in an agreement, in the transaction that changes it. So the last entry of
what is shared, and the last one of what is private to the caller's side, name the state of all that an answer may be
made from. The guard, which asks the store about the caller with every request, reads both on the way.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.caller import Caller
from api.auth.guard import STATE, Grant

LARGEST: Final = 4
"""No answer is kept that takes more than one part in so many of the room."""
_OVERHEAD: Final = 2_000
"""Bytes that an answer takes beside its body."""
_STATUSES: Final = (200, 304)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer, and the state of the agreement that it was asked for in."""

    state: tuple[str, ...]
    start: Message
    body: Message
    asked: int
    """How many bytes the request takes in its key."""

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        head = sum(len(name) + len(value) for name, value in self.start.get("headers", ()))
        return len(self.body.get("body", b"")) + head + self.asked + _OVERHEAD


class KeptAnswers:
    """Answers again what it has seen answered, to the same caller, in the same state of the agreement. ``megabytes`` is
    how much it keeps: what was asked for last."""

    def __init__(self, app: ASGIApp, *, megabytes: int) -> None:
        self.app, self.room = app, megabytes * 1_000_000
        self._kept: OrderedDict[tuple[object, ...], _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on and keep its answer."""
        state = scope.get("state", {}).get(STATE) if scope["type"] == "http" else None
        if state is None:
            await self.app(scope, receive, send)
            return
        key = _key(scope)
        there = self._kept.get(key)
        if there is None or there.state != state:
            await self.app(scope, receive, self._keeping(send, key, state))
            return
        self._kept.move_to_end(key)
        for message in (there.start, there.body):
            await send(dict(message))

    def _keeping(self, send: Send, key: tuple[object, ...], state: tuple[str, ...]) -> Send:
        """``send`` that keeps an answer which comes in one piece."""
        start: Message = {}
        asked = sum(len(each) for each in key if isinstance(each, str | bytes))

        async def send_and_keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] in _STATUSES:
                start = dict(message)
            elif message["type"] == "http.response.body" and start:
                if not message.get("more_body", False):
                    self._keep(key, _Answer(state, start, dict(message), asked))
                start = {}
            await send(message)

        return send_and_keep

    def _keep(self, key: tuple[object, ...], answer: _Answer) -> None:
        self._drop(key)
        if answer.size * LARGEST > self.room:
            return
        self._kept[key] = answer
        self._size += answer.size
        while self._size > self.room:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[object, ...]) -> None:
        gone = self._kept.pop(key, None)
        self._size -= gone.size if gone is not None else 0


def _key(scope: Scope) -> tuple[object, ...]:
    """All that an answer depends on beside the agreement."""
    grant = scope["state"]["grant"]
    assert isinstance(grant, Grant)
    fresh = Headers(scope=scope).get("if-none-match")
    return scope["method"], grant.path, scope["path"], scope["query_string"], fresh, _who(grant.caller)


def _who(caller: Caller | None) -> tuple[object, ...]:
    assert caller is not None
    return caller.user.id, caller.user.operator, caller.member, caller.side, caller.scopes
