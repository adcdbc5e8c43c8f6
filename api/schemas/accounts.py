"""Accounts, members, sessions and API tokens as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from api.auth.access import TOKEN_SCOPES, Role, Scope
from api.schemas.paging import PageShown
from api.schemas.words import Name, RequestModel, RoleName, writable

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=254, pattern=r"^[^@\s\x00-\x20<>,;:\"]+@[^@\s\x00-\x20<>,;:\"]+$"
    ),
    AfterValidator(writable),
]
Password = Annotated[str, StringConstraints(max_length=1024), AfterValidator(writable)]


def _role(value: object) -> object:
    return Role(value) if isinstance(value, str) and value in list(Role) else value


def _scope(value: object) -> object:
    return Scope(value) if isinstance(value, str) and value in list(TOKEN_SCOPES) else value


RoleIn = Annotated[Role, BeforeValidator(_role)]
ScopeIn = Annotated[Scope, BeforeValidator(_scope)]


class SignIn(RequestModel):
    """An e-mail address and its password."""

    email: Email = Field(title="The e-mail address of the account", examples=["counsel@district.example"])
    password: Password = Field(title="The password")


class CodeAsked(RequestModel):
    """Whose password was forgotten."""

    email: Email = Field(title="The e-mail address of the account", examples=["counsel@district.example"])


class CodeUsed(RequestModel):
    """A one-time code and the new password."""

    email: Email = Field(title="The e-mail address of the account", examples=["counsel@district.example"])
    code: Annotated[str, StringConstraints(max_length=20)] = Field(title="The code of the mail", examples=["12345678"])
    password: Password = Field(title="The new password")


class PasswordChanged(RequestModel):
    """The password until now and the new one."""

    current_password: Password = Field(title="The password until now")
    new_password: Password = Field(title="The new password")


class MembershipShown(BaseModel):
    """For whom an account acts in an agreement."""

    agreement_id: str = Field(title="The agreement")
    party: str = Field(title="The party that it acts for", examples=["district"])
    role: Role = Field(title="What it may do")


class UserShown(BaseModel):
    """An account."""

    id: str = Field(title="The account", examples=["usr-7m3q1"])
    email: str = Field(title="Its e-mail address")
    name: str = Field(title="The name that its changes bear")
    operator: bool = Field(title="Whether it runs the installation")
    disabled: bool = Field(title="Whether it may not sign in")
    created_at: datetime = Field(title="When it was made, UTC")


class UserList(PageShown):
    """Some accounts."""

    items: list[UserShown] = Field(title="The accounts, by e-mail address")


class AccountShown(UserShown):
    """One's own account."""

    memberships: list[MembershipShown] = Field(title="For whom it acts")


class UserNew(RequestModel):
    """A new account. Its owner sets a password with a code by e-mail."""

    email: Email = Field(title="Its e-mail address", examples=["counsel@district.example"])
    name: Name = Field(title="The name that its changes bear", examples=["Dana Reyes"])
    operator: bool = Field(default=False, title="Whether it runs the installation")


class UserChanged(RequestModel):
    """What changes of an account; what is left out stays."""

    name: Name | None = Field(default=None, title="The name that its changes bear")
    operator: bool | None = Field(default=None, title="Whether it runs the installation")
    disabled: bool | None = Field(default=None, title="Whether it may not sign in; true ends its sessions and tokens")


class MemberBody(RequestModel):
    """For whom an account acts in the agreement."""

    party: RoleName = Field(title="The party that it acts for", examples=["district"])
    role: RoleIn = Field(title="What it may do")


class MemberShown(BaseModel):
    """A member of an agreement."""

    user_id: str = Field(title="The account")
    name: str = Field(title="The name that its changes bear")
    email: str | None = Field(title="Its e-mail address; null for members of another side")
    party: str = Field(title="The party that it acts for")
    role: Role = Field(title="What it may do")


class MemberList(PageShown):
    """Members of an agreement."""

    items: list[MemberShown] = Field(title="The members, by party and name")


class SessionShown(BaseModel):
    """A browser's session."""

    user: UserShown = Field(title="Who is signed in")
    csrf_token: str = Field(title="What every change in this session has to send as X-CSRF-Token")
    expires_at: datetime = Field(title="When it ends, UTC")


class TokenNew(RequestModel):
    """A new API token."""

    name: Annotated[Name, StringConstraints(max_length=100)] = Field(
        title="What it is for", examples=["the clerk's laptop"]
    )
    scopes: Annotated[list[ScopeIn], Field(min_length=1, max_length=3)] = Field(
        title="What it may be used for: read, write, manage", examples=[["read"]]
    )
    expires_in_days: int = Field(default=90, ge=1, le=366, title="How long it counts, in days")
    agreement_id: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, title="The one agreement that it is for; without it, all of the account's"
    )


class TokenShown(BaseModel):
    """An API token without its secret."""

    id: str = Field(title="The token's id, to revoke it by", examples=["tok-9d4w2"])
    name: str = Field(title="What it is for")
    scopes: list[Scope] = Field(title="What it may be used for")
    agreement_id: str | None = Field(title="The one agreement that it is for; null for all of the account's")
    created_at: datetime = Field(title="When it was made, UTC")
    expires_at: datetime = Field(title="When it stops to count, UTC")
    revoked_at: datetime | None = Field(title="When it was revoked, UTC")


class TokenMade(TokenShown):
    """An API token with its secret, which is shown this once."""

    token: str = Field(title="The token: send it as Authorization: Bearer")


class TokenList(PageShown):
    """API tokens of an account."""

    items: list[TokenShown] = Field(title="The tokens, newest first")
