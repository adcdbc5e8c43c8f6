"""An embedded store: one SQLite file. What only SQLite needs is here and nowhere else.

SQLite keeps a legal record: WAL, ``synchronous=FULL`` (and on macOS, whose ``fsync`` returns before the disk has it,
``fullfsync``), foreign keys on. Writes go through a pool of one whose
transactions begin with ``BEGIN IMMEDIATE``: a deferred transaction that turns into a write fails at once when another
writer was there, whatever the busy timeout.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError

from api.store.migrate import upgrade_to_head
from api.store.unit import Engines, reason_of
from clauses.errors import InvalidOption

_READERS = 16


def open_sqlite(file: Path, busy_timeout_ms: int) -> Engines:
    """The engines of the store in ``file``, which is made if it is not there and upgraded to the newest schema. Raises
    :class:`InvalidOption` for a file that this account may not write to, and for one that is damaged or no store."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(file.parent, os.W_OK | os.X_OK) or (file.exists() and not os.access(file, os.R_OK | os.W_OK)):
        raise InvalidOption(
            f"Nothing can be written to {file}: the account of this process, number {os.geteuid()}, needs its file and "
            "its folder."
        )
    engines = open_as_it_is(file, busy_timeout_ms)
    try:
        _upgrade(engines.write)
    except DatabaseError as error:  # no sort that the engines know as a store that does not answer
        engines.close()
        raise InvalidOption(
            f"{file} is damaged, or no SQLite file ({reason_of(error)}): bring it back from a backup "
            "(`counterpart restore`), or name another one."
        ) from None
    except BaseException:
        engines.close()
        raise
    return engines


def open_as_it_is(file: Path, busy_timeout_ms: int) -> Engines:
    """The engines of the store in ``file``, whatever its schema."""
    write = _engine(file, busy_timeout_ms, pool_size=1)
    event.listen(write, "begin", _begin_immediate)
    return Engines(_engine(file, busy_timeout_ms, pool_size=_READERS, isolation_level="AUTOCOMMIT"), write)


def _engine(file: Path, busy_timeout_ms: int, *, pool_size: int, **options: Any) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=busy_timeout_ms / 1000,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": busy_timeout_ms / 1000},
        **options,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(engine: Engine) -> None:
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
