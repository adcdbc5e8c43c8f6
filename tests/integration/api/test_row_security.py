"""Row-level security: what PostgreSQL itself holds back, whatever a query forgets to ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, Select, create_engine, insert, select
from sqlalchemy.pool import NullPool

from api.app import create_app
from api.auth.access import Role
from api.runtime import open_runtime
from api.services import comments as service
from api.settings import Settings, store_address
from api.store import comments
from api.store.reader import INSTALLATION, NOBODY, Reader, Why, seeing_all, tell
from api.store.row_security import OPEN, POLICY, VISIBLE, unsecured
from api.store.tables import ALL, metadata
from clauses.errors import InvalidOption
from tests.integration.api.conftest import (
    Bargain,
    Store,
    Ticking,
    member_of,
    user_of,
)
from tests.integration.api.private_strings import KEPT, Kept, planted_store, texts_of
from tests.support.postgresql import OWNER, RUNTIME, Cluster


@dataclass(frozen=True)
class Walled:
    """A database with every private string of the district's in it, and who reads."""

    engine: Engine
    """As the runtime role."""
    canaries: dict[str, str]
    owner: Reader
    others: dict[str, Reader]


@pytest.fixture(scope="module")
def walled(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walled]:
    folder = tmp_path_factory.mktemp("walled")
    file = folder / "c.sqlite3"
    settings = Settings(database_url=f"sqlite:///{file}", mail_folder=folder / "mail", max_upload_mb=1, webhooks=False)
    app = create_app(settings, clock=Ticking())
    planted = planted_store(app, file)
    others = {
        f"{role} of {party}": Reader(member_of(app, planted.agreement.id, party, role).id)
        for party, role in (("city", Role.COUNSEL), ("city", Role.ADMIN), ("district", Role.OBSERVER))
    }
    others |= {"a stranger": Reader(user_of(app, "stranger@elsewhere.example").id), "nobody": NOBODY}
    others["an operator"] = Reader(user_of(app, "operator@office.example").id)
    name = cluster.new_database()
    _copied(app.state.runtime.engines.read, cluster, name)
    app.state.runtime.close()
    engine = create_engine(store_address(cluster.url(name, RUNTIME)), poolclass=NullPool)
    words = {name: each.word for name, each in planted.canaries.items() if not each.seen_by}
    counsel = Reader(member_of(app, planted.agreement.id, "district", Role.COUNSEL).id)
    yield Walled(engine, words, counsel, others)
    engine.dispose()
    cluster.drop(name)


def _copied(source: Engine, cluster: Cluster, name: str) -> None:
    target = create_engine(store_address(cluster.url(name, "postgres")), poolclass=NullPool)
    with source.connect() as there, target.begin() as here:
        here.exec_driver_sql("SET session_replication_role = replica")
        for table in ALL:
            rows = [dict(each._mapping) for each in there.execute(select(table))]
            if rows:
                here.execute(insert(table), rows)


def _rows(walled: Walled, reader: Reader, table: str) -> list[tuple[object, ...]]:
    with walled.engine.begin() as connection:
        tell(connection, reader)
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]


@pytest.mark.parametrize("table", VISIBLE)
def test_nothing_of_a_side_is_there_for_another_reader(walled: Walled, table: str) -> None:
    own, every = _rows(walled, walled.owner, table), _rows(walled, INSTALLATION, table)
    for who, reader in walled.others.items():
        seen = _rows(walled, reader, table)
        assert len(seen) < len(every), f"{who} sees all of {table}"
        assert set(map(repr, seen)) <= set(map(repr, every))
        held = b"\n".join(text for row in seen for value in row for text in _texts(value))
        assert [name for name, word in walled.canaries.items() if word.encode() in held] == [], who
    assert len(own) > len(_rows(walled, walled.others["counsel of city"], table)), "its own side sees more"


def _texts(value: object) -> Iterator[bytes]:
    content = value if isinstance(value, bytes) else str(value).encode()
    yield from (text for _, text in texts_of(content))


def test_every_table_has_a_policy_or_a_reason_for_none(walled: Walled) -> None:
    """A new table with a side, a party or a private string fails here until somebody decides."""
    assert set(VISIBLE).isdisjoint(OPEN)
    assert set(VISIBLE) | set(OPEN) == set(metadata.tables)
    private = {table for table, columns in KEPT.items() if Kept.PRIVATE in columns.values()}
    accounts = {"users", "identities", "api_tokens", "sessions", "reset_codes", "oidc_sign_ins"}
    assert private - accounts <= set(VISIBLE)
    with walled.engine.connect() as connection:
        named = "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = %s"
        assert set(connection.exec_driver_sql(named, (POLICY,)).scalars()) == set(VISIBLE)
        assert unsecured(connection) == ()


def test_a_reader_is_told_for_one_transaction_alone(walled: Walled) -> None:
    with walled.engine.connect() as connection:
        for reader in (INSTALLATION, walled.owner):
            with connection.begin():
                tell(connection, reader)
                assert _count(connection) > 0
            with connection.begin():
                assert _count(connection) == 0


def test_all_rows_are_seen_for_a_reason_and_no_longer(walled: Walled) -> None:
    with walled.engine.connect() as connection, connection.begin():
        tell(connection, NOBODY)
        with seeing_all(connection, Why.AUDIT):
            with seeing_all(connection, Why.NUMBER):
                assert _count(connection) > 0
            assert _count(connection) > 0
        assert _count(connection) == 0
        with pytest.raises(LookupError), seeing_all(connection, Why.AUDIT):
            raise LookupError
        assert _count(connection) == 0


def _count(connection: Connection) -> int:
    return connection.exec_driver_sql("SELECT count(*) FROM playbooks").scalar_one()


def test_another_side_can_not_write_what_it_could_not_read(walled: Walled) -> None:
    with walled.engine.connect() as connection, connection.begin():
        tell(connection, walled.others["counsel of city"])
        assert connection.exec_driver_sql("UPDATE playbooks SET version = 99").rowcount == 0
        with pytest.raises(Exception, match="row-level security"):
            connection.exec_driver_sql(
                "INSERT INTO playbooks SELECT id, 'district', 1, '[]' FROM agreements WHERE id LIKE 'agr%%'"
            )


def test_a_query_that_asks_for_no_side_gives_nothing_of_the_other(
    bargain: Bargain, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The repository forgets whose threads it reads, and the service whom it shows them. On SQLite that shows both
    sides', so it is a hole; PostgreSQL holds."""
    clause = bargain.agreement.add("Recordings", "The Department keeps them.")
    body = {"clause_id": clause["clause_id"], "visibility": "private", "text": "Ours alone."}
    made = [each.post(f"{bargain.path}/threads", json=body).json()["id"] for each in _both(bargain)]
    monkeypatch.setattr(comments, "_of", _of_anybody)
    monkeypatch.setattr(service, "_is_visible", _whoever_asks)
    for client, own in zip(_both(bargain), made, strict=True):
        seen = [each["id"] for each in client.get(f"{bargain.path}/threads").json()["items"]]
        assert seen == ([own] if "postgresql" in store.url else made)


def _of_anybody(_agreement_id: str) -> Select[Any]:
    return select(comments.threads)


def _whoever_asks(_thread: object, _caller: object) -> bool:
    return True


def _both(bargain: Bargain) -> tuple[TestClient, ...]:
    return bargain.district, bargain.city


def test_a_server_does_not_start_where_a_policy_is_missing(cluster: Cluster) -> None:
    name = cluster.new_database()
    with cluster.connect(name, OWNER) as connection:
        connection.execute(f"DROP POLICY {POLICY} ON threads".encode())
        connection.execute(b"ALTER TABLE playbooks DISABLE ROW LEVEL SECURITY")
    with pytest.raises(InvalidOption, match="playbooks, threads"):
        open_runtime(Settings(database_url=cluster.url(name, RUNTIME)))
    with cluster.connect(name, RUNTIME) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(b"ALTER TABLE threads DISABLE ROW LEVEL SECURITY")
    cluster.drop(name)
