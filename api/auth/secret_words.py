"""Random secrets, and what is stored of them.

A session, an API token and the state of an OIDC sign-in are 256 random bits; a hash without salt is enough for those,
and can be looked up. What people type is hashed slowly instead (:mod:`api.auth.passwords`).
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

TOKEN_PREFIX = "cpt_"  # noqa: S105 - what API tokens begin with, so that a scanner can find one that leaked
_CODE_DIGITS = 8


def new_secret() -> str:
    """256 random bits in URL-safe letters."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """A fresh API token."""
    return TOKEN_PREFIX + new_secret()


def new_code() -> str:
    """A one-time code for an e-mail: eight random digits."""
    return f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"


def digest(secret: str) -> str:
    """What is stored of a random secret: its SHA-256 in hex."""
    return sha256(secret.encode()).hexdigest()


def csrf_token(session: str) -> str:
    """The word that a page must send with each change under ``session``. It is made from the session's secret, which
    no page can read, so that nothing more has to be stored."""
    return hmac.new(session.encode(), b"counterpart-csrf", sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that doesn't tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
