"""Idempotency keys: a POST that is sent twice is carried out once (draft-ietf-httpapi-idempotency-key-header-07).

The key is reserved in a transaction of its own before the request is carried out (decision 8). The answer is stored in
the transaction of the effect, so that a crash leaves both or neither; a reservation that a crash left behind is taken
over after COUNTERPART_IDEMPOTENCY_LEASE_SECONDS. A request that was refused has changed nothing: its key is free again.
Keys are an account's own, and count for the same address, body, If-Match and side alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.caller import Caller
from api.auth.guard import Grant
from api.bodies import BodyRefused
from api.errors import answer, http_problem, refusal
from api.ids import new_request_id
from api.routes.responses import problems
from api.routing import Route
from api.runtime import Runtime
from api.store import idempotency as store
from api.store.idempotency import KeyRecord
from api.store.reader import Reader
from api.store.recording import Doer
from api.store.unit import Unit
from clauses.errors import (
    Conflict,
    CounterpartError,
    InvalidOption,
    KeyReused,
    RequestInProgress,
    StoreUnavailable,
)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
NOT_KEPT: dict[str, str] = {
    "/session": "its answer opens a session",
    "/password-resets": "nobody is known who asks, and the answer is always the same",
    "/password-resets/confirm": "nobody is known who asks, and a code counts once anyway",
    "/me/tokens": "its answer holds a secret that is shown once and stored nowhere",
    "/agreements/{agreement_id}/webhooks": "its answer holds a secret that is shown once",
    "/agreements/{agreement_id}/webhooks/{webhook_id}/rotate-secret": "its answer holds a secret that is shown once",
}
"""POST routes that take no key, and why: their answers may not be kept."""

RECOMPUTED: dict[str, str] = {
    "/compare": "nothing of an upload is stored, and the same files at the same time give the same bytes",
    "/accept": "nothing of an upload is stored, and the same file gives the same bytes",
    "/reject": "nothing of an upload is stored, and the same file gives the same bytes",
    "/scrub": "nothing of an upload is stored, and the same file gives the same bytes",
    "/agreements/{agreement_id}/identify": "nothing of an upload is stored; the verdict is that of now",
    "/agreements/{agreement_id}/playbook/standings": "nothing changes by it; the standing is that of now",
}
"""POST routes whose answer is made again instead of kept, at the time of the first request, and why."""

_TOLD = (
    "A string that the client makes up for this request, such as a UUID. The same request with the same key is carried "
    "out once, and answered with what was answered then; another request with it is refused (422), and a twin of one "
    "that is at work too (409, Retry-After). A refused request leaves its key free."
)
_KEPT_HEADERS = ("content-type", "location", "etag", "cache-control", "link")
_KEY = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"|([\x21\x23-\x7e]+)')
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^;\s]+))', re.I)
_LONGEST = 255
_EXAMPLE = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'


@dataclass(frozen=True, slots=True)
class Reservation:
    """A key that this request holds."""

    record: KeyRecord
    largest: int
    """The largest answer to keep, in bytes."""
    recomputed: bool


class IdempotencyKeys:
    """Answers a POST that was carried out before with what was answered then, and reserves the keys of others."""

    def __init__(self, app: ASGIApp, *, runtime: Runtime) -> None:
        self.app, self.runtime = app, runtime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it from what is kept."""
        caller, path, header = _asked(scope)
        if caller is None or header is None:
            await self.app(scope, receive, send)
            return
        try:
            key = read_key(header)
            body = await _read(receive)
            found = await run_in_threadpool(
                self._reserve, caller, key, _fingerprint(scope, caller, body), path in RECOMPUTED
            )
        except CounterpartError as error:
            await refusal(error, scope["path"])(scope, receive, send)
            return
        except ClientDisconnect:
            return
        except BodyRefused as error:
            problem = http_problem(error.status_code, str(error.detail), scope["path"])
            await answer(problem, dict(error.headers or {}))(scope, receive, send)
            return
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        scope["state"]["reservation"] = found
        await self._carry_out(found, scope, _again(body, receive), send)

    async def _carry_out(self, held: Reservation, scope: Scope, receive: Receive, send: Send) -> None:
        status = 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_seen)
        finally:
            if status >= 400:
                await run_in_threadpool(self._release, held.record)

    def _reserve(self, caller: Caller, key: str, fingerprint: str, recomputed: bool) -> Reservation | Response:
        """The key, held; or the answer that was kept. Raises :class:`KeyReused` and :class:`RequestInProgress`."""
        settings = self.runtime.settings
        key_hash = sha256(key.encode()).hexdigest()
        try:
            with self.runtime.unit(Doer(), Reader(caller.user.id)) as unit:
                store.forget_keys(unit.write, unit.at - timedelta(days=settings.idempotency_days))
                mine = KeyRecord(caller.user.id, key_hash, fingerprint, new_request_id(), unit.at)
                there = store.find_key(unit.write, mine.user_id, mine.key_hash)
                if there is None:
                    store.insert_key(unit.write, mine)
                elif there.fingerprint != fingerprint:
                    raise KeyReused(f"This {HEADER} was sent with another request; give each request its own.")
                elif there.status is not None:
                    return _replay(there)
                elif recomputed:
                    mine = there
                else:
                    _take_over(unit, mine, there, timedelta(seconds=settings.idempotency_lease_seconds))
        except IntegrityError:  # another process was first, in a store whose writers do not wait for each other
            raise _in_progress() from None
        return Reservation(mine, settings.max_kept_answer_kb * 1024, recomputed)

    def _release(self, record: KeyRecord) -> None:
        """Free a key. Where the store has gone away meanwhile the answer still leaves; the key is taken over later."""
        with suppress(StoreUnavailable), self.runtime.unit(Doer(), Reader(record.user_id)) as unit:
            store.release_key(unit.write, record)


class KeyedRoute(Route):
    """A route that stores its answer under the request's key, in the transaction of what it has done."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler. It runs inside the request's unit of work, which commits after it."""
        handle = super().get_route_handler()

        async def keyed(request: Request) -> Response:
            response = await handle(request)
            held = getattr(request.state, "reservation", None)
            if isinstance(held, Reservation) and not held.recomputed and response.status_code < 400:
                await run_in_threadpool(_keep, request.state.unit, held, response)
            return response

        return keyed


def read_key(header: str) -> str:
    """The key of a header: a string as RFC 9651 writes it, in quotes, or the same without them. Raises
    :class:`InvalidOption`."""
    found = _KEY.fullmatch(header.strip())
    key = "" if found is None else found[2] or re.sub(r"\\(.)", r"\1", found[1])
    if not key or len(key) > _LONGEST:
        told = f"{HEADER} is a string of 1 to {_LONGEST} visible characters, such as {_EXAMPLE}."
        raise InvalidOption(told, f"header.{HEADER}")
    return key


def _asked(scope: Scope) -> tuple[Caller | None, str, str | None]:
    """Who asks, the route, and the key, where a key counts."""
    grant = scope.get("state", {}).get("grant") if scope["type"] == "http" else None
    if not isinstance(grant, Grant) or scope["method"] != "POST" or grant.path in NOT_KEPT:
        return None, "", None
    return grant.caller, grant.path, Headers(scope=scope).get(HEADER)


def _fingerprint(scope: Scope, caller: Caller, body: bytes) -> str:
    """A hash of all that makes two requests the same. The boundary of a form is made up anew each time it is sent."""
    headers = Headers(scope=scope)
    content_type = headers.get("content-type", "")
    boundary = _BOUNDARY.search(content_type)
    if boundary is not None:
        content_type = _BOUNDARY.sub("", content_type)
        body = body.replace((boundary[1] or boundary[2]).encode("latin-1"), b"")
    told = (scope["path"], scope["query_string"], content_type, headers.get("if-match"), caller.side)
    return sha256(repr(told).encode() + b"\n" + body).hexdigest()


def _take_over(unit: Unit, mine: KeyRecord, there: KeyRecord, lease: timedelta) -> None:
    """Hold a key that was reserved ``lease`` ago or earlier and never answered. Should the one who held it be at work
    all the same, nothing of its work stays: :func:`_keep` finds the key in other hands."""
    if unit.at - there.begun_at < lease or not store.take_over(unit.write, mine, there.attempt):
        raise _in_progress()


def _in_progress() -> RequestInProgress:
    return RequestInProgress("The request with this key is being carried out; send it again in a moment.", 1)


def _replay(there: KeyRecord) -> Response:
    assert there.status is not None
    if there.body is None:
        where = next((value for name, value in there.headers or [] if name == "location"), "")
        raise Conflict(
            f"The request was carried out, and its answer of {there.size} bytes was too large to keep; read "
            f"{where or 'what it changed'}."
        )
    replayed = Response(there.body, status_code=there.status)
    for name, value in there.headers or []:
        replayed.headers[name] = value
    replayed.headers[REPLAYED] = "true"
    return replayed


def _keep(unit: Unit, held: Reservation, response: Response) -> None:
    """Store ``response`` with what it tells of. Raises :class:`RequestInProgress` where another attempt has taken over:
    then nothing of this one stays."""
    body = bytes(response.body)
    headers = [[name, response.headers[name]] for name in _KEPT_HEADERS if name in response.headers]
    kept = body if len(body) <= held.largest else None
    if not store.keep_answer(unit.write, held.record, response.status_code, headers, kept, len(body)):
        raise _in_progress()


def describe_keys(described: dict[str, Any]) -> None:
    """Write into an OpenAPI document which operations take a key, and what that may be answered with."""
    for path, operations in described.get("paths", {}).items():
        operation = operations.get("post")
        if operation is None or path in NOT_KEPT:
            continue
        told = _TOLD + (f" Its answer is not kept but made again: {RECOMPUTED[path]}." if path in RECOMPUTED else "")
        parameters = operation.setdefault("parameters", [])
        if all(each["name"] != HEADER for each in parameters):
            schema = {"type": "string", "title": "A key of this request", "minLength": 1, "maxLength": _LONGEST + 2}
            named: dict[str, Any] = {"name": HEADER, "in": "header", "description": told}
            parameters.append({**named, "schema": schema, "example": _EXAMPLE})
        for status, answered in problems(409, 422).items():
            operation["responses"].setdefault(str(status), answered)


async def _read(receive: Receive) -> bytes:
    """The whole body, which the wall in front bounds."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _again(body: bytes, receive: Receive) -> Receive:
    """A way to read ``body`` once more, and then whatever else comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
