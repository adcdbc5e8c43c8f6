"""A draft that carries proposals: the clauses as they stand with these applied, in the order given.

Nothing of it is accepted. What the proposals make of the clauses is kept with the draft, beside the chains of the
clauses, and says of itself which proposal it is of (docs/decisions/0021).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clauses.errors import CarriedProposals, InvalidProposal, MovedBase
from clauses.record import ClauseRevision
from clauses.wording.filters import series
from drafts.negotiation.acceptance import Applied, apply
from drafts.negotiation.proposals import Proposal, ProposalState
from drafts.negotiation.state import AgreementState

OPEN = frozenset({ProposalState.DRAFT, ProposalState.SUBMITTED})
"""The states in which nobody has said yes or no."""
ASKED_FOR = OPEN | {ProposalState.ACCEPTED}
"""The states in which a proposal's words are still somebody's wish."""

Confirmed = Mapping[str, str]
"""Clause -> the content hash of a merged text that somebody has read."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A proposal as a draft carries it, and the clauses that it took out, each with the number of the revision that
    stood."""

    proposal: Proposal
    removed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overlay:
    """The agreement with proposals applied."""

    state: AgreementState
    revisions: tuple[ClauseRevision, ...]
    """What they made of the clauses, in the order of their making; of a clause that several changed each step."""
    carried: tuple[Carried, ...]


def carry(
    proposals: Sequence[Proposal],
    state: AgreementState,
    at: datetime,
    confirmed: Mapping[str, Confirmed] | None = None,
) -> Overlay:
    """The agreement as it would be if ``proposals`` were accepted in this order. What a proposal makes is dated by its
    submission, or ``at`` where it was not submitted. ``confirmed`` has, by proposal, what
    :func:`drafts.negotiation.acceptance.apply` takes.

    :raises CarriedProposals: one was accepted or ended.
    :raises InvalidProposal: one is named twice, or takes the place of another.
    :raises MovedBase: and what else ``apply`` raises; a collision names its proposal.
    """
    _check_open(proposals)
    _check_together(proposals)
    now, revisions, carried = state, list[ClauseRevision](), list[Carried]()
    for proposal in proposals:
        made = _applied(proposal, now, at, (confirmed or {}).get(proposal.id, {}))
        stood = {each: state.chains[each][-1].number for each in made.removed if each in state.order}
        carried.append(Carried(proposal, stood))
        revisions += made.revisions
        now = made.state
    return Overlay(now, tuple(revisions), tuple(carried))


def check_agreed(what: str, carried: Sequence[Proposal], *, unlike: Sequence[str] = ()) -> None:
    """Refuse what is for both sides' agreed text alone. ``what`` names the draft, ``unlike`` the carried proposals that
    were accepted with other words than the draft has. Raises :class:`CarriedProposals`, which names those in the way.
    """
    in_the_way = [each for each in carried if each.state is not ProposalState.ACCEPTED or each.id in unlike]
    if not in_the_way:
        return
    mend = "It can once they are accepted."
    if any(each.state not in OPEN for each in in_the_way):
        mend = "Its words are not the agreed ones: save a new draft."
    raise CarriedProposals(
        f"{what} has words that the sides have not agreed: it carries {_told(in_the_way)}. {mend}", _named(in_the_way)
    )


def check_as_carried(what: str, carried: Sequence[Proposal], now: Sequence[Proposal]) -> None:
    """Refuse to put a draft before both sides that carries what its authors no longer ask for: proposals that ended, or
    that were written anew since. ``now`` are the proposals as they are. Raises :class:`CarriedProposals`."""
    ended = [each for each in now if each.state not in ASKED_FOR]
    if ended:
        raise CarriedProposals(f"{what} carries {_told(ended)}; save a new draft without.", _named(ended))
    anew = [
        new
        for old, new in zip(carried, now, strict=True)
        if (old.edits, old.rationale) != (new.edits, new.rationale)
    ]  # fmt: skip
    if anew:
        names = series([each.id for each in anew], "and")
        raise CarriedProposals(
            f"{what} carries {names} as it was before it was written anew; save a new draft.", _named(anew)
        )


def _applied(proposal: Proposal, state: AgreementState, at: datetime, confirmed: Confirmed) -> Applied:
    try:
        return apply(proposal, state, accepted_by=None, at=proposal.submitted_at or at, confirmed=confirmed)
    except MovedBase as error:
        raise MovedBase(tuple(replace(each, proposal=proposal.id) for each in error.collisions)) from None


def _check_open(proposals: Sequence[Proposal]) -> None:
    ended = [each for each in proposals if each.state not in OPEN]
    if ended:
        raise CarriedProposals(
            f"A draft carries proposals that are open, and not {_told(ended)}; leave it out.", _named(ended)
        )


def _check_together(proposals: Sequence[Proposal]) -> None:
    ids = [each.id for each in proposals]
    for n, proposal in enumerate(proposals):
        if proposal.id in ids[:n]:
            raise InvalidProposal(f"The draft is to carry {proposal.id} twice; name it once.")
        named = proposal.in_response_to or proposal.replaces
        if named in ids:
            raise InvalidProposal(f"The proposal {proposal.id} takes the place of {named}; carry one of the two.")


def _told(proposals: Sequence[Proposal]) -> str:
    return series([f"{each.id} ({each.state})" for each in proposals], "and")


def _named(proposals: Sequence[Proposal]) -> tuple[tuple[str, str], ...]:
    return tuple((each.id, each.state.value) for each in proposals)
