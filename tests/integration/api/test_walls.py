"""What stands in front of the application, and what it tells when it fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.services import agreements as service
from tests.integration.api.conftest import Agreement, assert_problem, operator_token

Rows = Callable[[], dict[str, int]]
MEGABYTE = 1024 * 1024
TOO_LARGE = "content-too-large"


def test_a_body_that_says_it_is_too_large_is_not_read(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(MEGABYTE + 1)}
    answer = client.post("/agreements", content=iter([b'{"title": "An MOU"}']), headers=headers)
    assert_problem(answer, 413, TOO_LARGE)


def test_a_body_without_a_length_is_counted_while_it_comes(client: TestClient, rows: Rows) -> None:
    def body() -> Iterator[bytes]:
        yield b'{"title": "'
        for _ in range(40):
            yield b"x" * 65536
        yield b'"}'

    answer = client.post("/agreements", content=body(), headers={"Content-Type": "application/json"})
    assert_problem(answer, 413, TOO_LARGE)
    assert rows()["agreements"] == 0


def test_a_fault_tells_a_request_id_and_nothing_of_the_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(service, "get_agreement", fail)
    with caplog.at_level(logging.ERROR, logger="counterpart"):
        answer = client.get("/agreements/agr-1")
    assert_problem(answer, 500, "internal-error")
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in caplog.text


def test_the_commit_comes_before_the_first_byte_of_the_answer(app: FastAPI, rows: Rows) -> None:
    seen: list[int] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.append(rows()["agreements"])
            await send(message)

        await app(scope, receive, send_watched)

    client = TestClient(
        watched, headers={"Authorization": f"Bearer {operator_token(app)}"}, base_url="http://localhost"
    )
    for _ in range(3):
        client.post("/agreements", json={"title": "An MOU"})
    assert seen == [1, 2, 3]


def test_a_request_that_fails_after_its_write_leaves_nothing(
    client: TestClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = service.create_agreement

    def create_then_fail(*args: Any, **options: Any) -> None:
        create(*args, **options)
        raise RuntimeError("after the write")

    monkeypatch.setattr(service, "create_agreement", create_then_fail)
    assert_problem(client.post("/agreements", json={"title": "An MOU"}), 500, "internal-error")
    assert rows()["agreements"] == 0
    monkeypatch.undo()
    assert client.post("/agreements", json={"title": "An MOU"}).status_code == 201


def test_an_answer_that_can_not_be_shaped_leaves_nothing(
    client: TestClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = service.create_agreement

    def create_badly(*args: Any, **options: Any) -> Any:
        record = create(*args, **options)
        object.__setattr__(record, "title", None)
        return record

    monkeypatch.setattr(service, "create_agreement", create_badly)
    assert client.post("/agreements", json={"title": "An MOU"}).status_code == 500
    assert rows()["agreements"] == 0


def test_every_answer_has_a_name(client: TestClient) -> None:
    names = [client.get(path).headers["x-request-id"] for path in ("/healthz", "/nowhere", "/agreements")]
    assert len(set(names)) == 3


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example:8040"])
def test_a_page_that_points_its_own_name_at_this_machine_is_not_answered(client: TestClient, host: str) -> None:
    assert_problem(client.get("/agreements", headers={"Host": host}), 421, "misdirected-request")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8040", "[::1]:8040", "LOCALHOST:1"])
def test_this_machine_is_answered_under_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/agreements", headers={"Host": host}).status_code == 200


def test_a_page_of_another_site_can_not_write(client: TestClient, rows: Rows) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://attacker.example"}
    assert_problem(client.post("/agreements", json={"title": "An MOU"}, headers=headers), 403, "forbidden")
    assert rows()["agreements"] == 0
    assert client.post("/agreements", json={"title": "An MOU"}, headers={"Sec-Fetch-Site": "none"}).status_code == 201


def test_the_description_of_the_api_names_every_resource_and_every_refusal(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {
        "/agreements/{agreement_id}/drafts/{number}.docx",
        "/agreements/{agreement_id}/redlines/{before}...{after}.docx",
        "/agreements/{agreement_id}/redlines/{before}...{after}.json",
        "/compare",
        "/clause-kinds/{kind}",
    } <= set(described["paths"])
    revise = described["paths"]["/agreements/{agreement_id}/clauses/{clause_id}"]["put"]
    assert {"200", "404", "412", "422", "428"} <= set(revise["responses"])
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            for status, answer in operation["responses"].items():
                if status.startswith("4"):
                    assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


def test_a_store_in_a_folder_that_is_not_there_yet_is_made(store_file: Path, app: FastAPI) -> None:
    assert store_file.exists()


def test_saving_two_drafts_one_after_another_is_no_conflict(agreement: Agreement) -> None:
    agreement.add("Term", "A year.")
    assert [agreement.save()["number"], agreement.save()["number"]] == [1, 2]


@pytest.mark.parametrize("address", ["/scrub", "/agreements/none/identify"])
def test_an_uploaded_file_has_a_limit_of_its_own(client: TestClient, address: str) -> None:
    files = {"file": ("large.docx", b"x" * MEGABYTE)}
    assert client.post(address, files=files).json()["code"] != TOO_LARGE
