"""Walls in front of the application: a name for each request, who may ask, and how much of a body is read.

The server speaks plain HTTP, so it answers this machine alone. A web page of any site runs on this machine too: it
is kept out by the Host header (a page may point its own name at 127.0.0.1, but it can't change that header) and, for
requests that change something, by Sec-Fetch-Site and Origin, which browsers set and pages can't (W3C Fetch Metadata;
RFC 6454). This holds before anybody is signed in too: no page may sign its reader in as somebody else."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer, http_problem
from api.ids import new_request_id
from api.settings import Settings

_SAFE = ("GET", "HEAD", "OPTIONS")
_PORT = re.compile(r":[0-9]{1,5}$")
_UPLOADS = {"/compare": 2, "/accept": 1, "/reject": 1, "/scrub": 1}
"""How many files a form may bring to an address."""
_UPLOADS_ENDING = {"/identify": 1, "/returns": 1}
"""The same, by how the address ends."""
_FORM_OVERHEAD = 64 * 1024
"""What the boundaries and the small fields of a form with files may take, in bytes."""


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


class SameMachine:
    """Refuses a Host that is not this machine's own name (421), and changes that another site's page asks for (403)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the refusal."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await answer(http_problem(*refusal, scope["path"]))(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = _PORT.sub("", headers.get("host", ""))
        if not is_loopback(host.strip("[]").lower()):
            return 421, f"This server answers as localhost or 127.0.0.1, not as {host!r}."
        site = headers.get("sec-fetch-site", "none")
        foreign = site not in ("same-origin", "none") or not _is_own(headers.get("origin"))
        if scope["method"] not in _SAFE and foreign:
            return 403, "A page of another site may not change anything here."
        return None


def _is_own(origin: str | None) -> bool:
    """Whether an Origin header names this machine; no header does too, for programs that are no browsers."""
    return origin is None or is_loopback((urlsplit(origin).hostname or "").lower())


def is_loopback(host: str) -> bool:
    """Whether ``host`` (no port, no brackets) is ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class BodyLimit:
    """Counts a body while it comes in: the uploads of the addresses that take some, the JSON limit for all others."""

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
        route = path.rstrip("/")
        uploads = _UPLOADS.get(route, next((n for end, n in _UPLOADS_ENDING.items() if route.endswith(end)), None))
        if uploads is not None:
            return uploads * self.settings.max_upload_bytes + _FORM_OVERHEAD
        return self.settings.max_body_bytes
