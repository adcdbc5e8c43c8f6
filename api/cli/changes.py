"""``counterpart changes``: the tracked changes of a Word file, as a table or as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli import files, forms, show
from api.cli.exits import ExitCode
from api.cli.forms import ListForm
from drafts.word.revisions import tracked_changes


def changes(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The Word file, or - for standard input.")],
    form: Annotated[
        ListForm, typer.Option("--format", help="A table, or a list for programs, for a message or for a browser.")
    ] = ListForm.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    found: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when there are tracked changes.")] = False,
) -> None:
    """List the tracked changes of a Word file.

    In reading order: where each stands, what it is, its words, its author and its time.

    \b
    Examples:
      counterpart changes redline.docx
      counterpart changes returned.docx --json | jq '.changes | length'
      counterpart changes returned.docx --format html >changes.html
      counterpart changes final.docx --exit-code || echo "not clean yet"
    """
    docx = files.read(file)
    with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
        listed = tracked_changes(docx)
    chosen = ListForm.JSON if as_json else form
    if chosen is ListForm.TABLE:
        out = show.console()
        if listed.changes:
            out.print(show.change_table(listed.changes))
        out.print(f"{files.label(file)}: {show.summary(listed)}", markup=False, soft_wrap=True)
        for note in listed.notes:
            out.print(f"note: {note.message} [{note.code}]", markup=False, soft_wrap=True)
    else:
        title = files.label(file) if file == files.STREAM else Path(file).stem
        print(forms.changes_text(listed, chosen, title), end="")
    if found and listed.changes:
        raise typer.Exit(ExitCode.FOUND)
