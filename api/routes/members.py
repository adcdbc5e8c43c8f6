"""The members of an agreement: who acts for which party, and in which role."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import AgreementId, CallerDep, UnitDep
from api.routes.responses import problems
from api.routes.users import UserId
from api.schemas.accounts import MemberBody, MemberList, MemberShown
from api.services import accounts as service
from api.services.accounts import ShownMember

router = APIRouter(prefix="/agreements/{agreement_id}/members", tags=["members"])


@router.get("", summary="List the members", responses=problems(404))
def list_members(agreement_id: AgreementId, caller: CallerDep, unit: UnitDep) -> MemberList:
    """Who acts for which party. E-mail addresses are shown to the own side."""
    return MemberList(items=[_shown(each) for each in service.list_members(unit, agreement_id, caller)])


@router.put("/{user_id}", summary="Make a member, or change its role", responses=problems(404, 422))
def put_member(
    agreement_id: AgreementId, user_id: UserId, body: MemberBody, caller: CallerDep, unit: UnitDep
) -> MemberShown:
    """Let an account act for a party: an operator for any, a party's admin for who acts for that party already."""
    return _shown(service.put_member(unit, agreement_id, user_id, body.party, body.role, caller))


@router.delete("/{user_id}", status_code=204, summary="Remove a member", responses=problems(404))
def remove_member(agreement_id: AgreementId, user_id: UserId, caller: CallerDep, unit: UnitDep) -> None:
    """Let an account act for nobody in the agreement. What it wrote stays under its name."""
    service.remove_member(unit, agreement_id, user_id, caller)


def _shown(member: ShownMember) -> MemberShown:
    return MemberShown(
        user_id=member.record.user_id,
        name=member.name,
        email=member.email,
        party=member.record.party,
        role=member.record.role,
    )
