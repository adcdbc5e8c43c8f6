"""Filling a store with all the rows of another, or of a backup: in one transaction, verified before it ends."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, Table, create_engine
from sqlalchemy.exc import OperationalError

from api.store.copying import COPIED, Progress, Tally, empty, filled, put_lines, tally_of, unprotected
from api.store.migrate import current_revision, head_revision, of_a_newer_version, upgrade_to_head
from api.store.postgresql import take_write_lock
from api.store.roles import grant_runtime, owned_by
from api.store.sqlite import open_as_it_is, open_sqlite
from api.store.unit import reason_of
from clauses.errors import Conflict, InvalidOption

_WAIT_MS = 10_000


def fill(connection: Connection, lines: Callable[[Table], Iterable[bytes]], told: Progress) -> dict[str, Tally]:
    """Put the ``lines`` of each table into the store, and read them again: the tally of each. Raises :class:`Conflict`
    where what is read is not what was put."""
    tallies: dict[str, Tally] = {}
    for each in COPIED:
        told(f"writing {each.name}")
        tallies[each.name] = Tally()
        put_lines(connection, each, tallies[each.name].over(lines(each)))
    for each in COPIED:
        told(f"verifying {each.name}")
        if tally_of(connection, each).hash != tallies[each.name].hash:
            raise Conflict(f"The rows of {each.name} do not read as they were written; nothing was kept.")
    return tallies


@contextmanager
def held_source(url: URL) -> Generator[Connection]:
    """A connection that reads a store to which nobody can write to the end of the block. Raises :class:`InvalidOption`
    where there is none, and :class:`Conflict` for one of another schema."""
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not file.is_file():
            raise InvalidOption(f"There is no store to move at {file}.")
        engines = open_as_it_is(file, _WAIT_MS)
        try:
            with engines.write.connect() as connection, connection.begin() as held:
                _check_schema(connection)
                yield connection
                held.rollback()
        finally:
            engines.close()
        return
    with _owned(url) as connection:
        _check_schema(connection)
        yield connection


@contextmanager
def target(url: URL, runtime_role: str | None, *, replace: bool = False) -> Generator[Connection]:
    """A connection to a store without rows, in one transaction that is kept when the block ends well, and nothing of it
    otherwise. With ``replace`` the rows that are there are taken out in it. Raises :class:`Conflict` for a store that
    has rows, or another schema; :class:`InvalidOption` where the address is not the owner's."""
    if url.get_backend_name() == "sqlite":
        with _sqlite_target(Path(url.database or ""), replace=replace) as connection:
            yield connection
        return
    with _owned(url) as connection:
        if current_revision(connection) is None:
            upgrade_to_head(connection)
        _check_schema(connection)
        _check_empty(connection, replace=replace)
        yield connection
        if runtime_role is not None:
            grant_runtime(connection, runtime_role)


@contextmanager
def _sqlite_target(file: Path, *, replace: bool) -> Generator[Connection]:
    fresh = not file.exists()
    engines = open_sqlite(file, _WAIT_MS)
    try:
        with engines.write.connect() as connection, connection.begin(), unprotected(connection):
            _check_empty(connection, replace=replace)
            yield connection
    except BaseException:
        engines.close()
        if fresh:
            for suffix in ("", "-wal", "-shm"):
                file.with_name(file.name + suffix).unlink(missing_ok=True)
        raise
    engines.close()


@contextmanager
def _owned(url: URL) -> Generator[Connection]:
    """The database as its owner, who alone writes to the end of the block."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.begin() as connection:
            take_write_lock(connection)
            if not owned_by(connection):
                raise InvalidOption(
                    "The address is not that of the role that owns the tables, who alone sees and writes every row."
                )
            yield connection
    except OperationalError as error:
        raise InvalidOption(f"The database can't be reached: {reason_of(error)}") from None


def _check_schema(connection: Connection) -> None:
    here, newest = current_revision(connection), head_revision()
    if here != newest:
        raise Conflict(
            of_a_newer_version(here)
            or f"The store is of revision {here}, not {newest}: `counterpart db upgrade` first."
        )


def _check_empty(connection: Connection, *, replace: bool) -> None:
    if replace:
        empty(connection)
    elif (name := filled(connection)) is not None:
        raise Conflict(f"The store is not empty: it has rows in {name}. Nothing was written.")
