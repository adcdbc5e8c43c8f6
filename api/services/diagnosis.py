"""What is wrong with an installation: its settings, folders, store, audit, mail and machine. Nothing is changed by
looking: a store is not made, and not upgraded."""

from __future__ import annotations

import os
import shutil
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from api.auth.oidc import provider_of
from api.mail import check_mail, connected
from api.own_kinds import read_registry
from api.server import check_host
from api.services.audit import verify_chains
from api.settings import PREFIX, Settings, sqlite_file, store_address
from api.store.fitness import faults, why_unwritable
from api.store.migrate import current_revision, head_revision, of_a_newer_version
from api.store.protection import Right, missing_triggers, rights_of
from api.store.reader import INSTALLATION, tell
from api.store.tables import ALL
from api.store.unit import reason_of
from api.store.webhooks import trouble
from clauses.errors import CounterpartError

_LITTLE, _TOO_LITTLE = 1024**3, 100 * 1024**2
_SKEW: Final = timedelta(seconds=5)
_LATELY, _OVERDUE = timedelta(days=7), timedelta(hours=1)
_FIRST_YEAR: Final = 2026
_TOOLS: Final = frozenset(
    {"AUTHOR", "TRACEBACK", "CORPUS", "JUDGES", "INSTALL", "OFFICE_PYTHON", "POSTGRESQL_BIN", "INDEX"}
)
"""Names of the environment that are no settings of a server: of the command line and of the tests."""


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it."""

    check: str
    level: Level
    said: str
    remedy: str = ""


def diagnose(settings: Settings, environment: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Every finding, in an order in which they are mended. ``environment`` is that of the process."""
    yield from _settings(settings, environment)
    yield from _store(settings, now)
    yield from _mail(settings)
    yield from _machine(settings, now)


def _settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {f"{PREFIX}{name}" for name in _TOOLS}
    wrong = False
    for name in sorted(each for each in environment if each.upper().startswith(PREFIX) and each.upper() not in known):
        near = get_close_matches(name.upper(), known, 1, 0.8)
        remedy = f"Rename it to {near[0]}." if near else "Take it out; docs/reference/http-api.md lists the settings."
        yield Finding("settings", Level.WARNING, f"{name} is set, and there is no such setting.", remedy)
    checks: tuple[Callable[[Settings], object], ...] = (check_host, check_mail, provider_of, read_registry)
    for check in checks:
        try:
            check(settings)
        except CounterpartError as error:
            wrong = True
            yield Finding("settings", Level.PROBLEM, error.detail, "Set the variable that it names.")
    if not wrong:
        yield Finding("settings", Level.OK, "The settings can be together.")


def _store(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        address = store_address(settings.database_url, settings.database_password)
    except CounterpartError as error:
        yield Finding("store", Level.PROBLEM, error.detail, "Set COUNTERPART_DATABASE_URL.")
        return
    if address.get_backend_name() == "postgresql":
        yield from _looked_into(address, now)
        return
    file = sqlite_file(settings.database_url)
    if file is None:
        yield Finding("store", Level.PROBLEM, "The store is in no file.", "Name one: sqlite:///FILE.")
        return
    blocked = tuple(_folder("data folder", file.parent))
    yield from blocked
    if not file.exists():
        if not blocked:
            yield Finding("store", Level.OK, f"There is no {file} yet; the server makes it when it starts.")
        return
    if blocked or not os.access(file, os.R_OK | os.W_OK):
        told = f"The store was not looked into: this account may not read and write {file} and its folder."
        yield Finding("store", Level.PROBLEM, told, f"chown -R {os.geteuid()} {file.parent}")
        return
    if file.stat().st_mode & 0o077:
        remedy = f"chmod 600 {file}*; chmod 700 {file.parent}"
        yield Finding("data folder", Level.WARNING, f"Others on this machine may read {file}.", remedy)
    yield from _looked_into(address, now)


def _looked_into(address: URL, now: datetime) -> Iterator[Finding]:
    engine = create_engine(address, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            found = tuple(_of_store(connection, now))
    except SQLAlchemyError as error:
        remedy = "Start the database, and see that COUNTERPART_DATABASE_URL and its password are right."
        if address.get_backend_name() == "sqlite":
            remedy = "Bring the file back from a backup: `counterpart restore`."
        yield Finding("store", Level.PROBLEM, f"The store can't be read: {reason_of(error)}.", remedy)
        return
    yield from found or (Finding("store", Level.OK, "The store answers, has this version's schema, and is protected."),)
    yield from _audit(engine)
    yield from _webhooks(engine, now)


def _of_store(connection: Connection, now: datetime) -> Iterator[Finding]:
    if connection.dialect.name == "postgresql":
        wrong = tuple(faults(connection))
        for each in wrong:
            yield Finding("store", Level.PROBLEM, each, "docs/how-to/postgresql.md says how the database is made.")
        if not wrong:
            yield from _rights(connection)
        skew = abs(connection.exec_driver_sql("SELECT now()").scalar_one() - now)
        if skew > _SKEW:
            told = f"The clocks of this machine and of the database are {skew.total_seconds():.0f} s apart."
            yield Finding("clock", Level.WARNING, told, "Let both follow the same time server.")
    else:
        yield from _of_file(connection)
    unwritable = why_unwritable(connection)
    if unwritable is not None:
        yield Finding("store", Level.PROBLEM, unwritable, "Give the server's account the right to write there.")


def _of_file(connection: Connection) -> Iterator[Finding]:
    broken = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
    if broken != ["ok"]:
        yield Finding("store", Level.PROBLEM, f"The file is damaged: {broken[0]}.", "`counterpart restore` a backup.")
        return
    here, newest = current_revision(connection), head_revision()
    if newer := of_a_newer_version(here):
        yield Finding("store", Level.PROBLEM, newer, "Do not let another version of Counterpart write to it meanwhile.")
    elif here != newest:
        told = f"The schema is of revision {here}, this version needs {newest}."
        yield Finding("store", Level.WARNING, told, "`counterpart db upgrade`; a server that starts does it too.")
    elif missing := missing_triggers(connection):
        told = f"What keeps the record from being changed is gone: {', '.join(missing)}."
        yield Finding(
            "store", Level.PROBLEM, told, "Find out who took it away; then restore a backup, or ask for help."
        )


def _rights(connection: Connection) -> Iterator[Finding]:
    """What the role may do beyond :data:`api.store.protection.RIGHTS`."""
    there = set(connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars())
    query = "SELECT has_table_privilege(current_user, %s, %s)"
    over = [
        f"{right.value} {table.name}"
        for table in ALL
        for right in Right
        if table.name in there
        and right not in rights_of(table.name)
        and connection.exec_driver_sql(query, (table.name, right.value)).scalar_one()
    ]
    if over:
        told = f"The role may do what no server needs: {', '.join(over)}."
        yield Finding("store", Level.PROBLEM, told, "`counterpart db upgrade` as the owner takes it away again.")


def _audit(engine: Engine) -> Iterator[Finding]:
    """Whether every chain of the audit holds, as the installation itself sees it."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    try:
        with engine.begin() as connection:
            tell(connection, INSTALLATION)
            heads, broken = verify_chains(connection, {})
    except SQLAlchemyError:
        return  # without its tables, which is told already
    if broken is not None:
        told = f"The chain {broken.chain} of the audit is broken at entry {broken.number}: {broken.reason}."
        yield Finding(
            "audit", Level.PROBLEM, told, "Keep the store as it is and find out who changed it; docs/how-to/audit.md."
        )
    else:
        yield Finding("audit", Level.OK, f"The {len(heads)} chains of the audit are whole.")


def _webhooks(engine: Engine, now: datetime) -> Iterator[Finding]:
    """Whether what webhooks are to be told goes out and is taken."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    try:
        with engine.begin() as connection:
            tell(connection, INSTALLATION)
            found = trouble(connection, now - _LATELY, now - _OVERDUE)
    except SQLAlchemyError:
        return  # without its tables, which is told already
    counts = {
        "switched off because they only failed": found.stopped,
        "failing now": found.failing,
    }
    told = [f"{number} {words}" for words, number in counts.items() if number]
    if told or found.given_up:
        said = f"Webhooks: {', '.join(told) or 'none failing now'}; deliveries given up in a week: {found.given_up}."
        remedy = "The log of each webhook's deliveries says why; docs/how-to/webhooks.md."
        yield Finding("webhooks", Level.WARNING, said, remedy)
    if found.overdue:
        said = f"{found.overdue} deliveries to webhooks wait for more than an hour, and nobody sends them."
        yield Finding("webhooks", Level.WARNING, said, "Start a server without COUNTERPART_WEBHOOKS=false.")
    if not told and not found.given_up and not found.overdue:
        yield Finding("webhooks", Level.OK, "What webhooks are told is taken.")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_host is None:
        yield from _folder("mail", settings.mail_folder)
        remedy = "Set COUNTERPART_SMTP_HOST, or read the files there."
        yield Finding("mail", Level.WARNING, f"No mail leaves: it is written to {settings.mail_folder}.", remedy)
        return
    try:
        with connected(settings, settings.smtp_host):
            pass
    except smtplib.SMTPAuthenticationError:
        told = f"{settings.smtp_host} does not let COUNTERPART_SMTP_USER in."
        yield Finding("mail", Level.PROBLEM, told, "Set COUNTERPART_SMTP_USER and COUNTERPART_SMTP_PASSWORD anew.")
    except (OSError, ssl.SSLError) as error:
        told = f"{settings.smtp_host}:{settings.smtp_port} can't be reached ({type(error).__name__})."
        remedy = "See that COUNTERPART_SMTP_HOST, _PORT and _SECURITY are right, and that a firewall lets it through."
        yield Finding("mail", Level.PROBLEM, told, remedy)
    else:
        yield Finding("mail", Level.OK, f"{settings.smtp_host} takes mail.")


def _machine(settings: Settings, now: datetime) -> Iterator[Finding]:
    if now.year < _FIRST_YEAR:
        yield Finding(
            "clock", Level.PROBLEM, f"The clock says {now:%Y-%m-%d}.", "Set it, and let it follow a time server."
        )
    else:
        yield Finding("clock", Level.OK, f"The clock says {now:%Y-%m-%d %H:%M} UTC.")
    file = sqlite_file(settings.database_url)
    for name, folder in (
        ("data folder", file.parent if file is not None else None),
        ("temporary files", Path(gettempdir())),
    ):
        if folder is not None:
            yield from _space(name, _nearest(folder))


def _folder(check: str, folder: Path) -> Iterator[Finding]:
    """Whether the account of this process may write into ``folder``, or make it."""
    there = _nearest(folder)
    if not there.is_dir():
        yield Finding(check, Level.PROBLEM, f"{there} is no folder.", "Move it away, or name another folder.")
    elif not os.access(there, os.W_OK | os.X_OK):
        remedy = f"chown it to the account that the server runs as, number {os.geteuid()}."
        yield Finding(check, Level.PROBLEM, f"Nothing can be written to {there}.", remedy)


def _nearest(folder: Path) -> Path:
    """``folder``, or what there is of the way to it."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _space(check: str, folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    level = Level.PROBLEM if free < _TOO_LITTLE else Level.WARNING if free < _LITTLE else Level.OK
    remedy = "" if level is Level.OK else "Make room: what can't be written down can't be acknowledged."
    yield Finding(check, level, f"{folder} has {free // 1024**2:,} MB free.", remedy)
