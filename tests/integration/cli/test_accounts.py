"""The first account, tokens from the command line, and the demonstration's accounts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.app import create_app
from api.cli.exits import ExitCode
from api.settings import Settings
from tests.integration.api.conftest import client_of
from tests.support.command import Ran, run

EMAIL, PASSWORD = "clerk@district.example", b"correct horse battery\n"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'own' / 'c.sqlite3'}"


def init(database: str, password: bytes = PASSWORD, email: str = EMAIL) -> Ran:
    return run("init", "--email", email, "--name", "Board clerk", "--database", database, stdin=password)


def test_the_first_account_runs_the_installation_and_there_is_one_first(database: str) -> None:
    made = init(database)
    assert (made.code, made.errors) == (ExitCode.OK, "")
    assert "runs this installation" in made.told
    again = init(database, email="other@district.example")
    assert again.code == ExitCode.CONFLICT
    assert "Somebody runs this installation already" in again.errors


def test_its_password_signs_in_and_its_token_asks(database: str) -> None:
    init(database)
    token = run("token", "--email", EMAIL, "--name", "laptop", "--database", database)
    assert token.code == ExitCode.OK
    assert re.fullmatch(r"cpt_[\w-]{43}\n", token.told)
    app = create_app(Settings(database_url=database))
    with client_of(app, token.told.strip()) as client:
        me = client.get("/me").json()
        assert (me["email"], me["operator"]) == (EMAIL, True)
        body = {"email": EMAIL, "password": PASSWORD.decode().strip()}
        assert client.post("/session", json=body).status_code == 200


def test_the_audit_names_the_commands(database: str) -> None:
    init(database)
    token = run("token", "--email", EMAIL, "--name", "laptop", "--scope", "manage", "--database", database)
    with client_of(create_app(Settings(database_url=database)), token.told.strip()) as client:
        found = client.get("/audit").json()["items"]
    assert [each["what"] for each in found] == ["counterpart init", "counterpart token"]


@pytest.mark.parametrize(("password", "email"), [(b"short\n", EMAIL), (b"", EMAIL), (PASSWORD, "no address")])
def test_an_account_that_can_not_be_is_a_usage_error(database: str, password: bytes, email: str) -> None:
    assert init(database, password, email).code == ExitCode.USAGE
    assert init(database).code == ExitCode.OK


def test_a_token_needs_an_account_and_never_manages_one(database: str) -> None:
    init(database)
    nobody = run("token", "--email", "nobody@x.example", "--name", "x", "--database", database)
    assert (nobody.code, nobody.told) == (ExitCode.CONFLICT, "")
    account = run("token", "--email", EMAIL, "--name", "x", "--scope", "account", "--database", database)
    assert (account.code, account.told) == (ExitCode.USAGE, "")


def test_the_demonstrations_accounts_are_printed_work_and_keep_to_their_side(tmp_path: Path) -> None:
    ran = run("demo", "--folder", str(tmp_path))
    tokens = re.findall(r"cpt_demonstration_\w+", ran.told)
    assert {"cpt_demonstration_district_counsel", "cpt_demonstration_police_chief"} <= set(tokens)
    assert 'password "demonstration only"' in ran.told
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'counterpart.sqlite3'}"))
    playbook = "/agreements/agr-demonstration/playbook"
    with client_of(app) as client:

        def ask(key: str) -> dict[str, str]:
            return {"Authorization": f"Bearer cpt_demonstration_{key}"}

        assert client.get(playbook, headers=ask("police_chief")).json()["party"] == "city"
        assert client.get(playbook, headers=ask("district_counsel")).json()["party"] == "district"
        for key in ("operator", "board_clerk", "council_member"):
            assert client.get(playbook, headers=ask(key)).status_code == 403
        signed_in = client.post("/session", json={"email": "clerk@district.example", "password": "demonstration only"})
        assert signed_in.status_code == 200


def test_published_accounts_are_not_put_beside_others(tmp_path: Path) -> None:
    init(f"sqlite:///{tmp_path / 'counterpart.sqlite3'}")
    ran = run("demo", "--folder", str(tmp_path))
    assert ran.code == ExitCode.CONFLICT
    assert "Name another folder" in ran.errors
