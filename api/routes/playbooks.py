"""A party's playbook. The address names the party; there is no sign-in yet that could hold a caller to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.deps import AgreementId, IfMatch, UnitDep
from api.etags import versions_seen
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

router = APIRouter(prefix="/agreements/{agreement_id}/parties/{party}/playbook", tags=["playbooks"])

PartyRoleName = Annotated[str, Path(title="The party's role", pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["district"])]


@router.get("", summary="Read a party's playbook", responses=problems(404))
def get_playbook(agreement_id: AgreementId, party: PartyRoleName, unit: UnitDep, response: Response) -> PlaybookShown:
    """The party's positions, with the ETag that a change needs."""
    return _shown(service.get_playbook(unit, agreement_id, party), response)


@router.put("", summary="Write a party's playbook", responses=problems(404, 412, 422, 428))
def put_playbook(
    agreement_id: AgreementId,
    party: PartyRoleName,
    body: PlaybookBody,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> PlaybookShown:
    """Replace the party's positions, if they are still as they were read."""
    seen = versions_seen(if_match, service.playbook_identity(agreement_id, party))
    return _shown(service.set_playbook(unit, agreement_id, party, seen, body.positions), response)


@router.get("/standings", summary="Where the clauses stand for a party", responses=problems(404))
def get_standings(agreement_id: AgreementId, party: PartyRoleName, unit: UnitDep) -> AgreementStandings:
    """Where each field of each clause stands against the party's playbook."""
    found = service.standings_of_clauses(unit, agreement_id, party)
    items = [ClauseStandings(clause_id=i, kind=kind, items=_items(standings)) for i, kind, standings in found]
    return AgreementStandings(items=items)


@router.post("/standings", summary="Where proposed fields stand for a party", responses=problems(404, 422))
def post_standings(
    agreement_id: AgreementId, party: PartyRoleName, body: ProposedFields, unit: UnitDep
) -> StandingList:
    """Where each field of a clause that someone proposes stands against the party's playbook. Nothing is stored."""
    found = service.standings_of_fields(unit, agreement_id, party, body.kind, body.fields)
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
