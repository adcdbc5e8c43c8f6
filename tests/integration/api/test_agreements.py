"""Agreements and parties over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.integration.api.conftest import PARTIES, Agreement, assert_problem

Rows = Callable[[], dict[str, int]]


def test_an_agreement_is_read_as_it_was_made(client: TestClient) -> None:
    made = client.post("/agreements", json={"title": "An MOU", "doc_type": "moa", "parties": PARTIES})
    assert made.status_code == 201
    read = client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.json()["parties"] == PARTIES
    assert read.json()["doc_type"] == "moa"


def test_the_row_is_there_as_soon_as_the_client_has_its_answer(client: TestClient, rows: Rows) -> None:
    for number in range(1, 6):
        client.post("/agreements", json={"title": "An MOU"})
        assert rows()["agreements"] == number


def test_pages_list_every_agreement_once_and_oldest_first(client: TestClient) -> None:
    made = [client.post("/agreements", json={"title": f"MOU {n}"}).json()["id"] for n in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    for size in (2, 2, 1):
        page = client.get("/agreements", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        assert len(page["items"]) == size
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == made
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MjAyMC0wMS0wMVQwMDowMDowMCBh", "%ff"])
def test_a_cursor_that_no_page_gave_is_refused(client: TestClient, cursor: str) -> None:
    assert_problem(client.get("/agreements", params={"cursor": cursor}), 422, "invalid-option")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "MOU", "doc_type": "treaty"}, "doc_type"),
        ({"title": "MOU", "color": "red"}, "color"),
        ({"title": "MOU", "parties": [{"role": "District", "legal_name": "x"}]}, "parties.0.role"),
        ({"title": "MOU", "parties": [{**PARTIES[0], "short_name": "x" * 101}]}, "parties.0.short_name"),
        ({"title": "MOU", "parties": [PARTIES[0], PARTIES[0]]}, "parties"),
    ],
)
def test_an_impossible_agreement_is_refused_by_field_and_not_stored(
    client: TestClient, rows: Rows, body: dict[str, Any], path: str
) -> None:
    problem = assert_problem(client.post("/agreements", json=body), 422, "invalid-input")
    assert path in [each["path"] for each in problem["problems"]]
    assert rows()["agreements"] == 0


def test_half_a_surrogate_pair_is_refused(client: TestClient) -> None:
    answer = client.post("/agreements", content=b'{"title": "\\ud800"}', headers={"Content-Type": "application/json"})
    assert_problem(answer, 422, "invalid-input")


def test_broken_json_is_a_problem(client: TestClient) -> None:
    answer = client.post("/agreements", content=b'{"title": ', headers={"Content-Type": "application/json"})
    assert assert_problem(answer, 422, "invalid-input")["problems"] == [
        {"path": "body", "reason": "must be valid JSON text"}
    ]


def test_a_refusal_reads_the_same_for_a_request_and_for_a_clause(client: TestClient) -> None:
    problem = assert_problem(
        client.post("/agreements", json={"doc_type": "treaty", "color": "red"}), 422, "invalid-input"
    )
    assert {each["path"]: each["reason"] for each in problem["problems"]} == {
        "title": "is required",
        "doc_type": "must be 'mou', 'moa' or 'interlocal_agreement'",
        "color": "there is no such field",
    }
    problem = assert_problem(client.post("/agreements", json={"title": " "}), 422, "invalid-input")
    assert problem["detail"] == "title: must have at least 1 character"


def test_what_is_not_there_is_a_problem(client: TestClient) -> None:
    for path in ("/agreements/none", "/agreements/none/parties", "/agreements/none/clauses", "/agreements/none/drafts"):
        assert_problem(client.get(path), 404, "not-found")


def test_an_address_that_is_not_there_is_a_problem(client: TestClient) -> None:
    assert_problem(client.get("/nowhere"), 404, "not-found")


def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(client: TestClient) -> None:
    answer = client.delete("/agreements")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, POST"


def test_parties_are_set_by_who_has_read_them(agreement: Agreement) -> None:
    read = agreement.client.get(f"{agreement.path}/parties")
    new = [PARTIES[1], {**PARTIES[0], "office": "Board Chair"}]
    answer = agreement.client.put(
        f"{agreement.path}/parties", json={"parties": new}, headers={"If-Match": read.headers["ETag"]}
    )
    assert answer.status_code == 200
    assert answer.json()["parties"] == new
    assert answer.headers["ETag"] != read.headers["ETag"]
    assert agreement.client.get(agreement.path).json()["parties"] == new


def test_a_stale_change_of_the_parties_is_refused_with_the_current_tag(agreement: Agreement) -> None:
    address, body = f"{agreement.path}/parties", {"parties": PARTIES[:1]}
    first = agreement.client.get(address).headers["ETag"]
    current = agreement.client.put(address, json=body, headers={"If-Match": first}).headers["ETag"]
    answer = agreement.client.put(address, json={"parties": PARTIES}, headers={"If-Match": first})
    assert assert_problem(answer, 412, "stale-edit")["current"] == current
    assert answer.headers["ETag"] == current
    assert agreement.client.get(address).json()["parties"] == PARTIES[:1]


def test_a_change_of_the_parties_needs_an_if_match(agreement: Agreement) -> None:
    answer = agreement.client.put(f"{agreement.path}/parties", json={"parties": []})
    assert_problem(answer, 428, "precondition-required")


def test_an_agreement_has_the_usual_house_style_unless_another_is_chosen(client: TestClient) -> None:
    usual, chosen = (
        client.post("/agreements", json={"title": "An MOU", **more}).json()["house_style"]
        for more in ({}, {"house_style": {"numbering": "decimal", "page": "a4"}})
    )
    assert usual == {
        "numbering": "section",
        "recitals": "lettered",
        "page": "letter",
        "font": "times_new_roman",
        "font_size": 12,
    }
    assert chosen == {**usual, "numbering": "decimal", "page": "a4"}


@pytest.mark.parametrize(
    ("style", "path"),
    [
        ({"numbering": "roman"}, "house_style.numbering"),
        ({"font_size": 9}, "house_style.font_size"),
        ({"font_size": "12"}, "house_style.font_size"),
        ({"colour": "red"}, "house_style.colour"),
    ],
)
def test_an_impossible_house_style_is_refused(client: TestClient, style: dict[str, Any], path: str) -> None:
    answer = client.post("/agreements", json={"title": "An MOU", "house_style": style})
    problem = assert_problem(answer, 422, "invalid-input")
    assert [each["path"] for each in problem["problems"]] == [path]


def test_clauses_and_the_next_draft_follow_another_house_style_and_saved_drafts_stay(agreement: Agreement) -> None:
    client, address = agreement.client, f"{agreement.path}/house-style"
    target = agreement.add("Training", "An SRO trains.")
    agreement.add("Cameras", f"See {{ref:clause:{target['clause_id']}}} first.")
    before = agreement.save()
    read = client.get(address)
    answer = client.put(address, json={"numbering": "article_section"}, headers={"If-Match": read.headers["ETag"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["house_style"] == {**read.json()["house_style"], "numbering": "article_section"}
    second = client.get(f"{agreement.path}/clauses").json()["items"][1]["text"]
    assert [each["label"].replace("\u00a0", " ") for each in second] == ["Article II.", "Section 2.01"]
    assert second[1]["text"].replace("\u00a0", " ") == "See Article I first."
    after = agreement.save("In articles")
    assert [draft["house_style"]["numbering"] for draft in (before, after)] == ["section", "article_section"]
    assert client.get(f"{agreement.path}/drafts/1").json() == before
    redline = client.get(f"{agreement.path}/redlines/1...2.json")
    assert redline.status_code == 200, redline.text


def test_a_stale_choice_of_the_house_style_is_refused_with_the_current_tag(agreement: Agreement) -> None:
    address = f"{agreement.path}/house-style"
    first = agreement.client.get(address).headers["ETag"]
    current = agreement.client.put(address, json={}, headers={"If-Match": first}).headers["ETag"]
    answer = agreement.client.put(address, json={"page": "a4"}, headers={"If-Match": first})
    assert assert_problem(answer, 412, "stale-edit")["current"] == current
    parties = agreement.client.get(f"{agreement.path}/parties").headers["ETag"]
    assert_problem(agreement.client.put(address, json={}, headers={"If-Match": parties}), 412, "stale-edit")
    assert_problem(agreement.client.put(address, json={}), 428, "precondition-required")


def test_every_property_of_a_house_style_has_a_title_and_a_description(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()["components"]["schemas"]["HouseStyle"]
    assert all(each.get("title") and each.get("description") for each in schema["properties"].values())
