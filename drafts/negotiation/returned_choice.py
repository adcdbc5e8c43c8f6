"""Some of the changes of a returned file, against the clauses of today: what they come to, and whether they fit.

Whatever is chosen is a text of each clause: what was sent with those changes alone. Where the clause moved on since,
the texts are merged three ways as those of a proposal are; nothing is merged without somebody having read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from clauses.errors import Collision, CounterpartError
from clauses.record import ClauseRevision
from clauses.wording.match import prose
from drafts.negotiation.contents import edited, merged, text_of
from drafts.negotiation.edits import DeleteClause, Edit, EditText, InsertClause, MoveClause, RenameHeading, SetField
from drafts.negotiation.returned_edits import Unplaced, content_edits, edits_of
from drafts.negotiation.state import AgreementState
from drafts.returns.clause_lines import lines_of
from drafts.returns.model import Strip


class Fit(StrEnum):
    """How a change fits the clauses of today."""

    APPLIES = "applies"
    """The clause is as it was sent."""
    MERGES = "merges"
    """The clause moved on, in other words: the merged text is there to be read and confirmed."""
    CONFLICTS = "conflicts"
    """The clause moved on in the same words, or stands no more."""
    STANDS = "stands"
    """The clause says it already."""
    BY_HAND = "by-hand"
    """It can't be placed in a clause: a person does it."""
    NO_WORDS = "no-words"
    """It changes no words of a clause: formatting, a comment, a change of ours that they took, a header."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What some changes make of the clauses as they were sent."""

    edits: tuple[Edit, ...]
    """Against the revisions that were sent."""
    contents: dict[str, ClauseRevision]
    """By clause what it says then, where that is something else."""
    unplaced: tuple[Unplaced, ...]

    @property
    def inserted(self) -> dict[str, InsertClause]:
        """The new clauses by their identities."""
        return {each.clause_id: each for each in self.edits if isinstance(each, InsertClause)}


@dataclass(slots=True)
class Step:
    """What is to be done to the clauses of today: the edits against their newest revisions, the clauses in which a
    merge was needed, and those where none can be."""

    edits: list[Edit] = field(default_factory=list[Edit])
    merged: set[str] = field(default_factory=set[str])
    collisions: list[Collision] = field(default_factory=list[Collision])


@dataclass(frozen=True, slots=True)
class Round:
    """A returned file to be answered: its paragraphs in pieces, and the clauses as they were sent. ``seed`` makes the
    identities of new clauses."""

    strips: Sequence[Strip]
    sent: AgreementState
    seed: str

    def chosen(self, numbers: Collection[int]) -> Chosen:
        """What the changes of these numbers, and no others, make of the clauses."""
        found = edits_of(list(lines_of(self.strips, numbers)), self.sent, seed=self.seed)
        contents: dict[str, ClauseRevision] = {}
        for edit in found.edits:
            if isinstance(edit, SetField | EditText | RenameHeading):
                base = self.sent.revision(edit.clause_id, edit.base)
                contents[edit.clause_id] = edited(contents.get(edit.clause_id, base), edit)
        return Chosen(found.edits, contents, found.unplaced)

    def bound(self, numbers: Collection[int]) -> frozenset[int]:
        """Some changes with those that are of the same words as one of them: they are taken together, or not at all."""
        out = set(numbers)
        shared = {frozenset(p.changes) for s in self.strips for p in s.pieces if len(set(p.changes)) > 1}
        while more := [each for each in shared if each & out and not each <= out]:
            out.update(*more)
        return frozenset(out)

    def fit(self, number: int, today: AgreementState, taken: Collection[int] = ()) -> tuple[Fit, str]:
        """How one change fits the clauses of today, of which the changes ``taken`` are a part, and why."""
        together = self.bound({number})
        alone = self.chosen(together)
        if alone.unplaced:
            return Fit.BY_HAND, alone.unplaced[0].reason
        if not alone.edits:
            return Fit.NO_WORDS, ""
        step = self.step(together, today, taken)
        if step.collisions:
            return Fit.CONFLICTS, step.collisions[0].reason
        if not step.edits:
            return Fit.STANDS, ""
        if step.merged:
            return Fit.MERGES, "The clause moved on since it was sent; read the merged text and confirm it."
        others = ", ".join(str(each) for each in sorted(together - {number}))
        return Fit.APPLIES, f"Together with change {others}, which is of the same words." if others else ""

    def step(self, numbers: Collection[int], today: AgreementState, taken: Collection[int] = ()) -> Step:
        """What the changes do to the clauses of today, of which the changes ``taken`` are a part already."""
        step = Step()
        try:
            before, after = self.chosen(taken), self.chosen({*taken, *numbers})
        except CounterpartError as error:
            step.collisions.append(Collision("", error.detail))
            return step
        known = {(each.clause_id, each.before, each.after) for each in before.unplaced}
        for each in after.unplaced:
            if (each.clause_id, each.before, each.after) not in known:
                step.collisions.append(Collision(each.clause_id, f"Together they can't be placed: {each.reason}"))
        for clause_id, theirs in after.contents.items():
            self._revise(step, clause_id, before.contents.get(clause_id), theirs, today)
        for edit in after.edits:
            if edit not in before.edits:
                self._place(step, edit, before, today)
        for clause_id, insert in before.inserted.items():
            if clause_id not in after.inserted:
                step.collisions.append(
                    Collision(clause_id, f"The new clause “{insert.heading}” would be another one; do it by hand.")
                )
        return step

    def _revise(
        self, step: Step, clause_id: str, base: ClauseRevision | None, theirs: ClauseRevision, today: AgreementState
    ) -> None:
        """Give a clause the words that the changes make of it."""
        base = base or self.sent.chains[clause_id][-1]
        if theirs.content_hash == base.content_hash:
            return
        now = today.newest(clause_id)
        if now is None:
            reason = f"The clause “{base.heading}” was taken out since it was sent."
            step.collisions.append(Collision(clause_id, reason, text_of(base), None, text_of(theirs)))
            return
        goal = theirs
        if now.content_hash not in (base.content_hash, theirs.content_hash):
            both = merged(base, now, theirs)
            if both is None:
                reason = f"The clause “{now.heading}” was changed in the same words since it was sent."
                step.collisions.append(Collision(clause_id, reason, text_of(base), text_of(now), text_of(theirs)))
                return
            step.merged.add(clause_id)
            goal = both
        step.edits += _towards(now, goal)

    def _place(self, step: Step, edit: Edit, before: Chosen, today: AgreementState) -> None:
        """Insert, take out or move a clause."""
        now = today.newest(edit.clause_id)
        if isinstance(edit, InsertClause):
            there = before.inserted.get(edit.clause_id)
            if there is not None and (there.heading, there.fields) == (edit.heading, edit.fields):
                return
            if there is not None:
                reason = f"Another change of the new clause “{edit.heading}” was taken already; do this one by hand."
                step.collisions.append(Collision(edit.clause_id, reason))
            elif edit.clause_id not in today.chains:
                step.edits.append(edit.model_copy(update={"after": self._behind(edit.after, today, step)}))
        elif isinstance(edit, DeleteClause) and now is not None:
            base = self.sent.revision(edit.clause_id, edit.base)
            if now.content_hash != base.content_hash:
                reason = f"The clause “{now.heading}”, which they took out, was changed since it was sent."
                step.collisions.append(Collision(edit.clause_id, reason, text_of(base), text_of(now)))
            else:
                step.edits.append(edit.model_copy(update={"base": now.number}))
        elif isinstance(edit, MoveClause) and now is not None:
            stood = today.before(edit.clause_id)
            behind = self._behind(edit.after, today, step)
            if stood == edit.stood_after and behind != stood:
                moved = {"base": now.number, "after": behind, "stood_after": stood}
                step.edits.append(edit.model_copy(update=moved))
            elif stood != behind:
                reason = f"The clause “{now.heading}”, which they moved, stands elsewhere since."
                step.collisions.append(Collision(edit.clause_id, reason))
        elif isinstance(edit, MoveClause):
            step.collisions.append(Collision(edit.clause_id, "The clause that they moved was taken out since."))

    def _behind(self, after: str | None, today: AgreementState, step: Step) -> str | None:
        """The clause of today behind which something goes that followed ``after``: the nearest that stands."""
        inserted = {each.clause_id for each in step.edits if isinstance(each, InsertClause)}
        if after is None or after in today.order or after in inserted or after not in self.sent.order:
            return after
        earlier = self.sent.order[: self.sent.order.index(after)]
        return next((each for each in reversed(earlier) if each in today.order), None)


def _towards(now: ClauseRevision, goal: ClauseRevision) -> Iterator[Edit]:
    """The edits that give a clause the words of another content."""
    if goal.heading != now.heading:
        yield RenameHeading(clause_id=now.clause_id, base=now.number, heading=goal.heading)
    yield from content_edits(now, prose(goal))
