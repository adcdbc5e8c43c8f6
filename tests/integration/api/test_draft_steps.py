"""Drafts step by step: whose own a working one is, what both sides share, and what `current` means to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.auth.access import Role
from api.services import drafting
from api.settings import store_address
from api.store import migrate
from api.store.accounts import MemberRecord, put_member
from drafts.word.writer import write
from tests.integration.api.conftest import Agreement, assert_problem, client_of, member_of, token_of, user_of
from tests.support.postgresql import OWNER, Cluster

WORDS = "pheasants in the gymnasium"


@dataclass
class Sides:
    """An agreement with people of both sides, and its operator."""

    agreement: Agreement
    district: TestClient
    district_clerk: TestClient
    city: TestClient
    city_clerk: TestClient

    @property
    def path(self) -> str:
        return f"{self.agreement.path}/drafts"

    @property
    def operator(self) -> TestClient:
        return self.agreement.client

    @property
    def others(self) -> list[TestClient]:
        """Everybody who does not see the district's working drafts."""
        return [self.city, self.city_clerk, self.district_clerk, self.operator]

    def save(self, client: TestClient, label: str = "Ours", **more: Any) -> dict[str, Any]:
        answer = client.post(self.path, json={"label": label, "dated": "2020-03-03", **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def move(self, client: TestClient, number: int, step: str) -> dict[str, Any]:
        answer = client.post(f"{self.path}/{number}/{step}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def sides(app: FastAPI, agreement: Agreement) -> Iterator[Sides]:
    agreement.add("Term", "It runs for a year.")
    with ExitStack() as stack:

        def member(party: str, role: Role) -> TestClient:
            return stack.enter_context(client_of(app, token_of(app, member_of(app, agreement.id, party, role))))

        yield Sides(
            agreement,
            member("district", Role.NEGOTIATOR),
            member("district", Role.CLERK),
            member("city", Role.COUNSEL),
            member("city", Role.CLERK),
        )


def test_a_members_draft_is_a_working_one_and_an_operators_a_tabled_one(sides: Sides) -> None:
    assert (sides.save(sides.district)["status"], sides.save(sides.operator)["status"]) == ("working", "tabled")


def test_an_operator_who_reads_nothing_private_of_a_side_saves_a_draft_for_both(app: FastAPI, sides: Sides) -> None:
    """A working draft would be one that its own author does not see."""
    operator = user_of(app, "operator@office.example")
    with app.state.runtime.unit() as unit:
        put_member(unit.write, MemberRecord(sides.agreement.id, operator.id, "district", Role.CLERK))
    saved = sides.save(sides.operator)
    assert (saved["status"], saved["side"]) == ("tabled", None)
    body = {"label": "Ours", "dated": "2020-03-03", "status": "working"}
    assert_problem(sides.operator.post(sides.path, json=body), 403, "not-allowed")


def test_a_working_draft_is_there_for_its_own_side_alone(sides: Sides) -> None:
    sides.save(sides.operator, "Shared")
    sides.save(sides.district, WORDS)
    assert [each["number"] for each in sides.district.get(sides.path).json()["items"]] == [1, 2]
    assert sides.district.get(f"{sides.path}/2").json()["side"] == "district"
    assert sides.district.get(f"{sides.path}/2.docx").status_code == 200
    for other in sides.others:
        assert [each["number"] for each in other.get(sides.path).json()["items"]] == [1]
        not_there = assert_problem(other.get(f"{sides.path}/3"), 404, "not-found")["detail"]
        for address in ("", ".docx", "/findings"):
            refused = assert_problem(other.get(f"{sides.path}/2{address}"), 404, "not-found")["detail"]
            assert refused == not_there.replace("3", "2")


def test_no_redline_memo_or_deadline_is_made_of_the_other_sides_working_draft(sides: Sides) -> None:
    sides.save(sides.operator, "Shared")
    sides.save(sides.district, WORDS)
    addresses = [
        *(f"redlines/1...2.{form}" for form in ("docx", "json", "html", "md")),
        *(f"memos/1...2.{form}" for form in ("docx", "json", "html")),
        *("deadlines?draft=2", "deadlines.ics?draft=2", "redlines/2...1.json"),
    ]
    for address in addresses:
        assert sides.district.get(f"{sides.agreement.path}/{address}").status_code == 200, address
        for other in sides.others:
            assert_problem(other.get(f"{sides.agreement.path}/{address}"), 404, "not-found")


def test_a_file_of_the_other_sides_working_draft_is_no_draft_to_identify(sides: Sides) -> None:
    sides.agreement.add("Training", WORDS)
    sides.save(sides.district)
    content = sides.district.get(f"{sides.path}/1.docx").content
    address = f"{sides.agreement.path}/identify"
    assert sides.district.post(address, files={"file": content}).json()["draft"]["number"] == 1
    for other in sides.others:
        told = other.post(address, files={"file": content}).json()
        assert (told["standing"], told["draft"]) == ("unknown", None)


def test_what_a_draft_came_from_is_the_nearest_that_the_reader_may_see(sides: Sides) -> None:
    sides.save(sides.operator, "Shared")
    sides.save(sides.district, "Ours")
    third = sides.save(sides.district, "Ours, better")
    assert third["came_from"] == 2
    sides.move(sides.district, 3, "table")
    assert sides.district.get(f"{sides.path}/3").json()["came_from"] == 2
    assert sides.city.get(f"{sides.path}/3").json()["came_from"] == 1
    assert sides.save(sides.city)["came_from"] == 3


def test_current_is_the_newest_draft_that_both_sides_share_whoever_asks(sides: Sides) -> None:
    everybody = [sides.district, sides.district_clerk, sides.city, sides.city_clerk]
    sides.save(sides.district)
    for each in everybody:
        told = assert_problem(each.get(f"{sides.path}/current"), 404, "not-found")["detail"]
        assert told == "The agreement has no draft that both sides share yet."
    sides.save(sides.city, "Theirs")
    sides.move(sides.city, 2, "table")
    assert {each.get(f"{sides.path}/current").json()["number"] for each in everybody} == {2}
    sides.move(sides.district, 1, "table")  # saved before the other, and shared after it
    assert {each.get(f"{sides.path}/current").json()["number"] for each in everybody} == {1}
    sides.save(sides.city, "Not yet")
    assert {each.get(f"{sides.path}/current.docx").headers["ETag"] for each in everybody} == {
        sides.operator.get(f"{sides.path}/1.docx").headers["ETag"]
    }


def test_a_draft_moves_step_by_step_and_every_step_is_kept(sides: Sides) -> None:
    sides.save(sides.district)
    sides.move(sides.district, 1, "table")
    sides.move(sides.city, 1, "packet")
    sides.move(sides.district, 1, "return")
    last = sides.move(sides.district, 1, "packet")
    assert [(each["status"], each["party"]) for each in last["steps"]] == [
        ("working", "district"),
        ("tabled", "district"),
        ("packet", "city"),
        ("tabled", "district"),
        ("packet", "district"),
    ]
    assert last["shared_at"] == last["steps"][1]["at"]


def test_a_step_that_the_table_does_not_have_is_refused(sides: Sides) -> None:
    sides.save(sides.district)
    told = assert_problem(sides.district.post(f"{sides.path}/1/packet"), 409, "illegal-move")["detail"]
    assert told == "A draft that is working can't become packet; it can move to tabled."
    sides.move(sides.district, 1, "table")
    assert_problem(sides.district.post(f"{sides.path}/1/table"), 409, "illegal-move")
    sides.move(sides.district, 1, "packet")
    assert_problem(sides.district.post(f"{sides.path}/1/table"), 409, "illegal-move")  # that is what return is for


def test_nobody_moves_the_other_sides_working_draft(sides: Sides) -> None:
    sides.save(sides.district)
    for step in ("table", "packet", "return"):
        assert_problem(sides.city.post(f"{sides.path}/1/{step}"), 404, "not-found")
    assert sides.operator.post(f"{sides.path}/1/table").status_code == 403
    assert sides.district_clerk.post(f"{sides.path}/1/table").status_code == 403


def test_moving_a_draft_leaves_its_file_as_it_was(sides: Sides) -> None:
    sides.save(sides.district)
    before = sides.district.get(f"{sides.path}/1.docx").content
    sides.move(sides.district, 1, "table")
    sides.move(sides.district, 1, "packet")
    assert sides.city.get(f"{sides.path}/1.docx").content == before


def test_a_member_saves_working_and_tabled_drafts_and_an_operator_none_that_is_a_sides_own(sides: Sides) -> None:
    assert sides.save(sides.district, status="tabled")["status"] == "tabled"
    for status in ("packet", "adopted", "executed"):
        body = {"label": "Signed", "dated": "2020-03-03", "status": status}
        assert_problem(sides.district.post(sides.path, json=body), 403, "not-allowed")
        assert sides.save(sides.operator, status=status)["status"] == status
    body = {"label": "Whose?", "dated": "2020-03-03", "status": "working"}
    assert_problem(sides.operator.post(sides.path, json=body), 403, "not-allowed")


def test_a_working_draft_that_is_saved_meanwhile_does_not_show_in_a_refusal(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = iter([True])

    def write_slowly(*args: Any, **options: Any) -> bytes:
        if next(waiting, False):
            assert sides.save(sides.city, "Theirs")["number"] == 1
        return write(*args, **options)

    monkeypatch.setattr(drafting, "write", write_slowly)
    assert sides.save(sides.district)["number"] == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_drafts_of_an_older_store_are_shared_since_they_were_saved(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    if kind == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        engine = create_engine(store_address(cluster.url(cluster.new_database(empty=True), OWNER)))
    with engine.begin() as connection:
        config = migrate.migration_config(connection)
        command.upgrade(config, "0008")
        connection.execute(
            text(
                "INSERT INTO agreements (id, title, short_title, doc_type, parties_version, order_version, created_at, "
                "house_style, house_style_version, school_calendar, school_calendar_version) "
                "VALUES ('agr-1', 'An MOU', '', 'mou', 1, 0, '2020-03-03 18:00:00', '{}', 1, '{}', 1)"
            )
        )
        for number, status in enumerate(("working", "execution", "executed"), start=1):
            connection.execute(
                text(
                    "INSERT INTO drafts (agreement_id, number, label, dated, note, author, saved_at, text_hash, "
                    "sha256, size, findings, docx, house_style, status) "
                    "VALUES ('agr-1', :number, 'A draft', '2020-03-03', '', "
                    "'Dana Reyes', '2020-03-03 18:00:00', '', '', 0, '[]', '', '{}', :status)"
                ),
                {"number": number, "status": status},
            )
        command.upgrade(config, "head")
        rows = connection.execute(text("SELECT status, shared_at = saved_at FROM drafts ORDER BY number")).all()
        assert [tuple(row) for row in rows] == [("tabled", 1), ("packet", 1), ("executed", 1)]
        steps = connection.execute(text("SELECT status, author FROM draft_steps ORDER BY draft_number")).all()
        assert [tuple(row) for row in steps] == [(row[0], "Dana Reyes") for row in rows]
        command.downgrade(config, "0008")
        old = connection.execute(text("SELECT status FROM drafts ORDER BY number")).scalars().all()
        assert old == ["working", "working", "executed"]
    engine.dispose()
