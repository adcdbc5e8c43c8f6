"""``counterpart doctor``: each thing is broken on purpose, found, and told with what to do."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from api.cli.exits import ExitCode
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.diagnosis import Finding, Level, diagnose
from api.settings import Settings
from api.store.agreements import AgreementRecord, insert_agreement
from api.store.webhooks import DeliveryRecord, DeliveryState, WebhookRecord, insert_deliveries, insert_webhook
from clauses.errors import InvalidOption
from tests.support.command import run
from tests.support.postgresql import OWNER, RUNTIME, Cluster

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store that is well."""
    made = Settings(database_url=f"sqlite:///{tmp_path}/data/a.sqlite3", mail_folder=tmp_path / "mail")
    runtime = open_runtime(made)
    with runtime.unit() as unit:
        create_user(unit, "clerk@district.example", "Clerk", operator=True, password_hash=None)
    runtime.close()
    (tmp_path / "data").chmod(0o700)
    for each in (tmp_path / "data").iterdir():
        each.chmod(0o600)
    return made


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def found(settings: Settings, level: Level = Level.PROBLEM, **environment: str) -> list[Finding]:
    every = list(diagnose(settings, environment, NOW))
    assert all(each.remedy for each in every if each.level is not Level.OK)
    return [each for each in every if each.level is level]


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_an_installation_that_is_well_has_no_problem_and_is_left_as_it_is(settings: Settings) -> None:
    before = file_of(settings).read_bytes()
    assert found(settings) == []
    assert {each.check for each in found(settings, Level.OK)} >= {"settings", "store", "audit", "clock", "data folder"}
    assert [each.check for each in found(settings, Level.WARNING)] == ["mail"]
    assert file_of(settings).read_bytes() == before


def test_webhooks_that_fail_and_that_nobody_serves_are_told(settings: Settings) -> None:
    runtime = open_runtime(settings, lambda: NOW - timedelta(hours=2))
    with runtime.unit() as unit:
        insert_agreement(unit.write, AgreementRecord("agr-1", "Memorandum", "", "mou", 1, unit.at))
        first = ("agr-1", None, 1, "https://93.184.216.34/", list[str]())
        rest = ("whsec_YQ==", None, None, "Clerk", unit.at)
        insert_webhook(unit.write, WebhookRecord("whk-1", *first, False, *rest, unit.at, "it only failed"))
        insert_webhook(unit.write, WebhookRecord("whk-2", *first, True, *rest, unit.at))
        for name, state in (("msg-1", DeliveryState.GIVEN_UP), ("msg-2", DeliveryState.WAITING)):
            sent = DeliveryRecord(name, "whk-2", "vote.recorded", "{}", unit.at, state, next_at=unit.at)
            insert_deliveries(unit.write, [sent])
    runtime.close()
    failing, overdue = (each.said for each in found(settings, Level.WARNING) if each.check == "webhooks")
    assert failing == (
        "Webhooks: 1 switched off because they only failed, 1 failing now; deliveries given up in a week: 1."
    )
    assert overdue.startswith("1 deliveries")
    assert "93.184" not in failing + overdue


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = Settings(database_url=f"sqlite:///{tmp_path}/none/a.sqlite3", mail_folder=tmp_path)
    assert found(missing) == []
    assert not (tmp_path / "none").exists()


def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant(settings: Settings) -> None:
    warned = found(settings, Level.WARNING, COUNTERPART_MAX_UPLAOD_MB="9", COUNTERPART_PORT="1", PATH="/bin")
    told = next(each for each in warned if each.check == "settings")
    assert "COUNTERPART_MAX_UPLAOD_MB" in told.said
    assert told.remedy == "Rename it to COUNTERPART_MAX_UPLOAD_MB."


def test_settings_that_can_not_be_together_are_each_told(settings: Settings) -> None:
    wrong = settings.model_copy(update={"host": "0.0.0.0", "smtp_user": "a", "kinds": Path("/nowhere")})
    assert [each.check for each in found(wrong)] == ["settings"] * 3


def test_others_who_may_read_the_store_are_a_warning(settings: Settings) -> None:
    file_of(settings).chmod(0o644)
    assert any("chmod 600" in each.remedy for each in found(settings, Level.WARNING))


def test_a_folder_that_is_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    problem = only(found(Settings(database_url=f"sqlite:///{tmp_path}/data/a.sqlite3", mail_folder=tmp_path)))
    assert "is no folder" in problem.said


def test_a_folder_without_the_right_to_write_is_a_problem(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # pyright: ignore[reportUnknownLambdaType,reportUnknownArgumentType]
    assert {each.check for each in found(settings)} == {"data folder", "store", "mail"}
    with pytest.raises(InvalidOption, match="needs its file and its folder"):
        open_runtime(settings)


def test_a_file_that_only_others_may_write_to_is_no_damaged_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).is_dir())  # pyright: ignore[reportUnknownLambdaType,reportUnknownArgumentType]
    problem = only(found(settings))
    assert (problem.check, "not looked into" in problem.said) == ("store", True)
    assert problem.remedy.startswith("chown")


def test_an_older_schema_is_told_and_not_upgraded(settings: Settings) -> None:
    with sqlite3.connect(file_of(settings)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    assert any("revision 0001" in each.said for each in found(settings, Level.WARNING))
    assert (
        "of revision 0001, and this version works with" in run("db", "status", "--database", settings.database_url).told
    )


def test_the_schema_of_a_newer_version_is_told_and_left_as_it_is(settings: Settings) -> None:
    with sqlite3.connect(file_of(settings)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "a newer Counterpart made it" in only(found(settings)).said
    with pytest.raises(InvalidOption, match="a newer Counterpart made it"):
        open_runtime(settings)
    told = run("db", "status", "--database", settings.database_url)
    assert (told.code, "revision 9999" in told.told) == (ExitCode.OK, True)
    written = run("backup", str(file_of(settings).parent / "b.zip"), "--database", settings.database_url)
    assert (written.code, "a newer Counterpart made it" in written.errors) == (ExitCode.USAGE, True)


def test_a_trigger_that_is_gone_is_a_problem(settings: Settings) -> None:
    with sqlite3.connect(file_of(settings)) as connection:
        connection.execute("DROP TRIGGER keep_drafts_delete")
    connection.close()
    assert "keep_drafts_delete" in only(found(settings)).said


def test_an_audit_that_was_changed_is_a_problem(settings: Settings) -> None:
    with sqlite3.connect(file_of(settings)) as connection:
        name = "keep_audit_entries_update"
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit_entries SET who = 'Somebody else' WHERE number = 1")
        connection.execute(made)
    connection.close()
    problem = only(found(settings))
    assert (problem.check, "entry 1" in problem.said) == ("audit", True)


def test_a_damaged_file_is_a_problem(settings: Settings) -> None:
    file_of(settings).write_bytes(b"this is no database, whatever it is called" * 100)
    for each in file_of(settings).parent.glob("*-wal"):
        each.unlink()
    assert only(found(settings)).check == "store"
    with pytest.raises(InvalidOption, match="is damaged, or no SQLite file"):
        open_runtime(settings)


def test_an_smtp_server_that_does_not_answer_is_a_problem(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    problem = only(found(settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": port})))
    assert problem.check == "mail"
    assert f"127.0.0.1:{port}" in problem.said


def test_a_clock_of_another_time_is_a_problem(settings: Settings) -> None:
    past = list(diagnose(settings, {}, datetime(1970, 1, 1, tzinfo=UTC)))
    assert [each.check for each in past if each.level is Level.PROBLEM] == ["clock"]


def test_too_little_space_is_a_problem(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))  # pyright: ignore[reportUnknownLambdaType,reportUnknownArgumentType]
    assert {each.check for each in found(settings)} == {"data folder", "temporary files"}


def test_roles_and_rights_of_postgresql_are_looked_at(cluster: Cluster, tmp_path: Path) -> None:
    database = cluster.new_database()
    base = Settings(mail_folder=tmp_path)

    def problems(role: str) -> list[str]:
        wanted = base.model_copy(update={"database_url": cluster.url(database, role)})
        return [each.said for each in diagnose(wanted, {}, datetime.now(UTC)) if each.level is Level.PROBLEM]

    assert problems(RUNTIME) == []
    assert any("owns the tables" in each for each in problems(OWNER))
    assert any("superuser" in each for each in problems("postgres"))
    with cluster.connect(database, OWNER) as connection:
        connection.execute(f"GRANT DELETE ON drafts TO {RUNTIME}".encode())
    assert any("DELETE drafts" in each for each in problems(RUNTIME))
    cluster.drop(database)
    (away,) = problems(RUNTIME)
    assert "can't be read" in away


def test_a_password_is_never_printed(tmp_path: Path) -> None:
    settings = Settings(
        database_url="postgresql://role@127.0.0.1:1/db",
        database_password=SecretStr("hidden-word"),
        mail_folder=tmp_path,
    )
    assert "hidden-word" not in repr(found(settings))


def test_the_command_prints_findings_and_exits_by_them(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERPART_MAIL_FOLDER", str(settings.mail_folder))
    well = run("doctor", "--database", settings.database_url, "--format", "json")
    assert well.code == ExitCode.OK
    assert {each["level"] for each in json.loads(well.told)["findings"]} == {"ok", "warning"}
    monkeypatch.setenv("COUNTERPART_PORT", "many")
    ill = run("doctor", "--database", settings.database_url)
    assert ill.code == ExitCode.FOUND
    assert "PROBLEM  settings: The setting port (COUNTERPART_PORT)" in ill.told
