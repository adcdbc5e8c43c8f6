"""Proposals and the steps that they take: one table says which are legal, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pydantic import Field, ValidationError

from clauses.errors import IllegalMove, InvalidProposal
from clauses.kinds.problems import problems_of
from clauses.kinds.values import Line, PartyRole, Record, Remark, SomeOf
from clauses.record import UtcTime
from drafts.negotiation.edits import DeleteClause, Edit, InsertClause, MoveClause
from drafts.negotiation.sides import Actor, Sides


class ProposalState(StrEnum):
    """Where a proposal is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    COUNTERED = "countered"
    SUPERSEDED = "superseded"


class Act(StrEnum):
    """A step of a proposal."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    REJECT = "reject"
    COUNTER = "counter"
    """The other side submits a proposal in response."""
    SUPERSEDE = "supersede"
    """The sponsors' side submits a proposal in its place."""


class Who(StrEnum):
    """Which side takes a step."""

    SPONSORS = "the sponsors' side"
    OTHERS = "the other side"


_S = ProposalState

MOVES: Mapping[tuple[ProposalState, Act], tuple[Who, ProposalState]] = MappingProxyType(
    {
        (_S.DRAFT, Act.SUBMIT): (Who.SPONSORS, _S.SUBMITTED),
        (_S.DRAFT, Act.WITHDRAW): (Who.SPONSORS, _S.WITHDRAWN),
        (_S.SUBMITTED, Act.WITHDRAW): (Who.SPONSORS, _S.WITHDRAWN),
        (_S.SUBMITTED, Act.SUPERSEDE): (Who.SPONSORS, _S.SUPERSEDED),
        (_S.SUBMITTED, Act.ACCEPT): (Who.OTHERS, _S.ACCEPTED),
        (_S.SUBMITTED, Act.REJECT): (Who.OTHERS, _S.REJECTED),
        (_S.SUBMITTED, Act.COUNTER): (Who.OTHERS, _S.COUNTERED),
    }
)
"""(state, step) -> (who takes it, state after it). What is not here is refused; a state that is on no left is final."""


class Step(Record):
    """A step that was taken."""

    act: Act = Field(strict=False, title="Step", description="What was done.")
    by: Line = Field(title="By", description="Who did it.")
    party: PartyRole = Field(strict=False, title="Party", description="The party that the person acted for.")
    at: UtcTime = Field(title="Time", description="When, in UTC.")
    note: Remark | None = Field(default=None, title="Note", description="What was said about it; both sides see it.")
    answer: Line | None = Field(
        default=None, title="Answer", description="The proposal that counters or supersedes this one."
    )


class Proposal(Record):
    """Edits that one side offers the other."""

    id: Line = Field(title="Proposal", description="Its identity.")
    author: Line = Field(title="Author", description="Who wrote it.")
    party: PartyRole = Field(strict=False, title="Party", description="The party that the author acts for.")
    sponsors: SomeOf[PartyRole] = Field(title="Sponsors", description="The parties, of one side, that propose it.")
    rationale: Remark = Field(title="Rationale", description="Why.")
    edits: tuple[Edit, ...] = Field(title="Edits", description="The steps, in order.", max_length=500)
    in_response_to: Line | None = Field(
        default=None, title="In response to", description="The other side's proposal that it answers."
    )
    replaces: Line | None = Field(
        default=None, title="Replaces", description="The own side's proposal that it takes the place of."
    )
    entered_by: Line | None = Field(
        default=None,
        title="Entered by",
        description="Who of the other side entered it for its author, from a file that came back.",
    )
    state: ProposalState = Field(
        default=ProposalState.DRAFT, strict=False, title="State", description="Where it is on its way."
    )
    steps: tuple[Step, ...] = Field(default=(), title="Steps", description="The steps that were taken, oldest first.")

    @property
    def submitted_at(self) -> datetime | None:
        """When the other side got to see it, if ever."""
        return next((step.at for step in self.steps if step.act is Act.SUBMIT), None)

    @property
    def accepted_at(self) -> datetime | None:
        """When it was accepted, if it was: the time of the revisions that it made."""
        return next((step.at for step in self.steps if step.act is Act.ACCEPT), None)

    @property
    def is_final(self) -> bool:
        """Whether it takes no further step."""
        return not any(state is self.state for state, _ in MOVES)


# ----------------------------------------------------------------------------------------------------------- drafts


def propose(
    *,
    proposal_id: str,
    actor: Actor,
    sponsors: Sequence[PartyRole],
    rationale: str,
    edits: Sequence[Edit],
    sides: Sides,
    in_response_to: str | None = None,
    replaces: str | None = None,
    entered_by: str | None = None,
) -> Proposal:
    """Return a proposal as a draft of the actor's side; ``entered_by`` names who enters it for the actor.

    :raises InvalidProposal: a value can't be, the sponsors are not of the actor's side, it both answers and replaces,
        or its edits can't stand together.
    """
    side = sides.of(actor.party)
    if stray := [party for party in sponsors if party not in side.parties]:
        raise InvalidProposal(f"{stray[0].label} is not on the side of its author; name sponsors of one side.")
    if in_response_to is not None and replaces is not None:
        raise InvalidProposal("A proposal answers the other side's or replaces one of its own, not both; name one.")
    _check_edits(edits)
    try:
        return Proposal(
            id=proposal_id,
            author=actor.name,
            party=actor.party,
            sponsors=tuple(sponsors),
            rationale=rationale,
            edits=tuple(edits),
            in_response_to=in_response_to,
            replaces=replaces,
            entered_by=entered_by,
        )
    except ValidationError as error:
        problems = problems_of(error, "", Proposal)
        raise InvalidProposal("; ".join(f"{each.path}: {each.reason}" for each in problems)) from None


def redrafted(proposal: Proposal, actor: Actor, sides: Sides, *, rationale: str, edits: Sequence[Edit]) -> Proposal:
    """Return a draft with another rationale and other edits.

    :raises IllegalMove: it is no draft any more, or not of the actor's side.
    :raises InvalidProposal: as in :func:`propose`.
    """
    if proposal.state is not ProposalState.DRAFT:
        raise IllegalMove(f"The proposal is {proposal.state}; only a draft is edited, so propose another in its place.")
    _check_who(proposal, Who.SPONSORS, "edit", actor, sides)
    return propose(
        proposal_id=proposal.id,
        actor=Actor(proposal.author, proposal.party),
        sponsors=proposal.sponsors,
        rationale=rationale,
        edits=edits,
        sides=sides,
        in_response_to=proposal.in_response_to,
        replaces=proposal.replaces,
    )


def visible_to(proposal: Proposal, party: PartyRole, sides: Sides) -> bool:
    """Whether ``party`` may see the proposal: its own side always, the other once it was submitted."""
    return proposal.submitted_at is not None or sides.of(party) == sides.of(proposal.party)


def _check_edits(edits: Sequence[Edit]) -> None:
    bases: dict[str, int] = {}
    inserted: set[str] = set()
    deleted: set[str] = set()
    for n, edit in enumerate(edits, 1):
        if edit.clause_id in deleted:
            raise InvalidProposal(f"Edit {n} edits clause {edit.clause_id} after it was deleted; take one of them out.")
        if isinstance(edit, InsertClause | MoveClause) and edit.after in {*deleted, edit.clause_id}:
            raise InvalidProposal(f"Edit {n} puts a clause after {edit.after}, which is not there; name another.")
        if isinstance(edit, InsertClause):
            if edit.clause_id in inserted | bases.keys():
                raise InvalidProposal(
                    f"Edit {n} inserts clause {edit.clause_id}, which is there; give it a new identity."
                )
            inserted.add(edit.clause_id)
        elif edit.clause_id in inserted:
            raise InvalidProposal(
                f"Edit {n} edits clause {edit.clause_id}, which is inserted; insert it as it is to be."
            )
        elif bases.setdefault(edit.clause_id, edit.base) != edit.base:
            raise InvalidProposal(
                f"Edit {n} is made against revision {edit.base} of clause {edit.clause_id}, an earlier one against "
                f"{bases[edit.clause_id]}; make both against one."
            )
        if isinstance(edit, DeleteClause):
            deleted.add(edit.clause_id)


# ------------------------------------------------------------------------------------------------------------ steps


def legal_acts(proposal: Proposal, party: PartyRole, sides: Sides) -> tuple[Act, ...]:
    """Return the steps that ``party`` may take now."""
    who = _who(proposal, party, sides)
    return tuple(act for (state, act), (taker, _) in MOVES.items() if state is proposal.state and taker is who)


def submit(
    proposal: Proposal, actor: Actor, sides: Sides, at: datetime, answered: Proposal | None = None
) -> tuple[Proposal, Proposal | None]:
    """Return the proposal as submitted, and ``answered``, which it counters or supersedes, as that.

    :raises InvalidProposal: it has no edits, or ``answered`` is not the proposal that it names, or of the wrong side.
    :raises IllegalMove: it is no draft, or the answered proposal is open no more.
    """
    submitted = taken(proposal, Act.SUBMIT, actor, sides, at)
    if not proposal.edits:
        raise InvalidProposal("The proposal changes nothing; add an edit before you submit it.")
    check_answered(proposal, answered, sides)
    if answered is None:
        return submitted, None
    act = Act.COUNTER if proposal.in_response_to is not None else Act.SUPERSEDE
    return submitted, taken(answered, act, actor, sides, at, answer=proposal.id)


def check_answered(proposal: Proposal, answered: Proposal | None, sides: Sides) -> None:
    """Check that ``answered`` is the proposal that the other names, of the right side. Raises InvalidProposal."""
    named = proposal.in_response_to or proposal.replaces
    if named != (answered and answered.id):
        raise InvalidProposal(f"The proposal answers {named or 'none'}, not {answered.id if answered else 'none'}.")
    if answered is None:
        return
    counters = proposal.in_response_to is not None
    if (sides.of(answered.party) != sides.of(proposal.party)) is not counters:
        raise InvalidProposal("A proposal answers one of the other side, and replaces one of its own; name it as that.")


def withdraw(proposal: Proposal, actor: Actor, sides: Sides, at: datetime, note: str | None = None) -> Proposal:
    """Return the proposal as withdrawn. Raises IllegalMove."""
    return taken(proposal, Act.WITHDRAW, actor, sides, at, note=note)


def reject(proposal: Proposal, actor: Actor, sides: Sides, at: datetime, note: str | None = None) -> Proposal:
    """Return the proposal as rejected. Raises IllegalMove."""
    return taken(proposal, Act.REJECT, actor, sides, at, note=note)


def taken(
    proposal: Proposal,
    act: Act,
    actor: Actor,
    sides: Sides,
    at: datetime,
    *,
    note: str | None = None,
    answer: str | None = None,
) -> Proposal:
    """Return the proposal after a step of :data:`MOVES`. Use :func:`submit`, :func:`withdraw`, :func:`reject` and
    ``acceptance.accept``, which see to what goes with it.

    :raises IllegalMove: its state or the actor's side does not allow it, or ``at`` lies before an earlier step.
    """
    move = MOVES.get((proposal.state, act))
    if move is None:
        legal = ", ".join(allowed for state, allowed in MOVES if state is proposal.state)
        raise IllegalMove(
            f"The proposal is {proposal.state}, and can't {act}; "
            + (f"what it can is: {legal}." if legal else "that is final, so propose anew.")
        )
    who, state = move
    _check_who(proposal, who, act, actor, sides)
    if proposal.steps and at < proposal.steps[-1].at:
        raise IllegalMove(f"The step is dated before the last one, {proposal.steps[-1].at}; date it later.")
    step = Step(act=act, by=actor.name, party=actor.party, at=at, note=note, answer=answer)
    return proposal.model_copy(update={"state": state, "steps": (*proposal.steps, step)})


def _who(proposal: Proposal, party: PartyRole, sides: Sides) -> Who:
    return Who.SPONSORS if sides.of(party) == sides.of(proposal.party) else Who.OTHERS


def _check_who(proposal: Proposal, who: Who, act: str, actor: Actor, sides: Sides) -> None:
    if _who(proposal, actor.party, sides) is not who:
        raise IllegalMove(f"Only {who} may {act} the proposal; {actor.party.label} is not on it.")
