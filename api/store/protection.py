"""What the store itself holds to, whatever the code above asks: rows of the record are not changed and not deleted.

On PostgreSQL the runtime role has no such right; on SQLite, where there are no roles, triggers refuse. Both follow from
one table, :data:`RIGHTS`, and are put in place after every upgrade of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from api.store.row_security import secure, unsecure
from api.store.tables import ALL


class Right(StrEnum):
    """What may be done to a row beside reading and adding."""

    UPDATE = "UPDATE"
    DELETE = "DELETE"


_CHANGED = frozenset({Right.UPDATE})
_WHOLLY = frozenset({Right.UPDATE, Right.DELETE})

RIGHTS: Final[dict[str, frozenset[Right]]] = {
    "agreements": _CHANGED,
    "parties": _WHOLLY,
    "clauses": _CHANGED,
    "drafts": _CHANGED,
    "redline_cache": _WHOLLY,
    "playbooks": _CHANGED,
    "users": _CHANGED,
    "members": _WHOLLY,
    "api_tokens": _CHANGED,
    "sessions": _WHOLLY,
    "reset_codes": _WHOLLY,
    "oidc_sign_ins": _WHOLLY,
    "attempts": _WHOLLY,
    "idempotency_keys": _WHOLLY,
    "digests": _CHANGED,
    "proposals": _CHANGED,
    "proposal_clauses": _WHOLLY,
    "threads": _CHANGED,
    "imports": _WHOLLY,
    "search_entries": frozenset({Right.DELETE}),
    "search_states": frozenset({Right.DELETE}),
    "webhooks": _WHOLLY,
    "webhook_deliveries": _WHOLLY,
}
"""By table. A table that is not here is the record itself: its rows are added, and stay as they are."""

FROZEN: Final[dict[str, tuple[str, ...]]] = {
    "drafts": ("agreement_id", "number", "label", "dated", "author", "saved_at", "text_hash", "sha256", "docx"),
    "agreements": ("id", "created_at"),
    "clauses": ("id", "agreement_id"),
    "proposals": ("id", "agreement_id", "author", "party"),
    "threads": ("id", "agreement_id", "side", "at"),
    "imports": ("id", "user_id", "file_name", "sha256", "settled", "created_at", "docx"),
    "webhooks": ("id", "agreement_id", "side", "made_by", "created_at"),
    "webhook_deliveries": ("id", "webhook_id", "event", "body", "made_at"),
}
"""By table, the columns that no update may change, where its rows are changed in others."""


def rights_of(table: str) -> frozenset[Right]:
    """What may be done to the rows of ``table``."""
    return RIGHTS.get(table, frozenset())


def lift(connection: Connection) -> None:
    """Take the triggers away, or the policies on PostgreSQL, for an upgrade that copies, fills or changes tables."""
    if connection.dialect.name == "postgresql":
        unsecure(connection)
    else:
        named = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'keep_%'"
        )
        for name in named.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def protect(connection: Connection) -> None:
    """Put the triggers of an SQLite store in place, or the policies of a PostgreSQL database, where
    :mod:`api.store.roles` grants the rest."""
    if connection.dialect.name == "sqlite":
        for statement in _triggers():
            connection.exec_driver_sql(statement)
    else:
        secure(connection)


def missing_triggers(connection: Connection) -> tuple[str, ...]:
    """The triggers that an SQLite store ought to have and has not, by name."""
    there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    return tuple(sorted({each.split()[2] for each in _triggers()} - set(there)))


def _triggers() -> Iterator[str]:
    for table in ALL:
        for right in Right:
            if right not in rights_of(table.name):
                yield _trigger(table.name, right, f"BEFORE {right} ON {table.name}", "")
        frozen = FROZEN.get(table.name, ())
        if frozen:
            changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in frozen)
            on = f"BEFORE UPDATE OF {', '.join(frozen)} ON {table.name}"
            yield _trigger(table.name, "frozen", on, f"WHEN {changed} ")


def _trigger(table: str, name: str, on: str, when: str) -> str:
    said = f"{table}: rows of the record are not changed and not deleted"
    return (
        f"CREATE TRIGGER keep_{table}_{name.lower()} {on} FOR EACH ROW {when}BEGIN SELECT RAISE(ABORT, '{said}'); END"
    )
