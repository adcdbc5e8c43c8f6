"""Passwords and one-time codes under argon2id (RFC 9106): 46 MiB, one pass, one lane, as OWASP's password storage
cheat sheet has it. At most two are computed at once, so that sign-ins can't take the machine's memory."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256
"""How many characters a password has (NIST SP 800-63B asks for length and for no kinds of characters)."""

_AT_ONCE = 2
_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(_AT_ONCE)


def hashed(words: str) -> str:
    """What is stored of ``words``: an argon2id hash with a salt of its own."""
    with _turns:
        return _hasher.hash(words)


def matches(stored: str | None, words: str) -> bool:
    """Whether ``words`` are those of the ``stored`` hash. Without one the answer is no, and takes as long."""
    with _turns:
        try:
            return _hasher.verify(stored or _nobody(), words) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    """A hash under the same settings that belongs to no account."""
    return _hasher.hash("nobody's password")
