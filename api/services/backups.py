"""Backups, and moving a store: all of it or nothing, held to hashes, and the audit verified at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import URL, Connection

from api.runtime import Runtime
from api.services.audit import verify_chains
from api.store.archive import Manifest, archived_lines, check_archive, write_archive
from api.store.audit import chains, head_of
from api.store.copying import Progress, Tally, lines_of
from api.store.filling import fill, held_source, target
from api.store.snapshots import snapshot
from clauses.errors import Conflict, InvalidOption


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: the tally of each table, and the head of each chain of the audit."""

    tables: dict[str, Tally]
    audit: dict[str, str]

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return sum(each.rows for each in self.tables.values())


def make_backup(runtime: Runtime, file: Path, told: Progress) -> Manifest:
    """Write the store as it is at one moment to ``file``, while others go on writing, and read the file again. Raises
    what :func:`api.store.archive.write_archive` and :func:`api.store.archive.check_archive` raise."""
    with snapshot(runtime.engines.read) as connection:
        write_archive(connection, file, runtime.clock(), version("counterpart-mou"), told)
    return check_archive(file, told)


def restore_backup(file: Path, to: URL, runtime_role: str | None, told: Progress, *, replace: bool) -> Manifest:
    """Put a backup into the store at ``to``: after all of it was read and found whole, in one transaction.

    Raises :class:`InvalidInput` for a damaged backup, :class:`Conflict` for one of another schema or a store that has
    rows where these are not to be replaced; then nothing was touched.
    """
    manifest = check_archive(file, told)
    with target(to, runtime_role, replace=replace) as connection:
        tallies = fill(connection, lambda table: archived_lines(file, table), told)
        if any(tallies[name].hash != each.hash for name, each in manifest.tables.items()):
            raise Conflict("The backup changed while it was read; nothing was kept.")
        _verify(connection, manifest.audit, told)
    return manifest


def move_store(source: URL, to: URL, runtime_role: str | None, told: Progress) -> Moved:
    """Copy the store at ``source`` into the empty one at ``to``, in one transaction. Nobody can write to the source
    meanwhile, and it stays as it is.

    Raises :class:`Conflict` where the target has rows or either has another schema, :class:`InvalidOption` for
    addresses that can't be.
    """
    if source == to:
        raise InvalidOption("The store can't be moved to where it is: name another address.")
    with held_source(source) as there, target(to, runtime_role) as here:
        tallies = fill(here, lambda table: lines_of(there, table), told)
        heads = {each: head_of(there, each)[1] for each in chains(there)}
        _verify(here, heads, told)
    return Moved(tallies, heads)


def _verify(connection: Connection, heads: Mapping[str, str], told: Progress) -> None:
    told("verifying the audit")
    found, broken = verify_chains(connection, heads)
    if broken is not None:
        raise Conflict(
            f"The audit does not hold: {broken.chain}, entry {broken.number}: {broken.reason}. Nothing was kept."
        )
    if found != heads:
        raise Conflict("The audit has other chains than its manifest says. Nothing was kept.")
