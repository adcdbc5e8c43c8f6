"""An agreement as one file, and such a file as an agreement: all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import LargeBinary
from sqlalchemy.exc import IntegrityError

from api import agreement_file
from api.agreement_file import AUDIT, AgreementFile
from api.audit_chain import Link
from api.auth.sight import EVERYTHING, Sight
from api.services import audit
from api.services.agreements import get_agreement
from api.services.standing import revision_of
from api.store import audit as audit_store
from api.store import drafts as draft_store
from api.store.accounts import UserRecord
from api.store.agreements import find_parties, side_of
from api.store.audit import chain_name
from api.store.clauses import all_revisions
from api.store.columns import canonical_json
from api.store.migrate import head_revision
from api.store.portable import PORTABLE, Portable, Scope, Values, insert_rows, read_back, read_rows, scope_of, taken
from api.store.portable import written as written_value
from api.store.unit import Unit
from clauses.errors import Conflict, CounterpartError, InvalidInput, NotAllowed
from clauses.record import verify_chain

_FILES: Final[Mapping[str, str]] = {
    "drafts": "files/drafts/{number}.docx",
    "execution_versions": "files/execution/{draft_number}.docx",
    "sent_files": "files/sent/{id}.docx",
    "returned_files": "files/returned/{id}.docx",
    "imports": "files/imports/{id}.docx",
}
"""Where the Word file of a row is."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file came to: the agreement, its title, and how many records of each kind."""

    agreement_id: str
    title: str
    records: Mapping[str, int]
    content_hash: str
    heads: Mapping[str, str]


# ---------------------------------------------------------------------------------------------------------- writing


def export_agreement(unit: Unit, agreement_id: str, sight: Sight) -> bytes:
    """All of an agreement that who has ``sight`` sees, as one file; the same agreement gives the same bytes. Raises
    :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    scope = scope_of(unit.read, agreement_id, sight)
    parts = _parts(unit, scope)
    told = audit.export(unit, _chains(unit, scope))
    parts[AUDIT] = json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n"
    heads = {each["chain"]: each["head"] for each in told["chains"] if each["head"] is not None}
    manifest = {
        "agreement": agreement_id,
        "title": agreement.title,
        "sees": "everything" if sight.everything else sight.side or "shared",
        "schema": head_revision(),
        "heads": heads,
    }
    return agreement_file.write(manifest, parts)


def _parts(unit: Unit, scope: Scope) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    for portable in PORTABLE:
        lines: list[str] = []
        for row in read_rows(unit.read, portable, scope):
            told = {column.name: written_value(column, row[column.name]) for column in portable.columns}
            for column in portable.columns:
                if isinstance(column.type, LargeBinary):
                    told[column.name] = _FILES[portable.name].format_map(row)
                    parts[told[column.name]] = row[column.name]
            lines.append(canonical_json(told) + "\n")
        parts[_records(portable)] = "".join(lines).encode()
    return parts


def _records(portable: Portable) -> str:
    return f"records/{portable.name}.jsonl"


def _chains(unit: Unit, scope: Scope) -> list[str]:
    sides = {side_of(there, each.role) for there in [find_parties(unit.read, scope.agreement_id)] for each in there}
    own = sorted(side for side in sides if scope.sight.sees(side))
    return [chain_name(scope.agreement_id), *(chain_name(scope.agreement_id, side) for side in own)]


# ---------------------------------------------------------------------------------------------------------- reading


def verified(content: bytes) -> Brought:
    """What a file holds, once all of it is held against its hashes; nothing is stored. Raises :class:`InvalidInput`."""
    file = agreement_file.read(content)
    rows = _rows(file)
    links = _links(file)
    return _told(file, rows, links)


def bring_in(unit: Unit, content: bytes, user: UserRecord) -> Brought:
    """Store the agreement of a file, with its identities, its history and its audit, all or nothing.

    Raises :class:`InvalidInput` for a file that was changed or does not hold together, :class:`Conflict` for an
    identity that is taken, and :class:`NotAllowed` for who is no operator.
    """
    if not user.operator:
        raise NotAllowed("Agreements are made by an operator; name the account of one.")
    file = agreement_file.read(content)
    rows, links = _rows(file), _links(file)
    for portable in PORTABLE:
        there = taken(unit.write, portable, rows[portable.name])
        if there is not None:
            raise Conflict(f"The identity {there} ({portable.name}) is taken here: the agreement is here already.")
    try:
        for portable in PORTABLE:
            given = {"user_id": user.id} if "user_id" in portable.left_out else {}
            insert_rows(unit.write, portable, [{**row, **given} for row in rows[portable.name]])
    except IntegrityError:
        raise InvalidInput("The records of the export do not hold together: one refers to what is not there.") from None
    for link in links:
        audit_store.append(unit.write, replace(link, where="", salt=""))
    _check_stored(unit, file)
    return _told(file, rows, links)


def _rows(file: AgreementFile) -> dict[str, list[Values]]:
    """The rows of every table. Raises :class:`InvalidInput`, which names the table and the line."""
    rows: dict[str, list[Values]] = {}
    for portable in PORTABLE:
        name = _records(portable)
        lines = file.parts.get(name, b"").splitlines()
        rows[portable.name] = []
        for number, line in enumerate(lines, start=1):
            try:
                row = _row(file, portable, line)
                _check_owned(file, portable, row, rows)
            except (InvalidInput, ValueError, TypeError, KeyError, RecursionError) as error:
                why = error.detail if isinstance(error, InvalidInput) else "it can't be read"
                raise InvalidInput(f"{name}, line {number}: {why}.") from None
            rows[portable.name].append(row)
    if len(rows["agreements"]) != 1:
        raise InvalidInput("The export holds no agreement, or several.")
    return rows


def _row(file: AgreementFile, portable: Portable, line: bytes) -> Values:
    told = json.loads(line)
    unknown = sorted(set(told) - {column.name for column in portable.columns})
    if unknown:
        schemas = f"the export is of schema {file.manifest['schema']}, this is {head_revision()}"
        raise InvalidInput(f"{unknown[0]} is not known here: {schemas}")
    row: Values = {}
    for column in portable.columns:
        if isinstance(column.type, LargeBinary):
            row[column.name] = file.parts[told[column.name]]
        else:
            row[column.name] = read_back(column, told.get(column.name))
    docx = row.get("docx")
    if docx is not None and sha256(docx).hexdigest() != row["sha256"]:
        raise InvalidInput("its Word file is not the one that its hash was made of")
    return row


def _check_owned(file: AgreementFile, portable: Portable, row: Values, rows: Mapping[str, list[Values]]) -> None:
    """Hold a row to the one agreement: it must not add anything to a record that the store has of another."""
    agreement_id = file.manifest["agreement"]
    named = row["id"] if portable.name == "agreements" else row.get("agreement_id", agreement_id)
    if named != agreement_id:
        raise InvalidInput(f"it is of another agreement, {named}")
    if portable.owner is not None:
        column, table = portable.owner
        if row[column] not in {each["id"] for each in rows[table.name]}:
            raise InvalidInput(f"it belongs to {row[column]}, which is not in the export")


def _links(file: AgreementFile) -> list[Link]:
    """The links of the audit, verified. Raises :class:`InvalidInput`."""
    try:
        told = json.loads(file.parts[AUDIT])
    except (KeyError, ValueError, RecursionError):
        raise InvalidInput("The export holds no audit that can be read.") from None
    found, broken = audit.verify_export(told, file.manifest["heads"])
    if broken is not None:
        where = f"{broken.chain}, entry {broken.number}"
        raise InvalidInput(f"The audit of the export is broken: {where}: {broken.reason}.")
    own = file.manifest["agreement"]
    stray = next((each for each in found if each != own and not each.startswith(f"{own}/")), None)
    if stray is not None:
        raise InvalidInput(f"The audit of the export holds a chain of something else: {stray}.")
    return audit.links_of(told)


def _check_stored(unit: Unit, file: AgreementFile) -> None:
    """Hold what was stored to what this version can read, and to the hashes: written down again it is the same."""
    agreement_id = file.manifest["agreement"]
    try:
        get_agreement(unit, agreement_id)
        draft_store.list_drafts(unit.read, agreement_id, EVERYTHING)
        chains: dict[str, list[Any]] = {}
        for record in all_revisions(unit.read, agreement_id):
            revision = revision_of(record)
            if revision.content_hash != record.content_hash:
                raise InvalidInput(f"The clause {record.clause_id} is not what its content hash was made of.")
            chains.setdefault(record.clause_id, []).append(revision)
        for chain in chains.values():
            verify_chain(chain)
    except (ValidationError, ValueError, KeyError, TypeError):
        raise InvalidInput("The export holds a record that this version can't read.") from None
    except CounterpartError as error:
        raise InvalidInput(f"The export does not hold together: {error.detail}") from None
    again = agreement_file.read(export_agreement(unit, agreement_id, EVERYTHING))
    if again.content_hash != file.content_hash:
        raise InvalidInput("The export does not come back as it is: it holds what this version does not write.")


def _told(file: AgreementFile, rows: Mapping[str, list[Values]], links: Iterable[Link]) -> Brought:
    counted = {name: len(each) for name, each in rows.items() if each} | {"audit_entries": len(list(links))}
    title = rows["agreements"][0]["title"]
    return Brought(file.manifest["agreement"], title, counted, file.content_hash, dict(file.manifest["heads"]))
