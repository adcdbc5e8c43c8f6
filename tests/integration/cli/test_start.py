"""The command line as a whole: it starts at once, says what it can do, and fails in one line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from api.cli import COMMANDS, build_app
from api.cli.exits import ExitCode
from tests.support.command import run

HEAVY = {"lxml", "docx", "fastapi", "sqlalchemy", "pydantic", "rapidfuzz", "uvicorn", "diff_match_patch", "rich"}


def test_the_help_is_shown_without_loading_the_engine_the_server_or_the_database() -> None:
    code = f"""
import sys
sys.argv = ["counterpart", "--help"]
from api.cli import main
try:
    main()
except SystemExit:
    print("LOADED", *sorted({HEAVY!r} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED"
    assert "Usage: counterpart" in done.stdout


def test_the_help_names_every_command_and_every_exit_code() -> None:
    told = run("--help").told
    assert all(f"  {name} " in told for name in COMMANDS)
    assert "Exit codes:" in told


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_teaches_with_an_example_of_itself(name: str) -> None:
    ran = run(name, "--help")
    assert ran.code == ExitCode.OK
    assert "Examples:" in ran.told
    assert f"counterpart {name}" in ran.told.split("Examples:")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_in_the_list_is_the_first_line_of_the_commands_own_help(name: str) -> None:
    (command,) = [c for c in build_app(name).registered_commands if c.name == name]
    assert command.callback is not None
    assert (command.callback.__doc__ or "").splitlines()[0] == COMMANDS[name].summary


def test_the_version_is_printed() -> None:
    assert run("--version").told.startswith("counterpart 0.")


def test_without_a_command_the_help_is_shown() -> None:
    ran = run()
    assert ran.code == ExitCode.USAGE
    assert "Commands:" in ran.errors


def test_a_mistyped_command_is_a_usage_error_that_names_the_nearest() -> None:
    ran = run("redlin")
    assert ran.code == ExitCode.USAGE
    assert "redline" in ran.errors


def test_a_fault_of_the_program_is_one_line_and_says_how_to_see_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cli.build_app", lambda _: 1 / 0)
    ran = run("kinds")
    assert ran.code == ExitCode.INTERNAL
    assert ran.errors.count("\n") == 1
    assert "COUNTERPART_TRACEBACK=1" in ran.errors


def test_a_reader_that_has_gone_is_no_failure() -> None:
    command = f"{sys.executable} -m api.cli kinds --json | head -c 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_kinds_are_listed_with_what_each_is_for() -> None:
    assert "retention" in run("kinds").told


def test_one_kind_is_told_with_its_fields() -> None:
    told = run("kinds", "retention").told
    assert "subject_to_holds" in told
    assert "sro_duties" not in told


def test_a_kind_that_there_is_none_of_is_a_usage_error() -> None:
    ran = run("kinds", "retentio")
    assert ran.code == ExitCode.USAGE
    assert "did you mean retention?" in ran.errors
    assert ran.errors.rstrip().endswith("[unknown-kind]")


def test_a_host_that_is_not_this_machine_is_refused(tmp_path: object) -> None:
    ran = run("serve", "--host", "0.0.0.0")
    assert ran.code == ExitCode.USAGE
    assert "loopback" in ran.errors
