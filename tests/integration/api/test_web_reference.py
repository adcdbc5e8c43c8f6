"""The reference of the API: all that the OpenAPI document says, on pages that ask for nothing from elsewhere."""

# pyright: basic

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.app import openapi_document
from api.described import TAGS
from api.web.reference_told import Reference, reference_of
from api.web.rendering import POLICY

GROUPS = [each["name"].replace(" ", "-") for each in TAGS]


@pytest.fixture(scope="module")
def told() -> Reference:
    return reference_of(openapi_document())


def _words(parts: tuple) -> str:
    return "".join(each.text for each in parts)


def test_every_operation_of_the_document_is_told_once(told: Reference) -> None:
    shown = [each.id for group in told.groups for each in group.operations]
    named = [each["operationId"] for path in openapi_document()["paths"].values() for each in path.values()]
    assert sorted(shown) == sorted(named)


def test_an_operation_tells_its_parameters_body_answers_and_refusals(told: Reference) -> None:
    group = next(each for each in told.groups if each.name == "proposals")
    found = next(each for each in group.operations if each.id == "propose")
    assert (found.method, found.path) == ("POST", "/agreements/{agreement_id}/proposals")
    assert [(each.name, each.where, each.required) for each in found.parameters] == [
        ("agreement_id", "path", True),
        ("Idempotency-Key", "header", False),
    ]
    assert found.body is not None
    assert (_words(found.body.type), '"rationale"' in found.body.example) == ("ProposalNew", True)
    assert [(each.status, _words(each.type)) for each in found.answers] == [("201", "ProposalShown")]
    assert {status for status, _ in found.problems} >= {"401", "403", "404", "409", "422"}
    assert not found.open


def test_a_type_is_told_in_words(told: Reference) -> None:
    records = {each.name: each for group in told.groups for each in group.records}
    fields = {each.name: _words(each.type) for each in records["ProposalShown"].fields}
    assert fields["at"] == "moment"
    assert fields["sponsors"] == "list of PartyRole"
    assert fields["in_response_to"] == "text or null"
    assert fields["steps"].startswith("list of ")
    assert '"tabled"' in _words(records["DraftStatus"].type)


@pytest.mark.parametrize("address", ["/docs", *(f"/docs/{each}" for each in GROUPS)])
def test_a_page_of_the_reference_needs_no_account_and_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"Authorization": ""})
    assert (answer.status_code, len(answer.content) < 250_000) == (200, True)
    assert answer.headers["content-security-policy"] == POLICY
    assert re.findall(r'(?:src|href)="(?:https?:)?//', answer.text) == []
    assert re.findall(r"<style|<script>| style=| on[a-z]+=", answer.text) == []
    ids = re.findall(r' id="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    assert set(map(unescape, re.findall(r'href="#([^"]+)"', answer.text))) <= set(ids)


def test_pages_that_load_scripts_from_another_host_are_gone(client: TestClient) -> None:
    for address in ("/redoc", "/docs/oauth2-redirect"):
        assert client.get(address).status_code == 404
    answer = client.get("/docs/nothing")
    assert (answer.status_code, "/docs has them all" in answer.text) == (404, True)
    assert answer.headers["content-type"].startswith("text/html")
