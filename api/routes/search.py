"""Searching the clauses, proposals and comments of one agreement, or of all that the caller has a part in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import AgreementId, CallerDep, UnitDep
from api.paging import Paging, PagingDep
from api.routes.responses import problems
from api.routing import Route
from api.schemas.comments import Visibility
from api.schemas.search import (
    ClauseFound,
    MarkedShown,
    ProposalFound,
    ReasonShown,
    SearchPage,
    SearchQuery,
    ThreadFound,
)
from api.services import searching as service
from api.services.comments import ShownThread
from api.services.proposals import ShownProposal
from api.services.searching import FoundType, Hit
from drafts.search.matching import Reason

router = APIRouter(route_class=Route, tags=["search"])

Types = Annotated[
    list[FoundType] | None,
    Query(alias="type", title="Only clauses, only proposals or only threads", examples=[["clause"]]),
]


@router.get("/agreements/{agreement_id}/search", summary="Search an agreement", responses=problems(404, 422))
def search_agreement(
    agreement_id: AgreementId, q: SearchQuery, caller: CallerDep, unit: UnitDep, paging: PagingDep, types: Types = None
) -> SearchPage:
    """The clauses as they stand whose words, headings, field values or rationales answer `q`, and the proposals and
    threads that you may see and that do; the best first, with the words that say so."""
    return _page(q, service.search_agreement(unit, agreement_id, caller, q, types or ()), paging)


@router.get("/search", summary="Search my agreements", responses=problems(422))
def search_agreements(
    q: SearchQuery, caller: CallerDep, unit: UnitDep, paging: PagingDep, types: Types = None
) -> SearchPage:
    """The same in the agreements that the caller has a part in: the newest fifty."""
    return _page(q, service.search_agreements(unit, caller, q, types or ()), paging)


def _page(query: str, found: tuple[Hit, ...], paging: Paging) -> SearchPage:
    page = paging.of_placed(found, lambda each: each.found.identity)
    return SearchPage(query=query, items=page.shown(_shown), **page.links())


def _shown(hit: Hit) -> ClauseFound | ProposalFound | ThreadFound:
    agreement, score, why = hit.agreement, hit.found.score, list(map(_reason, hit.found.reasons))
    if isinstance(hit.thing, ShownProposal):
        proposal = hit.thing.proposal
        return ProposalFound(
            agreement_id=agreement.id,
            agreement_title=agreement.title,
            proposal_id=proposal.id,
            state=proposal.state,
            author=proposal.author,
            sponsors=list(proposal.sponsors),
            score=score,
            why=why,
        )
    if isinstance(hit.thing, ShownThread):
        thread = hit.thing.thread
        return ThreadFound(
            agreement_id=agreement.id,
            agreement_title=agreement.title,
            thread_id=thread.id,
            clause_id=thread.clause_id,
            proposal_id=thread.proposal_id,
            visibility=Visibility.SHARED if thread.side is None else Visibility.PRIVATE,
            resolved=thread.resolved_at is not None,
            score=score,
            why=why,
        )
    revision = hit.thing.revision
    return ClauseFound(
        agreement_id=agreement.id,
        agreement_title=agreement.title,
        clause_id=revision.clause_id,
        kind=revision.kind,
        heading=revision.heading,
        place=hit.thing.place,
        revision=revision.number,
        score=score,
        why=why,
    )


def _reason(reason: Reason) -> ReasonShown:
    marks = [list(mark) for mark in reason.snippet.marks]
    snippet = MarkedShown(text=reason.snippet.text, marks=marks)
    return ReasonShown(source=reason.source, place=reason.place, path=reason.path, snippet=snippet)
