"""Sending over HTTP: what leaves is scrubbed, holds nothing private, tracks changes, and is kept as it left."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from api.services import sending
from drafts.word.lint import lint
from drafts.word.resolve import accept_all, reject_all
from drafts.word.scrub import scrub
from drafts.word.view import read_view
from tests.integration.api.conftest import PARTIES, Agreement, Bargain, assert_problem, client_of, member_of, token_of
from tests.integration.api.private_strings import PLANTERS, Planted, texts_of

Rows = Callable[[], dict[str, int]]
TO = ["City Attorney <attorney@city.example>"]


@pytest.fixture
def two(bargain: Bargain) -> Bargain:
    """Two shared drafts that differ in a clause."""
    clause = bargain.agreement.add("Recordings", "The Department keeps each recording.")
    bargain.agreement.save("First")
    bargain.agreement.revise(clause, "The Department keeps each recording for a year.")
    bargain.agreement.save("Second")
    return bargain


def send(bargain: Bargain, by: TestClient, **body: Any) -> dict[str, Any]:
    answer = by.post(f"{bargain.path}/sent", json={"to": TO, **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def part(docx: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name).decode()


def names(docx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.namelist()


def words(docx: bytes) -> str:
    return "\n".join("".join(piece.text for piece in block.pieces) for block in read_view(docx).body)  # type: ignore[union-attr]


def test_a_clean_copy_leaves_with_tracking_on_and_without_properties(two: Bargain) -> None:
    told = send(two, two.district, draft=2, note="By courier.")
    assert (told["author"], told["party"], told["to"]) == ("Negotiator", "district", TO)
    assert (told["draft"], told["against"], told["comments"], told["track"]) == (2, None, "none", True)
    answer = two.district.get(told["docx"])
    assert sha256(answer.content).hexdigest() == told["sha256"] == answer.headers["ETag"].strip('"').split("-")[-1]
    assert len(answer.content) == told["size"]
    assert "<w:trackRevisions/>" in part(answer.content, "word/settings.xml")
    assert "docProps/core.xml" not in names(answer.content)
    assert lint(answer.content) == ()
    assert any(each["kind"] == "property" for each in told["scrub"]["removed"])


def test_a_redline_leaves_with_the_names_of_who_wrote_it(two: Bargain) -> None:
    told = send(two, two.district, draft=2, against=1)
    docx = two.district.get(told["docx"]).content
    assert told["file_name"].endswith("Redline Draft 1 to Draft 2.docx")
    assert 'w:author="Dana Reyes, the Board"' in part(docx, "word/document.xml")
    assert "word/comments.xml" not in names(docx)
    assert words(accept_all(docx)) == words(accept_all(two.district.get(f"{two.path}/drafts/2.docx").content))
    assert words(reject_all(docx)) == words(accept_all(two.district.get(f"{two.path}/drafts/1.docx").content))


def test_authors_can_be_named_anew_in_what_leaves(two: Bargain) -> None:
    told = send(two, two.district, draft=2, against=1, names={"Dana Reyes, the Board": "District"})
    docx = two.district.get(told["docx"]).content
    assert 'w:author="District"' in part(docx, "word/document.xml")
    assert all(b"Dana Reyes" not in content for _, content in texts_of(docx))


def test_shared_comments_go_along_when_they_are_asked_for(two: Bargain) -> None:
    clause = two.agreement.client.get(f"{two.path}/clauses").json()["items"][0]
    body = {"clause_id": clause["clause_id"], "visibility": "shared", "text": "Who deletes it?"}
    thread = two.city.post(f"{two.path}/threads", json=body).json()
    two.district.post(f"{two.path}/threads/{thread['id']}/comments", json={"text": "The Department."})
    private = {**body, "visibility": "private", "text": "We would take two years."}
    two.district.post(f"{two.path}/threads", json=private)
    settled = two.city.post(f"{two.path}/threads", json={**body, "text": "Settled long ago."}).json()
    two.city.post(f"{two.path}/threads/{settled['id']}/resolve")
    for more in ({}, {"against": 1}):
        told = send(two, two.district, draft=2, comments="shared", **more)
        docx = two.district.get(told["docx"]).content
        comments = part(docx, "word/comments.xml")
        assert "Who deletes it?" in comments
        assert "The Department." in comments
        assert "Settled long ago." not in comments
        assert all(b"two years" not in content for _, content in texts_of(docx))
        assert lint(docx) == ()
        without = scrub(accept_all(docx)).docx
        assert words(without) == words(two.district.get(f"{two.path}/drafts/2.docx").content)
    assert "The Board asked for it." in comments, "the reasons go along in a redline"


def test_the_list_and_the_record_are_for_the_side_that_sent(two: Bargain) -> None:
    told = send(two, two.city, draft=1)
    other = send(two, two.police, draft=2)
    address = f"{two.path}/sent"
    assert [each["id"] for each in two.police.get(address).json()["items"]] == [told["id"], other["id"]]
    assert [each["id"] for each in two.city.get(f"{address}?draft=2").json()["items"]] == [other["id"]]
    assert two.police.get(f"{address}/{told['id']}").json() == told
    assert two.district.get(address).json()["items"] == []
    for ending in ("", ".docx"):
        assert_problem(two.district.get(f"{address}/{told['id']}{ending}"), 404, "not-found")
    assert_problem(two.agreement.client.get(address), 403, "not-allowed")


def test_the_same_bytes_come_back_whatever_becomes_of_the_draft(two: Bargain) -> None:
    told = send(two, two.district, draft=2)
    before = two.district.get(told["docx"]).content
    assert two.agreement.client.post(f"{two.path}/drafts/2/packet").status_code == 200
    answer = two.district.get(told["docx"])
    assert answer.content == before
    assert two.district.get(told["docx"], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert two.district.head(told["docx"]).headers["Content-Length"] == str(told["size"])


def test_a_working_draft_does_not_leave(two: Bargain, rows: Rows) -> None:
    saved = two.district.post(f"{two.path}/drafts", json={"label": "Ours", "dated": "2020-03-04"}).json()
    for body in ({"draft": saved["number"]}, {"draft": 2, "against": saved["number"]}):
        assert_problem(two.district.post(f"{two.path}/sent", json={"to": TO, **body}), 409, "conflict")
        assert_problem(two.city.post(f"{two.path}/sent", json={"to": TO, **body}), 404, "not-found")
    assert_problem(two.district.post(f"{two.path}/sent", json={"to": TO, "draft": 2, "against": 2}), 409, "conflict")
    assert rows()["sent_files"] == 0
    assert two.district.post(f"{two.path}/drafts/{saved['number']}/table").status_code == 200
    assert send(two, two.district, draft=saved["number"])["draft"] == saved["number"]


def test_what_is_sent_to_nobody_is_refused(two: Bargain) -> None:
    for to in ([], [""], ["two\nlines"]):
        assert_problem(two.district.post(f"{two.path}/sent", json={"to": to, "draft": 2}), 422, "invalid-input")
    body = {"to": TO, "draft": 2, "against": 1, "names": {"A": "B", "B": "C"}}
    assert_problem(two.district.post(f"{two.path}/sent", json=body), 422, "invalid-option")


def test_a_key_sends_once(two: Bargain, rows: Rows) -> None:
    body, headers = {"to": TO, "draft": 2}, {"Idempotency-Key": "once"}
    first, second = (two.district.post(f"{two.path}/sent", json=body, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert rows()["sent_files"] == 1


@pytest.mark.parametrize("statement", ["UPDATE sent_files SET note = 'x'", "DELETE FROM sent_files"])
def test_the_store_refuses_to_change_what_was_sent(two: Bargain, store_file: Path, statement: str) -> None:
    send(two, two.district, draft=2)
    connection = sqlite3.connect(store_file)
    try:
        with pytest.raises(sqlite3.IntegrityError, match="rows of the record"):
            connection.execute(statement)
    finally:
        connection.close()


# ----------------------------------------------------------------------------------------------------- private strings


@pytest.fixture
def planted(app: FastAPI, client: TestClient, store_file: Path) -> Iterator[Planted]:
    """An agreement in which every private string of the district's is a canary."""
    made = client.post("/agreements", json={"title": "Memorandum", "parties": PARTIES})
    agreement = Agreement(client, made.json()["id"])
    clause = agreement.add("Recordings", "The Department keeps them.", "It tells why.")
    agreement.save("Base")
    agreement.revise(clause, "The Department keeps them.", "It tells why.", "A third paragraph.")
    token = token_of(app, member_of(app, agreement.id, "district", Role.COUNSEL))
    with client_of(app, token) as district:
        ready = Planted(app, agreement, district, store_file, store_file.parent / "mail", clause["clause_id"])
        for plant in PLANTERS:
            plant(ready)
        agreement.add("Training", "An SRO trains.")
        agreement.save("Second")
        yield ready


@pytest.mark.parametrize("comments", ["none", "shared"])
@pytest.mark.parametrize("against", [None, 1])
def test_no_private_string_is_in_any_file_that_is_sent(planted: Planted, comments: str, against: int | None) -> None:
    newest = planted.agreement.client.get(f"{planted.path}/drafts/current").json()["number"]
    told = planted.write("sent", {"draft": newest, "against": against, "comments": comments, "to": TO})
    docx = planted.district.get(told["docx"]).content
    texts = list(texts_of(docx))
    found = [
        (name, about)
        for about, canary in planted.canaries.items()
        for name, content in texts
        if canary.word.encode() in content or canary.word in name
    ]
    assert found == []


def test_a_private_remark_in_what_nobody_reads_keeps_the_file_here(
    planted: Planted, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = planted.canaries["playbook: note"].word
    spoiled = with_bookmark(note, planted)

    def read(*_: Any) -> bytes:
        return spoiled

    monkeypatch.setattr(sending, "read_docx", read)
    before = rows()["sent_files"]
    answer = planted.district.post(f"{planted.path}/sent", json={"draft": 1, "to": TO})
    problem = assert_problem(answer, 422, "leak-found")
    assert problem["part"] == "word/document.xml"
    assert note not in answer.text
    assert rows()["sent_files"] == before


def with_bookmark(name: str, planted: Planted) -> bytes:
    """Draft 1 with a bookmark of that name."""
    docx = planted.district.get(f"{planted.path}/drafts/1.docx").content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            content = source.read(each)
            if each == "word/document.xml":
                mark = f'<w:bookmarkStart w:id="9901" w:name="{name}"/><w:bookmarkEnd w:id="9901"/></w:p>'.encode()
                content = content.replace(b"</w:p>", mark, 1)
            target.writestr(each, content)
    return out.getvalue()
