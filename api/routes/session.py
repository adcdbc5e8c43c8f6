"""Signing in and out: by password, by a one-time code, by the OIDC provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Cookie, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import attempts
from api.auth.cookies import NEXT_COOKIE, OIDC_COOKIE, SESSION_COOKIE, drop_cookie, set_cookie
from api.auth.oidc import CALLBACK, PAGE_CALLBACK, require_provider
from api.auth.secret_words import csrf_token
from api.deps import CallerDep, RuntimeDep, UnitDep
from api.idempotency import KeyedRoute
from api.routes.responses import problems
from api.routes.users import user_shown
from api.runtime import Runtime
from api.schemas.accounts import CodeAsked, CodeUsed, SessionShown, SignIn
from api.services import oidc_sign_in
from api.services import sign_in as service
from api.services.sign_in import Session
from clauses.errors import NotSignedIn

router = APIRouter(route_class=KeyedRoute, tags=["signing in"])

_SessionCookie = Annotated[str | None, Cookie(alias=SESSION_COOKIE, include_in_schema=False)]
_StateCookie = Annotated[str | None, Cookie(alias=OIDC_COOKIE, include_in_schema=False)]
_NextCookie = Annotated[str | None, Cookie(alias=NEXT_COOKIE, include_in_schema=False)]
OIDC_SECONDS = oidc_sign_in.MINUTES * 60


@router.post("/session", summary="Sign in", responses=problems(401, 422, 429))
def sign_in(
    body: SignIn,
    unit: UnitDep,
    runtime: RuntimeDep,
    request: Request,
    response: Response,
    before: _SessionCookie = None,
) -> SessionShown:
    """Open a session in the place of the browser's old one. The cookie is kept from scripts; changes need the answer's
    `csrf_token` too."""
    address = network_address(request)
    attempts.admit(runtime, attempts.SIGN_IN, body.email, address)
    user = service.by_password(unit, body.email, body.password)
    attempts.succeeded(unit, attempts.SIGN_IN, body.email, address)
    return _opened(service.open_session(unit, user, runtime.settings.session_hours, before), runtime, response)


@router.get("/session", summary="Read the session", responses=problems(401, 403))
def get_session(caller: CallerDep, unit: UnitDep, response: Response, secret: _SessionCookie = None) -> SessionShown:
    """Who is signed in, until when, and the word that a change needs."""
    if caller.session is None or secret is None:
        raise NotSignedIn("There is no session.")
    _keep_nowhere(response)
    record = service.find_session(unit, caller.session)
    return SessionShown(user=user_shown(caller.user), csrf_token=csrf_token(secret), expires_at=record.expires_at)


@router.delete("/session", status_code=204, summary="Sign out", responses=problems(401, 403))
def sign_out(caller: CallerDep, unit: UnitDep, response: Response) -> None:
    """End the session."""
    if caller.session is not None:
        service.end_session(unit, caller.session)
    drop_cookie(response, SESSION_COOKIE)


@router.post("/password-resets", status_code=202, summary="Ask for a code", responses=problems(422, 429))
def ask_for_code(body: CodeAsked, runtime: RuntimeDep, request: Request, background: BackgroundTasks) -> None:
    """Have a one-time code mailed to the account with this address. The answer is the same whether there is one."""
    attempts.admit(runtime, attempts.CODE_SENT, body.email, network_address(request))
    background.add_task(service.send_code, runtime, body.email)


@router.post("/password-resets/confirm", status_code=204, summary="Set a password", responses=problems(403, 422, 429))
def use_code(body: CodeUsed, unit: UnitDep, runtime: RuntimeDep, request: Request) -> None:
    """Set a new password with a one-time code. Every session of the account ends."""
    address = network_address(request)
    attempts.admit(runtime, attempts.CODE_TRIED, body.email, address)
    service.confirm_code(unit, body.email, body.code, body.password)
    attempts.succeeded(unit, attempts.CODE_TRIED, body.email, address)
    attempts.succeeded(unit, attempts.SIGN_IN, body.email, address)


@router.get("/session/oidc", status_code=303, summary="Sign in elsewhere", responses=problems(401, 404, 429))
def begin_oidc(unit: UnitDep, runtime: RuntimeDep, request: Request) -> RedirectResponse:
    """Send the browser to the OpenID Connect provider of the settings."""
    provider, address = require_provider(runtime.settings), network_address(request)
    attempts.admit(runtime, attempts.SENT_ELSEWHERE, address, address)
    begun = oidc_sign_in.begin(unit, provider)
    answer = RedirectResponse(begun.address, status_code=303, headers={"Cache-Control": "no-store"})
    set_cookie(answer, OIDC_COOKIE, begun.state, OIDC_SECONDS)
    drop_cookie(answer, NEXT_COOKIE)
    return answer


@router.get(CALLBACK, summary="Come back signed in", responses=problems(401, 404, 422), response_model=SessionShown)
def finish_oidc(
    request: Request,
    unit: UnitDep,
    runtime: RuntimeDep,
    response: Response,
    state: Annotated[str, Query(max_length=100, title="The state that went out")],
    code: Annotated[str, Query(max_length=2000, title="The provider's code")] = "",
    asked: _StateCookie = None,
    before: _SessionCookie = None,
    page: _NextCookie = None,
) -> SessionShown | RedirectResponse:
    """Open a session for who the provider says it is, in the browser that was sent there. Who began on the pages is
    sent on to them, which do the same."""
    if page is not None:
        return RedirectResponse(f"{PAGE_CALLBACK}?{request.url.query}", status_code=303)
    user = oidc_sign_in.finish(unit, require_provider(runtime.settings), state, code, asked)
    drop_cookie(response, OIDC_COOKIE)
    return _opened(service.open_session(unit, user, runtime.settings.session_hours, before), runtime, response)


def _opened(session: Session, runtime: Runtime, response: Response) -> SessionShown:
    set_cookie(response, SESSION_COOKIE, session.secret, runtime.settings.session_hours * 3600)
    _keep_nowhere(response)
    return SessionShown(
        user=user_shown(session.user), csrf_token=csrf_token(session.secret), expires_at=session.expires_at
    )


def _keep_nowhere(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def network_address(request: Request) -> str:
    """The network address that asks."""
    return request.client.host if request.client else ""
