"""How far the sides are about a clause: open, agreed by one of them, or agreed."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.deps import AgreementId, CallerDep, ClauseId, UnitDep
from api.idempotency import KeyedRoute
from api.routes.responses import problems
from api.schemas.stances import ClauseStatusShown, StanceBody, StanceShown, status_shown
from api.services import stances as service
from api.services.stances import ShownStatus

router = APIRouter(prefix="/agreements/{agreement_id}/clauses/{clause_id}", tags=["clauses"], route_class=KeyedRoute)


@router.get("/status", summary="Where a clause stands", responses=problems(404, 409))
def get_status(agreement_id: AgreementId, clause_id: ClauseId, unit: UnitDep, response: Response) -> ClauseStatusShown:
    """Whether the sides agree about a clause as it stands, what each said about which revision, and which later one
    reopened it."""
    response.headers["Cache-Control"] = "no-store"
    return _shown(service.status(unit, agreement_id, clause_id))


@router.post("/stance", summary="Agree with a clause, or no longer", responses=problems(404, 409, 412, 422))
def take_stance(
    agreement_id: AgreementId, clause_id: ClauseId, body: StanceBody, caller: CallerDep, unit: UnitDep
) -> ClauseStatusShown:
    """Give the word of your side about the newest revision. It holds until a later revision says something else."""
    return _shown(service.take_stance(unit, agreement_id, clause_id, caller, body.revision, agrees=body.agrees))


def _shown(found: ShownStatus) -> ClauseStatusShown:
    said = [
        StanceShown(side=side, revision=each.revision, agrees=each.agrees, by=each.by, party=each.party, at=each.at)
        for side, each in found.stances
    ]
    told = dict(status_shown(found.status))
    return ClauseStatusShown(clause_id=found.clause_id, revision=found.revision, stances=said, **told)
