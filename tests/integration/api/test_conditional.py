"""Whatever changes needs the ETag of what was read: every PUT, PATCH and DELETE, and nothing slips by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import ACCESS, Role
from api.store.accounts import MemberRecord, put_member
from tests.integration.api.conftest import Agreement, assert_problem, client_of, free, member_of, token_of, user_of
from tests.support.good_requests import WEBHOOK

UNCONDITIONAL = {
    ("DELETE", "/session"): "signing out has to work whatever was read; a session is never changed",
    ("DELETE", "/me/sessions"): "signing out has to work whatever was read",
    ("PUT", "/me/password"): "the password until now is the condition",
    ("DELETE", "/me/tokens/{token_id}"): "a token that leaked is revoked at once; nothing else of it ever changes",
}
"""Routes that change something and need no ETag, and why."""

READ_AT = {
    ("PATCH", "/agreements/{agreement_id}/clauses/{clause_id}/prose"): "/clauses/{clause_id}",
    ("PUT", "/imports/{import_id}/steps"): "/imports/{import_id}",
}
"""Where the ETag is read that a route needs, if not at its own address: how that address ends."""

BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "/users/{user_id}"): {"name": "Another Name"},
    ("PUT", "/agreements/{agreement_id}/members/{user_id}"): {"party": "city", "role": "clerk"},
    ("PUT", "/agreements/{agreement_id}/parties"): {
        "parties": [{"role": role, "legal_name": "a body"} for role in ("district", "city")]
    },
    ("PUT", "/agreements/{agreement_id}/house-style"): {"page": "a4"},
    ("PUT", "/agreements/{agreement_id}/time-zone"): {"time_zone": "America/Chicago"},
    ("PUT", "/agreements/{agreement_id}/calendar"): {"holidays": [], "school_years": []},
    ("PUT", "/agreements/{agreement_id}/playbook"): {"positions": []},
    ("PATCH", "/agreements/{agreement_id}/webhooks/{webhook_id}"): {"events": ["vote.recorded"]},
    ("PUT", "/agreements/{agreement_id}/clauses/{clause_id}"): {"fields": free("Two years.")},
    ("PATCH", "/agreements/{agreement_id}/clauses/{clause_id}/prose"): {"prose": "\tThree years."},
    ("PUT", "/agreements/{agreement_id}/proposals/{proposal_id}"): {"rationale": "Another reason.", "edits": []},
}
"""A body that each route takes."""


def changing() -> list[tuple[str, str]]:
    """Every route that changes what is there."""
    return [route for route in ACCESS if route[0] in ("PUT", "PATCH", "DELETE") and route not in UNCONDITIONAL]


@pytest.fixture
def anyone_who_may(app: FastAPI, agreement: Agreement) -> Iterator[tuple[TestClient, dict[str, Any]]]:
    """An operator who acts for a party too, and the values of addresses."""
    clause = agreement.add("Term", "A year.")
    user = user_of(app, "both@office.example", operator=True)
    with app.state.runtime.unit() as unit:
        put_member(unit.write, MemberRecord(agreement.id, user.id, "district", Role.ADMIN))
    somebody = member_of(app, agreement.id, "city", Role.OBSERVER)
    with ExitStack() as stack:
        client = stack.enter_context(client_of(app, token_of(app, user)))
        edit = {"edit": "rename_heading", "clause_id": clause["clause_id"], "base": 1, "heading": "Length"}
        made = client.post(f"{agreement.path}/proposals", json={"rationale": "Because.", "edits": [edit]})
        assert made.status_code == 201, made.text
        values = {"agreement_id": agreement.id, "clause_id": clause["clause_id"], "user_id": somebody.id}
        values["proposal_id"] = made.json()["id"]
        hook = client.post(f"{agreement.path}/webhooks", json=WEBHOOK)
        values["webhook_id"] = hook.json()["id"]
        docx = client.get(f"{agreement.path}/drafts/{agreement.save()['number']}.docx").content
        imported = client.post("/imports", files={"file": ("old.docx", docx)})
        assert imported.status_code == 201, imported.text
        yield client, {**values, "import_id": imported.json()["id"], "line": imported.json()["unconfirmed"][0]}


def test_every_route_that_changes_something_says_so_in_its_description(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    for method, path in changing():
        operation = paths[path][method.lower()]
        assert {"412", "428"} <= set(operation["responses"]), (method, path)
        assert "If-Match" in [each["name"] for each in operation["parameters"]], (method, path)
        assert "get" in paths[read_at(method, path)], (method, path)
    assert set(UNCONDITIONAL) <= set(ACCESS)


def read_at(method: str, path: str) -> str:
    """The address where the ETag is read that a route needs."""
    ending = READ_AT.get((method, path), path)
    return next(each for _, each in ACCESS if each.endswith(ending) and not each.startswith("/app/"))


@pytest.mark.parametrize(("method", "path"), changing())
def test_a_change_is_made_with_the_current_tag_alone(
    anyone_who_may: tuple[TestClient, dict[str, Any]], method: str, path: str
) -> None:
    client, values = anyone_who_may
    address, where = path.format(**values), read_at(method, path).format(**values)
    body = BODIES.get((method, path))
    if path.endswith("/steps"):
        body = {"steps": [{"step": "confirm", "line": values["line"]}]}
    for header in ({}, {"If-Match": "*"}, {"If-Match": " "}):
        assert_problem(client.request(method, address, json=body, headers=header), 428, "precondition-required")
    read = client.get(where)
    assert read.status_code == 200, read.text
    tag = read.headers["ETag"]
    assert tag.startswith('"')
    for stale in ('"no-such-tag-1"', f"W/{tag}", tag[:-2] + '9999"'):
        refused = client.request(method, address, json=body, headers={"If-Match": stale})
        assert assert_problem(refused, 412, "stale-edit")["current"] == tag
        assert refused.headers["ETag"] == tag
    assert client.get(where).json() == read.json()
    done = client.request(method, address, json=body, headers={"If-Match": f'"another-1", {tag}'})
    assert done.is_success, done.text
    if method != "DELETE":
        assert done.headers["ETag"] == client.get(where).headers["ETag"] != tag
        again = client.request(method, address, json=body, headers={"If-Match": tag})
        assert_problem(again, 412, "stale-edit")
    else:
        assert_problem(client.get(where), 404, "not-found")
