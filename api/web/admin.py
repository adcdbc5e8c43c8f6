"""The operator's pages: what is here and what to do next, and the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import attempts
from api.auth.access import rule_of
from api.deps import RuntimeDep, UnitDep, unit_of
from api.etags import Conditions
from api.paging import PagingDep
from api.routes.session import network_address
from api.routes.users import UserId
from api.schemas.accounts import UserChanged, UserNew
from api.services import accounts as service
from api.services import sign_in
from api.services.agreements import get_agreement
from api.store.accounts import UserRecord, list_users, memberships, users_page
from api.store.agreements import AgreementRecord, list_agreements
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.rendering import page
from api.web.timeline import names_of
from api.web.typed import typed
from clauses.errors import Conflict, CounterpartError, InvalidOption, StaleEdit, TooManyAttempts

router = APIRouter(route_class=PageRoute, include_in_schema=False)

ADMIN: Final = "/app/admin"
USERS: Final = f"{ADMIN}/users"
_BEGINNINGS: Final = ("/app/new", "/app/imports", f"{ADMIN}/agreements")
_Text = Annotated[str, Form(max_length=400)]
_Done = Annotated[str, Query(pattern="^(made|changed|code)?$")]


@dataclass(frozen=True, slots=True)
class Steps:
    """What there is of what comes first: other accounts, agreements, and members of one."""

    accounts: int
    agreements: int
    members: int

    @property
    def done(self) -> bool:
        """Whether nothing is left of it."""
        return self.accounts > 1 and self.agreements > 0 and self.members > 0


@dataclass(frozen=True, slots=True)
class _New:
    """What was typed of a new account."""

    email: str = ""
    name: str = ""
    operator: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class _ActsFor:
    agreement: AgreementRecord
    party: str
    role: str


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a change was refused, and what was typed."""

    why: str = ""
    name: str = ""
    operator: bool = False
    disabled: bool = False


def first_steps(unit: Unit) -> Steps:
    """How far an installation is."""
    users = [each for each in list_users(unit.read) if each.disabled_at is None]
    made = list_agreements(unit.read, 1)
    members = {each.user_id for user in users[:50] for each in memberships(unit.read, user.id)}
    return Steps(len(users), len(made), len(members))


def beginning() -> str:
    """Where an agreement is begun."""
    return next(each for each in _BEGINNINGS if rule_of("GET", each) is not None)


@router.get(ADMIN)
def show_admin(request: Request, unit: UnitDep) -> Response:
    """What is here, and what to do next."""
    return page(request, "admin/admin.html", steps=first_steps(unit), begin=beginning())


@router.get(USERS)
def show_users(
    request: Request,
    unit: UnitDep,
    paging: PagingDep,
    text: Annotated[str, Query(max_length=200)] = "",
    done: _Done = "",
) -> Response:
    """The accounts, by address."""
    return _users(request, unit, paging, text, _New(), done=done)


@router.post(USERS, summary="Make an account")
def make_user(
    request: Request,
    paging: PagingDep,
    email: _Text = "",
    name: _Text = "",
    operator: Annotated[bool, Form()] = False,
) -> Response:
    """Make an account; its owner sets a password with a mailed code."""
    try:
        new = typed(UserNew, email=email, name=name, operator=operator)
        with unit_of(request) as unit:
            made = service.create_user(unit, new.email, new.name, operator=new.operator)
    except (InvalidOption, Conflict) as error:
        with unit_of(request) as unit:
            return _users(request, unit, paging, "", _New(email, name, operator, error.detail), status=422)
    return RedirectResponse(f"{USERS}/{made.id}?done=made", status_code=303)


@router.get(f"{USERS}/{{user_id}}")
def show_user(request: Request, user_id: UserId, unit: UnitDep, done: _Done = "") -> Response:
    """An account, and for whom it acts."""
    return _user(request, unit, user_id, done=done)


@router.post(f"{USERS}/{{user_id}}", summary="Change an account")
def change_user(
    request: Request,
    user_id: UserId,
    name: _Text = "",
    operator: Annotated[bool, Form()] = False,
    disabled: Annotated[bool, Form()] = False,
    seen: _Text = "",
) -> Response:
    """Rename an account, let it run the installation or not, shut it or open it again."""
    try:
        body = typed(UserChanged, name=name, operator=operator, disabled=disabled)
        with unit_of(request) as unit:
            before = service.get_user(unit, user_id)
            said = None if disabled == (before.disabled_at is not None) else body.disabled
            service.change_user(unit, user_id, Conditions(seen), name=body.name, operator=body.operator, disabled=said)
    except (InvalidOption, Conflict, StaleEdit) as error:
        return _user_again(request, user_id, _Refused(_why(error), name, operator, disabled), error)
    return RedirectResponse(f"{USERS}/{user_id}?done=changed", status_code=303)


@router.post(f"{USERS}/{{user_id}}/code", summary="Send a code for a new password")
def send_code(
    request: Request, user_id: UserId, unit: UnitDep, runtime: RuntimeDep, background: BackgroundTasks
) -> Response:
    """Mail a one-time code to the account's address, with which its owner sets a password."""
    user = service.get_user(unit, user_id)
    try:
        attempts.admit(runtime, attempts.CODE_SENT, user.email, network_address(request))
    except TooManyAttempts as error:
        return _user(request, unit, user_id, _of(user, error.detail), status=429)
    background.add_task(sign_in.send_code, runtime, user.email)
    answer = RedirectResponse(f"{USERS}/{user_id}?done=code", status_code=303)
    answer.background = background
    return answer


def _why(error: CounterpartError) -> str:
    if isinstance(error, StaleEdit):
        return "Somebody changed this account meanwhile. It is shown as it is now; what you typed stands below."
    return error.detail


def _of(user: UserRecord, why: str = "") -> _Refused:
    return _Refused(why, user.name, user.operator, user.disabled_at is not None)


def _users(
    request: Request, unit: Unit, paging: PagingDep, text: str, new: _New, *, status: int = 200, done: str = ""
) -> Response:
    last = paging.after(str)
    after = None if last is None else str(last[0])
    found = paging.of_rows(
        users_page(unit.read, paging.limit + 1, after, text=text or None), lambda each: (each.email,)
    )
    return page(
        request,
        "admin/users.html",
        status=status,
        users=found.items,
        next=found.next,
        text=text,
        new=new,
        done=done,
    )


def _user_again(request: Request, user_id: str, refused: _Refused, error: CounterpartError) -> Response:
    status = 422 if isinstance(error, InvalidOption) else 409
    with unit_of(request) as unit:
        return _user(request, unit, user_id, refused, status=status)


def _user(
    request: Request, unit: Unit, user_id: str, refused: _Refused | None = None, *, status: int = 200, done: str = ""
) -> Response:
    user = service.get_user(unit, user_id)
    acts: list[_ActsFor] = []
    for each in memberships(unit.read, user_id):
        agreement = get_agreement(unit, each.agreement_id)
        acts.append(_ActsFor(agreement, names_of(agreement).get(each.party, each.party), each.role.value))
    return page(
        request,
        "admin/user.html",
        status=status,
        user=user,
        seen=service.user_etag(user),
        acts_for=acts,
        typed=refused or _of(user),
        done=done,
    )
