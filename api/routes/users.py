"""Accounts, as who runs the installation sees them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.deps import IfMatch, UnitDep
from api.etags import Conditions
from api.idempotency import KeyedRoute
from api.paging import PagingDep
from api.routes.responses import problems
from api.schemas.accounts import UserChanged, UserList, UserNew, UserShown
from api.schemas.words import SearchText
from api.services import accounts as service
from api.store.accounts import UserRecord, users_page

router = APIRouter(route_class=KeyedRoute, prefix="/users", tags=["accounts"])

UserId = Annotated[str, Path(title="The account", pattern=r"^[A-Za-z0-9-]{1,64}$")]


@router.get("", summary="List the accounts")
def list_users(
    unit: UnitDep,
    paging: PagingDep,
    text: Annotated[SearchText | None, Query(title="Only accounts whose name or address holds this")] = None,
    operator: Annotated[bool | None, Query(title="Only accounts that run the installation, or that do not")] = None,
    disabled: Annotated[bool | None, Query(title="Only accounts that are disabled, or that are not")] = None,
) -> UserList:
    """The accounts, by e-mail address."""
    last = paging.after(str)
    found = users_page(
        unit.read,
        paging.limit + 1,
        None if last is None else str(last[0]),
        text=text,
        operator=operator,
        disabled=disabled,
    )
    page = paging.of_rows(found, lambda each: (each.email,))
    return UserList(items=page.shown(user_shown), **page.links())


@router.post("", status_code=201, summary="Make an account", responses=problems(409, 422))
def create_user(new: UserNew, unit: UnitDep, response: Response) -> UserShown:
    """Make an account. Its owner asks for a code (`POST /password-resets`) and sets a password with it."""
    user = service.create_user(unit, new.email, new.name, operator=new.operator)
    response.headers["Location"] = f"/users/{user.id}"
    return _answer(user, response)


@router.get("/{user_id}", summary="Read an account", responses=problems(404))
def get_user(user_id: UserId, unit: UnitDep, response: Response) -> UserShown:
    """An account, with the ETag that a change needs."""
    return _answer(service.get_user(unit, user_id), response)


@router.patch("/{user_id}", summary="Change an account", responses=problems(404, 409, 412, 422, 428))
def change_user(
    user_id: UserId, body: UserChanged, unit: UnitDep, response: Response, if_match: IfMatch = None
) -> UserShown:
    """Rename an account, let it run the installation or not, disable it or open it again, if it is still as it was
    read."""
    seen = Conditions(if_match)
    changed = service.change_user(unit, user_id, seen, name=body.name, operator=body.operator, disabled=body.disabled)
    return _answer(changed, response)


def _answer(user: UserRecord, response: Response) -> UserShown:
    response.headers["ETag"] = service.user_etag(user)
    return user_shown(user)


def user_shown(user: UserRecord) -> UserShown:
    """An account as JSON, without what proves it."""
    return UserShown(
        id=user.id,
        email=user.email,
        name=user.name,
        operator=user.operator,
        disabled=user.disabled_at is not None,
        created_at=user.created_at,
    )
