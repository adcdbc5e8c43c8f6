"""The demonstration agreement: its history, its seven drafts, and the same bytes wherever it is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.runtime import open_runtime
from api.services import demonstration
from api.services.clauses import clause_history
from api.services.drafting import list_drafts
from api.services.story import expanded
from api.settings import Settings
from clauses.record import verify_chain

Rows = Callable[[], dict[str, int]]
PATH = f"/agreements/{demonstration.AGREEMENT_ID}"


@pytest.fixture
def story() -> dict[str, Any]:
    return json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))


@pytest.fixture
def loaded(app: FastAPI, client: TestClient, story: dict[str, Any]) -> TestClient:
    with app.state.runtime.unit() as unit:
        assert demonstration.load(unit, story) == demonstration.AGREEMENT_ID
    return client


def test_its_drafts_bear_the_numbers_labels_and_dates_of_the_story(loaded: TestClient, story: dict[str, Any]) -> None:
    drafts = loaded.get(f"{PATH}/drafts").json()["items"]
    assert [(each["number"], each["label"], each["dated"]) for each in drafts] == [
        (each["number"], each["label"], each["date"])
        for each in sorted(story["versions"], key=lambda version: version["number"])
    ]
    came_from = {1: None, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 1}
    assert {each["number"]: each["came_from"] for each in drafts} == came_from
    assert drafts[4]["file_name"] == "SRO Program MOU - Draft 5 (2020-03-03).docx"


def test_every_reference_of_every_draft_finds_its_section(loaded: TestClient) -> None:
    drafts = loaded.get(f"{PATH}/drafts").json()["items"]
    assert [each["number"] for each in drafts if each["findings"]] == []


def test_the_last_change_is_one_of_words_alone(loaded: TestClient) -> None:
    clauses = loaded.get(f"{PATH}/clauses").json()["items"]
    [edited] = [each for each in clauses if each.get("wording")]
    assert edited["kind"] == "camera_use"
    changes = loaded.get(f"{PATH}/redlines/5...6.json").json()["changes"]
    assert ("a", "any") in [(each["before"], each["after"]) for each in changes]


def test_each_draft_is_as_far_as_the_story_tells(loaded: TestClient) -> None:
    drafts = loaded.get(f"{PATH}/drafts").json()["items"]
    told = {1: "executed", 2: "tabled", 3: "tabled", 4: "tabled", 5: "packet", 6: "adopted", 7: "tabled"}
    assert {each["number"]: each["status"] for each in drafts} == told


def test_what_was_in_force_is_told_by_the_votes_of_the_story(loaded: TestClient) -> None:
    days = {"2015-06-30": None, "2015-07-01": 1, "2020-03-17": 1, "2020-03-18": 6}
    for day, draft in days.items():
        answer = loaded.get(f"{PATH}/in-force", params={"on": day})
        assert answer.json().get("draft") == draft, answer.text
    assert "invented" in loaded.get(f"{PATH}/drafts/6").json()["note"]


def test_the_execution_version_is_current_and_the_branch_is_not(loaded: TestClient) -> None:
    assert loaded.get(f"{PATH}/drafts/current").json()["label"] == "Execution version"
    trial = loaded.get(f"{PATH}/redlines/1...7.json").json()
    assert {change["clause"] for change in trial["changes"] if change["kind"] == "inserted"} == {"7. Pilot Program"}


def test_clauses_keep_their_identity_from_one_draft_to_the_other(loaded: TestClient, story: dict[str, Any]) -> None:
    drafts = {draft["number"]: draft["clauses"] for draft in loaded.get(f"{PATH}/drafts").json()["items"]}
    first, fifth = ({clause["clause_id"]: clause["revision"] for clause in drafts[number]} for number in (1, 5))
    keys = {version["id"]: {clause["key"] for clause in version["clauses"]} for version in expanded(story)["versions"]}
    one, five = keys["V1"], keys["V5"]
    assert len(set(first) & set(fifth)) == len(one & five)
    assert len(set(fifth) - set(first)) == len(five - one)
    assert 2 in fifth.values()
    assert any(fifth[clause_id] == 1 for clause_id in set(first) & set(fifth))


def test_the_clauses_stand_in_the_order_of_the_last_version(loaded: TestClient, story: dict[str, Any]) -> None:
    shown = loaded.get(f"{PATH}/clauses").json()["items"]
    assert [each["heading"] for each in shown] == [
        each["heading"] for each in expanded(story)["versions"][-1]["clauses"]
    ]


def test_each_history_is_an_unbroken_chain(loaded: TestClient, app: FastAPI) -> None:
    for clause in loaded.get(f"{PATH}/clauses").json()["items"]:
        with app.state.runtime.unit() as unit:
            verify_chain(clause_history(unit, demonstration.AGREEMENT_ID, clause["clause_id"])[1])


def test_a_second_load_finds_the_first(loaded: TestClient, app: FastAPI, rows: Rows, story: dict[str, Any]) -> None:
    before = rows()
    with app.state.runtime.unit() as unit:
        assert demonstration.load(unit, story) == demonstration.AGREEMENT_ID
    assert rows() == before


def test_the_same_story_gives_the_same_bytes_in_another_store(
    loaded: TestClient, tmp_path: Path, story: dict[str, Any]
) -> None:
    other = open_runtime(Settings(database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}"))
    with other.unit() as unit:
        demonstration.load(unit, story)
        digests = [draft.sha256 for draft in list_drafts(unit, demonstration.AGREEMENT_ID)]
    other.close()
    assert digests == [each["sha256"] for each in loaded.get(f"{PATH}/drafts").json()["items"]]


def test_a_clause_that_the_next_version_leaves_out_is_removed(
    app: FastAPI, client: TestClient, story: dict[str, Any]
) -> None:
    costs = next(each for each in story["versions"][0]["clauses"] if each["heading"] == "Costs and Payment")
    why = {"rationale": "Free of charge.", "basis": {"invented": "the whole change"}}
    struck = {"op": "delete_clause", "key": costs["key"], **why}
    branch = next(each for each in story["versions"] if each["id"] == "V2P")
    story["versions"] = [story["versions"][0], {**branch, "changes": [struck]}]
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, story)
    assert "Costs and Payment" not in [each["heading"] for each in client.get(f"{PATH}/clauses").json()["items"]]
    first = client.get(f"{PATH}/drafts/1").json()["clauses"]
    histories = [client.get(f"{PATH}/clauses/{each['clause_id']}/revisions").json() for each in first]
    assert [each["items"][0]["heading"] for each in histories if each["removed"]] == ["Costs and Payment"]


def test_the_redline_of_the_demonstration_tells_what_was_agreed(loaded: TestClient) -> None:
    shown = loaded.get(f"{PATH}/redlines/1...5.json")
    assert shown.status_code == 200, shown.text
    assert any("Body-Worn Camera" in each["after"] for each in shown.json()["changes"])
    docx = loaded.get(f"{PATH}/redlines/1...5.docx")
    assert 'filename="SRO Program MOU - Redline Draft 1 to Draft 5.docx"' in docx.headers["content-disposition"]


def test_the_next_draft_saved_over_http_takes_the_next_number(loaded: TestClient) -> None:
    answer = loaded.post(f"{PATH}/drafts", json={"label": "After the vote", "dated": "2020-03-17"})
    assert (answer.json()["number"], answer.json()["came_from"]) == (8, 6)
