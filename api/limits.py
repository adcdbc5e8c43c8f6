"""Walls in front of the application: how much of a body is read, which Host is answered, a name for each request."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.ids import new_request_id
from api.settings import Settings

_FORM_OVERHEAD = 64 * 1024
"""What the boundaries and the small fields of a form with two files may take, in bytes."""


class BodyTooLarge(HTTPException):
    """The body is larger than the server takes (413). Raised while reading, so that no more is read."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The request body may have up to {limit} bytes.", {"Connection": "close"})


class RequestName:
    """Names each request in ``request.state.request_id`` and in the answer's X-Request-ID."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its name."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = new_request_id()
        scope.setdefault("state", {})["request_id"] = name

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", name.encode())]
            await send(message)

        await self.app(scope, receive, send_named)


class BodyLimit:
    """Counts a body while it comes in: two uploads for ``/compare``, the JSON limit for everything else."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; reading more than the limit raises :class:`BodyTooLarge`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "0")
        announced = int(declared) if declared.isascii() and declared.isdigit() else 0
        seen = 0

        async def receive_counted() -> Message:
            nonlocal seen
            if announced > limit:
                raise BodyTooLarge(limit)
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise BodyTooLarge(limit)
            return message

        await self.app(scope, receive_counted, send)

    def _limit(self, path: str) -> int:
        if path.rstrip("/") == "/compare":
            return 2 * self.settings.max_upload_bytes + _FORM_OVERHEAD
        return self.settings.max_body_bytes
