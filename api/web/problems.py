"""Refusals as pages: what is a problem (RFC 9457) to a program is a page to a reader, with what happened, what to do
and the request's id. Who is not signed in is sent to sign in, and back."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import MEDIA_TYPE
from api.web.rendering import HEADERS, page

PAGES: Final = "/app"
_REFERENCE: Final = "/docs/"
SIGN_IN: Final = f"{PAGES}/sign-in"
_PART: Final = "HX-Request"
"""The header of a request for a part of a page, which its answer is put into, a refusal too."""
_KEPT: Final = ("retry-after", "allow", "connection")
_WHAT_TO_DO: Final = {
    403: "If you think that you should be able to, ask who manages the members of your side.",
    404: "The address may be mistyped, or what it names is not for you to see.",
    413: "Choose a smaller file.",
    429: "Wait a little, and try again.",
    500: "Look whether what you did is there before you do it again. If it happens again, tell who runs this server, "
    "with the number below.",
    503: "Nothing was changed. Try again in a moment.",
}


def is_page(path: str) -> bool:
    """Whether an address is one of the pages'."""
    return path == PAGES or path.startswith(f"{PAGES}/")


class ProblemPages:
    """Answers with a page where the application refuses a page's request with a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold back an answer that is a problem, and send its page."""
        if scope["type"] != "http" or not (is_page(scope["path"]) or scope["path"].startswith(_REFERENCE)):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def send_page(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_problem(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body"):
                    await _as_page(scope, held)(scope, receive, send)

        await self.app(scope, receive, send_page)


def _is_problem(start: Message) -> bool:
    return any(name == b"content-type" and value.startswith(MEDIA_TYPE.encode()) for name, value in start["headers"])


def _as_page(scope: Scope, held: list[Message]) -> Response:
    request = Request(scope)
    problem: dict[str, Any] = json.loads(b"".join(each.get("body", b"") for each in held[1:]))
    if problem["status"] == 401 and request.method in ("GET", "HEAD"):
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?next={quote(asked)}", status_code=303, headers=HEADERS)
    made = page(
        request,
        "_problem.html" if request.headers.get(_PART) else "problem.html",
        status=problem["status"],
        problem=problem,
        to_do=_WHAT_TO_DO.get(problem["status"], ""),
        request_id=str(getattr(request.state, "request_id", "")),
    )
    for name, value in held[0]["headers"]:
        if name.decode() in _KEPT:
            made.headers[name.decode()] = value.decode()
    return made
