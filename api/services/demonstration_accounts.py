"""Accounts for both sides of the demonstration. Their password and tokens are fixed and published, so that the same
commands work for everybody: they are put into a store that has no other accounts, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from api.auth.access import TOKEN_SCOPES, Role, Scope
from api.auth.passwords import hashed
from api.auth.secret_words import TOKEN_PREFIX, digest
from api.services.accounts import create_user
from api.services.demonstration import AGREEMENT_ID
from api.store import accounts, credentials
from api.store.accounts import MemberRecord, UserRecord
from api.store.credentials import TokenRecord
from api.store.unit import Unit
from clauses.errors import Conflict

PASSWORD = "demonstration only"  # noqa: S105 - published on purpose
_PREFIX = "usr-demonstration-"
_DAYS = 366


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """Who can sign in to the demonstration; an operator acts for no party."""

    key: str
    email: str
    name: str
    party: str | None = None
    role: Role | None = None

    @property
    def token(self) -> str:
        """Its API token."""
        return f"{TOKEN_PREFIX}demonstration_{self.key}"


ACCOUNTS = (
    DemonstrationAccount("operator", "operator@demo.example", "Operator"),
    DemonstrationAccount("superintendent", "superintendent@district.example", "Superintendent", "district", Role.ADMIN),
    DemonstrationAccount("district_counsel", "counsel@district.example", "District counsel", "district", Role.COUNSEL),
    DemonstrationAccount("board_clerk", "clerk@district.example", "Board clerk", "district", Role.CLERK),
    DemonstrationAccount("city_attorney", "attorney@city.example", "City attorney", "city", Role.COUNSEL),
    DemonstrationAccount("police_chief", "chief@police.example", "Police Chief", "police", Role.NEGOTIATOR),
    DemonstrationAccount("council_member", "council@city.example", "Council member", "city", Role.OBSERVER),
)


def load_accounts(unit: Unit) -> tuple[DemonstrationAccount, ...]:
    """Make the accounts, their memberships in the demonstration and their tokens; a second load lets the tokens count
    a year from now. Raises :class:`Conflict` for a store that has accounts of its own."""
    there = accounts.list_users(unit.read)
    if there and not any(map(is_demonstration, there)):
        raise Conflict(
            "The store has accounts of its own; the demonstration's, whose passwords are published, are not put beside "
            "them. Name another folder."
        )
    if there:
        for account in ACCOUNTS:
            credentials.extend_token(unit.write, _token_id(account), unit.at + timedelta(days=_DAYS))
        return ACCOUNTS
    password_hash = hashed(PASSWORD)  # slow, so before the write opens
    for account in ACCOUNTS:
        _make(unit, account, password_hash)
    return ACCOUNTS


def account_id(key: str) -> str:
    """The id of the account ``key``."""
    return _PREFIX + key.replace("_", "-")


def is_demonstration(user: UserRecord) -> bool:
    """Whether an account is one of the demonstration's."""
    return user.id.startswith(_PREFIX)


def _make(unit: Unit, account: DemonstrationAccount, password_hash: str) -> None:
    operator = account.role is None
    user_id = account_id(account.key)
    create_user(unit, account.email, account.name, operator=operator, password_hash=password_hash, user_id=user_id)
    if account.party is not None and account.role is not None:
        accounts.put_member(unit.write, MemberRecord(AGREEMENT_ID, user_id, account.party, account.role))
    manages = operator or account.role is Role.ADMIN
    scopes = TOKEN_SCOPES if manages else tuple(each for each in TOKEN_SCOPES if each is not Scope.MANAGE)
    expires_at = unit.at + timedelta(days=_DAYS)
    record = TokenRecord(
        _token_id(account), digest(account.token), user_id, "demonstration", scopes, None, unit.at, expires_at
    )
    credentials.insert_token(unit.write, record)


def _token_id(account: DemonstrationAccount) -> str:
    return f"tok-demonstration-{account.key.replace('_', '-')}"
