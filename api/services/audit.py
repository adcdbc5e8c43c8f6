"""The audit, read and verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from api.audit_chain import GENESIS, Broken, Entry, Link, first_broken
from api.auth.caller import Caller
from api.store import audit as store
from api.store.audit import chain_name
from api.store.unit import Unit
from clauses.errors import InvalidInput, NotAllowed

FORM: Final = "counterpart-audit-1"
"""What an exported file says that it is."""


def export(unit: Unit, names: Iterable[str], *, whole: bool = False) -> dict[str, Any]:
    """The chains ``names`` as one file, which can be verified alone: each with its head, and with where the requests
    came from if ``whole``."""
    return {"form": FORM, "chains": [_chain(unit, name, whole=whole) for name in names]}


def chain_of(agreement_id: str, caller: Caller, *, own: bool) -> str:
    """The chain of an agreement: what the sides share, or what is private to the caller's ``own`` side. Raises
    :class:`NotAllowed` for who may not read what is."""
    if own and caller.private_side is None:
        raise NotAllowed("What is private to a side is for its negotiators, counsel and admins.")
    return chain_name(agreement_id, caller.private_side if own else None)


def _chain(unit: Unit, name: str, *, whole: bool) -> dict[str, Any]:
    links = tuple(store.read_chain(unit.read, name))
    entries = [shown(each, whole=whole) for each in links]
    return {"chain": name, "entries": entries, "head": links[-1].hash if links else None}


def shown(link: Link, *, whole: bool = False) -> dict[str, Any]:
    """A link as data; with where the request came from, and the salt that shows it is the one in the hash, if
    ``whole``."""
    told = {**link.entry.told, "hash": link.hash}
    return {**told, "where": link.where, "salt": link.salt} if whole else told


def verify_store(unit: Unit, heads: Mapping[str, str] | None = None) -> tuple[dict[str, str], Broken | None]:
    """(the head of each chain, the first link that does not hold or None). ``heads`` are those that somebody wrote
    down: a chain that lacks its own was cut off, or is another one."""
    return verify_chains(unit.read, heads or {})


def verify_chains(connection: Connection, heads: Mapping[str, str]) -> tuple[dict[str, str], Broken | None]:
    """The same of the store that ``connection`` reads."""
    found: dict[str, str] = {}
    there = store.chains(connection)
    for chain in (*there, *sorted(set(heads) - set(there))):
        broken = first_broken(chain, store.read_chain(connection, chain), heads.get(chain))
        if broken is not None:
            return found, broken
        found[chain] = store.head_of(connection, chain)[1]
    return found, None


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying a chain: up to which entry it was read, at what time, and the first link that does not
    hold or None."""

    number: int
    at: datetime
    broken: Broken | None


def verify_chain(unit: Unit, name: str, head: str | None = None) -> Verified:
    """Read all of a chain and verify it, and that ``head``, the hash of an entry that somebody wrote down, is in it."""
    number = 0

    def passing() -> Iterator[Link]:
        nonlocal number
        for link in store.read_chain(unit.read, name):
            number = link.entry.number
            yield link

    broken = first_broken(name, passing(), head)
    return Verified(number, unit.at, broken)


def verify_export(exported: Any, heads: Mapping[str, str] | None = None) -> tuple[dict[str, str], Broken | None]:
    """The same of an exported file, without any store. Raises :class:`InvalidInput` for a file that is none."""
    found: dict[str, str] = {}
    named = dict(heads or {})
    for chain, links, head in _read(exported):
        broken = first_broken(chain, links, named.pop(chain, head))
        if broken is not None:
            return found, broken
        found[chain] = links[-1].hash if links else GENESIS
    missing = next(iter(named), None)
    return found, None if missing is None else Broken(missing, 1, "the file does not hold the chain")


def links_of(exported: Any) -> list[Link]:
    """Every link of an exported file, chain by chain. Raises :class:`InvalidInput` for a file that is none."""
    return [link for _, links, _ in _read(exported) for link in links]


def _read(exported: Any) -> list[tuple[str, list[Link], str | None]]:
    try:
        if exported["form"] != FORM:
            raise ValueError
        return [
            (
                str(chain["chain"]),
                [_link(each) for each in chain["entries"]],
                chain["head"],
            )
            for chain in exported["chains"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidInput(f"The file is no export of an audit: it would say form {FORM!r} and hold chains.") from None


def _link(told: Any) -> Link:
    entry = Entry(*(told[name] for name in Entry.__slots__))
    return Link(entry, told["hash"], told.get("where"), told.get("salt"))
