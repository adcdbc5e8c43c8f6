"""Word files under review for import, as rows: each is private to the account that uploaded it until it is saved, and
then the file stays beside the draft that was made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from api.store.columns import CanonicalJson, UtcTime, metadata

imports = Table(
    "imports",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(64), ForeignKey("users.id", ondelete="RESTRICT"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("reading", String(64), nullable=False),
    Column("steps", CanonicalJson, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=True, index=True),
    Column("draft_number", Integer, nullable=True),
    Column("docx", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A file under review, or saved as ``agreement_id``. ``reading`` is the hash of the lines that it was read as when
    the steps were taken; ``version`` counts the changes of the steps, from 1."""

    id: str
    user_id: str
    version: int
    file_name: str
    sha256: str
    settled: bool
    reading: str
    steps: list[dict[str, Any]]
    created_at: datetime
    agreement_id: str | None = None
    draft_number: int | None = None


_ABOUT = [column for column in imports.c if column.name != "docx"]


def insert_import(connection: Connection, record: ImportRecord, docx: bytes) -> None:
    """Store ``record`` with its file."""
    connection.execute(insert(imports), {**_row(record), "docx": docx})


def find_import(connection: Connection, import_id: str, user_id: str) -> ImportRecord | None:
    """The import that the account uploaded; None also for one of another account."""
    query = select(*_ABOUT).where(imports.c.id == import_id, imports.c.user_id == user_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else _record(row)


def list_imports(
    connection: Connection, user_id: str, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[ImportRecord, ...]:
    """Up to ``limit`` imports of the account, oldest first, that come after the (created_at, id) of ``after``."""
    query = select(*_ABOUT).where(imports.c.user_id == user_id)
    if after is not None:
        at, last = after
        query = query.where(or_(imports.c.created_at > at, and_(imports.c.created_at == at, imports.c.id > last)))
    rows = connection.execute(query.order_by(imports.c.created_at, imports.c.id).limit(limit))
    return tuple(map(_record, rows))


def count_open(connection: Connection, user_id: str) -> int:
    """How many imports of the account are under review."""
    query = select(func.count()).where(imports.c.user_id == user_id, imports.c.agreement_id.is_(None))
    return connection.execute(query).scalar_one()


def import_bytes(connection: Connection, import_id: str) -> bytes:
    """The exact bytes that were uploaded."""
    return connection.execute(select(imports.c.docx).where(imports.c.id == import_id)).scalar_one()


def replace_import(connection: Connection, record: ImportRecord, **changes: Any) -> ImportRecord | None:
    """``record`` with ``changes`` and the next version, stored; None where it is not as it was read."""
    following = replace(record, version=record.version + 1, **changes)
    query = update(imports).where(imports.c.id == record.id, imports.c.version == record.version)
    done = connection.execute(query.values(version=following.version, **changes))
    return following if done.rowcount == 1 else None


def delete_import(connection: Connection, record: ImportRecord) -> bool:
    """Forget ``record`` and its file; whether it was still as it was read."""
    query = delete(imports).where(imports.c.id == record.id, imports.c.version == record.version)
    return connection.execute(query).rowcount == 1


def find_original(connection: Connection, agreement_id: str, draft_number: int) -> tuple[str, str, bytes] | None:
    """(name, SHA-256, bytes) of the file that a draft was made of, as it was uploaded; None for any other draft."""
    query = select(imports.c.file_name, imports.c.sha256, imports.c.docx)
    row = connection.execute(
        query.where(imports.c.agreement_id == agreement_id, imports.c.draft_number == draft_number)
    ).one_or_none()
    return None if row is None else (row.file_name, row.sha256, row.docx)


def _row(record: ImportRecord) -> dict[str, Any]:
    return {column.name: getattr(record, column.name) for column in _ABOUT}


def _record(row: Row[Any]) -> ImportRecord:
    return ImportRecord(**row._asdict())
