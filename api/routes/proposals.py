"""Proposals: drafts of one side until they are submitted, then a matter of both."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.deps import AgreementId, CallerDep, IfMatch, IfMatchOptional, ProposalId, UnitDep
from api.idempotency import KeyedRoute
from api.ids import new_clause_id, new_proposal_id
from api.paging import PagingDep
from api.routes.responses import problems
from api.schemas.proposals import (
    Accepted,
    EditNew,
    InsertNew,
    Noted,
    ProposalAccepted,
    ProposalBody,
    ProposalList,
    ProposalNew,
    ProposalShown,
    RevisionMade,
    StepShown,
)
from api.services import acceptance
from api.services import proposals as service
from api.services.proposals import NewProposal, ShownProposal
from clauses.kinds.values import PartyRole
from drafts.negotiation.edits import Edit, InsertClause
from drafts.negotiation.proposals import ProposalState

router = APIRouter(route_class=KeyedRoute, prefix="/agreements/{agreement_id}/proposals", tags=["proposals"])


@router.post("", status_code=201, summary="Write a proposal", responses=problems(404, 409, 422))
def propose(
    agreement_id: AgreementId, new: ProposalNew, caller: CallerDep, unit: UnitDep, response: Response
) -> ProposalShown:
    """Store a draft, which your side alone sees. Each edit names the revision that it is made against; what no
    acceptance could mend is refused at once."""
    asked = NewProposal(
        new.rationale,
        [read_edit(each) for each in new.edits],
        [PartyRole(each) for each in new.sponsors],
        new.in_response_to,
        new.replaces,
    )
    made = service.propose(unit, agreement_id, new_proposal_id(), caller, asked)
    response.headers["Location"] = f"/agreements/{agreement_id}/proposals/{made.proposal.id}"
    return _answer(made, response)


@router.get("", summary="List the proposals", responses=problems(404, 422))
def list_proposals(
    agreement_id: AgreementId,
    caller: CallerDep,
    unit: UnitDep,
    paging: PagingDep,
    state: Annotated[list[ProposalState] | None, Query(title="Only proposals in these states")] = None,
    clause_id: Annotated[str | None, Query(title="Only those that touch this clause", max_length=64)] = None,
    party: Annotated[PartyRole | None, Query(title="Only those that this party sponsors")] = None,
) -> ProposalList:
    """The proposals that you may see, by the time of their submission; your side's drafts by when they were written."""
    found = service.list_proposals(unit, agreement_id, caller, states=state or (), clause_id=clause_id, party=party)
    page = paging.of(found, lambda each: (f"{each.at:%Y-%m-%dT%H:%M:%S.%f}", each.proposal.id))
    return ProposalList(items=page.shown(_shown), **page.links())


@router.get("/{proposal_id}", summary="Read a proposal", responses=problems(404))
def get_proposal(
    agreement_id: AgreementId, proposal_id: ProposalId, caller: CallerDep, unit: UnitDep, response: Response
) -> ProposalShown:
    """A proposal with its steps, and those that you may take now."""
    return _answer(service.get_proposal(unit, agreement_id, proposal_id, caller), response)


@router.put("/{proposal_id}", summary="Redraft a proposal", responses=problems(404, 409, 412, 422, 428))
def redraft(
    agreement_id: AgreementId,
    proposal_id: ProposalId,
    body: ProposalBody,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> ProposalShown:
    """Give a draft another rationale and other edits. What was submitted is not edited: propose in its place."""
    edits = [read_edit(each) for each in body.edits]
    made = service.redraft(unit, agreement_id, proposal_id, caller, if_match, rationale=body.rationale, edits=edits)
    return _answer(made, response)


_STEP: dict[str, Any] = {"responses": problems(404, 409, 412, 422)}


@router.post("/{proposal_id}/submit", summary="Submit a proposal", operation_id="submit_proposal", **_STEP)
def submit(
    agreement_id: AgreementId,
    proposal_id: ProposalId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    if_match: IfMatchOptional = None,
) -> ProposalShown:
    """Show it to the other side. The proposal that it answers is countered by that; the one that it replaces,
    superseded."""
    return _answer(service.submit_proposal(unit, agreement_id, proposal_id, caller, if_match), response)


@router.post("/{proposal_id}/withdraw", summary="Withdraw a proposal", operation_id="withdraw_proposal", **_STEP)
def withdraw(
    agreement_id: AgreementId,
    proposal_id: ProposalId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    body: Noted | None = None,
    if_match: IfMatchOptional = None,
) -> ProposalShown:
    """Take a proposal of your side back. A draft that was never submitted stays unknown to the other side."""
    note = body.note if body else None
    return _answer(service.withdraw_proposal(unit, agreement_id, proposal_id, caller, note, if_match), response)


@router.post("/{proposal_id}/reject", summary="Reject a proposal", operation_id="reject_proposal", **_STEP)
def reject(
    agreement_id: AgreementId,
    proposal_id: ProposalId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    body: Noted | None = None,
    if_match: IfMatchOptional = None,
) -> ProposalShown:
    """Say no to a proposal of the other side."""
    note = body.note if body else None
    return _answer(service.reject_proposal(unit, agreement_id, proposal_id, caller, note, if_match), response)


@router.post("/{proposal_id}/accept", summary="Accept a proposal", operation_id="accept_proposal", **_STEP)
def accept(
    agreement_id: AgreementId,
    proposal_id: ProposalId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    body: Accepted | None = None,
    if_match: IfMatchOptional = None,
) -> ProposalAccepted:
    """Make the edits of a proposal of the other side revisions of the clauses, all of them or none.

    Where a clause moved on since, 409 shows each text in `collisions` and, where the changes touch different words, the
    merged one: read it, and accept again with its `confirm`."""
    body = body or Accepted()
    answer = acceptance.Answer(body.confirmed, body.note, body.agree)
    made = acceptance.accept_proposal(unit, agreement_id, proposal_id, caller, answer, if_match)
    revisions = [
        RevisionMade(clause_id=each.clause_id, number=each.number, content_hash=each.content_hash)
        for each in made.applied.revisions
    ]
    shown = _answer(made.shown, response)
    return ProposalAccepted(**dict(shown), revisions=revisions, removed=list(made.applied.removed))


def read_edit(edit: EditNew) -> Edit:
    """The edit as the rules know it: a new clause has an identity."""
    if not isinstance(edit, InsertNew):
        return edit
    return InsertClause(
        clause_id=edit.clause_id or new_clause_id(),
        kind=edit.kind,
        heading=edit.heading,
        fields=edit.fields,
        text=edit.text,
        after=edit.after,
    )


def _answer(made: ShownProposal, response: Response) -> ProposalShown:
    response.headers["ETag"] = made.etag
    # What may be done next changes with other proposals, which the tag does not cover.
    response.headers["Cache-Control"] = "no-store"
    return _shown(made)


def _shown(made: ShownProposal) -> ProposalShown:
    proposal = made.proposal
    return ProposalShown(
        id=proposal.id,
        agreement_id=made.agreement_id,
        state=proposal.state,
        author=proposal.author,
        party=proposal.party,
        sponsors=list(proposal.sponsors),
        rationale=proposal.rationale,
        edits=list(proposal.edits),
        in_response_to=proposal.in_response_to,
        replaces=proposal.replaces,
        entered_by=proposal.entered_by,
        steps=[StepShown(**dict(step)) for step in proposal.steps],
        at=made.at,
        submitted_at=proposal.submitted_at,
        legal_acts=list(made.legal_acts),
    )
