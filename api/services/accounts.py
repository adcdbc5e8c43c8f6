"""Accounts, and the members of agreements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.auth.access import Role
from api.auth.caller import Caller
from api.etags import Conditions, content_etag
from api.ids import new_user_id
from api.services.agreements import get_agreement
from api.store import accounts as store
from api.store import credentials
from api.store.accounts import MemberRecord, UserRecord
from api.store.agreements import lock_agreement, side_of
from api.store.unit import Unit
from clauses.errors import Conflict, InvalidOption, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A member as another one may see it: ``email`` is private to the member's own side."""

    record: MemberRecord
    name: str
    email: str | None


def create_user(
    unit: Unit, email: str, name: str, *, operator: bool = False, password_hash: str | None = None, user_id: str = ""
) -> UserRecord:
    """Store an account. Without a password it is opened by a one-time code or by the OIDC provider.

    Raises :class:`Conflict` for an e-mail address that has one.
    """
    user = UserRecord(
        id=user_id or new_user_id(),
        email=store.normal_email(email),
        name=name,
        operator=operator,
        password_hash=password_hash,
        created_at=unit.at,
    )
    if store.find_user_by_email(unit.write, email) is not None:
        raise Conflict(f"There is an account with the e-mail address {user.email} already.")
    store.insert_user(unit.write, user)
    return user


def get_user(unit: Unit, user_id: str) -> UserRecord:
    """The account. Raises :class:`NotFound`."""
    user = store.find_user(unit.read, user_id)
    if user is None:
        raise NotFound(f"There is no account {user_id!r}.")
    return user


def user_etag(user: UserRecord) -> str:
    """The strong tag of what can be changed of an account."""
    return content_etag(user.id, user.email, user.name, user.operator, user.disabled_at is not None)


def change_user(
    unit: Unit,
    user_id: str,
    seen: Conditions,
    *,
    name: str | None = None,
    operator: bool | None = None,
    disabled: bool | None = None,
) -> UserRecord:
    """Change an account if it is as it was ``seen``. A disabled one has no session and no token that counts, at once.

    Raises :class:`NotFound`, :class:`PreconditionRequired`, :class:`StaleEdit`, and :class:`Conflict` where nobody
    would be left to run the installation.
    """
    user = store.hold_user(unit.write, user_id)
    if user is None:
        raise NotFound(f"There is no account {user_id!r}.")
    seen.hold(user_etag(user), "the account")
    changed: dict[str, Any] = {}
    if name is not None:
        changed["name"] = name
    if operator is not None:
        changed["operator"] = operator
    if disabled is not None:
        changed["disabled_at"] = unit.at if disabled else None
    if changed:
        store.update_user(unit.write, user.id, **changed)
    if disabled:
        credentials.end_sessions(unit.write, user.id)
        credentials.revoke_tokens(unit.write, user.id, unit.at)
        credentials.take_code(unit.write, user.id)
    if store.count_operators(unit.read) == 0:
        raise Conflict("Somebody has to run the installation: make another operator first.")
    return get_user(unit, user_id)


def list_members(unit: Unit, agreement_id: str, caller: Caller) -> tuple[ShownMember, ...]:
    """The members of an agreement as ``caller`` may see them, by party and name. Raises :class:`NotFound`."""
    parties = get_agreement(unit, agreement_id).parties
    shown: list[ShownMember] = []
    for record, user in store.list_members(unit.read, agreement_id):
        own = caller.user.operator or caller.side == side_of(parties, record.party)
        shown.append(ShownMember(record, user.name, user.email if own else None))
    return tuple(shown)


def get_member(unit: Unit, agreement_id: str, user_id: str, caller: Caller) -> ShownMember:
    """A member of an agreement as ``caller`` may see it. Raises :class:`NotFound`."""
    for each in list_members(unit, agreement_id, caller):
        if each.record.user_id == user_id:
            return each
    raise NotFound(f"The agreement has no member {user_id!r}.")


def member_etag(member: MemberRecord) -> str:
    """The strong tag of a membership."""
    return content_etag(member.agreement_id, member.user_id, member.party, member.role.value)


def put_member(
    unit: Unit, agreement_id: str, user_id: str, party: str, role: Role, caller: Caller, seen: Conditions
) -> ShownMember:
    """Let an account act for a party, if its membership is as it was ``seen``. An operator may do so for any account;
    a party's admin gives another role to who acts for that party already.

    Raises :class:`NotFound`, :class:`NotAllowed`, :class:`PreconditionRequired`, :class:`StaleEdit`, and
    :class:`InvalidOption` for a party that there is none of.
    """
    agreement = get_agreement(unit, agreement_id)
    if not caller.user.operator:
        _own_member(unit, agreement_id, user_id, caller)
        if not caller.manages(party):
            raise NotAllowed("You manage the members of your own party only.")
    if party not in [each.role for each in agreement.parties]:
        raise InvalidOption(f"The agreement has no party {party!r}.", "party")
    user = get_user(unit, user_id)
    record = MemberRecord(agreement_id, user_id, party, role)
    _hold(unit, agreement_id, user_id, seen)
    store.put_member(unit.write, record)
    return ShownMember(record, user.name, user.email)


def remove_member(unit: Unit, agreement_id: str, user_id: str, caller: Caller, seen: Conditions) -> None:
    """Let an account act for nobody in an agreement, if its membership is as it was ``seen``. Raises
    :class:`NotFound`, :class:`NotAllowed`, :class:`PreconditionRequired` and :class:`StaleEdit`."""
    if not caller.user.operator:
        _own_member(unit, agreement_id, user_id, caller)
    if store.find_member(unit.read, agreement_id, user_id) is None:
        raise NotFound(f"The agreement has no member {user_id!r}.")
    _hold(unit, agreement_id, user_id, seen)
    store.delete_member(unit.write, agreement_id, user_id)


def _hold(unit: Unit, agreement_id: str, user_id: str, seen: Conditions) -> None:
    """Compare what was ``seen`` with the membership, which nobody else changes before the transaction ends."""
    lock_agreement(unit.write, agreement_id)
    now = store.find_member(unit.write, agreement_id, user_id)
    seen.hold(None if now is None else member_etag(now), "the membership")


def _own_member(unit: Unit, agreement_id: str, user_id: str, caller: Caller) -> None:
    """Refuse, in the same words, who is a member of another party and who is none."""
    there = store.find_member(unit.read, agreement_id, user_id)
    if there is None or not caller.manages(there.party):
        raise NotAllowed("You manage the members of your own party only.")
