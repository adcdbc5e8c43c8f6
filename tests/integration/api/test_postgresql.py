"""PostgreSQL: who may serve from it, what the runtime role may not do, and one writer at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import URL, make_url

from api.cli.exits import ExitCode
from api.runtime import Runtime, open_runtime
from api.settings import Settings
from api.store.agreements import AgreementRecord, find_agreement, insert_agreement
from api.store.migrate import head_revision
from api.store.protection import FROZEN, Right, rights_of
from api.store.tables import ALL
from clauses.errors import InvalidOption, StoreUnavailable
from tests.integration.api.conftest import Ticking
from tests.support.command import run
from tests.support.postgresql import OWNER, RUNTIME, Cluster


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """A database without a table."""
    name = cluster.new_database(empty=True)
    yield name
    cluster.drop(name)


@pytest.fixture
def made(cluster: Cluster) -> Iterator[str]:
    """A database with the newest schema."""
    name = cluster.new_database()
    yield name
    cluster.drop(name)


def opened(url: str, busy_timeout_ms: int = 10_000) -> Runtime:
    return open_runtime(Settings(database_url=url, busy_timeout_ms=busy_timeout_ms), Ticking())


def test_an_empty_database_is_made_by_one_command_and_served_by_another_role(cluster: Cluster, empty: str) -> None:
    with pytest.raises(InvalidOption, match="counterpart db upgrade"):
        opened(cluster.url(empty, RUNTIME))
    told = run("db", "upgrade", "--database", cluster.url(empty, OWNER), "--runtime-role", RUNTIME)
    assert (told.code, told.errors) == (ExitCode.OK, "")
    assert f"of revision {head_revision()}, the newest" in told.told
    opened(cluster.url(empty, RUNTIME)).close()


def test_upgrades_at_once_are_one_upgrade(cluster: Cluster, empty: str) -> None:
    program = [sys.executable, "-c", "import api.cli; api.cli.main()"]
    command = [*program, "db", "upgrade", "--database", cluster.url(empty, OWNER), "--runtime-role", RUNTIME]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(each.communicate()[0].strip(), each.returncode) for each in started] == [
        (f"The store is of revision {head_revision()}, the newest.", ExitCode.OK)
    ] * 3


@pytest.mark.parametrize(("role", "why"), [("postgres", "a superuser"), (OWNER, "owns the tables")])
def test_a_server_does_not_start_with_a_role_that_no_wall_holds(
    cluster: Cluster, made: str, role: str, why: str
) -> None:
    with pytest.raises(InvalidOption, match=why):
        opened(cluster.url(made, role))


def test_a_server_does_not_start_on_an_older_schema(cluster: Cluster, made: str) -> None:
    with cluster.connect(made, OWNER) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    with pytest.raises(InvalidOption, match="of revision 0003"):
        opened(cluster.url(made, RUNTIME))


def test_an_address_that_answers_nobody_is_told_without_its_password(cluster: Cluster) -> None:
    nowhere = make_url(cluster.url("none", RUNTIME)).set(password="hunter2")
    with pytest.raises(StoreUnavailable) as told:
        opened(nowhere.render_as_string(hide_password=False))
    assert "hunter2" not in str(told.value)
    assert "does not exist" in str(told.value)


def test_the_runtime_role_keeps_the_record(cluster: Cluster, made: str) -> None:
    """Each table: what the table of rights does not name is refused by PostgreSQL itself."""
    with cluster.connect(made, RUNTIME) as connection:
        for table in ALL:
            for right in Right:
                statement = f"DELETE FROM {table.name}"
                if right is Right.UPDATE:
                    columns = table.columns.keys()
                    open_ = [each for each in columns if each not in FROZEN.get(table.name, ())]
                    statement = f'UPDATE {table.name} SET "{open_[-1]}" = NULL WHERE false'
                if right in rights_of(table.name):
                    connection.execute(statement.encode())
                else:
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        connection.execute(statement.encode())


@pytest.mark.parametrize(("table", "column"), [(table, each) for table, named in FROZEN.items() for each in named])
def test_what_is_fixed_is_fixed(cluster: Cluster, database: tuple[Cluster, str], table: str, column: str) -> None:
    with cluster.connect(database[1], RUNTIME) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"UPDATE {table} SET {column} = {column}".encode())


def test_the_runtime_role_makes_no_table(cluster: Cluster, made: str) -> None:
    with cluster.connect(made, RUNTIME) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (id int)")


def test_a_write_that_waits_too_long_says_so_and_leaves_nothing(cluster: Cluster, made: str) -> None:
    runtime = opened(cluster.url(made, RUNTIME), busy_timeout_ms=50)
    at = runtime.clock()
    with runtime.unit() as first:
        insert_agreement(first.write, AgreementRecord("agr-1", "An MOU", "", "mou", 1, at))
        with pytest.raises(StoreUnavailable), runtime.unit() as second:
            insert_agreement(second.write, AgreementRecord("agr-2", "An MOU", "", "mou", 1, at))
    with runtime.unit() as unit:
        assert find_agreement(unit.read, "agr-1") is not None
        assert find_agreement(unit.read, "agr-2") is None
    runtime.close()


def test_two_servers_write_one_after_the_other(cluster: Cluster, made: str) -> None:
    runtimes = [opened(cluster.url(made, RUNTIME)) for _ in range(2)]
    inside: list[int] = []
    most: list[int] = []

    def work(runtime: Runtime, number: int) -> None:
        with runtime.unit() as unit:
            insert_agreement(unit.write, AgreementRecord(f"agr-{number}", "An MOU", "", "mou", 1, runtime.clock()))
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(runtimes[n % 2], n)) for n in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(most) == {1}
    with runtimes[0].unit() as unit:
        assert all(find_agreement(unit.read, f"agr-{n}") for n in range(12))
    for each in runtimes:
        each.close()


def test_the_command_says_what_it_lacks(cluster: Cluster, empty: str) -> None:
    owner = cluster.url(empty, OWNER)
    assert "Which role" in run("db", "upgrade", "--database", owner).errors
    assert "no role 'nobody'" in run("db", "upgrade", "--database", owner, "--runtime-role", "nobody").errors
    assert "owns the tables" in run("db", "upgrade", "--database", owner, "--runtime-role", OWNER).errors
    assert "The store is empty" in run("db", "status", "--database", owner).told  # nothing was half done
    assert run("db", "mend").code == ExitCode.USAGE
    away = URL.create("postgresql", username="x", password="hunter2", host="127.0.0.1", port=1, database="x")
    told = run("db", "status", "--database", away.render_as_string(hide_password=False))
    assert told.code == ExitCode.USAGE
    assert "hunter2" not in told.errors
