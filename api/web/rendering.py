"""Templates as answers: what every page has, and the headers under which a browser shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from api.auth.caller import Caller
from api.auth.cookies import SESSION_COOKIE
from api.auth.guard import Grant
from api.auth.secret_words import csrf_token
from api.deps import runtime_of
from api.local_time import day_of, moment_in
from api.web.frame import Frame
from api.web.static import address_of
from clauses.wording.filters import long_date
from drafts.render import told

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may fetch and run: what this server gives, and nothing inline (W3C Content Security Policy 3)."""
HEADERS: Final = {"Content-Security-Policy": POLICY, "Cross-Origin-Opener-Policy": "same-origin"}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads a page: the account, and the word that its forms carry ("" where no session is open)."""

    caller: Caller
    form_token: str


def viewer_of(request: Request) -> Viewer | None:
    """Who reads the page; None for nobody signed in."""
    grant = getattr(request.state, "grant", None)
    if not isinstance(grant, Grant) or grant.caller is None:
        return None
    secret = request.cookies.get(SESSION_COOKIE, "") if grant.caller.session else ""
    return Viewer(grant.caller, csrf_token(secret) if secret else "")


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """The page of ``template``, with what every page has: ``viewer``, ``path``, ``frame`` (None unless given) and
    the time ``zone`` of its moments (that of the frame's agreement, or else the installation's, unless given)."""
    frame = context.get("frame")
    zone = frame.zone if isinstance(frame, Frame) else runtime_of(request).settings.time_zone
    given = {"viewer": viewer_of(request), "path": request.url.path, "frame": None, "zone": zone, **context}
    return HTMLResponse(TEMPLATES.get_template(template).render(given), status_code=status, headers=HEADERS)


@pass_context
def _when(context: Context, at: datetime | str) -> Markup:
    """A moment (or its ISO 8601 text) in the zone of the page's agreement, with the UTC value for machines."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    utc = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(utc, moment_in(at, context["zone"]))


@pass_context
def _day(context: Context, value: date) -> str:
    """A day in words: "March 3, 2020"; of a moment, its day in the zone of the page's agreement."""
    return long_date(day_of(value, context["zone"]) if isinstance(value, datetime) else value)


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cast(dict[str, Any], made.globals).update(static=address_of)
    cast(dict[str, Any], made.filters).update(day=_day, moment=told.moment, counted=told.count, when=_when)
    return made


TEMPLATES: Final = _environment()
