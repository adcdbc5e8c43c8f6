"""What is told about a proposal: its steps of editing in words, the clauses it is about, and what was done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.services.previews import signed
from api.services.proposals import ShownProposal
from api.store.agreements import AgreementRecord
from api.web.proposals_words import readable, redlined
from api.web.timeline import names_of
from clauses.differences import field_differences
from clauses.errors import Collision, CounterpartError
from clauses.record import ClauseRevision
from clauses.text.provenance import Segment
from clauses.wording import suggested_heading
from clauses.wording.match import prose
from drafts.negotiation.contents import edited
from drafts.negotiation.edits import ContentEdit, DeleteClause, Edit, EditText, InsertClause, MoveClause, RenameHeading
from drafts.negotiation.proposals import Act, Proposal, ProposalState
from drafts.negotiation.state import AgreementState

STATES = {
    ProposalState.DRAFT: "draft",
    ProposalState.SUBMITTED: "open",
    ProposalState.ACCEPTED: "accepted",
    ProposalState.REJECTED: "rejected",
    ProposalState.WITHDRAWN: "withdrawn",
    ProposalState.COUNTERED: "countered",
    ProposalState.SUPERSEDED: "replaced",
}
"""Where a proposal is, in a word."""
_DONE = {
    Act.SUBMIT: "Submitted",
    Act.WITHDRAW: "Withdrawn",
    Act.ACCEPT: "Accepted",
    Act.REJECT: "Rejected",
    Act.COUNTER: "Countered",
    Act.SUPERSEDE: "Replaced",
}
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Brief:
    """A proposal in a list."""

    shown: ShownProposal
    title: str
    who: str
    when: datetime
    state: str
    private: bool
    last: str
    """The last step in words, where it is over."""
    note: str

    @property
    def id(self) -> str:
        """The proposal."""
        return self.shown.proposal.id


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step that was taken."""

    told: str
    who: str
    at: datetime
    note: str
    answer: str


@dataclass(frozen=True, slots=True)
class EditTold:
    """A step of editing in words: of which clause, what it does, and the values that change by it."""

    number: int
    clause_id: str
    clause: str
    told: str
    values: tuple[str, ...] = ()
    words: tuple[Segment, ...] = ()
    """The words of the clause with what came and went, where the step edits them."""
    text: str = ""
    """The words of the step itself, where they can be edited in place."""


@dataclass(frozen=True, slots=True)
class CollisionTold:
    """A clause that changed since the proposal was made: how it stands, how it is proposed, and both together."""

    clause_id: str
    clause: str
    told: str
    stands: tuple[Segment, ...]
    """What the clause says now, against what the proposal was made against."""
    proposed: tuple[Segment, ...]
    """What the proposal makes of it, against the same."""
    merged: tuple[Segment, ...]
    """Both together, against what stands."""
    confirm: str


def names_of_clauses(state: AgreementState, proposals: Iterable[Proposal]) -> dict[str, str]:
    """What each clause is called that the agreement has or had, and that a proposal puts in."""
    names = {
        edit.clause_id: edit.heading or suggested_heading(edit.kind)
        for proposal in proposals
        for edit in proposal.edits
        if isinstance(edit, InsertClause)
    }
    return names | {clause_id: chain[-1].heading for clause_id, chain in state.chains.items()}


def title_of(proposal: Proposal, names: Mapping[str, str]) -> str:
    """The clauses that a proposal is about: "Retention and Deletion, Training", or the first and how many more."""
    found = list(dict.fromkeys(edit.clause_id for edit in proposal.edits))
    if not found:
        return "No change yet"
    if len(found) > _MOST_NAMED:
        named = ", ".join(names[each] for each in found[: _MOST_NAMED - 1])
        return f"{named} and {len(found) - _MOST_NAMED + 1} more clauses"
    return ", ".join(names[each] for each in found)


def brief(shown: ShownProposal, agreement: AgreementRecord, names: Mapping[str, str]) -> Brief:
    """A proposal as a list tells it."""
    proposal = shown.proposal
    ended = proposal.state not in (ProposalState.DRAFT, ProposalState.SUBMITTED)
    steps = steps_told(proposal, agreement)
    return Brief(
        shown,
        title_of(proposal, names),
        signed(proposal, agreement),
        shown.at,
        STATES[proposal.state],
        proposal.submitted_at is None,
        f"{steps[-1].told} by {steps[-1].who}" if steps and ended else "",
        steps[-1].note if steps and ended else "",
    )


def steps_told(proposal: Proposal, agreement: AgreementRecord) -> tuple[StepTold, ...]:
    """The steps that were taken, oldest first."""
    names = names_of(agreement)
    return tuple(
        StepTold(
            _DONE[step.act],
            f"{step.by} ({names.get(step.party.value, step.party.value)})",
            step.at,
            step.note or "",
            step.answer or "",
        )
        for step in proposal.steps
    )


# ----------------------------------------------------------------------------------------------------------- edits


def edits_told(proposal: Proposal, state: AgreementState, names: Mapping[str, str]) -> tuple[EditTold, ...]:
    """Each step of editing in words, in order."""
    contents: dict[str, ClauseRevision] = {}
    return tuple(_edit(number, edit, state, names, contents) for number, edit in enumerate(proposal.edits))


def _edit(
    number: int, edit: Edit, state: AgreementState, names: Mapping[str, str], contents: dict[str, ClauseRevision]
) -> EditTold:
    clause = names[edit.clause_id]
    match edit:
        case InsertClause():
            told, text = f"New clause, {_place(edit.after, names)}", edit.text or ""
            return EditTold(number, edit.clause_id, clause, told, words=_all_new(readable(text, names)))
        case DeleteClause():
            return EditTold(number, edit.clause_id, clause, "Taken out")
        case MoveClause():
            return EditTold(number, edit.clause_id, clause, f"Moved, {_place(edit.after, names)}")
        case _:
            return _content(number, edit, state, names, contents)


def _content(
    number: int,
    edit: ContentEdit,
    state: AgreementState,
    names: Mapping[str, str],
    contents: dict[str, ClauseRevision],
) -> EditTold:
    clause = names[edit.clause_id]
    before = contents.get(edit.clause_id) or state.revision(edit.clause_id, edit.base)
    try:
        after = edited(before, edit)
    except CounterpartError as error:  # a kind of the office's own may have changed since
        return EditTold(number, edit.clause_id, clause, error.detail)
    contents[edit.clause_id] = after
    values = tuple(each.told for each in field_differences(before, after, names))
    if isinstance(edit, RenameHeading):
        return EditTold(number, edit.clause_id, clause, f"Called “{edit.heading}”", text=edit.heading)
    if isinstance(edit, EditText):
        words = redlined(*(readable(prose(each), names) for each in (before, after)))
        return EditTold(number, edit.clause_id, clause, "Other words", values, words, edit.text)
    return EditTold(number, edit.clause_id, clause, "", values or ("It says so already.",))


def _place(after: str | None, names: Mapping[str, str]) -> str:
    return f"after {names.get(after, 'a clause that is gone')}" if after else "at the beginning"


def _all_new(text: str) -> tuple[Segment, ...]:
    return redlined("", text) if text else ()


# ------------------------------------------------------------------------------------------------------ collisions


def collisions_told(collisions: Iterable[Collision], names: Mapping[str, str]) -> tuple[CollisionTold, ...]:
    """The clauses that changed since the proposal was made, with their texts marked."""
    return tuple(_collision(each, names) for each in collisions)


def _collision(each: Collision, names: Mapping[str, str]) -> CollisionTold:
    base, ours, theirs, merged = (
        readable(text or "", names) for text in (each.base, each.ours, each.theirs, each.merged)
    )
    return CollisionTold(
        each.clause_id,
        names.get(each.clause_id, "A clause"),
        _why(each),
        redlined(base, ours) if ours else (),
        redlined(base, theirs) if theirs else (),
        redlined(ours, merged) if merged else (),
        each.confirm or "",
    )


def _why(each: Collision) -> str:
    if each.base is None:
        return "It stands elsewhere since, or what it is to follow is gone: the order must be proposed anew."
    if each.ours is None:
        return "It was taken out since the proposal was made."
    if each.merged is not None:
        return "It has changed since, in other words than these: both changes fit into one text, shown below."
    if each.theirs is not None:
        return "It has changed since, in the same words: only a new proposal can say which are meant."
    return "It has changed since; look at what it says now before it is taken out."


def accepted_told(
    proposal: Proposal, state: AgreementState, names: Mapping[str, str]
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[Segment, ...]]]:
    """What an accepted proposal made: by clause its identity, its name, the values that changed and its words."""
    for clause_id, chain in state.chains.items():
        for before, after in zip((None, *chain), chain, strict=False):
            if after.origin.reference == proposal.id:
                values = field_differences(before, after, names) if before is not None else ()
                old = "" if before is None else f"{before.heading}\n{readable(prose(before), names)}"
                words = redlined(old, f"{after.heading}\n{readable(prose(after), names)}")
                yield clause_id, names[clause_id], tuple(each.told for each in values), words
