"""``counterpart import`` on a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli.exits import ExitCode
from drafts.word.view import read_view
from tests.support.command import run
from tests.support.documents import ins, p, package, t
from tests.support.plain_word import Manner, plain_word
from tests.unit.drafts.test_importing import TITLE, bold, first_version


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.docx"
    path.write_bytes(plain_word(TITLE, first_version(), Manner()))
    return path


def test_a_table_names_each_clause_with_its_kind_and_what_it_was_read_from(agreement: Path) -> None:
    ran = run("import", str(agreement))
    assert ran.code == ExitCode.OK
    assert "Termination, certain" in ran.told
    assert "forty (40) hours" in ran.told
    assert "13 clauses, 13 of them of a kind; every word of the file is in one" in ran.told


def test_json_has_the_clauses_by_line(agreement: Path) -> None:
    told = json.loads(run("import", str(agreement), "--format", "json").told)
    assert told["title"] == TITLE
    assert told["clauses"][0]["kind"] == "parties"
    assert told["clauses"][0]["line"] == 1


def test_the_page_and_the_draft_go_to_a_file(agreement: Path) -> None:
    page, draft = agreement.with_name("review.html"), agreement.with_name("draft.docx")
    assert run("import", str(agreement), "--format", "html", "-o", str(page)).code == ExitCode.OK
    assert run("import", str(agreement), "--format", "docx", "-o", str(draft)).code == ExitCode.OK
    assert "What the file would become" in page.read_text(encoding="utf-8")
    assert read_view(draft.read_bytes()).body


def test_a_file_that_is_no_word_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.docx"
    path.write_bytes(b"notes")
    ran = run("import", str(path))
    assert ran.code == ExitCode.UNREADABLE
    assert "notes.docx" in ran.errors


def test_an_empty_agreement_is_refused() -> None:
    ran = run("import", "-", stdin=package(""))
    assert ran.code == ExitCode.UNREADABLE
    assert "no words in its body" in ran.errors


def test_tracked_changes_are_refused_where_only_a_settled_text_may_come() -> None:
    docx = package(bold("Compact") + p(t("It is "), ins("new", 2), t(".")))
    assert "existing-changes-accepted" in run("import", "-", stdin=docx).told
    ran = run("import", "-", "--settled", stdin=docx)
    assert ran.code == ExitCode.UNREADABLE
    assert "unsettled-changes" in ran.errors


def test_the_file_itself_is_never_written_over(agreement: Path) -> None:
    before = agreement.read_bytes()
    assert run("import", str(agreement), "--format", "docx", "-o", str(agreement)).code == ExitCode.USAGE
    assert agreement.read_bytes() == before
