"""``counterpart backup`` and ``counterpart restore``: all that a store holds as one file, and back."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import typer

from api.cli import show
from api.cli.stores import DatabaseOption, OwnerOption, RoleOption, owner_address, runtime_role
from api.runtime import open_runtime
from api.services.backups import make_backup, restore_backup
from api.settings import read_settings, store_address
from api.store.archive import Manifest, check_archive


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; an older one of that name is replaced.")],
    database: DatabaseOption = None,
) -> None:
    """Write all that the store holds to one file, while it serves.

    The file holds the store as it was at one moment: every row of every agreement, Word files included, the accounts
    and the audit, but not who is signed in. It is read again before the command ends, and each table is held to its
    hash. It holds what is private to every side, and so only its owner may read it: keep it as the store itself. The
    heads of the audit that it prints, written down elsewhere, show later that nobody changed the past.

    A backup of either kind of store can be restored to either.

    \b
    Examples:
      counterpart backup /backups/counterpart-2026-11-22.zip
      counterpart backup --database postgresql://counterpart@db/counterpart nightly.zip
    """
    runtime = open_runtime(read_settings(**({} if database is None else {"database_url": database})))
    try:
        with show.progress() as told:
            made = make_backup(runtime, file, told)
    finally:
        runtime.close()
    with file.open("rb") as written:
        print(f"{file}: {_told(made)}, SHA-256 {file_digest(written, 'sha256').hexdigest()}")
    _print_heads(made)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", exists=True, dir_okay=False)],
    database: OwnerOption = None,
    role: RoleOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take out what the store holds now, and put the backup in its place.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only read the backup, and say whether it is whole.")] = False,
) -> None:
    """Put a backup into an empty store, or in the place of what a store holds.

    All of the backup is read and held to its hashes before anything is touched. Then it is put into the store in one
    transaction, read again, and the audit is verified: either all of it is there at the end, or nothing has changed.
    A store that holds anything is refused, unless --replace says that this may go.

    Everybody signs in anew afterwards. API tokens are good again that were good when the backup was made: revoke those
    that were revoked since.

    \b
    Examples:
      counterpart restore --check nightly.zip
      counterpart restore nightly.zip --database sqlite:///restored/counterpart.sqlite3
      counterpart restore nightly.zip --database postgresql://owner@db/counterpart --runtime-role counterpart
    """
    with show.progress() as told:
        if check:
            made = check_archive(file, told)
        else:
            settings = read_settings()
            to = store_address(owner_address(settings, database))
            made = restore_backup(file, to, role or runtime_role(settings), told, replace=replace)
    print(f"{file}: {_told(made)}, {'whole' if check else 'restored, each table as it was; the audit is whole'}")
    _print_heads(made)


def _told(made: Manifest) -> str:
    return f"{show.counted(made.rows, 'row')} in {len(made.tables)} tables, made {made.made_at}, schema {made.schema}"


def _print_heads(made: Manifest) -> None:
    for chain, head in made.audit.items():
        print(f"{chain}: head {head}")
