"""``counterpart import``: what an agreement that exists as a Word file would become, clause by clause."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.cli import files, show
from api.cli.exits import ExitCode
from api.cli.forms import now_or
from clauses.kinds import kind
from drafts.importing.comparing import compared, draft_of
from drafts.importing.kinds import left_over
from drafts.importing.model import Difference, DifferenceSort, Imported, ImportedClause, Sureness
from drafts.importing.read import read_agreement
from drafts.render.imported_html import KIND_SURENESS, SORTS, imported_html, summary, value_told
from drafts.render.imported_json import imported_json

_LONGEST = 90


class ImportForm(StrEnum):
    """What an import is printed as."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


def import_agreement(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The agreement as a Word file, or -.")],
    form: Annotated[
        ImportForm,
        typer.Option("--format", help="A table, data, a page for the browser, or the draft of its clauses."),
    ] = ImportForm.TABLE,
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - is standard output.")] = files.STREAM,
    settled: Annotated[
        bool, typer.Option("--settled", help="Refuse a file with tracked changes; else they are read as accepted.")
    ] = False,
    author: Annotated[
        str, typer.Option(help="Whose clauses they become.", envvar="COUNTERPART_AUTHOR")
    ] = "Counterpart",
    at: Annotated[str, typer.Option(help="When they are made: 2026-11-01T10:00:00Z. Default: now.")] = "",
) -> None:
    """Show which clauses a Word file would become.

    Headings and numbers of any sort make the clauses. A clause whose words are those of a kind becomes one of that
    kind, its fields read from the words; one that says more or less than its kind keeps its own words, and what could
    be read; any other is kept word for word. The draft of the clauses is then compared with the file: what is not the
    same is listed, with what it comes from. Nothing is stored, and the exit code is 1 when words of the file are in no
    clause or the draft differs in words.

    \b
    Examples:
      counterpart import 2015-agreement.docx
      counterpart import 2015-agreement.docx --format html -o review.html
      counterpart import 2015-agreement.docx --format json | jq '.clauses[] | {line, kind, sureness}'
      counterpart import 2015-agreement.docx --format docx -o as-a-draft.docx
    """
    files.check_names((file,), output if form is ImportForm.DOCX or output != files.STREAM else None)
    docx, when = files.read(file), now_or(at)
    with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
        found = read_agreement(docx, author=author, at=when, settled=settled)
        differences = compared(docx, found)
    match form:
        case ImportForm.TABLE:
            _print(found, differences, files.label(file))
        case ImportForm.JSON:
            told = json.dumps(imported_json(found, differences), indent=2, ensure_ascii=False)
            files.write(output, f"{told}\n".encode())
        case ImportForm.HTML:
            files.write(output, imported_html(found, differences).encode())
        case ImportForm.DOCX:
            files.write(output, draft_of(found, when.date()))
    if found.lost or any(each.sort is DifferenceSort.WORDS for each in differences):
        raise typer.Exit(ExitCode.FOUND)


def _print(found: Imported, differences: tuple[Difference, ...], label: str) -> None:
    out = show.console()
    out.print(_table(found.clauses))
    out.print(f"{label}: {summary(found, differences)}", markup=False, soft_wrap=True)
    sorts = [each.sort for each in differences]
    for sort, name in SORTS.items():
        if sort in sorts:
            out.print(f"  {name.lower()}: {show.counted(sorts.count(sort), 'difference')}", markup=False)
    for each in differences:
        if each.sort is DifferenceSort.WORDS:
            out.print(Text("  words: ").append_text(show.words(each.before, each.after, "")))
    for note in found.notes:
        out.print(f"note: {note.message} [{note.code}]", markup=False, soft_wrap=True)


def _table(clauses: tuple[ImportedClause, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("line", justify="right")
    table.add_column("was", overflow="fold")
    table.add_column("heading", overflow="fold", ratio=2)
    table.add_column("kind", overflow="fold", ratio=2)
    table.add_column("fields, with the words that they were read from", overflow="fold", ratio=6)
    for clause in clauses:
        heading = f"({clause.revision.heading})" if clause.heading_added else clause.revision.heading
        sure = KIND_SURENESS[clause.sureness].partition(":")[0]
        told = f"{kind(clause.revision.kind).title}, {sure}"
        table.add_row(str(clause.first), Text(clause.number), Text(heading), Text(told), Text(_fields(clause)))
    return table


def _fields(clause: ImportedClause) -> str:
    lines = [
        f"{each.title}: {_short(value_told(each.value))}"
        f"{f' “{_short(each.words)}”' if each.words else ''}{'' if each.sureness is Sureness.CERTAIN else ' (?)'}"
        for each in clause.evidence
    ]
    extra = left_over(clause)
    if clause.revision.kind == "custom":
        return show.counted(len(extra), "paragraph")
    return "\n".join([*lines, *(f"left over: {_short(line.strip())}" for line in extra)])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
