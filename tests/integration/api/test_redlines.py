"""Redlines between drafts over HTTP: proved tracked changes, and the same changes as data."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from hashlib import sha256

import pytest

from drafts.word import guard
from drafts.word.lint import lint
from drafts.word.resolve import accept_all, reject_all
from tests.integration.api.conftest import Agreement, assert_problem, tag

Rows = Callable[[], dict[str, int]]


@pytest.fixture
def negotiated(agreement: Agreement) -> Agreement:
    """Two drafts: one clause revised, one inserted before the last, one removed."""
    term = agreement.add("Term", "It runs for one year from the date of the last signature.")
    gone = agreement.add("Uniforms", "Each officer wears a uniform.")
    agreement.add("Meetings", "They meet monthly.")
    agreement.save("Base", "2015-07-01")
    agreement.revise(term, "It runs for two years from the date of the last signature.")
    agreement.client.delete(f"{agreement.path}/clauses/{gone['clause_id']}", headers={"If-Match": tag(gone)})
    agreement.add("Cameras", "No camera records in a classroom.", after=term["clause_id"])
    agreement.save("Compromise", "2020-03-03")
    return agreement


def _document(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


def _footers(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)


def test_a_redline_carries_its_changes_its_name_and_its_legend(negotiated: Agreement) -> None:
    answer = negotiated.client.get(f"{negotiated.path}/redlines/1...2.docx")
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{sha256(answer.content).hexdigest()}"'
    assert 'filename="SRO Program MOU - Redline Draft 1 to Draft 2.docx"' in answer.headers["content-disposition"]
    guard.check(answer.content)
    body = _document(answer.content)
    assert "<w:ins " in body
    assert "<w:del " in body
    assert 'w:author="Counterpart"' in body
    assert "REDLINE — Draft 1 to Draft 2, March 3, 2020" in _footers(answer.content)


def test_current_stands_for_the_last_draft(negotiated: Agreement) -> None:
    numbered = negotiated.client.get(f"{negotiated.path}/redlines/1...2.docx")
    assert negotiated.client.get(f"{negotiated.path}/redlines/1...current.docx").content == numbered.content


def test_a_redline_is_the_same_bytes_each_time_and_made_once(negotiated: Agreement, rows: Rows) -> None:
    address = f"{negotiated.path}/redlines/2...1.docx"
    first = negotiated.client.get(address)
    assert rows()["redline_cache"] == 2  # beside that which was made ahead
    again = negotiated.client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert negotiated.client.get(address).content == first.content
    head = negotiated.client.head(address)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert rows()["redline_cache"] == 2


def test_the_author_and_the_time_are_the_callers(negotiated: Agreement) -> None:
    query = {"author": "Dana Reyes", "at": "2021-01-02T03:04:05Z"}
    body = _document(negotiated.client.get(f"{negotiated.path}/redlines/1...2.docx", params=query).content)
    assert 'w:author="Dana Reyes"' in body
    assert 'w:date="2021-01-02T03:04:05Z"' in body
    assert 'w:author="Counterpart"' not in body


def test_the_changes_come_as_data_with_the_clauses_that_they_are_in(negotiated: Agreement) -> None:
    answer = negotiated.client.get(f"{negotiated.path}/redlines/1...2.json")
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["before"]["number"], shown["after"]["number"]) == (1, 2)
    assert {each["clause"] for each in shown["changes"]} >= {"1. Term", "2. Cameras", "2. Uniforms"}
    assert ("one year", "two years") in [(each["before"], each["after"]) for each in shown["changes"]]
    docx = negotiated.client.get(shown["docx"])
    assert shown["sha256"] == sha256(docx.content).hexdigest()
    assert shown["proof"]["blocks"] > 0
    again = negotiated.client.get(
        f"{negotiated.path}/redlines/1...2.json", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    head = negotiated.client.head(f"{negotiated.path}/redlines/1...2.json")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


def test_a_draft_against_itself_has_no_changes(negotiated: Agreement) -> None:
    shown = negotiated.client.get(f"{negotiated.path}/redlines/2...2.json").json()
    assert shown["changes"] == []


def test_a_redline_runs_backwards_too(negotiated: Agreement) -> None:
    shown = negotiated.client.get(f"{negotiated.path}/redlines/2...1.json").json()
    assert ("two years", "one year") in [(each["before"], each["after"]) for each in shown["changes"]]


@pytest.mark.parametrize("pair", ["1...3", "3...1", "3...current"])
def test_a_redline_of_a_draft_that_is_not_there_is_not_found(negotiated: Agreement, rows: Rows, pair: str) -> None:
    for ending in ("docx", "json"):
        assert_problem(negotiated.client.get(f"{negotiated.path}/redlines/{pair}.{ending}"), 404, "not-found")
    assert rows()["redline_cache"] == 1  # that which was made ahead


@pytest.mark.parametrize("query", [{"author": ""}, {"author": "a\x01"}, {"at": "2020-03-03"}, {"at": "now"}])
def test_an_impossible_author_or_time_is_refused(negotiated: Agreement, rows: Rows, query: dict[str, str]) -> None:
    answer = negotiated.client.get(f"{negotiated.path}/redlines/1...2.docx", params=query)
    assert_problem(answer, 422, "invalid-input")
    assert rows()["redline_cache"] == 1  # that which was made ahead


def test_redlines_under_other_options_are_other_redlines(negotiated: Agreement, rows: Rows) -> None:
    address = f"{negotiated.path}/redlines/1...2.json"
    plain = negotiated.client.get(address).json()
    shown = negotiated.client.get(address, params={"ignore": ["notes", "case"], "whole_paragraphs": "true"}).json()
    assert rows()["redline_cache"] == 2
    assert shown["docx"].endswith("&ignore=case&ignore=notes&whole_paragraphs=true")
    assert shown["sha256"] != plain["sha256"]
    assert sha256(negotiated.client.get(shown["docx"]).content).hexdigest() == shown["sha256"]
    assert rows()["redline_cache"] == 2
    assert_problem(negotiated.client.get(address, params={"ignore": "spelling"}), 422, "invalid-input")


@pytest.fixture
def argued(agreement: Agreement) -> Agreement:
    """Two drafts, two revisions of a clause by either party between them, and a clause of the second party's own."""
    first = agreement.add("Notice", "Either party may end this agreement on thirty days of notice to the other party.")
    agreement.save("Base", "2015-07-01")
    chief = {"author": "City Manager", "party": "city", "rationale": "Officers need time to be assigned."}
    second = agreement.revise(
        first, "Either party may end this agreement on ninety days of written notice to the other party.", **chief
    )
    board = {"author": "Dana Reyes", "party": "district", "rationale": "Sixty days were agreed."}
    agreement.revise(
        second, "Either party may end this agreement on sixty days of written notice to the other party.", **board
    )
    agreement.add("Cameras", "No camera records in a classroom.", **chief)
    agreement.save("Compromise", "2020-03-03")
    return agreement


def _authors(body: str, words: str) -> set[str]:
    """The authors of the revisions that hold exactly these words."""
    pattern = rf'<w:(?:ins|del) [^>]*w:author="([^"]*)"[^>]*>(?:(?!</w:(?:ins|del)>).)*>\s*{words}\s*<'
    return set(re.findall(pattern, body))


def test_each_change_is_under_who_made_it(argued: Agreement) -> None:
    body = _document(argued.client.get(f"{argued.path}/redlines/1...2.docx").content)
    assert _authors(body, "thirty") == {"City Manager, the City"}
    assert _authors(body, "sixty") == {"Dana Reyes, the Board"}
    assert _authors(body, "written") == {"City Manager, the City"}
    assert _authors(body, "No camera records in a classroom.") == {"City Manager, the City"}
    assert "ninety" not in body
    assert "comments" not in _names(argued.client.get(f"{argued.path}/redlines/1...2.docx").content)


def test_the_data_say_who_for_which_party_when_and_why(argued: Agreement) -> None:
    shown = argued.client.get(f"{argued.path}/redlines/1...2.json").json()["changes"]
    (sixty,) = [each for each in shown if "sixty" in each["after"]]
    assert (sixty["author"], sixty["party"], sixty["rationale"]) == (
        "Dana Reyes",
        "the Board",
        "Sixty days were agreed.",
    )
    (thirty,) = [each for each in shown if "thirty" in each["before"]]
    assert (thirty["author"], thirty["party"]) == ("City Manager", "the City")
    assert thirty["at"] < sixty["at"]
    told = argued.client.get(f"{argued.path}/redlines/1...2.md").text
    assert told.count("Why: Officers need time to be assigned.") == 2, "once for each clause"
    assert "City Manager, the City" in told


def test_reasons_are_comments_by_who_gave_them(argued: Agreement) -> None:
    answer = argued.client.get(f"{argued.path}/redlines/1...2.docx", params={"rationales": "true"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        comments = archive.read("word/comments.xml").decode()
        body = archive.read("word/document.xml").decode()
    assert re.findall(r'<w:comment [^>]*w:author="([^"]*)"', comments) == [
        "City Manager, the City",
        "Dana Reyes, the Board",
        "City Manager, the City",
    ]
    assert comments.count("Officers need time to be assigned.") == 2
    assert body.count("<w:commentReference ") == body.count("<w:commentRangeStart ") == 3
    assert lint(answer.content) == ()
    shown = argued.client.get(f"{argued.path}/redlines/1...2.json", params={"rationales": "true"}).json()
    assert shown["docx"].endswith("&rationales=true")
    assert shown["sha256"] == sha256(answer.content).hexdigest()
    for resolved in (accept_all(answer.content), reject_all(answer.content)):
        assert lint(resolved) == ()
    assert "Comments" in argued.client.get(f"{argued.path}/redlines/1...2.html", params={"rationales": "true"}).text


def test_read_backwards_nobody_made_the_changes(argued: Agreement) -> None:
    shown = argued.client.get(f"{argued.path}/redlines/2...1.json", params={"author": "Kim Clerk"}).json()["changes"]
    assert {(each["author"], each["party"]) for each in shown} == {("Kim Clerk", "")}


def _names(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return " ".join(archive.namelist())
