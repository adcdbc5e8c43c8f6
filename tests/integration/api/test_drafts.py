"""Drafts over HTTP: saved once, never changed, downloaded as the bytes that were written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from api.services import drafting
from drafts.word import guard
from drafts.word.writer import write
from tests.integration.api.conftest import Agreement, assert_problem, tag

Rows = Callable[[], dict[str, int]]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def two_drafts(agreement: Agreement) -> Agreement:
    term = agreement.add("Term", "It runs for a year.")
    agreement.add("Meetings", "They meet monthly.")
    agreement.save("Base", "2015-07-01")
    agreement.revise(term, "It runs for two years.")
    agreement.save("Compromise", "2020-03-03")
    return agreement


def test_a_saved_draft_tells_what_it_is_made_of(agreement: Agreement) -> None:
    term = agreement.add("Term", "A year.")
    meetings = agreement.add("Meetings", "Monthly.")
    agreement.revise(term, "Two years.")
    draft = agreement.save("Base", "2015-07-01")
    assert (draft["number"], draft["label"], draft["dated"], draft["came_from"]) == (1, "Base", "2015-07-01", None)
    assert draft["clauses"] == [
        {"clause_id": term["clause_id"], "revision": 2, "proposal": None},
        {"clause_id": meetings["clause_id"], "revision": 1, "proposal": None},
    ]
    assert draft["file_name"] == "SRO Program MOU - Draft 1 (2015-07-01).docx"
    assert draft["findings"] == []


def test_a_finding_is_kept_with_the_draft(agreement: Agreement) -> None:
    clause = agreement.add("Term", "As Section {ref:kind:retention} says.")
    draft = agreement.save()
    assert [(each["code"], each["clause_id"]) for each in draft["findings"]] == [
        ("unresolved-reference", clause["clause_id"])
    ]


def test_drafts_are_numbered_in_their_agreement_and_come_from_the_one_before(two_drafts: Agreement) -> None:
    drafts = two_drafts.client.get(f"{two_drafts.path}/drafts").json()["items"]
    assert [(each["number"], each["came_from"]) for each in drafts] == [(1, None), (2, 1)]
    assert two_drafts.client.get(f"{two_drafts.path}/drafts/1").json() == drafts[0]
    assert two_drafts.client.get(f"{two_drafts.path}/drafts/current").json() == drafts[1]


def test_a_download_is_the_exact_file_under_a_name_that_a_person_recognises(two_drafts: Agreement) -> None:
    answer = two_drafts.client.get(f"{two_drafts.path}/drafts/2.docx")
    digest = sha256(answer.content).hexdigest()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == DOCX
    assert answer.headers["etag"] == f'"{digest}"'
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="SRO Program MOU - Draft 2 (2020-03-03).docx"; '
        "filename*=UTF-8''SRO%20Program%20MOU%20-%20Draft%202%20%282020-03-03%29.docx"
    )
    about = two_drafts.client.get(f"{two_drafts.path}/drafts/2").json()
    assert (about["sha256"], about["size"]) == (digest, len(answer.content))
    guard.check(answer.content)
    body = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "It runs for two years." in body


def test_current_is_the_last_saved_draft(two_drafts: Agreement) -> None:
    current = two_drafts.client.get(f"{two_drafts.path}/drafts/current.docx")
    assert current.content == two_drafts.client.get(f"{two_drafts.path}/drafts/2.docx").content
    assert "Draft%202" in current.headers["content-disposition"]


def test_a_fresh_copy_is_not_sent_again(two_drafts: Agreement) -> None:
    address = f"{two_drafts.path}/drafts/1.docx"
    etag = two_drafts.client.get(address).headers["etag"]
    answer = two_drafts.client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    other = two_drafts.client.get(f"{two_drafts.path}/drafts/2.docx", headers={"If-None-Match": etag})
    assert other.status_code == 200


def test_head_tells_the_headers_of_the_download(two_drafts: Agreement) -> None:
    address = f"{two_drafts.path}/drafts/1.docx"
    head, get = two_drafts.client.head(address), two_drafts.client.get(address)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-length", "content-type", "content-disposition", "cache-control"):
        assert head.headers[name] == get.headers[name]


def test_a_saved_draft_does_not_change_with_its_clauses(two_drafts: Agreement) -> None:
    address = f"{two_drafts.path}/drafts/1.docx"
    before = two_drafts.client.get(address).content
    for clause in two_drafts.client.get(f"{two_drafts.path}/clauses").json()["items"]:
        revised = two_drafts.revise(clause, "All new words.")
        two_drafts.client.delete(f"{two_drafts.path}/clauses/{clause['clause_id']}", headers={"If-Match": tag(revised)})
    assert two_drafts.headings() == []
    assert two_drafts.client.get(address).content == before
    assert len(two_drafts.client.get(f"{two_drafts.path}/drafts/1").json()["clauses"]) == 2


def test_a_draft_of_no_clauses_is_refused_and_not_stored(agreement: Agreement, rows: Rows) -> None:
    body = {"label": "Empty", "dated": "2020-03-03"}
    assert_problem(agreement.client.post(f"{agreement.path}/drafts", json=body), 409, "conflict")
    assert rows()["drafts"] == 0


def test_a_draft_is_refused_when_a_clause_changes_while_it_is_rendered(
    agreement: Agreement, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    clause = agreement.add("Term", "A year.")

    def write_slowly(*args: Any, **options: Any) -> bytes:
        agreement.revise(clause, "Two years.")
        return write(*args, **options)

    monkeypatch.setattr(drafting, "write", write_slowly)
    body = {"label": "Base", "dated": "2020-03-03"}
    assert_problem(agreement.client.post(f"{agreement.path}/drafts", json=body), 409, "conflict")
    assert rows()["drafts"] == 0
    monkeypatch.undo()
    assert agreement.save()["clauses"] == [{"clause_id": clause["clause_id"], "revision": 2, "proposal": None}]


def test_of_two_drafts_saved_at_once_neither_takes_the_other_ones_number(
    agreement: Agreement, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement.add("Term", "A year.")
    waiting = iter([True])

    def write_slowly(*args: Any, **options: Any) -> bytes:
        if next(waiting, False):
            assert agreement.save("The other one")["number"] == 1
        return write(*args, **options)

    monkeypatch.setattr(drafting, "write", write_slowly)
    body = {"label": "This one", "dated": "2020-03-03"}
    assert_problem(agreement.client.post(f"{agreement.path}/drafts", json=body), 409, "conflict")
    assert rows()["drafts"] == 1


@pytest.mark.parametrize("body", [{}, {"label": "x"}, {"label": "x", "dated": "soon"}, {"label": "x", "dated": 0}])
def test_an_impossible_draft_is_refused_and_not_stored(agreement: Agreement, rows: Rows, body: dict[str, str]) -> None:
    agreement.add("Term", "A year.")
    assert_problem(agreement.client.post(f"{agreement.path}/drafts", json=body), 422, "invalid-input")
    assert rows()["drafts"] == rows()["draft_clauses"] == 0


@pytest.mark.parametrize("number", ["3", "999999"])
def test_a_draft_that_is_not_there_is_not_found(two_drafts: Agreement, number: str) -> None:
    for ending in ("", ".docx"):
        assert_problem(two_drafts.client.get(f"{two_drafts.path}/drafts/{number}{ending}"), 404, "not-found")


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "9999999999999999999999", "latest"])
def test_what_can_be_no_draft_number_is_refused(two_drafts: Agreement, number: str) -> None:
    assert two_drafts.client.get(f"{two_drafts.path}/drafts/{number}").status_code == 422


def test_an_agreement_without_drafts_has_no_current_one(agreement: Agreement) -> None:
    assert_problem(agreement.client.get(f"{agreement.path}/drafts/current"), 404, "not-found")
