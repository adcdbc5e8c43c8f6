"""The audit, as rows that are added and never changed: a chain for each agreement, one more for each side of it that
keeps what is private to that side, and one for the installation (accounts and tokens)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Row,
    ScalarSelect,
    Select,
    String,
    Table,
    Text,
    bindparam,
    insert,
    or_,
    select,
    type_coerce,
)

from api.audit_chain import GENESIS, Entry, Link
from api.store.columns import CanonicalJson, metadata

INSTALLATION: Final = "installation"

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("chain", String(120), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("user_id", String(64), nullable=True),
    Column("who", String(200), nullable=False),
    Column("what", String(200), nullable=False),
    Column("where", String(300), nullable=False),
    Column("salt", String(64), nullable=False),
    Column("where_hash", String(64), nullable=False),
    Column("changes", CanonicalJson, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)


def _last_hash(chain: str) -> ScalarSelect[str]:
    of_chain = select(audit_entries.c.hash).where(audit_entries.c.chain == bindparam(chain))
    return of_chain.order_by(audit_entries.c.number.desc()).limit(1).scalar_subquery()


_HEAD: Final = (
    select(audit_entries.c.number, audit_entries.c.hash)
    .where(audit_entries.c.chain == bindparam("chain"))
    .order_by(audit_entries.c.number.desc())
    .limit(1)
)
_HEADS: Final = {1: select(_last_hash("chain_0")), 2: select(_last_hash("chain_0"), _last_hash("chain_1"))}


def chain_name(agreement_id: str | None, side: str | None = None) -> str:
    """The chain of what is shared in an agreement, or private to a ``side`` of it; without agreement: the
    installation's."""
    if agreement_id is None:
        return INSTALLATION
    return agreement_id if side is None else f"{agreement_id}/{side}"


def head_of(connection: Connection, chain: str) -> tuple[int, str]:
    """The number and the hash of the last entry of ``chain``."""
    row = connection.execute(_HEAD, {"chain": chain}).one_or_none()
    return (0, GENESIS) if row is None else (row.number, row.hash)


def heads_of(connection: Connection, agreement_id: str, side: str | None) -> tuple[str, ...]:
    """The hashes of the last entries of what is shared in an agreement, and of what is private to ``side``: together
    they name the state of all that the side may read of it."""
    places = [(agreement_id, None), *([(agreement_id, side)] if side is not None else [])]
    names = {f"chain_{number}": chain_name(*place) for number, place in enumerate(places)}
    return tuple(each or GENESIS for each in connection.execute(_HEADS[len(names)], names).one())


def append(connection: Connection, link: Link) -> None:
    """Add a link, which follows the head. Called under the store's write lock. Where the request came from is empty for
    a link that came along with an agreement: it does not travel."""
    connection.execute(
        insert(audit_entries), {**link.entry.told, "where": link.where, "salt": link.salt, "hash": link.hash}
    )


def chains(connection: Connection) -> tuple[str, ...]:
    """The name of every chain."""
    return tuple(connection.execute(select(audit_entries.c.chain).distinct().order_by("chain")).scalars())


def read_chain(connection: Connection, chain: str, after: int = 0, limit: int | None = None) -> Iterator[Link]:
    """The links of ``chain`` with a number above ``after``, in order."""
    query = select(audit_entries).where(audit_entries.c.chain == chain, audit_entries.c.number > after)
    for row in connection.execute(query.order_by(audit_entries.c.number).limit(limit)):
        yield _link(row)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which entries are looked for: of a person (a part of the name), that changed a record of a ``table``, that name a
    clause. "" is all."""

    who: str = ""
    table: str = ""
    clause_id: str = ""


def newest_links(connection: Connection, chain: str, narrowed: Narrowed, limit: int, skip: int = 0) -> tuple[Link, ...]:
    """The ``limit`` newest links of ``chain`` that are looked for, after the ``skip`` newest of them: the newest first.
    The store alone looks through the others."""
    query = _narrowed(select(audit_entries).where(audit_entries.c.chain == chain), narrowed)
    rows = connection.execute(query.order_by(audit_entries.c.number.desc()).limit(limit).offset(skip))
    return tuple(map(_link, rows))


def _narrowed(query: Select[Any], narrowed: Narrowed) -> Select[Any]:
    """What changed is canonical text (:class:`CanonicalJson`), and is looked through as such: in a value, the quotes of
    a name would be escaped."""
    changes = type_coerce(audit_entries.c.changes, Text)
    if narrowed.who:
        query = query.where(audit_entries.c.who.icontains(narrowed.who, autoescape=True))
    if narrowed.table:
        query = query.where(changes.contains(f'"table":{json.dumps(narrowed.table)}', autoescape=True))
    if narrowed.clause_id:
        told = json.dumps(narrowed.clause_id)
        of_it = (changes.contains(f'"{name}":{told}', autoescape=True) for name in ("clause_id", "id"))
        query = query.where(or_(*of_it))
    return query


def at_text(at: datetime) -> str:
    """A time as the chain holds it."""
    return at.isoformat(timespec="microseconds")


def _link(row: Row[Any]) -> Link:
    return Link(Entry(*(getattr(row, name) for name in Entry.__slots__)), row.hash, row.where or None, row.salt or None)
