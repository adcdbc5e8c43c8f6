"""Walls in front of the application: a name for each request, from where it may come, and under which name it asks.

The server speaks plain HTTP, so it answers this machine alone, or the proxies that the settings name. A web page of any
site runs on this machine too: it is kept out by the Host header (a page may point its own name at 127.0.0.1, but it
can't change that header) and, for requests that change something, by Sec-Fetch-Site and Origin, which browsers set and
pages can't (W3C Fetch Metadata; RFC 6454). This holds before anybody is signed in too: no page may sign its reader in
as somebody else."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer, http_problem, request_id
from api.ids import new_request_id
from api.settings import Settings

_SAFE = ("GET", "HEAD", "OPTIONS")
_PORT = re.compile(r":[0-9]{1,5}$")
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class RequestName:
    """Names each request in ``request.state.request_id`` and in the answer's X-Request-ID: as it was named already,
    by a proxy or a client, where that is a name; else anew."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its name."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _SANE.fullmatch(given) else new_request_id()
        scope.setdefault("state", {})["request_id"] = name

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", name.encode())]
            await send(message)

        request_id.set(name)
        await self.app(scope, receive, send_named)


class ThroughProxies:
    """Where the server listens beyond loopback: refuses who comes neither from this machine nor through a trusted proxy
    (403), as it would come in plain HTTP. Anywhere else nobody but this machine can come."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.networks = tuple(ip_network(each) for each in settings.proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the refusal."""
        peer = (scope.get("client") or ("",))[0]
        if scope["type"] != "http" or is_loopback(peer) or self._is_proxy(peer):
            await self.app(scope, receive, send)
            return
        problem = http_problem(403, "This server is reached through its proxy alone, over https.", scope["path"])
        await answer(problem)(scope, receive, send)

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.networks)


class ServedNames:
    """Refuses a Host that is neither this machine's own name nor one of the settings (421), and changes that another
    site's page asks for (403)."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.names = settings.host_names

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
        if not self._is_own(host.strip("[]").lower()):
            return 421, f"This server answers as localhost, 127.0.0.1 or as its settings name it, not as {host!r}."
        site = headers.get("sec-fetch-site", "none")
        foreign = site not in ("same-origin", "none") or not self._asks_itself(headers.get("origin"))
        if scope["method"] not in _SAFE and foreign:
            return 403, "A page of another site may not change anything here."
        return None

    def _asks_itself(self, origin: str | None) -> bool:
        """Whether an Origin header names this server; no header does too, for programs that are no browsers."""
        return origin is None or self._is_own((urlsplit(origin).hostname or "").lower())

    def _is_own(self, host: str) -> bool:
        return host in self.names or is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether ``host`` (no port, no brackets) is ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
