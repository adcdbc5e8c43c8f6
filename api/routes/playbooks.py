"""The playbook of the caller's own side. No address names a party: the membership does."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Response

from api.deps import AgreementId, CallerDep, IfMatch, UnitDep
from api.etags import versions_seen
from api.idempotency import KeyedRoute
from api.paging import PagingDep
from api.routes.responses import problems
from api.schemas.playbooks import (
    AgreementStandings,
    ClauseStandings,
    PlaybookBody,
    PlaybookShown,
    ProposedFields,
    StandingList,
    StandingShown,
)
from api.services import playbooks as service
from clauses.position import Standing

router = APIRouter(route_class=KeyedRoute, prefix="/agreements/{agreement_id}/playbook", tags=["playbooks"])


@router.get("", summary="Read the playbook", responses=problems(404))
def get_playbook(agreement_id: AgreementId, caller: CallerDep, unit: UnitDep, response: Response) -> PlaybookShown:
    """The side's positions, with the ETag that a change needs."""
    return _shown(service.get_playbook(unit, agreement_id, caller.own_side), response)


@router.put("", summary="Write the playbook", responses=problems(404, 412, 422, 428))
def put_playbook(
    agreement_id: AgreementId,
    caller: CallerDep,
    body: PlaybookBody,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> PlaybookShown:
    """Replace the side's positions, if they are still as they were read."""
    seen = versions_seen(if_match, service.playbook_identity(agreement_id, caller.own_side))
    return _shown(service.set_playbook(unit, agreement_id, caller.own_side, seen, body.positions), response)


@router.get("/standings", summary="Where the clauses stand for the side", responses=problems(404))
def get_standings(agreement_id: AgreementId, caller: CallerDep, unit: UnitDep, paging: PagingDep) -> AgreementStandings:
    """Where each field of each clause stands against the side's playbook."""
    found = service.standings_of_clauses(unit, agreement_id, caller.own_side)
    page = paging.of_placed(found, lambda each: each[0])
    items = [ClauseStandings(clause_id=i, kind=kind, items=_items(standings)) for i, kind, standings in page.items]
    return AgreementStandings(items=items, **page.links())


@router.post("/standings", summary="Where proposed fields stand for the side", responses=problems(404, 422))
def post_standings(agreement_id: AgreementId, caller: CallerDep, body: ProposedFields, unit: UnitDep) -> StandingList:
    """Where each field of a clause that someone proposes stands against the side's playbook. Nothing is stored."""
    found = service.standings_of_fields(unit, agreement_id, caller.own_side, body.kind, body.fields)
    return StandingList(kind=body.kind, items=_items(found))


def _items(standings: Iterable[Standing]) -> list[StandingShown]:
    return [
        StandingShown(field=each.field, stance=each.stance, fallback=each.fallback or None, note=each.note)
        for each in standings
    ]


def _shown(playbook: service.Playbook, response: Response) -> PlaybookShown:
    response.headers["ETag"] = service.playbook_etag(playbook)
    return PlaybookShown(
        agreement_id=playbook.agreement_id,
        party=playbook.party,
        version=playbook.version,
        positions=list(playbook.positions),
    )
