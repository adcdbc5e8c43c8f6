"""Clauses that a proposal moved or took out are under its author and reason, in redlines and in change memos."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from drafts.word.lint import lint
from tests.integration.api.conftest import Bargain, tag, words

TERM = "This Agreement lasts for one year from the day on which both parties have signed it."
CITY, DISTRICT = "Negotiator, the City", "Negotiator, the Board"


@pytest.fixture
def clauses(bargain: Bargain) -> dict[str, dict[str, Any]]:
    """Four clauses, and a draft of them."""
    made = {
        "Term": bargain.agreement.add("Term", TERM),
        "Cameras": bargain.agreement.add("Cameras", "No camera records in a classroom while a class is held in it."),
        "Meetings": bargain.agreement.add("Meetings", "The parties meet in each month of the school year."),
        "Costs": bargain.agreement.add("Costs", "Each party bears its own costs of what it does under this Agreement."),
    }
    bargain.agreement.save("Base")
    return made


def out(clause: dict[str, Any]) -> dict[str, Any]:
    return {"edit": "delete", "clause_id": clause["clause_id"], "base": clause["number"]}


def put(clause: dict[str, Any], after: dict[str, Any] | None, stood_after: dict[str, Any] | None) -> dict[str, Any]:
    places = {"after": after and after["clause_id"], "stood_after": stood_after and stood_after["clause_id"]}
    return {"edit": "move", "clause_id": clause["clause_id"], "base": clause["number"], **places}


def redline(bargain: Bargain, query: str = "") -> list[dict[str, Any]]:
    answer = bargain.city.get(f"{bargain.path}/redlines/1...2.json{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["changes"]


def signatures(bargain: Bargain, query: str = "?rationales=true") -> dict[str, set[str]]:
    """Element -> the authors of the revisions and comments of that name, in the Word file."""
    docx = bargain.agreement.client.get(f"{bargain.path}/redlines/1...2.docx{query}").content
    assert lint(docx) == ()
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(("document.xml", "s.xml"))]
    found: dict[str, set[str]] = {}
    for element, author in re.findall(r'<w:(\w+) [^>]*w:author="([^"]*)"', "".join(parts)):
        found.setdefault(element, set()).add(author)
    return found


def memo(bargain: Bargain) -> dict[str, dict[str, Any]]:
    """The clauses of the memo by their headings."""
    told = bargain.city.get(f"{bargain.path}/memos/1...2.json").json()["clauses"]
    return {each["name"].partition(". ")[2]: each for each in told}


def said(clause: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["author"], each["party"], each["why"]) for each in clause["said"]]


def test_a_clause_that_was_taken_out_is_under_who_proposed_it(
    bargain: Bargain, clauses: dict[str, dict[str, Any]]
) -> None:
    made = bargain.propose(bargain.city, out(clauses["Meetings"]), rationale="Nobody met.")
    accepted = bargain.step(bargain.district, made, "accept").json()
    bargain.agreement.save("Next")
    gone = [each for each in redline(bargain) if each["clause"] == "3. Meetings"]
    assert {(each["author"], each["party"], each["rationale"], each["proposal"]) for each in gone} == {
        ("Negotiator", "the City", "Nobody met.", made["id"])
    }
    assert {each["at"] for each in gone} == {accepted["steps"][-1]["at"].partition(".")[0].rstrip("Z") + "Z"}
    assert signatures(bargain)["del"] == signatures(bargain)["comment"] == {CITY}
    assert memo(bargain)["Meetings"]["fate"] == "deleted"
    assert said(memo(bargain)["Meetings"]) == [("Negotiator", "the City", "Nobody met.")]


def test_a_clause_that_was_moved_is_under_who_proposed_it(bargain: Bargain, clauses: dict[str, dict[str, Any]]) -> None:
    made = bargain.propose(bargain.city, put(clauses["Meetings"], None, clauses["Cameras"]), rationale="First things.")
    bargain.step(bargain.district, made, "accept")
    bargain.agreement.save("Next")
    moved = [each for each in redline(bargain) if each["kind"] == "moved"]
    assert moved
    assert {(each["author"], each["party"], each["proposal"]) for each in moved} == {
        ("Negotiator", "the City", made["id"])
    }
    found = signatures(bargain)
    assert found["moveFrom"] == found["moveTo"] == found["moveFromRangeStart"] == found["comment"] == {CITY}
    assert said(memo(bargain)["Meetings"]) == [("Negotiator", "the City", "First things.")]


def test_without_moves_the_words_of_a_moved_clause_are_under_who_moved_it(
    bargain: Bargain, clauses: dict[str, dict[str, Any]]
) -> None:
    made = bargain.propose(bargain.city, put(clauses["Meetings"], None, clauses["Cameras"]))
    bargain.step(bargain.district, made, "accept")
    bargain.agreement.save("Next")
    found = signatures(bargain, "?moves=false")
    assert found["ins"] == found["del"] == {CITY}
    assert "moveFrom" not in found


def test_what_others_were_moved_past_is_under_who_moved_them(
    bargain: Bargain, clauses: dict[str, dict[str, Any]]
) -> None:
    """The longest clause was moved; the shortest is shown as moved, since less of the text then is."""
    long = bargain.agreement.revise(clauses["Term"], *([TERM] * 6), author="Dana Reyes", party="district")
    bargain.agreement.save("Longer")
    made = bargain.propose(bargain.district, put(long, clauses["Cameras"], None), rationale="Cameras matter more.")
    bargain.step(bargain.city, made, "accept")
    bargain.agreement.save("Next")
    told = bargain.city.get(f"{bargain.path}/memos/2...3.json").json()["clauses"]
    assert [(each["name"], each["fate"]) for each in told] == [("1. Cameras", "moved")]
    assert said(told[0]) == [("Negotiator", "the District", "Cameras matter more.")]
    shown = bargain.city.get(f"{bargain.path}/redlines/2...3.json").json()["changes"]
    assert {each["proposal"] for each in shown if each["kind"] == "moved"} == {made["id"]}


def test_of_a_clause_that_was_moved_and_changed_the_memo_tells_both_in_order(
    bargain: Bargain, clauses: dict[str, dict[str, Any]]
) -> None:
    there = put(clauses["Meetings"], None, clauses["Cameras"])
    bargain.step(bargain.district, bargain.propose(bargain.city, there, rationale="First things."), "accept")
    edit = words(clauses["Meetings"], "The parties meet in each week of the school year.")
    bargain.step(bargain.city, bargain.propose(bargain.district, edit, rationale="Often."), "accept")
    bargain.agreement.save("Next")
    meetings = memo(bargain)["Meetings"]
    assert meetings["fate"] == "changed"
    assert said(meetings) == [
        ("Negotiator", "the City", "First things."),
        ("Negotiator", "the District", "Often."),
    ]


def test_what_was_done_directly_stays_under_the_redline_s_own_author(
    bargain: Bargain, clauses: dict[str, dict[str, Any]]
) -> None:
    """Also when a proposal to do the same is accepted later, or was not accepted."""
    client, at = bargain.agreement.client, f"{bargain.path}/clauses"
    late = bargain.propose(bargain.city, out(clauses["Meetings"]))
    bargain.propose(bargain.city, put(clauses["Costs"], None, clauses["Meetings"]))
    gone = client.delete(f"{at}/{clauses['Meetings']['clause_id']}", headers={"If-Match": tag(clauses["Meetings"])})
    assert gone.status_code == 204
    bargain.step(bargain.district, late, "accept")
    moved = client.post(
        f"{at}/{clauses['Costs']['clause_id']}/move", json={"after": None}, headers={"If-Match": tag(clauses["Costs"])}
    )
    assert moved.status_code == 200
    bargain.agreement.save("Next")
    assert {(each["author"], each["proposal"]) for each in redline(bargain)} == {("Counterpart", "")}
    told = memo(bargain)
    assert said(told["Meetings"]) == said(told["Costs"])
    assert said(told["Costs"])[0][1:] == ("", "")


def test_read_backwards_nobody_moved_or_took_out_a_clause(bargain: Bargain, clauses: dict[str, dict[str, Any]]) -> None:
    made = bargain.propose(bargain.city, put(clauses["Costs"], None, clauses["Meetings"]))
    bargain.step(bargain.district, made, "accept")
    bargain.agreement.save("Next")
    shown = bargain.city.get(f"{bargain.path}/redlines/2...1.json").json()["changes"]
    assert {(each["author"], each["proposal"]) for each in shown} == {("Counterpart", "")}
