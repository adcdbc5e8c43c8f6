"""Searching one agreement, and all that the caller has a part in."""

# pyright: basic

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.auth.access import Role
from tests.integration.api.conftest import (
    WHO,
    Agreement,
    Bargain,
    assert_problem,
    client_of,
    member_of,
    token_of,
    words,
)

TERMINATION = {"notice": {"n": 60, "unit": "calendar_days"}, "mid_year": True, "survives": []}


def search(agreement: Agreement, query: str) -> list[dict[str, Any]]:
    answer = agreement.client.get(f"{agreement.path}/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_words_headings_fields_rationales_and_authors_are_found(agreement: Agreement) -> None:
    agreement.add("Cameras", "Footage is deleted after a while.")
    body = {"kind": "termination", "fields": TERMINATION, **WHO}
    made = agreement.client.post(f"{agreement.path}/clauses", json=body).json()
    for query, headings in (
        ("footage", ["Cameras"]),
        ("cameras", ["Cameras"]),
        ("notice > P30D", [made["heading"]]),
        ("notice > P90D", []),
        ("termination.notice = P60D", []),
        ("kind:termination mid_year = yes", [made["heading"]]),
        ('rationale:"the board asked"', ["Cameras", made["heading"]]),
        ('author:"Dana Reyes" footage', ["Cameras"]),
    ):
        assert [each["heading"] for each in search(agreement, query)] == headings, query
    (hit,) = search(agreement, "notice > P30D")
    assert hit["agreement_id"] == agreement.id
    (why,) = hit["why"]
    assert (why["source"], why["path"], why["snippet"]["text"]) == ("field", "notice", "sixty (60) calendar days")


def test_a_rationale_of_an_earlier_revision_is_found(agreement: Agreement) -> None:
    clause = agreement.add("Cameras", "Footage.", rationale="pheasants")
    agreement.revise(clause, "Footage stays.", rationale="something else")
    (hit,) = search(agreement, "pheasants")
    assert (hit["revision"], hit["why"][0]["place"]) == (2, "Revision 1")


def test_a_query_that_can_not_be_read_is_refused_with_how_one_is_written(agreement: Agreement) -> None:
    for path in (f"{agreement.path}/search", "/search"):
        problem = assert_problem(agreement.client.get(path, params={"q": "fee >"}), 422, "invalid-query")
        assert "retention > P180D" in problem["detail"]
        assert_problem(agreement.client.get(path), 422, "invalid-input")


def test_a_search_of_all_agreements_finds_those_of_the_caller_alone(app: FastAPI, agreement: Agreement) -> None:
    agreement.add("Cameras", "Footage.")
    other = Agreement(agreement.client, agreement.client.post("/agreements", json={"title": "Another"}).json()["id"])
    other.add("Cameras", "Footage too.")
    found = agreement.client.get("/search?q=footage").json()["items"]
    assert {each["agreement_id"] for each in found} == {agreement.id, other.id}
    user = member_of(app, agreement.id, "city", Role.OBSERVER)
    with client_of(app, token_of(app, user)) as observer:
        seen = observer.get("/search?q=footage").json()["items"]
        assert [each["agreement_id"] for each in seen] == [agreement.id]
        assert_problem(observer.get(f"{other.path}/search?q=footage"), 404, "not-found")


# ------------------------------------------------------------------------------------- proposals and comments


def hits(client: Any, path: str, query: str, **more: Any) -> list[tuple[str, str]]:
    answer = client.get(path, params={"q": query, **more})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    return sorted((each["type"], each[f"{each['type']}_id"]) for each in items)


def test_a_proposal_is_found_by_its_own_side_and_once_submitted_by_the_other(bargain: Bargain) -> None:
    clause = bargain.agreement.add("Cameras", "Footage is kept.")
    edits = [words(clause, "Pheasants are kept.")]
    made = bargain.propose(bargain.city, *edits, submit=False, rationale="The aviary asked.")
    for path in (f"{bargain.path}/search", "/search"):
        for query in ("aviary", "pheasants", "rationale:aviary", "text:pheasants -footage"):
            assert hits(bargain.city, path, query) == [("proposal", made["id"])], query
            assert hits(bargain.police, path, query) == [("proposal", made["id"])], query
            assert hits(bargain.district, path, query) == []
            assert hits(bargain.agreement.client, path, query) == []
    bargain.step(bargain.city, made, "submit")
    for path in (f"{bargain.path}/search", "/search"):
        assert hits(bargain.district, path, "aviary") == [("proposal", made["id"])]
        assert hits(bargain.agreement.client, path, "aviary") == [("proposal", made["id"])]
    bargain.step(bargain.district, made, "reject", note="No birds before June.")
    assert hits(bargain.city, f"{bargain.path}/search", "note:birds") == [("proposal", made["id"])]


def test_a_comment_is_found_by_who_may_read_its_thread(bargain: Bargain) -> None:
    clause = bargain.agreement.add("Cameras", "Footage is kept.")
    made = {}
    for visibility in ("private", "shared"):
        body = {"clause_id": clause["clause_id"], "visibility": visibility, "text": "Which schools are meant?"}
        made[visibility] = bargain.city.post(f"{bargain.path}/threads", json=body).json()["id"]
    reply = {"text": "All of them, I was told."}
    assert bargain.city.post(f"{bargain.path}/threads/{made['private']}/comments", json=reply).status_code == 201
    for path in (f"{bargain.path}/search", "/search"):
        both = sorted(("thread", each) for each in made.values())
        assert hits(bargain.city, path, "schools") == hits(bargain.police, path, "comment:schools") == both
        assert hits(bargain.district, path, "schools") == [("thread", made["shared"])]
        assert hits(bargain.city, path, '"all of them"') == [("thread", made["private"])]
        assert hits(bargain.district, path, '"all of them"') == []


def test_a_search_is_for_one_type_where_it_says_so(bargain: Bargain) -> None:
    clause = bargain.agreement.add("Cameras", "Footage is kept.")
    bargain.propose(bargain.city, words(clause, "Footage goes."), rationale="Footage costs.")
    body = {"clause_id": clause["clause_id"], "visibility": "shared", "text": "Whose footage?"}
    bargain.city.post(f"{bargain.path}/threads", json=body)
    path = f"{bargain.path}/search"
    assert [kind for kind, _ in hits(bargain.city, path, "footage")] == ["clause", "proposal", "thread"]
    for kind in ("clause", "proposal", "thread"):
        assert [each for each, _ in hits(bargain.city, path, "footage", type=kind)] == [kind]
    assert_problem(bargain.city.get(path, params={"q": "footage", "type": "draft"}), 422, "invalid-input")


def test_what_was_changed_a_moment_ago_is_found_as_it_is_now(agreement: Agreement) -> None:
    clause = agreement.add("Cameras", "Footage is kept.", rationale="One.")
    assert [each["revision"] for each in search(agreement, "footage")] == [1]
    agreement.revise(clause, "Pheasants are kept.", rationale="Two.")
    assert search(agreement, "text:footage") == []
    assert [each["revision"] for each in search(agreement, "pheasants rationale:two")] == [2]
    agreement.add("Before all", "Pheasants first.", after=None)
    assert [each["place"] for each in search(agreement, "pheasants")] == [1, 2]
    agreement.client.put(
        f"{agreement.path}/house-style",
        json={"numbering": "article_section"},
        headers={"If-Match": agreement.client.get(f"{agreement.path}/house-style").headers["ETag"]},
    )
    assert len(search(agreement, "pheasants")) == 2
