"""Idempotency keys, as rows: which request each was used for, and what was answered. The caller's key itself is not
kept, its hash is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from api.store.columns import CanonicalJson, UtcTime, metadata
from api.store.reader import Why, seeing_all

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("key_hash", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("attempt", String(64), nullable=False),
    Column("begun_at", UtcTime, nullable=False, index=True),
    Column("status", Integer, nullable=True),
    Column("headers", CanonicalJson, nullable=True),
    Column("body", LargeBinary, nullable=True),
    Column("size", Integer, nullable=True),
)


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A key as stored. ``attempt`` names the try that holds it; ``status`` is None until that is answered, and
    ``body`` is None too where the answer of ``size`` bytes was too large to keep."""

    user_id: str
    key_hash: str
    fingerprint: str
    attempt: str
    begun_at: datetime
    status: int | None = None
    headers: list[list[str]] | None = None
    body: bytes | None = None
    size: int | None = None


def find_key(connection: Connection, user_id: str, key_hash: str) -> KeyRecord | None:
    """What is known of a key of an account, or None."""
    query = select(idempotency_keys).where(*_is(user_id, key_hash))
    row: Row[Any] | None = connection.execute(query).one_or_none()
    return None if row is None else KeyRecord(**row._mapping)


def insert_key(connection: Connection, record: KeyRecord) -> None:
    """Hold a key. Raises SQLAlchemy's IntegrityError where somebody holds it already."""
    named = ("user_id", "key_hash", "fingerprint", "attempt", "begun_at")
    connection.execute(insert(idempotency_keys), {name: getattr(record, name) for name in named})


def take_over(connection: Connection, record: KeyRecord, before: str) -> bool:
    """Let the attempt of ``record`` hold the key in the place of the attempt ``before``, which was never answered;
    whether it still held it."""
    changed = connection.execute(
        update(idempotency_keys)
        .where(*_held(record.user_id, record.key_hash, before))
        .values(attempt=record.attempt, begun_at=record.begun_at, fingerprint=record.fingerprint)
    )
    return changed.rowcount == 1


def keep_answer(
    connection: Connection, record: KeyRecord, status: int, headers: list[list[str]], body: bytes | None, size: int
) -> bool:
    """Store what was answered, if the attempt of ``record`` still holds the key; whether it does."""
    changed = connection.execute(
        update(idempotency_keys)
        .where(*_held(record.user_id, record.key_hash, record.attempt))
        .values(status=status, headers=headers, body=body, size=size)
    )
    return changed.rowcount == 1


def release_key(connection: Connection, record: KeyRecord) -> None:
    """Forget a key that the attempt of ``record`` holds and that was not answered."""
    connection.execute(delete(idempotency_keys).where(*_held(record.user_id, record.key_hash, record.attempt)))


def forget_keys(connection: Connection, begun_before: datetime) -> None:
    """Forget every key that is older."""
    with seeing_all(connection, Why.FORGET):
        connection.execute(delete(idempotency_keys).where(idempotency_keys.c.begun_at < begun_before))


def _is(user_id: str, key_hash: str) -> tuple[Any, ...]:
    return idempotency_keys.c.user_id == user_id, idempotency_keys.c.key_hash == key_hash


def _held(user_id: str, key_hash: str, attempt: str) -> tuple[Any, ...]:
    held = (idempotency_keys.c.attempt == attempt, idempotency_keys.c.status.is_(None))
    return (*_is(user_id, key_hash), *held)
