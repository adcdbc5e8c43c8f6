"""Accounts, as who runs the installation sees them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.deps import UnitDep
from api.routes.responses import problems
from api.schemas.accounts import UserChanged, UserList, UserNew, UserShown
from api.services import accounts as service
from api.store.accounts import UserRecord, list_users

router = APIRouter(prefix="/users", tags=["accounts"])

UserId = Annotated[str, Path(title="The account", pattern=r"^[A-Za-z0-9-]{1,64}$")]


@router.get("", summary="List the accounts")
def get_users(unit: UnitDep) -> UserList:
    """Every account, by e-mail address."""
    return UserList(items=[user_shown(each) for each in list_users(unit.read)])


@router.post("", status_code=201, summary="Make an account", responses=problems(409, 422))
def create_user(new: UserNew, unit: UnitDep, response: Response) -> UserShown:
    """Make an account. Its owner asks for a code (`POST /password-resets`) and sets a password with it."""
    user = service.create_user(unit, new.email, new.name, operator=new.operator)
    response.headers["Location"] = f"/users/{user.id}"
    return user_shown(user)


@router.patch("/{user_id}", summary="Change an account", responses=problems(404, 409, 422))
def change_user(user_id: UserId, body: UserChanged, unit: UnitDep) -> UserShown:
    """Rename an account, let it run the installation or not, disable it or open it again."""
    changed = service.change_user(unit, user_id, name=body.name, operator=body.operator, disabled=body.disabled)
    return user_shown(changed)


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
