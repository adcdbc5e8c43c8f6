"""The OpenAPI document is complete enough to generate a client from, and says what is so."""

# pyright: basic

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from api.app import openapi_document
from api.auth.access import ACCESS, PUBLIC
from api.described import TAGS
from tests.support.command import run

DOCUMENT = openapi_document()
OPERATIONS = {
    (method.upper(), path): operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}


def test_the_printed_document_is_the_one_that_a_server_gives(client: TestClient) -> None:
    assert client.get("/openapi.json").json() == json.loads(json.dumps(DOCUMENT))
    assert json.loads(run("openapi").told) == json.loads(json.dumps(DOCUMENT))
    assert yaml.safe_load(run("openapi", "--format", "yaml").told) == json.loads(json.dumps(DOCUMENT))


def test_every_operation_has_a_name_of_its_own_that_a_client_can_bear() -> None:
    names = Counter(operation["operationId"] for operation in OPERATIONS.values())
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_operation_has_a_known_tag_a_summary_and_a_description() -> None:
    known = {tag["name"] for tag in TAGS}
    for route, operation in OPERATIONS.items():
        assert set(operation["tags"]) <= known, route
        assert all(operation[each] for each in ("tags", "summary", "description")), route


def test_every_operation_says_how_it_refuses() -> None:
    for route, operation in OPERATIONS.items():
        statuses = set(operation["responses"])
        expected = {"422"} if operation.get("parameters") or "requestBody" in operation else set[str]()
        expected |= set() if ACCESS[route] is PUBLIC else {"401", "403"}
        expected |= {"404"} if "{agreement_id}" in route[1] else set()
        expected |= {"400", "413"} if "requestBody" in operation else set()
        assert expected <= statuses, route


def test_every_schema_has_a_name_of_its_own_that_a_client_can_bear() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == []
    titles = Counter(schema.get("title", name) for name, schema in schemas.items())
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_schema_and_every_property_is_described() -> None:
    missing: list[str] = []
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, about in schema.get("properties", {}).items():
            if not (about.get("title") or about.get("description")):
                missing.append(f"{name}.{field}")
    assert missing == []


@pytest.mark.parametrize(("method", "path"), sorted(route for route in OPERATIONS if "{" in route[1]))
def test_every_part_of_an_address_is_a_parameter(method: str, path: str) -> None:
    named = {each["name"] for each in OPERATIONS[method, path]["parameters"] if each["in"] == "path"}
    assert named == set(re.findall(r"{(\w+)}", path))


def all_references(value: Any) -> set[str]:
    if isinstance(value, dict):
        inner = set().union(*map(all_references, value.values())) if value else set()
        return inner | ({value["$ref"]} if isinstance(value.get("$ref"), str) else set())
    return set().union(*map(all_references, value)) if isinstance(value, list) and value else set()


def test_every_reference_leads_to_a_schema() -> None:
    schemas = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert all_references(DOCUMENT) <= schemas
