"""The chain of the audit: each entry's hash covers the entry and the hash before it (SHA-256 over canonical JSON), so
that no entry can be changed, taken out or put in without every later hash telling. Pure: a store and an exported file
are verified by the same function.

Where a request came from is not for the other side to read. The chain holds a hash of it with a random salt; who may
read the address is shown both, and can check that they are the ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

GENESIS: Final = "0" * 64
"""The hash before the first entry of a chain."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one request, job or command changed, as the chain holds it. ``at`` is ISO 8601 in UTC; ``changes`` name the
    table, the key, and the changed columns before and after (None where the row was not there)."""

    chain: str
    number: int
    at: str
    user_id: str | None
    who: str
    what: str
    where_hash: str
    changes: list[dict[str, Any]]
    previous: str

    @property
    def told(self) -> dict[str, Any]:
        """What it says, by name."""
        return {name: getattr(self, name) for name in Entry.__slots__}

    @property
    def hash(self) -> str:
        """The hash of this entry, which the next one holds."""
        return sha256(_canonical(self.told)).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with the hash that is kept beside it; and, for who may read it, where the request came from."""

    entry: Entry
    hash: str
    where: str | None = None
    salt: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link of a chain that does not hold, and why."""

    chain: str
    number: int
    reason: str


def where_hash(salt: str, where: str) -> str:
    """What the chain holds of where a request came from."""
    return sha256(f"{salt}\n{where}".encode()).hexdigest()


def first_broken(chain: str, links: Iterable[Link], head: str | None = None) -> Broken | None:
    """The first link of ``chain`` that does not hold, or None. ``links`` are all of them, in order; ``head`` is the
    hash of the last one that somebody wrote down once, by which a chain that was cut off is found."""
    previous, number, seen = GENESIS, 0, head in (None, GENESIS)
    for link in links:
        number += 1
        entry = link.entry
        if entry.chain != chain:
            return Broken(chain, number, f"the entry is of another chain, {entry.chain}")
        if entry.number != number:
            return Broken(chain, number, f"the entry is missing: number {entry.number} stands in its place")
        if entry.previous != previous:
            return Broken(chain, number, "the entry does not follow the one before it")
        if entry.hash != link.hash:
            return Broken(chain, number, "the entry is not what its hash was made of")
        if link.where is not None and where_hash(link.salt or "", link.where) != entry.where_hash:
            return Broken(chain, number, "the request came from elsewhere than the entry says")
        previous = link.hash
        seen = seen or link.hash == head
    if not seen:
        return Broken(chain, number + 1, "the chain ends before the head that was named")
    return None


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
