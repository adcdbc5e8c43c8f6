"""Searching one agreement, and all that the caller has a part in."""

# pyright: basic

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.auth.access import Role
from tests.integration.api.conftest import (
    WHO,
    Agreement,
    assert_problem,
    client_of,
    member_of,
    token_of,
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
