"""API tokens of an account: made, listed, revoked. A token is shown when it is made and never again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from api.auth.access import Scope
from api.auth.secret_words import digest, new_api_token
from api.ids import new_token_id
from api.store import accounts
from api.store import credentials as store
from api.store.accounts import UserRecord
from api.store.agreements import find_agreement
from api.store.credentials import TokenRecord
from api.store.unit import Unit
from clauses.errors import NotFound


def make_token(
    unit: Unit, user: UserRecord, name: str, scopes: Sequence[Scope], *, days: int, agreement_id: str | None = None
) -> tuple[TokenRecord, str]:
    """Store a token of ``user`` and return it with its secret, which is stored nowhere. Raises :class:`NotFound` for
    an agreement that the account has no part in."""
    if agreement_id is not None and not _takes_part(unit, user, agreement_id):
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    secret = new_api_token()
    record = TokenRecord(
        id=new_token_id(),
        hash=digest(secret),
        user_id=user.id,
        name=name,
        scopes=tuple(scope for scope in Scope if scope in scopes),
        agreement_id=agreement_id,
        created_at=unit.at,
        expires_at=unit.at + timedelta(days=days),
    )
    store.insert_token(unit.write, record)
    return record, secret


def list_tokens(unit: Unit, user: UserRecord) -> tuple[TokenRecord, ...]:
    """The tokens of ``user``, newest first, also those that no longer count."""
    return store.list_tokens(unit.read, user.id)


def revoke_token(unit: Unit, user: UserRecord, token_id: str) -> None:
    """Let a token of ``user`` count no more. Raises :class:`NotFound`, also for one that was revoked."""
    if store.revoke_tokens(unit.write, user.id, unit.at, token_id) == 0:
        raise NotFound(f"There is no token {token_id!r} that could be revoked.")


def _takes_part(unit: Unit, user: UserRecord, agreement_id: str) -> bool:
    if accounts.find_member(unit.read, agreement_id, user.id) is not None:
        return True
    return user.operator and find_agreement(unit.read, agreement_id) is not None
