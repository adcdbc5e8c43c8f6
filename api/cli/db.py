"""``counterpart db``: the schema of the store, what its two roles may do, and its move to another one."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import OperationalError

from api.cli import show
from api.cli.stores import OwnerOption, RoleOption, owner_address, runtime_role
from api.runtime import open_runtime
from api.services.backups import move_store
from api.settings import read_settings, sqlite_file, store_address
from api.store.migrate import current_revision, head_revision, of_a_newer_version, upgrade_to_head
from api.store.postgresql import take_write_lock
from api.store.roles import grant_runtime
from api.store.sqlite import open_as_it_is
from api.store.unit import reason_of
from clauses.errors import InvalidOption

UPGRADE, STATUS, MOVE = "upgrade", "status", "move"
ActArgument = Annotated[str, typer.Argument(metavar="upgrade|status|move", help="What to do.")]


def db(
    act: ActArgument,
    database: OwnerOption = None,
    role: RoleOption = None,
    to: Annotated[str | None, typer.Option(help="move: the store to fill, empty, as its owner.")] = None,
) -> None:
    """Bring the store to the schema of this version, say which one it has, or move it.

    An SQLite file is upgraded by whatever opens it. A PostgreSQL database is upgraded by its owner with this command,
    which may run on several machines at once: one upgrades, the others wait and find it done. The role that servers
    work as is another one; the upgrade gives it what it needs and no more.

    A move copies every row of the store to another one, from SQLite to PostgreSQL or back, in one transaction: each
    table is held to its hash and the audit is verified before anything of it counts. Stop the server first. The old
    store stays as it is, and nobody can write to it while the move is under way; everybody signs in anew in the other.

    \b
    Examples:
      counterpart db status
      counterpart db upgrade --database postgresql://owner@db/counterpart --runtime-role counterpart
      counterpart db move --to postgresql://owner@db/counterpart --runtime-role counterpart
    """
    settings = read_settings()
    if act not in (UPGRADE, STATUS, MOVE):
        raise InvalidOption(f"{act!r} is nothing that can be done here: upgrade, status or move.")
    if (act == MOVE) != (to is not None):
        raise InvalidOption("A move needs --to, the address of the store to fill, and nothing else takes it.")
    if to is not None:
        _move(database or settings.database_url, to, role)
        return
    address = owner_address(settings, database)
    if store_address(address).get_backend_name() == "sqlite":
        _sqlite(address, act)
    else:
        _postgresql(address, act, role or runtime_role(settings))


def _move(database: str, to: str, role: str | None) -> None:
    with show.progress() as told:
        made = move_store(store_address(database), store_address(to), role, told)
    print(f"Moved {show.counted(made.rows, 'row')} in {len(made.tables)} tables, each table as it was.")
    for chain, head in made.audit.items():
        print(f"{chain}: whole, head {head}")


def _sqlite(address: str, act: str) -> None:
    file = sqlite_file(address)
    if act == STATUS and file is not None and not file.exists():
        print(f"{file}: no store yet; this version makes revision {head_revision()}")
        return
    settings = read_settings(database_url=address)
    if act == STATUS and file is not None:
        engines = open_as_it_is(file, settings.busy_timeout_ms)
    else:
        engines = open_runtime(settings).engines
    try:
        with engines.read.connect() as connection:
            _tell(current_revision(connection))
    finally:
        engines.close()


def _postgresql(address: str, act: str, role: str | None) -> None:
    engine = create_engine(store_address(address), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.begin() as connection:
            if act == UPGRADE:
                if role is None:
                    raise InvalidOption(
                        "Which role do servers work as? Name it with --runtime-role, or in COUNTERPART_DATABASE_URL."
                    )
                take_write_lock(connection)
                upgrade_to_head(connection)
                grant_runtime(connection, role)
            _tell(current_revision(connection))
    except OperationalError as error:
        raise InvalidOption(f"The database can't be reached: {reason_of(error)}") from None


def _tell(here: str | None) -> None:
    newest = head_revision()
    if newer := of_a_newer_version(here):
        print(newer)
        return
    state = "empty" if here is None else f"of revision {here}"
    print(f"The store is {state}, " + ("the newest." if here == newest else f"and this version works with {newest}."))
