"""Every request as it was answered: a line in the log, and its counts. Refusals and faults are among them."""

from __future__ import annotations

import logging
from time import perf_counter

from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics
from api.auth.guard import Grant

_log = logging.getLogger("counterpart.requests")
_LONGEST = 200


class Observed:
    """Logs and counts each request. What follows the question mark of an address is left out: what a side searches for,
    and the codes of a sign-in, are not for who reads the log; and so is an address that no route answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell how it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), 0

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_seen)
        except Exception:
            metrics.faults.inc()
            raise
        finally:
            self._tell(scope, status, perf_counter() - begun)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        state = scope.get("state", {})
        found, grant = scope.get("route"), state.get("grant")
        route = found.path if isinstance(found, APIRoute) else state.get("route")
        metrics.count_request(route, scope["method"], status, seconds)
        if not _log.isEnabledFor(logging.INFO):
            return
        path = scope["path"][:_LONGEST] if route else None
        told = {
            "method": scope["method"],
            "route": route,
            "path": path,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        told["user"] = grant.caller.user.id if isinstance(grant, Grant) and grant.caller is not None else None
        told["address"] = (scope.get("client") or (None,))[0]
        _log.info("%s %s", scope["method"], path or "(no route)", extra=told)
