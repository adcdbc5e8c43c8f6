"""The unit of work: one request, job or command is one transaction, and this is the only place that commits."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine


@dataclass(frozen=True, slots=True)
class Engines:
    """Two ways into one store: ``read`` commits by itself, ``write`` opens transactions that hold the write lock."""

    read: Engine
    write: Engine

    def close(self) -> None:
        """Close every pooled connection."""
        self.read.dispose()
        self.write.dispose()


class Unit:
    """One piece of work at one time. The write transaction opens at the first use of :attr:`write` and no earlier, so
    that slow work (rendering, comparing) is done while nobody waits."""

    def __init__(self, engines: Engines, at: datetime) -> None:
        self.at = at
        self._engines = engines
        self._read: Connection | None = None
        self._write: Connection | None = None

    @property
    def read(self) -> Connection:
        """A connection to read from: the open transaction if there is one, so that a unit sees its own writes."""
        if self._write is not None:
            return self._write
        if self._read is None:
            self._read = self._engines.read.connect()
        return self._read

    @property
    def write(self) -> Connection:
        """The connection of this unit's one transaction."""
        if self._write is None:
            self._close_read()
            connection = self._engines.write.connect()
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            self._write = connection
        return self._write

    def _close_read(self) -> None:
        if self._read is not None:
            self._read.close()
            self._read = None

    def finish(self, *, commit: bool) -> None:
        """Commit or roll back, and give the connections back. Called by :func:`unit_of_work` alone."""
        try:
            if self._write is not None:
                try:
                    if commit:
                        self._write.commit()
                finally:
                    self._write.close()  # a transaction that was not committed is rolled back
                    self._write = None
        finally:
            self._close_read()


@contextmanager
def unit_of_work(engines: Engines, at: datetime) -> Generator[Unit]:
    """A unit that is committed when the block ends well and rolled back when it raises; ``at`` is its UTC time."""
    unit = Unit(engines, at)
    try:
        yield unit
    except BaseException:
        unit.finish(commit=False)
        raise
    unit.finish(commit=True)
