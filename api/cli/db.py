"""``counterpart db``: the schema of the store, and what its two roles may do."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import OperationalError

from api.runtime import open_runtime
from api.settings import Settings, read_settings, sqlite_file, store_address
from api.store.migrate import current_revision, head_revision, upgrade_to_head
from api.store.postgresql import take_write_lock
from api.store.roles import grant_runtime
from api.store.unit import reason_of
from clauses.errors import InvalidOption

UPGRADE, STATUS = "upgrade", "status"
ActArgument = Annotated[str, typer.Argument(metavar="upgrade|status", help="What to do.")]


def db(
    act: ActArgument,
    database: Annotated[
        str | None,
        typer.Option(
            help="The store, as its owner. Default: COUNTERPART_OWNER_DATABASE_URL, or else COUNTERPART_DATABASE_URL."
        ),
    ] = None,
    runtime_role: Annotated[
        str | None,
        typer.Option(help="PostgreSQL: the role that servers work as. Default: that of COUNTERPART_DATABASE_URL."),
    ] = None,
) -> None:
    """Bring the store to the schema of this version, or say which one it has.

    An SQLite file is upgraded by whatever opens it. A PostgreSQL database is upgraded by its owner with this command,
    which may run on several machines at once: one upgrades, the others wait and find it done. The role that servers
    work as is another one; the upgrade gives it what it needs and no more.

    \b
    Examples:
      counterpart db status
      counterpart db upgrade --database postgresql://owner@db/counterpart --runtime-role counterpart
    """
    settings = read_settings()
    address = database or _of_owner(settings) or settings.database_url
    if act not in (UPGRADE, STATUS):
        raise InvalidOption(f"{act!r} is nothing that can be done here: upgrade or status.")
    if store_address(address).get_backend_name() == "sqlite":
        _sqlite(address, act)
    else:
        _postgresql(address, act, runtime_role or _role_of(settings))


def _sqlite(address: str, act: str) -> None:
    file = sqlite_file(address)
    if act == STATUS and file is not None and not file.exists():
        print(f"{file}: no store yet; this version makes revision {head_revision()}")
        return
    runtime = open_runtime(read_settings(database_url=address))
    try:
        with runtime.engines.read.connect() as connection:
            _tell(current_revision(connection))
    finally:
        runtime.close()


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
    state = "empty" if here is None else f"of revision {here}"
    print(f"The store is {state}, " + ("the newest." if here == newest else f"and this version works with {newest}."))


def _of_owner(settings: Settings) -> str | None:
    return None if settings.owner_database_url is None else settings.owner_database_url.get_secret_value()


def _role_of(settings: Settings) -> str | None:
    return store_address(settings.database_url).username if settings.owner_database_url is not None else None
