"""``counterpart check``: the demonstration draft by draft, a stored agreement, the forms and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli.exits import ExitCode
from api.services.demonstration import AGREEMENT_ID
from clauses.checks import RULES
from tests.support.command import run
from tests.support.made_once import MadeOnce


@pytest.fixture(scope="module")
def database(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = made_once.copied_demonstration(tmp_path_factory.mktemp("work") / "demo")
    return f"sqlite:///{folder / 'counterpart.sqlite3'}"


def test_each_draft_of_the_demonstration_is_told_with_its_findings() -> None:
    ran = run("check", "--demo", "--fail-on", "warning")
    assert ran.code == ExitCode.FOUND
    assert "Draft 1, July 1, 2015: " in ran.told
    assert "Draft 5, March 3, 2020: " in ran.told
    assert "L15    warning" in ran.told


def test_a_draft_of_a_store_is_checked_as_data(database: str) -> None:
    ran = run("check", AGREEMENT_ID, "--draft", "1", "--database", database, "--format", "json", "--level", "warning")
    [checked] = json.loads(ran.told)["checked"]
    assert ran.code == ExitCode.OK
    assert {finding["level"] for finding in checked["findings"]} == {"warning"}
    assert {"L15", "L17"} <= {finding["rule"] for finding in checked["findings"]}


def test_the_clauses_as_they_stand_are_checked_where_no_draft_is_named(database: str) -> None:
    ran = run("check", AGREEMENT_ID, "--database", database, "--format", "md")
    assert (ran.code, ran.errors) == (ExitCode.OK, "")
    assert "## The clauses as they stand" in ran.told


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("notice", 1), ("never", 0)])
def test_the_exit_code_follows_the_level_that_is_asked_for(database: str, level: str, code: int) -> None:
    assert run("check", AGREEMENT_ID, "--draft", "1", "--database", database, "--fail-on", level).code == code


def test_an_execution_version_may_have_no_blanks(database: str) -> None:
    words = ("check", AGREEMENT_ID, "--draft", "5", "--database", database, "--rule", "L23")
    assert run(*words).code == ExitCode.OK
    assert run(*words, "--execution").code == ExitCode.FOUND


def test_a_page_of_findings_escapes_nothing_twice_and_names_each_rule(database: str) -> None:
    page = run("check", AGREEMENT_ID, "--draft", "1", "--database", database, "--format", "html").told
    assert page.startswith("<!doctype html>")
    assert "&amp;" not in page
    assert '<span class="rule">L17</span>' in page


def test_the_rules_are_listed() -> None:
    told = run("check", "--rules").told
    assert all(rule.code in told for rule in RULES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name one agreement to check, or --demo"),
        (("agr-1", "--demo"), "name one agreement to check, or --demo"),
        (("--demo", "--draft", "last"), "no draft number"),
        (("--demo", "--rule", "L99"), "There is no rule 'L99'"),
    ],
)
def test_what_can_not_be_checked_is_refused(words: tuple[str, ...], said: str) -> None:
    ran = run("check", *words)
    assert ran.code == ExitCode.USAGE
    assert said in ran.errors


def test_an_agreement_that_is_not_there_is_not_found(database: str, tmp_path: Path) -> None:
    assert run("check", "agr-none", "--database", database).code == ExitCode.CONFLICT
    assert run("check", "agr-none", "--database", f"sqlite:///{tmp_path / 'new.sqlite3'}").code == ExitCode.CONFLICT
