"""What a proposal would come to: in words, in findings, and as a redline that is proved."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from api.services import previews
from drafts.model import Redline
from drafts.redline import redline
from tests.integration.api.conftest import Bargain, assert_problem, free, words
from tests.unit.clauses.story import example

LINE = "The Department shall keep each recording for {} days in the room that {} of the school has chosen."


@pytest.fixture
def clause(bargain: Bargain) -> dict[str, Any]:
    return bargain.agreement.add("Recordings", LINE.format(30, "the principal"))


def test_a_preview_shows_each_clause_as_it_stands_and_as_it_would(bargain: Bargain, clause: dict[str, Any]) -> None:
    moved, gone = (bargain.agreement.add(heading, "Words.") for heading in ("Moved", "Gone"))
    made = bargain.propose(
        bargain.city,
        words(clause, LINE.format(180, "the principal")),
        {"edit": "insert", "kind": "custom", "heading": "New", "fields": free("N."), "after": None},
        {"edit": "move", "clause_id": moved["clause_id"], "base": 1, "after": None, "stood_after": clause["clause_id"]},
        {"edit": "delete", "clause_id": gone["clause_id"], "base": 1},
        submit=False,
    )
    answer = bargain.city.get(f"{bargain.path}/proposals/{made['id']}/preview")
    assert answer.status_code == 200, answer.text
    shown = answer.json()["clauses"]
    assert [(each["fate"], each["before"] is None, each["after"] is None) for each in shown] == [
        ("moved", False, False),
        ("inserted", True, False),
        ("revised", False, False),
        ("removed", False, True),
    ]
    assert [each["after"]["place"] for each in shown[:3]] == [1, 2, 3]
    assert "30 days" in shown[2]["before"]["prose"]
    assert "180 days" in shown[2]["after"]["text"][1]["text"]
    assert bargain.clause(clause["clause_id"]) == clause  # nothing is stored


def test_a_preview_names_the_findings_that_it_would_raise_and_settle(bargain: Bargain) -> None:
    client = bargain.agreement.client
    body = {"kind": "definitions", "fields": {"entries": [{"term": "Recording", "meaning": "audio made by a camera"}]}}
    made = client.post(f"{bargain.path}/clauses", json=body).json()
    bargain.agreement.add("Use", "An officer keeps each Recording for a year.")
    found = client.get(f"{bargain.path}/findings").json()["items"]
    delete = bargain.propose(bargain.city, {"edit": "delete", "clause_id": made["clause_id"], "base": 1})
    told = bargain.city.get(f"{bargain.path}/proposals/{delete['id']}/preview").json()
    bargain.step(bargain.district, delete, "accept")
    after = client.get(f"{bargain.path}/findings").json()["items"]
    assert found != after
    assert told["raised"] == [each for each in after if each not in found]
    assert told["settled"] == [each for each in found if each not in after]


def test_the_redline_of_a_proposal_bears_its_author_and_time(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.police, words(clause, LINE.format(180, "the principal")))
    address = f"{bargain.path}/proposals/{made['id']}/preview"
    file = bargain.district.get(f"{address}.docx")
    assert file.status_code == 200, file.text
    assert made["id"] in file.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:author="Negotiator (Department)"' in body
    assert f'w:date="{made["submitted_at"].replace("+00:00", "Z")}"' in body
    assert "180" in body
    again = bargain.district.get(f"{address}.docx", headers={"If-None-Match": file.headers["ETag"]})
    assert again.status_code == 304
    page = bargain.district.get(f"{address}.html")
    assert page.headers["content-type"].startswith("text/html")
    assert "<del" in page.text
    assert "<ins" in page.text


def test_the_first_clause_of_an_agreement_can_be_previewed(bargain: Bargain) -> None:
    insert = {"edit": "insert", "kind": "training", "fields": example("training"), "after": None}
    made = bargain.propose(bargain.city, insert, submit=False)
    assert bargain.city.get(f"{bargain.path}/proposals/{made['id']}/preview.docx").status_code == 200


def test_a_preview_on_a_moved_base_is_the_conflict_that_an_acceptance_meets(
    bargain: Bargain, clause: dict[str, Any]
) -> None:
    made = bargain.propose(bargain.city, words(clause, LINE.format(180, "the principal")))
    bargain.agreement.revise(clause, LINE.format(30, "a teacher"))
    address = f"{bargain.path}/proposals/{made['id']}"
    met = assert_problem(bargain.district.post(f"{address}/accept"), 409, "moved-base")["collisions"]
    for ending in ("", ".docx", ".html"):
        told = assert_problem(bargain.city.get(f"{address}/preview{ending}"), 409, "moved-base")
        assert told["collisions"] == met


def test_what_was_accepted_is_no_preview_any_more(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "x"))
    bargain.step(bargain.district, made, "accept")
    assert_problem(bargain.city.get(f"{bargain.path}/proposals/{made['id']}/preview"), 409, "conflict")


def test_the_preview_of_a_draft_is_its_side_s_own(bargain: Bargain, clause: dict[str, Any]) -> None:
    made = bargain.propose(bargain.city, words(clause, "x"), submit=False)
    for ending in ("", ".docx", ".html"):
        answer = bargain.district.get(f"{bargain.path}/proposals/{made['id']}/preview{ending}")
        assert_problem(answer, 404, "not-found")


def test_the_redline_of_a_proposal_is_made_once_and_anew_when_its_words_change(
    bargain: Bargain, clause: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Redline] = []

    def counted(*files: bytes, **more: Any) -> Redline:
        made.append(redline(*files, **more))
        return made[-1]

    monkeypatch.setattr(previews, "redline", counted)
    draft = bargain.propose(bargain.city, words(clause, LINE.format(60, "the chief")), submit=False)
    address = f"{bargain.path}/proposals/{draft['id']}"
    first = bargain.city.get(f"{address}/preview.docx")
    assert bargain.city.get(f"{address}/preview.docx").content == first.content
    assert bargain.city.get(f"/app{address}").status_code == 200
    assert len(made) == 1
    bargain.step(bargain.city, draft, "submit")
    assert bargain.city.get(f"{address}/preview.docx").content != first.content  # it says another time
    assert len(made) == 2
