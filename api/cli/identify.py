"""``counterpart identify``: which draft of an agreement a file is, and whether it is the current one."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from api.auth.sight import EVERYTHING
from api.cli import files, show
from api.cli.exits import ExitCode
from api.own_kinds import read_registry
from api.runtime import open_runtime
from api.services.identifying import Identified, identify_upload
from api.settings import read_settings
from clauses.kinds.registry import using
from drafts.identify import Standing

_SAID = {
    Standing.CURRENT: "this is draft {draft}, the current one",
    Standing.SUPERSEDED: "this is draft {draft}, which was superseded",
    Standing.DIFFERS: "this is no draft; it is nearest to draft {draft} and differs from it",
    Standing.UNKNOWN: "this is no draft of the agreement",
}


def identify(
    agreement: Annotated[str, typer.Argument(metavar="AGREEMENT", help="The agreement's id.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .docx or a PDF, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as data.")] = False,
    current: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where the file is not the current draft.")
    ] = False,
    database: Annotated[
        str | None, typer.Option(help="Default: COUNTERPART_DATABASE_URL, or an SQLite file in counterpart-data/.")
    ] = None,
) -> None:
    """Say which draft of an agreement a file is.

    Any .docx, also one that was saved again elsewhere, renamed, or stripped of its marks, or a PDF printed from one.
    It is a draft when it has every word of it in every story, and no other; one digit that differs is shown. What the
    footer says of the draft does not count as its words. Nothing of the file is kept.

    \b
    Examples:
      counterpart identify agr-demonstration copy.docx --database sqlite:///demo/counterpart.sqlite3
      counterpart identify agr-1 print.pdf --exit-code || echo "not the current draft"
      counterpart identify agr-1 copy.docx --json | jq '.differences'
    """
    content = files.read(file)
    settings = read_settings(**({} if database is None else {"database_url": database}))
    registry = read_registry(settings)
    runtime = open_runtime(settings)
    try:
        with using(registry), runtime.unit() as unit, files.about(files.label(file)), show.working("reading"):
            found = identify_upload(unit, agreement, content, EVERYTHING)
    finally:
        runtime.close()
    if as_json:
        print(json.dumps({**asdict(found.verdict), "changes": found.changes}, indent=2, ensure_ascii=False))
    else:
        _print(files.label(file), found)
    if current and found.verdict.standing is not Standing.CURRENT:
        raise typer.Exit(ExitCode.FOUND)


def _print(name: str, found: Identified) -> None:
    verdict, draft = found.verdict, found.draft
    named = f"{draft.number} ({draft.label}, {draft.dated.isoformat()})" if draft is not None else ""
    print(f"{name}: {_SAID[verdict.standing].format(draft=named)} [{verdict.sureness}]")
    for number in verdict.also:
        print(f"  Draft {number} reads the same.")
    for evidence in verdict.evidence:
        print(f"  {evidence.message}")
    for difference in verdict.differences:
        before, after = difference.before or "nothing", difference.after or "nothing"
        print(f"  {difference.place}: ... {difference.context_before} [{before} -> {after}] {difference.context_after}")
