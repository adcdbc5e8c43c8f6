"""The members of an agreement: who acts for which party, by side; an operator and a party's own admin change them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth.access import Role
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep, unit_of
from api.etags import Conditions
from api.routes.users import UserId
from api.schemas.accounts import MemberBody
from api.services import accounts as service
from api.services.accounts import ShownMember
from api.services.agreements import get_agreement
from api.store.accounts import find_user_by_email
from api.store.agreements import AgreementRecord, Party, side_of
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of
from api.web.rendering import page
from api.web.timeline import names_of
from api.web.typed import typed
from clauses.errors import CounterpartError, InvalidOption, NotAllowed, StaleEdit

router = APIRouter(route_class=PageRoute, include_in_schema=False)

MEMBERS: Final = f"{AT}/members"
ROLES: Final = (
    (Role.OBSERVER, "reads on the screen what the sides share"),
    (Role.CLERK, "reads it, and takes Word files away"),
    (Role.NEGOTIATOR, "proposes, answers and comments for the party, and sees what is private to its side"),
    (Role.COUNSEL, "the same, as its lawyer"),
    (Role.ADMIN, "the same, and gives the party’s members their roles"),
)
_Text = Annotated[str, Form(max_length=400)]


@dataclass(frozen=True, slots=True)
class _Member:
    """A member with the tag that a change needs, and whether the reader may change it."""

    shown: ShownMember
    seen: str
    open: bool


@dataclass(frozen=True, slots=True)
class _PartyTold:
    party: Party
    members: tuple[_Member, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """The parties that share what is private to them."""

    own: bool
    parties: tuple[_PartyTold, ...]

    @property
    def name(self) -> str:
        """ "City and Department"."""
        return " and ".join(each.party.short_name or each.party.legal_name for each in self.parties)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a form was refused, whose member it was about ("" for a new one), and what was typed."""

    user_id: str = ""
    why: str = ""
    email: str = ""
    party: str = ""
    role: str = ""


@router.get(MEMBERS)
def show_members(
    request: Request,
    agreement_id: AgreementId,
    unit: UnitDep,
    caller: CallerDep,
    done: Annotated[str, Query(pattern="^(made|changed|removed)?$")] = "",
) -> Response:
    """Who acts for whom."""
    return _shown(request, unit, agreement_id, caller, done=done)


@router.post(MEMBERS, summary="Make a member")
def make_member(
    request: Request,
    agreement_id: AgreementId,
    caller: CallerDep,
    email: _Text = "",
    party: _Text = "",
    role: _Text = "",
) -> Response:
    """Let the account with an e-mail address act for a party."""
    try:
        body = typed(MemberBody, party=party, role=role)
        with unit_of(request) as unit:
            seen = Conditions(None, "*")
            user_id = _account(unit, caller, email)
            service.put_member(unit, agreement_id, user_id, body.party, body.role, caller, seen)
    except (InvalidOption, NotAllowed, StaleEdit) as error:
        why = "This account is a member already; change it in the list." if _stale(error) else error.detail
        return _again(request, agreement_id, caller, _Refused("", why, email, party, role), error)
    return _back(agreement_id, "made")


@router.post(f"{MEMBERS}/{{user_id}}", summary="Change a member")
def change_member(
    request: Request,
    agreement_id: AgreementId,
    user_id: UserId,
    caller: CallerDep,
    party: _Text = "",
    role: _Text = "",
    seen: _Text = "",
) -> Response:
    """Give a member another role, or another party."""
    try:
        body = typed(MemberBody, party=party, role=role)
        with unit_of(request) as unit:
            service.put_member(unit, agreement_id, user_id, body.party, body.role, caller, Conditions(seen))
    except (InvalidOption, NotAllowed, StaleEdit) as error:
        refused = _Refused(user_id, _told(error, f"You chose {role} for it."), "", party, role)
        return _again(request, agreement_id, caller, refused, error)
    return _back(agreement_id, "changed")


@router.post(f"{MEMBERS}/{{user_id}}/remove", summary="Remove a member")
def remove_member(
    request: Request,
    agreement_id: AgreementId,
    user_id: UserId,
    caller: CallerDep,
    seen: _Text = "",
) -> Response:
    """Let an account act for nobody here."""
    try:
        with unit_of(request) as unit:
            service.remove_member(unit, agreement_id, user_id, caller, Conditions(seen))
    except (NotAllowed, StaleEdit) as error:
        refused = _Refused(user_id, _told(error, "You asked to remove it."))
        return _again(request, agreement_id, caller, refused, error)
    if user_id == caller.user.id and not caller.user.operator:
        return RedirectResponse("/app", status_code=303)
    return _back(agreement_id, "removed")


def _account(unit: Unit, caller: Caller, email: str) -> str:
    """The account with the address; only who sees all accounts is told that there is none."""
    if not caller.user.operator:
        raise NotAllowed("Only who runs this server makes somebody a member who is none yet.")
    user = find_user_by_email(unit.read, email)
    if user is None:
        raise InvalidOption(f"There is no account with the address {email.strip()!r}; make it first.")
    return user.id


def _stale(error: CounterpartError) -> bool:
    return isinstance(error, StaleEdit)


def _told(error: CounterpartError, wanted: str) -> str:
    """Of a stale edit both versions are told: the list beside has the one that is stored."""
    return (
        f"Somebody changed this member meanwhile; the list shows it as it is now. {wanted}"
        if _stale(error)
        else (error.detail)
    )


def _back(agreement_id: str, done: str) -> Response:
    return RedirectResponse(f"{MEMBERS.format(agreement_id=agreement_id)}?done={done}", status_code=303)


def _again(request: Request, agreement_id: str, caller: Caller, refused: _Refused, error: CounterpartError) -> Response:
    status = 409 if _stale(error) else 403 if isinstance(error, NotAllowed) else 422
    with unit_of(request) as unit:
        return _shown(request, unit, agreement_id, caller, refused, status=status)


def _shown(
    request: Request,
    unit: Unit,
    agreement_id: str,
    caller: Caller,
    refused: _Refused | None = None,
    *,
    status: int = 200,
    done: str = "",
) -> Response:
    agreement = get_agreement(unit, agreement_id)
    return page(
        request,
        "admin/members.html",
        status=status,
        frame=frame_of(agreement, caller, "/members"),
        sides=tuple(_sides(unit, agreement, caller)),
        names=names_of(agreement),
        roles=ROLES,
        refused=refused or _Refused(),
        done=done,
    )


def _sides(unit: Unit, agreement: AgreementRecord, caller: Caller) -> Iterator[_Side]:
    members = service.list_members(unit, agreement.id, caller)
    leading = dict.fromkeys(side_of(agreement.parties, each.role) for each in agreement.parties)
    for side in leading:
        parties = tuple(
            _PartyTold(party, tuple(_member(each, caller) for each in members if each.record.party == party.role))
            for party in agreement.parties
            if side_of(agreement.parties, party.role) == side
        )
        yield _Side(caller.side == side, parties)


def _member(shown: ShownMember, caller: Caller) -> _Member:
    return _Member(shown, service.member_etag(shown.record), caller.manages(shown.record.party))
