"""Clauses over HTTP: each change by someone who has read the clause, and every revision kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services import clauses
from clauses.record import ClauseRevision
from tests.integration.api.conftest import WHO, Agreement, assert_problem, free, tag
from tests.unit.clauses.story import example

Rows = Callable[[], dict[str, int]]


def test_a_clause_is_read_with_its_words_its_place_and_its_tag(agreement: Agreement) -> None:
    agreement.add("Term", "It runs for a year.")
    made = agreement.add("Meetings", "They meet monthly.", "They keep minutes.")
    answer = agreement.client.get(f"{agreement.path}/clauses/{made['clause_id']}")
    assert answer.headers["ETag"] == tag(made)
    assert answer.json() == made
    assert made["place"] == 2
    assert made["number"] == 1
    assert made["author"] == WHO["author"]
    assert made["party"] == "district"
    assert made["rationale"] == WHO["rationale"]
    assert [(each["label"], each["text"]) for each in made["text"]] == [
        ("2.", "Meetings"),
        ("(a)", "They meet monthly."),
        ("(b)", "They keep minutes."),
    ]


def test_the_answer_to_a_new_clause_says_where_it_is(agreement: Agreement) -> None:
    body = {"kind": "custom", "heading": "Term", "fields": free("A year."), **WHO}
    answer = agreement.client.post(f"{agreement.path}/clauses", json=body)
    assert answer.headers["ETag"] == tag(answer.json())
    assert agreement.client.get(answer.headers["Location"]).json() == answer.json()


def test_a_typed_clause_keeps_its_fields_and_gets_the_heading_of_its_kind(agreement: Agreement) -> None:
    fields = {"entries": [{"term": "Recording", "meaning": "audio or video made by a camera"}]}
    body = {"kind": "definitions", "fields": fields, **WHO}
    made = agreement.client.post(f"{agreement.path}/clauses", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["fields"] == fields
    assert made.json()["heading"]
    assert any("Recording" in each["text"] for each in made.json()["text"])


def test_a_clause_goes_where_it_is_told(agreement: Agreement) -> None:
    first = agreement.add("First", "One.")
    agreement.add("Last", "Nine.")
    agreement.add("Second", "Two.", after=first["clause_id"])
    agreement.add("Zeroth", "Zero.", after=None)
    assert agreement.headings() == ["Zeroth", "First", "Second", "Last"]


def test_a_clause_can_not_follow_one_that_is_not_there(agreement: Agreement, rows: Rows) -> None:
    body = {"kind": "custom", "heading": "Term", "fields": free("A year."), "after": "nowhere", **WHO}
    assert_problem(agreement.client.post(f"{agreement.path}/clauses", json=body), 422, "invalid-option")
    assert rows()["clauses"] == 0


def test_refused_fields_are_named_by_path_and_reason_and_nothing_is_stored(agreement: Agreement, rows: Rows) -> None:
    fields = {"paragraphs": [{"level": 9, "text": "x"}], "colour": "red"}
    body = {"kind": "custom", "heading": "Term", "fields": fields, **WHO}
    problem = assert_problem(agreement.client.post(f"{agreement.path}/clauses", json=body), 422, "invalid-clause")
    assert {"fields.paragraphs.0.level", "fields.colour"} <= {each["path"] for each in problem["problems"]}
    assert all(each["reason"] for each in problem["problems"])
    assert rows()["clauses"] == rows()["clause_revisions"] == 0


@pytest.mark.parametrize("text", ["a\u0000b", "\ud800", "\uffff"])
def test_words_that_no_file_can_hold_are_refused(agreement: Agreement, rows: Rows, text: str) -> None:
    body = {"kind": "custom", "heading": "Term", "fields": free(text), **WHO}
    answer = agreement.client.post(
        f"{agreement.path}/clauses", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert rows()["clauses"] == 0


def test_an_unknown_kind_is_refused(agreement: Agreement) -> None:
    body = {"kind": "retentoin", "fields": {}, **WHO}
    problem = assert_problem(agreement.client.post(f"{agreement.path}/clauses", json=body), 422, "unknown-kind")
    assert "retention" in problem["detail"]


def test_an_agreement_has_one_clause_of_a_kind_that_is_not_repeatable(agreement: Agreement, rows: Rows) -> None:
    body = {"kind": "definitions", "fields": {"entries": [{"term": "Board", "meaning": "the board"}]}, **WHO}
    assert agreement.client.post(f"{agreement.path}/clauses", json=body).status_code == 201
    assert_problem(agreement.client.post(f"{agreement.path}/clauses", json=body), 409, "conflict")
    assert rows()["clauses"] == 1


def test_a_revision_follows_the_one_that_was_read(agreement: Agreement) -> None:
    made = agreement.add("Term", "It runs for a year.")
    revised = agreement.revise(made, "It runs for two years.", heading="Duration")
    assert (revised["number"], revised["heading"]) == (2, "Duration")
    assert revised["content_hash"] != made["content_hash"]
    assert agreement.client.get(f"{agreement.path}/clauses/{made['clause_id']}").json() == revised


def test_a_revision_without_a_heading_keeps_it(agreement: Agreement) -> None:
    assert agreement.revise(agreement.add("Term", "A year."), "Two years.")["heading"] == "Term"


def test_a_stale_edit_is_a_conflict_that_names_the_current_tag(agreement: Agreement, rows: Rows) -> None:
    made = agreement.add("Term", "A year.")
    current = agreement.revise(made, "Two years.")
    answer = agreement.client.put(
        f"{agreement.path}/clauses/{made['clause_id']}",
        json={"fields": free("Three years."), **WHO},
        headers={"If-Match": tag(made)},
    )
    assert assert_problem(answer, 412, "stale-edit")["current"] == tag(current)
    assert answer.headers["ETag"] == tag(current)
    assert rows()["clause_revisions"] == 2


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-Match": ""}])
def test_a_change_must_say_what_was_read(agreement: Agreement, rows: Rows, headers: dict[str, str]) -> None:
    made = agreement.add("Term", "A year.")
    address = f"{agreement.path}/clauses/{made['clause_id']}"
    body = {"fields": free("Two years."), **WHO}
    assert_problem(agreement.client.put(address, json=body, headers=headers), 428, "precondition-required")
    assert_problem(agreement.client.delete(address, headers=headers), 428, "precondition-required")
    move = agreement.client.post(f"{address}/move", json={"after": None}, headers=headers)
    assert_problem(move, 428, "precondition-required")
    assert rows()["clause_revisions"] == 1


def test_the_history_is_one_chain_oldest_first(agreement: Agreement) -> None:
    made = agreement.add("Term", "A year.")
    second = agreement.revise(made, "Two years.")
    third = agreement.revise(second, "Three years.", author="Pat Osei", party="city", rationale=None)
    history = agreement.client.get(f"{agreement.path}/clauses/{made['clause_id']}/revisions").json()
    assert history["removed"] is False
    assert [each["number"] for each in history["items"]] == [1, 2, 3]
    assert [each["content_hash"] for each in history["items"]] == [
        each["content_hash"] for each in (made, second, third)
    ]
    assert [each["author"] for each in history["items"]] == ["Dana Reyes", "Dana Reyes", "Pat Osei"]
    assert history["items"][0]["previous_hash"] is None
    assert len({each["previous_hash"] for each in history["items"]}) == 3


def test_a_removed_clause_leaves_the_order_and_keeps_its_history(agreement: Agreement) -> None:
    made = agreement.add("Term", "A year.")
    agreement.add("Meetings", "Monthly.")
    address = f"{agreement.path}/clauses/{made['clause_id']}"
    assert agreement.client.delete(address, headers={"If-Match": tag(made)}).status_code == 204
    assert agreement.headings() == ["Meetings"]
    assert_problem(agreement.client.get(address), 404, "not-found")
    history = agreement.client.get(f"{address}/revisions").json()
    assert history["removed"] is True
    assert len(history["items"]) == 1
    again = agreement.client.put(address, json={"fields": free("x"), **WHO}, headers={"If-Match": tag(made)})
    assert_problem(again, 404, "not-found")


def test_a_stale_removal_removes_nothing(agreement: Agreement) -> None:
    made = agreement.add("Term", "A year.")
    agreement.revise(made, "Two years.")
    answer = agreement.client.delete(f"{agreement.path}/clauses/{made['clause_id']}", headers={"If-Match": tag(made)})
    assert_problem(answer, 412, "stale-edit")
    assert agreement.headings() == ["Term"]


def test_a_move_changes_the_order_and_no_clause(agreement: Agreement) -> None:
    one, _two, three = (agreement.add(each, "Words.") for each in ("One", "Two", "Three"))
    address = f"{agreement.path}/clauses/{three['clause_id']}/move"
    answer = agreement.client.post(address, json={"after": one["clause_id"]}, headers={"If-Match": tag(three)})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["place"], answer.json()["number"]) == (2, 1)
    assert answer.json()["text"][0]["label"] == "2."
    assert answer.headers["ETag"] == tag(three)
    assert agreement.headings() == ["One", "Three", "Two"]
    agreement.client.post(address, json={"after": None}, headers={"If-Match": tag(three)})
    assert agreement.headings() == ["Three", "One", "Two"]


def test_a_clause_can_not_be_moved_behind_itself_or_nowhere(agreement: Agreement) -> None:
    made = agreement.add("Term", "A year.")
    agreement.add("Meetings", "Monthly.")
    for after in (made["clause_id"], "nowhere"):
        answer = agreement.client.post(
            f"{agreement.path}/clauses/{made['clause_id']}/move",
            json={"after": after},
            headers={"If-Match": tag(made)},
        )
        assert_problem(answer, 422, "invalid-option")
    assert agreement.headings() == ["Term", "Meetings"]


def test_a_clause_of_another_agreement_is_not_found(agreement: Agreement, client: TestClient) -> None:
    made = agreement.add("Term", "A year.")
    other = Agreement(client, client.post("/agreements", json={"title": "Another"}).json()["id"])
    address = f"{other.path}/clauses/{made['clause_id']}"
    headers = {"If-Match": tag(made)}
    assert_problem(client.get(address), 404, "not-found")
    assert_problem(client.get(f"{address}/revisions"), 404, "not-found")
    assert_problem(client.put(address, json={"fields": free("x"), **WHO}, headers=headers), 404, "not-found")
    assert_problem(client.delete(address, headers=headers), 404, "not-found")
    assert agreement.headings() == ["Term"]


def test_of_two_who_revise_one_clause_at_once_exactly_one_wins(agreement: Agreement, rows: Rows) -> None:
    made = agreement.add("Term", "A year.")
    barrier = threading.Barrier(2)
    answers: list[Any] = []

    def revise(words: str) -> None:
        barrier.wait()
        answers.append(
            agreement.client.put(
                f"{agreement.path}/clauses/{made['clause_id']}",
                json={"fields": free(words), **WHO},
                headers={"If-Match": tag(made)},
            )
        )

    threads = [threading.Thread(target=revise, args=(words,)) for words in ("Two years.", "Three years.")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers) == [200, 412]
    assert rows()["clause_revisions"] == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("PUT", "", {"fields": free("Too late."), **WHO}), ("POST", "/move", {"after": None}), ("DELETE", "", None)],
)
def test_an_edit_that_comes_between_reading_and_writing_wins(
    agreement: Agreement, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: dict[str, Any] | None
) -> None:
    agreement.add("Meetings", "Monthly.")
    made = agreement.add("Term", "A year.")
    seen, rivals = clauses._seen, iter([True])

    def seen_before_the_rival(*args: Any) -> ClauseRevision:
        found = seen(*args)
        if next(rivals, False):
            agreement.revise(made, "The rival's words.")
        return found

    monkeypatch.setattr(clauses, "_seen", seen_before_the_rival)
    address = f"{agreement.path}/clauses/{made['clause_id']}"
    late = agreement.client.request(method, address + path, json=body, headers={"If-Match": tag(made)})
    assert assert_problem(late, 412, "stale-edit")["current"] == f'"{made["clause_id"]}-2"'
    history = agreement.client.get(f"{address}/revisions").json()
    assert [each["fields"] for each in history["items"]] == [free("A year."), free("The rival's words.")]
    assert agreement.headings() == ["Meetings", "Term"]


def test_many_who_add_clauses_at_once_all_find_their_place(agreement: Agreement) -> None:
    threads = [threading.Thread(target=agreement.add, args=(f"Clause {n}", "Words.")) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    listed = agreement.client.get(f"{agreement.path}/clauses").json()["items"]
    assert [each["place"] for each in listed] == list(range(1, 9))
    assert {each["heading"] for each in listed} == {f"Clause {n}" for n in range(8)}


def test_every_kind_is_listed_with_a_schema(client: TestClient) -> None:
    kinds = client.get("/clause-kinds").json()["items"]
    assert {"parties", "retention", "camera_use", "custom"} <= {each["name"] for each in kinds}
    for each in kinds:
        full = client.get(f"/clause-kinds/{each['name']}").json()
        assert full["title"] == each["title"]
        assert full["fields_schema"]["type"] == "object"
    assert_problem(client.get("/clause-kinds/nothing"), 404, "not-found")


def test_edited_words_are_read_back_and_what_needs_a_person_is_confirmed(agreement: Agreement) -> None:
    body = {"kind": "term_renewal", "fields": example("term_renewal"), **WHO}
    made = agreement.client.post(f"{agreement.path}/clauses", json=body).json()
    path = f"{agreement.path}/clauses/{made['clause_id']}"
    text = made["prose"].replace("gives written notice", "gives prompt written notice")
    stale = agreement.client.patch(f"{path}/prose", json={"prose": text, **WHO}, headers={"If-Match": '"x-1"'})
    assert_problem(stale, 412, "stale-edit")
    answer = agreement.client.patch(f"{path}/prose", json={"prose": text, **WHO}, headers={"If-Match": tag(made)})
    assert answer.status_code == 200, answer.text
    edited = answer.json()
    assert (edited["prose"], edited["number"], edited["wording_kept"]) == (text, 2, True)
    asked = [mark["path"] for mark in edited["needs_review"]]
    assert asked
    confirmed = agreement.client.post(
        f"{path}/confirm", json={"fields": asked, **WHO}, headers={"If-Match": tag(edited)}
    )
    assert confirmed.status_code == 200, confirmed.text
    assert (confirmed.json()["needs_review"], confirmed.json()["prose"]) == ([], text)
    assert agreement.client.get(path).json() == confirmed.json()
    again = agreement.client.post(f"{path}/confirm", json=WHO, headers={"If-Match": tag(confirmed.json())})
    assert_problem(again, 422, "invalid-option")


def test_a_number_that_its_words_contradict_is_a_problem_and_changes_nothing(agreement: Agreement) -> None:
    made = agreement.add("Term", "Notice is due in sixty (60) days.")
    path = f"{agreement.path}/clauses/{made['clause_id']}"
    body = {"prose": made["prose"].replace("(60)", "(30)"), **WHO}
    refused = agreement.client.patch(f"{path}/prose", json=body, headers={"If-Match": tag(made)})
    problem = assert_problem(refused, 422, "number-and-word-disagree")
    assert "sixty" in problem["detail"]
    assert "30" in problem["detail"]
    assert agreement.client.get(path).json() == made
