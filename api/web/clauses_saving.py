"""How an edit of a clause is kept: as edits of a draft proposal of the reader's side where two sides negotiate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from api.auth.caller import Caller
from api.ids import new_proposal_id
from api.services.negotiation import admit_direct_edit
from api.services.proposals import (
    Found,
    NewProposal,
    ShownProposal,
    etag_of,
    find,
    list_proposals,
    propose,
    redraft,
)
from api.store.unit import Unit
from api.web.frame import AT
from clauses.errors import Conflict, InvalidClause, InvalidProposal, ProposalNeeded, StaleEdit
from clauses.record import ClauseRevision
from clauses.wording.match import prose
from drafts.negotiation.contents import edited
from drafts.negotiation.edits import ContentEdit, Edit, EditText, RenameHeading, SetField
from drafts.negotiation.proposals import Act, ProposalState

_CONTENT = (SetField, EditText, RenameHeading)


@dataclass(frozen=True, slots=True)
class Into:
    """Where an edit goes: a draft proposal by its identity ("" for a new one), and why it is made. ``seen`` is the tag
    of the draft that the form was opened with."""

    draft: str
    rationale: str
    seen: str = ""


def edits_directly(unit: Unit, agreement_id: str, caller: Caller) -> bool:
    """Whether the caller changes clauses without a proposal. Raises :class:`NotFound`."""
    try:
        admit_direct_edit(unit, agreement_id, caller)
    except ProposalNeeded:
        return False
    return True


def own_drafts(unit: Unit, agreement_id: str, caller: Caller) -> tuple[ShownProposal, ...]:
    """The draft proposals of the caller's side, which take more edits."""
    found = list_proposals(unit, agreement_id, caller, states=[ProposalState.DRAFT])
    return tuple(each for each in found if Act.SUBMIT in each.legal_acts)


def proposal_address(agreement_id: str, proposal_id: str) -> str:
    """The page of a proposal."""
    return f"{AT.format(agreement_id=agreement_id)}/proposals/{proposal_id}"


def content_edits(edits: Sequence[Edit], clause_id: str) -> tuple[ContentEdit, ...]:
    """Those of a proposal's edits that change what a clause says."""
    return tuple(each for each in edits if isinstance(each, _CONTENT) and each.clause_id == clause_id)


def as_edited(base: ClauseRevision, edits: Sequence[ContentEdit]) -> ClauseRevision:
    """What the clause says with ``edits``. Raises what :func:`drafts.negotiation.contents.edited` raises."""
    for each in edits:
        base = edited(base, each)
    return base


def put_edits(
    unit: Unit, agreement_id: str, caller: Caller, edits: Sequence[Edit], into: Into, *, instead_of: str | None = None
) -> str:
    """Store ``edits`` in the draft that ``into`` names, or in a new one, and return its identity. In the draft they
    stand in place of what it said about the words of the clause ``instead_of``.

    Raises what :func:`propose` and :func:`redraft` raise, and :class:`Conflict` for a draft that says something about
    the words of the clause already where ``instead_of`` does not allow for it."""
    if not into.draft:
        made = propose(unit, agreement_id, new_proposal_id(), caller, NewProposal(into.rationale, edits))
        return made.proposal.id
    found = find(unit, agreement_id, into.draft, caller)
    if found.proposal.state is not ProposalState.DRAFT:
        raise Conflict("That proposal is no draft any more; choose another one, or begin a new one.")
    if instead_of and into.seen != etag_of(found):
        raise Conflict(
            "Somebody on your side changed that draft since you opened it. Look at it; save again to put what you "
            "typed in the place of what it says about this clause now."
        )
    kept = _kept(found, edits, instead_of)
    why = "\n\n".join(filter(None, (found.proposal.rationale, into.rationale)))
    redraft(unit, agreement_id, into.draft, caller, etag_of(found), rationale=why, edits=[*kept, *edits])
    return into.draft


def _kept(found: Found, edits: Sequence[Edit], instead_of: str | None) -> list[Edit]:
    """The edits of a draft that stay beside new ones."""
    there = found.proposal.edits
    gone = content_edits(there, instead_of) if instead_of else ()
    kept = [each for each in there if each not in gone]
    touched = {each.clause_id for each in edits if isinstance(each, _CONTENT)}
    if any(isinstance(each, _CONTENT) and each.clause_id in touched for each in kept):
        raise Conflict(
            "That draft changes the words of this clause already. Choose another, or open the clause from the list of "
            "your drafts to go on where it stands."
        )
    return kept


# ------------------------------------------------------------------------------------------------------ the edits


def edits_between(base: ClauseRevision, after: ClauseRevision, text: str | None = None) -> tuple[Edit, ...]:
    """The edits that make ``after`` of ``base``: of the words, where ``text`` is their edited prose; else of the
    fields, each that changed, or of the words where no order of these is valid on the way.

    Raises :class:`InvalidProposal` where no edit says it."""
    clause_id, number = base.clause_id, base.number
    heading: list[Edit] = []
    if after.heading != base.heading:
        heading.append(RenameHeading(clause_id=clause_id, base=number, heading=after.heading))
    if after.fields == base.fields and after.wording == base.wording:
        return tuple(heading)
    asked = with_heading_of(base, after)
    if text is None and after.wording == base.wording:
        before, now = (each.fields.model_dump(mode="json") for each in (base, after))
        changed = _changed(before, now, "")
        steps = [SetField(clause_id=clause_id, base=number, path=path, value=value) for path, value in changed]
        ordered = _in_valid_order(base, steps)
        if ordered is not None:
            return (*heading, *ordered)
    words = EditText(clause_id=clause_id, base=number, text=prose(after) if text is None else text)
    if not _same(as_edited(base, [words]), asked):
        raise InvalidProposal(
            "These values can't be proposed together: one of them is not told by the words. Change the words instead, "
            "or propose the values one after another."
        )
    return (*heading, words)


def with_heading_of(base: ClauseRevision, after: ClauseRevision) -> ClauseRevision:
    """``after`` under the heading of ``base``."""
    return after.model_copy(update={"heading": base.heading})


def _same(one: ClauseRevision, other: ClauseRevision) -> bool:
    return one.fields == other.fields and one.wording == other.wording


def _changed(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The path and the new value of each field that changed. A list is one value, and so is a deadline."""
    if before == after:
        return
    records = isinstance(before, dict) and isinstance(after, dict) and set(cast(Any, after)) != {"n", "unit"}
    if not records:
        yield path, after
        return
    old, new = cast(dict[str, Any], before), cast(dict[str, Any], after)
    for name, value in new.items():
        yield from _changed(old.get(name), value, f"{path}.{name}" if path else name)


def _in_valid_order(base: ClauseRevision, steps: Sequence[SetField]) -> list[SetField] | None:
    """The steps in an order in which the clause is valid after each, or None: a rule across fields may hold only once
    several of them changed."""
    waiting, made, now = list(steps), list[SetField](), base
    while waiting:
        for step in waiting:
            try:
                now = edited(now, step)
            except InvalidClause:
                continue
            made.append(step)
            waiting.remove(step)
            break
        else:
            return None
    return made


def check_seen(current: ClauseRevision, seen: int) -> None:
    """Hold an edit to the revision that was read. Raises :class:`StaleEdit`."""
    if current.number != seen:
        raise StaleEdit(f"The clause is at revision {current.number} now, by {current.author}.")
