"""Which proposals took clauses out or moved them, accepted ones and those that a draft carries: places are in no
revision, so that none tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drafts.negotiation.edits import DeleteClause, MoveClause
from drafts.negotiation.overlay import Carried
from drafts.negotiation.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Placer:
    """A proposal that took out or moved a clause, and when: at its acceptance, or in a draft that carries it alone."""

    proposal: Proposal
    at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """Clauses with the proposal that took them out or put them elsewhere. What is missing nobody is known to have done:
    it was done directly, or read backwards."""

    removed: Mapping[str, Placer] = field(default_factory=dict[str, Placer])
    moved: Mapping[str, Placer] = field(default_factory=dict[str, Placer])


@dataclass(frozen=True, slots=True)
class Moment:
    """Which clauses stood at a time, in order; in a draft that carries proposals, with these applied."""

    order: Sequence[str]
    at: datetime
    carried: Sequence[Carried] = ()


def placed(before: Moment, after: Moment, accepted: Sequence[Proposal], removals: Mapping[str, datetime]) -> Placed:
    """Who took out or moved what stands in another place, or not at all, ``after``.

    ``accepted`` are accepted proposals. ``removals`` says when each clause was taken out: the acceptance of that time
    did it. What ``after`` carries comes later than all of them, and what ``before`` carries was there already. A clause
    that moved is told under the last proposal that moved it; one that others were moved past, under who moved them, if
    one proposal moved them all.
    """
    if before.at >= after.at:
        return Placed()
    there = {each.proposal.id for each in before.carried}
    known = sorted(
        (at, each.id, each) for each in accepted if (at := each.accepted_at) is not None and each.id not in there
    )
    removed = {
        edit.clause_id: Placer(proposal, at)
        for at, _, proposal in known
        for edit in proposal.edits
        if isinstance(edit, DeleteClause) and removals.get(edit.clause_id) == at
    }
    moves = {
        edit.clause_id: Placer(proposal, at)
        for at, _, proposal in known
        for edit in proposal.edits
        if isinstance(edit, MoveClause) and before.at < at <= after.at
    }
    for each in after.carried:
        if each.proposal.id not in there:
            placer = Placer(each.proposal, each.proposal.submitted_at or after.at)
            removed |= dict.fromkeys(each.removed, placer)
            moves |= {edit.clause_id: placer for edit in each.proposal.edits if isinstance(edit, MoveClause)}
    gone = set(before.order) - set(after.order)
    return Placed({c: p for c, p in removed.items() if c in gone}, _movers(before.order, after.order, moves))


def _movers(before: Sequence[str], after: Sequence[str], moves: Mapping[str, Placer]) -> dict[str, Placer]:
    """Each clause that stands on the other side of another one, with who moved it, or all that passed it."""
    new = {clause: place for place, clause in enumerate(after)}
    old = [clause for clause in before if clause in new]
    found: dict[str, Placer] = {}
    for place, clause in enumerate(old):
        passed = [c for c in old[:place] if new[c] > new[clause]] + [c for c in old[place:] if new[c] < new[clause]]
        movers = [moves.get(each) for each in ([clause] if clause in moves else passed)]
        if passed and movers[0] is not None and all(each == movers[0] for each in movers):
            found[clause] = movers[0]
    return found
