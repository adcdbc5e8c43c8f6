"""``counterpart deadlines``: the days that an agreement sets, and what it takes to end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.auth.sight import EVERYTHING
from api.cli import files, show, stores
from api.routes.deadlines import shown
from api.services.deadlines import Asked, Deadlines, deadlines_file, read_deadlines
from api.services.drafting import CURRENT, get_draft
from clauses.errors import InvalidOption
from drafts.negotiation.deadlines import DueDay


class DeadlinesForm(StrEnum):
    """What deadlines are given as."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


def deadlines(
    agreement: stores.AgreementArgument = None,
    draft: Annotated[
        str, typer.Option(help="A draft number, or current. Default: the one in force on the day, or else current.")
    ] = "",
    on: Annotated[str, typer.Option(help="The day it is seen from, YYYY-MM-DD. Default: today, or the demo's.")] = "",
    first: Annotated[
        str, typer.Option("--from", help="The first day to list. Default: that of the term of --on.")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="The last day to list. Default: that of the term after it.")] = "",
    form: Annotated[
        DeadlinesForm, typer.Option("--format", help="A table, data, or a file for calendar programs.")
    ] = DeadlinesForm.TEXT,
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - is standard output.")] = files.STREAM,
    demo: stores.DemoOption = False,
    database: stores.DatabaseOption = None,
) -> None:
    """List the deadlines of an agreement.

    Terms and renewals, reviews, the last days for notice, a trial, reports: each with its rule, the clause that sets
    it, and what follows when it is missed. Business and school days are counted by the agreement's calendar (PUT
    /agreements/{id}/calendar). Then the time limits that begin with an event, and what it takes to end the agreement
    when that is decided on the day that --on names.

    \b
    Examples:
      counterpart deadlines --demo --draft 6
      counterpart deadlines --demo --draft 6 --on 2020-07-01
      counterpart deadlines agr-1 --from 2026-07-01 --to 2027-06-30 --format json
      counterpart deadlines agr-1 --format ics -o deadlines.ics
    """
    asked = Asked(
        stores.checked_reference(draft, "--draft") if draft else None, *(_day(*each) for each in _days(on, first, last))
    )
    with show.working("counting days"), stores.chosen(agreement, database, demo=demo) as (unit, agreement_id):
        if demo and asked.on is None:
            asked = replace(asked, on=get_draft(unit, agreement_id, asked.draft or CURRENT, EVERYTHING).dated)
        found = read_deadlines(unit, agreement_id, asked, EVERYTHING)
    match form:
        case DeadlinesForm.TEXT if output == files.STREAM:
            _print(show.console(), found)
        case DeadlinesForm.TEXT:
            raise InvalidOption("--format text goes to standard output; choose json or ics for a file")
        case DeadlinesForm.JSON:
            files.write(output, f"{shown(found).model_dump_json(indent=2)}\n".encode())
        case DeadlinesForm.ICS:
            files.write(output, deadlines_file(found)[1])


def _days(on: str, first: str, last: str) -> tuple[tuple[str, str], ...]:
    return ((on, "--on"), (first, "--from"), (last, "--to"))


def _day(text: str, option: str) -> date | None:
    """The day that an option names, if it names one. Raises :class:`InvalidOption`."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidOption(f"{option} {text!r} is no day, such as 2020-07-01") from error


# ------------------------------------------------------------------------------------------------------- printing


def _print(out: Console, found: Deadlines) -> None:
    out.print(Text(found.agreement.title, style="bold"))
    out.print(f"draft {found.draft.number}, seen from {found.on.isoformat()}\n", markup=False)
    table = Table("day", "in days", "what", box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.columns[2].overflow = "fold"
    for due in found.due:
        left = "" if due.day is None else f"{(due.day - found.on).days:+d}"
        table.add_row("unknown" if due.day is None else due.day.isoformat(), left, _about(due))
    out.print(table)
    limits = Table("at most", "what", box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for limit in found.limits:
        limits.add_row(f"{limit.most} days", Text(f"{limit.place.heading}: {limit.rule}"))
    out.print("\nTime limits that begin with an event", style="bold")
    out.print(limits)
    if found.way_out is not None:
        out.print(f"\nTo end it, decided on {found.on.isoformat()}", style="bold")
        out.print(Text(found.way_out.summary, style="cyan"))
        for sentence in found.way_out.sentences:
            out.print(f"  {sentence}", markup=False)


def _about(due: DueDay) -> Text:
    about = Text(due.title, style="bold")
    about.append(f"\n{due.places[0].heading}: {due.rule}", style="not bold")
    if due.missed:
        about.append(f"\nIf missed: {due.missed}", style="not bold italic")
    for note in due.notes:
        about.append(f"\n{note}", style="not bold dim")
    return about
