"""Every row of a store as lines of text, which are the same for the same row in either kind of store, and back.

A backup is made of them, and so is a move from one store to another. A table's hash says whether two stores hold the
same rows of it, in whatever order they come.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import psycopg
from sqlalchemy import (
    Column,
    Connection,
    Date,
    LargeBinary,
    Table,
    TableClause,
    Text,
    column,
    delete,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.exc import DBAPIError

from api.store.columns import CanonicalJson, UtcTime
from api.store.protection import lift, protect
from api.store.tables import metadata
from clauses.errors import Conflict, InvalidInput

LEFT_OUT: Final[dict[str, str]] = {
    "redline_cache": "redlines are made again from the drafts",
    "sessions": "who is signed in signs in again",
    "reset_codes": "they live for minutes",
    "oidc_sign_ins": "they live for minutes",
    "attempts": "they count tries, for minutes",
}
"""The tables whose rows are not copied, and why."""
COPIED: Final[tuple[Table, ...]] = tuple(each for each in metadata.sorted_tables if each.name not in LEFT_OUT)
"""The tables whose rows are copied, each after those that it refers to."""

_AT_ONCE: Final = 200
Progress = Callable[[str], None]
"""Told which table is at work."""


@dataclass(slots=True)
class Tally:
    """How many rows there were, and a hash that says which."""

    rows: int = 0
    _digests: list[bytes] = field(default_factory=list[bytes])

    def over(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """``lines``, counted as they go by."""
        for line in lines:
            self.rows += 1
            self._digests.append(sha256(line).digest())
            yield line

    @property
    def hash(self) -> str:
        """The SHA-256 over the SHA-256 of each row, these sorted: stores differ in how they order text."""
        return sha256(b"".join(sorted(self._digests))).hexdigest()


def lines_of(connection: Connection, source: Table) -> Iterator[bytes]:
    """Each row of a table as a line: a JSON array of its values, in the order of the columns."""
    plain = _plain(source)
    query = select(plain).order_by(*(plain.c[each.name] for each in source.primary_key.columns))
    write = [_written(each) for each in source.columns]
    streamed = {"stream_results": True, "yield_per": _AT_ONCE}
    with connection.execute(query, execution_options=streamed) as rows:
        for row in rows:
            values = [None if value is None else put(value) for put, value in zip(write, row, strict=True)]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def tally_of(connection: Connection, source: Table) -> Tally:
    """The tally of a table as it stands."""
    tally = Tally()
    for _ in tally.over(lines_of(connection, source)):
        pass
    return tally


def filled(connection: Connection) -> str | None:
    """The name of a table that has rows already, or None."""
    for each in COPIED:
        if connection.execute(select(func.count()).select_from(each)).scalar_one():
            return each.name
    return None


@contextmanager
def unprotected(connection: Connection) -> Generator[None]:
    """Let an SQLite store take rows in any order, and lose them, to the end of the block; its transaction is open."""
    lift(connection)
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield
    protect(connection)


def empty(connection: Connection) -> None:
    """Delete every row of every table."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"TRUNCATE {', '.join(each.name for each in metadata.sorted_tables)}")
        return
    for each in reversed(metadata.sorted_tables):
        connection.execute(delete(each))


def put_lines(connection: Connection, target: Table, lines: Iterable[bytes]) -> None:
    """Add the rows of ``lines``. Raises :class:`InvalidInput` for a line that is no row of this table, and
    :class:`Conflict` for a row that the store refuses."""
    rows = map(_reader(target), lines)
    try:
        if connection.dialect.name == "postgresql":
            _copy(connection, target, rows)
            return
        while chunk := list(islice(rows, _AT_ONCE)):
            connection.execute(insert(_plain(target)), chunk)
    except (DBAPIError, psycopg.Error) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise Conflict(f"The store refuses a row of {target.name}: {reason}") from None


def _copy(connection: Connection, target: Table, rows: Iterable[dict[str, Any]]) -> None:
    """COPY is one statement: rows may refer to rows of the same table that come later."""
    driver: Any = connection.connection.driver_connection
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(each.name) for each in target.columns)
    with driver.cursor() as cursor, cursor.copy(f"COPY {target.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _plain(of: Table) -> TableClause:
    """The same table with its JSON as the text that is stored."""
    return table(of.name, *(column(each.name, Text() if _is_json(each) else each.type) for each in of.columns))


def _is_json(of: Column[Any]) -> bool:
    return isinstance(of.type, CanonicalJson)


def _written(of: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(of.type, LargeBinary):
        return lambda value: b64encode(value).decode("ascii")
    if isinstance(of.type, UtcTime | Date):
        return _iso
    return _as_it_is


def _iso(value: date) -> str:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value.isoformat()


def _as_it_is(value: Any) -> Any:
    return value


def _read(of: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(of.type, LargeBinary):
        return lambda value: b64decode(value, validate=True)
    if isinstance(of.type, UtcTime):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(of.type, Date) else _as_it_is


def _reader(target: Table) -> Callable[[bytes], dict[str, Any]]:
    names: Sequence[str] = target.columns.keys()
    take = [_read(each) for each in target.columns]

    def read(line: bytes) -> dict[str, Any]:
        try:
            values = [None if value is None else get(value) for get, value in zip(take, json.loads(line), strict=True)]
        except (ValueError, TypeError):
            raise InvalidInput(f"A line of {target.name} is no row of this version's table.") from None
        return dict(zip(names, values, strict=True))

    return read
