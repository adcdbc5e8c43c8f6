"""A store in PostgreSQL. What only PostgreSQL needs is here, in :mod:`api.store.roles` and nowhere else.

One writer at a time, as on SQLite: every write transaction takes one advisory lock when it begins, which ends with it.
So what a unit reads before it writes can't change under it, on one server or on several, and the chain of the audit
has one head. A write waits for another no longer than it would on SQLite. Reads take no lock.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

from api.store.unit import Engines

_WRITE_LOCK: Final = 0x4D4F55  # "MOU", of the server's 2**63 advisory locks in this database
_READERS: Final = 16
_WRITERS: Final = 8
_OF_THE_DEAD: Final = (
    "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 "
    "-c idle_in_transaction_session_timeout=300000"
)
"""The write lock of a server that was killed ends with its connection, at once. Where its machine died or its network
was cut nobody closes that: PostgreSQL asks after 15 s, and gives the lock free 15 s later; a process that hangs within
a transaction keeps it for five minutes."""

_OF_A_SILENT_STORE: Final = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""The same the other way round: a store that was cut off is given up after 30 s (milliseconds for the last)."""


def open_postgresql(url: URL, lock_timeout_ms: int) -> Engines:
    """The engines of the store at ``url``. Nothing is connected to yet."""
    write = _engine(url, lock_timeout_ms, pool_size=_WRITERS)
    event.listen(write, "begin", take_write_lock)
    # Who reads is told for one transaction, so reading is one too; each statement of it sees the newest.
    reading = {"isolation_level": "READ COMMITTED", "postgresql_readonly": True}
    return Engines(_engine(url, lock_timeout_ms, pool_size=_READERS, execution_options=reading), write)


def take_write_lock(connection: Connection) -> None:
    """Wait for the one writer there may be, and be it to the end of the transaction."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITE_LOCK,))


def _engine(url: URL, lock_timeout_ms: int, *, pool_size: int, **options: Any) -> Engine:
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=lock_timeout_ms / 1000,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "application_name": "counterpart",
            "connect_timeout": 10,
            **_OF_A_SILENT_STORE,
            "options": f"-c lock_timeout={lock_timeout_ms} -c timezone=UTC -c synchronous_commit=on {_OF_THE_DEAD}",
        },
        **options,
    )
