"""Identities of clauses, and the bookmark names that carry them through a Word file."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import sha256
from typing import Annotated

from pydantic import StringConstraints

CLAUSE_ID_PATTERN = "[a-z2-7]{8,26}"
"""Lower-case base32 (RFC 4648, section 6), without padding."""

ClauseId = Annotated[str, StringConstraints(pattern=f"^{CLAUSE_ID_PATTERN}$")]
"""A clause's identity: it never changes, whatever number the clause is printed under."""

LONGEST_BOOKMARK = 40
"""Characters that Word allows in a bookmark name (ECMA-376 part 1, 17.13.6.2, and Word's own limit)."""

_BOOKMARK = re.compile(rf"cp_({CLAUSE_ID_PATTERN})_(0|[1-9][0-9]*)(?:_Copy_[0-9]+)*")


def clause_id_from(seed: bytes) -> str:
    """Return the 16-character identity that ``seed`` always gives: base32 of its SHA-256."""
    return b32encode(sha256(seed).digest())[:16].decode("ascii").lower()


def bookmark_name(clause_id: str, n: int) -> str:
    """Return the bookmark of a clause's ``n``-th paragraph (0 is its heading): ``cp_<clause>_<n>``.

    :raises ValueError: the identity or the number is not one, or the name is longer than Word allows.
    """
    name = f"cp_{clause_id}_{n}"
    if parse_bookmark(name) != (clause_id, n) or len(name) > LONGEST_BOOKMARK:
        raise ValueError(f"no bookmark can be named {name!r}")
    return name


def parse_bookmark(name: str) -> tuple[str, int] | None:
    """Return (clause identity, paragraph number) of a bookmark of ours, or None for anyone else's.

    LibreOffice renames the bookmarks of copied text to ``..._Copy_1``: that ending is ignored.
    """
    match = _BOOKMARK.fullmatch(name)
    return (match[1], int(match[2])) if match else None
