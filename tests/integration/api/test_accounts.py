"""Accounts and members: who makes them, who manages them, and what the other side sees of them."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from tests.integration.api.conftest import Agreement, assert_problem, client_of, member_of, read_tag, token_of, user_of


def test_an_operator_makes_accounts_and_members(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    made = client.post("/users", json={"email": " Dana@District.example ", "name": "Dana Reyes"})
    assert made.status_code == 201, made.text
    assert (made.json()["email"], made.json()["operator"]) == ("dana@district.example", False)
    assert_problem(client.post("/users", json={"email": "DANA@district.example", "name": "D"}), 409, "conflict")
    address = f"{agreement.path}/members/{made.json()['id']}"
    for role in ("counsel", "clerk"):
        body = {"party": "district", "role": role}
        assert client.put(address, json=body, headers=read_tag(client, address)).json()["role"] == role
    assert_problem(client.put(address, json={"party": "nobody", "role": "clerk"}), 422, "invalid-option")
    assert_problem(client.put(address, json={"party": "district", "role": "king"}), 422, "invalid-input")
    assert [each["name"] for each in client.get(f"{agreement.path}/members").json()["items"]] == ["Dana Reyes"]
    assert client.delete(address, headers=read_tag(client, address)).status_code == 204
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
        address = f"{members}/{own.id}"
        body = {"party": "city", "role": "counsel"}
        assert admin.put(address, json=body, headers=read_tag(admin, address)).status_code == 200
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
        assert admin.delete(address, headers=read_tag(admin, address)).status_code == 204


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
        address = f"{agreement.path}/members/{user.id}"
        agreement.client.delete(address, headers=read_tag(agreement.client, address))
        assert_problem(counsel.get(f"{agreement.path}/playbook"), 404, "not-found")


def test_a_party_that_somebody_acts_for_can_not_go(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    member_of(app, agreement.id, "city", Role.CLERK)
    read = client.get(f"{agreement.path}/parties")
    one = {"parties": [each for each in read.json()["parties"] if each["role"] != "city"]}
    headers = {"If-Match": read.headers["ETag"]}
    assert_problem(client.put(f"{agreement.path}/parties", json=one, headers=headers), 409, "conflict")


def test_somebody_has_to_run_the_installation(app: FastAPI, client: TestClient) -> None:
    me = f"/users/{client.get('/me').json()['id']}"
    for change in ({"operator": False}, {"disabled": True}):
        assert_problem(client.patch(me, json=change, headers=read_tag(client, me)), 409, "conflict")
    assert client.get("/me").status_code == 200
    other = client.post("/users", json={"email": "b@x.example", "name": "B", "operator": True}).json()
    assert client.patch(me, json={"operator": False}, headers=read_tag(client, me)).json()["operator"] is False
    assert_problem(client.patch(f"/users/{other['id']}", json={"operator": False}), 403, "not-allowed")


def test_a_change_of_an_account_or_a_member_needs_what_was_read(app: FastAPI, agreement: Agreement) -> None:
    client, user = agreement.client, member_of(app, agreement.id, "city", Role.CLERK)
    member = f"{agreement.path}/members/{user.id}"
    old = {each: read_tag(client, each) for each in (f"/users/{user.id}", member)}
    assert client.patch(f"/users/{user.id}", json={"name": "Dana"}, headers=old[f"/users/{user.id}"]).is_success
    assert client.put(member, json={"party": "city", "role": "counsel"}, headers=old[member]).is_success
    for address, headers in old.items():
        method = "PATCH" if address.startswith("/users") else "PUT"
        body = {"name": "D"} if method == "PATCH" else {"party": "city", "role": "clerk"}
        answer = client.request(method, address, json=body, headers=headers)
        assert assert_problem(answer, 412, "stale-edit")["current"] == read_tag(client, address)["If-Match"]
    answer = client.put(member, json={"party": "city", "role": "clerk"}, headers={"If-None-Match": "*"})
    assert_problem(answer, 412, "stale-edit")
    assert_problem(client.delete(member, headers=old[member]), 412, "stale-edit")
    assert_problem(client.delete(member), 428, "precondition-required")


def test_accounts_and_members_are_filtered(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    for party, role in (("city", Role.CLERK), ("city", Role.COUNSEL), ("district", Role.CLERK)):
        member_of(app, agreement.id, party, role)

    def emails(query: str) -> list[str]:
        return [each["email"] for each in client.get(query).json()["items"]]

    assert emails("/users?text=CITY") == ["clerk@city.example", "counsel@city.example"]
    assert emails("/users?operator=true") == ["operator@office.example"]
    assert emails("/users?disabled=true") == []
    assert emails("/users?text=%25") == []
    assert emails(f"{agreement.path}/members?party=city&role=clerk") == ["clerk@city.example"]
