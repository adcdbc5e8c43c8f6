"""The store: one transaction a unit, one schema, and what SQLite must be set to."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Semaphore

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError

from api.runtime import Runtime, open_runtime
from api.settings import Settings
from api.store import migrate
from api.store import unit as unit_module
from api.store.agreements import AgreementRecord, find_agreement, insert_agreement
from api.store.tables import ALL, metadata
from clauses.errors import StoreUnavailable
from tests.integration.api.conftest import Agreement, assert_problem

Rows = Callable[[], dict[str, int]]
AT = datetime(2020, 3, 3, 18, tzinfo=UTC)


@pytest.fixture
def runtime(app: FastAPI) -> Runtime:
    return app.state.runtime


def _record(agreement_id: str) -> AgreementRecord:
    return AgreementRecord(agreement_id, "An MOU", "", "mou", 1, AT)


def _connect(file: Path) -> Connection:
    return create_engine(f"sqlite:///{file}").connect()


def test_an_empty_file_is_upgraded_to_the_newest_schema(app: FastAPI, store_file: Path) -> None:
    with _connect(store_file) as connection:
        assert migrate.current_revision(connection) == migrate.head_revision()
        connection.engine.dispose()


def test_the_migrated_schema_is_the_one_that_the_code_declares(app: FastAPI, store_file: Path) -> None:
    with _connect(store_file) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, metadata) == []
        connection.engine.dispose()


def _ours(_object: object, name: str, *_rest: object) -> bool:
    """SQLite keeps its full-text index in tables of its own."""
    return not name.startswith("search_words")


def test_opening_a_store_again_keeps_what_is_in_it(settings: Settings) -> None:
    first = open_runtime(settings)
    with first.unit() as unit:
        insert_agreement(unit.write, _record("agr-1"))
    first.close()
    second = open_runtime(settings)
    with second.unit() as unit:
        assert find_agreement(unit.read, "agr-1") == _record("agr-1")
    second.close()


def test_sqlite_keeps_a_legal_record(runtime: Runtime, store_file: Path) -> None:
    for engine in (runtime.engines.read, runtime.engines.write):
        with engine.connect() as connection:
            told = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_unit_that_raises_leaves_nothing(runtime: Runtime, rows: Rows) -> None:
    def work() -> None:
        with runtime.unit() as unit:
            insert_agreement(unit.write, _record("agr-1"))
            raise LookupError("after the write")

    with pytest.raises(LookupError):
        work()
    assert rows()["agreements"] == 0


def test_a_unit_sees_its_own_writes_and_nobody_else_does(runtime: Runtime, rows: Rows) -> None:
    with runtime.unit() as unit:
        insert_agreement(unit.write, _record("agr-1"))
        assert find_agreement(unit.read, "agr-1") is not None
        with runtime.unit() as other:
            assert find_agreement(other.read, "agr-1") is None
    assert rows()["agreements"] == 1


def test_a_unit_that_only_reads_takes_no_write_lock(runtime: Runtime) -> None:
    with runtime.unit() as reading:
        assert find_agreement(reading.read, "agr-1") is None
        with runtime.unit() as writing:
            insert_agreement(writing.write, _record("agr-1"))
        assert find_agreement(reading.read, "agr-1") is not None


def test_writers_wait_for_one_another(runtime: Runtime, rows: Rows) -> None:
    def write(number: int) -> None:
        with runtime.unit() as unit:
            insert_agreement(unit.write, _record(f"agr-{number}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert rows()["agreements"] == 20


def test_a_write_that_waits_for_the_one_connection_too_long_says_so(tmp_path: Path) -> None:
    runtime = open_runtime(Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}", busy_timeout_ms=50))
    with runtime.unit() as first:
        insert_agreement(first.write, _record("agr-1"))
        with pytest.raises(StoreUnavailable, match="others are at work"), runtime.unit() as second:
            insert_agreement(second.write, _record("agr-2"))
    with runtime.unit() as unit:
        assert find_agreement(unit.read, "agr-1") is not None
    runtime.close()


def test_who_would_wait_behind_too_many_is_told_at_once(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(unit_module._ROOM, runtime.engines.write, Semaphore(0))
    with pytest.raises(StoreUnavailable, match="too many wait"), runtime.unit() as unit:
        insert_agreement(unit.write, _record("agr-1"))
    assert 2 * unit_module.MOST_WAITING < unit_module.THREADS


def test_history_can_not_be_deleted_from_under_a_draft(agreement: Agreement, store_file: Path) -> None:
    agreement.add("Term", "A year.")
    agreement.save()
    connection = sqlite3.connect(store_file)
    connection.execute("PRAGMA foreign_keys=ON")
    for table in ("agreements", "clauses", "clause_revisions", "drafts"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"DELETE FROM {table}")
    connection.close()


def test_a_clause_of_no_agreement_is_refused_by_the_store(runtime: Runtime) -> None:
    with pytest.raises(IntegrityError), runtime.unit() as unit:
        unit.write.exec_driver_sql("INSERT INTO clauses (id, agreement_id, current, place) VALUES ('c', 'none', 1, 1)")


def test_a_naive_time_is_never_stored(runtime: Runtime) -> None:
    naive = AgreementRecord("agr-1", "An MOU", "", "mou", 1, AT.replace(tzinfo=None))
    with pytest.raises(Exception, match="zone"), runtime.unit() as unit:
        insert_agreement(unit.write, naive)


def test_the_store_comes_back_with_aware_times(runtime: Runtime) -> None:
    with runtime.unit() as unit:
        insert_agreement(unit.write, _record("agr-1"))
        found = find_agreement(unit.read, "agr-1")
    assert found is not None
    assert found.created_at == AT
    assert found.created_at.tzinfo is not None


def test_readiness_tells_when_the_store_does_not_answer(client: TestClient, app: FastAPI, store_file: Path) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}
    app.state.runtime.close()
    for file in store_file.parent.iterdir():
        file.unlink()
    store_file.parent.rmdir()
    assert [each["path"] for each in assert_problem(client.get("/readyz"), 503, "not-ready")["problems"]] == ["store"]
    assert client.get("/healthz").json() == {"status": "ok", "version": "0.1.0"}  # nobody needs to start it anew


def test_every_table_is_counted_by_these_tests() -> None:
    assert {table.name for table in ALL} == set(metadata.tables)


def test_sqlite_refuses_to_change_or_delete_the_record(agreement: Agreement, store_file: Path) -> None:
    agreement.add("Term", "A year.")
    agreement.save()
    connection = sqlite3.connect(store_file, isolation_level=None)
    for statement in (
        "UPDATE clause_revisions SET heading = 'Another'",
        "DELETE FROM clause_revisions",
        "UPDATE drafts SET docx = x'00'",
        "UPDATE drafts SET text_hash = 'other', status = 'adopted'",
        "DELETE FROM draft_clauses",
        "UPDATE draft_steps SET author = 'Somebody'",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="rows of the record"):
            connection.execute(statement)
    connection.execute("UPDATE drafts SET status = status")
    connection.close()
