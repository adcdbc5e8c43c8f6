"""One's own account: what it is, its password, where it is signed in, its API tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import attempts
from api.auth.cookies import SESSION_COOKIE, drop_cookie
from api.deps import CallerDep, RuntimeDep, UnitDep
from api.idempotency import KeyedRoute
from api.paging import PagingDep
from api.routes.responses import problems
from api.routes.users import user_shown
from api.schemas.accounts import (
    AccountShown,
    MembershipShown,
    PasswordChanged,
    TokenList,
    TokenMade,
    TokenNew,
    TokenShown,
)
from api.services import sign_in
from api.services import tokens as service
from api.store.accounts import memberships
from api.store.credentials import TokenRecord

router = APIRouter(route_class=KeyedRoute, prefix="/me", tags=["my account"])

TokenId = Annotated[str, Path(title="The token's id", pattern=r"^[A-Za-z0-9-]{1,64}$")]


@router.get("", summary="Read my account")
def get_me(caller: CallerDep, unit: UnitDep) -> AccountShown:
    """The account that asks, and for whom it acts."""
    acts = [
        MembershipShown(agreement_id=each.agreement_id, party=each.party, role=each.role)
        for each in memberships(unit.read, caller.user.id)
        if caller.agreement_id in (None, each.agreement_id)
    ]
    return AccountShown(**user_shown(caller.user).model_dump(), memberships=acts)


@router.put("/password", status_code=204, summary="Change my password", responses=problems(422, 429))
def put_password(
    body: PasswordChanged, caller: CallerDep, unit: UnitDep, runtime: RuntimeDep, request: Request
) -> None:
    """Set a new password. Every other session of the account ends; API tokens stay until they are revoked."""
    address = request.client.host if request.client else ""
    attempts.admit(runtime, attempts.SIGN_IN, caller.user.email, address)
    sign_in.change_password(unit, caller.user, body.current_password, body.new_password, caller.session)
    attempts.succeeded(unit, attempts.SIGN_IN, caller.user.email, address)


@router.delete("/sessions", status_code=204, summary="Sign out everywhere")
def end_sessions(
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    keep_this: Annotated[bool, Query(title="Whether the session that asks goes on")] = False,
) -> None:
    """End every session of the account, in whatever browser. API tokens stay until they are revoked."""
    sign_in.end_sessions(unit, caller.user, caller.session if keep_this else None)
    if not keep_this:
        drop_cookie(response, SESSION_COOKIE)


@router.get("/tokens", summary="List my tokens")
def list_tokens(caller: CallerDep, unit: UnitDep, paging: PagingDep) -> TokenList:
    """The account's API tokens, without their secrets, also those that no longer count."""
    tokens = service.list_tokens(unit, caller.user)
    page = paging.of(tokens, lambda each: (each.created_at.isoformat(), each.id), newest_first=True)
    return TokenList(items=page.shown(_shown), **page.links())


@router.post("/tokens", status_code=201, summary="Make a token", responses=problems(404, 422))
def make_token(new: TokenNew, caller: CallerDep, unit: UnitDep, response: Response) -> TokenMade:
    """Make an API token. Its secret is in this answer and nowhere else."""
    record, secret = service.make_token(
        unit, caller.user, new.name, new.scopes, days=new.expires_in_days, agreement_id=new.agreement_id
    )
    response.headers["Cache-Control"] = "no-store"
    return TokenMade(**_shown(record).model_dump(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke a token", responses=problems(404))
def revoke_token(token_id: TokenId, caller: CallerDep, unit: UnitDep) -> None:
    """Let an API token count no more, at once."""
    service.revoke_token(unit, caller.user, token_id)


def _shown(record: TokenRecord) -> TokenShown:
    return TokenShown(
        id=record.id,
        name=record.name,
        scopes=list(record.scopes),
        agreement_id=record.agreement_id,
        created_at=record.created_at,
        expires_at=record.expires_at,
        revoked_at=record.revoked_at,
    )
