"""Every body of the OpenAPI document has an example, which is what it is an example of."""

# pyright: basic

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import openapi_document
from api.auth.access import Role
from tests.integration.api.conftest import Agreement, client_of, member_of, tag, token_of

DOCUMENT = openapi_document()
JSON = "application/json"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each request body, and each JSON body of a success, with its name."""
    for method, path, operation in operations():
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{method} {path} {media_type}", content
        for status, answer in operation["responses"].items():
            if status.startswith("2") and JSON in answer.get("content", {}):
                yield f"{method} {path} {status}", answer["content"][JSON]


def refusal_of(schema: dict[str, Any], example: Any) -> str | None:
    whole = {**schema, "components": DOCUMENT["components"]}
    try:
        jsonschema_rs.validator_for(whole).validate(example)
    except jsonschema_rs.ValidationError as error:
        return str(error)
    return None


def test_every_request_body_and_every_json_success_has_an_example() -> None:
    assert [name for name, content in bodies() if not {"example", "examples"} & content.keys()] == []
    assert len(list(bodies())) > 80


def test_every_example_is_what_its_schema_allows() -> None:
    refused = {name: refusal_of(content["schema"], content["example"]) for name, content in bodies()}
    assert {name: why for name, why in refused.items() if why} == {}


def test_an_example_that_its_schema_does_not_allow_is_seen() -> None:
    schema = {"$ref": "#/components/schemas/ClauseMoved"}
    assert refusal_of(schema, {"after": 7}) is not None
    assert refusal_of(schema, {}) is not None


REQUESTS = [
    (method, path, operation["requestBody"]["content"][JSON]["example"])
    for method, path, operation in operations()
    if JSON in operation.get("requestBody", {}).get("content", {})
]
STANDS_ALONE = {
    ("POST", "/agreements"),
    ("PUT", "/agreements/{agreement_id}/house-style"),
    ("PUT", "/agreements/{agreement_id}/calendar"),
    ("POST", "/agreements/{agreement_id}/clauses"),
    ("PUT", "/agreements/{agreement_id}/clauses/{clause_id}"),
    ("PATCH", "/agreements/{agreement_id}/clauses/{clause_id}/prose"),
    ("POST", "/agreements/{agreement_id}/drafts"),
    ("PUT", "/agreements/{agreement_id}/playbook"),
    ("POST", "/agreements/{agreement_id}/playbook/standings"),
    ("POST", "/agreements/{agreement_id}/proposals"),
    ("POST", "/agreements/{agreement_id}/webhooks"),
    ("POST", "/password-resets"),
    ("POST", "/users"),
    ("PATCH", "/users/{user_id}"),
    ("PUT", "/agreements/{agreement_id}/members/{user_id}"),
}
"""Requests whose example is carried out as it is: nothing in it names what only one store has."""


@pytest.mark.parametrize(
    ("method", "path", "example"), REQUESTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_example_of_a_request_is_read(
    app: FastAPI, client: TestClient, agreement: Agreement, method: str, path: str, example: Any
) -> None:
    clause = agreement.add("Keys", "The principal keeps the keys.")
    if "fields" in example and "{clause_id}" in path:  # a revision of the clause that the example adds
        new = next(body for _, to, body in REQUESTS if to == "/agreements/{agreement_id}/clauses")
        clause = client.post(f"{agreement.path}/clauses", json=new).json()
    member = member_of(app, agreement.id, "district", Role.ADMIN)
    known = {"agreement_id": agreement.id, "clause_id": clause["clause_id"], "user_id": member.id}
    ids = [
        "proposal_id",
        "number",
        "thread_id",
        "comment_id",
        "sent_id",
        "import_id",
        "return_id",
        "webhook_id",
        "delivery_id",
    ]
    address = path.format_map({**dict.fromkeys(ids, "1"), **known})
    with client_of(app, token_of(app, member)) as admin:
        for sender in (client, admin):
            headers = {"If-Match": sender.get(address).headers.get("ETag", "*")} if method != "POST" else {}
            if path.endswith("/prose"):
                headers = {"If-Match": tag(clause)}
            answer = sender.request(method, address, json=example, headers=headers)
            if answer.status_code != 403:
                break
    if (method, path) in STANDS_ALONE:
        assert answer.status_code // 100 == 2, answer.text
    else:
        assert answer.status_code not in (400, 415, 422, 500), answer.text
