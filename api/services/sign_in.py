"""Signing in: by password, by an e-mailed code that sets a new one, by the OIDC provider; and the sessions that follow.

Neither the answers nor the time that they take tell whether there is an account.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from api import mail
from api.auth import passwords
from api.auth.oidc import Identity
from api.auth.secret_words import digest, new_code, new_secret
from api.runtime import Runtime
from api.store import accounts, credentials
from api.store.accounts import UserRecord
from api.store.credentials import SessionRecord
from api.store.unit import Unit
from clauses.errors import CodeRefused, InvalidOption, NotSignedIn, SignInFailed

CODE_MINUTES = 10
_log = logging.getLogger("counterpart")


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was just opened: its ``secret`` is for the cookie and is stored nowhere."""

    secret: str
    user: UserRecord
    expires_at: datetime


def by_password(unit: Unit, email: str, password: str) -> UserRecord:
    """The account that the address and the password belong to. Raises :class:`SignInFailed`."""
    user = accounts.find_user_by_email(unit.read, email)
    stored = user.password_hash if user is not None and user.disabled_at is None else None
    if not passwords.matches(stored, password) or user is None:
        raise SignInFailed("The e-mail address and the password do not belong together.")
    return user


def by_identity(unit: Unit, identity: Identity) -> UserRecord:
    """The account of who the OIDC provider says it is: known by the provider's subject from the second time on, and by
    a verified e-mail address the first time. Nobody gets an account by signing in. Raises :class:`SignInFailed`."""
    user = accounts.find_user_by_identity(unit.read, identity.issuer, identity.subject)
    if user is None and identity.verified_email is not None:
        user = accounts.find_user_by_email(unit.read, identity.verified_email)
        if user is not None and user.disabled_at is None:
            accounts.insert_identity(unit.write, identity.issuer, identity.subject, user.id)
    if user is None or user.disabled_at is not None:
        raise SignInFailed("There is no account here for who signed in there; ask who runs this server.")
    return user


def open_session(unit: Unit, user: UserRecord, hours: int, before: str | None) -> Session:
    """A new session of ``user`` in the place of the one that the browser had ``before``, if any."""
    credentials.end_expired(unit.write, unit.at)
    if before:
        credentials.end_session(unit.write, digest(before))
    secret, expires_at = new_secret(), unit.at + timedelta(hours=hours)
    credentials.insert_session(unit.write, SessionRecord(digest(secret), user.id, unit.at, expires_at))
    return Session(secret, user, expires_at)


def find_session(unit: Unit, hash_: str) -> SessionRecord:
    """The session of that hash. Raises :class:`NotSignedIn`."""
    record = credentials.find_session(unit.read, hash_)
    if record is None:
        raise NotSignedIn("The session has ended; sign in again.")
    return record


def end_session(unit: Unit, hash_: str) -> None:
    """End a session."""
    credentials.end_session(unit.write, hash_)


def list_sessions(unit: Unit, user: UserRecord) -> tuple[SessionRecord, ...]:
    """The browsers in which ``user`` is signed in, as sessions, newest first."""
    return credentials.list_sessions(unit.read, user.id, unit.at)


def end_sessions(unit: Unit, user: UserRecord, but: str | None = None) -> None:
    """Sign ``user`` out everywhere, ``but`` in the session of that hash. API tokens stay."""
    credentials.end_sessions(unit.write, user.id, but=but)


def change_password(unit: Unit, user: UserRecord, current: str, new: str, session: str | None) -> None:
    """Give ``user`` a new password and end every other session. Raises :class:`SignInFailed` where ``current`` is not
    the password until now, and :class:`InvalidOption` for one that is too easy."""
    if not passwords.matches(user.password_hash, current):
        raise SignInFailed("The current password is not right.")
    _set_password(unit, user, new)
    credentials.end_sessions(unit.write, user.id, but=session)


def send_code(runtime: Runtime, email: str) -> None:
    """Mail a one-time code to the account with the address, if there is one. Run after the answer has left, so that
    its time tells nothing; a transaction of its own. What goes wrong is logged."""
    code = new_code()
    hash_ = passwords.hashed(code)
    with runtime.unit() as unit:
        user = accounts.find_user_by_email(unit.read, email)
        if user is None or user.disabled_at is not None:
            return
        credentials.put_code(unit.write, user.id, hash_, unit.at + timedelta(minutes=CODE_MINUTES))
        at = unit.at
    text = (
        f"{code[:4]} {code[4:]} is your code for a new password. It counts once, for {CODE_MINUTES} minutes.\n\n"
        "If you did not ask for it, nothing has changed and nothing needs to be done.\n"
    )
    try:
        mail.send(runtime.settings, user.email, "Your code for Counterpart", text, at)
    except OSError as error:
        _log.error("the mail with a one-time code could not be sent: %s", type(error).__name__)


def confirm_code(unit: Unit, email: str, code: str, new: str) -> None:
    """Set a new password with a one-time code and end every session of the account.

    Raises :class:`CodeRefused`, and :class:`InvalidOption` for a password that is too easy, which leaves the code.
    """
    user = accounts.find_user_by_email(unit.read, email)
    stored = credentials.find_code(unit.read, user.id, unit.at) if user is not None else None
    right = passwords.matches(stored, code.replace(" ", ""))
    if not right or user is None or user.disabled_at is not None:
        raise CodeRefused("The code is wrong, used or too old; ask for another one.")
    _set_password(unit, user, new)
    if not credentials.take_code(unit.write, user.id):
        raise CodeRefused("The code is wrong, used or too old; ask for another one.")
    credentials.end_sessions(unit.write, user.id)


def _set_password(unit: Unit, user: UserRecord, new: str) -> None:
    check_password(new, user.email)
    hash_ = passwords.hashed(new)  # slow, so before the write opens
    accounts.update_user(unit.write, user.id, password_hash=hash_)


def check_password(new: str, email: str) -> None:
    """Raise :class:`InvalidOption` for a password that is too easy."""
    if not passwords.SHORTEST <= len(new) <= passwords.LONGEST:
        raise InvalidOption(f"A password has {passwords.SHORTEST} to {passwords.LONGEST} characters.")
    if len(set(new)) < 5 or new.casefold() == email.casefold():
        raise InvalidOption("The password is too easy to guess: not the address, and not a few letters repeated.")
