"""``counterpart new``: an agreement that begins from a template, or from another agreement."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.auth.access import TOKEN_SCOPES
from api.auth.caller import Caller
from api.cli import show, stores
from api.ids import new_agreement_id
from api.own_kinds import read_registry
from api.runtime import open_runtime
from api.services.starting import Beginning, begin_from_precedent, begin_from_template
from api.settings import Settings, read_settings
from api.store.accounts import find_user_by_email
from api.store.agreements import find_agreement
from api.store.recording import Doer
from api.store.unit import Unit
from clauses.errors import InvalidOption, NotAllowed, NotFound
from clauses.kinds.registry import using
from clauses.library import alternatives
from drafts.house_style import DEFAULT
from drafts.starting.templates import NAMES, Values, template, templates


def new(
    template_name: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help=f"The template agreement: {', '.join(NAMES)}.")
    ] = None,
    precedent: Annotated[
        str | None, typer.Option(metavar="AGREEMENT", help="The agreement whose clauses are copied, by its id.")
    ] = None,
    start: Annotated[str, typer.Option(help="The first day of a template's term, such as 2026-07-01.")] = "",
    district: Annotated[str, typer.Option(help="The school board's name as it runs in a sentence.")] = Values.district,
    city: Annotated[str, typer.Option(help="The city's name as it runs in a sentence.")] = Values.city,
    title: Annotated[str | None, typer.Option(help="What it is called. Default: as what it begins from.")] = None,
    email: Annotated[str | None, typer.Option(help="The address of the operator's account that makes it.")] = None,
    library: Annotated[
        bool, typer.Option("--list", help="List the templates and the clause library, and stop.")
    ] = False,
    database: stores.DatabaseOption = None,
) -> None:
    """Make an agreement from a template or a precedent, and print its id.

    A template has the clauses that such an agreement usually has, with neutral values: what stands in brackets is to be
    filled in. The clauses of another agreement are copied as they stand, under identities of their own; each names the
    revision that it was copied from.

    \b
    Examples:
      counterpart new --list
      counterpart new --template sro-cameras --start 2026-07-01 --city "the City of Springfield" --email it@city.example
      counterpart new --precedent agr-1 --title "SRO Program 2027" --email it@city.example
    """
    if library:
        _list()
        return
    if (template_name is None) == (precedent is None):
        raise InvalidOption("name --template or --precedent, and not both; --list lists the templates")
    if email is None:
        raise InvalidOption("name the operator's account that makes it with --email")
    settings = read_settings(**({} if database is None else {"database_url": database}))
    runtime = open_runtime(settings)
    try:
        with using(read_registry(settings)), runtime.unit(Doer(what="counterpart new")) as unit:
            caller = _operator(unit, email)
            agreement_id = new_agreement_id()
            if template_name is not None:
                said = _said(settings, title or template(template_name).title)
                values = Values(_day(start), district, city)
                begin_from_template(unit, agreement_id, said, template_name, values, caller.user.name)
            else:
                there = find_agreement(unit.read, str(precedent))
                said = _said(settings, title or (there.title if there is not None else ""))
                begin_from_precedent(unit, agreement_id, said, str(precedent), caller)
    finally:
        runtime.close()
    print(agreement_id)


def _operator(unit: Unit, email: str) -> Caller:
    user = find_user_by_email(unit.read, email)
    if user is None:
        raise NotFound(f"There is no account with the e-mail address {email}.")
    if not user.operator:
        raise NotAllowed("Agreements are made by an operator; name the account of one.")
    return Caller(user, frozenset(TOKEN_SCOPES))


def _said(settings: Settings, title: str) -> Beginning:
    return Beginning(title, "", "mou", (), DEFAULT, settings.time_zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidOption("name the first day of the term with --start, such as 2026-07-01") from None


def _list() -> None:
    out = show.console()
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for head in ("template", "clauses", "what it is for"):
        table.add_column(head, overflow="fold")
    for each in templates():
        table.add_row(each.name, str(len(each.clauses)), Text(each.summary))
    out.print(table)
    out.print()
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for head in ("clause", "alternative", "whose wish it is"):
        table.add_column(head, overflow="fold")
    for each in alternatives():
        table.add_row(each.kind, each.name, Text(each.title))
    out.print(table)
