"""``counterpart returned`` on two files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import build_app
from drafts.render.returned_html import return_html
from drafts.render.returned_json import SCHEMA, return_json
from drafts.returned import returned
from tests.support.returns.cases import CASES
from tests.support.returns.judging import made
from tests.support.returns.sent import sent

CASE = next(c for c in CASES if c.name == "our name and theirs")
SILENT = next(c for c in CASES if c.name == "a word in a note")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, case in (("", CASE), ("silent-", SILENT)):
        (tmp_path / f"{name}sent.docx").write_bytes(sent(case.sent))
        (tmp_path / f"{name}back.docx").write_bytes(made(case))
    return tmp_path


def run(folder: Path, *words: str, of: str = "") -> Result:
    files = [str(folder / f"{of}sent.docx"), str(folder / f"{of}back.docx")]
    return CliRunner().invoke(build_app("returned"), ["returned", *files, *words])


def test_a_table_names_each_label(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert "false-name" in result.output
    assert "2 differences" in result.output


def test_json_has_the_form_of_its_schema(folder: Path) -> None:
    data = json.loads(run(folder, "--json").output)
    assert set(data) == set(SCHEMA["required"])
    item = SCHEMA["properties"]["changes"]["items"]
    assert all(set(c) == set(item["required"]) == set(item["properties"]) for c in data["changes"])
    assert sorted(c["label"] for c in data["changes"]) == ["false-name", "tracked"]


def test_exit_code_tells_that_there_are_differences(folder: Path) -> None:
    assert run(folder, "--exit-code").exit_code == 1
    same = [str(folder / "sent.docx")] * 2
    result = CliRunner().invoke(build_app("returned"), ["returned", *same, "--exit-code"])
    assert (result.exit_code, "no differences" in result.output or "0 differences" in result.output) == (0, True)


def test_a_page_puts_what_is_not_marked_first_and_says_it_in_words(folder: Path) -> None:
    page = run(folder, "--format", "html", of="silent-").output
    assert page.index("Not marked in the file") < page.index('id="differences"')
    assert "Changed silently" in page
    assert "not marked in the file" in page
    assert "<script" not in page


def test_a_name_of_ours_is_given_with_ours(folder: Path) -> None:
    data = json.loads(run(folder, "--json", "--ours", "Bo Counsel").output)
    assert {c["label"] for c in data["changes"]} == {"false-name"}


def test_a_name_of_theirs_is_given_with_theirs(folder: Path) -> None:
    data = json.loads(run(folder, "--json", "--theirs", "Oak Hill School District").output)
    assert {c["label"] for c in data["changes"]} == {"tracked"}


def test_words_of_the_file_are_escaped() -> None:
    found = returned(sent("rich"), made(next(c for c in CASES if c.name == "a comment")))
    page = return_html(found, title="<b> & co")
    assert "&lt;b&gt; &amp; co" in page
    assert "<b> & co" not in page
    assert return_json(found)["comments"][0]["new"] is True
