"""What who runs the server sees of it: whether it is ready, what it counts, and its log, which tells no words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from api.app import create_app
from api.logs import logged
from api.services import clauses, readiness
from api.settings import Settings
from tests.integration.api.conftest import WHO, assert_problem, free, operator_token, user_of
from tests.support.postgresql import RUNTIME, Cluster

CANARY, PASSWORD = "walk-away-at-thirty-days", "a-password-nobody-reads"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("served")
    made = create_app(Settings(database_url=f"sqlite:///{folder / 'a.sqlite3'}", mail_folder=folder))
    yield made
    made.state.runtime.close()


@pytest.fixture(scope="module")
def token(served: FastAPI) -> str:
    return operator_token(served)


def client_at(app: FastAPI, address: str = "127.0.0.1", **headers: str) -> TestClient:
    return TestClient(
        app, base_url="https://localhost", client=(address, 1), headers=headers, raise_server_exceptions=False
    )


def counted(app: FastAPI, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", client_at(app).get("/metrics").text, flags=re.M)
    return float(found[1]) if found else 0.0


def test_a_server_that_is_about_to_stop_is_alive_and_not_ready(served: FastAPI) -> None:
    client = client_at(served)
    assert client.get("/readyz").json() == {"status": "ready"}
    served.state.runtime.stopping.set()
    try:
        refused = assert_problem(client.get("/readyz"), 503, "not-ready")
        assert [each["path"] for each in refused["problems"]] == ["server"]
        assert client.get("/healthz").status_code == 200
    finally:
        served.state.runtime.stopping.clear()


def test_a_server_of_another_schema_is_not_ready(served: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "head_revision", lambda: "9999")
    refused = assert_problem(client_at(served).get("/readyz"), 503, "not-ready")
    assert [each["path"] for each in refused["problems"]] == ["schema"]
    assert "9999" in refused["detail"]


def test_a_store_that_only_reads_is_not_ready_and_one_that_somebody_writes_to_is(
    served: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served.state.runtime.unit() as unit:
        assert unit.write
        assert client_at(served).get("/readyz").status_code == 200

    class ReadOnly:
        dialect = served.state.runtime.engines.read.dialect

        def exec_driver_sql(self, statement: str) -> Any:
            if statement.startswith("BEGIN"):
                raise OperationalError(statement, None, Exception("attempt to write a readonly database"))
            return self

        def scalar_one(self) -> int:
            return 0

    original = readiness.why_unwritable
    why = original(cast("Any", ReadOnly()))
    monkeypatch.setattr(readiness, "why_unwritable", lambda *_: why)  # pyright: ignore[reportUnknownLambdaType,reportUnknownArgumentType]
    assert "read-only" in assert_problem(client_at(served).get("/readyz"), 503, "not-ready")["detail"]


def test_a_postgresql_that_only_reads_is_not_ready(cluster: Cluster) -> None:
    database = cluster.new_database()
    app = create_app(Settings(database_url=cluster.url(database, RUNTIME)))
    assert client_at(app).get("/readyz").json() == {"status": "ready"}
    with cluster.connect("postgres", "postgres") as connection:
        connection.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on".encode())
    app.state.runtime.engines.read.dispose()
    assert "read-only" in assert_problem(client_at(app).get("/readyz"), 503, "not-ready")["detail"]
    app.state.runtime.close()
    cluster.drop(database)


def test_what_is_counted_names_routes_and_no_ids(served: FastAPI, token: str) -> None:
    client = client_at(served, Authorization=f"Bearer {token}")
    line = 'counterpart_requests_total{method="GET",route="/agreements/{agreement_id}",status="404"}'
    before = counted(served, line)
    client.get(f"/agreements/{CANARY}")
    client.get(f"/{CANARY}")
    client.request(CANARY.upper(), "/agreements")
    assert counted(served, line) == before + 1
    told = client_at(served).get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert CANARY.lower() not in told.text.lower()
    assert 'method="other"' in told.text
    for name in ("request_seconds_bucket", "redlines_total", "store_wait_seconds_count", "faults_total"):
        assert f"counterpart_{name}" in told.text


def test_what_is_counted_is_for_this_machine_or_for_a_token(served: FastAPI, tmp_path: Path) -> None:
    assert_problem(client_at(served, "203.0.113.9").get("/metrics"), 403, "not-allowed")
    own = create_app(
        Settings(database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}", metrics_token=SecretStr("let-me-count"))
    )
    assert_problem(client_at(own).get("/metrics"), 401, "not-signed-in")
    assert_problem(client_at(own, Authorization="Bearer let-me").get("/metrics"), 401, "not-signed-in")
    assert client_at(own, "203.0.113.9", Authorization="Bearer let-me-count").get("/metrics").status_code == 200
    own.state.runtime.close()


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_log_names_every_request_and_tells_no_word_of_it(
    served: FastAPI, token: str, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user_of(served, "dana@district.example", password=PASSWORD)
    client = client_at(served, Authorization=f"Bearer {token}")
    with logged(form):
        path = f"/agreements/{client.post('/agreements', json={'title': f'MOU {CANARY}'}).json()['id']}"
        body = {"kind": "custom", "heading": CANARY, "fields": free(f"We {CANARY}."), **WHO}
        answers = [
            client.post(f"{path}/clauses", json=body),
            client.get(f"{path}/search", params={"q": CANARY}),
            client.post(f"{path}/clauses", content=f'{{"heading": "{CANARY}'.encode()),
            client.post(f"{path}/clauses", json={**body, "kind": CANARY}),
            client.get(f"/{CANARY}/elsewhere"),
            client.post("/session", json={"email": "dana@district.example", "password": PASSWORD}),
            client.post("/session", json={"email": "dana@district.example", "password": f"{PASSWORD}!"}),
        ]

        def fail(*_: Any, **__: Any) -> None:
            try:
                raise ValueError(CANARY)
            except ValueError as error:
                raise RuntimeError(f"{CANARY} {PASSWORD}") from error

        monkeypatch.setattr(clauses, "add_clause", fail)
        answers.append(client.post(f"{path}/clauses", json=body))
    told = capsys.readouterr().err
    assert [each.status_code for each in answers] == [201, 200, 415, 422, 404, 200, 401, 500]
    for secret in (CANARY, PASSWORD, token, token.removeprefix("cpt_")):
        assert secret not in told
    for each in answers:
        assert each.headers["x-request-id"] in told
    assert "RuntimeError" in told
    assert "test_operation.py" in told


def test_a_line_of_the_log_is_a_record(served: FastAPI, token: str, capsys: pytest.CaptureFixture[str]) -> None:
    with logged("json"):
        answer = client_at(served, Authorization=f"Bearer {token}").get("/agreements?text=x")
    record = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert record.pop("at").endswith("+00:00")
    assert record.pop("ms") >= 0
    assert record.pop("user").startswith("usr-")
    assert record == {
        "level": "info",
        "logger": "counterpart.requests",
        "message": "GET /agreements",
        "request_id": answer.headers["x-request-id"],
        "method": "GET",
        "route": "/agreements",
        "path": "/agreements",
        "status": 200,
        "address": "127.0.0.1",
    }
