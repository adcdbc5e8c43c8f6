"""``counterpart returned``: what the other side did to a file that was sent, tracked or not."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.cli import files, show, stores
from api.cli.exits import ExitCode
from api.services.returning import read_against_sent
from clauses.errors import InvalidOption
from drafts.descent import Descent
from drafts.render.returned_html import return_html, summary
from drafts.render.returned_json import return_json
from drafts.returned import Return, ReturnedChange
from drafts.returned import returned as read_return


class ReturnForm(StrEnum):
    """What a return is printed as."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


def returned(
    files_: Annotated[
        list[str],
        typer.Argument(
            metavar="[SENT] RETURNED",
            help="The Word file as it was sent, and as it came back, or -. With --agreement the latter alone.",
        ),
    ],
    agreement: Annotated[
        str | None,
        typer.Option(help="The agreement, by its id: what was sent is found in it, by its marks or its words."),
    ] = None,
    side: Annotated[
        str | None,
        typer.Option(help="With --agreement: look among the files that this side sent, and not only among its drafts."),
    ] = None,
    form: Annotated[
        ReturnForm, typer.Option("--format", help="A table, or a list for programs or for a browser.")
    ] = ReturnForm.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    ours: Annotated[
        list[str] | None,
        typer.Option(
            help="A name of our side; may be given several times. A tracked change that bears it and that SENT has not "
            "is labelled false-name. The authors of SENT's own tracked changes are ours without being named."
        ),
    ] = None,
    theirs: Annotated[
        list[str] | None,
        typer.Option(
            help="A name of theirs among the authors of SENT's tracked changes; may be given several times. New "
            "changes under it are theirs."
        ),
    ] = None,
    found: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when there are differences.")] = False,
    database: stores.DatabaseOption = None,
) -> None:
    """Tell what they did to a Word file that was sent to them.

    Every difference between the two files, whatever the returned one marks: tracked (by whom), silent (nothing says
    so), false-name (tracked under a name of ours), ours-accepted, ours-rejected and ours-dropped (our own tracked
    changes), comment-added, comment-removed, formatting-only, moved. SENT must be the very file that was sent; with
    --agreement it is found, though the file was saved again, renamed or stripped, and how sure that is is said. What a
    program changes when it saves a file is not told: see docs/explanation/returned-files.md.

    \b
    Examples:
      counterpart returned sent.docx returned.docx
      counterpart returned sent.docx returned.docx --ours "Dana Reyes" --ours "Oak Hill School District"
      counterpart returned sent.docx returned.docx --format html >returned.html
      counterpart returned sent.docx returned.docx --json | jq '.changes[] | select(.label == "silent")'
      counterpart returned sent.docx returned.docx --exit-code && echo "they changed nothing"
      counterpart returned returned.docx --agreement agr-1 --side district
    """
    if len(files_) != (2 if agreement is None else 1):
        raise InvalidOption("name the file that was sent and the one that came back, or --agreement and the latter")
    came, names = files_[-1], (ours or (), theirs or ())
    after = files.read(came)
    with files.about(", ".join(map(files.label, files_))), show.working(f"reading {files.label(came)}"):
        if agreement is None:
            made = read_return(files.read(files_[0]), after, ours=names[0], theirs=names[1])
        else:
            with stores.chosen(agreement, database, demo=False) as (unit, agreement_id):
                descent, made = read_against_sent(unit, agreement_id, after, side, names)
            print(_descended(files.label(came), descent), file=sys.stderr)
    chosen = ReturnForm.JSON if as_json else form
    if chosen is ReturnForm.TABLE:
        _print(made, files.label(came))
    elif chosen is ReturnForm.JSON:
        print(json.dumps(return_json(made), indent=2, ensure_ascii=False))
    else:
        print(return_html(made, title="" if came == files.STREAM else Path(came).stem), end="")
    if found and made.changes:
        raise typer.Exit(ExitCode.FOUND)


def _descended(label: str, descent: Descent) -> str:
    """What a file descends from, and why."""
    there = f"draft {descent.candidate.draft}" + (" as it was sent" if descent.candidate.key else "")
    told = " ".join(each.message for each in descent.evidence)
    return f"{label}: answers {there} [{descent.sureness}]. {told}"


def _print(made: Return, label: str) -> None:
    out = show.console()
    if made.changes:
        out.print(_table(made.changes))
    told = f" ({show.kinds_told(c.label for c in made.changes)})" if made.changes else ""
    out.print(f"{label}: {summary(made).rstrip('.')}{told}", markup=False, soft_wrap=True)
    for note in made.notes:
        out.print(f"note: {note.message} [{note.code}]", markup=False, soft_wrap=True)


def _table(changes: tuple[ReturnedChange, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("#", justify="right")
    table.add_column("label")
    table.add_column("where", overflow="fold", ratio=2)
    table.add_column("text", overflow="fold", ratio=6)
    table.add_column("author", overflow="fold", ratio=1)
    table.add_column("at")
    for change in changes:
        place = f"paragraph {change.paragraph}"
        where = change.clause or (place if change.place == "body" else f"{change.place}, {place}")
        words = show.words(change.before, change.after, change.detail)
        at = f"{change.at:%Y-%m-%d %H:%M}" if change.at else ""
        row: list[str | Text] = [str(change.number), change.label.value, where, words, change.author, at]
        table.add_row(*[Text(cell) if isinstance(cell, str) else cell for cell in row])
    return table
