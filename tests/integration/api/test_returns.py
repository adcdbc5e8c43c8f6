"""Taking files back over HTTP: what is no return is refused by name, what is an odd one says so, and nothing is merged
that nobody has read."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.auth.access import Role
from tests.integration.api.conftest import Bargain, assert_problem, client_of, member_of, token_of, words
from tests.support import wml
from tests.support.returns.desk import Desk

Rows = Callable[[], dict[str, int]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KEEPS = "The Department keeps each recording for one year in its own system."
TELLS = "It tells the Superintendent of every request within ten days."
TRAINS = "An SRO trains for forty hours before the first day at school."


@pytest.fixture
def out(bargain: Bargain) -> Bargain:
    """A draft of three clauses, which the district has sent."""
    bargain.agreement.add("Recordings", KEEPS, TELLS)
    bargain.agreement.add("Training", TRAINS)
    bargain.agreement.add("Keys", "The principal keeps the keys of the building and of the yard.")
    bargain.agreement.save("First")
    send(bargain, 1)
    return bargain


def send(bargain: Bargain, draft: int, **more: Any) -> dict[str, Any]:
    answer = bargain.district.post(f"{bargain.path}/sent", json={"draft": draft, "to": ["City Attorney"], **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def sent_bytes(bargain: Bargain, place: int = -1) -> bytes:
    items = bargain.district.get(f"{bargain.path}/sent").json()["items"]
    return bargain.district.get(items[place]["docx"]).content


def came(bargain: Bargain, docx: bytes, name: str = "a.docx", **told: str) -> Any:
    return bargain.district.post(
        f"{bargain.path}/returns", files={"file": (name, docx, "application/octet-stream")}, data=told
    )


def taken(bargain: Bargain, docx: bytes, name: str = "a.docx", **told: str) -> dict[str, Any]:
    answer = came(bargain, docx, name, **told)
    assert answer.status_code == 201, answer.text
    return answer.json()


def triage(bargain: Bargain, told: dict[str, Any], *decisions: dict[str, Any], **more: Any) -> Any:
    address = f"{bargain.path}/returns/{told['id']}/triage"
    return bargain.district.post(address, json={"decisions": list(decisions), **more})


def clause(bargain: Bargain, heading: str) -> dict[str, Any]:
    items = bargain.agreement.client.get(f"{bargain.path}/clauses").json()["items"]
    return next(each for each in items if each["heading"] == heading)


def codes(told: dict[str, Any]) -> list[str]:
    return [each["code"] for each in told["notes"]]


def edited(docx: bytes, who: str = "Bo Counsel") -> Desk:
    return Desk(docx, who=who).track("one year", "two years")


# ------------------------------------------------------------------------------------------------- what it answers


def test_a_return_is_found_though_it_was_stripped_and_renamed(out: Bargain) -> None:
    docx = stripped(edited(sent_bytes(out)).send())
    told = taken(out, docx, name="scan (2).docx")
    assert told["sent_id"] == out.district.get(f"{out.path}/sent").json()["items"][0]["id"]
    assert told["descent"]["sureness"] == "sure"
    assert [each["label"] for each in told["changes"] if each["place"] == "body"] == ["tracked"]


def stripped(docx: bytes) -> bytes:
    """Without bookmarks, properties and footers: nothing but its words tells what it is."""
    out = io.BytesIO()
    desk = Desk(docx)
    for name in desk.package.story_parts():
        root = desk.package.xml(name)
        for element in list(root.iter("{*}bookmarkStart", "{*}bookmarkEnd", "{*}footerReference")):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    with zipfile.ZipFile(io.BytesIO(desk.send())) as source, zipfile.ZipFile(out, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            if each == "docProps/custom.xml":
                head, _, rest = content.partition(b"<property ")
                content = (head or content) if not rest else head + b"</Properties>"
            target.writestr(each, content)
    return out.getvalue()


def test_of_two_files_of_one_draft_the_one_that_was_edited_is_found(out: Bargain) -> None:
    recordings = clause(out, "Recordings")
    out.agreement.revise(recordings, KEEPS.replace("own", "secure"), TELLS)
    out.agreement.save("Second")
    clean, redline = send(out, 2), send(out, 2, against=1)
    for sent in (clean, redline):
        docx = out.district.get(sent["docx"]).content
        told = taken(out, Desk(docx).track("forty hours", "fifty hours").send(), name=f"{sent['id']}.docx")
        assert told["sent_id"] == sent["id"]
        assert [each["label"] for each in told["changes"]] == ["tracked"]


def test_a_shared_draft_that_was_never_sent_is_answered_too(out: Bargain) -> None:
    out.agreement.revise(clause(out, "Training"), TRAINS.replace("forty", "sixty"))
    out.agreement.save("Second")
    docx = out.city.get(f"{out.path}/drafts/2.docx").content
    told = taken(out, edited(docx).send())
    assert (told["sent_id"], told["draft"]) == (None, 2)
    assert "never-sent" in codes(told)


def test_the_very_file_that_was_sent_came_back_unchanged(out: Bargain) -> None:
    told = taken(out, sent_bytes(out))
    assert (codes(told), told["changes"]) == (["unchanged"], [])
    assert told["descent"]["unchanged"] is True


def test_what_a_person_knows_of_the_file_is_taken_at_its_word(out: Bargain) -> None:
    first = out.district.get(f"{out.path}/sent").json()["items"][0]["id"]
    docx = edited(sent_bytes(out)).send()
    send(out, 1)
    told = taken(out, docx, sent_id=first, returner="Bo Counsel", party="police", note="By mail.")
    assert (told["sent_id"], told["returner"], told["returner_party"]) == (first, "Bo Counsel", "police")
    assert (told["entered_by"], told["note"]) == ("Negotiator", "By mail.")
    assert_problem(came(out, Desk(docx).replace("forty", "x").send(), sent_id="snt-none"), 404, "not-found")
    refused = came(out, Desk(docx).replace("forty", "y").send(), party="district")
    assert_problem(refused, 422, "invalid-option")


# ------------------------------------------------------------------------------------------------------- odd returns


def test_a_file_of_another_agreement_is_refused(out: Bargain, app: FastAPI, rows: Rows) -> None:
    parties = [{"role": role, "legal_name": f"the {role}"} for role in ("district", "city")]
    other = out.agreement.client.post("/agreements", json={"title": "Another", "parties": parties}).json()["id"]
    body = {"kind": "custom", "heading": "Recordings", "fields": {"paragraphs": [{"level": 1, "text": KEEPS}]}}
    assert out.agreement.client.post(f"/agreements/{other}/clauses", json=body).status_code == 201
    out.agreement.client.post(f"/agreements/{other}/drafts", json={"label": "A", "dated": "2020-03-03"})
    docx = out.agreement.client.get(f"/agreements/{other}/drafts/1.docx").content
    assert "another agreement" in assert_problem(came(out, docx), 409, "unrelated-file")["detail"]
    letter = wml.docx(wml.p(wml.t("Dear Sir or Madam, nothing of what you ask for was ever written down here.")))
    assert "reads like nothing" in assert_problem(came(out, letter), 409, "unrelated-file")["detail"]
    assert rows()["returned_files"] == 0


def test_a_file_older_than_the_newest_round_says_so(out: Bargain) -> None:
    docx = edited(sent_bytes(out)).send()
    out.agreement.revise(clause(out, "Training"), TRAINS.replace("forty", "sixty"))
    out.agreement.save("Second")
    send(out, 2)
    told = taken(out, docx)
    assert codes(told) == ["older-round", "moved-on"]
    assert told["draft"] == 1


def test_two_returns_of_one_round_are_told_and_the_second_meets_the_first(out: Bargain) -> None:
    docx = sent_bytes(out)
    first = taken(out, Desk(docx, who="Bo").track("one year", "two years").send(), name="first.docx")
    assert triage(out, first, {"label": "tracked", "answer": "accept"}).status_code == 200
    second = taken(out, Desk(docx, who="Bo").track("one year", "three years").track("forty", "fifty").send())
    assert "second-return" in codes(second)
    assert [each["fit"] for each in second["changes"]] == ["conflicts", "applies"]
    refused = triage(out, second, {"changes": [1], "answer": "accept"})
    [collision] = assert_problem(refused, 409, "moved-base")["collisions"]
    assert "two years" in collision["ours"]
    assert "three years" in collision["theirs"]
    assert triage(out, second, {"changes": [2], "answer": "accept"}).status_code == 200
    assert "two years" in clause(out, "Recordings")["prose"]


def test_the_same_bytes_are_the_same_return(out: Bargain, rows: Rows) -> None:
    docx = edited(sent_bytes(out)).send()
    first = taken(out, docx)
    again = came(out, docx, name="renamed.docx")
    assert again.status_code == 200
    assert again.json() == first
    assert rows()["returned_files"] == 1


def test_a_clause_that_moved_on_is_merged_only_when_somebody_has_read_it(out: Bargain, rows: Rows) -> None:
    docx = Desk(sent_bytes(out), who="Bo").track("one year", "two years").send()
    out.agreement.revise(clause(out, "Recordings"), KEEPS, TELLS.replace("ten days", "five days"))
    told = taken(out, docx)
    assert codes(told) == ["moved-on"]
    assert [each["fit"] for each in told["changes"]] == ["merges"]
    before = rows()
    refused = triage(out, told, {"changes": [1], "answer": "accept"})
    [collision] = assert_problem(refused, 409, "moved-base")["collisions"]
    assert "two years" in collision["merged"]
    assert "five days" in collision["merged"]
    assert rows() == before, "nothing is stored of what is refused"
    confirmed = {collision["clause_id"]: collision["confirm"]}
    answer = triage(out, told, {"changes": [1], "answer": "accept"}, confirmed=confirmed)
    assert answer.status_code == 200, answer.text
    now = clause(out, "Recordings")
    assert "two years" in now["prose"]
    assert "five days" in now["prose"]
    assert (now["author"], now["party"]) == ("Bo", "city")


def test_a_change_that_stands_already_asks_for_nothing(out: Bargain) -> None:
    docx = edited(sent_bytes(out)).send()
    out.agreement.revise(clause(out, "Recordings"), KEEPS.replace("one year", "two years"), TELLS)
    told = taken(out, docx)
    assert [each["fit"] for each in told["changes"]] == ["stands"]
    answer = triage(out, told, {"changes": [1], "answer": "accept"})
    assert answer.json()["changes"][0]["answer"]["proposal_id"] is None


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"no zip at all", 415, "not-a-zip"),
        (OLE + b"\0" * 600, 415, "not-a-zip"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, 422, "encrypted-file"),
        (b"PK\x03\x04" + b"x" * 1_200_000, 413, "content-too-large"),
    ],
)
def test_what_is_no_word_file_is_refused_by_name(
    out: Bargain, content: bytes, status: int, code: str, rows: Rows
) -> None:
    answer = came(out, content)
    assert_problem(answer, status, code)
    assert rows()["returned_files"] == 0


def test_a_file_with_macros_is_refused(out: Bargain) -> None:
    made = io.BytesIO(sent_bytes(out))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    assert_problem(came(out, made.getvalue()), 415, "macro-file")


# --------------------------------------------------------------------------------------------------------- answering


def test_changes_of_one_clause_are_taken_one_by_one(out: Bargain) -> None:
    docx = Desk(sent_bytes(out), who="Bo").track("one year", "two years").track("ten days", "thirty days").send()
    told = taken(out, docx)
    assert triage(out, told, {"changes": [2], "answer": "accept"}).status_code == 200
    now = clause(out, "Recordings")["prose"]
    assert "one year" in now
    assert "thirty days" in now
    read = out.district.get(f"{out.path}/returns/{told['id']}").json()
    assert [each["fit"] for each in read["changes"]] == ["applies", "stands"], "our own step is no move of the base"
    assert triage(out, told, {"changes": [1], "answer": "accept"}).status_code == 200
    assert "two years" in clause(out, "Recordings")["prose"]


def test_two_hands_in_one_clause_are_two_proposals(out: Bargain) -> None:
    desk = Desk(sent_bytes(out), who="Ana").track("one year", "two years")
    desk.who = "Bo, the Department"
    told = taken(out, desk.track("own system", "secure system").send())
    assert triage(out, told, {"label": "tracked", "answer": "accept"}).status_code == 200
    revisions = out.district.get(f"{out.path}/clauses/{clause(out, 'Recordings')['clause_id']}/revisions").json()
    made = [(each["author"], each["party"]) for each in revisions["items"][-2:]]
    assert made == [("Ana", "city"), ("Bo", "police")]


def test_a_new_clause_and_a_clause_that_is_gone_are_taken(out: Bargain) -> None:
    desk = Desk(sent_bytes(out), who="Bo")
    desk.add_tracked(
        "The principal keeps the keys", "Insurance", "The City carries insurance for each SRO.", heading=True
    )
    desk.strike_paragraph(TRAINS)
    told = taken(out, desk.strike_paragraph("Training").send())
    answer = triage(out, told, {"label": "tracked", "answer": "accept"})
    assert answer.status_code == 200, answer.text
    assert out.agreement.headings() == ["Recordings", "Keys", "Insurance"]


def test_an_answer_stands(out: Bargain) -> None:
    told = taken(out, edited(sent_bytes(out)).send())
    assert triage(out, told, {"changes": [1], "answer": "reject", "note": "Not now."}).status_code == 200
    assert_problem(triage(out, told, {"changes": [1], "answer": "accept"}), 409, "illegal-move")
    assert_problem(triage(out, told, {"changes": [9], "answer": "accept"}), 422, "invalid-option")
    again = taken(out, Desk(sent_bytes(out)).track("forty", "fifty").send())
    twice = [{"changes": [1], "answer": "accept"}, {"label": "tracked", "answer": "reject"}]
    assert_problem(triage(out, again, *twice), 422, "invalid-option")
    rejected = out.city.get(f"{out.path}/proposals").json()["items"]
    assert [(each["state"], each["steps"][-1]["note"]) for each in rejected] == [("rejected", "Not now.")]


@pytest.mark.parametrize(
    "decision",
    [
        {"answer": "accept"},
        {"changes": [1], "label": "tracked", "answer": "accept"},
        {"changes": [1], "answer": "counter"},
        {"changes": [1], "answer": "accept", "counter": {"rationale": "x", "edits": []}},
        {"changes": [0], "answer": "accept"},
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(out: Bargain, decision: dict[str, Any]) -> None:
    told = taken(out, edited(sent_bytes(out)).send())
    assert_problem(triage(out, told, decision), 422, "invalid-input")


def test_a_counterproposal_is_ours_until_it_is_submitted(out: Bargain) -> None:
    told = taken(out, edited(sent_bytes(out)).send())
    now = clause(out, "Recordings")
    edit = words(now, KEEPS.replace("one year", "eighteen months"), TELLS)
    counter = {"rationale": "Eighteen months.", "edits": [edit]}
    answer = triage(out, told, {"changes": [1], "answer": "counter", "counter": counter})
    assert answer.status_code == 200, answer.text
    given = answer.json()["changes"][0]["answer"]
    assert_problem(out.city.get(f"{out.path}/proposals/{given['counter_id']}"), 404, "not-found")
    assert out.city.get(f"{out.path}/proposals/{given['proposal_id']}").json()["state"] == "submitted"
    assert out.district.post(f"{out.path}/proposals/{given['counter_id']}/submit").status_code == 200
    assert out.city.get(f"{out.path}/proposals/{given['proposal_id']}").json()["state"] == "countered"


def test_comments_become_threads_that_are_private_unless_they_are_shared(out: Bargain) -> None:
    docx = Desk(sent_bytes(out), who="Bo").comment("the keys of the building", "Which keys?").send()
    told = taken(out, docx, threads="shared")
    [thread] = out.city.get(f"{out.path}/threads").json()["items"]
    assert thread["id"] == told["comments"][0]["thread_id"]
    assert (thread["comments"][0]["author"], thread["comments"][0]["text"]) == ("Bo", "Which keys?")
    other = Desk(sent_bytes(out), who="Bo").comment("every request", "Every one?").send()
    assert taken(out, other, threads="none")["comments"][0]["thread_id"] is None


def test_what_came_back_is_for_the_side_that_took_it_back(out: Bargain, app: FastAPI) -> None:
    told = taken(out, edited(sent_bytes(out)).send())
    assert out.city.get(f"{out.path}/returns").json()["items"] == []
    for ending in ("", ".docx", ".html"):
        assert_problem(out.city.get(f"{out.path}/returns/{told['id']}{ending}"), 404, "not-found")
    body = {"decisions": [{"changes": [1], "answer": "accept"}]}
    assert_problem(out.city.post(f"{out.path}/returns/{told['id']}/triage", json=body), 404, "not-found")
    with client_of(app, token_of(app, member_of(app, out.agreement.id, "district", Role.CLERK))) as clerk:
        assert_problem(clerk.get(f"{out.path}/returns"), 403, "not-allowed")
    listed = out.district.get(f"{out.path}/returns").json()["items"]
    assert [each["id"] for each in listed] == [told["id"]]
    assert "changes" not in listed[0]


@pytest.mark.parametrize("table", ["returned_files", "return_answers"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_the_store_refuses_to_change_what_came_back(out: Bargain, store_file: Path, table: str, statement: str) -> None:
    triage(out, taken(out, edited(sent_bytes(out)).send()), {"changes": [1], "answer": "done"})
    connection = sqlite3.connect(store_file)
    try:
        with pytest.raises(sqlite3.IntegrityError, match="rows of the record"):
            connection.execute(statement.format(table))
    finally:
        connection.close()
