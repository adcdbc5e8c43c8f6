"""How much of a body is read, and for how long: the uploads of the routes that take files, the JSON limit for all
others, and one time for every body."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from fastapi.routing import APIRoute
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.guard import Grant
from api.settings import Settings

_THROWN_AWAY, _PATIENCE_S = 16 * 1024 * 1024, 2.0
_FORM_OVERHEAD = 64 * 1024
"""What the boundaries and the small fields of a form with files may take, in bytes."""


class BodyRefused(HTTPException):
    """A body that is not read to its end. Raised while reading, so that no more is read."""


class BodyTooLarge(BodyRefused):
    """The body is larger than the server takes (413)."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The request body may have up to {_told(limit)}.", {"Connection": "close"})


class BodyTooSlow(BodyRefused):
    """The body did not come in time (408)."""

    def __init__(self, seconds: int) -> None:
        told = f"The request body has to be here within {seconds} seconds; nothing was done."
        super().__init__(408, told, {"Connection": "close"})


class BodyLimit:
    """Counts and times a body while it comes in."""

    def __init__(self, app: ASGIApp, *, settings: Settings, routes: Sequence[APIRoute]) -> None:
        self.app = app
        self.seconds = settings.body_timeout_s
        self.otherwise = settings.max_body_bytes
        self.uploads = {
            (method, route.path): files * settings.max_upload_bytes + _FORM_OVERHEAD
            for route in routes
            if (files := _files_of(route))
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; reading more than the limit raises :class:`BodyTooLarge`, and reading for longer than
        the time :class:`BodyTooSlow`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope)
        declared = Headers(scope=scope).get("content-length", "0")
        announced = int(declared) if declared.isascii() and declared.isdigit() else 0
        seen, ended, until = 0, False, 0.0

        async def receive_counted() -> Message:
            nonlocal seen, ended, until
            if announced > limit:
                await _let_it_end(receive, scope)
                raise BodyTooLarge(limit)
            if ended:  # what comes behind the body tells that the client has gone
                return await receive()
            until = until or asyncio.get_running_loop().time() + self.seconds
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise BodyTooSlow(self.seconds) from None
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                ended = not message.get("more_body", False)
                if seen > limit:
                    if not ended:
                        await _let_it_end(receive, scope)
                    raise BodyTooLarge(limit)
            return message

        await self.app(scope, receive_counted, send)

    def _limit(self, scope: Scope) -> int:
        grant = scope.get("state", {}).get("grant")
        path = grant.path if isinstance(grant, Grant) else ""
        return self.uploads.get((scope["method"], path), self.otherwise)


async def _let_it_end(receive: Receive, scope: Scope) -> None:
    """Throw away the rest of a body that is refused, for a moment and a few megabytes: a client that is still sending
    when the connection closes never reads why. Who waits to be asked for the body is not asked."""
    if "expect" in Headers(scope=scope):
        return
    thrown, more = 0, True
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            while more and thrown < _THROWN_AWAY:
                message = await receive()
                more = message.get("more_body", False)
                thrown += len(message.get("body", b""))


def _files_of(route: APIRoute) -> int:
    """How many files a form may bring to ``route``."""
    declared = route.dependant.body_params
    return sum(
        issubclass(kind, UploadFile) for each in declared if isinstance(kind := each.field_info.annotation, type)
    )


def _told(size: int) -> str:
    """ "20 MB"."""
    return f"{size // 2**20} MB" if size >= 2**20 else f"{size} bytes"
