"""Proposals over HTTP: every step by the side that may take it, all of an acceptance or nothing, and no lost update."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from api.ids import new_clause_id
from api.schemas.proposals import EXAMPLE_EDITS, ProposalBody
from api.services import acceptance
from drafts.negotiation.proposals import MOVES, Act, ProposalState, Who
from tests.integration.api.conftest import (
    PARTIES,
    WHO,
    Agreement,
    Bargain,
    assert_problem,
    client_of,
    free,
    member_of,
    tag,
    token_of,
    words,
)

Rows = Callable[[], dict[str, int]]
LINE = "The Department shall keep each recording for {} days in the room that {} of the school has chosen."


@pytest.fixture
def clause(bargain: Bargain) -> dict[str, Any]:
    return bargain.agreement.add("Recordings", LINE.format(30, "the principal"))


def state_of(bargain: Bargain, proposal: dict[str, Any]) -> str:
    return bargain.district.get(f"{bargain.path}/proposals/{proposal['id']}").json()["state"]


# ---------------------------------------------------------------------------------------------------------- writing


def test_a_proposal_is_written_read_and_accepted(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(
        bargain.police, words(clause, LINE.format(180, "the principal")), sponsors=["city", "police"]
    )
    assert (made["state"], made["author"], made["party"]) == ("submitted", "Negotiator", "police")
    assert made["sponsors"] == ["city", "police"]
    read = bargain.district.get(f"{bargain.path}/proposals/{made['id']}")
    assert read.json() == {**made, "legal_acts": ["accept", "reject", "counter"]}
    accepted = bargain.step(bargain.district, made, "accept", note="So be it.").json()
    assert (accepted["state"], accepted["legal_acts"]) == ("accepted", [])
    assert [(each["act"], each["note"]) for each in accepted["steps"]] == [("submit", None), ("accept", "So be it.")]
    now = bargain.clause(clause["clause_id"])
    assert accepted["revisions"] == [
        {"clause_id": clause["clause_id"], "number": 2, "content_hash": now["content_hash"]}
    ]
    assert "180 days" in now["prose"]
    assert (now["author"], now["party"], now["rationale"]) == ("Negotiator", "police", "Because.")
    assert now["origin"] == {"how": "proposal", "reference": made["id"]}


def test_the_answer_to_a_new_proposal_says_where_it_is(bargain: Bargain, clause: dict[str, Any]) -> None:
    body = {"rationale": "Because.", "edits": [words(clause, "A year.")]}
    answer = bargain.city.post(f"{bargain.path}/proposals", json=body)
    read = bargain.city.get(answer.headers["Location"])
    assert (read.json(), read.headers["ETag"]) == (answer.json(), answer.headers["ETag"])
    assert answer.json()["legal_acts"] == ["submit", "withdraw"]
    assert answer.json()["submitted_at"] is None


def test_every_kind_of_edit_is_applied(bargain: Bargain, clause: dict[str, Any]) -> None:
    gone, moved = (bargain.agreement.add(heading, "Words.") for heading in ("Gone", "Moved"))
    at = {"clause_id": clause["clause_id"], "base": 1}
    one = new_clause_id()
    edits = [
        words(clause, "A", "B"),
        {"edit": "set_field", **at, "path": "paragraphs.1.text", "value": "C"},
        {"edit": "rename_heading", **at, "heading": "Kept"},
        {"edit": "insert", "clause_id": one, "kind": "custom", "heading": "New", "fields": free("N."), "after": None},
        {"edit": "insert", "kind": "custom", "heading": "Newer", "fields": free("M."), "after": one},
        {"edit": "delete", "clause_id": gone["clause_id"], "base": 1},
        {"edit": "move", "clause_id": moved["clause_id"], "base": 1, "after": one, "stood_after": gone["clause_id"]},
    ]
    made = bargain.propose(bargain.city, *edits)
    accepted = bargain.step(bargain.district, made, "accept").json()
    assert bargain.agreement.headings() == ["New", "Moved", "Newer", "Kept"]
    assert [each["text"] for each in bargain.clause(clause["clause_id"])["text"]] == ["Kept", "A", "C"]
    assert accepted["removed"] == [gone["clause_id"]]
    assert [each["number"] for each in accepted["revisions"]] == [1, 1, 2]


def test_the_examples_of_edits_are_edits() -> None:
    body = ProposalBody.model_validate({"rationale": "Why.", "edits": list(EXAMPLE_EDITS.values())})
    assert [each.edit for each in body.edits] == list(EXAMPLE_EDITS)


def test_the_description_tells_edits_apart(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("ProposalBody", "ProposalNew", "ProposalShown"):
        edits = schemas[name]["properties"]["edits"]["items"]["discriminator"]
        assert edits["propertyName"] == "edit"
        assert set(edits["mapping"]) == set(EXAMPLE_EDITS)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"edit": "set_field", "path": "colour", "value": "red"}, "invalid-clause"),
        ({"edit": "set_field", "path": "paragraphs.9.text", "value": "red"}, "invalid-proposal"),
        ({"edit": "set_field", "path": "paragraphs", "value": []}, "invalid-clause"),
        ({"edit": "edit_text", "text": "\tNotice is due in sixty (30) days."}, "number-and-word-disagree"),
        ({"edit": "rename_heading", "heading": "Two\nlines"}, "invalid-input"),
        ({"edit": "rename_heading", "heading": "x", "base": 9}, "invalid-proposal"),
        ({"edit": "move", "after": "aaaaaaaaaaaaaaaa", "stood_after": None}, "invalid-proposal"),
        ({"edit": "paint"}, "invalid-input"),
        ({"edit": "edit_text", "text": "a\u0000b"}, "invalid-input"),
    ],
)
def test_an_edit_that_can_not_be_is_refused_at_once(
    bargain: Bargain, clause: dict[str, Any], rows: Rows, edit: dict[str, Any], code: str
) -> None:
    body = {"rationale": "Why.", "edits": [{"clause_id": clause["clause_id"], "base": 1, **edit}]}
    assert_problem(bargain.city.post(f"{bargain.path}/proposals", json=body), 422, code)
    assert rows()["proposals"] == 0


def test_edits_that_can_not_stand_together_are_refused(bargain: Bargain, clause: dict[str, Any]) -> None:
    delete = {"edit": "delete", "clause_id": clause["clause_id"], "base": 1}
    body = {"rationale": "Why.", "edits": [delete, words(clause, "x")]}
    assert_problem(bargain.city.post(f"{bargain.path}/proposals", json=body), 422, "invalid-proposal")


def test_sponsors_are_of_one_side(bargain: Bargain, clause: dict[str, Any]) -> None:
    body = {"rationale": "Why.", "edits": [words(clause, "x")], "sponsors": ["city", "district"]}
    assert_problem(bargain.city.post(f"{bargain.path}/proposals", json=body), 422, "invalid-proposal")


def test_an_identity_that_is_taken_is_refused_in_this_agreement_and_in_any(
    bargain: Bargain, clause: dict[str, Any], client: TestClient
) -> None:
    other = Agreement(client, client.post("/agreements", json={"title": "Another", "parties": PARTIES}).json()["id"])
    elsewhere = other.add("Term", "A year.")
    for taken in (clause, elsewhere):
        insert = {"edit": "insert", "kind": "custom", "heading": "Mine", "fields": free("x"), "after": None}
        body = {"rationale": "Why.", "edits": [{**insert, "clause_id": taken["clause_id"]}]}
        assert_problem(bargain.city.post(f"{bargain.path}/proposals", json=body), 409, "conflict")


def test_an_identity_that_was_taken_meanwhile_is_a_conflict_and_changes_nothing(
    bargain: Bargain, clause: dict[str, Any], client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = new_clause_id()
    insert = {"edit": "insert", "clause_id": mine, "kind": "custom", "heading": "M", "fields": free("x"), "after": None}
    made = bargain.propose(bargain.city, insert, words(clause, "Changed."))
    other = Agreement(client, client.post("/agreements", json={"title": "Another", "parties": PARTIES}).json()["id"])
    monkeypatch.setattr("api.routes.clauses.new_clause_id", lambda: mine)
    other.add("Term", "A year.")
    answer = bargain.district.post(f"{bargain.path}/proposals/{made['id']}/accept")
    assert_problem(answer, 409, "conflict")
    assert bargain.clause(clause["clause_id"])["number"] == 1
    assert state_of(bargain, made) == "submitted"


def test_one_side_alone_has_nobody_to_propose_to(app: FastAPI, client: TestClient) -> None:
    for parties in ([PARTIES[0]], [*PARTIES, {"role": "police", "legal_name": "the Department"}]):
        made = client.post("/agreements", json={"title": "M", "parties": parties}).json()["id"]
        with client_of(app, token_of(app, member_of(app, made, "district", Role.COUNSEL))) as member:
            answer = member.post(f"/agreements/{made}/proposals", json={"rationale": "Why.", "edits": []})
            assert_problem(answer, 409, "conflict")
            assert member.get(f"/agreements/{made}/proposals").json()["items"] == []


def test_a_draft_is_written_anew_by_who_has_read_it(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."), submit=False)
    address = f"{bargain.path}/proposals/{made['id']}"
    read = bargain.police.get(address).headers["ETag"]
    body = {"rationale": "Better.", "edits": [words(clause, "Two.")]}
    assert_problem(bargain.city.put(address, json=body), 428, "precondition-required")
    second = bargain.police.put(address, json=body, headers={"If-Match": read})
    assert second.status_code == 200, second.text
    assert (second.json()["rationale"], second.json()["author"]) == ("Better.", made["author"])
    stale = bargain.city.put(address, json=body, headers={"If-Match": read})
    assert assert_problem(stale, 412, "stale-edit")["current"] == second.headers["ETag"]
    submitted = bargain.step(bargain.city, made, "submit")
    late = bargain.city.put(address, json=body, headers={"If-Match": submitted.headers["ETag"]})
    assert_problem(late, 409, "illegal-move")


def test_how_often_a_draft_was_written_is_not_told_by_its_tag(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."), submit=False)
    address = f"{bargain.path}/proposals/{made['id']}"
    etag = bargain.city.get(address).headers["ETag"]
    for n in range(3):
        body = {"rationale": f"{n}", "edits": [words(clause, "Two.")]}
        etag = bargain.city.put(address, json=body, headers={"If-Match": etag}).headers["ETag"]
    bargain.step(bargain.city, made, "submit")
    assert bargain.district.get(address).headers["ETag"] == f'"{made["id"]}-submitted"'


# ------------------------------------------------------------------------------------------------------------ steps

ROUTES = {Act.SUBMIT: "submit", Act.WITHDRAW: "withdraw", Act.ACCEPT: "accept", Act.REJECT: "reject"}
ENDS = {ProposalState.REJECTED: "reject", ProposalState.ACCEPTED: "accept"}


def _in_state(bargain: Bargain, clause: dict[str, Any], state: ProposalState) -> dict[str, Any]:
    """A proposal of the city in the state."""
    edit = words(clause, LINE.format(60, "the principal"))
    made = bargain.propose(bargain.city, edit, submit=state is not ProposalState.DRAFT)
    if state is ProposalState.WITHDRAWN:
        bargain.step(bargain.city, made, "withdraw")
    elif state in ENDS:
        bargain.step(bargain.district, made, ENDS[state])
    elif state is ProposalState.COUNTERED:
        bargain.propose(bargain.district, edit, in_response_to=made["id"])
    elif state is ProposalState.SUPERSEDED:
        bargain.propose(bargain.city, edit, replaces=made["id"])
    assert bargain.city.get(f"{bargain.path}/proposals/{made['id']}").json()["state"] == state
    return made


@pytest.mark.parametrize("state", ProposalState)
def test_from_each_state_each_side_takes_the_steps_of_the_table_and_no_other(
    bargain: Bargain, clause: dict[str, Any], state: ProposalState
) -> None:
    for who, by in ((Who.SPONSORS, bargain.police), (Who.OTHERS, bargain.district)):
        legal = {act for (before, act), (taker, _) in MOVES.items() if before is state and taker is who}
        for act, route in ROUTES.items():
            made = _in_state(bargain, bargain.clause(clause["clause_id"]), state)
            address = f"{bargain.path}/proposals/{made['id']}"
            if state is ProposalState.DRAFT and who is Who.OTHERS:
                assert_problem(by.post(f"{address}/{route}"), 404, "not-found")
                continue
            assert set(by.get(address).json()["legal_acts"]) == legal
            answer = by.post(f"{address}/{route}")
            if act in legal:
                assert answer.status_code == 200, answer.text
                assert answer.json()["state"] == MOVES[state, act][1]
            else:
                assert_problem(answer, 409, "illegal-move")
                assert bargain.city.get(address).json()["state"] == state


def test_a_counterproposal_counters_what_it_answers_when_it_is_submitted(
    bargain: Bargain, clause: dict[str, Any]
) -> None:
    first = bargain.propose(bargain.city, words(clause, "One."))
    counter = bargain.propose(bargain.district, words(clause, "Two."), in_response_to=first["id"], submit=False)
    assert state_of(bargain, first) == "submitted"
    bargain.step(bargain.district, counter, "submit")
    countered = bargain.city.get(f"{bargain.path}/proposals/{first['id']}").json()
    assert (countered["state"], countered["steps"][-1]["answer"]) == ("countered", counter["id"])
    assert_problem(bargain.district.post(f"{bargain.path}/proposals/{first['id']}/accept"), 409, "illegal-move")
    bargain.step(bargain.city, counter, "accept")
    assert bargain.clause(clause["clause_id"])["origin"]["reference"] == counter["id"]


def test_an_answer_names_what_its_author_can_see_and_the_right_side(bargain: Bargain, clause: dict[str, Any]) -> None:
    theirs = bargain.propose(bargain.city, words(clause, "One."), submit=False)
    body = {"rationale": "Why.", "edits": [words(clause, "x")]}
    address = f"{bargain.path}/proposals"
    for unseen in (theirs["id"], "prp-none"):
        answer = bargain.district.post(address, json={**body, "in_response_to": unseen})
        assert unseen in assert_problem(answer, 404, "not-found")["detail"]
    bargain.step(bargain.city, theirs, "submit")
    wrong = bargain.district.post(address, json={**body, "replaces": theirs["id"]})
    assert_problem(wrong, 422, "invalid-proposal")
    both = bargain.district.post(address, json={**body, "replaces": theirs["id"], "in_response_to": theirs["id"]})
    assert_problem(both, 422, "invalid-proposal")


def test_a_proposal_is_answered_once(bargain: Bargain, clause: dict[str, Any]) -> None:
    first = bargain.propose(bargain.city, words(clause, "One."))
    late = bargain.propose(bargain.district, words(clause, "Two."), in_response_to=first["id"], submit=False)
    bargain.step(bargain.city, first, "withdraw")
    assert_problem(bargain.district.post(f"{bargain.path}/proposals/{late['id']}/submit"), 409, "illegal-move")
    assert state_of(bargain, late) == "draft"


def test_a_proposal_without_edits_is_not_submitted(bargain: Bargain) -> None:
    made = bargain.propose(bargain.city, submit=False)
    answer = bargain.city.post(f"{bargain.path}/proposals/{made['id']}/submit")
    assert_problem(answer, 422, "invalid-proposal")


def test_a_step_may_name_what_was_read(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."))
    address = f"{bargain.path}/proposals/{made['id']}"
    tags = {"If-Match": bargain.district.get(address).headers["ETag"]}
    stale = {"If-Match": f'"{made["id"]}-draft-1"'}
    for act in ("accept", "reject", "withdraw", "submit"):
        by = bargain.city if act in ("withdraw", "submit") else bargain.district
        assert_problem(by.post(f"{address}/{act}", headers=stale), 412, "stale-edit")
    assert bargain.district.post(f"{address}/accept", headers=tags).status_code == 200


# -------------------------------------------------------------------------------------------------------- conflicts


def test_a_moved_base_is_a_conflict_that_shows_each_text_and_the_merged_one(
    bargain: Bargain, clause: dict[str, Any]
) -> None:
    ours = bargain.propose(bargain.district, words(clause, LINE.format(30, "a teacher")))
    theirs = bargain.propose(bargain.city, words(clause, LINE.format(180, "the principal")))
    bargain.step(bargain.city, ours, "accept")
    address = f"{bargain.path}/proposals/{theirs['id']}/accept"
    [shown] = assert_problem(bargain.district.post(address), 409, "moved-base")["collisions"]
    assert shown["clause_id"] == clause["clause_id"]
    for text, line in {
        "base": LINE.format(30, "the principal"),
        "ours": LINE.format(30, "a teacher"),
        "theirs": LINE.format(180, "the principal"),
        "merged": LINE.format(180, "a teacher"),
    }.items():
        assert shown[text] == f"Recordings\n\t{line}"
    wrong = {"confirmed": {clause["clause_id"]: "0" * 64}}
    assert_problem(bargain.district.post(address, json=wrong), 409, "moved-base")
    right = {"confirmed": {clause["clause_id"]: shown["confirm"]}}
    accepted = bargain.district.post(address, json=right)
    assert accepted.status_code == 200, accepted.text
    now = bargain.clause(clause["clause_id"])
    assert (now["number"], now["content_hash"]) == (3, shown["confirm"])
    assert now["prose"] == f"\t{LINE.format(180, 'a teacher')}"


def test_changes_of_the_same_words_are_not_merged(bargain: Bargain, clause: dict[str, Any]) -> None:
    ours = bargain.propose(bargain.district, words(clause, LINE.format(60, "the principal")))
    theirs = bargain.propose(bargain.city, words(clause, LINE.format(180, "the principal")))
    bargain.step(bargain.city, ours, "accept")
    answer = bargain.district.post(f"{bargain.path}/proposals/{theirs['id']}/accept")
    [shown] = assert_problem(answer, 409, "moved-base")["collisions"]
    assert not {"merged", "confirm"} & shown.keys()
    assert state_of(bargain, theirs) == "submitted"


def test_one_collision_refuses_the_whole_proposal(bargain: Bargain, clause: dict[str, Any]) -> None:
    free_one = bargain.agreement.add("Keys", "The principal keeps the keys.")
    theirs = bargain.propose(bargain.city, words(clause, "One."), words(free_one, "Two."))
    bargain.agreement.revise(clause, "Meanwhile.")
    assert_problem(bargain.district.post(f"{bargain.path}/proposals/{theirs['id']}/accept"), 409, "moved-base")
    assert bargain.clause(free_one["clause_id"])["number"] == 1


def test_of_two_that_collide_and_are_accepted_at_once_one_wins_and_the_other_meets_it(
    bargain: Bargain, clause: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have worked out what they come to before either is stored."""
    made = [
        (bargain.district, bargain.propose(bargain.city, words(clause, LINE.format(60, "the principal")))),
        (bargain.city, bargain.propose(bargain.district, words(clause, LINE.format(180, "the principal")))),
    ]
    barrier = threading.Barrier(2)
    worked_out = acceptance.locked
    answers: list[Any] = []

    def wait(*args: Any) -> Any:
        barrier.wait(timeout=20)
        return worked_out(*args)

    monkeypatch.setattr(acceptance, "locked", wait)

    def take(by: TestClient, proposal: dict[str, Any]) -> None:
        answers.append(by.post(f"{bargain.path}/proposals/{proposal['id']}/accept"))

    threads = [threading.Thread(target=take, args=each) for each in made]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    won, lost = sorted(answers, key=lambda each: each.status_code)
    assert won.status_code == 200, won.text
    [shown] = assert_problem(lost, 409, "moved-base")["collisions"]
    now = bargain.clause(clause["clause_id"])
    assert now["number"] == 2
    assert shown["ours"] == f"Recordings\n{now['prose']}"
    assert sorted(state_of(bargain, each) for _, each in made) == ["accepted", "submitted"]


def test_of_two_who_accept_one_proposal_at_once_one_wins(
    bargain: Bargain, clause: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."))
    barrier = threading.Barrier(2)
    worked_out = acceptance.locked
    answers: list[Any] = []

    def wait(*args: Any) -> Any:
        barrier.wait(timeout=20)
        return worked_out(*args)

    monkeypatch.setattr(acceptance, "locked", wait)
    address = f"{bargain.path}/proposals/{made['id']}/accept"
    threads = [threading.Thread(target=lambda: answers.append(bargain.district.post(address))) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    won, lost = sorted(answers, key=lambda each: each.status_code)
    assert won.status_code == 200, won.text
    assert_problem(lost, 409, "illegal-move")
    assert bargain.clause(clause["clause_id"])["number"] == 2


# ------------------------------------------------------------------------------------------------- who sees and may


def test_a_draft_does_not_exist_for_the_other_side(app: FastAPI, bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."), submit=False)
    address = f"{bargain.path}/proposals/{made['id']}"
    eyes = [bargain.district, bargain.agreement.client]
    own = (member_of(app, bargain.agreement.id, "city", role) for role in (Role.CLERK, Role.OBSERVER))
    eyes += [client_of(app, token_of(app, each)) for each in own]
    for eye in eyes:
        assert_problem(eye.get(address), 404, "not-found")
        assert eye.get(f"{bargain.path}/proposals").json()["items"] == []
    for act in ("submit", "withdraw", "accept", "reject"):
        answer = bargain.district.post(f"{address}/{act}")
        there = assert_problem(answer, 404, "not-found")["detail"]
        not_there = bargain.district.post(f"{bargain.path}/proposals/prp-none/{act}").json()["detail"]
        assert there.replace(made["id"], "prp-none") == not_there
    body = {"rationale": "Mine.", "edits": []}
    assert_problem(bargain.district.put(address, json=body, headers={"If-Match": "*"}), 404, "not-found")
    assert bargain.police.get(address).status_code == 200
    bargain.step(bargain.city, made, "withdraw", note="Better not.")
    for eye in eyes:
        assert_problem(eye.get(address), 404, "not-found")
        assert eye.get(f"{bargain.path}/proposals", params={"state": "withdrawn"}).json()["items"] == []
    assert bargain.police.get(address).json()["state"] == "withdrawn"


def test_a_submitted_proposal_is_read_by_every_member_and_moved_by_negotiators(
    app: FastAPI, bargain: Bargain, clause: dict[str, Any]
) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."))
    address = f"{bargain.path}/proposals/{made['id']}"
    for role in (Role.CLERK, Role.OBSERVER):
        with client_of(app, token_of(app, member_of(app, bargain.agreement.id, "district", role))) as member:
            assert member.get(address).json()["legal_acts"] == []
            assert_problem(member.post(f"{address}/accept"), 403, "not-allowed")
    assert bargain.agreement.client.get(address).json()["legal_acts"] == []
    assert_problem(bargain.agreement.client.post(f"{address}/accept"), 403, "not-allowed")


def test_the_list_is_narrowed_by_state_clause_and_sponsor(bargain: Bargain, clause: dict[str, Any]) -> None:
    other = bargain.agreement.add("Keys", "The principal keeps the keys.")
    first = bargain.propose(bargain.city, words(clause, "One."))
    second = bargain.propose(bargain.police, words(other, "Two."))
    third = bargain.propose(bargain.district, words(clause, "Three."), submit=False)
    bargain.step(bargain.district, second, "reject")

    def ids(by: TestClient, **narrow: Any) -> list[str]:
        return [each["id"] for each in by.get(f"{bargain.path}/proposals", params=narrow).json()["items"]]

    assert ids(bargain.district) == [first["id"], second["id"], third["id"]]
    assert ids(bargain.city) == [first["id"], second["id"]]
    assert ids(bargain.district, state="rejected") == [second["id"]]
    assert ids(bargain.district, state=["draft", "submitted"]) == [first["id"], third["id"]]
    assert ids(bargain.district, clause_id=clause["clause_id"]) == [first["id"], third["id"]]
    assert ids(bargain.district, party="police") == [second["id"]]
    assert_problem(bargain.city.get(f"{bargain.path}/proposals", params={"state": "lost"}), 422, "invalid-input")


def test_a_proposal_of_another_agreement_is_not_found(
    app: FastAPI, bargain: Bargain, clause: dict[str, Any], client: TestClient
) -> None:
    made = bargain.propose(bargain.city, words(clause, "One."))
    other = client.post("/agreements", json={"title": "Another", "parties": PARTIES}).json()["id"]
    with client_of(app, token_of(app, member_of(app, other, "district", Role.NEGOTIATOR))) as member:
        for act in ("accept", "reject"):
            assert_problem(member.post(f"/agreements/{other}/proposals/{made['id']}/{act}"), 404, "not-found")
        assert_problem(member.get(f"/agreements/{other}/proposals/{made['id']}"), 404, "not-found")


# ----------------------------------------------------------------------------------------------------- direct edits


def test_where_two_sides_negotiate_a_member_changes_no_clause_directly(
    bargain: Bargain, clause: dict[str, Any]
) -> None:
    new = {"kind": "custom", "heading": "Mine", "fields": free("x")}
    address = f"{bargain.path}/clauses/{clause['clause_id']}"
    tags = {"If-Match": tag(clause)}
    for answer in (
        bargain.city.post(f"{bargain.path}/clauses", json=new),
        bargain.city.put(address, json={"fields": free("x")}, headers=tags),
        bargain.city.patch(f"{address}/prose", json={"prose": "\tx"}, headers=tags),
        bargain.city.post(f"{address}/confirm", json={}, headers=tags),
        bargain.city.post(f"{address}/move", json={"after": None}, headers=tags),
        bargain.city.delete(address, headers=tags),
    ):
        assert f"{bargain.path}/proposals" in assert_problem(answer, 409, "proposal-needed")["detail"]
    assert bargain.clause(clause["clause_id"]) == clause
    revised = bargain.agreement.revise(clause, "An operator records it.", **WHO)
    assert revised["number"] == 2


def test_a_party_that_takes_no_steps_reads_proposals_and_is_offered_none(
    app: FastAPI, bargain: Bargain, clause: dict[str, Any]
) -> None:
    client, address = bargain.agreement.client, f"{bargain.path}/parties"
    read = client.get(address)
    parties = [*read.json()["parties"], {"role": "county", "legal_name": "the County", "side": "city"}]
    assert client.put(address, json={"parties": parties}, headers={"If-Match": read.headers["ETag"]}).status_code == 200
    bargain.propose(bargain.district, words(clause, "x"))
    with client_of(app, token_of(app, member_of(app, bargain.agreement.id, "county", Role.NEGOTIATOR))) as county:
        [found] = county.get(f"{bargain.path}/proposals").json()["items"]
        assert found["legal_acts"] == []
        assert county.get(f"/app{bargain.path}/proposals").status_code == 200
        assert county.get("/app/inbox").status_code == 200


def test_no_party_changes_sides_while_a_side_holds_a_playbook(bargain: Bargain) -> None:
    client, address = bargain.agreement.client, f"{bargain.path}/parties"
    read = client.get(address)
    tags = {"If-Match": bargain.city.get(f"{bargain.path}/playbook").headers["ETag"]}
    held = bargain.city.put(f"{bargain.path}/playbook", json={"positions": []}, headers=tags)
    assert held.status_code == 200, held.text
    moved = [{**each, "side": "district"} if each["role"] == "police" else each for each in read.json()["parties"]]
    refused = client.put(address, json={"parties": moved}, headers={"If-Match": read.headers["ETag"]})
    assert_problem(refused, 409, "conflict")


def test_no_party_changes_sides_once_the_sides_negotiate(bargain: Bargain, clause: dict[str, Any]) -> None:
    client, address = bargain.agreement.client, f"{bargain.path}/parties"
    read = client.get(address)
    parties = read.json()["parties"]
    bargain.propose(bargain.city, words(clause, "x"), submit=False)
    moved = [{**each, "side": "district"} if each["role"] == "police" else each for each in parties]
    tags = {"If-Match": read.headers["ETag"]}
    assert_problem(client.put(address, json={"parties": moved}, headers=tags), 409, "conflict")
    renamed = [{**each, "office": "Somebody"} for each in parties]
    assert client.put(address, json={"parties": renamed}, headers=tags).status_code == 200
