"""Where a command finds its agreement: in a store, or in the demonstration, made for the moment."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files as resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api.runtime import open_runtime
from api.services import demonstration
from api.settings import Settings, read_settings, store_address
from api.store.unit import Unit
from clauses.errors import InvalidOption

AgreementArgument = Annotated[
    str | None, typer.Argument(metavar="AGREEMENT", help="The agreement's id, as GET /agreements lists it.")
]
DemoOption = Annotated[bool, typer.Option("--demo", help="The demonstration, and no agreement of a store.")]
DatabaseOption = Annotated[
    str | None, typer.Option(help="Default: COUNTERPART_DATABASE_URL, or an SQLite file in counterpart-data/.")
]
OwnerOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="The store, as its owner. Default: COUNTERPART_OWNER_DATABASE_URL, or else COUNTERPART_DATABASE_URL.",
    ),
]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--runtime-role",
        help="PostgreSQL: the role that servers work as. Default: that of COUNTERPART_DATABASE_URL.",
    ),
]


def owner_address(settings: Settings, database: str | None = None) -> str:
    """The address of the store for the role that owns it: the one that is given, or that of the settings."""
    owner = None if settings.owner_database_url is None else settings.owner_database_url.get_secret_value()
    address = database or owner or settings.database_url
    password = settings.owner_database_password if database or owner else settings.database_password
    if password is None or not address.startswith("postgresql"):
        return address
    return store_address(address, password).render_as_string(hide_password=False)


def runtime_role(settings: Settings) -> str | None:
    """The role that servers work as, where the settings name another one than the owner."""
    return store_address(settings.database_url).username if settings.owner_database_url is not None else None


@contextmanager
def chosen(agreement: str | None, database: str | None, *, demo: bool) -> Generator[tuple[Unit, str]]:
    """A unit of work over the store, and the agreement's id: one of a store, or the demonstration's in a store of its
    own that is gone afterwards. Raises :class:`InvalidOption` where both are named, or neither."""
    if (agreement is None) != demo:
        raise InvalidOption("name one agreement, or --demo, and not both")
    if agreement is not None:
        with _opened(database) as unit:
            yield unit, agreement
        return
    story = json.loads(resources("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        runtime = open_runtime(read_settings(database_url=f"sqlite:///{Path(folder) / 'demonstration.sqlite3'}"))
        try:
            with runtime.unit() as unit:
                agreement_id = demonstration.load(unit, story)
            with runtime.unit() as unit:
                yield unit, agreement_id
        finally:
            runtime.close()


@contextmanager
def _opened(database: str | None) -> Generator[Unit]:
    runtime = open_runtime(read_settings(**({} if database is None else {"database_url": database})))
    try:
        with runtime.unit() as unit:
            yield unit
    finally:
        runtime.close()


def checked_reference(reference: str, option: str) -> str:
    """A draft's number, or "current". Raises :class:`InvalidOption`."""
    if reference != "current" and not (reference.isascii() and reference.isdigit() and len(reference) < 7):
        raise InvalidOption(f"{option} {reference!r} is no draft number, such as 5, and not current")
    return reference
