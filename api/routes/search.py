"""Searching the clauses of one agreement, or of all that the caller has a part in."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import AgreementId, CallerDep, UnitDep
from api.pages import Paging, PagingDep
from api.routes.responses import problems
from api.schemas.search import ClauseFound, MarkedShown, ReasonShown, SearchPage, SearchQuery
from api.services import searching as service
from api.services.searching import FoundClause

router = APIRouter(tags=["search"])


@router.get("/agreements/{agreement_id}/search", summary="Search an agreement", responses=problems(404, 422))
def search_agreement(agreement_id: AgreementId, q: SearchQuery, unit: UnitDep, paging: PagingDep) -> SearchPage:
    """The clauses as they stand whose words, headings, field values or rationales answer `q`, the best first, with the
    words that say so."""
    return _page(q, service.search_agreement(unit, agreement_id, q), paging)


@router.get("/search", summary="Search my agreements", responses=problems(422))
def search_agreements(q: SearchQuery, caller: CallerDep, unit: UnitDep, paging: PagingDep) -> SearchPage:
    """The same in the agreements that the caller has a part in: the newest fifty."""
    return _page(q, service.search_agreements(unit, caller, q), paging)


def _page(query: str, found: tuple[FoundClause, ...], paging: Paging) -> SearchPage:
    page = paging.of_placed(found, lambda each: each.clause.revision.clause_id)
    return SearchPage(query=query, items=page.shown(_shown), **page.links())


def _shown(hit: FoundClause) -> ClauseFound:
    revision = hit.clause.revision
    return ClauseFound(
        agreement_id=hit.agreement.id,
        agreement_title=hit.agreement.title,
        clause_id=revision.clause_id,
        kind=revision.kind,
        heading=revision.heading,
        place=hit.clause.place,
        revision=revision.number,
        score=hit.found.score,
        why=[
            ReasonShown(
                source=each.source,
                place=each.place,
                path=each.path,
                snippet=MarkedShown(text=each.snippet.text, marks=[list(mark) for mark in each.snippet.marks]),
            )
            for each in hit.found.reasons
        ],
    )
