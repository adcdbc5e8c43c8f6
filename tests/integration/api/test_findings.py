"""Findings over HTTP: of the clauses as they stand and of each draft, by level and by rule."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.integration.api.conftest import Agreement, assert_problem

PAYMENT = "Payment is due within sixty (30) calendar days, as {ref:kind:retention} says."
AMOUNT = "The amount is $[to be agreed]."


@pytest.fixture
def spoiled(agreement: Agreement) -> Agreement:
    agreement.add("Payment", PAYMENT, AMOUNT)
    return agreement


def rules(answer: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(each["rule"], each["level"]) for each in answer["items"]]


def test_the_clauses_as_they_stand_are_checked(spoiled: Agreement) -> None:
    answer = spoiled.client.get(f"{spoiled.path}/findings").json()
    assert rules(answer) == [("L21", "error"), ("D07", "error"), ("D08", "notice")]
    assert answer["counts"] == {"error": 2, "warning": 0, "notice": 1}
    assert answer["status"] == "working"
    [place] = answer["items"][1]["places"]
    assert (place["kind"], place["heading"], place["field"]) == ("custom", "Payment", "paragraphs.0.text")
    assert "sixty (30) calendar days" in place["value"]
    assert answer["items"][1]["why"] == "The words say sixty (60) and the figures 30."


def test_in_an_execution_version_a_blank_is_an_error(spoiled: Agreement) -> None:
    answer = spoiled.client.get(f"{spoiled.path}/findings", params={"status": "adopted"}).json()
    assert ("D08", "error") in rules(answer)
    assert answer["status"] == "adopted"


def test_findings_are_chosen_by_level_and_by_rule(spoiled: Agreement) -> None:
    def chosen(**params: str | list[str]) -> list[tuple[str, str]]:
        return rules(spoiled.client.get(f"{spoiled.path}/findings", params=params).json())

    assert chosen(level="notice") == [("D08", "notice")]
    assert chosen(level=["error", "notice"], rule=["D08", "D07"]) == [("D07", "error"), ("D08", "notice")]
    assert chosen(rule="L01") == []


def test_a_draft_keeps_its_own_findings(spoiled: Agreement) -> None:
    spoiled.save()
    [clause] = spoiled.client.get(f"{spoiled.path}/clauses").json()["items"]
    spoiled.revise(clause, "Payment is due within sixty (60) calendar days.")
    assert spoiled.client.get(f"{spoiled.path}/findings").json()["items"] == []
    assert len(spoiled.client.get(f"{spoiled.path}/drafts/1/findings").json()["items"]) == 3
    spoiled.save()
    assert spoiled.client.get(f"{spoiled.path}/drafts/current/findings").json()["items"] == []


def test_a_draft_is_checked_as_what_it_was_saved_as(spoiled: Agreement) -> None:
    asked = {"label": "To sign", "dated": "2020-03-17", "status": "adopted"}
    saved = spoiled.client.post(f"{spoiled.path}/drafts", json=asked).json()
    assert saved["status"] == "adopted"
    path = f"{spoiled.path}/drafts/{saved['number']}/findings"
    assert ("D08", "error") in rules(spoiled.client.get(path).json())
    assert ("D08", "notice") in rules(spoiled.client.get(path, params={"status": "working"}).json())
    assert ("D08", "notice") in rules(spoiled.client.get(f"{spoiled.path}/findings").json())


def test_a_rule_a_level_or_a_draft_that_is_not_there_is_refused(spoiled: Agreement) -> None:
    get = spoiled.client.get
    problem = assert_problem(get(f"{spoiled.path}/findings", params={"rule": "L99"}), 422, "invalid-option")
    assert "There is no rule 'L99'" in problem["detail"]
    assert get(f"{spoiled.path}/findings", params={"level": "grave"}).status_code == 422
    assert_problem(get(f"{spoiled.path}/drafts/7/findings"), 404, "not-found")
    assert_problem(get("/agreements/agr-none/findings"), 404, "not-found")


def test_the_rules_are_listed_with_what_they_ask_for(client: TestClient) -> None:
    listed = {each["code"]: each for each in client.get("/rules").json()["items"]}
    assert listed["L03"]["levels"] == ["error", "warning"]
    assert listed["L03"]["source"].startswith("34 CFR 99.3")
    assert all(each["title"] and each["summary"] and each["theme"] for each in listed.values())
