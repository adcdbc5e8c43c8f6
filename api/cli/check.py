"""``counterpart check``: what the rules find about an agreement, a draft, or the demonstration."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from importlib.resources import files as resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.auth.sight import EVERYTHING
from api.cli import show
from api.cli.exits import ExitCode
from api.own_kinds import read_registry
from api.runtime import open_runtime
from api.services import demonstration
from api.services.agreements import get_agreement
from api.services.checking import Wanted, check_draft, check_drafts, check_standing, name_of
from api.services.drafting import get_draft
from api.settings import read_settings
from api.store.unit import Unit
from clauses.checks import RULES
from clauses.checks.findings import Finding, Level
from clauses.errors import InvalidOption
from clauses.kinds.registry import using
from clauses.status import DraftStatus
from drafts.render.findings import Checked, counted, findings_html, findings_markdown, place_told


class FindingsForm(StrEnum):
    """What findings are printed as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"


class FailOn(StrEnum):
    """From which level on findings make the command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"
    NEVER = "never"


def check(
    agreement: Annotated[
        str | None, typer.Argument(metavar="AGREEMENT", help="The agreement's id, as GET /agreements lists it.")
    ] = None,
    draft: Annotated[
        str | None, typer.Option(help="A draft number, or current. Default: the clauses as they stand.")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Check the demonstration: every draft, or the one named.")
    ] = False,
    level: Annotated[list[Level] | None, typer.Option(help="Only findings of this level; may be repeated.")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="Only findings of this rule; may be repeated.")] = None,
    execution: Annotated[
        bool, typer.Option("--execution", help="Check as an execution version: nothing may be blank.")
    ] = False,
    form: Annotated[FindingsForm, typer.Option("--format", help="What to print.")] = FindingsForm.TEXT,
    fail_on: Annotated[FailOn, typer.Option(help="Exit with 1 from this level on.")] = FailOn.ERROR,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and stop.")] = False,
    database: Annotated[
        str | None, typer.Option(help="Default: COUNTERPART_DATABASE_URL, or an SQLite file in counterpart-data/.")
    ] = None,
) -> None:
    """Check an agreement against the rules.

    Found is what its clauses contradict, leave out or leave open.

    A rule reads the clauses together, since what one says another may unsay: a Custodian that does not answer records
    requests, recordings that are deleted before a complaint can be made, a review that comes after the last day for
    notice. Each finding names the clauses and their values, says why it matters and how to mend it, and names a source
    where there is one. L rules are about school resource officers and their cameras, D rules about drafting.

    An error is a contradiction or a gap, a warning something that a careful reader would ask, a notice something that
    should be open on purpose only. Findings advise; the exit code is 1 from --fail-on on.

    \b
    Examples:
      counterpart check --demo
      counterpart check --demo --draft 5 --format md
      counterpart check agr-1 --database sqlite:///demo/counterpart.sqlite3
      counterpart check agr-1 --draft current --execution --fail-on notice
      counterpart check agr-1 --rule L06 --rule L17 --format json
      counterpart check --rules
    """
    if rules:
        _print_rules(show.console())
        return
    if (agreement is None) != demo:
        raise InvalidOption("name one agreement to check, or --demo, and not both; --rules lists the rules")
    if draft is not None and draft != "current" and not (draft.isascii() and draft.isdigit()):
        raise InvalidOption(f"--draft {draft!r} is no draft number, such as 5, and not current")
    wanted = Wanted(level or (), rule or (), DraftStatus.ADOPTED if execution else None)
    with show.working("checking"):
        title, checked = _demonstration(draft, wanted) if demo else _stored(str(agreement), draft, wanted, database)
    _print(title, checked, form)
    if _fails(checked, fail_on):
        raise typer.Exit(ExitCode.FOUND)


# ------------------------------------------------------------------------------------------------------- checking


def _stored(agreement_id: str, draft: str | None, wanted: Wanted, database: str | None) -> tuple[str, list[Checked]]:
    """One agreement of a store."""
    settings = read_settings(**({} if database is None else {"database_url": database}))
    registry = read_registry(settings)
    runtime = open_runtime(settings)
    try:
        with using(registry), runtime.unit() as unit:
            title = get_agreement(unit, agreement_id).title
            if draft is None:
                return title, [
                    Checked("The clauses as they stand", check_standing(unit, agreement_id, wanted).findings)
                ]
            return title, [_checked(unit, agreement_id, draft, wanted)]
    finally:
        runtime.close()


def _demonstration(draft: str | None, wanted: Wanted) -> tuple[str, list[Checked]]:
    """The demonstration, in a store of its own that is gone afterwards. What is ready to sign is checked as that."""
    story = _story()
    with TemporaryDirectory() as folder:
        runtime = open_runtime(read_settings(database_url=f"sqlite:///{Path(folder) / 'demonstration.sqlite3'}"))
        try:
            with runtime.unit() as unit:
                agreement_id = demonstration.load(unit, story)
            with runtime.unit() as unit:
                title = get_agreement(unit, agreement_id).title
                if draft is None:
                    return title, check_drafts(unit, agreement_id, wanted)
                return title, [_checked(unit, agreement_id, draft, wanted)]
        finally:
            runtime.close()


def _story() -> dict[str, Any]:
    return json.loads(resources("api.demo").joinpath("story.json").read_text(encoding="utf-8"))


def _checked(unit: Unit, agreement_id: str, draft: str, wanted: Wanted) -> Checked:
    record = get_draft(unit, agreement_id, draft, EVERYTHING)
    return Checked(name_of(record), check_draft(unit, agreement_id, draft, wanted, EVERYTHING).findings)


def _fails(checked: list[Checked], fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    levels = list(Level)
    counting = levels[: levels.index(Level(fail_on.value)) + 1]
    return any(finding.level in counting for each in checked for finding in each.findings)


# ------------------------------------------------------------------------------------------------------- printing


_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTICE: "cyan"}


def _print(title: str, checked: list[Checked], form: FindingsForm) -> None:
    match form:
        case FindingsForm.JSON:
            told = [{"name": each.name, "findings": [asdict(f) for f in each.findings]} for each in checked]
            print(json.dumps({"title": title, "checked": told}, indent=2, ensure_ascii=False))
        case FindingsForm.MARKDOWN:
            print(findings_markdown(checked, title=title), end="")
        case FindingsForm.HTML:
            print(findings_html(checked, title=title), end="")
        case FindingsForm.TEXT:
            _print_text(show.console(), title, checked)


def _print_text(out: Console, title: str, checked: list[Checked]) -> None:
    out.print(Text(title, style="bold"))
    for each in checked:
        out.print(Text(f"\n{each.name}: {counted(each.findings)}", style="bold"))
        for finding in each.findings:
            out.print(_told(finding))


def _told(finding: Finding) -> Table:
    """One finding: its rule and level beside why, where, and how to mend it."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(width=5)
    table.add_column(width=9)
    table.add_column(overflow="fold", ratio=1)
    about = Text(f"{finding.why}\n")
    for place in finding.places:
        about.append(f"- {place_told(place)}\n", style="dim")
    about.append(finding.mend, style="italic")
    if finding.source:
        about.append(f" ({finding.source})", style="dim")
    table.add_row(finding.rule, Text(finding.level.value, style=_COLOURS[finding.level]), about)
    return table


def _print_rules(out: Console) -> None:
    table = Table("rule", "levels", "what must hold", box=None, pad_edge=False, header_style="bold")
    for rule in RULES:
        table.add_row(Text(rule.code, style="cyan"), ", ".join(rule.levels), Text(rule.summary))
    out.print(table)
