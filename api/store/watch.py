"""Watches a write transaction: what each statement changed, row by row, so that no service has to tell the audit and
none can forget to.

Before an update or a delete the rows that it is about are read, and after an update they are read again; an insert
tells its rows itself. The write lock is held all the while, so what is read is what is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Delete, Engine, Insert, Table, Update, event, select
from sqlalchemy.sql import Executable

from api.store.audited import AUDITED
from api.store.columns import OF_THE_STORE

_OF_THE_STORE: Final = next(iter(OF_THE_STORE))
_SEEN: Final = "counterpart-changes"
_BEFORE: Final = "counterpart-before"

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row, before and after a statement; None where it was not there."""

    table: str
    before: Values | None
    after: Values | None


def watch(engine: Engine) -> None:
    """Watch every write transaction of ``engine`` that :func:`begin` is told of."""
    event.listen(engine, "before_execute", _before)
    event.listen(engine, "after_execute", _after)


def begin(connection: Connection) -> None:
    """Watch what is changed through ``connection`` from now on."""
    connection.info[_SEEN] = []


def end(connection: Connection) -> list[RowChange]:
    """What was changed since :func:`begin`; it is not watched any longer."""
    return connection.info.pop(_SEEN, [])


def _before(
    connection: Connection,
    statement: Executable,
    multiple: Sequence[Mapping[str, Any]],
    single: Mapping[str, Any],
    options: Mapping[str, Any],
) -> None:
    if _SEEN not in connection.info or not isinstance(statement, Update | Delete):
        return
    table = _audited(statement, options)
    if table is None:
        return
    query = select(table)
    if statement.whereclause is not None:
        query = query.where(statement.whereclause)
    found: dict[tuple[Any, ...], Values] = {}
    for values in multiple or [single]:
        for row in connection.execute(query, dict(values)):
            known = row._asdict()
            found.setdefault(tuple(known[column.name] for column in table.primary_key.columns), known)
    connection.info[_BEFORE] = found


def _after(
    connection: Connection,
    statement: Executable,
    _multiple: Sequence[Mapping[str, Any]],
    _single: Mapping[str, Any],
    options: Mapping[str, Any],
    result: CursorResult[Any],
) -> None:
    seen: list[RowChange] | None = connection.info.get(_SEEN)
    if seen is None or not isinstance(statement, Insert | Update | Delete):
        return
    table = _audited(statement, options)
    if table is None:
        return
    if isinstance(statement, Insert):
        seen.extend(RowChange(table.name, None, values) for values in _inserted(table, result))
        return
    before: dict[tuple[Any, ...], Values] = connection.info.pop(_BEFORE, {})
    for key, values in before.items():
        after = None if isinstance(statement, Delete) else _again(connection, table, key)
        if after != values:
            seen.append(RowChange(table.name, values, after))


def _inserted(table: Table, result: CursorResult[Any]) -> Iterator[Values]:
    for values in result.context.compiled_parameters:
        yield {column.name: values.get(column.name) for column in table.columns}


def _again(connection: Connection, table: Table, key: tuple[Any, ...]) -> Values | None:
    parts = zip(table.primary_key.columns, key, strict=True)
    row = connection.execute(select(table).where(*(column == value for column, value in parts))).one_or_none()
    return None if row is None else row._asdict()


def _audited(statement: Insert | Update | Delete, options: Mapping[str, Any]) -> Table | None:
    table: Any = statement.table
    return table if getattr(table, "name", None) in AUDITED and not options.get(_OF_THE_STORE) else None
