"""``counterpart audit``: the hash chains of the audit, verified and exported."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from api.agreement_file import AUDIT, is_agreement_file
from api.agreement_file import read as read_agreement_file
from api.audit_chain import Broken
from api.cli import files
from api.cli.exits import ExitCode
from api.cli.stores import DatabaseOption
from api.runtime import open_runtime
from api.services.audit import export, verify_export, verify_store
from api.settings import read_settings
from api.store.audit import chain_name, chains
from clauses.errors import InvalidInput, InvalidOption


class AuditAct(StrEnum):
    """What to do with the audit."""

    VERIFY = "verify"
    EXPORT = "export"


def audit(
    act: Annotated[AuditAct, typer.Argument(help="Verify every chain, or write one agreement's as a file.")],
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|AGREEMENT]", help="verify: an exported file; without it the store. export: which."
        ),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            help="verify: CHAIN=HASH, a head that was written down; the chain must go on from it. Repeatable."
        ),
    ] = None,
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - is standard output.")] = files.STREAM,
    database: DatabaseOption = None,
) -> None:
    """Verify the audit, of the store or of an exported file alone, or export it.

    Each entry of a chain holds the hash of the one before it: whatever was changed, taken out or put in later breaks
    the chain, and the first link that does not hold is named. That entries were cut off at the end shows where somebody
    kept the head: this command prints the heads, and so does every export.

    \b
    Examples:
      counterpart audit verify
      counterpart audit verify --head agr-1=5f0c...
      counterpart audit export agr-1 -o audit.json
      counterpart audit verify audit.json
      counterpart audit verify agreement.zip
    """
    if act is AuditAct.EXPORT:
        _export(subject, output, database)
        return
    heads = dict(_head(each) for each in head or ())
    found, broken = _verified(subject, heads, database)
    for chain, its_head in found.items():
        print(f"{chain}: whole, head {its_head}")
    if not found and broken is None:
        print("The audit is empty.")
    if broken is not None:
        print(f"{broken.chain}: BROKEN at entry {broken.number}: {broken.reason}")
        raise typer.Exit(ExitCode.FOUND)


def _verified(subject: str | None, heads: dict[str, str], database: str | None) -> tuple[dict[str, str], Broken | None]:
    if subject is not None:
        with files.about(files.label(subject)):
            return verify_export(_json(_audit_of(Path(subject).read_bytes())), heads)
    runtime = open_runtime(read_settings(**({} if database is None else {"database_url": database})))
    try:
        with runtime.unit() as unit:
            return verify_store(unit, heads)
    finally:
        runtime.close()


def _export(agreement_id: str | None, output: str, database: str | None) -> None:
    if agreement_id is None:
        raise InvalidOption("Name the agreement whose audit is to be exported.")
    runtime = open_runtime(read_settings(**({} if database is None else {"database_url": database})))
    try:
        with runtime.unit() as unit:
            own = chain_name(agreement_id)
            names = [each for each in chains(unit.read) if each == own or each.startswith(f"{own}/")]
            content = json.dumps(export(unit, names, whole=True), ensure_ascii=False, indent=1)
    finally:
        runtime.close()
    files.write(output, content.encode() + b"\n")


def _head(text: str) -> tuple[str, str]:
    chain, equals, value = text.rpartition("=")
    if not equals or len(value) != 64:
        raise InvalidOption(f"--head {text!r} is not CHAIN=HASH, with a hash of 64 digits.")
    return chain, value


def _audit_of(content: bytes) -> bytes:
    """The audit alone, of a file that is one or that is an agreement's."""
    return read_agreement_file(content).parts.get(AUDIT, b"") if is_agreement_file(content) else content


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise InvalidInput(f"The file is no JSON: {error}.") from None
