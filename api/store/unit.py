"""The unit of work: one request, job or command is one transaction, and this is the only place that commits."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Semaphore
from time import perf_counter
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.metrics import store_waits
from api.store import watch
from api.store.outbox import tell_webhooks
from api.store.reader import Reader, Why, seeing_all, tell
from api.store.recording import Doer, record
from api.store.search import keep_changed
from clauses.errors import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Engines:
    """Two ways into one store: ``read`` commits by itself, ``write`` opens transactions that hold the write lock."""

    read: Engine
    write: Engine

    def __post_init__(self) -> None:
        for engine in (self.read, self.write):
            event.listen(engine, "handle_error", _refuse_to_wait)
        watch.watch(self.write)

    def close(self) -> None:
        """Close every pooled connection."""
        self.read.dispose()
        self.write.dispose()


def connected(engine: Engine) -> Connection:
    """A connection of ``engine``. Raises :class:`StoreUnavailable` where others keep all of them for too long, and at
    once where :data:`MOST_WAITING` wait already."""
    room = _ROOM.setdefault(engine, Semaphore(MOST_WAITING))
    if not room.acquire(blocking=False):
        raise StoreUnavailable(BUSY.format("too many wait"))
    try:
        return engine.connect()
    except PoolTimeout:
        raise StoreUnavailable(BUSY.format("others are at work")) from None
    finally:
        room.release()


MOST_WAITING: Final = 56
"""How many threads may wait for a connection to read, and as many for one to write. Who has a connection needs a thread
once more before giving it back, so that a server has more threads than can wait: :data:`THREADS`."""
THREADS: Final = 2 * MOST_WAITING + 16
_ROOM: Final = WeakKeyDictionary[Engine, Semaphore]()


BUSY: Final = (
    "The store is busy or does not answer ({}). Try again: a request with an Idempotency-Key is not carried out twice."
)
"""What is told where the store can't be asked, and why."""


def _refuse_to_wait(context: ExceptionContext) -> None:
    """Raise :class:`StoreUnavailable` where a lock was not had in time, or the store did not answer."""
    if isinstance(context.sqlalchemy_exception, OperationalError) and not context.is_pre_ping:
        raise StoreUnavailable(BUSY.format(reason_of(context.sqlalchemy_exception)))


def reason_of(error: SQLAlchemyError) -> str:
    """What the driver says, in one line, without the statement and its values."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[-1].strip() if lines else type(error).__name__


class Unit:
    """One piece of work at one time. The write transaction opens at the first use of :attr:`write` and no earlier, so
    that slow work (rendering, comparing) is done while nobody waits. The store is told who reads before it is asked
    anything. ``at`` is its UTC time; what it changes is in the audit under ``doer``, and the store shows it what there
    is for ``reader``."""

    def __init__(self, engines: Engines, at: datetime, doer: Doer, reader: Reader) -> None:
        self.at = at
        self.doer = doer
        self.reader = reader
        self.waits_for_answer = False
        """Whether the answer to the request is part of the transaction."""
        self._engines = engines
        self._read: Connection | None = None
        self._write: Connection | None = None
        self._over = False

    @property
    def read(self) -> Connection:
        """A connection to read from: the open transaction if there is one, so that a unit sees its own writes."""
        if self._write is not None:
            return self._write
        if self._read is None:
            self._read = self._told(connected(self._engines.read))
        return self._read

    @property
    def write(self) -> Connection:
        """The connection of this unit's one transaction. There is no second one after it."""
        if self._over:
            raise RuntimeError("The transaction has ended; what is left of the work would be half of it.")
        if self._write is None:
            self._close_read()
            begun = perf_counter()
            try:
                connection = self._told(connected(self._engines.write))
            finally:
                store_waits.observe(perf_counter() - begun)
            watch.begin(connection)
            self._write = connection
        return self._write

    def _told(self, connection: Connection) -> Connection:
        """``connection``, its transaction begun, with who reads said to it."""
        try:
            connection.begin()
            tell(connection, self.reader)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close_read(self) -> None:
        if self._read is not None:
            self._read.close()
            self._read = None

    @property
    def is_at_rest(self) -> bool:
        """Whether it holds no connection."""
        return self._read is None and self._write is None

    def rest(self) -> None:
        """Give back the connection that it reads from, until it reads again. A transaction that writes goes on."""
        self._close_read()

    def finish(self, *, commit: bool) -> None:
        """Commit or roll back, and give the connections back."""
        self._over = True
        try:
            if self._write is not None:
                try:
                    if self._write.invalidated:  # the store has gone away, and the transaction with it
                        if commit:
                            raise StoreUnavailable(BUSY.format("the connection was lost"))
                        return
                    changes = watch.end(self._write)
                    if commit:
                        keep_changed(self._write, changes)
                        with seeing_all(self._write, Why.AUDIT):
                            record(self._write, self.doer, self.at, changes)
                            tell_webhooks(self._write, self.at, changes)
                        self._write.commit()
                finally:
                    self._write.close()  # a transaction that was not committed is rolled back
                    self._write = None
        finally:
            self._close_read()


@contextmanager
def unit_of_work(unit: Unit) -> Generator[None]:
    """Commit ``unit`` when the block ends well and roll it back when it raises."""
    try:
        yield
    except BaseException:
        unit.finish(commit=False)
        raise
    unit.finish(commit=True)
