"""Upgrades of stores that hold something, from every revision of the schema that there was, on both stores.

Each revision's tables get rows when it is the newest; no upgrade that follows may lose one, or change what it has no
word about. Nothing but :data:`CHANGED` is meant to change.
"""

# pyright: basic

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, NullPool, Table, create_engine, event

from api.settings import store_address
from api.store.migrate import current_revision, head_revision, migration_config, upgrade_to_head
from api.store.roles import grant_runtime
from tests.support.postgresql import OWNER, RUNTIME, Cluster

REVISIONS = [each.revision for each in reversed(list(ScriptDirectory.from_config(migration_config()).walk_revisions()))]
AT = datetime(2020, 3, 3, 18, tzinfo=UTC)
CHANGED = {
    "0009": {("drafts", "status")},
    "0018": {("redline_cache", "*")},
}
"""By revision: the columns whose values its upgrade changes, and the tables that it empties."""
FIXED: dict[tuple[str, str], Any] = {
    ("drafts", "status"): "working",
    ("proposals", "steps"): '[{"act":"submit"}]',
    ("threads", "side"): None,
}
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty store, as its owner sees it."""
    address = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        name = cluster.new_database(empty=True)
        address = cluster.url(name, OWNER)
    made = create_engine(store_address(address), poolclass=NullPool)
    if request.param == "sqlite":
        event.listen(made, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF").close())
    yield made
    made.dispose()
    if request.param == "postgresql":
        cluster.drop(name)


def tables_of(connection: Connection) -> list[Table]:
    """The tables that there are, those first that others refer to; without Alembic's own and the index of words."""
    found = MetaData()
    found.reflect(connection)
    return [each for each in found.sorted_tables if not each.name.startswith(("alembic_", "search_words"))]


def rows_of(connection: Connection, tables: list[Table]) -> Rows:
    """Every row, by table."""
    return {
        table.name: [dict(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()]
        for table in tables
    }


def filled(connection: Connection, tables: list[Table], before: Rows) -> Rows:
    """Every row, after two were put into each table that had none in ``before``."""
    for table in tables:
        for turn in (1, 2) if not before[table.name] else ():
            connection.execute(sa.insert(table), row_for(connection, table, turn))
    return rows_of(connection, tables)


def row_for(connection: Connection, table: Table, turn: int) -> dict[str, Any]:
    """A row that refers to the rows of the same ``turn``."""
    row = {
        each.name: FIXED.get((table.name, each.name), value_for(each, turn))
        for each in table.columns
        if each.computed is None
    }
    for key in table.foreign_key_constraints:
        to = key.referred_table
        if to is table:
            row.update(dict.fromkeys({each for each in key.column_keys if table.c[each].nullable}))
            continue
        parent = connection.execute(sa.select(to).order_by(*to.primary_key).offset(turn - 1).limit(1)).mappings().one()
        row.update({each.parent.name: parent[each.column.name] for each in key.elements})
    return row


def value_for(column: sa.Column[Any], turn: int) -> Any:
    """A value of the column's type, another one for each turn."""
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return turn == 1
    if isinstance(kind, sa.Integer):
        return turn
    if isinstance(kind, sa.DateTime):
        return AT.replace(day=turn)
    if isinstance(kind, sa.Date):
        return date(2020, 3, turn)
    if isinstance(kind, sa.LargeBinary):
        return b"\0" * turn
    return f"{column.name} {turn}"[: getattr(kind, "length", None) or 1000] if not isinstance(kind, sa.Text) else "[]"


def assert_kept(before: Rows, after: Rows, revisions: list[str]) -> None:
    """Every row that was there is there, with each value that no upgrade of ``revisions`` changes."""
    changed = {each for revision in revisions for each in CHANGED.get(revision, ())}
    for table, rows in before.items():
        if (table, "*") in changed:
            assert after[table] == [], table
            continue
        free = {column for named, column in changed if named == table}
        kept = [{name: row[name] for name in rows[0] if name not in free} for row in after[table]] if rows else []
        assert kept == [{name: value for name, value in row.items() if name not in free} for row in rows], table


def stepped(connection: Connection, revision: str) -> None:
    command.upgrade(migration_config(connection), revision)


def whole(connection: Connection) -> bool:
    """Whether every row has what it refers to. PostgreSQL sees to that itself."""
    return connection.dialect.name != "sqlite" or connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_each_upgrade_keeps_every_row_that_there_was(engine: Engine) -> None:
    """Each table has rows when the next revision comes, and each revision is a transaction of its own."""
    before: Rows = {}
    for revision in REVISIONS:
        with engine.begin() as connection:
            stepped(connection, revision)
            tables = tables_of(connection)
            after = rows_of(connection, tables)
            assert_kept(before, after, [revision])
            before = filled(connection, tables, after)
            assert all(before.values()), "each table has rows"
            assert whole(connection)
    with engine.begin() as connection:
        assert current_revision(connection) == head_revision()


@pytest.mark.parametrize("place", [0, len(REVISIONS) // 2])
def test_an_older_store_is_upgraded_at_once_with_what_is_in_it(engine: Engine, place: int) -> None:
    """As a server or the command does it: one transaction, then the rights of the roles."""
    with engine.begin() as connection:
        stepped(connection, REVISIONS[place])
        tables = tables_of(connection)
        before = filled(connection, tables, rows_of(connection, tables))
    with engine.begin() as connection:
        upgrade_to_head(connection)
        if connection.dialect.name == "postgresql":
            grant_runtime(connection, RUNTIME)
        assert_kept(before, rows_of(connection, tables_of(connection)), REVISIONS[place + 1 :])
        assert whole(connection)
        assert current_revision(connection) == head_revision()
