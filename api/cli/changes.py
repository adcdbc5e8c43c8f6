"""``counterpart changes``: the tracked changes of a Word file, as a table or as data."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.cli import files, show
from api.cli.exits import ExitCode
from drafts.render.json import change_set_json
from drafts.word.revisions import tracked_changes


def changes(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The Word file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
    found: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when there are tracked changes.")] = False,
) -> None:
    """List the tracked changes of a Word file.

    In reading order: where each stands, what it is, its words, its author and its time.

    \b
    Examples:
      counterpart changes redline.docx
      counterpart changes returned.docx --json | jq '.changes | length'
      counterpart changes final.docx --exit-code || echo "not clean yet"
    """
    docx = files.read(file)
    with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
        listed = tracked_changes(docx)
    if as_json:
        print(json.dumps(change_set_json(listed), indent=2, ensure_ascii=False))
    else:
        out = show.console()
        if listed.changes:
            out.print(show.change_table(listed.changes))
        out.print(f"{files.label(file)}: {show.summary(listed)}", markup=False, soft_wrap=True)
        for note in listed.notes:
            out.print(f"note: {note.message} [{note.code}]", markup=False, soft_wrap=True)
    if found and listed.changes:
        raise typer.Exit(ExitCode.FOUND)
