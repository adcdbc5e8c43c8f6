"""Accepting a proposal: its edits on the agreement as it stands, all of them or none.

What a clause says is compared with what the proposal was made against. Where it moved on, nothing is applied and the
error shows each text; where both changes touch different words and fields it also has the merged text, and the hash
that confirms it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from clauses.errors import Collision, Conflict, InvalidProposal, MovedBase
from clauses.kinds import kind
from clauses.record import ClauseRevision, Origin, create, revise
from clauses.wording import suggested_heading
from clauses.wording.match import match
from drafts.negotiation.contents import edited, merged, text_of
from drafts.negotiation.edits import DeleteClause, EditText, InsertClause, MoveClause, RenameHeading, SetField
from drafts.negotiation.proposals import Act, Proposal, taken
from drafts.negotiation.sides import Actor, Sides
from drafts.negotiation.state import AgreementState


@dataclass(frozen=True, slots=True)
class Applied:
    """The agreement after a proposal, and what is new in it."""

    state: AgreementState
    revisions: tuple[ClauseRevision, ...]
    """The new revisions, first ones of inserted clauses among them."""
    removed: tuple[str, ...]
    """The clauses that stand no more."""

    @property
    def is_empty(self) -> bool:
        """Whether the agreement said all of it already, but perhaps for the order."""
        return not self.revisions and not self.removed


def accept(
    proposal: Proposal,
    state: AgreementState,
    actor: Actor,
    sides: Sides,
    at: datetime,
    confirmed: Mapping[str, str] | None = None,
    *,
    note: str | None = None,
) -> tuple[Proposal, Applied]:
    """Return the proposal as accepted, and the agreement with it. ``confirmed`` as in :func:`apply`.

    :raises IllegalMove: it is not submitted, or the actor is of the sponsors' side.
    :raises InvalidProposal: and other errors as :func:`apply` has them.
    """
    accepted = taken(proposal, Act.ACCEPT, actor, sides, at, note=note)
    return accepted, apply(proposal, state, accepted_by=actor.name, at=at, confirmed=confirmed)


def apply(
    proposal: Proposal,
    state: AgreementState,
    *,
    accepted_by: str | None,
    at: datetime,
    confirmed: Mapping[str, str] | None = None,
) -> Applied:
    """Return the agreement with the proposal's edits; also a preview of a proposal that nobody accepted.

    Each new revision has the proposal's author, party and rationale and the proposal as its origin. It is dated ``at``,
    or as the clause's newest revision where a clock was set back. ``confirmed`` has, by clause, the content hash of a
    merged text that somebody has read (``Collision.confirm``): it counts for no other text. A clause that says what is
    asked for already gets no revision.

    :raises MovedBase: the agreement changed since the proposal was made, and no merged text is confirmed.
    :raises Conflict: a second clause of a kind that may stand once, or an identity that is taken.
    :raises InvalidProposal: an edit names a revision or a clause that never was.
    :raises InvalidClause: a value is refused; UnreadableProse and NumberAndWordDisagree the same for words.
    """
    contents, collisions = _contents(proposal, state, confirmed or {})
    order, misplaced = _order(proposal, state)
    collisions += [*_deletions(proposal, state), *misplaced]
    if collisions:
        raise MovedBase(tuple(collisions))
    origin = Origin(
        how="proposal",
        reference=proposal.id,
        sponsors=proposal.sponsors,
        proposed_at=proposal.submitted_at,
        accepted_by=accepted_by,
        entered_by=proposal.entered_by,
    )
    revisions = [
        *(_first(edit, state, proposal, at, origin) for edit in proposal.edits if isinstance(edit, InsertClause)),
        *(_next(state.chains[clause_id][-1], content, proposal, at, origin) for clause_id, content in contents.items()),
    ]
    chains = dict(state.chains)
    for revision in revisions:
        chains[revision.clause_id] = (*chains.get(revision.clause_id, ()), revision)
    after = AgreementState(order, chains)
    _check_kinds(after, revisions)
    return Applied(after, tuple(revisions), tuple(each for each in state.order if each not in order))


def check_edits(proposal: Proposal, state: AgreementState, at: datetime) -> None:
    """Check each edit against the revision that it names, whatever became of the clause since: a draft says at once
    what no acceptance could mend.

    :raises InvalidProposal: an edit names a revision or a clause that never was.
    :raises InvalidClause: a value is refused; UnreadableProse and NumberAndWordDisagree the same for words.
    :raises Conflict: a new clause has an identity that is taken.
    """
    _asked(proposal, state)
    known = set(state.chains)
    for edit in proposal.edits:
        if isinstance(edit, InsertClause):
            _first(edit, state, proposal, at, Origin(how="proposal", reference=proposal.id))
            known.add(edit.clause_id)
        else:
            state.revision(edit.clause_id, edit.base)
        if isinstance(edit, InsertClause | MoveClause) and edit.after is not None and edit.after not in known:
            raise InvalidProposal(f"There is no clause {edit.after}; name one that stands.")


# -------------------------------------------------------------------------------------------------------- contents


def _asked(proposal: Proposal, state: AgreementState) -> tuple[dict[str, ClauseRevision], dict[str, ClauseRevision]]:
    """By clause: the revision that its edits are made against, and what they make of it."""
    bases: dict[str, ClauseRevision] = {}
    asked: dict[str, ClauseRevision] = {}
    for edit in proposal.edits:
        if isinstance(edit, SetField | EditText | RenameHeading):
            base = bases.setdefault(edit.clause_id, state.revision(edit.clause_id, edit.base))
            asked[edit.clause_id] = edited(asked.get(edit.clause_id, base), edit)
    return bases, asked


def _contents(
    proposal: Proposal, state: AgreementState, confirmed: Mapping[str, str]
) -> tuple[dict[str, ClauseRevision], list[Collision]]:
    """What each edited clause is to say, where that is not what it says, and the clauses that moved on."""
    bases, asked = _asked(proposal, state)
    contents: dict[str, ClauseRevision] = {}
    collisions: list[Collision] = []
    for clause_id, theirs in asked.items():
        settled = _settled(bases[clause_id], state.newest(clause_id), theirs, confirmed.get(clause_id))
        if isinstance(settled, Collision):
            collisions.append(settled)
        elif settled.content_hash != state.chains[clause_id][-1].content_hash:
            contents[clause_id] = settled
    return contents, collisions


def _settled(
    base: ClauseRevision, ours: ClauseRevision | None, theirs: ClauseRevision, confirmed: str | None
) -> ClauseRevision | Collision:
    if ours is None:
        return _collision(base, ours, theirs)
    if ours.content_hash in (base.content_hash, theirs.content_hash):
        return theirs
    both = merged(base, ours, theirs)
    if both is not None and confirmed == both.content_hash:
        return both
    return _collision(base, ours, theirs, both)


def _collision(
    base: ClauseRevision,
    ours: ClauseRevision | None,
    theirs: ClauseRevision | None,
    both: ClauseRevision | None = None,
) -> Collision:
    name = f"“{(ours or base).heading}” ({base.clause_id})"
    if ours is None:
        reason = f"The clause {name} was taken out since."
    else:
        moved = f"The clause {name} went from revision {base.number} to {ours.number}"
        remedy = "read the merged text and confirm it" if both else "both changed the same words, so propose anew"
        reason = f"{moved}; {remedy if theirs else 'read it before it is taken out'}."
    return Collision(
        base.clause_id,
        reason,
        base=text_of(base),
        ours=ours and text_of(ours),
        theirs=theirs and text_of(theirs),
        merged=both and text_of(both),
        confirm=both and both.content_hash,
    )


def _deletions(proposal: Proposal, state: AgreementState) -> Iterator[Collision]:
    for edit in proposal.edits:
        if isinstance(edit, DeleteClause):
            base, ours = state.revision(edit.clause_id, edit.base), state.newest(edit.clause_id)
            if ours is not None and ours.content_hash != base.content_hash:
                yield _collision(base, ours, None)


# ----------------------------------------------------------------------------------------------------------- order


def _order(proposal: Proposal, state: AgreementState) -> tuple[tuple[str, ...], list[Collision]]:
    """The order after the proposal, and what can't be placed because the order changed."""
    order = list(state.order)
    collisions: list[Collision] = []
    for edit in proposal.edits:
        if isinstance(edit, DeleteClause) and edit.clause_id in order:
            order.remove(edit.clause_id)
        elif isinstance(edit, InsertClause | MoveClause):
            misplaced = _misplaced(edit, order, state)
            if misplaced:
                collisions.append(Collision(edit.clause_id, misplaced))
                continue
            if edit.clause_id in order:
                order.remove(edit.clause_id)
            order.insert(0 if edit.after is None else order.index(edit.after) + 1, edit.clause_id)
    return tuple(order), collisions


def _misplaced(edit: InsertClause | MoveClause, order: list[str], state: AgreementState) -> str:
    """Why a clause can't be put where the edit says, or nothing."""
    if edit.after is not None and edit.after not in order:
        if edit.after not in state.chains:
            raise InvalidProposal(f"There is no clause {edit.after}; name one that stands.")
        return f"The clause {edit.after}, which {edit.clause_id} is to follow, was taken out; propose another place."
    if isinstance(edit, InsertClause):
        return ""
    heading = state.revision(edit.clause_id, edit.base).heading
    if edit.clause_id not in order:
        return f"The clause “{heading}” ({edit.clause_id}) was taken out since."
    place = 0 if edit.after is None else order.index(edit.after) + 1
    stands_there = order[place : place + 1] == [edit.clause_id]
    if not stands_there and state.before(edit.clause_id) != edit.stood_after:
        return f"The clause “{heading}” ({edit.clause_id}) stands elsewhere since; look where, and propose anew."
    return ""


# ------------------------------------------------------------------------------------------------------- revisions


def _first(
    edit: InsertClause, state: AgreementState, proposal: Proposal, at: datetime, origin: Origin
) -> ClauseRevision:
    if edit.clause_id in state.chains:
        raise Conflict(f"There is a clause {edit.clause_id} already; give the new one an identity of its own.")
    heading = suggested_heading(edit.kind) if edit.heading is None else edit.heading
    first = create(
        clause_id=edit.clause_id,
        kind=edit.kind,
        heading=heading,
        fields=edit.fields,
        author=proposal.author,
        party=proposal.party,
        at=at,
        origin=origin,
        rationale=proposal.rationale,
    )
    if edit.text is None:
        return first
    found = match(edit.text, first)
    return first.model_copy(update={"fields": found.fields, "wording": found.wording})


def _next(
    ours: ClauseRevision, content: ClauseRevision, proposal: Proposal, at: datetime, origin: Origin
) -> ClauseRevision:
    return revise(
        ours,
        heading=content.heading,
        fields=content.fields,
        wording=content.wording,
        author=proposal.author,
        party=proposal.party,
        at=max(at, ours.at),
        rationale=proposal.rationale,
        origin=origin,
    )


def _check_kinds(state: AgreementState, revisions: list[ClauseRevision]) -> None:
    kinds = [revision.kind for revision in state.current]
    for revision in revisions:
        if kinds.count(revision.kind) > 1 and not kind(revision.kind).repeatable:
            raise Conflict(f"The agreement has a clause of the kind {revision.kind!r} already, and may have one.")
