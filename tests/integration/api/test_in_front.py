"""What stands in front: proxies, names, the headers of every answer, and bodies that do not come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from api.app import create_app
from api.routes.responses import PAGE_HEADERS
from api.security_headers import DEFAULTS
from api.settings import Settings
from api.web.rendering import POLICY
from tests.integration.api.conftest import assert_problem, operator_token

PROXY, STRANGER = "10.0.0.7", "203.0.113.9"
NAME = "mou.city.example"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A server behind a proxy, whose bodies have a second to come."""
    folder = tmp_path_factory.mktemp("behind")
    made = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'a.sqlite3'}",
            listen_beyond_loopback=True,
            trusted_proxies="10.0.0.0/24",
            allowed_hosts=f"{NAME}, other.example",
            body_timeout_s=1,
            mail_folder=folder,
        )
    )
    yield made
    made.state.runtime.close()


def ask(app: FastAPI, peer: str, host: str = NAME, method: str = "GET", path: str = "/healthz", **headers: str) -> Any:
    client = TestClient(app, base_url=f"http://{host}", client=(peer, 50000), raise_server_exceptions=False)
    return client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_who_comes_in_plain_http_past_the_proxy_is_refused(behind: FastAPI) -> None:
    assert_problem(ask(behind, STRANGER), 403, "forbidden")
    assert_problem(ask(behind, STRANGER, x_forwarded_for="127.0.0.1"), 403, "forbidden")
    assert ask(behind, PROXY).status_code == 200
    assert ask(behind, "127.0.0.1", "localhost").status_code == 200


def test_only_the_names_of_the_settings_and_of_this_machine_are_answered(behind: FastAPI) -> None:
    assert_problem(ask(behind, PROXY, "attacker.example"), 421, "misdirected-request")
    assert ask(behind, PROXY, "OTHER.example:443").status_code == 200
    headers = {"Origin": f"https://{NAME}", "Sec-Fetch-Site": "same-origin"}
    assert ask(behind, PROXY, method="POST", path="/agreements", **headers).status_code == 401
    headers["Origin"] = "https://attacker.example"
    assert_problem(ask(behind, PROXY, method="POST", path="/agreements", **headers), 403, "forbidden")


def test_what_a_proxy_forwards_counts_and_what_anybody_else_says_does_not(behind: FastAPI) -> None:
    seen = "strict-transport-security"
    assert ask(behind, PROXY, x_forwarded_proto="https").headers[seen] == "max-age=31536000"
    assert seen not in ask(behind, PROXY).headers
    assert seen not in ask(behind, "127.0.0.1", "localhost", x_forwarded_proto="https").headers


def test_without_proxies_a_forwarded_address_counts_for_nothing(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}", mail_folder=tmp_path))
    headers = {"X-Forwarded-For": STRANGER, "X-Forwarded-Proto": "https"}
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))
    assert "strict-transport-security" not in client.get("/healthz", headers=headers).headers
    app.state.runtime.close()


def test_every_answer_has_the_headers_even_a_fault(behind: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("api.services.agreements.get_agreement", fail)
    token = {"Authorization": f"Bearer {operator_token(behind)}"}
    asked = [
        (ask(behind, STRANGER), 403),
        (ask(behind, PROXY), 200),
        (ask(behind, PROXY, path="/nowhere"), 404),
        (ask(behind, PROXY, method="PUT"), 405),
        (ask(behind, PROXY, path="/agreements"), 401),
        (ask(behind, PROXY, path="/agreements/agr-1", **token), 500),
    ]
    for answer, status in asked:
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in DEFAULTS} == DEFAULTS, answer.url
        assert len(answer.headers.get_list("x-request-id")) == 1


def test_a_page_keeps_the_policy_that_is_its_own(behind: FastAPI) -> None:
    policy = ask(behind, PROXY, path="/docs").headers["content-security-policy"]
    assert policy == POLICY
    assert policy not in (DEFAULTS["Content-Security-Policy"], PAGE_HEADERS["Content-Security-Policy"])


def test_a_request_keeps_a_name_that_is_one_and_gets_another_for_what_is_none(behind: FastAPI) -> None:
    assert ask(behind, PROXY, x_request_id="from-the-proxy.1").headers["x-request-id"] == "from-the-proxy.1"
    for bad in ("short", "x" * 65, "a b c d e f g h", 'quote"quote"', "../../etc/passwd"):
        answer = ask(behind, PROXY, path="/nowhere", x_request_id=bad)
        assert answer.headers["x-request-id"] != bad
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_body_that_does_not_come_ends_at_the_stated_time(behind: FastAPI) -> None:
    token = operator_token(behind)
    headers = {"host": "localhost", "authorization": f"Bearer {token}", "content-type": "application/json"}
    answered: list[Message] = []

    async def call() -> None:
        parts = [{"type": "http.request", "body": b'{"title": "An', "more_body": True}]

        async def receive() -> Message:
            if parts:
                return parts.pop()
            await anyio.sleep_forever()
            raise AssertionError

        async def send(message: Message) -> None:
            answered.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/agreements",
            "raw_path": b"/agreements",
            "query_string": b"",
        }
        scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80), "scheme": "http", "http_version": "1.1"}
        scope |= {"headers": [(name.encode(), value.encode()) for name, value in headers.items()], "root_path": ""}
        await behind(scope, receive, send)

    anyio.run(call)
    assert answered[0]["status"] == 408
    assert dict(answered[0]["headers"])[b"connection"] == b"close"
    assert b'"code":"request-timeout"' in answered[1]["body"]


def test_a_file_to_import_may_be_as_large_as_any_upload(tmp_path: Path) -> None:
    folder = tmp_path
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'a.sqlite3'}", max_upload_mb=3, max_body_mb=1))
    client = TestClient(app, base_url="https://localhost", headers={"Authorization": f"Bearer {operator_token(app)}"})
    answer = client.post("/imports", files={"file": ("large.docx", b"x" * 2 * 1024 * 1024)})
    assert_problem(answer, 415, "not-a-zip")
    app.state.runtime.close()
