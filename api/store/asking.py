"""Who asks, in one statement: the account that a credential is of, and its membership in the agreement that is asked
about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, select

from api.auth.access import Role, Scope
from api.store.accounts import MemberRecord, UserRecord, members, users
from api.store.agreements import parties
from api.store.credentials import api_tokens, sessions


@dataclass(frozen=True, slots=True)
class Asking:
    """The account of a credential. ``side`` is the party that leads the side of its ``member``, None without one."""

    user: UserRecord
    member: MemberRecord | None
    side: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AskingByToken(Asking):
    """The account of an API token, and what the token is for."""

    scopes: tuple[Scope, ...]
    agreement_id: str | None
    revoked_at: datetime | None


def _query(credentials: Table, *own: ColumnElement[Any]) -> Any:
    its_member = and_(members.c.user_id == users.c.id, members.c.agreement_id == bindparam("agreement_id"))
    its_party = and_(parties.c.agreement_id == members.c.agreement_id, parties.c.role == members.c.party)
    return (
        select(users, credentials.c.expires_at, members.c.party, members.c.role, parties.c.side, *own)
        .select_from(credentials)
        .join(users, users.c.id == credentials.c.user_id)
        .outerjoin(members, its_member)
        .outerjoin(parties, its_party)
        .where(credentials.c.hash == bindparam("hash"))
    )


_TOKEN: Final = _query(
    api_tokens, api_tokens.c.scopes, api_tokens.c.agreement_id.label("bound_to"), api_tokens.c.revoked_at
)
_SESSION: Final = _query(sessions)


def by_token(connection: Connection, hash_: str, agreement_id: str | None) -> AskingByToken | None:
    """The account of the API token with this hash, and its membership in the agreement, if one is named; or None."""
    row = connection.execute(_TOKEN, {"hash": hash_, "agreement_id": agreement_id}).one_or_none()
    if row is None:
        return None
    member, side = _membership(row, agreement_id)
    scopes = tuple(Scope(each) for each in row.scopes)
    return AskingByToken(_user(row), member, side, row.expires_at, scopes, row.bound_to, row.revoked_at)


def by_session(connection: Connection, hash_: str, agreement_id: str | None) -> Asking | None:
    """The account of the session with this hash, and its membership in the agreement, if one is named; or None."""
    row = connection.execute(_SESSION, {"hash": hash_, "agreement_id": agreement_id}).one_or_none()
    return None if row is None else Asking(_user(row), *_membership(row, agreement_id), row.expires_at)


def _user(row: Row[Any]) -> UserRecord:
    return UserRecord(row.id, row.email, row.name, row.operator, row.password_hash, row.created_at, row.disabled_at)


def _membership(row: Row[Any], agreement_id: str | None) -> tuple[MemberRecord | None, str | None]:
    if agreement_id is None or row.party is None:
        return None, None
    return MemberRecord(agreement_id, row.id, row.party, Role(row.role)), row.side or row.party
