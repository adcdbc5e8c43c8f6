"""docker-compose.yml and Dockerfile. No container engine is needed: the file is held to the compose specification, and
what each service runs (its command, environment, secrets and health check) is run here, against a real PostgreSQL."""

# pyright: basic

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import psycopg
import pytest
import yaml

from api.settings import PREFIX, Settings
from tests.support import checkout, postgresql, tools
from tests.support.postgresql import OWNER, Cluster, programs

COMPOSE: dict[str, Any] = yaml.safe_load(checkout.text(Path("docker-compose.yml")) or "")
SCHEMA = json.loads((Path(__file__).parents[1] / "support" / "vendored" / "compose-spec.json").read_text("utf-8"))
DOCKERFILE = checkout.text(Path("Dockerfile")) or ""
SERVICES = COMPOSE["services"]
OURS = ("migration", "api")


def faults(compose: Any) -> list[str]:
    return [str(each.message) for each in jsonschema_rs.validator_for(SCHEMA).iter_errors(compose)]


def test_the_file_keeps_to_the_compose_specification_and_a_slip_of_the_pen_is_seen() -> None:
    assert faults(COMPOSE) == []
    for name, value in (("comand", ["serve"]), ("read_only", {}), ("depends_on", {"database": {"condition": "up"}})):
        wrong = json.loads(json.dumps(COMPOSE))
        wrong["services"]["api"][name] = value
        assert faults(wrong), name


def test_whatever_a_service_names_is_there() -> None:
    for name, service in SERVICES.items():
        for kind in ("secrets", "networks"):
            assert set(service.get(kind, ())) <= COMPOSE[kind].keys(), name
        assert {each["source"] for each in service.get("configs", ())} <= COMPOSE.get("configs", {}).keys()
        assert {each.partition(":")[0] for each in service.get("volumes", ())} <= COMPOSE["volumes"].keys()
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other], name


def test_our_services_are_walled_in_and_wait_for_each_other() -> None:
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert not {"privileged", "cap_add", "user", "network_mode", "pid"} & service.keys()
    assert SERVICES["api"]["depends_on"]["migration"]["condition"] == "service_completed_successfully"
    assert SERVICES["migration"]["restart"] == "no"
    assert SERVICES["mail"]["profiles"] == ["mail"]
    assert all(each.startswith("127.0.0.1:") for service in SERVICES.values() for each in service.get("ports", ()))


def test_every_variable_is_a_setting_and_no_secret_stands_in_the_file() -> None:
    names = {f"{PREFIX}{each.upper()}" for each in Settings.model_fields}
    for name in OURS:
        assert SERVICES[name]["environment"].keys() <= names
        assert not {each for each in SERVICES[name]["environment"] if "PASSWORD" in each}
        for secret in SERVICES[name]["secrets"]:
            assert secret.upper() in names
    assert "OWNER" not in " ".join([*SERVICES["api"]["environment"], *SERVICES["api"]["secrets"]]).upper()
    assert "/secrets/" in (checkout.text(Path(".gitignore")) or "")


def steps(word: str, stage: str) -> list[str]:
    return re.findall(rf"^{word} (.*)$", stage, flags=re.M)


def test_the_image_is_built_by_make_and_runs_as_nobody_without_tools() -> None:
    _, build, final = re.split(r"^FROM ", DOCKERFILE, flags=re.M)
    makefile = checkout.text(Path("Makefile")) or ""
    for step in steps("RUN", build):
        target = re.fullmatch(r"make (\w+)( \w+=\S+)?", step)
        assert target, step
        assert re.search(rf"^{target[1]}:", makefile, flags=re.M)
    assert steps("RUN", final) == []
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", steps("USER", final)[-1])
    assert "-slim-" in final.splitlines()[0]
    assert (
        build.split()[0].split("-")[0] == final.split()[0].split("-")[0]
    )  # one Python, whose path the environment has
    assert steps("COPY", final) == ["--from=build /opt/counterpart /opt/counterpart"]
    assert json.loads(steps("ENTRYPOINT", final)[0]) == ["counterpart"]


def test_what_is_sent_to_the_builder_is_what_the_wheel_is_made_of() -> None:
    kept = {
        line.removeprefix("!") for line in (checkout.text(Path(".dockerignore")) or "").splitlines() if line[0] == "!"
    }
    assert {"api", "clauses", "drafts", ".ci", "Makefile", "pyproject.toml", "requirements.lock"} <= kept
    assert not {"secrets", ".venv", ".git", "tests"} & kept


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A cluster whose roles come from the compose file alone, and need their passwords."""
    reason = postgresql.why_none()
    if reason is not None:
        tools.skip(reason)
    made = Cluster()
    yield made
    made.close()


class Stack:
    """The services, natively: the paths and names of a container are replaced by those of this machine."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder
        self.secrets = folder / "secrets"
        self.port = _free_port()

    def here(self, text: str) -> str:
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
        text = text.replace("@database/counterpart", f"@/counterpart?host={self.cluster.folder}")
        return text.replace("/run/secrets", str(self.secrets)).replace("8040", str(self.port))

    def environment(self, service: str) -> dict[str, str]:
        """That of the service and nothing of ours but the way to the programs."""
        given = {name: self.here(str(value)) for name, value in SERVICES[service]["environment"].items()}
        return {
            "PATH": f"{Path(sys.executable).parent}:{programs()}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            **given,
        }

    def only_secrets_of(self, service: str) -> None:
        """Lay out the secrets that the service names, and no others."""
        for each in self.secrets.iterdir():
            each.unlink()
        for name in SERVICES[service]["secrets"]:
            shutil.copy(self.folder / "made" / name, self.secrets / name)

    def healthy(self, service: str) -> bool:
        kind, *command = SERVICES[service]["healthcheck"]["test"]
        assert kind == "CMD"
        words = [self.here(each) for each in command]
        environment = {"PATH": f"{Path(sys.executable).parent}:{programs()}"}
        if service == "database":  # the tests' cluster listens on no network
            words = [str(self.cluster.folder) if each == "127.0.0.1" else each for each in words]
        return subprocess.run(words, env=environment, capture_output=True, check=False).returncode == 0


def test_each_service_does_its_work_with_its_own_command_environment_and_secrets(
    own_cluster: Cluster, tmp_path: Path
) -> None:
    stack = Stack(own_cluster, tmp_path)
    stack.secrets.mkdir()
    made = ["make", "-s", "-C", str(checkout.ROOT), "secrets", f"SECRETS={tmp_path / 'made'}"]
    subprocess.run(made, check=True)
    assert {each.name for each in (tmp_path / "made").iterdir()} == COMPOSE["secrets"].keys()

    stack.only_secrets_of("database")
    with own_cluster.connect("postgres", "postgres") as connection:
        connection.execute(f"ALTER ROLE {OWNER} RENAME TO the_tests_own".encode())
        connection.execute(b"CREATE DATABASE counterpart")
    script = stack.here(COMPOSE["configs"]["roles"]["content"])
    psql = [str((programs() or Path()) / "psql"), "-v", "ON_ERROR_STOP=1", "-h", str(own_cluster.folder)]
    subprocess.run(
        [*psql, "-U", "postgres", "-d", "counterpart"], input=script, text=True, check=True, capture_output=True
    )
    _need_passwords(own_cluster)
    assert stack.healthy("database")

    stack.only_secrets_of("api")
    early = _run(stack, "api")
    assert early.returncode != 0
    assert "counterpart db upgrade" in early.stderr

    stack.only_secrets_of("migration")
    for _ in range(2):  # a second time it finds its work done
        done = _run(stack, "migration")
        assert done.returncode == 0, done.stderr
        assert "the newest" in done.stdout

    stack.only_secrets_of("api")
    with (tmp_path / "log").open("wb") as log:
        command = ["counterpart", *SERVICES["api"]["command"]]
        server = subprocess.Popen(command, env=stack.environment("api"), cwd=tmp_path, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while not stack.healthy("api"):
            assert (server.poll(), time.monotonic() < until) == (None, True), (tmp_path / "log").read_text()
            time.sleep(0.2)
        server.terminate()
        assert server.wait(40) == 0
    finally:
        server.kill()
        server.wait()
    assert not stack.healthy("api")
    password = (tmp_path / "made" / "counterpart_database_password").read_text().strip()
    assert password not in (tmp_path / "log").read_text()


def _run(stack: Stack, service: str) -> subprocess.CompletedProcess[str]:
    command = ["counterpart", *SERVICES[service]["command"]]
    environment = stack.environment(service)
    return subprocess.run(
        command, env=environment, cwd=stack.folder, capture_output=True, text=True, timeout=120, check=False
    )


def _need_passwords(cluster: Cluster) -> None:
    """Let nobody in as one of the two roles without its password."""
    rules = Path(cluster.data) / "pg_hba.conf"
    first = "local all counterpart,counterpart_owner scram-sha-256\n"
    rules.write_text(first + rules.read_text("utf-8"), "utf-8")
    with cluster.connect("postgres", "postgres") as connection:
        connection.execute(b"SELECT pg_reload_conf()")
    for _ in range(100):
        try:
            cluster.connect("counterpart", "counterpart").close()
        except psycopg.OperationalError:
            return
        time.sleep(0.05)
    raise AssertionError("the roles are let in without their passwords")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]
