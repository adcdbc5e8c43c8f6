"""Backups, restores and moves: all of it or nothing, with every row as it was."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from alembic import command
from sqlalchemy import create_engine, select, update
from sqlalchemy.pool import NullPool

from api.app import create_app
from api.cli.exits import ExitCode
from api.runtime import Runtime, open_runtime
from api.services import backups
from api.services.audit import verify_store
from api.services.backups import make_backup, restore_backup
from api.settings import Settings, store_address
from api.store.agreements import AgreementRecord, agreements, insert_agreement
from api.store.copying import COPIED, LEFT_OUT, tally_of
from api.store.migrate import current_revision, migration_config, upgrade_to_head
from api.store.protection import lift
from api.store.row_security import unsecured
from api.store.tables import metadata
from clauses.errors import Conflict
from tests.integration.api.conftest import Store, Ticking, client_of, operator_token
from tests.integration.api.private_strings import planted_store
from tests.support.command import Ran, run
from tests.support.postgresql import OWNER, RUNTIME, Cluster

Rows = dict[str, set[str]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with rows in every table that is copied."""
    folder = tmp_path_factory.mktemp("kept")
    file = folder / "c.sqlite3"
    settings = Settings(database_url=f"sqlite:///{file}", mail_folder=folder / "mail", max_upload_mb=1)
    app = create_app(settings, clock=Ticking())
    planted = planted_store(app, file)
    with client_of(app, operator_token(app)) as operator:  # which fills the full-text index
        assert operator.get(f"{planted.path}/search?q=recordings").json()["items"]
        chosen = operator.post("/app/inbox/mail", data={"wanted": "off"}, follow_redirects=False)
        assert chosen.status_code == 303
    app.state.runtime.close()
    return file


@pytest.fixture(scope="module")
def archive(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("backups") / "nightly.zip"
    told = run("backup", str(file), "--database", f"sqlite:///{source}")
    assert (told.errors, told.code) == ("", ExitCode.OK)
    return file


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """A database without a table."""
    name = cluster.new_database(empty=True)
    yield name
    cluster.drop(name)


def rows_of(url: str) -> Rows:
    """The rows of each table that is copied, as the store's own types give them."""
    engine = create_engine(store_address(url), poolclass=NullPool)
    with engine.connect() as connection:
        found = {each.name: {repr(tuple(row)) for row in connection.execute(select(each))} for each in COPIED}
    engine.dispose()
    return found


def moved(source: str, to: str) -> Ran:
    return run("db", "move", "--database", source, "--to", to, "--runtime-role", RUNTIME)


# ------------------------------------------------------------------------------------------------------------- moving


def test_a_store_moves_to_postgresql_with_every_row_and_serves_there(
    source: Path, cluster: Cluster, empty: str, tmp_path: Path
) -> None:
    before, owner = rows_of(f"sqlite:///{source}"), cluster.url(empty, OWNER)
    told = moved(f"sqlite:///{source}", owner)
    assert (told.errors, told.code) == ("", ExitCode.OK)
    assert rows_of(owner) == before == rows_of(f"sqlite:///{source}")
    populated = {"stances", "votes", "execution_versions", "notices"}  # the story of the planted store ends before
    assert {name for name, rows in before.items() if not rows} <= populated
    app = create_app(Settings(database_url=cluster.url(empty, RUNTIME), mail_folder=tmp_path), clock=Ticking())
    with client_of(app, operator_token(app)) as client:
        assert len(client.get("/agreements").json()["items"]) == 1
    with app.state.runtime.unit() as unit:
        assert verify_store(unit)[1] is None
    app.state.runtime.close()
    again = moved(f"sqlite:///{source}", owner)
    assert again.code == ExitCode.CONFLICT
    assert "not empty" in again.errors
    back = moved(owner, f"sqlite:///{tmp_path / 'back.sqlite3'}")
    assert back.code == ExitCode.OK
    assert rows_of(f"sqlite:///{tmp_path / 'back.sqlite3'}") == rows_of(owner)
    _an_older_schema_and_back(owner)


def _an_older_schema_and_back(owner: str) -> None:
    """A populated PostgreSQL database is upgraded as a populated file is: every row stays."""
    younger = ("search_", "webhook", "digests")  # tables that the older schema has not
    engine = create_engine(store_address(owner), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(update(agreements).values(clauses_state=""))  # as the older schema leaves it
    before = {name: rows for name, rows in rows_of(owner).items() if not name.startswith(younger)}
    with engine.begin() as connection:
        lift(connection)
        command.downgrade(migration_config(connection), "0017")
        assert current_revision(connection) == "0017"
    with engine.begin() as connection:
        upgrade_to_head(connection)
        assert unsecured(connection) == ()
    engine.dispose()
    assert before.items() <= rows_of(owner).items()


def test_a_move_that_fails_leaves_the_target_as_it_was(
    source: Path, cluster: Cluster, empty: str, tmp_path: Path
) -> None:
    spoiled = tmp_path / "spoiled.sqlite3"
    shutil.copy(source, spoiled)
    connection = sqlite3.connect(spoiled)
    connection.execute("UPDATE agreements SET short_title = ?", ("x" * 200,))  # PostgreSQL counts what fits
    connection.commit()
    connection.close()
    told = moved(f"sqlite:///{spoiled}", cluster.url(empty, OWNER))
    assert told.code == ExitCode.CONFLICT
    assert "refuses a row of agreements" in told.errors
    with cluster.connect(empty, OWNER) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_rows_that_read_otherwise_than_they_were_written_are_not_kept(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target.sqlite3"

    def nothing(*_: object) -> Iterator[bytes]:
        return iter(())

    monkeypatch.setattr(backups, "lines_of", nothing)
    told = moved(f"sqlite:///{source}", f"sqlite:///{target}")
    assert told.code == ExitCode.CONFLICT
    assert "audit does not hold" in told.errors  # its heads were promised
    assert not target.exists()


def test_what_can_not_be_moved_is_refused(source: Path, tmp_path: Path, cluster: Cluster) -> None:
    older = tmp_path / "older.sqlite3"
    shutil.copy(source, older)
    connection = sqlite3.connect(older)
    connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.commit()
    connection.close()
    target = f"sqlite:///{tmp_path / 'target.sqlite3'}"
    assert "of revision 0003" in moved(f"sqlite:///{older}", target).errors
    assert "no store to move" in moved(f"sqlite:///{tmp_path / 'none.sqlite3'}", target).errors
    assert "where it is" in moved(f"sqlite:///{source}", f"sqlite:///{source}").errors
    assert "--to" in run("db", "move", "--database", f"sqlite:///{source}").errors
    assert not (tmp_path / "target.sqlite3").exists()
    name = cluster.new_database()
    assert "owns the tables" in moved(f"sqlite:///{source}", cluster.url(name, RUNTIME)).errors
    cluster.drop(name)


def test_nobody_writes_to_a_store_that_is_moved(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store.sqlite3"
    shutil.copy(source, store)
    refused: list[bool] = []
    verify = backups._verify

    def and_try_to_write(*args: object) -> None:
        other = sqlite3.connect(store, timeout=0)
        try:
            other.execute("UPDATE agreements SET title = 'Another'")
        except sqlite3.OperationalError:
            refused.append(True)
        other.close()
        verify(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "_verify", and_try_to_write)
    assert moved(f"sqlite:///{store}", f"sqlite:///{tmp_path / 'target.sqlite3'}").code == ExitCode.OK
    assert refused == [True]


# ------------------------------------------------------------------------------------------------ backup and restore


def test_a_backup_restores_into_either_store(
    source: Path, archive: Path, cluster: Cluster, empty: str, tmp_path: Path
) -> None:
    before = rows_of(f"sqlite:///{source}")
    file, owner = f"sqlite:///{tmp_path / 'restored' / 'c.sqlite3'}", cluster.url(empty, OWNER)
    for url in (file, owner):
        told = run("restore", str(archive), "--database", url, "--runtime-role", RUNTIME)
        assert (told.errors, told.code) == ("", ExitCode.OK)
        assert rows_of(url) == before
        again = run("restore", str(archive), "--database", url, "--runtime-role", RUNTIME)
        assert (again.code, "not empty" in again.errors) == (ExitCode.CONFLICT, True)
    with cluster.connect(empty, OWNER) as there:
        there.execute("UPDATE agreements SET title = 'Spoiled'")
    told = run("restore", str(archive), "--database", owner, "--runtime-role", RUNTIME, "--replace")
    assert told.code == ExitCode.OK
    assert rows_of(owner) == before
    open_runtime(Settings(database_url=cluster.url(empty, RUNTIME))).close()
    connection = sqlite3.connect(tmp_path / "restored" / "c.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="rows of the record"):  # it keeps the record as before
        connection.execute("DELETE FROM clause_revisions")
    connection.close()


def test_a_backup_is_for_its_owner_alone_and_says_what_it_holds(source: Path, archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [each.name for each in archive.parent.iterdir()] == ["nightly.zip"]
    told = run("restore", "--check", str(archive))
    assert told.code == ExitCode.OK
    assert "whole" in told.told
    engine = create_engine(f"sqlite:///{source}")
    with engine.connect() as connection:
        tallies = {each.name: tally_of(connection, each).hash for each in COPIED}
    engine.dispose()
    manifest = json.loads(ZipFile(archive).read("manifest.json"))
    assert {name: each["hash"] for name, each in manifest["tables"].items()} == tallies
    assert f"installation: head {manifest['audit']['installation']}" in told.told


def test_every_table_is_copied_or_left_out_for_a_reason() -> None:
    assert {each.name for each in COPIED} | set(LEFT_OUT) == set(metadata.tables)


def _flipped(content: bytes) -> bytes:
    return content[: len(content) // 2] + bytes([content[len(content) // 2] ^ 1]) + content[len(content) // 2 + 1 :]


def _rewritten(change: Callable[[str, bytes], bytes | None]) -> Callable[[Path], None]:
    """A zip that is whole, with other content."""

    def spoil(file: Path) -> None:
        with ZipFile(file) as archive:
            members = {name: change(name, archive.read(name)) for name in archive.namelist()}
        with ZipFile(file, "w") as archive:
            for name, content in members.items():
                if content is not None:
                    archive.writestr(name, content)

    return spoil


SPOILED: dict[str, Callable[[Path], None]] = {
    "a flipped bit": lambda file: _write(file, _flipped(file.read_bytes())),
    "cut off": lambda file: _write(file, file.read_bytes()[:-2000]),
    "empty": lambda file: _write(file, b""),
    "another zip": _rewritten(lambda name, content: None if name == "manifest.json" else content),
    "a word changed": _rewritten(lambda _, content: content.replace(b"Memorandum", b"memorandum")),
    "a row taken out": _rewritten(
        lambda name, content: content.split(b"\n", 1)[1] if name == "tables/comments.jsonl" else content
    ),
    "a table taken out": _rewritten(lambda name, content: None if name == "tables/comments.jsonl" else content),
    "another form": _rewritten(lambda _, content: content.replace(b"counterpart-backup-1", b"counterpart-backup-9")),
    "no JSON": _rewritten(lambda name, content: b"[" if name == "manifest.json" else content),
}


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    archive: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    damaged, target = tmp_path / "damaged.zip", tmp_path / "target.sqlite3"
    shutil.copy(archive, damaged)
    spoil(damaged)
    told = run("restore", str(damaged), "--database", f"sqlite:///{target}", "--replace")
    assert told.code == ExitCode.USAGE
    assert "backup" in told.errors
    assert "internal" not in told.errors
    assert not target.exists()


def test_a_backup_of_another_schema_names_the_version_that_reads_it(archive: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.zip"
    shutil.copy(archive, older)
    schema = json.loads(ZipFile(archive).read("manifest.json"))["schema"].encode()
    _rewritten(lambda _, content: content.replace(b'"schema": "%s"' % schema, b'"schema": "0003"'))(older)
    told = run("restore", str(older), "--database", f"sqlite:///{tmp_path / 'target.sqlite3'}")
    assert told.code == ExitCode.CONFLICT
    assert "of revision 0003" in told.errors


def test_a_restore_that_fails_leaves_the_store_as_it_was(
    source: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store.sqlite3"
    shutil.copy(source, store)
    before = rows_of(f"sqlite:///{store}")

    def fail(*_: object) -> None:
        raise Conflict("The audit does not hold.")

    monkeypatch.setattr(backups, "_verify", fail)
    told = run("restore", str(archive), "--database", f"sqlite:///{store}", "--replace")
    assert told.code == ExitCode.CONFLICT
    assert rows_of(f"sqlite:///{store}") == before


@pytest.fixture
def serving(store: Store) -> Iterator[Runtime]:
    """A store of either kind that others write to."""
    runtime = open_runtime(Settings(database_url=store.url))
    yield runtime
    runtime.close()


def test_a_backup_under_load_is_one_moment(serving: Runtime, tmp_path: Path) -> None:
    """Each transaction makes an agreement, and with it a chain of the audit: a backup that saw half of one would have
    one without the other."""
    written: list[int] = []
    stop = threading.Event()

    def write(worker: int) -> None:
        while not stop.is_set():
            name = f"agr-{worker}-{len(written)}-{threading.get_ident()}"
            with serving.unit() as unit:
                insert_agreement(unit.write, AgreementRecord(name, "An MOU", "", "mou", 1, unit.at))
            written.append(worker)

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(2)]
    for each in threads:
        each.start()
    made = [(tmp_path / f"{number}.zip", len(written)) for number in range(2)]
    manifests = [make_backup(serving, file, lambda _: None) for file, _ in made]
    at_least = len(written)
    while len(written) == at_least:  # nobody was kept from writing
        stop.wait(0.01)
    stop.set()
    for each in threads:
        each.join()
    for (file, before), manifest in zip(made, manifests, strict=True):
        url = f"sqlite:///{tmp_path / 'restored' / file.stem}.sqlite3"
        restore_backup(file, store_address(url), None, lambda _: None, replace=False)
        rows = manifest.tables["agreements"].rows
        assert before <= rows <= len(written)
        assert len(manifest.audit) == rows
