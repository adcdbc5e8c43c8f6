"""The guard: finds the route of a request, who asks, and whether the table of access allows it, before any of the body
is read. What the table does not name is refused.

Routes are found a second time by the router. :func:`as_granted` holds it to what was granted, so that a route that the
guard did not see, or saw as another one, is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from anyio import Semaphore, WouldBlock, fail_after
from anyio.lowlevel import RunVar
from fastapi import Request
from fastapi.routing import APIRoute
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth import access
from api.auth.access import PUBLIC, SIGNED_IN, Standing
from api.auth.caller import Caller
from api.auth.cookies import SESSION_COOKIE
from api.auth.secret_words import csrf_token, digest, same
from api.errors import refusal
from api.routing import Index, Route
from api.runtime import Runtime
from api.store import asking
from api.store.audit import heads_of
from api.store.reader import Reader, tell
from api.store.unit import BUSY, MOST_WAITING, connected
from clauses.errors import (
    CounterpartError,
    ForgedRequest,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StoreUnavailable,
)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
_NAME: Final = re.compile("[A-Za-z0-9-]{1,64}")
"""What an agreement may be called; the store is asked for nothing else."""
STATE = "state_of_the_agreement"
"""The name under which the guard leaves the state of the agreement in a request, for :mod:`api.kept_answers`."""

_AT_ONCE: Final = 4
"""Threads that ask the store who asks. Each takes the interpreter's lock anew after every statement: of fifty at once,
each waits for all others several times over, and a tenth of the answers comes four times as late."""
_TURNS: Final = RunVar[Semaphore]("counterpart.guard")


@dataclass(frozen=True, slots=True)
class Grant:
    """A request that the table allows: its route, and who asks (nobody, for a public one)."""

    path: str
    caller: Caller | None


class Guard:
    """Answers what the table of access refuses, and passes on the rest with its grant in ``state``."""

    def __init__(self, app: ASGIApp, *, routes: Sequence[APIRoute], runtime: Runtime) -> None:
        self.app, self.runtime = app, runtime
        self.keeps = runtime.settings.answer_cache_mb > 0
        self.routes = Index((route.path, route) for route in routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the refusal."""
        if scope["type"] == "http":
            try:
                scope.setdefault("state", {})["grant"] = await self._grant(scope)
            except CounterpartError as error:
                await refusal(error, scope["path"])(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _grant(self, scope: Scope) -> Grant | None:
        """The grant; None where no route answers, which the router then says."""
        found = self._route(scope)
        if found is None:
            return None
        route, params = found
        scope["state"]["route"] = route.path
        rule = access.rule_of(scope["method"], route.path)
        if rule is None:
            raise NotAllowed("The table of access does not name this address.")
        if rule is PUBLIC:
            return Grant(route.path, None)
        turns = _turns()
        await self._turn(turns)
        try:
            return Grant(route.path, await run_in_threadpool(self._admitted, scope, rule, route, params))
        finally:
            turns.release()

    async def _turn(self, turns: Semaphore) -> None:
        """Wait for a turn to ask the store. Raises :class:`StoreUnavailable` where too many wait, or for too long."""
        try:
            turns.acquire_nowait()
        except WouldBlock:
            if turns.statistics().tasks_waiting >= MOST_WAITING:
                raise StoreUnavailable(BUSY.format("too many wait")) from None
            try:
                with fail_after(self.runtime.settings.busy_timeout_ms / 1000):
                    await turns.acquire()
            except TimeoutError:
                raise StoreUnavailable(BUSY.format("others are at work")) from None

    def _admitted(self, scope: Scope, rule: access.Rule, route: APIRoute, params: dict[str, Any]) -> Caller:
        """Who asks, where the rule allows it."""
        connection = HTTPConnection(scope)
        with connected(self.runtime.engines.read) as store:
            agreement_id = params.get("agreement_id")
            named = agreement_id if agreement_id is not None and _NAME.fullmatch(agreement_id) else None
            caller = _identified(store, connection, self.runtime.clock(), named)
            if caller.session is not None and scope["method"] not in SAFE:
                _refuse_forgery(connection, route)
            if agreement_id is not None:
                _refuse_strangers(caller, agreement_id)
            elif caller.agreement_id is not None and rule is not SIGNED_IN:
                raise NotAllowed("The API token is for one agreement, and this is about none.")
            _refuse_others(caller, rule)
            if named is not None and self.keeps and isinstance(route, Route) and route.is_kept:
                tell(store, Reader(caller.user.id))
                scope["state"][STATE] = heads_of(store, named, caller.private_side)
        return caller

    def _route(self, scope: Scope) -> tuple[APIRoute, dict[str, Any]] | None:
        for route in self.routes.find(scope["path"]):
            match, child = route.matches(scope)
            if match is Match.FULL:
                return route, child["path_params"]
        return None


def _turns() -> Semaphore:
    """The turns of the event loop that runs."""
    there = _TURNS.get(None)
    if there is None:
        there = Semaphore(_AT_ONCE)
        _TURNS.set(there)
    return there


async def as_granted(request: Request) -> None:
    """Refuse whatever the guard has not granted for this very route. Raises :class:`NotAllowed`."""
    grant = getattr(request.state, "grant", None)
    route = request.scope.get("route")
    if not isinstance(grant, Grant) or not isinstance(route, APIRoute) or grant.path != route.path:
        raise NotAllowed("The table of access does not name this address.")


def _identified(store: Connection, connection: HTTPConnection, at: datetime, agreement_id: str | None) -> Caller:
    """Who asks, by the Authorization header or else by the session cookie, with the membership in the agreement that is
    asked about. Raises :class:`NotSignedIn`."""
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return _by_token(store, token.strip() if scheme.lower() == "bearer" else "", at, agreement_id)
    secret = connection.cookies.get(SESSION_COOKIE)
    if not secret:
        raise NotSignedIn("Sign in, or send an API token as Authorization: Bearer.")
    return _by_session(store, secret, at, agreement_id)


def _by_token(store: Connection, token: str, at: datetime, agreement_id: str | None) -> Caller:
    found = asking.by_token(store, digest(token), agreement_id)
    if found is None or found.revoked_at or found.expires_at <= at or found.user.disabled_at:
        raise NotSignedIn("The API token does not count: it is unknown, expired or revoked.")
    scopes = frozenset(found.scopes)
    return Caller(found.user, scopes, agreement_id=found.agreement_id, member=found.member, side=found.side)


def _by_session(store: Connection, secret: str, at: datetime, agreement_id: str | None) -> Caller:
    hash_ = digest(secret)
    found = asking.by_session(store, hash_, agreement_id)
    if found is None or found.expires_at <= at or found.user.disabled_at:
        raise NotSignedIn("The session has ended; sign in again.")
    return Caller(found.user, frozenset(access.Scope), session=hash_, member=found.member, side=found.side)


def _refuse_forgery(connection: HTTPConnection, route: APIRoute) -> None:
    """Hold a change under a session to our own pages. They alone can read the word of the session: a header has it, or
    a field of a form, where the ``route`` says by ``checks_forms`` that it looks there."""
    _refuse_other_pages(connection)
    if not getattr(route, "checks_forms", False):
        _refuse_without_word(connection, connection.cookies[SESSION_COOKIE])


def _refuse_other_pages(connection: HTTPConnection) -> None:
    """Hold a change under a session to our own pages, by what browsers say of where a request comes from (W3C Fetch
    Metadata; RFC 6454, Origin)."""
    site = connection.headers.get("sec-fetch-site", "same-origin")
    origin = connection.headers.get("origin")
    own = f"{connection.url.scheme}://{connection.headers.get('host', '')}"
    if site != "same-origin" or (origin is not None and origin.lower() != own.lower()):
        raise ForgedRequest("Only a page of this server may change anything in a session.")


def _refuse_without_word(connection: HTTPConnection, secret: str) -> None:
    """Hold a change under a session to who can read the word of the session."""
    if not same(connection.headers.get(CSRF_HEADER, ""), csrf_token(secret)):
        raise ForgedRequest(f"Send the session's csrf_token in the {CSRF_HEADER} header.")


def _refuse_strangers(caller: Caller, agreement_id: str) -> None:
    """Tell who has no part in the agreement what is told when there is none. Raises :class:`NotFound`."""
    elsewhere = caller.agreement_id not in (None, agreement_id)
    if elsewhere or (caller.member is None and not caller.user.operator):
        raise NotFound(f"There is no agreement {agreement_id!r}.")


def _refuse_others(caller: Caller, rule: access.Rule) -> None:
    """Hold the caller to the rule of the route. Raises :class:`NotAllowed`."""
    if not rule.standings & caller.standings:
        allowed = ", ".join(each.value for each in Standing if each in rule.standings)
        raise NotAllowed(f"This needs one of these roles: {allowed}.")
    if rule.scope not in caller.scopes:
        raise NotAllowed(_why_not_in_scope(rule.scope))


def _why_not_in_scope(scope: access.Scope) -> str:
    if scope is access.Scope.ACCOUNT:
        return "An API token may not do this: sign in with a browser."
    return f"The API token needs the scope {scope.value}."
