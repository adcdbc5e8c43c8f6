"""The cookies: kept from scripts, from other sites and from plain HTTP, and bound to this very host by their prefix
(RFC 6265bis, ``__Host-``)."""

from __future__ import annotations

from fastapi import Response

SESSION_COOKIE = "__Host-counterpart-session"
OIDC_COOKIE = "__Host-counterpart-oidc"
NEXT_COOKIE = "__Host-counterpart-next"
"""Which page a sign-in at the provider was begun for; without it, it was begun over the API."""


def set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    """Give the browser a cookie for ``seconds``. ``Lax``, so that a link in a message leads to a page that knows who
    reads it; a change needs more than the cookie."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
