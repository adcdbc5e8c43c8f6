"""``counterpart memo``: what differs between two drafts, for people and for the packet."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from api.auth.sight import EVERYTHING
from api.cli import files, show, stores
from api.services.memos import memo_of_drafts
from clauses.errors import InvalidOption
from drafts.render.memo import in_brief, memo_html, memo_json, told, who
from drafts.summary import ChangeMemo
from drafts.word.memo import memo_docx


class MemoForm(StrEnum):
    """What a memo is given as."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


def memo(
    agreement: stores.AgreementArgument = None,
    before: Annotated[str, typer.Option("--from", help="The earlier draft: a number, or current.")] = "1",
    after: Annotated[str, typer.Option("--to", help="The later draft: a number, or current.")] = "current",
    form: Annotated[
        MemoForm, typer.Option("--format", help="Text, data, a page, or a Word file for the packet.")
    ] = MemoForm.TEXT,
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - is standard output.")] = files.STREAM,
    full: Annotated[
        bool, typer.Option("--full", help="Of a Word file: everything in an appendix behind the page.")
    ] = False,
    demo: stores.DemoOption = False,
    database: stores.DatabaseOption = None,
) -> None:
    """Tell what differs between two drafts, by whom and why.

    Every field that changed, with both values in words; clauses that are new, removed or moved; words that changed
    while every value stayed. The Word file is one page: where not everything fits, it counts the rest.

    \b
    Examples:
      counterpart memo --demo --from 4 --to 5
      counterpart memo --demo --from 4 --to 5 --format docx -o memo.docx
      counterpart memo --demo --from 2 --to 6 --format docx --full -o memo.docx
      counterpart memo agr-1 --from 4 --to current --format json
    """
    sides = stores.checked_reference(before, "--from"), stores.checked_reference(after, "--to")
    if form is MemoForm.DOCX:
        files.check_names((), output)
    elif full:
        raise InvalidOption("--full is for a Word file: add --format docx; the other forms are always full.")
    with show.working("comparing the drafts"), stores.chosen(agreement, database, demo=demo) as (unit, agreement_id):
        made = memo_of_drafts(unit, agreement_id, *sides, EVERYTHING)
    match form:
        case MemoForm.TEXT:
            files.write(output, "\n".join(_lines(made.memo)).encode())
        case MemoForm.JSON:
            files.write(output, f"{json.dumps(memo_json(made.memo), indent=2, ensure_ascii=False)}\n".encode())
        case MemoForm.HTML:
            files.write(output, memo_html(made.memo).encode())
        case MemoForm.DOCX:
            files.write(output, memo_docx(made.memo, made.after.house, full=full))


def _lines(found: ChangeMemo) -> list[str]:
    lines = [found.title, f"{found.before.name} → {found.after.name}", "", in_brief(found)]
    for clause in found.clauses:
        said = [f"  {who(each)}: {each.why}" if each.why else f"  {who(each)}" for each in clause.said]
        lines += ["", clause.name, *(f"  {line}" for line in told(clause)), *said]
    return [*lines, ""]
