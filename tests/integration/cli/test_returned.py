"""``counterpart returned`` on two files."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import build_app
from api.cli.exits import ExitCode
from api.runtime import open_runtime
from api.services import demonstration
from api.services.drafting import get_draft, read_docx
from api.settings import Settings
from drafts.render.returned_html import return_html
from drafts.render.returned_json import SCHEMA, return_json
from drafts.returned import returned
from tests.support import command
from tests.support.returns.cases import CASES
from tests.support.returns.desk import Desk
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


def test_the_file_that_was_sent_is_found_in_its_agreement(tmp_path: Path) -> None:
    story = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    database = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    runtime = open_runtime(Settings(database_url=database))
    with runtime.unit() as unit:
        agreement_id = demonstration.load(unit, story)
    with runtime.unit() as unit:
        docx = read_docx(unit, get_draft(unit, agreement_id, "5"))
    runtime.close()
    came = tmp_path / "renamed.docx"
    came.write_bytes(Desk(docx).replace("State of Maine", "State of Utah").send())
    ran = command.run("returned", str(came), "--agreement", agreement_id, "--side", "district", "--database", database)
    assert ran.code == ExitCode.OK, ran.errors
    assert "renamed.docx: answers draft 5 [" in ran.errors
    assert "silent" in ran.told
    assert "Utah" in ran.told


@pytest.mark.parametrize("words", [("a.docx",), ("a.docx", "b.docx", "--agreement", "agr-1")])
def test_one_file_and_its_agreement_or_two_files_are_named(words: tuple[str, ...]) -> None:
    ran = command.run("returned", *words)
    assert (ran.code, "--agreement" in ran.errors) == (ExitCode.USAGE, True)
