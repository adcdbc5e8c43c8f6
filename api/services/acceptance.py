"""Accepting a proposal: its edits become revisions of the clauses, all of them or none, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from api.auth.caller import Caller
from api.services.negotiation import actor_of, is_as_it_stands, negotiated_state
from api.services.proposals import Found, ShownProposal, check_condition, find, keep, locked, shown, step_time
from api.services.stances import agree
from api.services.standing import record_of
from api.store import clauses as store
from api.store.unit import Unit
from clauses.errors import Conflict
from clauses.record import ClauseRevision
from drafts.negotiation.acceptance import Applied, accept
from drafts.negotiation.edits import EditText, RenameHeading, SetField
from drafts.negotiation.proposals import Proposal
from drafts.negotiation.sides import Actor
from drafts.negotiation.state import AgreementState


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting a proposal came to."""

    shown: ShownProposal
    applied: Applied


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes with an acceptance: by clause, the hash of a merged text that was read; and what is said about it."""

    confirmed: Mapping[str, str]
    note: str | None = None
    agree: bool = False
    """Whether the sides agree with the clauses that it makes: the acceptor's with each, the sponsors' with those that
    say just what was asked for. A merged text is new to the sponsors, who say for themselves whether they agree."""


def accept_proposal(
    unit: Unit, agreement_id: str, proposal_id: str, caller: Caller, answer: Answer, if_match: str | None = None
) -> Acceptance:
    """Accept a proposal of the other side.

    What it comes to is worked out before anything is locked, and again under the lock if somebody changed a clause or
    the proposal in between: of two acceptances that collide one is carried out, and the other meets what it made.
    Raises :class:`NotFound`, :class:`StaleEdit`, :class:`IllegalMove`, :class:`MovedBase`, and what else
    :func:`drafts.negotiation.acceptance.accept` raises.
    """
    before = find(unit, agreement_id, proposal_id, caller)
    check_condition(before, if_match)
    state = negotiated_state(unit, agreement_id)
    accepted, applied = _accepted(unit, before, state, caller, answer)
    found = locked(unit, agreement_id, proposal_id, caller, if_match)
    if found.record.version != before.record.version or not is_as_it_stands(unit, agreement_id, state):
        state = negotiated_state(unit, agreement_id)
        accepted, applied = _accepted(unit, found, state, caller, answer)
    store_applied(unit, agreement_id, state, applied, accepted.steps[-1].at)
    if answer.agree:
        _agree(unit, agreement_id, found.proposal, actor_of(caller), state, applied)
    return Acceptance(shown(keep(unit, found, accepted), caller), applied)


def _accepted(
    unit: Unit, found: Found, state: AgreementState, caller: Caller, answer: Answer
) -> tuple[Proposal, Applied]:
    at = step_time(unit.at, found.proposal)
    return accept(found.proposal, state, actor_of(caller), found.sides, at, answer.confirmed, note=answer.note)


def store_applied(unit: Unit, agreement_id: str, before: AgreementState, applied: Applied, at: datetime) -> None:
    """Store what is new, at the time of the acceptance, by which who took a clause out is known
    (drafts.negotiation.places). Each clause must still be as it was read: an operator's direct edit holds no lock."""
    for revision in applied.revisions:
        if not _insert(unit, agreement_id, revision):
            raise _meanwhile(revision.clause_id)
    for clause_id in applied.removed:
        seen = before.chains[clause_id][-1].number
        if not store.remove_clause(unit.write, agreement_id, clause_id, seen, at):
            raise _meanwhile(clause_id)
    store.set_order(unit.write, agreement_id, applied.state.order)


def _insert(unit: Unit, agreement_id: str, revision: ClauseRevision) -> bool:
    if revision.number > 1:
        return store.insert_next(unit.write, agreement_id, record_of(revision))
    try:
        store.insert_clause(unit.write, agreement_id, record_of(revision))
    except IntegrityError:
        raise Conflict(f"The identity {revision.clause_id} was taken meanwhile; propose the clause anew.") from None
    return True


def _agree(
    unit: Unit, agreement_id: str, proposal: Proposal, acceptor: Actor, before: AgreementState, applied: Applied
) -> None:
    edits = (each for each in proposal.edits if isinstance(each, SetField | EditText | RenameHeading))
    bases = {each.clause_id: each.base for each in edits}
    sponsor = Actor(proposal.author, proposal.party)
    for revision in applied.revisions:
        stood = before.newest(revision.clause_id)
        base = stood and before.revision(revision.clause_id, bases[revision.clause_id])
        as_asked = stood is None or base is None or base.content_hash == stood.content_hash
        agree(unit, agreement_id, revision, *([sponsor, acceptor] if as_asked else [acceptor]))


def _meanwhile(clause_id: str) -> Conflict:
    return Conflict(f"The clause {clause_id} changed at the same moment; look at it and accept again.")
