"""Drafts that carry proposals: what they are made of, and what their next steps mean for the proposals.

What a draft carries is as private as the draft, and never in the chains of the clauses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.auth.caller import Caller
from api.services.negotiation import negotiated_state
from api.services.proposals import Found, find, proposal_of_json, stored_proposals, submit_proposal
from api.services.standing import Standing, record_of, standing_clauses
from api.store import clauses as clause_store
from api.store import overlays as store
from api.store.drafts import DraftRecord
from api.store.overlays import CarriedRecord, OverlayRecord
from api.store.unit import Unit
from clauses.record import ClauseRevision
from drafts.negotiation.overlay import Carried, Confirmed, Overlay, carry, check_agreed, check_as_carried
from drafts.negotiation.proposals import Proposal, ProposalState


@dataclass(frozen=True, slots=True)
class Carrying:
    """Which proposals a draft is to carry, in order, who asks, and by proposal the merged texts that were read: clause
    -> hash. The caller may read what is private to a side."""

    caller: Caller
    proposals: Sequence[str]
    confirmed: Mapping[str, Confirmed]


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft is made of: the clauses as they stand, and what is carried beside them. Equal when nothing of it
    changed."""

    standing: Standing
    carried: tuple[tuple[str, int], ...] = ()
    """(proposal, version) of each."""
    overlay: Overlay | None = None

    @property
    def revisions(self) -> tuple[ClauseRevision, ...]:
        """The clauses of the draft, in order."""
        return self.standing.revisions if self.overlay is None else self.overlay.state.current

    @property
    def brought(self) -> dict[str, str]:
        """Clause -> the proposal that brought its revision, of those that no chain has."""
        if self.overlay is None:
            return {}
        new = {each.revision_hash for each in self.overlay.revisions}
        return {each.clause_id: each.proposal or "" for each in self.revisions if each.revision_hash in new}


def content_of(unit: Unit, agreement_id: str, carrying: Carrying | None, at: datetime) -> Content:
    """What a draft that is saved ``at`` that time is made of. Raises :class:`NotFound` for a proposal that the caller
    can't see, and what :func:`drafts.negotiation.overlay.carry` raises."""
    if carrying is None:
        return Content(standing_clauses(unit, agreement_id))
    found = [find(unit, agreement_id, each, carrying.caller) for each in carrying.proposals]
    state = negotiated_state(unit, agreement_id)
    overlay = carry([each.proposal for each in found], state, at, carrying.confirmed)
    return Content(Standing(state.current), _versions(found), overlay)


def carried_now(unit: Unit, agreement_id: str, carrying: Carrying | None) -> tuple[tuple[str, int], ...]:
    """(proposal, version) of what is to be carried, as it is now."""
    if carrying is None:
        return ()
    return _versions([find(unit, agreement_id, each, carrying.caller) for each in carrying.proposals])


def keep_overlay(unit: Unit, draft: DraftRecord, overlay: Overlay) -> None:
    """Store with ``draft`` what it carries."""
    told = tuple(
        CarriedRecord(each.proposal.id, each.proposal.model_dump(mode="json"), dict(each.removed))
        for each in overlay.carried
    )
    rows = OverlayRecord(told, tuple(map(record_of, overlay.revisions)))
    store.insert_overlay(unit.write, draft.agreement_id, draft.number, draft.clauses, rows)


def carried_of(unit: Unit, draft: DraftRecord) -> tuple[Carried, ...]:
    """The proposals that ``draft`` carries, in order, as they were when it was saved."""
    if not draft.proposals:
        return ()
    rows = store.find_overlay(unit.read, draft.agreement_id, draft.number).proposals
    return tuple(Carried(proposal_of_json(each.applied), each.removed) for each in rows)


def submit_carried(unit: Unit, draft: DraftRecord, caller: Caller) -> None:
    """Submit those proposals of ``draft`` that are drafts: both sides are about to see their words. All or none, in the
    caller's transaction, which holds the agreement's lock.

    Raises :class:`CarriedProposals` where one ended or was written anew, and what
    :func:`api.services.proposals.submit_proposal` raises.
    """
    carried = carried_of(unit, draft)
    now = [find(unit, draft.agreement_id, each.proposal.id, caller).proposal for each in carried]
    check_as_carried(f"Draft {draft.number}", [each.proposal for each in carried], now)
    for each in now:
        if each.state is ProposalState.DRAFT:
            submit_proposal(unit, draft.agreement_id, each.id, caller)


def check_words_agreed(unit: Unit, draft: DraftRecord) -> None:
    """Refuse a draft with words that are no agreed ones: one of its proposals is not accepted, or was with other words.
    Raises :class:`CarriedProposals`, which names them."""
    if draft.proposals:
        now = stored_proposals(unit, draft.agreement_id, [each for each, _ in draft.proposals])
        check_agreed(f"Draft {draft.number}", now, unlike=_accepted_otherwise(unit, draft, now))


def _accepted_otherwise(unit: Unit, draft: DraftRecord, now: Sequence[Proposal]) -> list[str]:
    """The proposals whose clauses never read as they do in ``draft``: they were merged with what came in between."""
    rows = store.find_overlay(unit.read, draft.agreement_id, draft.number).revisions
    said = {(each.clause_id, each.number): each.content_hash for each in rows}
    unlike = {
        proposal_id
        for clause_id, number in draft.clauses
        if (proposal_id := draft.brought.get(clause_id)) is not None
        and said[clause_id, number]
        not in {each.content_hash for each in clause_store.revisions(unit.read, draft.agreement_id, clause_id)}
    }
    return [each.id for each in now if each.id in unlike]


def _versions(found: Sequence[Found]) -> tuple[tuple[str, int], ...]:
    return tuple((each.record.id, each.record.version) for each in found)
