"""One's own account: who one is and acts for, the password, where one is signed in, and API tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import attempts
from api.auth.access import TOKEN_SCOPES, Role, Scope
from api.auth.caller import Caller
from api.auth.cookies import SESSION_COOKIE, drop_cookie
from api.deps import CallerDep, RuntimeDep, UnitDep, unit_of
from api.routes.me import TokenId
from api.routes.session import network_address
from api.schemas.accounts import PasswordChanged, TokenNew
from api.services import sign_in, tokens
from api.services.agreements import get_agreement, seen_by
from api.services.digests import Wanted, wanted_by
from api.store.accounts import memberships
from api.store.agreements import AgreementRecord, list_agreements
from api.store.credentials import SessionRecord, TokenRecord
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.problems import SIGN_IN
from api.web.rendering import page
from api.web.timeline import names_of
from api.web.typed import typed
from clauses.errors import CounterpartError, InvalidOption, NotFound, SignInFailed, TooManyAttempts

router = APIRouter(route_class=PageRoute, include_in_schema=False)

ACCOUNT: Final = "/app/account"
_MOST_AGREEMENTS = 200
_SCOPES: Final = (
    (Scope.READ, "Read", "what you may read"),
    (Scope.WRITE, "Write", "propose, comment, save drafts"),
    (Scope.MANAGE, "Manage", "members and, for an operator, accounts"),
)
_DAYS: Final = ((7, "a week"), (30, "30 days"), (90, "90 days"), (180, "180 days"), (366, "a year"))
_Text = Annotated[str, Form(max_length=2000)]


class Done(StrEnum):
    """What was just done, as the page says it."""

    PASSWORD = "password"  # noqa: S105 - a word in an address
    SIGNED_OUT = "signed-out"
    REVOKED = "revoked"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class _ActsFor:
    agreement: AgreementRecord
    party: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Browser:
    session: SessionRecord
    this: bool


@dataclass(frozen=True, slots=True)
class _Token:
    """A token, the title of the one agreement that it is for, and whether it counts."""

    record: TokenRecord
    agreement: str
    state: str


@dataclass(frozen=True, slots=True)
class _Account:
    """What the page tells."""

    acts_for: tuple[_ActsFor, ...]
    browsers: tuple[_Browser, ...]
    tokens: tuple[_Token, ...]
    agreements: tuple[AgreementRecord, ...]
    wanted: Wanted
    """How often the account wants to be told by mail."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed of a new token."""

    name: str = ""
    scopes: tuple[str, ...] = (Scope.READ.value,)
    days: int = 90
    agreement_id: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the page says beside the account: something done, a refusal at a form, a token with its secret."""

    done: Done | None = None
    form: str = ""
    why: str = ""
    typed: _Typed = _Typed()
    made: TokenRecord | None = None
    secret: str = ""


@router.get(ACCOUNT)
def show_account(
    request: Request, unit: UnitDep, caller: CallerDep, done: Annotated[Done | None, Query()] = None
) -> Response:
    """The account."""
    return _shown(request, unit, caller, _Said(done))


@router.post(f"{ACCOUNT}/password")
def set_password(
    request: Request, runtime: RuntimeDep, caller: CallerDep, current: _Text = "", new: _Text = ""
) -> Response:
    """Set another password; every other browser is signed out."""
    address = network_address(request)
    try:
        body = typed(PasswordChanged, current_password=current, new_password=new)
        attempts.admit(runtime, attempts.SIGN_IN, caller.user.email, address)
        with unit_of(request) as unit:
            sign_in.change_password(unit, caller.user, body.current_password, body.new_password, caller.session)
            attempts.succeeded(unit, attempts.SIGN_IN, caller.user.email, address)
    except (SignInFailed, InvalidOption, TooManyAttempts) as error:
        return _again(request, caller, _Said(form="password", why=error.detail), error)
    return _back(Done.PASSWORD)


@router.post(f"{ACCOUNT}/sign-out")
def sign_out_everywhere(
    caller: CallerDep, unit: UnitDep, keep: Annotated[str, Form(pattern="^(this)?$")] = ""
) -> Response:
    """End every session, or every other one."""
    sign_in.end_sessions(unit, caller.user, caller.session if keep else None)
    if keep:
        return _back(Done.SIGNED_OUT)
    answer = RedirectResponse(SIGN_IN, status_code=303)
    drop_cookie(answer, SESSION_COOKIE)
    return answer


@router.post(f"{ACCOUNT}/tokens")
def make_token(
    request: Request,
    caller: CallerDep,
    name: _Text = "",
    scope: Annotated[list[str] | None, Form(max_length=10)] = None,
    days: Annotated[int, Form(ge=1, le=366)] = 90,
    agreement: _Text = "",
) -> Response:
    """Make an API token; this answer alone has its secret."""
    said = _Typed(name, tuple(scope or ()), days, agreement)
    try:
        new = typed(TokenNew, name=name, scopes=list(said.scopes), expires_in_days=days, agreement_id=agreement or None)
        with unit_of(request) as unit:
            made, secret = tokens.make_token(
                unit, caller.user, new.name, new.scopes, days=new.expires_in_days, agreement_id=new.agreement_id
            )
    except (InvalidOption, NotFound) as error:
        return _again(request, caller, _Said(form="token", why=error.detail, typed=said), error)
    return _again(request, caller, _Said(made=made, secret=secret))


@router.post(f"{ACCOUNT}/tokens/{{token_id}}/revoke")
def revoke_token(token_id: TokenId, caller: CallerDep, unit: UnitDep) -> Response:
    """Let a token count no more."""
    tokens.revoke_token(unit, caller.user, token_id)
    return _back(Done.REVOKED)


def _back(done: Done) -> Response:
    return RedirectResponse(f"{ACCOUNT}?done={done.value}", status_code=303)


def _again(request: Request, caller: Caller, said: _Said, error: CounterpartError | None = None) -> Response:
    """The page in the answer to a form."""
    status = 200 if error is None else 429 if isinstance(error, TooManyAttempts) else 422
    with unit_of(request) as unit:
        return _shown(request, unit, caller, said, status)


def _shown(request: Request, unit: Unit, caller: Caller, said: _Said, status: int = 200) -> Response:
    account = _account(unit, caller)
    return page(
        request,
        "account/account.html",
        status=status,
        account=account,
        said=said,
        scopes=_SCOPES if caller.user.operator or _leads(account) else _SCOPES[: len(TOKEN_SCOPES) - 1],
        days=_DAYS,
    )


def _account(unit: Unit, caller: Caller) -> _Account:
    acts: list[_ActsFor] = []
    for each in memberships(unit.read, caller.user.id):
        agreement = get_agreement(unit, each.agreement_id)
        acts.append(_ActsFor(agreement, names_of(agreement).get(each.party, each.party), each.role))
    browsers = (_Browser(each, each.hash == caller.session) for each in sign_in.list_sessions(unit, caller.user))
    return _Account(
        tuple(acts),
        tuple(sorted(browsers, key=lambda each: not each.this)),
        tuple(_token(unit, each) for each in tokens.list_tokens(unit, caller.user)),
        list_agreements(unit.read, _MOST_AGREEMENTS, None, seen_by(unit, caller)),
        wanted_by(unit, caller.user.id),
    )


def _leads(account: _Account) -> bool:
    return any(each.role is Role.ADMIN for each in account.acts_for)


def _token(unit: Unit, record: TokenRecord) -> _Token:
    title = "" if record.agreement_id is None else get_agreement(unit, record.agreement_id).title
    state = "revoked" if record.revoked_at else "expired" if record.expires_at <= unit.at else "active"
    return _Token(record, title, state)
