"""Accounts and members: who makes them, who manages them, and what the other side sees of them."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from tests.integration.api.conftest import Agreement, assert_problem, client_of, member_of, token_of, user_of


def test_an_operator_makes_accounts_and_members(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    made = client.post("/users", json={"email": " Dana@District.example ", "name": "Dana Reyes"})
    assert made.status_code == 201, made.text
    assert (made.json()["email"], made.json()["operator"]) == ("dana@district.example", False)
    assert_problem(client.post("/users", json={"email": "DANA@district.example", "name": "D"}), 409, "conflict")
    address = f"{agreement.path}/members/{made.json()['id']}"
    assert client.put(address, json={"party": "district", "role": "counsel"}).json()["role"] == "counsel"
    assert client.put(address, json={"party": "district", "role": "clerk"}).json()["role"] == "clerk"
    assert_problem(client.put(address, json={"party": "nobody", "role": "clerk"}), 422, "invalid-option")
    assert_problem(client.put(address, json={"party": "district", "role": "king"}), 422, "invalid-input")
    assert [each["name"] for each in client.get(f"{agreement.path}/members").json()["items"]] == ["Dana Reyes"]
    assert client.delete(address).status_code == 204
    assert_problem(client.delete(address), 404, "not-found")


def test_a_header_can_not_be_hidden_in_an_address(client: TestClient) -> None:
    for email in ("a@b.example\nBcc: c@d.example", "a@b.example,c@d.example", "<a@b.example>", "nobody"):
        assert_problem(client.post("/users", json={"email": email, "name": "D"}), 422, "invalid-input")


def test_a_partys_admin_manages_the_members_of_the_own_party_alone(app: FastAPI, agreement: Agreement) -> None:
    own = member_of(app, agreement.id, "city", Role.CLERK)
    other = member_of(app, agreement.id, "district", Role.CLERK)
    stranger = user_of(app, "stranger@elsewhere.example")
    with client_of(app, token_of(app, member_of(app, agreement.id, "city", Role.ADMIN))) as admin:
        members = f"{agreement.path}/members"
        assert admin.put(f"{members}/{own.id}", json={"party": "city", "role": "counsel"}).status_code == 200
        refused = [
            admin.put(f"{members}/{own.id}", json={"party": "district", "role": "counsel"}),
            admin.put(f"{members}/{other.id}", json={"party": "city", "role": "observer"}),
            admin.put(f"{members}/{stranger.id}", json={"party": "city", "role": "observer"}),
            admin.put(f"{members}/usr-none", json={"party": "city", "role": "observer"}),
            admin.delete(f"{members}/{other.id}"),
            admin.delete(f"{members}/{stranger.id}"),
        ]
        told = {assert_problem(answer, 403, "not-allowed")["detail"] for answer in refused}
        assert len(told) == 1
        assert admin.delete(f"{members}/{own.id}").status_code == 204


def test_an_address_is_shown_to_the_own_side_alone(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    for party in ("district", "city"):
        member_of(app, agreement.id, party, Role.COUNSEL)
    with client_of(app, token_of(app, user_of(app, "counsel@city.example"))) as city:
        seen = {each["party"]: each["email"] for each in city.get(f"{agreement.path}/members").json()["items"]}
    assert seen == {"city": "counsel@city.example", "district": None}
    assert all(each["email"] for each in client.get(f"{agreement.path}/members").json()["items"])


def test_a_role_that_was_taken_away_counts_no_more_at_once(app: FastAPI, agreement: Agreement) -> None:
    user = member_of(app, agreement.id, "city", Role.COUNSEL)
    with client_of(app, token_of(app, user)) as counsel:
        assert counsel.get(f"{agreement.path}/playbook").status_code == 200
        agreement.client.delete(f"{agreement.path}/members/{user.id}")
        assert_problem(counsel.get(f"{agreement.path}/playbook"), 404, "not-found")


def test_a_party_that_somebody_acts_for_can_not_go(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    member_of(app, agreement.id, "city", Role.CLERK)
    read = client.get(f"{agreement.path}/parties")
    one = {"parties": [each for each in read.json()["parties"] if each["role"] != "city"]}
    headers = {"If-Match": read.headers["ETag"]}
    assert_problem(client.put(f"{agreement.path}/parties", json=one, headers=headers), 409, "conflict")


def test_somebody_has_to_run_the_installation(app: FastAPI, client: TestClient) -> None:
    me = client.get("/me").json()["id"]
    for change in ({"operator": False}, {"disabled": True}):
        assert_problem(client.patch(f"/users/{me}", json=change), 409, "conflict")
    assert client.get("/me").status_code == 200
    other = client.post("/users", json={"email": "b@x.example", "name": "B", "operator": True}).json()
    assert client.patch(f"/users/{me}", json={"operator": False}).json()["operator"] is False
    assert_problem(client.patch(f"/users/{other['id']}", json={"operator": False}), 403, "not-allowed")
