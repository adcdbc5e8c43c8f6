"""A store as it is at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from api.store.reader import INSTALLATION, tell


@contextmanager
def snapshot(engine: Engine) -> Generator[Connection]:
    """A connection that sees the store of one moment, whole, to the end of the block: a read transaction on SQLite
    (WAL), REPEATABLE READ on PostgreSQL. Nobody waits for it. ``engine`` is one that reads."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            one = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with one.begin():
                tell(one, INSTALLATION)
                yield one
            return
        connection.exec_driver_sql("BEGIN")  # in the driver's own mode nothing begins by itself
        try:
            connection.exec_driver_sql("SELECT count(*) FROM alembic_version")  # the moment is that of the first look
            yield connection
        finally:
            connection.exec_driver_sql("ROLLBACK")
