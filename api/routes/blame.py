"""Who wrote each word of a clause."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import AgreementId, ClauseId, SightDep, UnitDep
from api.routes.responses import problems
from api.routing import Route
from api.schemas.blame import BlameShown, span_shown
from api.services import clauses as service
from clauses.errors import InvalidOption

router = APIRouter(route_class=Route, prefix="/agreements/{agreement_id}/clauses/{clause_id}", tags=["clauses"])

_Revision = Annotated[
    int | None, Query(title="The revision", description="Left out: the newest.", ge=1, le=2**31 - 1, examples=[3])
]


_Draft = Annotated[
    str | None,
    Query(
        title="As this draft has it",
        description="A draft number, or current. Also of a working draft that carries proposals, for its own side.",
        pattern=r"^(current|[1-9][0-9]{0,5})$",
        examples=["5"],
    ),
]


@router.get("/blame", summary="Who wrote each word of a clause", responses=problems(404, 422))
def blame_clause(
    agreement_id: AgreementId,
    clause_id: ClauseId,
    unit: UnitDep,
    sight: SightDep,
    response: Response,
    revision: _Revision = None,
    draft: _Draft = None,
) -> BlameShown:
    """The words of a clause, each stretch with the revision that brought it: by whom, for which party, when, why, and
    by which proposal. Also of a removed clause."""
    if draft is None:
        shown, told = service.clause_provenance(unit, agreement_id, clause_id, revision)
    elif revision is None:
        shown, told = service.draft_provenance(unit, agreement_id, clause_id, draft, sight)
    else:
        raise InvalidOption("A clause is told of a revision or of a draft; name one of the two.")
    response.headers["Cache-Control"] = "no-store"
    return BlameShown(
        clause_id=clause_id,
        revision=shown.number,
        heading=[span_shown(words) for words in told.heading],
        prose=[span_shown(words) for words in told.prose],
    )
