"""Scrubbing over HTTP and from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient

from api.cli.exits import ExitCode
from drafts.word.scrub import Keep, scrub
from tests.integration.api.conftest import assert_problem
from tests.support import planted
from tests.support.command import run
from tests.support.wml import d, dele, docx, ins, p, t

Rows = Callable[[], dict[str, int]]
MARKED = planted.plant(docx(p(t("The City pays "), dele(d("all ")), ins(t("half ")), t("of it."))))
LEAKING = docx(p('<w:fldSimple w:instr=" HYPERLINK &quot;file:///x&quot; ">' + t("x") + "</w:fldSimple>"))


def test_an_upload_comes_back_scrubbed_and_is_not_kept(client: TestClient, rows: Rows) -> None:
    nothing = rows()
    answer = client.post("/scrub", files={"file": ("To send.docx", MARKED)})
    assert answer.status_code == 200, answer.text
    assert answer.content == scrub(MARKED).docx
    assert planted.hits(answer.content) == []
    assert 'filename="To send - Scrubbed.docx"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["x-traces-removed"]) > 10
    assert answer.headers["x-traces-found"] == "0"
    assert rows() == nothing


def test_the_report_is_data(client: TestClient) -> None:
    answer = client.post("/scrub", files={"file": ("a.docx", MARKED)}, data={"format": "json"})
    assert answer.status_code == 200, answer.text
    what = {"kind": "property", "part": "docProps/core.xml", "place": "", "what": f"creator: {planted.AUTHOR}"}
    assert what in answer.json()["removed"]


def test_what_is_to_be_kept_is_said_in_the_form(client: TestClient) -> None:
    chosen = {"author": f"{planted.AUTHOR}=District", "track": "true", "keep_comments": "true"}
    answer = client.post("/scrub", files={"file": ("a.docx", MARKED)}, data=chosen)
    assert answer.content == scrub(MARKED, Keep(True, False, {planted.AUTHOR: "District"}), track=True).docx


def test_a_leak_is_a_problem_that_names_the_part(client: TestClient) -> None:
    problem = assert_problem(client.post("/scrub", files={"file": ("a.docx", LEAKING)}), 422, "leak-found")
    assert problem["part"] == "word/document.xml"
    assert_problem(client.post("/scrub", files={"file": ("a.docx", b"%PDF-1.7")}), 415, "not-a-zip")
    bad = client.post("/scrub", files={"file": ("a.docx", MARKED)}, data={"author": "Jane"})
    assert_problem(bad, 422, "invalid-option")


def test_the_command_writes_a_copy_and_reports(tmp_path: Path) -> None:
    file, out = tmp_path / "in.docx", tmp_path / "out.docx"
    file.write_bytes(MARKED)
    ran = run("scrub", str(file), "-o", str(out))
    assert ran.code == ExitCode.OK
    assert out.read_bytes() == scrub(MARKED).docx
    assert "traces removed" in ran.errors
    told = json.loads(run("scrub", str(file), "-o", str(out), "--json").told)
    assert told["format"] == "counterpart-scrub/1"
    assert told["found"] == []


def test_the_command_writes_nothing_where_something_would_leak(tmp_path: Path) -> None:
    file, out = tmp_path / "in.docx", tmp_path / "out.docx"
    file.write_bytes(LEAKING)
    ran = run("scrub", str(file), "-o", str(out))
    assert ran.code == ExitCode.REFUSED
    assert "leak-found" in ran.errors
    assert not out.exists()
