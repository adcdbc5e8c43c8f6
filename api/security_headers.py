"""The headers that every answer has, refusals and faults among them, unless the route has set its own."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

DEFAULTS: Final[dict[str, str]] = {
    "Content-Security-Policy": _NOTHING,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What holds unless a route says otherwise: an answer is data, runs nothing, is in no frame, and nobody keeps it."""


class SecurityHeaders:
    """Adds :data:`DEFAULTS`, and over https that it stays https."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.seconds = settings.hsts_seconds
        self.plain = [(name.lower().encode(), value.encode()) for name, value in DEFAULTS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                headers += [each for each in self.plain if each[0] not in there]
                if scope.get("scheme") == "https" and self.seconds:  # as a trusted proxy has told by now
                    headers.append((b"strict-transport-security", b"max-age=%d" % self.seconds))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)
