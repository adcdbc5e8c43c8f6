"""Proposals: write, read, list, and the steps that they take. Accepting one is :mod:`api.services.acceptance`.

A proposal that was never submitted exists for the side of its author alone: everybody else is told what is told when
there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.auth.caller import Caller
from api.etags import Conditions
from api.services.agreements import get_agreement
from api.services.negotiation import actor_of, acts_for, negotiated_state, require_sides, sides_of
from api.store import clauses as clause_store
from api.store import proposals as store
from api.store.agreements import lock_agreement
from api.store.columns import canonical_json
from api.store.proposals import ProposalRecord
from api.store.unit import Unit
from clauses.errors import Conflict, NotFound
from clauses.kinds.values import PartyRole
from drafts.negotiation import proposals as rules
from drafts.negotiation.acceptance import check_edits
from drafts.negotiation.edits import Edit, InsertClause
from drafts.negotiation.proposals import Act, Proposal, ProposalState
from drafts.negotiation.sides import Actor, Sides


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal as somebody sees it. ``legal_acts`` are the steps that this caller may take now."""

    agreement_id: str
    proposal: Proposal
    at: datetime
    etag: str
    legal_acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal that the caller may see, its row, and the sides."""

    record: ProposalRecord
    proposal: Proposal
    sides: Sides


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What is proposed, why, and in answer to what. Without ``sponsors`` the author's party proposes it."""

    rationale: str
    edits: Sequence[Edit]
    sponsors: Sequence[PartyRole] = ()
    in_response_to: str | None = None
    replaces: str | None = None


# ---------------------------------------------------------------------------------------------------------- writing


def propose(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller, new: NewProposal) -> ShownProposal:
    """Store a draft of the caller's side and return it.

    Raises :class:`NotFound`, also for a proposal that it answers and the caller can't see; :class:`Conflict` where
    there are not two sides, or an identity is taken; and what :func:`drafts.negotiation.proposals.propose` and
    :func:`drafts.negotiation.acceptance.check_edits` raise.
    """
    sides = require_sides(get_agreement(unit, agreement_id))
    actor = actor_of(caller)
    proposal = rules.propose(
        proposal_id=proposal_id,
        actor=actor,
        sponsors=new.sponsors or [actor.party],
        rationale=new.rationale,
        edits=new.edits,
        sides=sides,
        in_response_to=new.in_response_to,
        replaces=new.replaces,
    )
    named = new.in_response_to or new.replaces
    answered = None if named is None else find(unit, agreement_id, named, caller).proposal
    rules.check_answered(proposal, answered, sides)
    _check_edits(unit, agreement_id, proposal)
    record = record_of(agreement_id, proposal, 1, unit.at)
    store.insert_proposal(unit.write, record)
    return shown(Found(record, proposal, sides), caller)


def redraft(
    unit: Unit,
    agreement_id: str,
    proposal_id: str,
    caller: Caller,
    if_match: str | None,
    *,
    rationale: str,
    edits: Sequence[Edit],
) -> ShownProposal:
    """Give a draft another rationale and other edits, if it is as it was read.

    Raises :class:`NotFound`, :class:`PreconditionRequired`, :class:`StaleEdit`, :class:`IllegalMove` for what is no
    draft any more, and what :func:`propose` raises for edits.
    """
    found = find(unit, agreement_id, proposal_id, caller)
    _check_seen(found, if_match)
    made = rules.redrafted(found.proposal, actor_of(caller), found.sides, rationale=rationale, edits=edits)
    _check_edits(unit, agreement_id, made)
    lock_agreement(unit.write, agreement_id)
    now = find(unit, agreement_id, proposal_id, caller)
    _check_seen(now, if_match)
    return shown(keep(unit, now, made, unit.at), caller)


def _check_edits(unit: Unit, agreement_id: str, proposal: Proposal) -> None:
    check_edits(proposal, negotiated_state(unit, agreement_id), unit.at)
    inserted = [edit.clause_id for edit in proposal.edits if isinstance(edit, InsertClause)]
    if inserted and (taken := clause_store.find_elsewhere(unit.read, agreement_id, inserted)):
        raise Conflict(f"The identity {taken} is taken; leave it out, and the new clause gets one.")


# ---------------------------------------------------------------------------------------------------------- reading


def find(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> Found:
    """A proposal that the caller may see. Raises :class:`NotFound` for any other."""
    sides = sides_of(get_agreement(unit, agreement_id))
    record = store.find_proposal(unit.read, agreement_id, proposal_id)
    if sides is not None and record is not None:
        found = Found(record, _proposal_of(record), sides)
        if is_visible(found.proposal, sides, caller):
            return found
    raise NotFound(f"The agreement has no proposal {proposal_id!r}.")


def is_visible(proposal: Proposal, sides: Sides, caller: Caller) -> bool:
    """Whether the caller may see a proposal: once it was submitted, or as one of its author's side who may see what is
    private to it."""
    return proposal.submitted_at is not None or caller.private_side == sides.of(proposal.party).name


def get_proposal(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> ShownProposal:
    """A proposal. Raises :class:`NotFound`."""
    return shown(find(unit, agreement_id, proposal_id, caller), caller)


def list_proposals(
    unit: Unit,
    agreement_id: str,
    caller: Caller,
    *,
    states: Collection[ProposalState] = (),
    clause_id: str | None = None,
    party: PartyRole | None = None,
    ids: Collection[str] | None = None,
) -> tuple[ShownProposal, ...]:
    """The proposals that the caller may see, by their time; of the states, clause and sponsor that are named; of those
    that were submitted ``ids`` alone, where these are given.

    Raises :class:`NotFound`.
    """
    sides = sides_of(get_agreement(unit, agreement_id))
    if sides is None:
        return ()
    records = store.list_proposals(unit.read, agreement_id, states=list(states), clause_id=clause_id, ids=ids)
    found = (Found(record, _proposal_of(record), sides) for record in records)
    return tuple(
        shown(each, caller)
        for each in found
        if is_visible(each.proposal, sides, caller) and (party is None or party in each.proposal.sponsors)
    )


def accepted_proposals(unit: Unit, agreement_id: str) -> tuple[Proposal, ...]:
    """What was accepted, which both sides see."""
    records = store.list_proposals(unit.read, agreement_id, states=[ProposalState.ACCEPTED.value])
    return tuple(map(_proposal_of, records))


def stored_proposals(unit: Unit, agreement_id: str, proposal_ids: Collection[str]) -> tuple[Proposal, ...]:
    """Proposals of the agreement by their ids, in that order, whoever may see them: for rules, and not to be shown."""
    found = {each.id: each for each in store.list_proposals(unit.read, agreement_id)}
    return tuple(_proposal_of(found[each]) for each in proposal_ids)


def shown(found: Found, caller: Caller) -> ShownProposal:
    """A proposal as ``caller`` sees it. Who may only read, or acts for a party that takes no steps, is shown none."""
    acts, party = (), acts_for(caller)
    if caller.private_side is not None and party is not None:
        acts = rules.legal_acts(found.proposal, party, found.sides)
    return ShownProposal(found.record.agreement_id, found.proposal, found.record.at, etag_of(found), acts)


def etag_of(found: Found) -> str:
    """The strong tag of a proposal. From its submission on it names the state, which no proposal is in twice: how often
    a draft was written is its side's own affair."""
    state = found.proposal.state
    rest = f"{state}-{found.record.version}" if found.proposal.submitted_at is None else state
    return f'"{found.record.id}-{rest}"'


# ------------------------------------------------------------------------------------------------------------ steps


def submit_proposal(
    unit: Unit, agreement_id: str, proposal_id: str, caller: Caller, if_match: str | None = None
) -> ShownProposal:
    """Show a draft to the other side; what it answers is countered or superseded by that.

    Raises :class:`NotFound`, :class:`StaleEdit`, :class:`IllegalMove`, and :class:`InvalidProposal` for one that has
    no edits.
    """
    actor = actor_of(caller)
    found = locked(unit, agreement_id, proposal_id, caller, if_match)
    named = found.proposal.in_response_to or found.proposal.replaces
    answered = None if named is None else find(unit, agreement_id, named, caller)
    at = step_time(unit.at, found.proposal, answered and answered.proposal)
    submitted, other = rules.submit(found.proposal, actor, found.sides, at, answered and answered.proposal)
    if answered is not None and other is not None:
        keep(unit, answered, other)
    return shown(keep(unit, found, submitted, at), caller)


def withdraw_proposal(
    unit: Unit,
    agreement_id: str,
    proposal_id: str,
    caller: Caller,
    note: str | None = None,
    if_match: str | None = None,
) -> ShownProposal:
    """Take a proposal of the own side back. Raises :class:`NotFound`, :class:`StaleEdit` and :class:`IllegalMove`."""
    return _ended(unit, agreement_id, proposal_id, caller, note, if_match, rules.withdraw)


def reject_proposal(
    unit: Unit,
    agreement_id: str,
    proposal_id: str,
    caller: Caller,
    note: str | None = None,
    if_match: str | None = None,
) -> ShownProposal:
    """Say no to a proposal of the other side. Raises :class:`NotFound`, :class:`StaleEdit`, :class:`IllegalMove`."""
    return _ended(unit, agreement_id, proposal_id, caller, note, if_match, rules.reject)


_End = Callable[[Proposal, Actor, Sides, datetime, str | None], Proposal]


def _ended(
    unit: Unit, agreement_id: str, proposal_id: str, caller: Caller, note: str | None, if_match: str | None, end: _End
) -> ShownProposal:
    actor = actor_of(caller)
    found = locked(unit, agreement_id, proposal_id, caller, if_match)
    made = end(found.proposal, actor, found.sides, step_time(unit.at, found.proposal), note)
    return shown(keep(unit, found, made), caller)


def locked(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller, if_match: str | None) -> Found:
    """The proposal, as it stays to the end of the transaction: steps of an agreement's proposals are taken one after
    another. Raises :class:`NotFound`, before anything is locked, and :class:`StaleEdit`."""
    find(unit, agreement_id, proposal_id, caller)
    lock_agreement(unit.write, agreement_id)
    found = find(unit, agreement_id, proposal_id, caller)
    check_condition(found, if_match)
    return found


def check_condition(found: Found, if_match: str | None) -> None:
    """Hold a step to the version that an If-Match header names, if there is one. Raises :class:`StaleEdit`."""
    Conditions(if_match).hold_if_said(etag_of(found), "the proposal")


def step_time(at: datetime, *taken: Proposal | None) -> datetime:
    """``at``, or the time of the last step of ``taken``, where a clock was set back or a request waited for another."""
    return max([at, *(step.at for proposal in taken if proposal for step in proposal.steps[-1:])])


def keep(unit: Unit, found: Found, proposal: Proposal, at: datetime | None = None) -> Found:
    """Store ``proposal`` as what became of ``found``; ``at`` gives it another place in lists. Raises
    :class:`Conflict`."""
    record = record_of(found.record.agreement_id, proposal, found.record.version + 1, at or found.record.at)
    if not store.replace_proposal(unit.write, record):
        raise Conflict("Somebody changed the proposal at the same moment; read it and decide again.")
    return Found(record, proposal, found.sides)


def _check_seen(found: Found, if_match: str | None) -> None:
    Conditions(if_match).hold(etag_of(found), "the proposal")


def record_of(agreement_id: str, proposal: Proposal, version: int, at: datetime) -> ProposalRecord:
    """A proposal as a row."""
    told: dict[str, Any] = proposal.model_dump(mode="json")
    return ProposalRecord(agreement_id=agreement_id, version=version, at=at, **told)


def proposal_of_json(told: Mapping[str, Any]) -> Proposal:
    """The proposal of its JSON form."""
    return Proposal.model_validate_json(canonical_json(told))


def _proposal_of(record: ProposalRecord) -> Proposal:
    return proposal_of_json({name: getattr(record, name) for name in Proposal.model_fields})
