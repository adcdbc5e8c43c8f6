"""What lives as long as the process: the settings, the engines of the store and the clock."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from api.settings import Settings, sqlite_file, store_address
from api.store.fitness import check_fit
from api.store.postgresql import open_postgresql
from api.store.reader import INSTALLATION, Reader
from api.store.recording import Doer
from api.store.sqlite import open_sqlite
from api.store.unit import Engines, Unit, unit_of_work
from clauses.errors import InvalidOption

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
    stopping: Event = field(default_factory=Event)
    """Set when the server is about to stop."""

    @contextmanager
    def unit(self, doer: Doer = Doer(), reader: Reader = INSTALLATION) -> Generator[Unit]:
        """One transaction, done by ``doer``, in which the store shows what there is for ``reader``; see
        :func:`api.store.unit.unit_of_work`."""
        unit = self.begin(doer, reader)
        with unit_of_work(unit):
            yield unit

    def begin(self, doer: Doer, reader: Reader) -> Unit:
        """The same, to be finished by who asks for it."""
        return Unit(self.engines, self.clock(), doer, reader)

    def close(self) -> None:
        """Close the engines."""
        self.engines.close()


def open_runtime(settings: Settings, clock: Clock = utc_now) -> Runtime:
    """Open the store of ``settings``. An embedded SQLite file is made if it is not there and upgraded to the newest
    schema; a PostgreSQL database is upgraded by its owner (``counterpart db upgrade``), never by a server that starts.
    Raises :class:`InvalidOption` for an address that names no store, and for a database that is not fit to serve."""
    url = store_address(settings.database_url, settings.database_password)
    if url.get_backend_name() == "sqlite":
        file = sqlite_file(settings.database_url)
        if file is None:
            raise InvalidOption("An embedded store needs a file: each connection would have a :memory: of its own.")
        return Runtime(settings, open_sqlite(file, settings.busy_timeout_ms), clock)
    engines = open_postgresql(url, settings.busy_timeout_ms)
    try:
        check_fit(engines.read)
    except BaseException:
        engines.close()
        raise
    return Runtime(settings, engines, clock)
