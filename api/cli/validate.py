"""``counterpart validate``: the Word lint over files, as a table or as data."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.cli import files, show
from api.cli.exits import ExitCode
from drafts.word import guard
from drafts.word.lint import LintFinding, lint


def validate(
    names: Annotated[list[str], typer.Argument(metavar="FILE", help="The Word files; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check Word files for what Word would stumble over.

    Broken nesting of tracked changes, repeated identifiers, half fields, references to nothing: much of it passes a
    schema validator and is refused, or silently repaired, by Word. Exits with 1 when there are findings.

    \b
    Examples:
      counterpart validate redline.docx
      counterpart validate drafts/*.docx --json
    """
    files.check_names(tuple(names))
    found = {name: _lint(name) for name in names}
    if as_json:
        print(json.dumps({name: [asdict(each) for each in each_of] for name, each_of in found.items()}, indent=2))
    else:
        _print(found)
    if any(found.values()):
        raise typer.Exit(ExitCode.FOUND)


def _lint(name: str) -> tuple[LintFinding, ...]:
    docx = files.read(name)
    with files.about(files.label(name)), show.working(f"checking {files.label(name)}"):
        guard.check(docx)
        return lint(docx)


def _print(found: dict[str, tuple[LintFinding, ...]]) -> None:
    out = show.console()
    for name, findings in found.items():
        verdict = show.counted(len(findings), "finding") if findings else "clean"
        out.print(f"{files.label(name)}: {verdict}", markup=False, soft_wrap=True)
        if not findings:
            continue
        table = Table("rule", "part", "place", "message", box=None, pad_edge=False, header_style="bold")
        for each in findings:
            table.add_row(*(Text(str(cell)) for cell in (each.rule, each.part, each.place, each.message)))
        out.print(table)
