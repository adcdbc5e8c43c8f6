"""The demonstration: what ``make demo`` leaves behind, and that it may be run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli.exits import ExitCode
from drafts.word.lint import lint
from tests.support.command import Ran, run
from tests.support.known_wrong import disagreement
from tests.support.libreoffice import Office

CLEAN = ("SRO Program MOU - Draft 1 (2015-07-01).docx", "SRO Program MOU - Draft 5 (2020-03-03).docx")
FINDINGS = "SRO Program MOU - Findings.html"
OTHERS = (
    "SRO Program MOU - Draft 2 (2019-10-24).docx",
    "SRO Program MOU - Draft 3 (2019-11-12).docx",
    "SRO Program MOU - Draft 4 (2020-01-06).docx",
    "SRO Program MOU - Draft 6 (2020-03-17).docx",
    "SRO Program MOU - Draft 7 (2019-11-12).docx",
)
REDLINE = "SRO Program MOU - Redline Draft 1 to Draft 5.docx"
REDLINES = (
    REDLINE,
    "SRO Program MOU - Redline Draft 4 to Draft 5.docx",
    "SRO Program MOU - Redline Draft 5 to Draft 6.docx",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work") / "demo"


@pytest.fixture(scope="module")
def ran(folder: Path) -> Ran:
    return run("demo", "--folder", str(folder))


@pytest.mark.usefixtures("ran")
def test_it_leaves_the_clean_copies_the_redlines_the_changes_and_the_store(folder: Path) -> None:
    changes = {name.replace(".docx", ".json") for name in REDLINES}
    names = {*CLEAN, *OTHERS, *REDLINES, *changes, FINDINGS, "counterpart.sqlite3"}
    assert {file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm"))} == names


def test_it_tells_where_the_files_are_what_changed_and_what_comes_next(ran: Ran, folder: Path) -> None:
    assert (ran.code, ran.errors) == (ExitCode.OK, "")
    told = ran.told
    assert all(str(folder / name) in told for name in (*CLEAN, *OTHERS, *REDLINES))
    assert told.count("\n  draft ") == 7
    assert "clauses inserted" in told
    assert "Proved both ways over " in told
    assert f"Next: counterpart serve --database sqlite:///{folder}/counterpart.sqlite3" in told


def test_it_may_be_run_again_and_gives_the_same_files(ran: Ran, folder: Path) -> None:
    first = {file.name: file.read_bytes() for file in folder.glob("*.docx")}
    again = run("demo", "--folder", str(folder))
    assert (again.code, again.told) == (ran.code, ran.told)
    assert {file.name: file.read_bytes() for file in folder.glob("*.docx")} == first


@pytest.mark.usefixtures("ran")
def test_a_page_lists_what_the_checks_find_in_each_draft(folder: Path) -> None:
    page = (folder / FINDINGS).read_text(encoding="utf-8")
    assert "Draft 1, July 1, 2015: " in page
    assert "Draft 5, March 3, 2020: Compromise" in page
    assert page.count('<span class="rule">L17</span>') >= 1


@pytest.mark.usefixtures("ran")
def test_its_word_files_are_clean_of_what_word_would_stumble_over(folder: Path) -> None:
    for name in (*CLEAN, *OTHERS, *REDLINES):
        assert lint((folder / name).read_bytes()) == ()


@pytest.mark.usefixtures("ran")
def test_the_changes_as_data_are_those_of_the_redline(folder: Path) -> None:
    data = json.loads((folder / REDLINE.replace(".docx", ".json")).read_text())
    assert len(data["changes"]) > 20
    assert {"Superintendent", "Police Chief", "City Manager"} <= {change["author"] for change in data["changes"]}
    assert {"Board of Public Education", "Police Department", "City"} <= {change["party"] for change in data["changes"]}
    assert data["proof"]["stories"] >= 1


@pytest.mark.usefixtures("ran")
def test_accepting_gives_the_clean_copy_of_draft_5_and_rejecting_that_of_draft_1(folder: Path, office: Office) -> None:
    files = [(folder / name).read_bytes() for name in (*CLEAN, REDLINE)]
    old, new, redline = office.resolve(files)
    assert (old.error, new.error, redline.error) == (None, None, None)
    assert redline.left == (0, 0)
    assert disagreement(new.raw, redline.accepted, files[2], accepted=True) is None
    assert disagreement(old.raw, redline.rejected, files[2], accepted=False) is None
