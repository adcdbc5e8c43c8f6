"""Forms of pages: what changes something carries the word of the reader's session, in a field or, from a script, in a
header."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response

from api.auth.cookies import SESSION_COOKIE
from api.auth.guard import CSRF_HEADER, SAFE, Grant
from api.auth.secret_words import csrf_token, same
from api.routing import Route
from clauses.errors import ForgedRequest

TOKEN_FIELD: Final = "form_token"  # noqa: S105 - the name of a field
_MOST_FIELDS: Final = 5000


class PageRoute(Route):
    """A route of the pages. The guard leaves to it what no header can say: whether a form is one of our own."""

    checks_forms: Final = True

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the check."""
        carried_out = super().get_route_handler()

        async def checked(request: Request) -> Response:
            if request.method not in SAFE:
                await _check_form(request)
            return await carried_out(request)

        return checked


async def _check_form(request: Request) -> None:
    """Hold a change in a session to forms that we wrote. Raises :class:`ForgedRequest`."""
    grant = getattr(request.state, "grant", None)
    if not isinstance(grant, Grant) or grant.caller is None or grant.caller.session is None:
        return
    said = request.headers.get(CSRF_HEADER)
    if said is None:
        form = await request.form(max_files=2, max_fields=_MOST_FIELDS)
        said = str(form.get(TOKEN_FIELD, ""))
    if not same(said, csrf_token(request.cookies.get(SESSION_COOKIE, ""))):
        raise ForgedRequest("This page has been open for too long, or came from elsewhere: load it again.")
