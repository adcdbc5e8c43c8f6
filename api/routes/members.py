"""The members of an agreement: who acts for which party, and in which role."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth.access import Role
from api.deps import AgreementId, CallerDep, IfAbsent, IfMatch, UnitDep
from api.etags import Conditions
from api.paging import PagingDep
from api.routes.responses import problems
from api.routes.users import UserId
from api.routing import Route
from api.schemas.accounts import MemberBody, MemberList, MemberShown
from api.schemas.words import RoleName
from api.services import accounts as service
from api.services.accounts import ShownMember

router = APIRouter(route_class=Route, prefix="/agreements/{agreement_id}/members", tags=["members"])


@router.get("", summary="List the members", responses=problems(404))
def list_members(
    agreement_id: AgreementId,
    caller: CallerDep,
    unit: UnitDep,
    paging: PagingDep,
    party: Annotated[RoleName | None, Query(title="Only who acts for this party", examples=["district"])] = None,
    role: Annotated[list[Role] | None, Query(title="Only members in these roles")] = None,
) -> MemberList:
    """Who acts for which party. E-mail addresses are shown to the own side."""
    found = [
        each
        for each in service.list_members(unit, agreement_id, caller)
        if party in (None, each.record.party) and (not role or each.record.role in role)
    ]
    page = paging.of(found, lambda each: (each.record.party, each.name, each.record.user_id))
    return MemberList(items=page.shown(_shown), **page.links())


@router.get("/{user_id}", summary="Read a member", responses=problems(404))
def get_member(
    agreement_id: AgreementId, user_id: UserId, caller: CallerDep, unit: UnitDep, response: Response
) -> MemberShown:
    """For whom an account acts, and in which role, with the ETag that a change needs."""
    return _answer(service.get_member(unit, agreement_id, user_id, caller), response)


@router.put("/{user_id}", summary="Make a member, or change its role", responses=problems(404, 412, 422, 428))
def put_member(
    agreement_id: AgreementId,
    user_id: UserId,
    body: MemberBody,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
    if_none_match: IfAbsent = None,
) -> MemberShown:
    """Let an account act for a party: an operator for any, a party's admin for who acts for that party already. A new
    member needs `If-None-Match: *`, another role the ETag of the membership."""
    seen = Conditions(if_match, if_none_match)
    return _answer(service.put_member(unit, agreement_id, user_id, body.party, body.role, caller, seen), response)


@router.delete("/{user_id}", status_code=204, summary="Remove a member", responses=problems(404, 412, 428))
def remove_member(
    agreement_id: AgreementId, user_id: UserId, caller: CallerDep, unit: UnitDep, if_match: IfMatch = None
) -> None:
    """Let an account act for nobody in the agreement. What it wrote stays under its name."""
    service.remove_member(unit, agreement_id, user_id, caller, Conditions(if_match))


def _answer(member: ShownMember, response: Response) -> MemberShown:
    response.headers["ETag"] = service.member_etag(member.record)
    return _shown(member)


def _shown(member: ShownMember) -> MemberShown:
    return MemberShown(
        user_id=member.record.user_id,
        name=member.name,
        email=member.email,
        party=member.record.party,
        role=member.record.role,
    )
