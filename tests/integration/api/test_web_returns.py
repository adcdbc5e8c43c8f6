"""Files that went out and came back, as pages: nothing unmarked is overlooked, and all answers are one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.services.demonstration import AGREEMENT_ID
from tests.integration.api.pages import form_token, opened, sign_in
from tests.support.made_once import MadeOnce
from tests.support.review_data import RETURN, add_review_data, returned_file

A = f"/app/agreements/{AGREEMENT_ID}/returns"
ONE = f"{A}/{RETURN}"
API = f"/agreements/{AGREEMENT_ID}"


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(made_once.copied_demonstration(tmp_path_factory.mktemp("returns") / "demo")) as site:
        assert isinstance(site.app, FastAPI)
        add_review_data(site.app)
        yield site


@pytest.fixture
def lawyer(site: TestClient) -> TestClient:
    return sign_in(site, "district_counsel")


def post(site: TestClient, address: str, data: dict[str, Any], **more: Any) -> Any:
    token = form_token(site.get(A).text)
    return site.post(address, data={"form_token": token, **data}, follow_redirects=False, **more)


def number_of(page: str, words: str) -> str:
    """The number of the difference in which these words stand."""
    [block] = [each for each in page.split('<li class="difference')[1:] if words in each]
    found = re.search(r'id="change-(\d+)"', block)
    assert found
    return found[1]


def test_what_nobody_marked_stands_first_and_is_counted(lawyer: TestClient) -> None:
    page = lawyer.get(ONE).text
    assert "1 change not marked in the file." in page
    blocks = page.split('<li class="difference')[1:]
    assert blocks[0].startswith(" silent")
    assert "Changed silently: not marked in the file" in blocks[0]
    assert re.search(r"<del>.*City</span>|City", blocks[0])
    assert [each.startswith(" silent") for each in blocks] == [True, False, False, False]
    assert "1 change not marked in the file" in lawyer.get(A).text


def test_nobody_but_the_side_that_took_it_back_sees_it(site: TestClient) -> None:
    assert sign_in(site, "city_attorney").get(ONE).status_code == 404
    assert "city comments" not in site.get(A).text
    for key in ("board_clerk", "council_member", "operator"):
        assert sign_in(site, key).get(A).status_code == 403
        assert 'returns"' not in site.get(A.removesuffix("/returns")).text


def test_an_answer_that_cannot_be_is_refused_and_all_that_was_typed_stays(lawyer: TestClient) -> None:
    page = lawyer.get(ONE).text
    silent, tracked = number_of(page, "employee of the"), number_of(page, "and the principal")
    said = {f"answer-{silent}": "counter", f"answer-{tracked}": "accept", f"note-{tracked}": "Agreed & noted."}
    answer = post(lawyer, f"{ONE}/triage", said)
    assert answer.status_code == 409
    assert f"Write what difference {silent} shall read instead." in answer.text
    assert 'value="Agreed &amp; noted."' in answer.text
    assert f'name="answer-{silent}" value="counter" checked' in answer.text
    nothing = post(lawyer, f"{ONE}/triage", {})
    assert "Choose an answer to at least one difference." in nothing.text
    assert "4 without an answer" in lawyer.get(ONE).text


def test_all_answers_are_one_form_and_become_proposals(lawyer: TestClient) -> None:
    page = lawyer.get(ONE).text
    silent, comment = number_of(page, "employee of the"), number_of(page, "Comment added")
    [words] = re.findall(rf'<textarea name="counter-{silent}" rows="\d+">(.*?)</textarea>', page, re.S)
    ours = words.replace("employee of the City", "employee of the Department")
    assert ours != words
    said = {
        f"answer-{silent}": "counter",
        f"counter-{silent}": ours,
        f"note-{silent}": "The Department employs them.",
        f"answer-{comment}": "done",
        "label-tracked": "accept",
    }
    done = post(lawyer, f"{ONE}/triage", said)
    assert (done.status_code, done.headers["location"]) == (303, f"{ONE}#answered"), done.text
    page = lawyer.get(ONE).text
    assert "0 without an answer" in page
    assert (page.count("<b>Accepted</b>"), page.count("<b>Countered</b>"), page.count("<b>Seen to</b>")) == (2, 1, 1)
    became = page.split('id="became"')[1]
    assert ("1 edit, a draft of your side" in became, became.count("accepted")) == (True, 1)
    clauses = str(lawyer.get(f"{API}/clauses").json())
    assert "and the principal" in clauses
    told = lawyer.get(f"{API}/returns/{RETURN}").json()
    counter = next(each["answer"]["counter_id"] for each in told["changes"] if str(each["number"]) == silent)
    proposal = lawyer.get(f"{API}/proposals/{counter}").json()
    assert (proposal["state"], proposal["rationale"]) == ("draft", "The Department employs them.")
    assert "employee of the Department" in str(proposal["edits"])
    assert "all answered" in lawyer.get(A).text
    late = post(lawyer, f"{ONE}/triage", {**said, f"answer-{silent}": "reject"})
    assert late.status_code == 409
    assert f"Difference {silent} has been answered meanwhile, and that answer stands." in late.text
    assert "You chose to reject it, and wrote: The Department employs them." in late.text


def test_a_file_is_sent_and_taken_back_with_forms(lawyer: TestClient) -> None:
    nobody = post(lawyer, A.replace("/returns", "/sent"), {"draft": "5", "to": " "})
    assert (nobody.status_code, "Say to whom it goes" in nobody.text) == (422, True)
    gone = post(
        lawyer, A.replace("/returns", "/sent"), {"draft": "5", "to": "City Attorney\r\nChief", "note": "Once more"}
    )
    assert gone.status_code == 303, gone.text
    assert "City Attorney; Chief" in lawyer.get(A).text
    [sent] = [each for each in lawyer.get(f"{API}/sent").json()["items"] if each["note"] == "Once more"]
    came = returned_file(lawyer.get(sent["docx"]).content)
    back = post(lawyer, A, {"returner": "Chief", "threads": "none"}, files={"file": ("back.docx", came)})
    assert back.status_code == 303, back.text
    page = lawyer.get(back.headers["location"]).text
    assert "From <b>Chief</b>" in page
    assert "answers Draft 5" in page
    again = post(lawyer, A, {"returner": "Deputy"}, files={"file": ("copy.docx", came)})
    assert (again.status_code, "taken back before, as back.docx" in again.text) == (422, True)
    assert 'value="Deputy"' in again.text
    assert post(lawyer, A, {}, files={"file": ("copy.docx", came)}).headers["location"] == back.headers["location"]


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"Dear Sir", "no zip archive"), (b"PK" + bytes(1 << 20), "larger than")],
    ids=["no-word-file", "too-large"],
)
def test_a_file_that_is_no_return_is_refused_with_the_reason(lawyer: TestClient, content: bytes, why: str) -> None:
    answer = post(lawyer, A, {"note": "By courier"}, files={"file": ("scan.docx", content)})
    assert answer.status_code == 422
    assert "<b>scan.docx</b> was not taken back." in answer.text
    assert why in answer.text
    assert ">By courier</textarea>" in answer.text
