"""Drafts that carry proposals: whose words they have, who sees them, and what becomes of them step by step."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, inspect

from api.services import drafting
from api.services.secrecy import private_words
from api.store import migrate
from drafts.word.writer import write
from tests.integration.api.conftest import Bargain, assert_problem, free, words

Rows = Callable[[], dict[str, int]]
Clauses = dict[str, dict[str, Any]]
BODY = {"label": "Ours", "dated": "2020-03-03"}


@pytest.fixture
def clauses(bargain: Bargain) -> Clauses:
    """Three clauses, and a tabled draft of them."""
    made = {
        "Term": bargain.agreement.add("Term", "It lasts one year.", "It may be renewed."),
        "Costs": bargain.agreement.add("Costs", "Each party bears its own costs of what it does under it."),
        "Meetings": bargain.agreement.add("Meetings", "The parties meet monthly."),
    }
    bargain.agreement.save("Base")
    return made


def save(bargain: Bargain, by: TestClient, *proposals: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {**BODY, "proposals": [each["id"] for each in proposals], **more}
    answer = by.post(f"{bargain.path}/drafts", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def move(bargain: Bargain, by: TestClient, draft: dict[str, Any], step: str) -> Any:
    return by.post(f"{bargain.path}/drafts/{draft['number']}/{step}")


def document(by: TestClient, bargain: Bargain, number: int) -> str:
    content = by.get(f"{bargain.path}/drafts/{number}.docx").content
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


def changes(bargain: Bargain, by: TestClient, pair: str = "1...2") -> list[dict[str, Any]]:
    answer = by.get(f"{bargain.path}/redlines/{pair}.json")
    assert answer.status_code == 200, answer.text
    return answer.json()["changes"]


def inserted(heading: str, *text: str, after: str | None = None) -> dict[str, Any]:
    return {"edit": "insert", "kind": "custom", "heading": heading, "fields": free(*text), "after": after}


def two_years(bargain: Bargain, clauses: Clauses, *, submit: bool = False) -> dict[str, Any]:
    edit = words(clauses["Term"], "It lasts two years.", "It may be renewed.")
    return bargain.propose(bargain.district, edit, submit=submit, rationale="A year is short.")


# ----------------------------------------------------------------------------------------------------------- saving


def test_a_working_draft_has_the_words_of_the_proposals_that_it_carries_and_the_clauses_do_not(
    bargain: Bargain, clauses: Clauses, rows: Rows
) -> None:
    ours = two_years(bargain, clauses)
    theirs = bargain.propose(bargain.city, words(clauses["Meetings"], "The parties meet weekly."))
    before = rows()
    draft = save(bargain, bargain.district, ours, theirs)
    text = document(bargain.district, bargain, draft["number"])
    assert "It lasts two years." in text
    assert "The parties meet weekly." in text
    brought = {each["clause_id"]: (each["revision"], each["proposal"]) for each in draft["clauses"]}
    assert brought == {
        clauses["Term"]["clause_id"]: (2, ours["id"]),
        clauses["Costs"]["clause_id"]: (1, None),
        clauses["Meetings"]["clause_id"]: (2, theirs["id"]),
    }
    assert draft["proposals"] == [
        {"id": ours["id"], "state": "draft"},
        {"id": theirs["id"], "state": "submitted"},
    ]
    assert draft["status"] == "working"
    after = rows()
    assert (after["clause_revisions"], after["clauses"]) == (before["clause_revisions"], before["clauses"])
    assert bargain.clause(clauses["Term"]["clause_id"])["number"] == 1
    assert bargain.district.get(f"{bargain.path}/drafts/{draft['number']}").json() == draft


def test_proposals_are_applied_in_the_order_in_which_they_are_named(bargain: Bargain, clauses: Clauses) -> None:
    term = clauses["Term"]
    one = bargain.propose(bargain.district, inserted("Keys", "K."), submit=False)
    two = bargain.propose(bargain.district, inserted("Rooms", "R."), submit=False)
    for order in ((one, two), (two, one)):
        draft = save(bargain, bargain.district, *order)
        first = [each["proposal"] for each in draft["clauses"]][:2]
        assert first == [order[1]["id"], order[0]["id"]], "the later one is put first of all"
        assert draft["clauses"][2]["clause_id"] == term["clause_id"]


def test_what_two_proposals_make_of_one_clause_is_confirmed_as_in_an_acceptance(
    bargain: Bargain, clauses: Clauses
) -> None:
    one = two_years(bargain, clauses)
    two = bargain.propose(
        bargain.district, words(clauses["Term"], "It lasts one year.", "It may be renewed once."), submit=False
    )
    body = {**BODY, "proposals": [one["id"], two["id"]]}
    problem = assert_problem(bargain.district.post(f"{bargain.path}/drafts", json=body), 409, "moved-base")
    (collision,) = problem["collisions"]
    assert collision["proposal"] == two["id"]
    assert "two years" in collision["ours"]
    assert "renewed once" in collision["theirs"]
    confirmed = {two["id"]: {collision["clause_id"]: collision["confirm"]}}
    draft = save(bargain, bargain.district, one, two, confirmed=confirmed)
    text = document(bargain.district, bargain, draft["number"])
    assert "It lasts two years." in text
    assert "renewed once." in text
    assert draft["clauses"][0] == {"clause_id": collision["clause_id"], "revision": 3, "proposal": two["id"]}
    wrong = {**body, "confirmed": {two["id"]: {collision["clause_id"]: "0" * 64}}}
    assert_problem(bargain.district.post(f"{bargain.path}/drafts", json=wrong), 409, "moved-base")


def test_a_clause_that_moved_on_is_shown_with_both_texts(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    bargain.agreement.revise(clauses["Term"], "It lasts five years.", "It may be renewed.")
    body = {**BODY, "proposals": [ours["id"]]}
    (collision,) = assert_problem(bargain.district.post(f"{bargain.path}/drafts", json=body), 409, "moved-base")[
        "collisions"
    ]
    assert "five years" in collision["ours"]
    assert "two years" in collision["theirs"]


def test_a_draft_carries_nothing_that_its_author_does_not_see(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    refused = [
        assert_problem(
            bargain.city.post(f"{bargain.path}/drafts", json={**BODY, "proposals": [each]}), 404, "not-found"
        )["detail"]
        for each in (ours["id"], "prp-never")
    ]
    assert refused[0].replace(ours["id"], "prp-never") == refused[1]


def test_a_draft_carries_open_proposals_each_once_and_none_beside_its_own_replacement(
    bargain: Bargain, clauses: Clauses
) -> None:
    ended = two_years(bargain, clauses, submit=True)
    bargain.step(bargain.city, ended, "reject")
    ours = two_years(bargain, clauses, submit=True)
    better = bargain.propose(
        bargain.district, words(clauses["Term"], "It lasts three years."), submit=False, replaces=ours["id"]
    )

    def refused(*ids: str, **more: Any) -> tuple[int, str]:
        body = {**BODY, "proposals": list(ids), **more}
        answer = bargain.district.post(f"{bargain.path}/drafts", json=body)
        return answer.status_code, answer.json()["code"]

    assert refused(ended["id"]) == (409, "carried-proposals")
    assert refused(ours["id"], ours["id"]) == (422, "invalid-proposal")
    assert refused(ours["id"], better["id"]) == (422, "invalid-proposal")
    assert refused(confirmed={ours["id"]: {}}) == (422, "invalid-option")
    body = {**BODY, "proposals": [ours["id"]]}
    answer = bargain.agreement.client.post(f"{bargain.path}/drafts", json=body)
    assert_problem(answer, 403, "not-allowed")


def test_a_proposal_that_changes_while_the_draft_is_rendered_is_a_conflict(
    bargain: Bargain, clauses: Clauses, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = two_years(bargain, clauses)

    def write_slowly(*args: Any, **options: Any) -> bytes:
        bargain.step(bargain.district, ours, "submit")
        return write(*args, **options)

    monkeypatch.setattr(drafting, "write", write_slowly)
    answer = bargain.district.post(f"{bargain.path}/drafts", json={**BODY, "proposals": [ours["id"]]})
    assert "proposal" in assert_problem(answer, 409, "conflict")["detail"]
    assert rows()["drafts"] == 1


# ---------------------------------------------------------------------------------------------------------- reading


def test_its_own_side_reads_all_about_it_and_nobody_else_that_it_is_there(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    new = bargain.propose(bargain.district, inserted("Keys", "As Section {ref:kind:retention} says."), submit=False)
    draft = save(bargain, bargain.district, ours, new)
    keys = next(each["clause_id"] for each in draft["clauses"] if each["proposal"] == new["id"])
    assert [each["clause_id"] for each in draft["findings"]] == [keys]
    addresses = [
        *(f"drafts/2{each}" for each in ("", ".docx", "/findings", "/adoption", "/votes")),
        *(f"redlines/1...2.{each}" for each in ("json", "html", "md", "docx")),
        *(f"memos/1...2.{each}" for each in ("json", "html", "docx")),
        f"clauses/{keys}/blame?draft=2",
        "deadlines?draft=2",
    ]
    for address in addresses:
        assert bargain.district.get(f"{bargain.path}/{address}").status_code == 200, address
        for other in (bargain.city, bargain.police, bargain.agreement.client):
            assert_problem(other.get(f"{bargain.path}/{address}"), 404, "not-found")
            never = address.replace("2", "9")
            told = assert_problem(other.get(f"{bargain.path}/{never}"), 404, "not-found")["detail"]
            assert other.get(f"{bargain.path}/{address}").json()["detail"] == told.replace("9", "2")
    for other in (bargain.city, bargain.agreement.client):
        assert_problem(other.get(f"{bargain.path}/clauses/{keys}"), 404, "not-found")
        assert [each["number"] for each in other.get(f"{bargain.path}/drafts").json()["items"]] == [1]


def test_a_redline_has_the_words_of_a_proposal_under_its_author_and_names_it(
    bargain: Bargain, clauses: Clauses
) -> None:
    ours = two_years(bargain, clauses)
    theirs = bargain.propose(bargain.city, words(clauses["Meetings"], "The parties meet weekly."), rationale="Often.")
    draft = save(bargain, bargain.district, ours, theirs)
    told = changes(bargain, bargain.district)
    by = {each["proposal"]: (each["author"], each["party"], each["rationale"], each["at"]) for each in told}
    assert by[ours["id"]][:3] == ("Negotiator", "the Board", "A year is short.")
    assert by[theirs["id"]][:3] == ("Negotiator", "the City", "Often.")
    assert by[ours["id"]][3] == draft["saved_at"], "nobody submitted it"
    assert by[theirs["id"]][3] == theirs["submitted_at"]
    spans = bargain.district.get(f"{bargain.path}/clauses/{clauses['Term']['clause_id']}/blame?draft=2").json()
    brought = {each["text"].strip(): (each["author"], each["proposal"]) for each in spans["prose"]}
    assert brought["two years"] == ("Negotiator", ours["id"])
    assert brought["It lasts"] == ("Dana Reyes", None)
    memo = {
        each["clause_id"]: [(one["author"], one["party"], one["why"]) for one in each["said"]]
        for each in bargain.district.get(f"{bargain.path}/memos/1...2.json").json()["clauses"]
    }
    assert memo == {
        clauses["Term"]["clause_id"]: [("Negotiator", "the District", "A year is short.")],
        clauses["Meetings"]["clause_id"]: [("Negotiator", "the City", "Often.")],
    }


def test_what_a_proposal_takes_out_and_moves_is_under_its_author(bargain: Bargain, clauses: Clauses) -> None:
    term, costs, meetings = (clauses[each]["clause_id"] for each in ("Term", "Costs", "Meetings"))
    out = bargain.propose(
        bargain.district, {"edit": "delete", "clause_id": costs, "base": 1}, submit=False, rationale="Nobody pays."
    )
    up = bargain.propose(
        bargain.district,
        {"edit": "move", "clause_id": meetings, "base": 1, "after": None, "stood_after": costs},
        submit=False,
        rationale="First of all.",
    )
    draft = save(bargain, bargain.district, up, out)
    assert [each["clause_id"] for each in draft["clauses"]] == [meetings, term]
    told = {each["proposal"] for each in changes(bargain, bargain.district)}
    assert {out["id"], up["id"]} <= told
    assert {each["author"] for each in changes(bargain, bargain.district) if each["proposal"]} == {"Negotiator"}
    memo = bargain.district.get(f"{bargain.path}/memos/1...2.json").json()["clauses"]
    why = {each["clause_id"]: [one["why"] for one in each["said"]] for each in memo}
    assert why[costs] == ["Nobody pays."]
    assert why.get(meetings, why.get(term)) == ["First of all."]
    back = {each["proposal"] for each in changes(bargain, bargain.district, "2...1")}
    assert back <= {None, ""}, "read backwards nobody did it"


# ---------------------------------------------------------------------------------------------------------- tabling


def test_tabling_submits_the_proposals_and_both_sides_read_the_text(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours)
    assert_problem(move(bargain, bargain.city, draft, "table"), 404, "not-found")
    before = bargain.district.get(f"{bargain.path}/drafts/2.docx").content
    tabled = move(bargain, bargain.district, draft, "table").json()
    assert (tabled["status"], tabled["proposals"]) == ("tabled", [{"id": ours["id"], "state": "submitted"}])
    assert bargain.city.get(f"{bargain.path}/drafts/2.docx").content == before
    assert bargain.city.get(f"{bargain.path}/proposals/{ours['id']}").json()["state"] == "submitted"
    assert bargain.city.get(f"{bargain.path}/drafts/2").json() == tabled
    assert [each["proposal"] for each in changes(bargain, bargain.city)] == [ours["id"]]
    blamed = bargain.city.get(f"{bargain.path}/clauses/{clauses['Term']['clause_id']}/blame?draft=current").json()
    assert ours["id"] in {each["proposal"] for each in blamed["prose"]}
    assert bargain.clause(clauses["Term"]["clause_id"])["number"] == 1


def test_a_draft_that_is_saved_as_tabled_submits_at_once(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours, status="tabled")
    assert draft["proposals"] == [{"id": ours["id"], "state": "submitted"}]
    assert bargain.city.get(f"{bargain.path}/drafts/current").json() == draft
    body = {**BODY, "proposals": [ours["id"]], "status": "packet"}
    assert bargain.district.post(f"{bargain.path}/drafts", json=body).status_code == 403


def test_a_draft_is_tabled_as_a_whole_or_not_at_all(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    empty = bargain.propose(bargain.district, submit=False)
    draft = save(bargain, bargain.district, ours, empty)
    assert_problem(move(bargain, bargain.district, draft, "table"), 422, "invalid-proposal")
    assert_problem(bargain.city.get(f"{bargain.path}/proposals/{ours['id']}"), 404, "not-found")
    assert_problem(bargain.city.get(f"{bargain.path}/drafts/2"), 404, "not-found")


def test_a_proposal_that_was_written_anew_or_ended_is_not_tabled_as_it_was(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours)
    address = f"{bargain.path}/proposals/{ours['id']}"
    tag = bargain.district.get(address).headers["ETag"]
    edits = [words(clauses["Term"], "It lasts three years.")]
    again = bargain.district.put(address, json={"rationale": "So.", "edits": edits}, headers={"If-Match": tag})
    assert again.status_code == 200, again.text
    problem = assert_problem(move(bargain, bargain.district, draft, "table"), 409, "carried-proposals")
    assert problem["proposals"] == [{"id": ours["id"], "state": "draft"}]
    assert "two years" in document(bargain.district, bargain, 2), "the draft keeps its words"
    bargain.step(bargain.district, ours, "withdraw")
    problem = assert_problem(move(bargain, bargain.district, draft, "table"), 409, "carried-proposals")
    assert problem["proposals"] == [{"id": ours["id"], "state": "withdrawn"}]


# ----------------------------------------------------------------------------------------------------- what comes of it


def test_only_agreed_words_go_into_the_packet(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours)
    move(bargain, bargain.district, draft, "table")
    problem = assert_problem(move(bargain, bargain.district, draft, "packet"), 409, "carried-proposals")
    assert problem["proposals"] == [{"id": ours["id"], "state": "submitted"}]
    assert ours["id"] in problem["detail"]
    before = bargain.city.get(f"{bargain.path}/drafts/2.docx").content
    bargain.step(bargain.city, ours, "accept")
    assert bargain.city.get(f"{bargain.path}/drafts/2").json()["proposals"] == [{"id": ours["id"], "state": "accepted"}]
    assert move(bargain, bargain.district, draft, "packet").json()["status"] == "packet"
    assert bargain.city.get(f"{bargain.path}/drafts/2.docx").content == before
    bargain.agreement.save("The same, as the clauses stand")
    assert changes(bargain, bargain.city, "2...3") == []
    assert bargain.city.get(f"{bargain.path}/memos/2...3.json").json()["clauses"] == []
    texts = [bargain.city.get(f"{bargain.path}/drafts/{n}").json()["text_hash"] for n in (2, 3)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(("act", "state"), [("reject", "rejected"), ("withdraw", "withdrawn")])
def test_a_draft_with_words_that_one_side_refused_stays_on_the_table(
    bargain: Bargain, clauses: Clauses, act: str, state: str
) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours)
    move(bargain, bargain.district, draft, "table")
    bargain.step(bargain.city if act == "reject" else bargain.district, ours, act)
    problem = assert_problem(move(bargain, bargain.city, draft, "packet"), 409, "carried-proposals")
    assert problem["proposals"] == [{"id": ours["id"], "state": state}]
    assert "save a new draft" in problem["detail"]
    assert "two years" in document(bargain.city, bargain, 2)


def test_words_that_were_merged_on_their_acceptance_are_not_those_of_the_draft(
    bargain: Bargain, clauses: Clauses
) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours)
    move(bargain, bargain.district, draft, "table")
    bargain.agreement.revise(clauses["Term"], "It lasts one year.", "It may be renewed once.")
    address = f"{bargain.path}/proposals/{ours['id']}/accept"
    (collision,) = bargain.city.post(address).json()["collisions"]
    accepted = bargain.city.post(address, json={"confirmed": {collision["clause_id"]: collision["confirm"]}})
    assert accepted.status_code == 200, accepted.text
    problem = assert_problem(move(bargain, bargain.district, draft, "packet"), 409, "carried-proposals")
    assert problem["proposals"] == [{"id": ours["id"], "state": "accepted"}]
    bargain.agreement.save("As accepted")
    told = changes(bargain, bargain.city, "2...3")
    assert {(each["author"], each["proposal"]) for each in told} == {("Dana Reyes", "")}


def test_a_counterproposal_to_a_tabled_draft_ends_what_it_carries(bargain: Bargain, clauses: Clauses) -> None:
    ours = two_years(bargain, clauses)
    draft = save(bargain, bargain.district, ours)
    move(bargain, bargain.district, draft, "table")
    bargain.propose(bargain.city, words(clauses["Term"], "It lasts six years."), in_response_to=ours["id"])
    problem = assert_problem(move(bargain, bargain.district, draft, "packet"), 409, "carried-proposals")
    assert problem["proposals"] == [{"id": ours["id"], "state": "countered"}]


def test_a_draft_of_which_every_clause_is_carried_is_read_as_one(bargain: Bargain) -> None:
    new = bargain.propose(bargain.district, inserted("Keys", "The principal keeps the keys."), submit=False)
    draft = save(bargain, bargain.district, new)
    assert [each["proposal"] for each in draft["clauses"]] == [new["id"]]
    assert bargain.district.get(f"{bargain.path}/drafts/1/findings").status_code == 200


# --------------------------------------------------------------------------------------------------------- the store


def test_an_older_store_is_upgraded_and_goes_back_while_no_draft_carries_anything(
    bargain: Bargain, clauses: Clauses, store_file: Path
) -> None:
    two_years(bargain, clauses)
    before = bargain.district.get(f"{bargain.path}/drafts/1").json()
    engine = create_engine(f"sqlite:///{store_file}")
    with engine.begin() as connection:
        config = migrate.migration_config(connection)
        command.downgrade(config, "0014")
        assert not {"carried_proposals", "carried_revisions"} & set(inspect(connection).get_table_names())
        command.upgrade(config, "head")
    engine.dispose()
    assert bargain.district.get(f"{bargain.path}/drafts/1").json() == before


def test_a_store_with_a_draft_that_carries_proposals_does_not_go_back(
    bargain: Bargain, clauses: Clauses, store_file: Path
) -> None:
    draft = save(bargain, bargain.district, two_years(bargain, clauses))
    engine = create_engine(f"sqlite:///{store_file}")
    with pytest.raises(RuntimeError, match="carry proposals"), engine.begin() as connection:
        command.downgrade(migrate.migration_config(connection), "0014")
    engine.dispose()
    assert bargain.district.get(f"{bargain.path}/drafts/2").json() == draft


def test_why_a_working_draft_reads_as_it_does_is_looked_for_in_what_is_sent(
    app: FastAPI, bargain: Bargain, clauses: Clauses
) -> None:
    ours = two_years(bargain, clauses)
    save(bargain, bargain.district, ours)
    address = f"{bargain.path}/proposals/{ours['id']}"
    tag = bargain.district.get(address).headers["ETag"]
    again = {"rationale": "Two years are usual.", "edits": ours["edits"]}
    assert bargain.district.put(address, json=again, headers={"If-Match": tag}).status_code == 200
    bargain.step(bargain.district, ours, "submit")

    def private(side: str) -> frozenset[str]:
        with app.state.runtime.unit() as unit:
            return private_words(unit, bargain.agreement.id, side)

    assert "A year is short." in private("district")
    assert "Two years are usual." not in private("district"), "both sides read it"
    assert "A year is short." not in private("city")


def test_what_was_read_of_a_draft_is_held_to_and_what_became_of_its_proposals_counts(
    bargain: Bargain, clauses: Clauses
) -> None:
    ours = two_years(bargain, clauses)
    save(bargain, bargain.district, ours)
    address = f"{bargain.path}/drafts/2"
    seen = {"If-Match": bargain.district.get(address).headers["ETag"]}
    tabled = bargain.district.post(f"{address}/table", headers=seen)
    assert tabled.status_code == 200, tabled.text
    assert_problem(bargain.district.post(f"{address}/packet", headers=seen), 412, "stale-edit")
    assert bargain.city.get(address).headers["ETag"] == tabled.headers["ETag"]
    bargain.step(bargain.city, ours, "accept")
    accepted = bargain.city.get(address).headers["ETag"]
    assert accepted != tabled.headers["ETag"]
    stale = {"If-Match": tabled.headers["ETag"]}
    assert_problem(bargain.district.post(f"{address}/packet", headers=stale), 412, "stale-edit")
    assert bargain.district.post(f"{address}/packet", headers={"If-Match": accepted}).status_code == 200
