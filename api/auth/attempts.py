"""Limits of tries, counted in transactions of their own (decision 8 names the exception): what is refused afterwards
must not take back that it was tried. A try is counted before it is looked at, so that many at once are no way around.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from api.auth.secret_words import digest
from api.runtime import Runtime
from api.store import credentials as store
from api.store.accounts import normal_email
from api.store.reader import NOBODY
from api.store.unit import Unit
from clauses.errors import TooManyAttempts


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be tried for one account, and from one network address, in ``minutes``."""

    name: str
    per_account: int
    per_address: int
    minutes: int


SIGN_IN = Limit("sign-in", per_account=10, per_address=60, minutes=15)
CODE_SENT = Limit("code-sent", per_account=3, per_address=20, minutes=60)
SENT_ELSEWHERE = Limit("oidc", per_account=60, per_address=60, minutes=15)
CODE_TRIED = Limit("code-tried", per_account=5, per_address=30, minutes=10)


def admit(runtime: Runtime, limit: Limit, email: str, address: str) -> None:
    """Count a try for the account ``email``, whether or not there is one, from ``address``. Raises
    :class:`TooManyAttempts` past the limit."""
    account_key, address_key = _keys(limit, email, address)
    with runtime.unit(reader=NOBODY) as unit:
        begun_after = unit.at - timedelta(minutes=limit.minutes)
        counted = [
            (*store.count_attempt(unit.write, key, unit.at, begun_after), most)
            for key, most in ((account_key, limit.per_account), (address_key, limit.per_address))
        ]
        at = unit.at
    waits = [since + timedelta(minutes=limit.minutes) - at for count, since, most in counted if count > most]
    if waits:
        seconds = max(1, int(max(waits).total_seconds()) + 1)
        raise TooManyAttempts(f"Too many attempts; try again in {-(-seconds // 60)} minutes.", seconds)


def succeeded(unit: Unit, limit: Limit, email: str, address: str) -> None:
    """A try was right: the account's count begins anew, and the address has one less."""
    account_key, address_key = _keys(limit, email, address)
    store.forget_attempts(unit.write, [account_key])
    store.take_back_attempt(unit.write, address_key)


def _keys(limit: Limit, email: str, address: str) -> tuple[str, str]:
    """No address of a person or of a machine is kept: their hashes are enough to count."""
    account = digest(normal_email(email))[:32]
    return f"{limit.name}:account:{account}", f"{limit.name}:address:{digest(address)[:32]}"
