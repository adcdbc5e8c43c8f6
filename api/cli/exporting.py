"""``counterpart export``: an agreement as one file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.agreement_file import read as read_file
from api.auth.sight import EVERYTHING, Sight
from api.cli import files
from api.cli.stores import DatabaseOption
from api.runtime import open_runtime
from api.services.agreements import get_agreement
from api.services.exporting import export_agreement
from api.settings import read_settings
from api.store.agreements import AgreementRecord, side_of
from clauses.errors import InvalidOption


def export(
    agreement: Annotated[str, typer.Argument(metavar="AGREEMENT", help="The agreement's id.")],
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - is standard output.")] = files.STREAM,
    side: Annotated[
        str | None, typer.Option(metavar="PARTY", help="Only what this party's side sees. Default: everything.")
    ] = None,
    shared: Annotated[bool, typer.Option("--shared", help="Only what both sides see.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Write an agreement as one file, to be read in elsewhere.

    Clauses with every revision, proposals, comments, drafts and what was sent or came back as .docx, votes, playbooks,
    and the audit with its heads, in a zip whose manifest has the hash of each part. The same agreement gives the same
    bytes. `counterpart import FILE --save` makes the agreement of it in another installation, and `counterpart audit
    verify FILE` verifies its audit. Accounts and memberships stay here.

    \b
    Examples:
      counterpart export agr-1 -o agreement.zip
      counterpart export agr-1 --side district -o for-the-board.zip
      counterpart audit verify agreement.zip
    """
    files.check_names((), output)
    if side is not None and shared:
        raise InvalidOption("--side and --shared can't be together")
    runtime = open_runtime(read_settings(**({} if database is None else {"database_url": database})))
    try:
        with runtime.unit() as unit:
            sight = _sight(get_agreement(unit, agreement), side, shared=shared)
            content = export_agreement(unit, agreement, sight)
    finally:
        runtime.close()
    files.write(output, content)
    manifest = read_file(content).manifest
    print(f"content {manifest['content']}", file=sys.stderr)
    for chain, head in manifest["heads"].items():
        print(f"audit {chain}: head {head}", file=sys.stderr)


def _sight(agreement: AgreementRecord, side: str | None, *, shared: bool) -> Sight:
    if shared:
        return Sight()
    if side is None:
        return EVERYTHING
    if side not in {each.role for each in agreement.parties}:
        raise InvalidOption(f"--side {side!r} is no party of the agreement")
    return Sight(side_of(agreement.parties, side))
