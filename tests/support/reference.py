"""The reference of the command line, from the commands themselves: ``python -m tests.support.reference`` writes it, and
the page of access."""

from __future__ import annotations

from typer.testing import CliRunner

from api.cli import COMMANDS, build_app
from tests.support import access_page
from tests.support.checkout import ROOT

PAGE = "docs/reference/command-line.md"

_HEAD = """# The command line

What `counterpart --help` and each command's `--help` print. Generated: `python -m tests.support.reference`.
"""


def command_line() -> str:
    """The whole page."""
    sections = [_HEAD, _section("counterpart", [])]
    sections += [_section(f"counterpart {name}", [name]) for name in COMMANDS]
    return "\n".join(sections)


def _section(title: str, words: list[str]) -> str:
    run = CliRunner().invoke(
        build_app(everything=True), [*words, "--help"], prog_name="counterpart", terminal_width=100, color=False
    )
    assert run.exit_code == 0, run.output
    return f"## {title}\n\n```text\n{run.output.rstrip()}\n```\n"


if __name__ == "__main__":
    (ROOT / PAGE).parent.mkdir(parents=True, exist_ok=True)
    (ROOT / PAGE).write_text(command_line(), encoding="utf-8")
    (ROOT / access_page.PAGE).write_text(access_page.access_page(), encoding="utf-8")
