"""A sign-in at the OIDC provider: sent there, and come back. What is asked of the provider is asked before anything is
written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from api.auth.oidc import Provider
from api.auth.secret_words import digest, new_secret, same
from api.services.sign_in import by_identity
from api.store import credentials as store
from api.store.accounts import UserRecord
from api.store.credentials import OidcSignIn
from api.store.unit import Unit
from clauses.errors import SignInFailed

MINUTES = 10


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the state that it has to bring back."""

    address: str
    state: str


def begin(unit: Unit, provider: Provider) -> Begun:
    """Begin a sign-in. Raises :class:`SignInFailed` when the provider does not answer."""
    state, nonce, verifier = new_secret(), new_secret(), new_secret()
    address = provider.address(state, nonce, verifier)
    store.end_expired(unit.write, unit.at)
    expires_at = unit.at + timedelta(minutes=MINUTES)
    store.insert_oidc_sign_in(unit.write, OidcSignIn(digest(state), nonce, verifier, expires_at))
    return Begun(address, state)


def finish(unit: Unit, provider: Provider, state: str, code: str, asked: str | None) -> UserRecord:
    """The account of who comes back with ``code`` in the browser that was sent out with the state ``asked``. A state
    counts once. Raises :class:`SignInFailed`."""
    if not code or asked is None or not same(asked, state):
        raise SignInFailed("The provider did not confirm who you are, or for another browser; sign in again.")
    begun = store.find_oidc_sign_in(unit.read, digest(state), unit.at)
    if begun is None:
        raise SignInFailed("This sign-in is unknown, used or too old; begin again.")
    identity = provider.identity(code, begun.nonce, begun.verifier, unit.at)
    if not store.take_oidc_sign_in(unit.write, begun.state_hash):
        raise SignInFailed("This sign-in is unknown, used or too old; begin again.")
    return by_identity(unit, identity)
