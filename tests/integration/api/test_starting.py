"""Agreements that begin from a template, from another agreement, or from the clause library, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.integration.api.conftest import Agreement, assert_problem, client_of, token_of, user_of

USE = {"name": "sro-cameras", "start": "2026-07-01", "city": "the City of Springfield"}


def begun(client: TestClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/agreements", json={"title": "A new one", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_an_agreement_begins_from_a_template(client: TestClient) -> None:
    made = begun(client, template=USE)
    assert [each["legal_name"] for each in made["parties"]] == ["[the school board]", "the City of Springfield"]
    path = f"/agreements/{made['id']}"
    clauses = client.get(f"{path}/clauses?limit=500").json()["items"]
    assert len(clauses) == len(client.get("/templates/sro-cameras").json()["clauses"])
    draft = client.post(f"{path}/drafts", json={"label": "First", "dated": "2026-03-01"})
    assert draft.status_code == 201, draft.text
    assert draft.json()["findings"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"template": {"name": "lease", "start": "2026-07-01"}}, 404),
        ({"template": {"name": "simple", "start": "soon"}}, 422),
        ({"template": {"name": "simple"}}, 422),
        ({"template": USE, "precedent": {"agreement_id": "agr-1"}}, 422),
        ({"precedent": {"agreement_id": "agr-none"}}, 404),
    ],
)
def test_a_beginning_that_cant_be_stores_nothing(
    client: TestClient, rows: Callable[[], dict[str, int]], body: dict[str, Any], status: int
) -> None:
    before = rows()
    assert client.post("/agreements", json={"title": "A new one", **body}).status_code == status
    assert rows() == before


def test_an_agreement_begins_from_a_precedent(client: TestClient, agreement: Agreement) -> None:
    gates = agreement.add("Gates", "They are shut.")
    keys = agreement.add("Keys", f"See {{ref:clause:{gates['clause_id']}}}.")
    agreement.revise(keys, f"As {{ref:clause:{gates['clause_id']}}} says.", rationale="A secret of that agreement.")
    made = begun(client, precedent={"agreement_id": agreement.id})
    path = f"/agreements/{made['id']}/clauses"
    one, two = client.get(path).json()["items"]
    assert [one["heading"], two["heading"]] == ["Gates", "Keys"]
    assert one["clause_id"] != gates["clause_id"]
    assert one["clause_id"] in str(two["fields"])
    [revision] = client.get(f"{path}/{two['clause_id']}/revisions").json()["items"]
    assert revision["origin"] == {"how": "precedent", "reference": f"{agreement.id}/{keys['clause_id']}/2"} | {
        name: None for name in revision["origin"] if name not in ("how", "reference")
    }
    assert revision["rationale"] is None
    assert revision["author"] != "Dana Reyes"


def test_a_precedent_without_clauses_is_a_conflict(client: TestClient, agreement: Agreement) -> None:
    answer = client.post("/agreements", json={"title": "New", "precedent": {"agreement_id": agreement.id}})
    assert_problem(answer, 409, "conflict")


def test_who_makes_no_agreement_copies_none(app: FastAPI, agreement: Agreement) -> None:
    agreement.add("Gates", "They are shut.")
    with client_of(app, token_of(app, user_of(app, "nobody@one.example"))) as stranger:
        body = {"title": "New", "precedent": {"agreement_id": agreement.id}}
        assert stranger.post("/agreements", json=body).status_code == 403


def test_a_clause_of_the_library_is_the_body_that_adds_it(client: TestClient, agreement: Agreement) -> None:
    found = client.get("/clause-library?kind=camera_use").json()["items"]
    assert [each["name"] for each in found] == ["police", "district", "safeguards"]
    body = {name: found[1][name] for name in ("kind", "heading", "fields")}
    assert client.post(f"{agreement.path}/clauses", json=body).status_code == 201


def test_a_kind_that_is_not_there_has_no_clauses(client: TestClient) -> None:
    assert client.get("/clause-library?kind=parking").status_code == 422


def test_the_templates_are_listed(client: TestClient) -> None:
    names = [each["name"] for each in client.get("/templates").json()["items"]]
    assert names == ["simple", "data-sharing", "sro-cameras"]
