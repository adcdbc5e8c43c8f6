"""From what a transaction changed to the links of the audit, one for each chain that it concerns."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from api.audit_chain import Entry, Link, where_hash
from api.store.audit import append, at_text, chain_name, head_of
from api.store.audited import AUDITED, Audited
from api.store.columns import metadata
from api.store.watch import RowChange, Values


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does a piece of work, what it is, and where it was asked for."""

    who: str = "Counterpart"
    user_id: str | None = None
    what: str = "work of the installation itself"
    where: str = "this machine"


def record(connection: Connection, doer: Doer, at: datetime, changes: Iterable[RowChange]) -> None:
    """Add what was changed to the audit, as the last thing before the commit."""
    by_chain: dict[str, list[dict[str, Any]]] = {}
    for change in net(changes):
        spec = AUDITED[change.table]
        for place, before, after in _parts(connection, spec, change):
            told = _told(change.table, spec, before, after)
            if told is not None:
                by_chain.setdefault(chain_name(*place), []).append(told)
    for chain, its_changes in sorted(by_chain.items()):
        number, previous = head_of(connection, chain)
        salt = secrets.token_hex(16)
        hashed = where_hash(salt, doer.where)
        entry = Entry(chain, number + 1, at_text(at), doer.user_id, doer.who, doer.what, hashed, its_changes, previous)
        append(connection, Link(entry, entry.hash, doer.where, salt))


def net(changes: Iterable[RowChange]) -> Iterable[RowChange]:
    """Each row once: as it was before the transaction, and as it is after it."""
    rows: dict[tuple[Any, ...], RowChange] = {}
    for change in changes:
        values = change.after or change.before or {}
        key = (change.table, *(values[column.name] for column in metadata.tables[change.table].primary_key.columns))
        first = rows.get(key)
        rows[key] = change if first is None else RowChange(change.table, first.before, change.after)
    return [each for each in rows.values() if each.before != each.after]


def _parts(
    connection: Connection, spec: Audited, change: RowChange
) -> list[tuple[tuple[str | None, str | None], Values | None, Values | None]]:
    """What each chain is told. What was private and is shared now is new to the chain of what is shared."""
    was = None if change.before is None else spec.place(connection, change.before)
    now = None if change.after is None else spec.place(connection, change.after)
    told = [] if was is None else [(was, change.before, change.after)]
    return told if now is None or now == was else [*told, (now, None, change.after)]


def _told(table: str, spec: Audited, before: Values | None, after: Values | None) -> dict[str, Any] | None:
    names = [name for name in (after or before or {}) if name not in spec.ignored]
    if before is not None and after is not None:
        names = [name for name in names if before[name] != after[name]]
        if not names:
            return None
    keys = {column.name for column in metadata.tables[table].primary_key.columns}
    row = after or before or {}
    return {
        "table": table,
        "key": {name: _plain(row[name]) for name in sorted(keys - spec.secret)},
        "before": _side(spec, before, [name for name in names if name not in keys]),
        "after": _side(spec, after, [name for name in names if name not in keys]),
    }


def _side(spec: Audited, values: Values | None, names: Iterable[str]) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: "withheld" if name in spec.secret else _plain(values[name]) for name in names}


def _plain(value: Any) -> Any:
    """A column's value as JSON; of bytes, their hash and size."""
    if isinstance(value, bytes):
        return {"sha256": sha256(value).hexdigest(), "size": len(value)}
    if isinstance(value, datetime):
        return at_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
