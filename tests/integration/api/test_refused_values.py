"""Whatever part of a request to an operation is refused, the answer is a problem of one shape that names the part."""

# pyright: basic

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app, openapi_document
from api.auth.access import ACCESS, OWN_ACCOUNT
from tests.support.api_fuzz import Sender, may
from tests.support.good_requests import IN_A_SESSION, Seed, good, settings_of
from tests.support.made_once import MadeOnce

pytestmark = pytest.mark.xdist_group("refused_values")  # one worker makes what they share

PATHS = openapi_document()["paths"]
OPERATIONS = [(method.upper(), path) for path, operations in PATHS.items() for method in operations]
JSON = "application/json"
WRONG = {"integer": "x", "number": "x", "boolean": "perhaps"}
"""JSON type -> a text that is none."""


def content_of(method: str, path: str) -> dict[str, Any]:
    return PATHS[path][method.lower()].get("requestBody", {}).get("content", {})


WITH_BODY = [route for route in OPERATIONS if content_of(*route)]
WITH_JSON = [route for route in WITH_BODY if JSON in content_of(*route)]


@pytest.fixture(scope="module")
def seed(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Seed:
    return made_once.seed(tmp_path_factory.mktemp("refused"))


@pytest.fixture(scope="module")
def client(seed: Seed) -> Iterator[TestClient]:
    app = create_app(settings_of(seed.file))
    yield TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    app.state.runtime.close()


class Ask:
    """Sends to an operation what somebody sends who may use it: the good request, changed in one thing."""

    def __init__(self, client: TestClient, seed: Seed, method: str, path: str) -> None:
        self.client, self.method, self.path = client, method, path
        roles = [IN_A_SESSION] if ACCESS[method, path] is OWN_ACCOUNT else ["anyone", "operator", "admin", "clerk"]
        self.role = next(role for role in roles if may(role, method, path))
        self.request = good(seed, self.role, method, path)
        self.proof = Sender(self.role, client.app, seed).credentials()  # type: ignore[arg-type]

    def __call__(self, values: dict[str, str] | None = None, **sent: Any) -> Any:
        address = self.path.format_map(self.request.path | (values or {}))
        headers = {**self.proof, "If-Match": '"none-1"', **sent.pop("headers", {})}
        query = {**self.request.query, **sent.pop("params", {})}
        return self.client.request(self.method, address, headers=headers, params=query, **sent)


def refused(answer: Any, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code"} <= problem.keys()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:counterpart:problem:{problem['code']}"
    return problem


def paths_of(problem: dict[str, Any]) -> list[str]:
    return [each["path"] for each in problem.get("problems", ())]


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_a_body_of_another_media_type_is_refused(client: TestClient, seed: Seed, method: str, path: str) -> None:
    ask = Ask(client, seed, method, path)
    [taken] = content_of(method, path)
    for said in ("text/plain", "application/xml", "no media type", JSON if taken != JSON else "multipart/form-data"):
        answer = ask(content=b"{}", headers={"Content-Type": said})
        assert refused(answer, 415)["code"] == "unsupported-media-type"
        assert answer.headers["Accept"] == taken
    assert "415" in PATHS[path][method.lower()]["responses"]


@pytest.mark.parametrize(("method", "path"), WITH_JSON)
def test_a_body_that_is_no_json_or_no_object_is_refused_as_the_body(
    client: TestClient, seed: Seed, method: str, path: str
) -> None:
    ask = Ask(client, seed, method, path)
    for content in (b'{"a": ', b"{]", b"'a'", b'{"a": 1} x', b"\x00"):
        problem = refused(ask(content=content, headers={"Content-Type": JSON}), 422)
        assert (problem["code"], paths_of(problem)) == ("invalid-input", ["body"]), content
    for content in (b"[]", b"7", b'"text"'):
        assert paths_of(refused(ask(content=content, headers={"Content-Type": JSON}), 422)) == ["body"], content
    refused(ask(content=b'{"a": "\xff"}', headers={"Content-Type": JSON}), 400, 422)


@pytest.mark.parametrize(("method", "path"), WITH_JSON)
def test_a_refused_value_of_a_body_is_named_by_its_path(client: TestClient, seed: Seed, method: str, path: str) -> None:
    ask = Ask(client, seed, method, path)
    body = ask.request.body
    assert isinstance(body, dict)
    problem = refused(ask(json={**body, "surprise": 1}), 422)
    assert paths_of(problem) == ["surprise"], problem
    for name, value in body.items():
        for wrong in ({"a": {"b": 1}} if not isinstance(value, dict) else 7, "a\x00b", "\ud800"):
            content = json.dumps({**body, name: wrong})
            answer = ask(content=content, headers={"Content-Type": JSON})
            problem = refused(answer, 422, 403, 404, 409, 412)
            found = paths_of(problem)
            if problem["status"] != 422:  # text that may be there, and names nothing
                assert isinstance(value, str | None)
                assert isinstance(wrong, str)
                continue
            assert found, (name, wrong, answer.text)
            assert all(each == name or each.startswith(f"{name}.") for each in found), (name, wrong, answer.text)


@pytest.mark.parametrize(("method", "path"), [route for route in OPERATIONS if "{" in route[1]])
def test_a_part_of_an_address_that_can_not_be_is_a_problem(
    client: TestClient, seed: Seed, method: str, path: str
) -> None:
    ask = Ask(client, seed, method, path)
    body = {"json": ask.request.body} if JSON in content_of(method, path) else {}
    for parameter in PATHS[path][method.lower()]["parameters"]:
        if parameter["in"] != "path":
            continue
        for wrong in ("a%20b", "%00", "%ED%A0%80", "é", "x" * 300):
            problem = refused(ask({parameter["name"]: wrong}, **body), 404, 422)
            if problem["status"] == 422:
                assert f"path.{parameter['name']}" in paths_of(problem), (parameter["name"], wrong, problem)


QUERIED = [
    (path, parameter["name"], parameter["schema"])
    for path, operations in PATHS.items()
    for parameter in operations.get("get", {}).get("parameters", ())
    if parameter["in"] == "query"
]


@pytest.mark.parametrize(("path", "name", "schema"), QUERIED, ids=[f"{path} {name}" for path, name, _ in QUERIED])
def test_a_refused_value_of_a_query_is_named(
    client: TestClient, seed: Seed, path: str, name: str, schema: dict[str, Any]
) -> None:
    ask = Ask(client, seed, "GET", path)
    choices = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    schema = choices[0].get("items", choices[0])
    typed = schema.get("type") in WRONG or "enum" in schema or "$ref" in schema or "format" in schema
    for wrong in (WRONG.get(schema.get("type", ""), "no-such-thing"), "a\x00b", "x" * 3000):
        answer = ask(params={name: wrong})
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            problem = refused(answer, 401, 404, 422)
            if problem["status"] == 422:
                assert [each.removesuffix(".0") for each in paths_of(problem)] == [f"query.{name}"], problem
        else:
            assert not typed, (name, wrong, answer.text)


def test_a_refused_idempotency_key_is_named(client: TestClient, seed: Seed) -> None:
    ask = Ask(client, seed, "POST", "/agreements")
    for key in ("", " ", "x" * 300):
        problem = refused(ask(json={"title": "An MOU"}, headers={"Idempotency-Key": key}), 422)
        assert paths_of(problem) == ["header.Idempotency-Key"]


@pytest.mark.parametrize("tag", ["x", '"', "W/", '"a', "*,", "\x7f", "é"])
def test_a_tag_that_can_not_be_read_is_a_stale_one(client: TestClient, seed: Seed, tag: str) -> None:
    ask = Ask(client, seed, "PUT", "/agreements/{agreement_id}/house-style")
    refused(ask(json=ask.request.body, headers={"If-Match": tag.encode()}), 412, 428)
