"""Whether a PostgreSQL database is fit to serve from: its schema is of this version, its role is no more than it needs
to be, and what it acknowledges is durable."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from api.store.migrate import current_revision, head_revision, of_a_newer_version
from api.store.row_security import unsecured
from clauses.errors import InvalidOption, StoreUnavailable

_ROLE = """
SELECT current_user, rolsuper, rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')
               AND c.relname IN ('agreements', 'clause_revisions'))
FROM pg_roles r WHERE rolname = current_user
"""


def check_fit(engine: Engine) -> None:
    """Raise :class:`InvalidOption`, which says what to do, unless a server may serve from ``engine``."""
    with engine.connect() as connection:
        found = tuple(faults(connection))
    if found:
        raise InvalidOption(" ".join(found))


def faults(connection: Connection) -> Iterator[str]:
    """A sentence for each thing that keeps a server from serving from here."""
    role, superuser, bypasses, owns = connection.exec_driver_sql(_ROLE).one()
    if superuser or bypasses:
        what = "a superuser" if superuser else "free from row-level security"
        yield (
            f"The role {role!r} is {what}: a server works as a role that the walls of the store hold. Name that one in "
            "COUNTERPART_DATABASE_URL."
        )
    elif owns:
        yield (
            f"The role {role!r} owns the tables: a server works as a role that owns nothing. Name that one in "
            "COUNTERPART_DATABASE_URL."
        )
    here, newest = current_revision(connection), head_revision()
    if here is None:
        yield "The database is empty: `counterpart db upgrade`, as its owner, makes its tables."
    elif newer := of_a_newer_version(here):
        yield newer
    elif here != newest:
        yield f"The schema is of revision {here}, this version needs {newest}: `counterpart db upgrade`, as its owner."
    elif bare := unsecured(connection):
        yield (
            f"These tables lack their row-level security: {', '.join(bare)}. `counterpart db upgrade`, as the owner, "
            "puts it in place."
        )
    if connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "off":
        yield "The database acknowledges before it has written: set synchronous_commit to on."


def why_unwritable(connection: Connection) -> str | None:
    """Why nothing can be written to the store that ``connection`` reads from, as a sentence, or None. It waits for
    nobody: a store that somebody is writing to can be written to."""
    if connection.dialect.name == "postgresql":  # the transaction itself is one that reads
        read_only = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"
        return "The database is read-only." if connection.exec_driver_sql(read_only).scalar_one() else None
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("ROLLBACK")
    except (SQLAlchemyError, StoreUnavailable) as error:
        return None if "locked" in str(error) else "The store can't be written to: its file or its folder is read-only."
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={before}")
    return None
