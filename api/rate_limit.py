"""The wall that holds everybody to how often they may ask, before anything is looked up (429)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.cookies import SESSION_COOKIE
from api.auth.guard import Grant
from api.auth.secret_words import digest
from api.errors import answer, http_problem
from api.rates import Rates, Verdict
from api.runtime import Runtime
from api.store.credentials import add_attempts, forget_attempts_before
from clauses.errors import StoreUnavailable

_NEVER: Final = frozenset({"/healthz", "/readyz"})
"""What watches over the server is never refused."""
_KEPT: Final = timedelta(minutes=10)
_log = logging.getLogger("counterpart")


class RateLimit:
    """Lets through what the buckets hold. Credentials have a bucket of their own once the guard has found them good;
    until then they, and who sends none, draw from that of their network address."""

    def __init__(self, app: ASGIApp, *, runtime: Runtime, clock: Callable[[], float] = monotonic) -> None:
        self.app, self.runtime, self.clock = app, runtime, clock
        self.known = runtime.settings.rate_per_minute
        self.anonymous = runtime.settings.rate_anonymous_per_minute
        self.rates = Rates(clock)
        self.shared_at = clock()
        self.sharing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        if scope["type"] != "http" or scope["path"] in _NEVER:
            await self.app(scope, receive, send)
            return
        own = _credentials(scope)
        address = f"address:{digest((scope.get('client') or ('',))[0])[:32]}"
        recognized = own is not None and self.rates.knows(own)
        key, most = (own, self.known) if own is not None and recognized else (address, self.anonymous)
        if not most:
            await self.app(scope, receive, send)
            return
        verdict = self.rates.take(key, most)
        send_limited = _with_headers(send, verdict, "token" if recognized else "address")
        if verdict.admitted:
            await self.app(scope, receive, send_limited)
            self._recognize(scope, own, key)
        else:
            told = f"There were more than {most} requests in a minute; ask again in {verdict.seconds} s."
            problem = http_problem(429, told, scope["path"])
            await answer(problem, {"Retry-After": str(verdict.seconds)})(scope, receive, send_limited)
        self._share_now_and_then()

    def _recognize(self, scope: Scope, own: str | None, key: str) -> None:
        """Give credentials that the guard has found good a bucket of their own, and back what their address paid."""
        grant = scope.get("state", {}).get("grant")
        if own is not None and own != key and self.known and isinstance(grant, Grant) and grant.caller is not None:
            self.rates.take(own, self.known)
            self.rates.give_back(key)

    def _share_now_and_then(self) -> None:
        now = self.clock()
        if now - self.shared_at < self.runtime.settings.rate_share_s or (self.sharing and not self.sharing.done()):
            return
        self.shared_at = now
        given = self.rates.to_tell()
        if given:
            self.sharing = asyncio.create_task(run_in_threadpool(self.share, given))

    def share(self, given: dict[str, int]) -> None:
        """Tell the other servers on this store what was ``given`` out here, and learn what they gave out."""
        try:
            with self.runtime.unit() as unit:
                minute = int(unit.at.timestamp()) // 60
                of_all = {key: add_attempts(unit.write, f"rate:{minute}:{key}", unit.at, n) for key, n in given.items()}
                forget_attempts_before(unit.write, "rate:", unit.at - _KEPT)
        except (StoreUnavailable, SQLAlchemyError) as error:  # they are told later; nobody is refused for it
            _log.warning("how often somebody asks could not be shared: %s", type(error).__name__)
            return
        self.rates.told(given, minute, of_all)


def _credentials(scope: Scope) -> str | None:
    """A key for what the request proves itself with: its hash, so that no secret is kept."""
    connection = HTTPConnection(scope)
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        return f"token:{digest(authorization)[:32]}"
    session = connection.cookies.get(SESSION_COOKIE)
    return f"session:{digest(session)[:32]}" if session else None


def _with_headers(send: Send, verdict: Verdict, policy: str) -> Callable[[Message], Any]:
    """``send`` that tells how many requests are left (draft-ietf-httpapi-ratelimit-headers-10)."""
    left = f'"{policy}";r={verdict.left};t={verdict.seconds}'.encode()
    limits = f'"{policy}";q={verdict.most};w=60'.encode()

    async def send_limited(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = [(b"ratelimit-policy", limits), (b"ratelimit", left)]
            message["headers"] = [*message.get("headers", ()), *told]
        await send(message)

    return send_limited
