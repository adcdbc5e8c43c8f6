"""A backup as a file: a zip with the rows of each table, and a manifest that says how many and which.

manifest.json          the form, the schema, when it was made, of each table its columns, rows and hash, and the
                       heads of the audit's chains
tables/NAME.jsonl      a row a line (:mod:`api.store.copying`)
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, Table

from api.store.audit import chains, head_of
from api.store.copying import COPIED, Progress, Tally, lines_of
from api.store.migrate import current_revision, head_revision
from clauses.errors import Conflict, InvalidInput

FORM: Final = "counterpart-backup-1"
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class TableTold:
    """What the manifest says of a table."""

    columns: list[str]
    rows: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says that it holds. ``audit`` has the head of each chain."""

    form: str
    version: str
    schema: str
    made_at: str
    tables: dict[str, TableTold]
    audit: dict[str, str]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(each.rows for each in self.tables.values())


def write_archive(connection: Connection, file: Path, made_at: datetime, version: str, told: Progress) -> Manifest:
    """Write what ``connection`` sees to ``file``, which is there when it is whole and not before, for its owner alone.
    Raises :class:`Conflict` for a store of another schema."""
    schema = current_revision(connection)
    if schema is None or schema != head_revision():
        raise Conflict(
            f"The store is of revision {schema}, this version works with {head_revision()}: "
            "`counterpart db upgrade` first."
        )
    with NamedTemporaryFile(dir=file.absolute().parent, prefix=f".{file.name}-", delete=False) as written:
        try:
            with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=3) as archive:
                tables = {each.name: _put(archive, connection, each, told) for each in COPIED}
                heads = {each: head_of(connection, each)[1] for each in chains(connection)}
                at = made_at.isoformat(timespec="seconds")
                manifest = Manifest(FORM, version, schema, at, tables, heads)
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))
            written.flush()
            os.fsync(written.fileno())
            Path(written.name).replace(file)
        except BaseException:
            Path(written.name).unlink(missing_ok=True)
            raise
    return manifest


def check_archive(file: Path, told: Progress) -> Manifest:
    """Read all of a backup, and return what it holds. Raises :class:`InvalidInput` where anything in it is not as it
    was written, and :class:`Conflict` for one of another schema."""
    manifest = _manifest(file)
    if manifest.schema != head_revision():
        raise Conflict(
            f"The backup is of revision {manifest.schema} (Counterpart {manifest.version}), this version works with "
            f"{head_revision()}: restore it with the version that made it, then upgrade."
        )
    for each in COPIED:
        expected, tally = manifest.tables.get(each.name), Tally()
        if expected is None or expected.columns != each.columns.keys():
            raise InvalidInput(f"The backup is damaged: its manifest lacks the table {each.name}.")
        told(f"reading {each.name}")
        for _ in tally.over(archived_lines(file, each)):
            pass
        if (tally.rows, tally.hash) != (expected.rows, expected.hash):
            raise InvalidInput(f"The backup is damaged: {each.name} is not as it was written. Use another one.")
    return manifest


def archived_lines(file: Path, table: Table) -> Iterator[bytes]:
    """The lines of a table. Raises :class:`InvalidInput` where they can't be read."""
    try:
        with ZipFile(file) as archive, archive.open(_member(table)) as member:
            yield from member
    except (BadZipFile, KeyError, EOFError, zlib.error) as error:
        raise InvalidInput(f"The backup is damaged: {table.name} can't be read ({error}). Use another one.") from None


def _put(archive: ZipFile, connection: Connection, table: Table, told: Progress) -> TableTold:
    told(f"writing {table.name}")
    tally = Tally()
    with archive.open(_member(table), "w", force_zip64=True) as member:
        for line in tally.over(lines_of(connection, table)):
            member.write(line)
    return TableTold(table.columns.keys(), tally.rows, tally.hash)


def _member(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _manifest(file: Path) -> Manifest:
    try:
        with ZipFile(file) as archive:
            told = cast("dict[str, Any]", json.loads(archive.read(_MANIFEST)))
        tables = {name: TableTold(**each) for name, each in told["tables"].items()}
        told["tables"] = tables
        manifest = Manifest(**told)
    except (BadZipFile, KeyError, EOFError, zlib.error, ValueError, TypeError, AttributeError):
        raise InvalidInput("The file is no backup of Counterpart, or a damaged one: use another one.") from None
    if manifest.form != FORM:
        raise InvalidInput(f"The file is a backup of another form ({manifest.form}) than this version reads.")
    return manifest
