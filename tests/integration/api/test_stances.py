"""How far the sides are about a clause: each gives its word for a revision, and a later one reopens what it changes."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from tests.integration.api.conftest import (
    PARTIES,
    Agreement,
    Bargain,
    assert_problem,
    client_of,
    member_of,
    tag,
    token_of,
    words,
)

LINE = "The Department shall keep each recording for {} days in the room that {} of the school has chosen."


@pytest.fixture
def clause(bargain: Bargain) -> dict[str, Any]:
    return bargain.agreement.add("Recordings", LINE.format(30, "the principal"))


def say(bargain: Bargain, by: TestClient, clause: dict[str, Any], *, agrees: bool = True) -> dict[str, Any]:
    body = {"revision": clause["number"], "agrees": agrees}
    answer = by.post(f"{bargain.path}/clauses/{clause['clause_id']}/stance", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_clause_is_open_then_agreed_by_one_side_then_agreed(bargain: Bargain, clause: dict[str, Any]) -> None:
    assert clause["status"] == {"standing": "open", "agreed_by": [], "reopened": []}
    assert say(bargain, bargain.police, clause)["agreed_by"] == ["city"]
    told = say(bargain, bargain.district, clause)
    assert (told["standing"], told["agreed_by"], told["revision"]) == ("agreed", ["district", "city"], 1)
    assert [(each["side"], each["party"], each["agrees"]) for each in told["stances"]] == [
        ("city", "police", True),
        ("district", "district", True),
    ]
    address = f"{bargain.path}/clauses/{clause['clause_id']}"
    assert bargain.city.get(f"{address}/status").json() == told
    status = {name: told[name] for name in ("standing", "agreed_by", "reopened")}
    assert bargain.city.get(address).json()["status"] == status
    assert bargain.city.get(f"{bargain.path}/clauses").json()["items"][0]["status"] == status


def test_clauses_are_listed_by_how_far_the_sides_are(bargain: Bargain, clause: dict[str, Any]) -> None:
    other = bargain.agreement.add("Keys", "The principal keeps the keys.")
    say(bargain, bargain.police, clause)

    def listed(*standings: str) -> list[str]:
        answer = bargain.city.get(f"{bargain.path}/clauses", params={"standing": standings})
        return [each["clause_id"] for each in answer.json()["items"]]

    assert listed("agreed-by-one") == [clause["clause_id"]]
    assert listed("open") == [other["clause_id"]]
    assert listed("agreed") == []
    assert listed("open", "agreed-by-one") == [clause["clause_id"], other["clause_id"]]


def test_a_side_speaks_with_one_voice_and_may_change_its_mind(bargain: Bargain, clause: dict[str, Any]) -> None:
    say(bargain, bargain.police, clause)
    assert say(bargain, bargain.city, clause, agrees=False)["standing"] == "open"
    assert say(bargain, bargain.city, clause)["standing"] == "agreed-by-one"


def test_a_later_change_reopens_the_clause_and_says_by_whom(bargain: Bargain, clause: dict[str, Any]) -> None:
    for by in (bargain.district, bargain.city):
        say(bargain, by, clause)
    made = bargain.propose(bargain.police, words(clause, LINE.format(60, "the principal")))
    bargain.step(bargain.district, made, "accept")
    status = bargain.clause(clause["clause_id"])["status"]
    assert (status["standing"], status["agreed_by"]) == ("open", [])
    for each, side in zip(status["reopened"], ("district", "city"), strict=True):
        assert (each["side"], each["agreed"], each["revision"]) == (side, 1, 2)
        assert (each["author"], each["party"], each["proposal"]) == ("Negotiator", "police", made["id"])


def test_a_word_is_given_for_the_revision_that_stands(bargain: Bargain, clause: dict[str, Any]) -> None:
    current = bargain.agreement.revise(clause, "Otherwise.")
    address = f"{bargain.path}/clauses/{clause['clause_id']}/stance"
    stale = bargain.city.post(address, json={"revision": 1, "agrees": True})
    assert assert_problem(stale, 412, "stale-edit")["current"] == tag(current)
    assert current["status"]["standing"] == "open"


def test_an_acceptance_may_say_that_both_sides_agree(bargain: Bargain, clause: dict[str, Any]) -> None:
    fields = {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]}
    insert = {"edit": "insert", "kind": "custom", "heading": "Keys", "fields": fields, "after": None}
    made = bargain.propose(bargain.police, insert, words(clause, LINE.format(60, "the principal")))
    bargain.step(bargain.district, made, "accept", agree=True)
    for each in bargain.city.get(f"{bargain.path}/clauses").json()["items"]:
        assert each["status"]["standing"] == "agreed"


def test_an_acceptance_says_nothing_about_the_whole_clause_by_itself(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, LINE.format(60, "the principal")))
    bargain.step(bargain.district, made, "accept")
    assert bargain.clause(clause["clause_id"])["status"]["standing"] == "open"


def test_the_sponsors_have_not_agreed_with_a_merged_text(bargain: Bargain, clause: dict[str, Any]) -> None:
    theirs = bargain.propose(bargain.city, words(clause, LINE.format(180, "the principal")))
    bargain.agreement.revise(clause, LINE.format(30, "a teacher"))
    address = f"{bargain.path}/proposals/{theirs['id']}/accept"
    [shown] = assert_problem(bargain.district.post(address), 409, "moved-base")["collisions"]
    body = {"confirmed": {clause["clause_id"]: shown["confirm"]}, "agree": True}
    assert bargain.district.post(address, json=body).status_code == 200
    assert bargain.clause(clause["clause_id"])["status"]["agreed_by"] == ["district"]


def test_who_may_give_the_word_of_a_side(app: FastAPI, bargain: Bargain, clause: dict[str, Any]) -> None:
    address = f"{bargain.path}/clauses/{clause['clause_id']}"
    body = {"revision": 1, "agrees": True}
    assert_problem(bargain.agreement.client.post(f"{address}/stance", json=body), 403, "not-allowed")
    with client_of(app, token_of(app, member_of(app, bargain.agreement.id, "city", Role.CLERK))) as clerk:
        assert_problem(clerk.post(f"{address}/stance", json=body), 403, "not-allowed")
        assert clerk.get(f"{address}/status").json()["standing"] == "open"


def test_there_is_no_status_without_a_clause_or_without_two_sides(
    app: FastAPI, bargain: Bargain, clause: dict[str, Any], client: TestClient
) -> None:
    address = f"{bargain.path}/clauses/{clause['clause_id']}"
    bargain.agreement.client.delete(address, headers={"If-Match": tag(clause)})
    for path in (address, f"{bargain.path}/clauses/nowhere"):
        assert_problem(bargain.city.get(f"{path}/status"), 404, "not-found")
        body = {"revision": 1, "agrees": True}
        assert_problem(bargain.city.post(f"{path}/stance", json=body), 404, "not-found")
    alone = Agreement(client, client.post("/agreements", json={"title": "M", "parties": PARTIES[:1]}).json()["id"])
    made = alone.add("Term", "A year.")
    assert made["status"] is None
    assert_problem(client.get(f"{alone.path}/clauses/{made['clause_id']}/status"), 409, "conflict")
