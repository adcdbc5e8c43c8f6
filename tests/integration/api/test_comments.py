"""Comments in threads: on a clause or a proposal, shared by both sides or private to one."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from tests.integration.api.conftest import Bargain, assert_problem, client_of, member_of, token_of, words


@pytest.fixture
def clause(bargain: Bargain) -> dict[str, Any]:
    return bargain.agreement.add("Term", "A year.")


def begin(bargain: Bargain, by: TestClient, visibility: str = "shared", **about: Any) -> dict[str, Any]:
    body = {"visibility": visibility, "text": "Which schools?", **about}
    answer = by.post(f"{bargain.path}/threads", json=body)
    assert answer.status_code == 201, answer.text
    assert by.get(answer.headers["Location"]).json() == answer.json()
    return answer.json()


def test_both_sides_talk_about_a_clause(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = begin(bargain, bargain.police, clause_id=clause["clause_id"])
    assert (made["clause_id"], made["revision"], made["visibility"]) == (clause["clause_id"], 1, "shared")
    answer = bargain.district.post(f"{bargain.path}/threads/{made['id']}/comments", json={"text": "All of them."})
    assert answer.status_code == 201, answer.text
    assert [(each["author"], each["party"], each["text"]) for each in answer.json()["comments"]] == [
        ("Negotiator", "police", "Which schools?"),
        ("Negotiator", "district", "All of them."),
    ]
    assert bargain.city.get(f"{bargain.path}/threads").json()["items"] == [answer.json()]


def test_a_thread_is_resolved_and_reopened(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = begin(bargain, bargain.city, clause_id=clause["clause_id"])
    address = f"{bargain.path}/threads/{made['id']}"
    assert_problem(bargain.city.post(f"{address}/reopen"), 409, "illegal-move")
    resolved = bargain.district.post(f"{address}/resolve").json()
    assert (resolved["resolved"], resolved["resolved_by"]) == (True, "Negotiator")
    assert_problem(bargain.city.post(f"{address}/resolve"), 409, "illegal-move")
    assert_problem(bargain.city.post(f"{address}/comments", json={"text": "But."}), 409, "illegal-move")
    assert bargain.city.post(f"{address}/reopen").json() == made
    assert bargain.city.get(f"{bargain.path}/threads", params={"resolved": True}).json()["items"] == []
    assert bargain.city.get(f"{bargain.path}/threads", params={"resolved": False}).json()["items"] == [made]


def test_a_private_thread_does_not_exist_for_anybody_else(
    app: FastAPI, bargain: Bargain, clause: dict[str, Any]
) -> None:
    made = begin(bargain, bargain.city, "private", clause_id=clause["clause_id"])
    address = f"{bargain.path}/threads/{made['id']}"
    assert bargain.police.get(address).json() == made
    eyes = [bargain.district, bargain.agreement.client]
    own = (member_of(app, bargain.agreement.id, "city", role) for role in (Role.CLERK, Role.OBSERVER))
    eyes += [client_of(app, token_of(app, each)) for each in own]
    for eye in eyes:
        assert_problem(eye.get(address), 404, "not-found")
        assert eye.get(f"{bargain.path}/threads").json()["items"] == []
    for step, body in (("comments", {"text": "Mine."}), ("resolve", None), ("reopen", None)):
        there = assert_problem(bargain.district.post(f"{address}/{step}", json=body), 404, "not-found")["detail"]
        not_there = bargain.district.post(f"{bargain.path}/threads/thr-none/{step}", json=body).json()["detail"]
        assert there.replace(made["id"], "thr-none") == not_there
    replied = bargain.police.post(f"{address}/comments", json={"text": "Ours."}).json()
    assert (replied["visibility"], len(replied["comments"])) == ("private", 2)
    assert_problem(bargain.district.get(address), 404, "not-found")


def test_comments_on_a_draft_are_private_until_it_is_submitted(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "Two years."), submit=False)
    about = {"proposal_id": made["id"], "text": "Shall we?"}
    address = f"{bargain.path}/threads"
    assert_problem(bargain.city.post(address, json={**about, "visibility": "shared"}), 422, "invalid-option")
    for visibility in ("shared", "private"):
        answer = bargain.district.post(address, json={**about, "visibility": visibility})
        assert_problem(answer, 404, "not-found")
    private = begin(bargain, bargain.city, "private", proposal_id=made["id"])
    bargain.step(bargain.city, made, "submit")
    shared = begin(bargain, bargain.district, proposal_id=made["id"])
    seen = bargain.city.get(address, params={"proposal_id": made["id"]}).json()["items"]
    assert seen == [private, shared]
    assert bargain.city.get(address, params={"visibility": "private"}).json()["items"] == [private]
    assert bargain.district.get(address).json()["items"] == [shared]


@pytest.mark.parametrize(
    "body",
    [
        {"clause_id": "x", "proposal_id": "y", "visibility": "shared", "text": "Both."},
        {"visibility": "shared", "text": "Neither."},
        {"clause_id": "x", "text": "To whom?"},
        {"clause_id": "x", "visibility": "public", "text": "To all."},
        {"clause_id": "x", "visibility": "shared", "text": ""},
        {"clause_id": "x", "visibility": "shared", "text": "a\u0000b"},
    ],
)
def test_a_thread_says_what_it_is_about_and_who_sees_it(bargain: Bargain, body: dict[str, Any]) -> None:
    assert_problem(bargain.city.post(f"{bargain.path}/threads", json=body), 422, "invalid-input")


def test_a_thread_is_about_what_is_there(bargain: Bargain) -> None:
    for about in ({"clause_id": "nowhere"}, {"proposal_id": "prp-none"}):
        body = {**about, "visibility": "shared", "text": "Where?"}
        assert_problem(bargain.city.post(f"{bargain.path}/threads", json=body), 404, "not-found")
