"""``counterpart import``: what an agreement that exists as a Word file would become, clause by clause."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from api import agreement_file
from api.agreement_file import is_agreement_file
from api.cli import files, show, stores
from api.cli.exits import ExitCode
from api.cli.forms import now_or
from api.ids import new_agreement_id, new_import_id
from api.own_kinds import read_registry
from api.runtime import open_runtime
from api.services.exporting import bring_in, verified
from api.services.importing import NewAgreement, Upload, import_file
from api.settings import Settings, read_settings
from api.store.accounts import find_user_by_email
from api.store.recording import Doer
from clauses.errors import InvalidOption, NotFound
from clauses.kinds import kind
from clauses.kinds.registry import using
from drafts.importing.comparing import compared, draft_of
from drafts.importing.confirming import Confirmation, confirmed
from drafts.importing.evidence import left_over
from drafts.importing.model import Difference, DifferenceSort, Imported, ImportedClause, Sureness
from drafts.importing.read import read_agreement
from drafts.importing.references import bound
from drafts.render.imported_html import KIND_SURENESS, SORTS, imported_html, summary, value_told
from drafts.render.imported_json import imported_json

_LONGEST: Final = 90
_AUTHOR: Final = "Counterpart"
_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Whose the clauses are and since when, while nothing is stored: the same file prints the same."""


class ImportForm(StrEnum):
    """What an import is printed as."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


def import_agreement(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The agreement as a Word file, or as an export; or -.")],
    form: Annotated[
        ImportForm,
        typer.Option("--format", help="A table, data, a page for the browser, or the draft of its clauses."),
    ] = ImportForm.TABLE,
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - is standard output.")] = files.STREAM,
    settled: Annotated[
        bool, typer.Option("--settled", help="Refuse a file with tracked changes; else they are read as accepted.")
    ] = False,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="CONFIRMATION", help="A JSON file of steps that confirm or correct clauses, or -."),
    ] = None,
    accept_all: Annotated[
        bool, typer.Option("--accept-all", help="Take every clause that no step confirms as it is.")
    ] = False,
    save: Annotated[bool, typer.Option("--save", help="Make the agreement, and print its id.")] = False,
    email: Annotated[str | None, typer.Option(help="The address of the operator's account that saves it.")] = None,
    dated: Annotated[str, typer.Option(help="The date of the first draft, such as 2015-07-01. Default: today.")] = "",
    label: Annotated[str, typer.Option(help="What people call the first draft.")] = "As imported",
    database: stores.DatabaseOption = None,
) -> None:
    """Show which clauses a Word file would become, or what an export holds.

    Headings and numbers of any sort make the clauses. A clause whose words are those of a kind becomes one of that
    kind, its fields read from the words; one that says more or less than its kind keeps its own words, and what could
    be read; any other is kept word for word. The draft of the clauses is then compared with the file: what is not the
    same is listed, with what it comes from. The exit code is 1 when words of the file are in no clause or the draft
    differs in words. Nothing is stored without --save.

    \b
    A confirmation names clauses by the line at which they begin:
      {"steps": [
        {"step": "confirm", "line": 1, "fields": {"binding": "mixed"}},
        {"step": "confirm", "line": 12, "kind": "termination", "heading": "Ending"},
        {"step": "merge", "line": 20},
        {"step": "split", "line": 31}
      ], "accept_rest": true}
    No step can leave a word of the file in no clause: one that would is refused.

    A file of `counterpart export` is verified by its hashes; --save stores its agreement with its history, all or
    nothing, and the other options are not for it.

    \b
    Examples:
      counterpart import 2015-agreement.docx
      counterpart import 2015-agreement.docx --format html -o review.html
      counterpart import 2015-agreement.docx --format json | jq '.clauses[] | {line, kind, sureness}'
      counterpart import 2015-agreement.docx --format docx -o as-a-draft.docx
      counterpart import 2015-agreement.docx --confirm confirmation.json --format html -o review.html
      counterpart import 2015-agreement.docx --accept-all --save --email clerk@town.example
      counterpart import agreement.zip --save --email clerk@town.example
    """
    names = (file,) if confirm is None else (file, confirm)
    files.check_names(names, output if form is ImportForm.DOCX or output != files.STREAM else None)
    if save != (email is not None):
        raise InvalidOption("--save and --email belong together: name the operator's account that saves it")
    settings = read_settings(**({} if database is None else {"database_url": database}))
    docx = files.read(file, agreement_file.LIMITS.upload)
    if is_agreement_file(docx):
        with files.about(files.label(file)):
            _bring(settings, email, docx)
        return
    files.check_size(file, docx)
    said, day = _confirmation(confirm, accept_all=accept_all), _day(dated)
    with using(read_registry(settings)):
        if email is not None:
            upload = Upload(docx, "" if file == files.STREAM else Path(file).name, settled)
            _save(
                settings,
                email,
                upload,
                said,
                NewAgreement(day, label, accept_rest=said.accept_rest, time_zone=settings.time_zone),
            )
            return
        with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
            fresh = read_agreement(docx, author=_AUTHOR, at=_AT, settled=settled)
            found = bound(confirmed(fresh, said, author=_AUTHOR, at=_AT))
            differences = compared(docx, found)
        _tell(found, differences, form, output, files.label(file), day)
    if found.lost or any(each.sort is DifferenceSort.WORDS for each in differences):
        raise typer.Exit(ExitCode.FOUND)


def _confirmation(name: str | None, *, accept_all: bool) -> Confirmation:
    """The steps of a file. Raises :class:`InvalidOption` for one that holds something else."""
    if name is None:
        return Confirmation(accept_rest=accept_all)
    try:
        said = Confirmation.model_validate_json(files.read(name))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise InvalidOption(f"--confirm {files.label(name)}: {place}: {first['msg']}") from None
    return said.model_copy(update={"accept_rest": said.accept_rest or accept_all})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else now_or("").date()
    except ValueError:
        raise InvalidOption(f"--dated {text!r} is no date, such as 2015-07-01") from None


def _save(settings: Settings, email: str, upload: Upload, said: Confirmation, new: NewAgreement) -> None:
    runtime = open_runtime(settings)
    try:
        with (
            files.about(upload.file_name or files.label(files.STREAM)),
            runtime.unit(Doer(what="counterpart import")) as unit,
        ):
            user = find_user_by_email(unit.read, email)
            if user is None:
                raise NotFound(f"There is no account with the e-mail address {email}.")
            ids = new_import_id(), new_agreement_id()
            import_file(unit, ids, user, upload, said, new)
    finally:
        runtime.close()
    print(ids[1])


def _bring(settings: Settings, email: str | None, content: bytes) -> None:
    """Store the agreement of an export, or say what it holds."""
    if email is None:
        told = verified(content)
        print(f"{told.agreement_id}: {told.title}; content {told.content_hash}")
        for name, count in told.records.items():
            print(f"  {count} {name.replace('_', ' ')}")
        return
    runtime = open_runtime(settings)
    try:
        with runtime.unit(Doer(what="counterpart import")) as unit:
            user = find_user_by_email(unit.read, email)
            if user is None:
                raise NotFound(f"There is no account with the e-mail address {email}.")
            print(bring_in(unit, content, user).agreement_id)
    finally:
        runtime.close()


def _tell(
    found: Imported, differences: tuple[Difference, ...], form: ImportForm, output: str, label: str, day: date
) -> None:
    match form:
        case ImportForm.TABLE:
            _print(found, differences, label)
        case ImportForm.JSON:
            told = json.dumps(imported_json(found, differences), indent=2, ensure_ascii=False)
            files.write(output, f"{told}\n".encode())
        case ImportForm.HTML:
            files.write(output, imported_html(found, differences).encode())
        case ImportForm.DOCX:
            files.write(output, draft_of(found, day))


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
