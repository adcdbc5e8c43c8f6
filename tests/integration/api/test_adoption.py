"""From the packet to the agreement in force, over HTTP: votes that cite a text, adoption, signing, notices."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, inspect, text

from api.auth.access import Role
from api.store import migrate
from drafts.word import guard
from drafts.word import names as n
from drafts.word.package import Package
from tests.integration.api.conftest import Agreement, assert_problem, client_of, member_of, tag, token_of

Rows = Callable[[], dict[str, int]]
CLAUSES: dict[str, dict[str, Any]] = {
    "parties": {
        "doc_type": "mou",
        "parties": [
            {"role": "district", "legal_name": "the Board", "short_names": ["District"]},
            {"role": "city", "legal_name": "the City", "short_names": ["City"]},
        ],
        "binding": "mixed",
    },
    "term_renewal": {
        "start": "2020-07-01",
        "initial_end": "2021-06-30",
        "renewal_mode": "automatic_school_year",
        "nonrenewal_notice": {"n": 60, "unit": "calendar_days"},
    },
    "termination": {"notice": {"n": 60, "unit": "calendar_days"}, "mid_year": True, "survives": []},
    "execution": {
        "signatories": [
            {"party": "district", "legal_name": "Board", "title": "Chair"},
            {"party": "city", "legal_name": "City", "title": "City Manager"},
        ],
        "approvals": [{"body": "board", "action": "vote"}, {"body": "city_manager", "action": "signature"}],
        "counterparts": False,
        "electronic": False,
    },
}


@dataclass
class Hall:
    """An agreement whose draft 1 is in the packet, with people of both sides."""

    agreement: Agreement
    clauses: dict[str, dict[str, Any]]
    district: TestClient
    city: TestClient
    clerk: TestClient

    @property
    def path(self) -> str:
        return self.agreement.path

    def get(self, address: str) -> dict[str, Any]:
        answer = self.clerk.get(f"{self.path}/{address}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def save(self, status: str = "packet") -> dict[str, Any]:
        body = {"label": "To vote on", "dated": "2020-06-01", "status": status}
        answer = self.agreement.client.post(f"{self.path}/drafts", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def vote(self, client: TestClient, body: str, on: str, draft: int = 1, **more: Any) -> Any:
        members = ["Chair", "Second", "Third"] if body == "board" else ["City Manager"]
        told = {
            "body": body,
            "on": on,
            "motion": "To approve the agreement.",
            "text_hash": self.get(f"drafts/{draft}")["adopted_text_hash"],
            "present": members,
            "ballots": [{"member": each, "ballot": "yes"} for each in members],
            "result": "carried",
        }
        return client.post(f"{self.path}/drafts/{draft}/votes", json={**told, **more})

    def approve(self, draft: int = 1, board: str = "2020-06-16", city: str = "2020-06-17") -> None:
        for client, body, on in ((self.district, "board", board), (self.city, "city_manager", city)):
            answer = self.vote(client, body, on, draft)
            assert answer.status_code == 201, answer.text

    def adopt(self, draft: int = 1, **body: Any) -> dict[str, Any]:
        answer = self.city.post(f"{self.path}/drafts/{draft}/adopt", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def revise(self, kind: str, **fields: Any) -> None:
        clause = self.clauses[kind]
        answer = self.agreement.client.put(
            f"{self.path}/clauses/{clause['clause_id']}",
            json={"fields": {**CLAUSES[kind], **fields}},
            headers={"If-Match": tag(clause)},
        )
        assert answer.status_code == 200, answer.text
        self.clauses[kind] = answer.json()


@pytest.fixture
def hall(app: FastAPI, agreement: Agreement) -> Iterator[Hall]:
    made: dict[str, dict[str, Any]] = {}
    for kind, fields in CLAUSES.items():
        answer = agreement.client.post(f"{agreement.path}/clauses", json={"kind": kind, "fields": fields})
        assert answer.status_code == 201, answer.text
        made[kind] = answer.json()
    with ExitStack() as stack:

        def member(party: str, role: Role) -> TestClient:
            return stack.enter_context(client_of(app, token_of(app, member_of(app, agreement.id, party, role))))

        ready = Hall(
            agreement,
            made,
            member("district", Role.NEGOTIATOR),
            member("city", Role.COUNSEL),
            member("district", Role.CLERK),
        )
        ready.save()
        yield ready


# ---------------------------------------------------------------------------------------------------------- votes


def test_a_vote_is_kept_with_members_ballots_and_result_and_read_by_everybody(hall: Hall) -> None:
    made = hall.vote(hall.district, "board", "2020-06-16").json()
    assert (made["number"], made["draft"], made["yes"], made["needed"], made["result"]) == (1, 1, 3, 2, "carried")
    assert (made["party"], made["quorate"]) == ("district", True)
    assert hall.get("drafts/1/votes")["items"] == [made]


def test_votes_are_added_and_never_taken_back(hall: Hall, rows: Rows) -> None:
    hall.approve()
    again = hall.vote(hall.district, "board", "2020-06-16").json()
    assert again["number"] == 3
    assert rows()["votes"] == 3
    assert hall.district.delete(f"{hall.path}/drafts/1/votes").status_code == 405


def test_a_vote_on_another_text_is_refused_with_the_redline_between_the_two(hall: Hall, rows: Rows) -> None:
    hall.revise("termination", notice={"n": 30, "unit": "calendar_days"})
    hall.save()
    older = hall.get("drafts/1")["adopted_text_hash"]
    problem = assert_problem(hall.vote(hall.district, "board", "2020-06-16", 2, text_hash=older), 409, "different-text")
    assert problem["redline"] == f"{hall.path}/redlines/1...2.html"
    page = hall.clerk.get(problem["redline"])
    assert page.status_code == 200
    assert "sixty" in page.text
    assert "thirty" in page.text
    stranger = assert_problem(
        hall.vote(hall.district, "board", "2020-06-16", 2, text_hash="a" * 64), 409, "different-text"
    )
    assert "redline" not in stranger
    assert rows()["votes"] == 0


def test_a_refused_vote_does_not_tell_of_a_working_draft_with_that_text(hall: Hall) -> None:
    hall.revise("termination", notice={"n": 30, "unit": "calendar_days"})
    hidden = hall.city.post(f"{hall.path}/drafts", json={"label": "Ours", "dated": "2020-06-02"}).json()
    assert hidden["status"] == "working"
    answer = hall.vote(hall.district, "board", "2020-06-16", text_hash=hidden["adopted_text_hash"])
    problem = assert_problem(answer, 409, "different-text")
    assert "redline" not in problem
    assert "draft 2" not in answer.text


def test_a_side_records_the_votes_of_its_own_bodies_and_an_operator_any(hall: Hall) -> None:
    assert_problem(hall.vote(hall.city, "board", "2020-06-16"), 403, "not-allowed")
    assert hall.vote(hall.clerk, "board", "2020-06-16").status_code == 403
    assert hall.vote(hall.agreement.client, "board", "2020-06-16").status_code == 201


def test_a_body_that_the_signatures_clause_does_not_ask_does_not_vote(hall: Hall) -> None:
    problem = assert_problem(hall.vote(hall.agreement.client, "city_council", "2020-06-16"), 409, "conflict")
    assert "the Board and the City Manager" in problem["detail"]


def test_a_draft_that_is_not_in_the_packet_is_not_voted_on(hall: Hall) -> None:
    assert hall.district.post(f"{hall.path}/drafts/1/return").status_code == 200
    assert_problem(hall.vote(hall.district, "board", "2020-06-16"), 409, "illegal-move")


def test_a_record_whose_result_does_not_follow_is_refused_by_its_field(hall: Hall) -> None:
    problem = assert_problem(hall.vote(hall.district, "board", "2020-06-16", result="failed"), 422, "invalid-input")
    assert "the motion carried" in problem["detail"]


# -------------------------------------------------------------------------------------------------------- adoption


def test_a_draft_is_adopted_when_every_body_has_approved_its_very_text(hall: Hall) -> None:
    told = assert_problem(hall.city.post(f"{hall.path}/drafts/1/adopt", json={}), 409, "illegal-move")["detail"]
    assert told == "Draft 1 is not adopted: the Board has not voted and the City Manager has not voted."
    hall.approve()
    made = hall.get("drafts/1/adoption")
    assert (made["complete"], made["on"]) == (True, "2020-06-17")
    assert [(each["body"], each["standing"]) for each in made["bodies"]] == [
        ("board", "carried"),
        ("city_manager", "carried"),
    ]
    adopted = hall.adopt()
    assert (adopted["status"], adopted["steps"][-1]["on"]) == ("adopted", "2020-06-17")


def test_a_body_that_voted_on_another_text_is_named_with_the_redline(hall: Hall) -> None:
    hall.vote(hall.district, "board", "2020-06-16")
    hall.revise("termination", notice={"n": 30, "unit": "calendar_days"})
    hall.save()
    assert hall.vote(hall.city, "city_manager", "2020-06-17", 2).status_code == 201
    bodies = {each["body"]: each for each in hall.get("drafts/1/adoption")["bodies"]}
    assert bodies["city_manager"]["standing"] == "differing"
    assert bodies["city_manager"]["redline"] == f"{hall.path}/redlines/2...1.html"
    refused = hall.city.post(f"{hall.path}/drafts/1/adopt", json={})
    assert "the City Manager voted on another text" in assert_problem(refused, 409, "illegal-move")["detail"]


def test_a_motion_that_failed_adopts_nothing_until_a_later_one_carries(hall: Hall) -> None:
    hall.approve()
    ballots = [{"member": each, "ballot": "no"} for each in ("Chair", "Second", "Third")]
    hall.vote(hall.district, "board", "2020-06-18", ballots=ballots, result="failed")
    refused = hall.city.post(f"{hall.path}/drafts/1/adopt", json={})
    assert "the Board voted it down" in assert_problem(refused, 409, "illegal-move")["detail"]
    hall.vote(hall.district, "board", "2020-06-19")
    assert hall.adopt()["steps"][-1]["on"] == "2020-06-19"


def test_what_is_signed_has_the_dates_filled_in_and_the_draft_keeps_its_file(hall: Hall) -> None:
    before = hall.clerk.get(f"{hall.path}/drafts/1.docx").content
    assert_problem(hall.clerk.get(f"{hall.path}/drafts/1/execution.docx"), 404, "not-found")
    hall.approve()
    hall.adopt(effective_date="2020-07-01")
    answer = hall.clerk.get(f"{hall.path}/drafts/1/execution.docx")
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="SRO Program MOU - Execution version of Draft 1 (2020-06-01).docx"'
    )
    guard.check(answer.content)
    signed, voted = _words(answer.content), _words(before)
    assert "July 1, 2020" in signed["word/document.xml"]
    assert "June 16, 2020" in signed["word/document.xml"]
    assert "for discussion only" not in signed["word/footer1.xml"]
    assert "for discussion only" in voted["word/footer1.xml"]
    assert "June 16, 2020" not in voted["word/document.xml"]
    assert hall.clerk.get(f"{hall.path}/drafts/1.docx").content == before
    again = hall.clerk.get(f"{hall.path}/drafts/1/execution.docx", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_an_effective_date_in_the_text_is_not_written_over(hall: Hall) -> None:
    hall.revise("parties", effective_date="2020-07-01")
    hall.save()
    hall.approve(2)
    refused = hall.city.post(f"{hall.path}/drafts/2/adopt", json={"effective_date": "2020-08-01"})
    assert_problem(refused, 409, "conflict")
    assert hall.adopt(2)["status"] == "adopted"


def test_votes_hold_for_a_draft_that_differs_in_the_dates_of_signing_alone(hall: Hall) -> None:
    hall.approve()
    hall.revise("parties", effective_date="2020-07-01")
    hall.save()
    assert hall.get("drafts/2/adoption")["complete"] is True
    assert len(hall.get("drafts/2/votes")["items"]) == 2


def test_an_adopted_draft_is_signed_and_moves_no_further(hall: Hall) -> None:
    hall.approve()
    body = {"signed_on": "2020-06-30"}
    assert_problem(hall.district.post(f"{hall.path}/drafts/1/execute", json=body), 409, "illegal-move")
    hall.adopt()
    signed = hall.clerk.get(f"{hall.path}/drafts/1/execution.docx").content
    made = hall.district.post(f"{hall.path}/drafts/1/execute", json=body).json()
    assert (made["status"], made["steps"][-1]["on"]) == ("executed", "2020-06-30")
    assert hall.clerk.get(f"{hall.path}/drafts/1/execution.docx").content == signed
    assert_problem(hall.district.post(f"{hall.path}/drafts/1/return"), 409, "illegal-move")
    assert_problem(hall.vote(hall.district, "board", "2020-07-01"), 409, "illegal-move")


# -------------------------------------------------------------------------------------------------------- in force


def test_what_is_in_force_on_a_day_is_told_with_its_text(hall: Hall) -> None:
    address = f"{hall.path}/in-force"
    hall.approve()
    assert_problem(hall.clerk.get(address, params={"on": "2020-08-01"}), 404, "not-found")
    hall.adopt(effective_date="2020-07-01")
    assert_problem(hall.clerk.get(address, params={"on": "2020-06-30"}), 404, "not-found")
    told = hall.get("in-force?on=2020-07-01")
    assert (told["draft"], told["since"], told["until"]) == (1, "2020-07-01", None)
    assert told["text_hash"] == hall.get("drafts/1")["adopted_text_hash"]
    assert "sixty (60) calendar days" in told["text"]
    assert hall.clerk.get(told["docx"]).status_code == 200
    assert hall.get("in-force?on=2029-01-01")["draft"] == 1  # it renews


def test_without_an_effective_date_it_is_in_force_from_the_last_approval(hall: Hall) -> None:
    hall.approve()
    hall.adopt()
    assert hall.get("in-force?on=2020-06-17")["since"] == "2020-06-17"
    assert_problem(hall.clerk.get(f"{hall.path}/in-force?on=2020-06-16"), 404, "not-found")


def test_a_term_that_does_not_renew_ends_what_is_in_force(hall: Hall) -> None:
    hall.revise("term_renewal", renewal_mode="none", nonrenewal_notice=None)
    hall.save()
    hall.approve(2)
    hall.adopt(2)
    assert hall.get("in-force?on=2021-06-30")["until"] == "2021-06-30"
    assert_problem(hall.clerk.get(f"{hall.path}/in-force?on=2021-07-01"), 404, "not-found")


def test_a_later_draft_takes_the_place_of_the_one_before(hall: Hall) -> None:
    hall.approve()
    hall.adopt()
    hall.revise("termination", notice={"n": 30, "unit": "calendar_days"})
    hall.save()
    hall.vote(hall.district, "board", "2020-09-01", 2)
    assert hall.get("in-force?on=2020-10-01")["draft"] == 1  # a vote on another text does not end it
    hall.vote(hall.city, "city_manager", "2020-09-02", 2)
    hall.adopt(2)
    assert (hall.get("in-force?on=2020-09-01")["draft"], hall.get("in-force?on=2020-09-02")["draft"]) == (1, 2)


def test_notice_in_time_is_one_of_non_renewal_and_a_later_one_of_termination(hall: Hall) -> None:
    hall.approve()
    hall.adopt()
    made = hall.district.post(f"{hall.path}/notices", json={"given_on": "2021-05-01", "reason": "The Board voted."})
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["ending"], told["ends"], told["party"]) == ("non-renewal", "2021-06-30", "district")
    assert hall.get("in-force?on=2021-06-30")["until"] == "2021-06-30"
    assert_problem(hall.clerk.get(f"{hall.path}/in-force?on=2021-07-01"), 404, "not-found")
    assert hall.get("notices")["items"] == [told]
    late = hall.city.post(f"{hall.path}/notices", json={"given_on": "2021-07-02"})
    assert_problem(late, 409, "conflict")


def test_notice_past_non_renewal_is_termination_on_its_own_notice(hall: Hall) -> None:
    hall.approve()
    hall.adopt()
    told = hall.city.post(f"{hall.path}/notices", json={"given_on": "2021-05-02"}).json()
    assert (told["ending"], told["ends"]) == ("termination", "2021-07-01")
    assert told["summary"] == "past non-renewal; this is termination on 60 days' notice"


def test_a_party_gives_its_own_notice_and_there_must_be_something_to_end(hall: Hall) -> None:
    body = {"given_on": "2021-05-01"}
    assert_problem(hall.district.post(f"{hall.path}/notices", json=body), 409, "conflict")
    assert_problem(hall.district.post(f"{hall.path}/notices", json={**body, "party": "city"}), 403, "not-allowed")
    assert_problem(hall.agreement.client.post(f"{hall.path}/notices", json=body), 403, "not-allowed")
    assert hall.clerk.post(f"{hall.path}/notices", json=body).status_code == 403


def test_deadlines_are_those_of_what_is_in_force_and_end_with_it(hall: Hall) -> None:
    hall.approve()
    hall.adopt()
    hall.revise("term_renewal", initial_end="2022-06-30")
    hall.save("tabled")
    found = hall.get("deadlines?on=2020-08-01")
    assert found["draft"] == 1
    assert [each["day"] for each in found["days"] if each["kind"] == "non-renewal-notice"] == [
        "2021-05-01",
        "2022-05-01",
    ]
    assert hall.get("deadlines?on=2020-08-01&draft=current")["draft"] == 2
    assert hall.get("deadlines?on=2020-01-01")["draft"] == 2  # nothing was in force, so what is on the table
    hall.district.post(f"{hall.path}/notices", json={"given_on": "2021-05-01"})
    after = hall.get("deadlines?on=2021-05-02")
    assert max(each["day"] for each in after["days"]) == "2021-06-30"
    assert "DTSTART;VALUE=DATE:20220501" not in hall.clerk.get(f"{hall.path}/deadlines.ics?on=2021-05-02").text


def _words(docx: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


# --------------------------------------------------------------------------------------- what is signed, and the store


def test_what_is_signed_is_known_for_the_draft_that_was_adopted(hall: Hall) -> None:
    hall.approve()
    hall.adopt(effective_date="2020-07-01")
    signed = hall.clerk.get(f"{hall.path}/drafts/1/execution.docx").content

    def told(content: bytes) -> dict[str, Any]:
        return hall.clerk.post(f"{hall.path}/identify", files={"file": ("scan.docx", content)}).json()

    known = told(signed)
    assert (known["standing"], known["sureness"], known["draft"]["number"]) == ("current", "certain", 1)
    assert known["differences"] == []
    hall.save()
    assert (told(signed)["standing"], told(signed)["draft"]["number"]) == ("superseded", 1)
    package = Package.read(signed)
    for each in package.xml(package.main).iter(n.T):
        each.text = (each.text or "").replace("July 1, 2020", "July 2, 2020")
    changed = told(package.to_bytes())
    assert (changed["standing"], changed["draft"]["number"]) == ("differs", 1)
    assert any("2" in each["after"] for each in changed["differences"])


def test_a_store_with_votes_goes_back_to_the_revision_before_them_and_comes_again(hall: Hall, store_file: Path) -> None:
    hall.approve()
    hall.adopt(effective_date="2020-07-01")
    notice = {"given_on": "2021-03-01", "reason": "The Board asked for it."}
    assert hall.district.post(f"{hall.path}/notices", json=notice).status_code == 201
    docx = hall.clerk.get(f"{hall.path}/drafts/1.docx").content
    engine = create_engine(f"sqlite:///{store_file}")
    kept = {"votes": 2, "execution_versions": 1, "notices": 1}
    with engine.begin() as connection:
        config = migrate.migration_config(connection)
        assert {name: _count(connection, name) for name in kept} == kept
        command.downgrade(config, "0011")
        assert not set(kept) & set(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT status, docx FROM drafts")).all() == [("adopted", docx)]
        command.upgrade(config, "head")
        assert {name: _count(connection, name) for name in kept} == dict.fromkeys(kept, 0)
    engine.dispose()
    assert hall.get("drafts/1/votes")["items"] == []
    assert hall.clerk.get(f"{hall.path}/drafts/1/execution.docx").content == docx, "as one that was adopted elsewhere"


def _count(connection: Connection, table: str) -> int:
    return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
