"""Proposals as pages: all that the reader sees, by whose move it is, and each with what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, ProposalId, UnitDep
from api.services import previews
from api.services import proposals as service
from api.services.agreements import get_agreement
from api.services.comments import ShownThread, Wanted, all_with_comments, list_threads
from api.services.negotiation import negotiated_state, sides_of
from api.services.proposals import ShownProposal
from api.store.agreements import AgreementRecord
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.proposals_told import (
    Brief,
    CollisionTold,
    EditTold,
    StepTold,
    accepted_told,
    brief,
    collisions_told,
    edits_told,
    names_of_clauses,
    steps_told,
    title_of,
)
from api.web.rendering import page
from api.web.timeline import names_of
from api.web.views import view_of
from clauses.checks.findings import Finding
from clauses.errors import Conflict, InvalidInput, MovedBase, RedlineRefused
from clauses.text.provenance import Segment
from drafts.negotiation.proposals import Act, Proposal, ProposalState
from drafts.render.excerpt import excerpt
from drafts.render.markup import Markup
from drafts.render.sheet import sheet

router = APIRouter(route_class=PageRoute, include_in_schema=False)

PROPOSALS = f"{AT}/proposals"
PROPOSAL = f"{PROPOSALS}/{{proposal_id}}"
_API = "/agreements/{agreement_id}/proposals/{proposal_id}"
DONE = {
    "written": "The draft is written. Only your side sees it until you submit it.",
    "changed": "The draft is changed.",
    "submit": "Submitted: the other side sees it now, and it is their move.",
    "withdraw": "Withdrawn.",
    "reject": "Rejected. The other side reads it, and what you said about it.",
    "accept": "Accepted: the clauses say so now, and the next draft will.",
    "comment": "Your comment is there.",
    "settled": "The conversation is settled.",
}
"""What a page says after a step, by the word in its address."""


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals that wait for the same side, or for nobody."""

    key: str
    title: str
    help: str
    proposals: tuple[Brief, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What accepting it now would come to."""

    redline: Markup | None = None
    changes: int = 0
    raised: tuple[Finding, ...] = ()
    settled: tuple[Finding, ...] = ()
    collisions: tuple[CollisionTold, ...] = ()
    why_not: str = ""

    @property
    def confirmable(self) -> bool:
        """Whether every clause that changed meanwhile has a merged text."""
        return bool(self.collisions) and all(each.confirm for each in self.collisions)


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """What the page of a proposal tells."""

    shown: ShownProposal
    title: str
    who: str
    state: str
    private: bool
    acts: frozenset[str]
    edits: tuple[EditTold, ...]
    steps: tuple[StepTold, ...]
    effect: Effect
    made: tuple[tuple[str, str, tuple[str, ...], tuple[Segment, ...]], ...]
    answers: Brief | None
    threads: tuple[ShownThread, ...]
    parties: dict[str, str]
    comments: bool
    """Whether the reader may comment."""
    downloads: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that was not taken: which, why, and what was typed, which is not lost."""

    act: str
    why: str
    typed: str = ""
    number: int = -1
    """Of an edit, which one."""


@router.get(PROPOSALS)
def show_proposals(request: Request, agreement_id: AgreementId, unit: UnitDep, caller: CallerDep) -> Response:
    """The proposals that the reader sees, by whose move it is."""
    agreement = get_agreement(unit, agreement_id)
    found = service.list_proposals(unit, agreement_id, caller)
    names = names_of_clauses(negotiated_state(unit, agreement_id), (each.proposal for each in found))
    briefs = [brief(each, agreement, names) for each in reversed(found)]
    return page(
        request,
        "proposals/list.html",
        frame=frame_of(agreement, caller, "/proposals"),
        groups=_groups(briefs, agreement, caller),
        negotiated=sides_of(agreement) is not None,
        writes=may(caller, "POST", "/agreements/{agreement_id}/proposals"),
    )


@router.get(PROPOSAL)
def show_proposal(
    request: Request,
    agreement_id: AgreementId,
    proposal_id: ProposalId,
    unit: UnitDep,
    caller: CallerDep,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One proposal: what it changes, what that leads to, what was done with it, and what the reader may do."""
    return proposal_page(request, unit, agreement_id, proposal_id, caller, said=DONE.get(done, ""))


def proposal_page(
    request: Request,
    unit: Unit,
    agreement_id: str,
    proposal_id: str,
    caller: Caller,
    *,
    said: str = "",
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    """The page of a proposal, with what was ``said`` or ``refused`` at the last step."""
    agreement = get_agreement(unit, agreement_id)
    about = _about(unit, agreement, proposal_id, caller)
    return page(
        request,
        "proposals/proposal.html",
        status=status,
        frame=frame_of(agreement, caller, "/proposals"),
        about=about,
        proposal=about.shown.proposal,
        here=address_of_proposal(agreement_id, proposal_id),
        said=said,
        refused=refused,
    )


def address_of_proposal(agreement_id: str, proposal_id: str) -> str:
    """Where the page of a proposal is."""
    return PROPOSAL.format(agreement_id=agreement_id, proposal_id=proposal_id)


def _groups(briefs: list[Brief], agreement: AgreementRecord, caller: Caller) -> tuple[Group, ...]:
    """The proposals by whose move it is; for who is on no side, the open ones are together."""
    sides = sides_of(agreement)

    def own(each: Brief) -> bool:
        return sides is not None and sides.of(each.shown.proposal.party).name == caller.side

    open_ = [each for each in briefs if each.shown.proposal.state is ProposalState.SUBMITTED]
    drafts = [each for each in briefs if each.shown.proposal.state is ProposalState.DRAFT]
    ended = [each for each in briefs if each not in open_ and each not in drafts]
    if caller.side is None:
        yours, theirs = Group("open", "Open", "One side proposed, the other has not answered.", tuple(open_)), None
    else:
        yours = Group(
            "yours",
            "Your side’s move",
            "The other side proposed; accept, counter or reject.",
            tuple(each for each in open_ if not own(each)),
        )
        theirs = Group(
            "theirs",
            "Waiting for the other side",
            "Your side proposed; you can withdraw it until they answer.",
            tuple(each for each in open_ if own(each)),
        )
    private = Group("drafts", "Drafts of your side", "Only your side sees these, until you submit them.", tuple(drafts))
    over = Group("ended", "Ended", "Accepted, rejected, withdrawn, countered or replaced.", tuple(ended))
    return tuple(each for each in (yours, theirs, private, over) if each is not None and each.proposals)


def _about(unit: Unit, agreement: AgreementRecord, proposal_id: str, caller: Caller) -> ProposalPage:
    shown = service.get_proposal(unit, agreement.id, proposal_id, caller)
    proposal = shown.proposal
    state = negotiated_state(unit, agreement.id)
    named = proposal.in_response_to or proposal.replaces
    other = None if named is None else service.get_proposal(unit, agreement.id, named, caller)
    names = names_of_clauses(state, [proposal, *([other.proposal] if other else [])])
    accepted = proposal.state is ProposalState.ACCEPTED
    return ProposalPage(
        shown,
        title_of(proposal, names),
        previews.signed(proposal, agreement),
        "draft" if proposal.state is ProposalState.DRAFT else brief(shown, agreement, names).state,
        proposal.submitted_at is None,
        frozenset(_acts(shown, caller)),
        edits_told(proposal, state, names),
        steps_told(proposal, agreement),
        Effect() if accepted else _effect(unit, agreement.id, proposal, caller, names),
        tuple(accepted_told(proposal, state, names)) if accepted else (),
        None if other is None else brief(other, agreement, names),
        _threads(unit, agreement.id, proposal_id, caller),
        names_of(agreement),
        may(caller, "POST", f"{PROPOSAL}/comments"),
        may(caller, "GET", f"{_API}/preview.docx"),
    )


def _threads(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> tuple[ShownThread, ...]:
    """The conversations about the proposal that the reader sees, oldest first."""
    found = list_threads(unit, agreement_id, caller, Wanted(proposal_id=proposal_id))
    return all_with_comments(unit, agreement_id, found)


def _acts(shown: ShownProposal, caller: Caller) -> set[str]:
    """The steps that the page offers: those that may be taken, and to edit a draft."""
    acts = {act.value for act in shown.legal_acts if act is not Act.COUNTER}
    if Act.COUNTER in shown.legal_acts and may(caller, "POST", "/agreements/{agreement_id}/proposals"):
        acts.add(Act.COUNTER.value)
    if shown.proposal.state is ProposalState.DRAFT and Act.SUBMIT in shown.legal_acts:
        acts.add("edit")
    return acts


def _effect(unit: Unit, agreement_id: str, proposal: Proposal, caller: Caller, names: dict[str, str]) -> Effect:
    """What it would come to now; why that can't be told, where it can't."""
    if not proposal.edits:
        return Effect()
    try:
        tried = previews.try_proposal(unit, agreement_id, proposal.id, caller)
        found, made = previews.told(tried), previews.redlined(tried)
    except MovedBase as error:
        return Effect(collisions=collisions_told(error.collisions, names))
    except (Conflict, InvalidInput, RedlineRefused) as error:
        return Effect(why_not=error.detail)
    view = view_of(made.made.docx)
    shown = excerpt(view)
    redline = sheet(shown, element="div") if shown.body else None
    return Effect(redline, len(view.changes), found.raised, found.settled)
