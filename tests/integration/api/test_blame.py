"""Who wrote each word of a clause, over HTTP: the spans joined are the clause exactly."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.schemas.blame import BlameShown
from api.services import demonstration
from clauses.wording.filters import curl
from tests.integration.api.conftest import Agreement, Bargain, assert_problem, tag, words

LINE = "The Department shall keep each recording for {} days in the room that {} of the school has chosen."


def joined(spans: list[dict[str, Any]]) -> str:
    return "".join(each["text"] for each in spans)


def of(blamed: dict[str, Any], text: str) -> dict[str, Any]:
    """The one span of the prose that holds ``text``."""
    (found,) = [each for each in blamed["prose"] if text in each["text"]]
    return found


@pytest.fixture
def clause(bargain: Bargain) -> dict[str, Any]:
    return bargain.agreement.add("Recordings", LINE.format(30, "the principal"), "No sound is recorded.")


@pytest.fixture
def revised(bargain: Bargain, clause: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The proposals by which first the city and then the district changed a clause."""
    more = "No sound is recorded."
    longer = bargain.propose(bargain.city, words(clause, LINE.format(180, "the principal"), more), rationale="Cases.")
    bargain.step(bargain.district, longer, "accept")
    now = bargain.clause(clause["clause_id"])
    board = bargain.propose(bargain.district, words(now, LINE.format(180, "the Board"), more), rationale="It governs.")
    bargain.step(bargain.city, board, "accept")
    return longer, board


def test_each_word_of_a_clause_that_two_sides_revised_is_under_who_brought_it(
    bargain: Bargain, clause: dict[str, Any], revised: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    longer, board = revised
    blamed = bargain.city.get(f"{bargain.path}/clauses/{clause['clause_id']}/blame").json()
    assert joined(blamed["prose"]) == bargain.clause(clause["clause_id"])["prose"]
    assert joined(blamed["heading"]) == "Recordings"
    assert [each["revision"] for each in blamed["prose"]] == [1, 2, 1, 3, 1]
    days, governs, kept = (of(blamed, text) for text in ("180", "Board", "No sound"))
    assert (days["text"], days["party"], days["proposal"], days["rationale"]) == ("180", "city", longer["id"], "Cases.")
    assert (governs["party"], governs["proposal"], governs["rationale"]) == ("district", board["id"], "It governs.")
    assert (kept["author"], kept["proposal"], kept["at"]) == ("Dana Reyes", None, clause["at"])
    assert days["at"] < governs["at"]


def test_an_older_revision_and_a_removed_clause_are_answered(
    bargain: Bargain, clause: dict[str, Any], revised: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    address = f"{bargain.path}/clauses/{clause['clause_id']}/blame"
    first = bargain.district.get(address, params={"revision": 1}).json()
    assert (first["revision"], joined(first["prose"])) == (1, clause["prose"])
    second = bargain.district.get(address, params={"revision": 2}).json()
    assert joined(second["prose"]) == clause["prose"].replace("30", "180")
    newest = bargain.district.get(address).json()
    gone = bargain.agreement.client.delete(
        f"{bargain.path}/clauses/{clause['clause_id']}", headers={"If-Match": tag(bargain.clause(clause["clause_id"]))}
    )
    assert gone.status_code == 204
    assert bargain.district.get(address).json() == newest


def test_what_is_not_there_has_no_words(bargain: Bargain, clause: dict[str, Any]) -> None:
    at = f"{bargain.path}/clauses"
    assert_problem(bargain.city.get(f"{at}/{clause['clause_id']}/blame?revision=2"), 404, "not-found")
    assert_problem(bargain.city.get(f"{at}/nothing/blame"), 404, "not-found")
    assert_problem(bargain.agreement.client.get("/agreements/agr-none/clauses/nothing/blame"), 404, "not-found")
    for refused in ("0", "-1", "x", "1" * 40):
        answer = bargain.city.get(f"{at}/{clause['clause_id']}/blame", params={"revision": refused})
        assert_problem(answer, 422, "invalid-input")


def test_a_clause_of_another_agreement_is_not_found(agreement: Agreement, bargain: Bargain) -> None:
    elsewhere = agreement.add("Term", "A year.")
    answer = bargain.agreement.client.get(f"{bargain.path}/clauses/{elsewhere['clause_id']}/blame")
    assert_problem(answer, 404, "not-found")


def test_the_spans_of_the_demonstration_are_its_clauses_in_every_revision(app: FastAPI, client: TestClient) -> None:
    told = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, told)
    at = f"/agreements/{demonstration.AGREEMENT_ID}/clauses"
    authors: set[str] = set()
    for clause in client.get(at).json()["items"]:
        blamed = client.get(f"{at}/{clause['clause_id']}/blame").json()
        assert BlameShown.model_validate(blamed).revision == clause["number"]
        assert joined(blamed["prose"]) == clause["prose"]
        assert joined(blamed["heading"]) == curl(clause["heading"])
        authors |= {each["author"] for each in blamed["prose"]}
    assert len(authors) >= 3, "several people wrote the agreement as it stands"


def test_the_example_is_a_span() -> None:
    for example in BlameShown.model_json_schema()["$defs"]["SpanShown"]["examples"]:
        blamed = BlameShown.model_validate({"clause_id": "c", "revision": 3, "heading": [], "prose": [example]})
        assert blamed.prose[0].model_dump(mode="json") == example
