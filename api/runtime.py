"""The engines of a running server or command. What only SQLite needs is here and nowhere else.

SQLite keeps a legal record: WAL, ``synchronous=FULL``, foreign keys on. Writes go through a pool of one whose
transactions begin with ``BEGIN IMMEDIATE``: a deferred transaction that turns into a write fails at once when another
writer was there, whatever the busy timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from api.settings import Settings, sqlite_file
from api.store.migrate import upgrade_to_head
from api.store.unit import Engines, Unit, unit_of_work
from clauses.errors import InvalidOption

_READERS = 16

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What lives as long as the process: settings, engines and the clock."""

    settings: Settings
    engines: Engines
    clock: Clock

    @contextmanager
    def unit(self) -> Generator[Unit]:
        """One transaction; see :func:`api.store.unit.unit_of_work`."""
        with unit_of_work(self.engines, self.clock()) as unit:
            yield unit

    def close(self) -> None:
        """Close the engines."""
        self.engines.close()


def open_runtime(settings: Settings, clock: Clock = utc_now) -> Runtime:
    """Open the store of ``settings``. An embedded SQLite file is made if it is not there and upgraded to the newest
    schema; any other store is upgraded by its owner (:func:`api.store.migrate.upgrade_to_head`), never by a server
    that starts. Raises :class:`InvalidOption` for an address that names no store this installation can open."""
    try:
        backend = make_url(settings.database_url).get_backend_name()
        if backend == "sqlite":
            return Runtime(settings, _open_sqlite(settings), clock)
        read = create_engine(settings.database_url, isolation_level="AUTOCOMMIT", hide_parameters=True)
        write = create_engine(settings.database_url, hide_parameters=True)
    except (ArgumentError, ModuleNotFoundError) as error:
        # The address may hold a password, and the driver's messages may repeat it.
        raise InvalidOption(f"COUNTERPART_DATABASE_URL names no store that can be opened: {_reason(error)}") from None
    return Runtime(settings, Engines(read, write), clock)


def _reason(error: ArgumentError | ModuleNotFoundError) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"the driver {error.name!r} is not installed."
    return "it is not an SQLAlchemy address such as sqlite:///counterpart.sqlite3."


def _open_sqlite(settings: Settings) -> Engines:
    file = sqlite_file(settings.database_url)
    if file is None:
        raise InvalidOption("An embedded store needs a file: each connection would have a :memory: of its own.")
    file.parent.mkdir(parents=True, exist_ok=True)
    write = _sqlite_engine(settings, pool_size=1)
    event.listen(write, "begin", _begin_immediate)
    read = _sqlite_engine(settings, pool_size=_READERS, isolation_level="AUTOCOMMIT")
    engines = Engines(read, write)
    try:
        _upgrade_sqlite(write)
    except BaseException:
        engines.close()
        raise
    return engines


def _sqlite_engine(settings: Settings, *, pool_size: int, **options: Any) -> Engine:
    engine = create_engine(
        settings.database_url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": settings.busy_timeout_ms / 1000},
        **options,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade_sqlite(engine: Engine) -> None:
    """Upgrade with foreign keys off (a table that is copied must not cascade), then check every key."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF").close()
        try:
            with connection.begin():
                upgrade_to_head(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the upgrade would leave {len(broken)} rows without what they refer to")
        finally:
            driver.execute("PRAGMA foreign_keys=ON").close()
