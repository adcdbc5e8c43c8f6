"""A PostgreSQL of the tests' own: a cluster that lives as long as the run, and a database for each test.

PostgreSQL refuses to run as root; then the cluster belongs to the role account that Debian's package makes. It listens
on a socket in its own folder and on no network. Nothing of it is durable (``fsync = off``) but where a test asks.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from sqlalchemy import URL, create_engine
from sqlalchemy.pool import NullPool

from api.store.migrate import upgrade_to_head
from api.store.roles import grant_runtime
from api.store.tables import ALL
from tests.support import tools

OWNER, RUNTIME = "counterpart_owner", "counterpart_app"
_TEMPLATE = "counterpart_empty"
_FAST = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")


@cache
def programs() -> Path | None:
    """The folder of initdb and postgres, the newest that is here; None where there is none."""
    named = os.environ.get("COUNTERPART_POSTGRESQL_BIN")
    places = [Path(named)] if named else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: -int(each.parent.name))
    places += [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    return next((each for each in places if (each / "initdb").exists() and (each / "postgres").exists()), None)


def why_none() -> str | None:
    """Why no cluster can be made here, or None."""
    if programs() is None:
        return "PostgreSQL is not on this machine (Debian, Ubuntu: apt-get install postgresql)"
    if os.geteuid() == 0 and _account() is None:
        return "PostgreSQL refuses to run as root, and there is no account postgres here"
    return None


@dataclass
class Cluster:
    """A running cluster. ``durable`` is for tests that kill it."""

    durable: bool = False
    folder: Path = field(init=False)
    _server: subprocess.Popen[bytes] | None = None
    _made: int = 0

    def __post_init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="counterpart-pg-", dir="/tmp"))  # a socket's path holds 107 bytes
        self._uid = account.pw_uid if os.geteuid() == 0 and (account := _account()) else None
        if self._uid is not None:
            os.chown(self.folder, self._uid, -1)
        initdb = [self._program("initdb"), "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        # A database in production sorts as a language does, not as bytes do.
        language = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync", "--no-instructions"]
        if self._start([*initdb, *language]).wait():  # built without ICU
            shutil.rmtree(self.data, ignore_errors=True)
            self._start([*initdb, "--no-sync"]).wait()
        self.start()
        with self.connect("postgres", "postgres") as connection:
            for role in (OWNER, RUNTIME):
                connection.execute(f"CREATE ROLE {role} LOGIN".encode())
            connection.execute(f"CREATE DATABASE {_TEMPLATE} OWNER {OWNER}".encode())
        upgrade(self.url(_TEMPLATE, OWNER))

    @property
    def data(self) -> str:
        """The folder of the data."""
        return str(self.folder / "data")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [f"-c{each}" for each in (*(() if self.durable else _FAST), "max_connections=120")]
        command = [self._program("postgres"), "-D", self.data, "-k", str(self.folder), "-clisten_addresses=", *settings]
        self._server = self._start(command)
        while not self._answers():
            if self._server.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(0.02)

    def url(self, database: str, role: str) -> str:
        """The address of a database for a role."""
        query = {"host": str(self.folder)}
        return URL.create("postgresql", username=role, database=database, query=query).render_as_string(False)

    def connect(self, database: str, role: str) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of its own, which commits by itself."""
        return psycopg.connect(host=str(self.folder), dbname=database, user=role, autocommit=True)

    def new_database(self, *, empty: bool = False) -> str:
        """The name of a fresh database: with the newest schema, or ``empty``, owned by the owner."""
        self._made += 1
        name = f"test_{self._made}"
        template = "template1" if empty else _TEMPLATE
        with self.connect("postgres", "postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}".encode())
        return name

    def emptied(self, database: str) -> str:
        """The same database, with its tables empty: far quicker than another one."""
        with self.connect(database, "postgres") as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no keys, no triggers
            connection.execute("; ".join(f"DELETE FROM {table.name}" for table in ALL).encode())
        return database

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected."""
        with self.connect("postgres", "postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)".encode())

    def kill(self) -> None:
        """kill -9 of every process of the server."""
        assert self._server is not None
        children = subprocess.run(["pgrep", "-P", str(self._server.pid)], capture_output=True, text=True, check=False)
        self._server.kill()
        for each in children.stdout.split():
            subprocess.run(["kill", "-9", each], check=False, stderr=subprocess.DEVNULL)
        self._server.wait()

    def close(self) -> None:
        """Stop the server and forget everything."""
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, user=self._uid)

    def _answers(self) -> bool:
        try:
            self.connect("postgres", "postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    @staticmethod
    def _program(name: str) -> str:
        folder = programs()
        if folder is None:
            tools.skip(why_none() or "")
        return str(folder / name)


def upgrade(owner_url: str, runtime_role: str = RUNTIME) -> None:
    """Bring a database to the newest schema as its owner, with the rights of the runtime role."""
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.begin() as connection:
        upgrade_to_head(connection)
        grant_runtime(connection, runtime_role)


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None
