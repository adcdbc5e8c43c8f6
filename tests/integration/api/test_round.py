"""A whole round over HTTP: a draft of the demonstration leaves as a redline, comes back with every kind of change, is
answered change by change, and the next redline carries both sides' names."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services import demonstration
from api.services.demonstration_accounts import ACCOUNTS, load_accounts
from api.settings import Settings
from drafts.copies import read_copy
from drafts.returned import Label
from drafts.word.lint import lint
from drafts.word.resolve import accept_all, reject_all
from tests.integration.api.conftest import Ticking, client_of
from tests.support.returns.desk import Desk

_A = f"/agreements/{demonstration.AGREEMENT_ID}"


@dataclass
class Table:
    """The demonstration at its third draft, and who sits at the table."""

    district: TestClient
    city: TestClient
    sent: dict[str, Any]
    docx: bytes

    def returned(self, docx: bytes, name: str = "Our changes.docx", **told: str) -> Any:
        """The district's counsel takes a file back."""
        return self.district.post(f"{_A}/returns", files={"file": (name, docx, "application/octet-stream")}, data=told)

    def triage(self, came: dict[str, Any], *decisions: dict[str, Any], **more: Any) -> Any:
        """The district's counsel answers changes."""
        return self.district.post(f"{_A}/returns/{came['id']}/triage", json={"decisions": list(decisions), **more})

    def read(self, address: str) -> Any:
        answer = self.district.get(address)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    told = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    told["versions"] = [each for each in told["versions"] if each["number"] <= 3]
    folder: Path = tmp_path_factory.mktemp("round")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'r.sqlite3'}", mail_folder=folder), clock=Ticking())
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, told)
        load_accounts(unit)
    tokens = {each.key: each.token for each in ACCOUNTS}
    with ExitStack() as stack:
        district, city = (
            stack.enter_context(client_of(app, tokens[key])) for key in ("district_counsel", "city_attorney")
        )
        body = {"draft": 3, "against": 1, "to": ["City attorney <attorney@city.example>"], "comments": "shared"}
        sent = district.post(f"{_A}/sent", json=body)
        assert sent.status_code == 201, sent.text
        yield Table(district, city, sent.json(), district.get(sent.json()["docx"]).content)
    app.state.runtime.close()


def desk_of_the_city(docx: bytes) -> Desk:
    """Twelve edits, one of every label at least, by three hands of theirs and one that bears a name of ours."""
    desk = Desk(docx, who="City Attorney")
    desk.track("forty (40) hours", "thirty-two (32) hours")
    desk.track("ten (10) business days after it is made", "five (5) business days after it is made")
    desk.replace("thirty (30) calendar days", "ninety (90) calendar days")
    desk.take_change("sixty (60)", accept=True)
    desk.take("The Custodian shall keep a log of each deletion", accept=False)
    desk.rename("shall take no part in it", "City Attorney")
    desk.comment("The Department shall pay for the training", "Who says so?")
    desk.remove_comment("All patrol officers now wear cameras.")
    desk.look("No one shall review Recordings at random", "b")
    desk.move(["Payment is subject to annual appropriation"], behind="The Department shall pay for Body-Worn Cameras")
    desk.who = "Chief of Staff, Police Department"
    desk.track("within ten (10) business days.", "within fifteen (15) business days.")
    desk.who = "Superintendent, Board of Public Education"
    desk.track("twenty percent (20%)", "ten percent (10%)")
    return desk


def numbers(came: dict[str, Any], label: str) -> list[int]:
    return [each["number"] for each in came["changes"] if each["label"] == label]


def words(docx: bytes) -> tuple[Any, ...]:
    return tuple(each.text for each in read_copy(docx).words)


def authors(docx: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return set(re.findall('<w:(?:ins|del) [^>]*w:author="([^"]*)"', archive.read("word/document.xml").decode()))


def test_a_whole_round(table: Table) -> None:
    file = desk_of_the_city(table.docx).send()
    answer = table.returned(file, returner="City Attorney")
    assert answer.status_code == 201, answer.text
    came = answer.json()
    _is_read_as_it_came(table, came, file)
    _is_answered(table, came)
    _is_in_the_clauses(table)
    _the_next_redline_carries_all_names(table)


def _is_read_as_it_came(table: Table, came: dict[str, Any], file: bytes) -> None:
    assert came["sent_id"] == table.sent["id"]
    assert (came["descent"]["sureness"], came["notes"]) == ("certain", [])
    assert set(came["counts"]) == {each.value for each in Label}
    assert table.district.get(came["docx"]).content == file
    assert all(each["answer"] is None for each in came["changes"])
    by_label = {each["label"]: each for each in came["changes"]}
    assert by_label["silent"]["fit"] == "applies"
    assert by_label["silent"]["edits"][0]["edit"] == "set_field"
    assert by_label["formatting-only"]["fit"] == "no-words"
    page = table.district.get(came["html"]).text
    assert "Under our name, and not ours" in page
    assert "Open; applies" in page
    [thread] = [each for each in came["comments"] if each["thread_id"]]
    told = table.read(f"{_A}/threads/{thread['thread_id']}")
    assert told["visibility"] == "private"
    assert [(each["author"], each["party"], each["text"]) for each in told["comments"]] == [
        ("City Attorney", "city", "Who says so?")
    ]
    assert table.city.get(f"{_A}/threads/{thread['thread_id']}").status_code == 404


def _is_answered(table: Table, came: dict[str, Any]) -> None:
    [silent] = [each for each in came["changes"] if each["label"] == "silent"]
    edit = {**silent["edits"][0], "value": 45}
    counter = {"rationale": "Forty-five days are enough.", "edits": [edit]}
    decisions = [
        {"label": "tracked", "answer": "accept", "note": "Agreed."},
        {"changes": [silent["number"]], "answer": "counter", "counter": counter},
        *({"label": each, "answer": "reject"} for each in ("false-name", "ours-rejected", "ours-dropped")),
        *(
            {"label": each, "answer": "done"}
            for each in ("ours-accepted", "comment-added", "comment-removed", "formatting-only", "moved")
        ),
    ]
    answer = table.triage(came, *decisions)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["unanswered"] == 0
    assert all(each["answer"]["by"] == "District counsel" for each in told["changes"])
    again = table.triage(came, {"changes": [silent["number"]], "answer": "accept"})
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")
    page = table.district.get(came["html"]).text
    assert "Answered accept by District counsel" in page
    found = {(each["state"], each["author"], each["party"], each["entered_by"]) for each in _proposals(table)}
    assert found == {
        ("accepted", "City Attorney", "city", "District counsel"),
        ("accepted", "Chief of Staff", "police", "District counsel"),
        ("rejected", "City Attorney", "city", "District counsel"),
        ("submitted", "City Attorney", "city", "District counsel"),
        ("draft", "District counsel", "district", None),
    }
    theirs = table.city.get(f"{_A}/proposals").json()["items"]
    assert {each["state"] for each in theirs} == {"accepted", "rejected", "submitted"}
    assert all("Superintendent" not in each["author"] for each in theirs), "a false name is nobody's"
    [ours] = [each for each in _proposals(table) if each["state"] == "draft"]
    answered = next(each for each in _proposals(table) if each["id"] == ours["in_response_to"])
    assert answered["edits"][0]["value"] == 90
    for step, by in (("submit", table.district), ("accept", table.city)):
        assert by.post(f"{_A}/proposals/{ours['id']}/{step}").status_code == 200


def _proposals(table: Table) -> list[dict[str, Any]]:
    return table.read(f"{_A}/proposals")["items"]


def _is_in_the_clauses(table: Table) -> None:
    clauses = {each["heading"]: each for each in table.read(f"{_A}/clauses")["items"]}
    text = {name: " ".join(p["text"] for p in each["text"]) for name, each in clauses.items()}
    assert "thirty-two (32) hours" in text["Training"]
    assert "five (5) business days after it is made" in text["Complaints"]
    assert "within fifteen (15) business days" in text["School Resource Officers"]
    assert "forty-five (45) calendar days" in text["Termination"]
    assert "The Custodian shall keep a log of each deletion." in text["Retention and Deletion"]
    assert "twenty percent (20%)" in text["Audits and Reports"]
    address = f"{_A}/clauses/{clauses['Training']['clause_id']}/revisions"
    newest = table.read(address)["items"][-1]
    assert (newest["author"], newest["party"]) == ("City Attorney", "city")
    assert newest["entered_by"] == "District counsel"
    spans = table.read(f"{_A}/clauses/{clauses['Training']['clause_id']}/blame")["prose"]
    assert any("32" in span["text"] and span["author"] == "City Attorney" for span in spans)


def _the_next_redline_carries_all_names(table: Table) -> None:
    saved = table.district.post(f"{_A}/drafts", json={"label": "V4", "dated": "2020-03-10", "status": "tabled"})
    number = saved.json()["number"]
    names = {
        "City Attorney, City",
        "Chief of Staff, Police Department",
        "District counsel, Board of Public Education",
    }
    redline = table.district.get(f"{_A}/redlines/3...{number}.json").json()
    assert redline["proof"]["blocks"] > 0
    sent = table.district.post(f"{_A}/sent", json={"draft": number, "against": 3, "to": ["City attorney"]}).json()
    docx = table.district.get(sent["docx"]).content
    assert names <= authors(docx)
    assert authors(docx) <= names | {"Board of Public Education"}
    assert lint(docx) == ()
    drafts = {each: table.district.get(f"{_A}/drafts/{each}.docx").content for each in (3, number)}
    assert words(accept_all(docx)) == words(drafts[number])
    assert words(reject_all(docx)) == words(drafts[3])
    whole = table.district.post(f"{_A}/sent", json={"draft": number, "against": 1, "to": ["City attorney"]}).json()
    assert {"City Attorney, City", "Superintendent, Board of Public Education"} <= authors(
        table.district.get(whole["docx"]).content
    )
