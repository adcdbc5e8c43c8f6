"""Accounts, their identities at an OIDC provider, and the members of agreements, as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Row,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from api.auth.access import Role
from api.store.columns import UtcTime, metadata

users = Table(
    "users",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("operator", Boolean, nullable=False),
    Column("password_hash", String(200), nullable=True),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime, nullable=True),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), primary_key=True),
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True, index=True),
    Column("party", String(40), nullable=False),
    Column("role", String(20), nullable=False),
)


@dataclass(frozen=True, slots=True)
class UserRecord:
    """An account as stored. The e-mail address is in the form of :func:`normal_email`."""

    id: str
    email: str
    name: str
    operator: bool
    password_hash: str | None
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """Who acts for a party in an agreement, and in which role."""

    agreement_id: str
    user_id: str
    party: str
    role: Role


def normal_email(email: str) -> str:
    """``email`` in the one form in which addresses are stored and compared."""
    return email.strip().casefold()


_USER = select(users).where(users.c.id == bindparam("id"))
_MEMBER = select(members).where(
    members.c.agreement_id == bindparam("agreement_id"), members.c.user_id == bindparam("user_id")
)


def insert_user(connection: Connection, user: UserRecord) -> None:
    """Store an account."""
    connection.execute(insert(users), asdict(user))


def find_user(connection: Connection, user_id: str) -> UserRecord | None:
    """The account ``user_id``, or None."""
    return _user(connection.execute(_USER, {"id": user_id}).one_or_none())


def hold_user(connection: Connection, user_id: str) -> UserRecord | None:
    """The account ``user_id``, held to the end of the transaction, or None."""
    return _user(connection.execute(select(users).where(users.c.id == user_id).with_for_update()).one_or_none())


def find_user_by_email(connection: Connection, email: str) -> UserRecord | None:
    """The account with the e-mail address, however it is written, or None."""
    return _user(connection.execute(select(users).where(users.c.email == normal_email(email))).one_or_none())


def find_user_by_identity(connection: Connection, issuer: str, subject: str) -> UserRecord | None:
    """The account that an identity at a provider belongs to, or None."""
    query = (
        select(users)
        .join(identities, identities.c.user_id == users.c.id)
        .where(identities.c.issuer == issuer, identities.c.subject == subject)
    )
    return _user(connection.execute(query).one_or_none())


def insert_identity(connection: Connection, issuer: str, subject: str, user_id: str) -> None:
    """Store that an identity at a provider belongs to an account."""
    connection.execute(insert(identities), {"issuer": issuer, "subject": subject, "user_id": user_id})


def list_users(connection: Connection) -> tuple[UserRecord, ...]:
    """Every account, by e-mail address."""
    rows = connection.execute(select(users).order_by(users.c.email))
    return tuple(UserRecord(**row._mapping) for row in rows)


def users_page(
    connection: Connection,
    limit: int,
    after: str | None = None,
    *,
    text: str | None = None,
    operator: bool | None = None,
    disabled: bool | None = None,
) -> tuple[UserRecord, ...]:
    """Up to ``limit`` accounts by e-mail address that come after the address ``after``, whose name or address holds
    ``text``, that run the installation or do not, and that are disabled or are not."""
    query = select(users).order_by(users.c.email).limit(limit)
    if after is not None:
        query = query.where(users.c.email > after)
    if text is not None:
        query = query.where(or_(*(each.icontains(text, autoescape=True) for each in (users.c.name, users.c.email))))
    if operator is not None:
        query = query.where(users.c.operator.is_(operator))
    if disabled is not None:
        query = query.where(users.c.disabled_at.is_not(None) if disabled else users.c.disabled_at.is_(None))
    return tuple(UserRecord(**row._mapping) for row in connection.execute(query))


def count_operators(connection: Connection) -> int:
    """How many accounts that are not disabled run the installation."""
    query = select(func.count()).select_from(users).where(users.c.operator.is_(True), users.c.disabled_at.is_(None))
    return int(connection.execute(query).scalar_one())


def update_user(connection: Connection, user_id: str, **changed: Any) -> None:
    """Change columns of an account."""
    connection.execute(update(users).where(users.c.id == user_id).values(**changed))


def find_member(connection: Connection, agreement_id: str, user_id: str) -> MemberRecord | None:
    """The membership of an account in an agreement, or None."""
    row = connection.execute(_MEMBER, {"agreement_id": agreement_id, "user_id": user_id}).one_or_none()
    return None if row is None else _member(row)


def list_members(connection: Connection, agreement_id: str) -> tuple[tuple[MemberRecord, UserRecord], ...]:
    """The members of an agreement with their accounts, by party and name."""
    query = (
        select(members)
        .join(users, users.c.id == members.c.user_id)
        .where(members.c.agreement_id == agreement_id)
        .order_by(members.c.party, users.c.name, users.c.id)
    )
    found = [_member(row) for row in connection.execute(query)]
    known = _by_id(connection, [each.user_id for each in found])
    return tuple((each, known[each.user_id]) for each in found)


def memberships(connection: Connection, user_id: str) -> tuple[MemberRecord, ...]:
    """Every membership of an account, by agreement."""
    query = select(members).where(members.c.user_id == user_id).order_by(members.c.agreement_id)
    return tuple(map(_member, connection.execute(query)))


def put_member(connection: Connection, member: MemberRecord) -> None:
    """Store a membership in the place of the one that was there, if any."""
    delete_member(connection, member.agreement_id, member.user_id)
    connection.execute(insert(members), asdict(member) | {"role": member.role.value})


def delete_member(connection: Connection, agreement_id: str, user_id: str) -> bool:
    """End a membership; whether there was one."""
    gone = connection.execute(
        delete(members).where(members.c.agreement_id == agreement_id, members.c.user_id == user_id)
    )
    return gone.rowcount == 1


def parties_with_members(connection: Connection, agreement_id: str) -> frozenset[str]:
    """The parties of an agreement that somebody acts for."""
    query = select(members.c.party).where(members.c.agreement_id == agreement_id).distinct()
    return frozenset(connection.execute(query).scalars())


def _by_id(connection: Connection, ids: Collection[str]) -> dict[str, UserRecord]:
    rows = connection.execute(select(users).where(users.c.id.in_(ids)))
    return {row.id: UserRecord(**row._mapping) for row in rows}


def _user(row: Row[Any] | None) -> UserRecord | None:
    return None if row is None else UserRecord(**row._mapping)


def _member(row: Row[Any]) -> MemberRecord:
    return MemberRecord(row.agreement_id, row.user_id, row.party, Role(row.role))
