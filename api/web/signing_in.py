"""Signing in and out, and a forgotten password, as pages."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, BackgroundTasks, Cookie, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import attempts
from api.auth.cookies import NEXT_COOKIE, OIDC_COOKIE, SESSION_COOKIE, drop_cookie, set_cookie
from api.auth.oidc import PAGE_CALLBACK, require_provider
from api.deps import CallerDep, RuntimeDep, UnitDep, unit_of
from api.routes.session import OIDC_SECONDS, network_address
from api.runtime import Runtime
from api.services import oidc_sign_in
from api.services import sign_in as service
from api.store.accounts import list_users
from api.web.forms import PageRoute
from api.web.problems import PAGES, SIGN_IN, is_page
from api.web.rendering import page
from clauses.errors import CodeRefused, InvalidOption, SignInFailed, TooManyAttempts

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LONGEST_KEPT: Final = 2000
_FORGOTTEN = "/app/forgotten-password"
_Next = Annotated[str, Query(alias="next", max_length=2000)]
_SessionCookie = Annotated[str | None, Cookie(alias=SESSION_COOKIE)]
_Email = Annotated[str, Form(max_length=320)]
_Password = Annotated[str, Form(max_length=1000)]


@router.get("/", include_in_schema=False)
def begin() -> Response:
    """The first page is that of the agreements."""
    return RedirectResponse(PAGES, status_code=303)


@router.get(SIGN_IN)
def show_sign_in(request: Request, unit: UnitDep, runtime: RuntimeDep, next_: _Next = PAGES) -> Response:
    """The form to sign in with; at the first start, what comes before it."""
    nobody = not list_users(unit.read)
    return page(request, "sign_in.html", next=next_, email="", why="", nobody=nobody, oidc=runtime.settings.oidc_issuer)


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    runtime: RuntimeDep,
    email: _Email = "",
    password: _Password = "",
    next_: Annotated[str, Form(alias="next", max_length=2000)] = PAGES,
    before: _SessionCookie = None,
) -> Response:
    """Open a session and go to the page that was asked for."""
    address = network_address(request)
    try:
        attempts.admit(runtime, attempts.SIGN_IN, email, address)
        with unit_of(request) as unit:
            user = service.by_password(unit, email, password)
            attempts.succeeded(unit, attempts.SIGN_IN, email, address)
            session = service.open_session(unit, user, runtime.settings.session_hours, before)
    except (SignInFailed, TooManyAttempts) as error:
        return _not_signed_in(request, runtime, error, next_, email)
    answer = RedirectResponse(_own(next_), status_code=303)
    set_cookie(answer, SESSION_COOKIE, session.secret, runtime.settings.session_hours * 3600)
    return answer


@router.get(f"{SIGN_IN}/provider")
def begin_at_provider(request: Request, runtime: RuntimeDep, next_: _Next = PAGES) -> Response:
    """Send the browser to the OpenID Connect provider of the settings, and remember for which page."""
    provider, address = require_provider(runtime.settings), network_address(request)
    try:
        attempts.admit(runtime, attempts.SENT_ELSEWHERE, address, address)
        with unit_of(request) as unit:
            begun = oidc_sign_in.begin(unit, provider)
    except (SignInFailed, TooManyAttempts) as error:
        return _not_signed_in(request, runtime, error, next_)
    answer = RedirectResponse(begun.address, status_code=303)
    set_cookie(answer, OIDC_COOKIE, begun.state, OIDC_SECONDS)
    set_cookie(answer, NEXT_COOKIE, _kept(next_), OIDC_SECONDS)
    return answer


@router.get(PAGE_CALLBACK)
def come_back(
    request: Request,
    runtime: RuntimeDep,
    state: Annotated[str, Query(max_length=100)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
    asked: Annotated[str | None, Cookie(alias=OIDC_COOKIE)] = None,
    kept: Annotated[str, Cookie(alias=NEXT_COOKIE)] = PAGES,
    before: _SessionCookie = None,
) -> Response:
    """Open a session for who the provider says it is, and go to the page that was asked for."""
    provider, next_ = require_provider(runtime.settings), _own(unquote(kept))
    try:
        with unit_of(request) as unit:
            user = oidc_sign_in.finish(unit, provider, state, code, asked)
            session = service.open_session(unit, user, runtime.settings.session_hours, before)
    except SignInFailed as error:
        return _not_signed_in(request, runtime, error, next_)
    answer = RedirectResponse(next_, status_code=303)
    set_cookie(answer, SESSION_COOKIE, session.secret, runtime.settings.session_hours * 3600)
    drop_cookie(answer, OIDC_COOKIE)
    drop_cookie(answer, NEXT_COOKIE)
    return answer


@router.post("/app/sign-out")
def sign_out(caller: CallerDep, unit: UnitDep) -> Response:
    """End the session."""
    if caller.session is not None:
        service.end_session(unit, caller.session)
    answer = RedirectResponse(SIGN_IN, status_code=303)
    drop_cookie(answer, SESSION_COOKIE)
    return answer


@router.get(_FORGOTTEN)
def show_forgotten(request: Request) -> Response:
    """The form that asks for a one-time code."""
    return page(request, "forgotten.html", email="", why="", sent=False)


@router.post(_FORGOTTEN)
def ask_for_code(request: Request, runtime: RuntimeDep, background: BackgroundTasks, email: _Email = "") -> Response:
    """Have a code mailed. The page is the same whether there is such an account."""
    try:
        attempts.admit(runtime, attempts.CODE_SENT, email, network_address(request))
    except TooManyAttempts as error:
        return page(request, "forgotten.html", status=429, email=email, why=error.detail, sent=False)
    background.add_task(service.send_code, runtime, email)
    answer = page(request, "forgotten.html", email=email, why="", sent=True)
    answer.background = background
    return answer


@router.post(f"{_FORGOTTEN}/code")
def use_code(
    request: Request,
    runtime: RuntimeDep,
    email: _Email = "",
    code: Annotated[str, Form(max_length=100)] = "",
    password: _Password = "",
) -> Response:
    """Set a new password with the code, and sign in with it next."""
    address = network_address(request)
    try:
        attempts.admit(runtime, attempts.CODE_TRIED, email, address)
        with unit_of(request) as unit:
            service.confirm_code(unit, email, code.strip(), password)
            attempts.succeeded(unit, attempts.CODE_TRIED, email, address)
            attempts.succeeded(unit, attempts.SIGN_IN, email, address)
    except (CodeRefused, InvalidOption, TooManyAttempts) as error:
        return page(request, "forgotten.html", status=422, email=email, why=error.detail, sent=True)
    return RedirectResponse(SIGN_IN, status_code=303)


def _not_signed_in(
    request: Request, runtime: Runtime, error: SignInFailed | TooManyAttempts, next_: str, email: str = ""
) -> Response:
    """The form once more, with why."""
    status = 401 if isinstance(error, SignInFailed) else 429
    shown = {"next": next_, "email": email, "why": error.detail, "nobody": False}
    return page(request, "sign_in.html", status=status, oidc=runtime.settings.oidc_issuer, **shown)


def _kept(next_: str) -> str:
    """A page of ours as a cookie holds it; the first one for an address that is too long for any cookie."""
    value = quote(_own(next_), safe="/")
    return value if len(value) <= _LONGEST_KEPT else PAGES


def _own(next_: str) -> str:
    """``next_`` where it is a page of ours, and else the first one: a link to sign in leads nowhere else."""
    return next_ if is_page(next_.partition("?")[0]) and "\\" not in next_ and "//" not in next_ else PAGES
