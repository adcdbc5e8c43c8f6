"""``counterpart import`` on a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli.exits import ExitCode
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.agreements import get_agreement
from api.services.drafting import get_draft
from api.services.importing import find_original
from api.services.standing import standing_clauses
from api.settings import Settings
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


# ------------------------------------------------------------------------------------------ confirmed, and saved


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    runtime = open_runtime(Settings(database_url=url))
    with runtime.unit() as unit:
        create_user(unit, "clerk@town.example", "Town clerk", operator=True)
        create_user(unit, "chief@town.example", "Chief")
    runtime.close()
    return url


def confirmation(folder: Path, *steps: dict[str, object], **more: object) -> str:
    path = folder / "confirmation.json"
    path.write_text(json.dumps({"steps": steps, **more}), encoding="utf-8")
    return str(path)


def test_a_confirmed_import_is_saved_as_an_agreement(agreement: Path, database: str) -> None:
    said = confirmation(agreement.parent, {"step": "confirm", "line": 1, "fields": {"binding": "mixed"}})
    words = ("import", str(agreement), "--confirm", said, "--accept-all", "--save", "--email", "clerk@town.example",
             "--dated", "2015-07-01", "--database", database)  # fmt: skip
    ran = run(*words)
    assert ran.code == ExitCode.OK, ran.errors
    runtime = open_runtime(Settings(database_url=database))
    with runtime.unit() as unit:
        agreement_id = ran.told.strip()
        assert get_agreement(unit, agreement_id).title == TITLE
        revisions = standing_clauses(unit, agreement_id).revisions
        assert [each.kind for each in revisions] == [each.kind for each in first_version()]
        assert {each.author for each in revisions} == {"Town clerk"}
        draft = get_draft(unit, agreement_id, "1")
        assert f"{draft.dated}" == "2015-07-01"
        assert find_original(unit, draft)[2] == agreement.read_bytes()
    runtime.close()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--save",), ExitCode.USAGE, "--email"),
        (("--save", "--email", "nobody@town.example"), ExitCode.CONFLICT, "no account"),
        (("--save", "--email", "chief@town.example"), ExitCode.CONFLICT, "operator"),
        (("--save", "--email", "clerk@town.example"), ExitCode.CONFLICT, "13 clauses wait"),
        (("--save", "--email", "clerk@town.example", "--dated", "soon"), ExitCode.USAGE, "no date"),
    ],
)
def test_what_cant_be_saved_is_not(
    agreement: Path, database: str, words: tuple[str, ...], code: ExitCode, told: str
) -> None:
    ran = run("import", str(agreement), "--database", database, *words)
    assert (ran.code, told in ran.errors) == (code, True), ran.errors


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("steps", "Invalid JSON"),
        ('{"steps": [{"step": "drop", "line": 1}]}', "steps.0.step"),
        ('{"steps": [{"step": "merge", "line": 1}]}', "none before it"),
        ('{"steps": [], "rest": true}', "rest"),
    ],
)
def test_a_confirmation_that_cant_be_is_refused(agreement: Path, text: str, told: str) -> None:
    path = agreement.with_name("confirmation.json")
    path.write_text(text, encoding="utf-8")
    ran = run("import", str(agreement), "--confirm", str(path))
    assert ran.code == ExitCode.USAGE
    assert told in ran.errors


def test_steps_are_shown_before_anything_is_saved(agreement: Path) -> None:
    told = json.loads(run("import", str(agreement), "--accept-all", "--format", "json").told)
    assert all(each["confirmed"] for each in told["clauses"])
