"""What accounts prove themselves with, as rows: API tokens, sessions, one-time codes, and sign-ins under way. Of each
secret its hash is stored and nothing else. Attempts are counted here too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
    update,
)

from api.auth.access import Scope
from api.store.columns import CanonicalJson, UtcTime, metadata

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("scopes", CanonicalJson, nullable=False),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime, nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

reset_codes = Table(
    "reset_codes",
    metadata,
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("hash", String(200), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

oidc_sign_ins = Table(
    "oidc_sign_ins",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("nonce", String(100), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("count", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """An API token as stored."""

    id: str
    hash: str
    user_id: str
    name: str
    scopes: tuple[Scope, ...]
    agreement_id: str | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A browser's session as stored."""

    hash: str
    user_id: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OidcSignIn:
    """A sign-in that was sent to the provider and has not come back."""

    state_hash: str
    nonce: str
    verifier: str
    expires_at: datetime


def insert_token(connection: Connection, token: TokenRecord) -> None:
    """Store an API token."""
    connection.execute(insert(api_tokens), asdict(token) | {"scopes": [each.value for each in token.scopes]})


def list_tokens(connection: Connection, user_id: str) -> tuple[TokenRecord, ...]:
    """The API tokens of an account, newest first."""
    query = select(api_tokens).where(api_tokens.c.user_id == user_id)
    return tuple(map(_token, connection.execute(query.order_by(api_tokens.c.created_at.desc(), api_tokens.c.id))))


def revoke_tokens(connection: Connection, user_id: str, at: datetime, token_id: str | None = None) -> int:
    """Revoke the account's token ``token_id``, or all of them; how many were good until now."""
    mine = update(api_tokens).where(api_tokens.c.user_id == user_id, api_tokens.c.revoked_at.is_(None))
    if token_id is not None:
        mine = mine.where(api_tokens.c.id == token_id)
    return connection.execute(mine.values(revoked_at=at)).rowcount


def extend_token(connection: Connection, token_id: str, expires_at: datetime) -> None:
    """Let a token be good until ``expires_at``."""
    connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(expires_at=expires_at))


def insert_session(connection: Connection, session: SessionRecord) -> None:
    """Store a session."""
    connection.execute(insert(sessions), asdict(session))


def find_session(connection: Connection, hash_: str) -> SessionRecord | None:
    """The session of that hash, or None."""
    row = connection.execute(select(sessions).where(sessions.c.hash == hash_)).one_or_none()
    return None if row is None else SessionRecord(**row._mapping)


def list_sessions(connection: Connection, user_id: str, at: datetime) -> tuple[SessionRecord, ...]:
    """The sessions of an account that have not expired, newest first."""
    query = select(sessions).where(sessions.c.user_id == user_id, sessions.c.expires_at > at)
    rows = connection.execute(query.order_by(sessions.c.created_at.desc(), sessions.c.hash))
    return tuple(SessionRecord(**row._mapping) for row in rows)


def end_session(connection: Connection, hash_: str) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.hash == hash_))


def end_sessions(connection: Connection, user_id: str, but: str | None = None) -> None:
    """End every session of an account, ``but`` one."""
    theirs = delete(sessions).where(sessions.c.user_id == user_id)
    connection.execute(theirs if but is None else theirs.where(sessions.c.hash != but))


def end_expired(connection: Connection, at: datetime) -> None:
    """Forget sessions and sign-ins that have expired."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
    connection.execute(delete(oidc_sign_ins).where(oidc_sign_ins.c.expires_at <= at))


def put_code(connection: Connection, user_id: str, hash_: str, expires_at: datetime) -> None:
    """Store an account's one-time code in the place of the one before."""
    take_code(connection, user_id)
    connection.execute(insert(reset_codes), {"user_id": user_id, "hash": hash_, "expires_at": expires_at})


def find_code(connection: Connection, user_id: str, at: datetime) -> str | None:
    """The hash of an account's one-time code that has not expired, or None."""
    query = select(reset_codes.c.hash).where(reset_codes.c.user_id == user_id, reset_codes.c.expires_at > at)
    return connection.execute(query).scalar_one_or_none()


def take_code(connection: Connection, user_id: str) -> bool:
    """Remove an account's one-time code; whether there was one. Of two that take it, one gets it."""
    return connection.execute(delete(reset_codes).where(reset_codes.c.user_id == user_id)).rowcount == 1


def insert_oidc_sign_in(connection: Connection, begun: OidcSignIn) -> None:
    """Store a sign-in that goes to the provider."""
    connection.execute(insert(oidc_sign_ins), asdict(begun))


def find_oidc_sign_in(connection: Connection, state_hash: str, at: datetime) -> OidcSignIn | None:
    """The sign-in under way that has not expired, or None."""
    query = select(oidc_sign_ins).where(oidc_sign_ins.c.state_hash == state_hash, oidc_sign_ins.c.expires_at > at)
    row = connection.execute(query).one_or_none()
    return None if row is None else OidcSignIn(**row._mapping)


def take_oidc_sign_in(connection: Connection, state_hash: str) -> bool:
    """Remove a sign-in under way; whether it was there."""
    return connection.execute(delete(oidc_sign_ins).where(oidc_sign_ins.c.state_hash == state_hash)).rowcount == 1


def count_attempt(connection: Connection, key: str, at: datetime, begun_after: datetime) -> tuple[int, datetime]:
    """Count one more attempt under ``key``: (how many with this one, since when). A count that began at
    ``begun_after`` or before starts again."""
    connection.execute(delete(attempts).where(attempts.c.key == key, attempts.c.since <= begun_after))
    again = update(attempts).where(attempts.c.key == key).values(count=attempts.c.count + 1)
    if connection.execute(again).rowcount == 0:
        connection.execute(insert(attempts), {"key": key, "since": at, "count": 1})
    counted, since = connection.execute(select(attempts.c.count, attempts.c.since).where(attempts.c.key == key)).one()
    return counted, since


def add_attempts(connection: Connection, key: str, at: datetime, number: int) -> int:
    """Count ``number`` more attempts under ``key``; how many there are with these."""
    again = update(attempts).where(attempts.c.key == key).values(count=attempts.c.count + number)
    if connection.execute(again).rowcount == 0:
        connection.execute(insert(attempts), {"key": key, "since": at, "count": number})
    return connection.execute(select(attempts.c.count).where(attempts.c.key == key)).scalar_one()


def forget_attempts_before(connection: Connection, prefix: str, before: datetime) -> None:
    """Forget the counts under keys that begin with ``prefix``, which began ``before`` then."""
    connection.execute(delete(attempts).where(attempts.c.key.startswith(prefix), attempts.c.since < before))


def forget_attempts(connection: Connection, keys: Sequence[str]) -> None:
    """Begin to count anew under ``keys``."""
    connection.execute(delete(attempts).where(or_(*(attempts.c.key == key for key in keys))))


def take_back_attempt(connection: Connection, key: str) -> None:
    """Count one attempt less under ``key``."""
    connection.execute(update(attempts).where(attempts.c.key == key).values(count=attempts.c.count - 1))


def _token(row: Row[Any]) -> TokenRecord:
    return TokenRecord(
        id=row.id,
        hash=row.hash,
        user_id=row.user_id,
        name=row.name,
        scopes=tuple(Scope(each) for each in row.scopes),
        agreement_id=row.agreement_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
