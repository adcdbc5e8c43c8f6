"""Upgrades of the schema with Alembic, from inside the package: an installed wheel can upgrade its own store."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.store.protection import lift, protect
from clauses.errors import InvalidOption

_MIGRATIONS = Path(__file__).parent / "migrations"


def migration_config(connection: Connection | None = None) -> Config:
    """The Alembic configuration of this package; ``connection`` is the one to work on."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade_to_head(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's transaction; nothing when it is there already.
    Raises :class:`InvalidOption` for the schema of a newer version."""
    here = current_revision(connection)
    if newer := of_a_newer_version(here):
        raise InvalidOption(newer)
    if here != head_revision():
        lift(connection)
        command.upgrade(migration_config(connection), "head")
        protect(connection)


def current_revision(connection: Connection) -> str | None:
    """The schema revision of the store, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head_revision() -> str | None:
    """The newest schema revision that this package knows."""
    return ScriptDirectory.from_config(migration_config()).get_current_head()


def of_a_newer_version(revision: str | None) -> str:
    """What to do about a store of a ``revision`` that this package does not know, a sentence; empty where it does."""
    if revision is None or revision in _revisions():
        return ""
    return (
        f"The schema is of revision {revision}, which this version does not know: a newer Counterpart made it. Run "
        "that version, or restore a backup that this one has made."
    )


@cache
def _revisions() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory.from_config(migration_config()).walk_revisions())
