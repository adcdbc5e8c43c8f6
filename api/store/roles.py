"""The two roles of a PostgreSQL store: the owner, who upgrades it, and the runtime role, which a server works as.

The runtime role may read and add rows, and do with a row what :data:`api.store.protection.RIGHTS` says and no more: in
columns that are fixed when a row is made it may not write at all.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table

from api.store.protection import FROZEN, Right, rights_of
from api.store.tables import ALL
from clauses.errors import InvalidOption


def grant_runtime(connection: Connection, role: str) -> None:
    """Give ``role`` what a server needs, and take away whatever else it was given. Raises :class:`InvalidOption` where
    there is no such role, or where it is the owner itself."""
    owner, known = connection.exec_driver_sql(
        "SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", (role,)
    ).one()
    if not known:
        raise InvalidOption(f"There is no role {role!r} in this PostgreSQL: CREATE ROLE it with LOGIN, then try again.")
    if owner == role:
        raise InvalidOption(f"The role {role!r} owns the tables: a server needs a role of its own, which owns nothing.")
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}")
    connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {quoted}")
    for table in ALL:
        connection.exec_driver_sql(f"GRANT {_rights(connection, table)} ON {table.name} TO {quoted}")


def owned_by(connection: Connection) -> bool:
    """Whether the role of ``connection`` owns the tables; of a database without tables, that it may make them."""
    query = (
        "SELECT coalesce(bool_and(pg_has_role(relowner, 'MEMBER')), has_schema_privilege('public', 'CREATE')) "
        "FROM pg_class WHERE relname = 'agreements' AND relnamespace = 'public'::regnamespace"
    )
    return bool(connection.exec_driver_sql(query).scalar_one())


def _rights(connection: Connection, table: Table) -> str:
    given = ["SELECT", "INSERT"]
    rights = rights_of(table.name)
    if Right.DELETE in rights:
        given.append("DELETE")
    if Right.UPDATE in rights:
        quote = connection.dialect.identifier_preparer.quote
        frozen = FROZEN.get(table.name, ())
        open_ = ", ".join(quote(each.name) for each in table.columns if each.name not in frozen)
        given.append(f"UPDATE ({open_})" if frozen else "UPDATE")
    return ", ".join(given)
