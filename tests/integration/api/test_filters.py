"""Every list that grows with the work can be narrowed, and a filter neither invents nor loses anything."""

# pyright: basic

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app, openapi_document
from tests.support.good_requests import ACCOUNT, Seed, bearer, good, settings_of
from tests.support.made_once import MadeOnce

pytestmark = pytest.mark.xdist_group("filters")  # one worker makes what they share

DOCUMENT = openapi_document()
_A = "/agreements/{agreement_id}"
FILTERS: dict[str, set[str]] = {
    "/agreements": {"doc_type", "text"},
    "/users": {"text", "operator", "disabled"},
    "/rules": {"level", "text"},
    "/clause-library": {"kind"},
    "/search": {"q", "type"},
    f"{_A}/search": {"q", "type"},
    f"{_A}/members": {"party", "role"},
    f"{_A}/clauses": {"kind", "text", "needs_review", "standing"},
    f"{_A}/drafts": {"status", "text"},
    f"{_A}/findings": {"level", "rule", "status"},
    f"{_A}/drafts/{{number}}/findings": {"level", "rule", "status"},
    f"{_A}/proposals": {"state", "clause_id", "party"},
    f"{_A}/threads": {"clause_id", "proposal_id", "visibility", "resolved"},
    f"{_A}/sent": {"draft"},
    f"{_A}/webhooks": {"active", "event"},
    f"{_A}/webhooks/{{webhook_id}}/deliveries": {"state", "event"},
}
"""List -> what it can be narrowed by, at least."""
WHOLE = {
    "/audit": "a chain, read and verified in its order",
    f"{_A}/audit": "a chain, read and verified in its order; `chain` says which",
    "/templates": "a list that no work makes longer",
    "/clause-kinds": "a list that no work makes longer",
    "/imports": "those of one account, fifty at most under review",
    "/me/tokens": "those of one account",
    f"{_A}/returns": "those of one side: a few in each round",
    f"{_A}/clauses/{{clause_id}}/revisions": "one clause's history, read as a whole",
    f"{_A}/playbook/standings": "a side's own positions, read as a whole",
    f"{_A}/drafts/{{number}}/votes": "those on one text: one of each body, as a rule",
    f"{_A}/notices": "one or two in an agreement's life",
}
"""Lists that are not narrowed, and why."""


def lists() -> Iterator[tuple[str, dict[str, Any]]]:
    """Address and query parameters (name -> schema) of every list."""
    for path, operations in DOCUMENT["paths"].items():
        operation = operations.get("get", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
        schema = DOCUMENT["components"]["schemas"].get(content.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
        if "items" in schema.get("properties", {}):
            yield path, {each["name"]: each["schema"] for each in operation["parameters"] if each["in"] == "query"}


def test_every_list_is_narrowed_or_says_why_not() -> None:
    found = {path: set(parameters) - {"limit", "cursor", "chain"} for path, parameters in lists()}
    assert {path for path in found if path not in FILTERS} == set(WHOLE)
    assert {path: names for path, names in FILTERS.items() if not names <= found.get(path, set())} == {}
    assert {path: found[path] for path in WHOLE if found[path]} == {}


def values_of(schema: dict[str, Any]) -> list[str]:
    """All values of a choice; none for anything else."""
    chosen = next(each for each in schema.get("anyOf", [schema]) if each.get("type") != "null")
    chosen = chosen.get("items", chosen)
    if "$ref" in chosen:
        chosen = DOCUMENT["components"]["schemas"][chosen["$ref"].rpartition("/")[2]]
    return ["true", "false"] if chosen.get("type") == "boolean" else chosen.get("enum", [])


CHOICES = [
    (path, name, values_of(schema))
    for path, parameters in lists()
    for name, schema in parameters.items()
    if values_of(schema) and (path.rpartition("/")[2], name) not in (("findings", "status"), ("audit", "chain"))
]


@pytest.fixture(scope="module")
def seed(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Seed:
    return made_once.seed(tmp_path_factory.mktemp("filters"))


@pytest.fixture(scope="module")
def client(seed: Seed) -> Iterator[TestClient]:
    app = create_app(settings_of(seed.file))
    yield TestClient(app, base_url="http://localhost")
    app.state.runtime.close()


@pytest.mark.parametrize(("path", "name", "values"), CHOICES, ids=[f"{path} {name}" for path, name, _ in CHOICES])
def test_the_values_of_a_choice_share_the_list_among_them(
    client: TestClient, seed: Seed, path: str, name: str, values: list[str]
) -> None:
    operators = path == "/users" or "/webhooks" in path
    request, proof = (
        good(seed, "operator" if operators else "counsel", "GET", path),
        bearer(ACCOUNT["operator" if operators else "district_counsel"]),
    )

    values_there = request.path
    if path.endswith("/findings"):  # nothing is found about the demonstration
        values_there = request.path | {"agreement_id": seed.known["own"], "number": "1"}

    def read(**query: Any) -> list[str]:
        answer = client.get(
            path.format_map(values_there), params={**request.query, "limit": 500, **query}, headers=proof
        )
        assert answer.status_code == 200, answer.text
        return [json.dumps(each, sort_keys=True) for each in answer.json()["items"]]

    whole = read()
    assert whole
    each = {value: read(**{name: value}) for value in values}
    assert {item for items in each.values() for item in items} == set(whole)
    assert all(set(items) <= set(whole) for items in each.values())
    repeated = any(choice.get("type") == "array" for choice in dict(lists())[path][name].get("anyOf", ()))
    if repeated:
        assert read(**{name: values}) == whole
