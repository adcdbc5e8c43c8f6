"""Every list is answered a page at a time: the same way everywhere, and stable while others add to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import ACCESS, Role
from api.paging import DEFAULT, MOST
from api.store.accounts import MemberRecord, put_member
from tests.integration.api.conftest import Agreement, assert_problem, client_of, member_of, token_of, user_of

PASSWORD = "correct horse battery"
NOT_LISTS: dict[str, str] = {}
"""GET routes whose answer has `items` and is no list that grows: address -> why it has no pages."""


@pytest.fixture
def reader(app: FastAPI, agreement: Agreement) -> Iterator[TestClient]:
    """Somebody who may read every list, in a session: an operator who acts for a party too."""
    user = user_of(app, "reader@office.example", operator=True, password=PASSWORD)
    with app.state.runtime.unit() as unit:
        put_member(unit.write, MemberRecord(agreement.id, user.id, "district", Role.ADMIN))
    for _ in range(3):
        token_of(app, user)
    with client_of(app) as client:
        assert client.post("/session", json={"email": user.email, "password": PASSWORD}).status_code == 200
        yield client


def lists(app: FastAPI) -> dict[str, dict[str, Any]]:
    """Address -> operation of every GET route whose answer has a list `items` at its root."""
    described = app.openapi()
    found: dict[str, dict[str, Any]] = {}
    for path, operations in described["paths"].items():
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        schema = described["components"]["schemas"].get(reference.rpartition("/")[2], {})
        if "items" in schema.get("properties", {}):
            found[path] = {**operations["get"], "schema": schema}
    return found


def test_every_list_has_pages(app: FastAPI) -> None:
    found = lists(app)
    assert len(found) >= 12
    for path, operation in found.items():
        if path in NOT_LISTS:
            continue
        asked = {each["name"]: each["schema"] for each in operation["parameters"]}
        assert {"limit", "cursor"} <= set(asked), path
        assert (asked["limit"]["default"], asked["limit"]["maximum"], asked["limit"]["minimum"]) == (DEFAULT, MOST, 1)
        assert {"next", "next_cursor"} <= set(operation["schema"]["required"]), path
    assert set(NOT_LISTS) <= set(found)


def test_the_pages_of_every_list_are_the_list(app: FastAPI, agreement: Agreement, reader: TestClient) -> None:
    clause = agreement.add("Term", "A year.")
    agreement.revise(clause, "Two years.")
    for heading in ("Training", "Cameras", "Costs"):
        agreement.add(heading, "The District pays in thirty (3) days.")
        agreement.save(heading)
    reader.get("/agreements")
    for role in (Role.CLERK, Role.COUNSEL):
        member_of(app, agreement.id, "city", role)
    values = {"agreement_id": agreement.id, "clause_id": clause["clause_id"], "number": "3"}
    seen_several = 0
    for path in lists(app):
        address = path.format_map(Anything(values))
        answer = reader.get(f"{address}?limit={MOST}")
        if answer.status_code in (404, 422):  # of something that this agreement lacks: walked by tests of its own
            continue
        assert answer.status_code == 200, (path, answer.text)
        whole = answer.json()["items"]
        assert answer.json()["next"] is None
        assert "Link" not in answer.headers
        walked: list[Any] = []
        following: str | None = f"{address}?limit=1"
        while following:
            answer = reader.get(following)
            assert len(answer.json()["items"]) <= 1, path
            walked += answer.json()["items"]
            following = answer.json()["next"]
            assert answer.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
        assert walked == whole, path
        seen_several += len(whole) > 1
    assert seen_several >= 9


class Anything(dict[str, str]):
    """Values for an address; a name that is not known gets a value that nothing has."""

    def __missing__(self, key: str) -> str:
        return "none-of-these"


def test_what_is_added_or_removed_meanwhile_neither_repeats_nor_hides_anything(agreement: Agreement) -> None:
    made = {heading: agreement.add(heading, "Words.") for heading in ("A", "B", "C", "D")}
    client, path = agreement.client, f"{agreement.path}/clauses"
    first = client.get(f"{path}?limit=2").json()
    agreement.add("Before all", "Words.", after=None)
    second = client.get(first["next"].replace("limit=2", "limit=9")).json()
    assert [each["heading"] for each in first["items"] + second["items"]] == ["A", "B", "C", "D"]
    tag = f'"{made["B"]["clause_id"]}-1"'
    assert client.delete(f"{path}/{made['B']['clause_id']}", headers={"If-Match": tag}).status_code == 204
    after = client.get(client.get(f"{path}?limit=2").json()["next"]).json()["items"]
    assert [each["heading"] for each in after] == ["C", "D"]
    other = f'"{made["A"]["clause_id"]}-1"'
    assert client.delete(f"{path}/{made['A']['clause_id']}", headers={"If-Match": other}).status_code == 204
    rest = client.get(first["next"].replace("limit=2", "limit=9")).json()["items"]
    assert [each["heading"] for each in rest][-2:] == ["C", "D"]


def test_a_cursor_counts_for_its_own_list_and_filters_alone(agreement: Agreement) -> None:
    for heading in ("A", "B", "C"):
        agreement.add(heading, "Words.")
    client, path = agreement.client, f"{agreement.path}/clauses"
    page = client.get(f"{path}?limit=1&kind=custom").json()
    cursor = page["next_cursor"]
    assert client.get(f"{path}?kind=custom", params={"cursor": cursor}).status_code == 422  # params replace the query
    assert client.get(path, params={"cursor": cursor, "kind": "custom", "limit": 2}).status_code == 200
    assert_problem(client.get(path, params={"cursor": cursor}), 422, "invalid-option")
    assert_problem(client.get("/agreements", params={"cursor": cursor}), 422, "invalid-option")
    assert "kind=custom" in page["next"]


def test_a_made_up_cursor_is_refused(agreement: Agreement) -> None:
    for heading in ("A", "B"):
        agreement.add(heading, "Words.")
    client = agreement.client
    client.post("/agreements", json={"title": "Another"})
    whole = json.loads(base64.urlsafe_b64decode(client.get("/agreements?limit=1").json()["next_cursor"] + "==="))
    check = whole[0]
    forged: list[Any] = [[check], [check, 1, 2], [check, "x", "\ud800"], [check, "never", "agr"], [check, "x", "\0"], 7]
    texts = [
        "",
        "x",
        "é",
        "A" * 2000,
        *(base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in forged),
    ]
    texts += [base64.urlsafe_b64encode(b"[" * 1400).decode()]
    for text in texts:
        assert_problem(client.get("/agreements", params={"cursor": text}), 422, "invalid-option")


@pytest.mark.parametrize("limit", ["0", "-1", str(MOST + 1), "x", "1.5"])
def test_a_limit_out_of_bounds_is_refused_by_name(client: TestClient, limit: str) -> None:
    problem = assert_problem(client.get("/agreements", params={"limit": limit}), 422, "invalid-input")
    assert [each["path"] for each in problem["problems"]] == ["query.limit"]


def test_lists_are_filtered(agreement: Agreement) -> None:
    client, path = agreement.client, agreement.path
    agreement.add("Term", "A year.")
    agreement.save("Ours")
    agreement.add("Cameras", "Footage stays.")
    agreement.save("Compromise")

    def labels(query: str, name: str = "heading") -> list[str]:
        return [each[name] for each in client.get(f"{path}/{query}").json()["items"]]

    assert labels("clauses?text=FOOTAGE") == ["Cameras"]
    assert labels("clauses?kind=term") == []
    assert labels("clauses?kind=term&kind=custom") == ["Term", "Cameras"]
    assert labels("clauses?needs_review=true") == []
    assert labels("drafts?text=comp", "label") == ["Compromise"]
    assert labels("drafts?status=executed", "label") == []
    assert [each["id"] for each in client.get("/agreements?text=school&doc_type=mou").json()["items"]] == [agreement.id]
    assert client.get("/agreements?doc_type=moa").json()["items"] == []
    assert all("retention" in json.dumps(each).lower() for each in client.get("/rules?text=retention").json()["items"])
    kinds = client.get(f"{path}/deadlines?kind=expiration")
    assert kinds.status_code in (200, 404, 422)


def test_every_list_is_in_the_table_of_access(app: FastAPI) -> None:
    assert all(("GET", path) in ACCESS for path in lists(app))
