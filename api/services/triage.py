"""Answering the changes of a file that came back: taken into the clauses, refused, countered, or done by hand.

What is accepted becomes a proposal of the side that returned the file, entered by the member who answers, and accepted
in the same transaction; one for each author. All of one request is carried out, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain

from api.auth.caller import Caller
from api.services import returning
from api.services.acceptance import store_applied
from api.services.agreements import get_agreement
from api.services.negotiation import actor_of, is_as_it_stands, negotiated_state, require_sides
from api.services.proposals import record_of
from api.services.returning import legal_name, round_of, taken_of
from api.store import proposals as proposal_store
from api.store import returns as store
from api.store.agreements import AgreementRecord, lock_agreement
from api.store.returns import AnswerRecord, ReturnRecord
from api.store.unit import Unit
from clauses.errors import Collision, Conflict, IllegalMove, InvalidOption, MovedBase
from clauses.kinds.values import PartyRole
from drafts.negotiation import proposals as rules
from drafts.negotiation.acceptance import Applied, accept, check_edits
from drafts.negotiation.contents import text_of
from drafts.negotiation.edits import Edit
from drafts.negotiation.proposals import Proposal
from drafts.negotiation.returned_choice import Round
from drafts.negotiation.sides import Actor, Sides
from drafts.negotiation.state import AgreementState
from drafts.render.kept_return import read_kept
from drafts.returned import Label, Return, ReturnedChange

_MARKED_AS_THEIRS = frozenset({Label.TRACKED, Label.MOVED, Label.COMMENT_ADDED, Label.FORMATTING_ONLY})
"""Labels of changes whose author is whom the file names, where it names one."""
_LONGEST_NAME = 200


class Reply(StrEnum):
    """How a change is answered."""

    ACCEPT = "accept"
    REJECT = "reject"
    COUNTER = "counter"
    DONE = "done"
    """A person has seen to it: a change that can't be placed, formatting, a comment."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer to some changes, by their numbers, or to all of a label that have none yet."""

    reply: Reply
    changes: tuple[int, ...] = ()
    label: Label | None = None
    note: str = ""
    counter: tuple[Edit, ...] = ()
    """Our own edits in their place."""
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Triaged:
    """What a request of answers came to."""

    answers: tuple[AnswerRecord, ...]
    proposals: tuple[Proposal, ...]


@dataclass(slots=True)
class _Work:
    """What is to be stored: worked out once before anything is locked, and again where something changed meanwhile."""

    state: AgreementState
    proposals: list[Proposal] = field(default_factory=list[Proposal])
    applied: list[tuple[AgreementState, Applied]] = field(default_factory=list[tuple[AgreementState, Applied]])
    answers: list[AnswerRecord] = field(default_factory=list[AnswerRecord])


def triage(
    unit: Unit,
    agreement_id: str,
    return_id: str,
    caller: Caller,
    decisions: Sequence[Decision],
    confirmed: Mapping[str, str],
    new_id: Callable[[], str],
) -> Triaged:
    """Answer changes. ``confirmed`` has, by clause, the hash of a merged text that somebody has read.

    Raises :class:`NotFound`; :class:`InvalidOption` for a number that there is not or that is named twice;
    :class:`IllegalMove` for a change that is answered; :class:`MovedBase` where clauses moved on and no merged text is
    confirmed; :class:`Conflict` for what a person has to place; and what proposals raise.
    """
    record = returning.get_return(unit, agreement_id, return_id, caller)
    desk = _Desk.of(unit, record, caller)
    answered = store.list_answers(unit.read, return_id)
    work = desk.work(unit, answered, decisions, confirmed, new_id)
    lock_agreement(unit.write, agreement_id)
    now = store.list_answers(unit.read, return_id)
    if now.keys() != answered.keys() or not is_as_it_stands(unit, agreement_id, work.state):
        work = desk.work(unit, now, decisions, confirmed, new_id)
    for proposal in work.proposals:
        proposal_store.insert_proposal(unit.write, record_of(agreement_id, proposal, 1, unit.at))
    for before, applied in work.applied:
        store_applied(unit, agreement_id, before, applied, unit.at)
    if work.answers:
        store.insert_answers(unit.write, work.answers)
    return Triaged(tuple(work.answers), tuple(work.proposals))


@dataclass(frozen=True, slots=True)
class _Author:
    """Whose change it is, as far as the file says."""

    name: str
    party: PartyRole


@dataclass(frozen=True, slots=True)
class _Desk:
    """A returned file before the member who answers its changes."""

    agreement: AgreementRecord
    record: ReturnRecord
    found: Return
    round: Round
    sides: Sides
    actor: Actor
    at: datetime

    @classmethod
    def of(cls, unit: Unit, record: ReturnRecord, caller: Caller) -> _Desk:
        """The desk of the caller."""
        agreement = get_agreement(unit, record.agreement_id)
        found = read_kept(record.found["return"])
        made = round_of(unit, record, found)
        return cls(agreement, record, found, made, require_sides(agreement), actor_of(caller), unit.at)

    def work(
        self,
        unit: Unit,
        answered: Mapping[int, AnswerRecord],
        decisions: Sequence[Decision],
        confirmed: Mapping[str, str],
        new_id: Callable[[], str],
    ) -> _Work:
        """What the decisions come to, on the clauses as they stand."""
        state = negotiated_state(unit, self.agreement.id)
        work = _Work(state)
        settled = [(each, self._named(each, answered)) for each in decisions]
        numbers = list(chain.from_iterable(changes for _, changes in settled))
        twice = next((each for each in numbers if numbers.count(each) > 1), None)
        if twice is not None:
            raise InvalidOption(f"Change {twice} is answered twice; answer it once.")
        self._accept(work, settled, taken_of(answered.values()), confirmed, new_id)
        for decision, changes in settled:
            if decision.reply is Reply.REJECT:
                self._reject(work, decision, changes, new_id)
            elif decision.reply is Reply.COUNTER:
                self._counter(work, decision, changes, new_id)
            elif decision.reply is Reply.DONE:
                work.answers += [self._answer(each, decision) for each in changes]
        return work

    def _named(self, decision: Decision, answered: Mapping[int, AnswerRecord]) -> tuple[int, ...]:
        """The numbers that a decision is about. Raises :class:`InvalidOption` and :class:`IllegalMove`."""
        if decision.label is not None:
            found = self.found.labelled(decision.label)
            return tuple(each.number for each in found if each.number not in answered)
        for number in decision.changes:
            if not 1 <= number <= len(self.found.changes):
                raise InvalidOption(f"The file has no change {number}; it has {len(self.found.changes)}.")
            if number in answered:
                raise IllegalMove(f"Change {number} was answered: {answered[number].answer}. An answer stands.")
        return decision.changes

    # --------------------------------------------------------------------------------------------------- accepting

    def _accept(
        self,
        work: _Work,
        settled: Sequence[tuple[Decision, Sequence[int]]],
        taken: Collection[int],
        confirmed: Mapping[str, str],
        new_id: Callable[[], str],
    ) -> None:
        by_number = {n: d for d, changes in settled if d.reply is Reply.ACCEPT for n in changes}
        self._check_placed(by_number, taken)
        state, merged, collisions = work.state, set[str](), list[Collision]()
        done = set(taken)
        for author, numbers in self._by_author(by_number):
            step = self.round.step(numbers, state, done)
            collisions += step.collisions
            merged |= step.merged
            proposal = None
            if step.edits and not collisions:
                proposal = self._entered(author, numbers, step.edits, new_id())
                note = next((by_number[n].note for n in numbers if by_number[n].note), None)
                proposal, applied = accept(proposal, state, self.actor, self.sides, self.at, note=note)
                work.proposals.append(proposal)
                work.applied.append((state, applied))
                state = applied.state
            done |= set(numbers)
            work.answers += [self._answer(n, by_number[n], proposal) for n in numbers]
        collisions += self._unread(work.state, state, merged, confirmed)
        if collisions:
            raise MovedBase(tuple(collisions))

    def _check_placed(self, numbers: Collection[int], taken: Collection[int]) -> None:
        """Raises :class:`Conflict` for a change that no clause has a place for, or that can't be taken alone."""
        for number in numbers:
            together = self.round.bound({number})
            left = together - {*numbers, *taken}
            if left:
                others = ", ".join(str(each) for each in sorted(left))
                raise Conflict(f"Change {number} is of the same words as {others}; accept them together.")
            alone = self.round.chosen(together)
            if alone.unplaced:
                reason = alone.unplaced[0].reason
                raise Conflict(f"Change {number} can't be placed: {reason} Do it by hand, then answer `done`.")

    def _unread(
        self, before: AgreementState, after: AgreementState, merged: Collection[str], confirmed: Mapping[str, str]
    ) -> Iterator[Collision]:
        """The merged clauses that nobody has confirmed."""
        for clause_id in merged:
            base, ours, both = self.round.sent.newest(clause_id), before.newest(clause_id), after.newest(clause_id)
            if base is None or ours is None or both is None or confirmed.get(clause_id) == both.content_hash:
                continue
            reason = f"The clause “{ours.heading}” moved on since it was sent; read the merged text and confirm it."
            yield Collision(clause_id, reason, text_of(base), text_of(ours), None, text_of(both), both.content_hash)

    # --------------------------------------------------------------------------------------- refusing and countering

    def _reject(self, work: _Work, decision: Decision, changes: Sequence[int], new_id: Callable[[], str]) -> None:
        for author, numbers in self._by_author(changes):
            edits = self.round.chosen(numbers).edits
            proposal = None
            if edits:
                proposal = self._entered(author, numbers, edits, new_id())
                proposal = rules.reject(proposal, self.actor, self.sides, self.at, decision.note or None)
                work.proposals.append(proposal)
            work.answers += [self._answer(n, decision, proposal) for n in numbers]

    def _counter(self, work: _Work, decision: Decision, changes: Sequence[int], new_id: Callable[[], str]) -> None:
        groups = list(self._by_author(changes))
        if len(groups) != 1 or not decision.counter:
            raise InvalidOption(
                "A counterproposal has edits, and answers changes of one author; counter each by itself."
            )
        [(author, numbers)] = groups
        edits = self.round.chosen(numbers).edits
        theirs = self._entered(author, numbers, edits, new_id()) if edits else None
        ours = rules.propose(
            proposal_id=new_id(),
            actor=self.actor,
            sponsors=[self.actor.party],
            rationale=decision.rationale or decision.note or self._rationale(numbers),
            edits=decision.counter,
            sides=self.sides,
            in_response_to=theirs and theirs.id,
        )
        check_edits(ours, work.state, self.at)
        work.proposals += [each for each in (theirs, ours) if each is not None]
        work.answers += [self._answer(n, decision, theirs, ours) for n in numbers]

    # -------------------------------------------------------------------------------------------------------- whose

    def _entered(self, author: _Author, numbers: Sequence[int], edits: Sequence[Edit], proposal_id: str) -> Proposal:
        """The changes as a proposal of who made them, submitted for them."""
        actor = Actor(author.name, author.party)
        proposal = rules.propose(
            proposal_id=proposal_id,
            actor=actor,
            sponsors=[author.party],
            rationale=self._rationale(numbers),
            edits=edits,
            sides=self.sides,
            entered_by=self.actor.name,
        )
        return rules.submit(proposal, actor, self.sides, self.at)[0]

    def _by_author(self, numbers: Collection[int]) -> Iterator[tuple[_Author, list[int]]]:
        """The changes of each author, in the order of the first of each."""
        found: dict[_Author, list[int]] = {}
        for number in sorted(numbers):
            found.setdefault(self._author(self.found.changes[number - 1]), []).append(number)
        return iter(found.items())

    def _author(self, change: ReturnedChange) -> _Author:
        """Who made a change: whom the file names where it is marked as theirs, else who returned the file."""
        returner = _Author(self.record.returner, PartyRole(self.record.returner_party))
        if change.label not in _MARKED_AS_THEIRS or not change.tracked or not change.author.strip():
            return returner
        name, party = " ".join(change.author.split()), returner.party
        other = self.sides.of(returner.party)
        for role in other.parties:
            for ending in (f", {legal_name(self.agreement, role)}", f" ({legal_name(self.agreement, role)})"):
                if name.endswith(ending) and name != ending:
                    name, party = name.removesuffix(ending), role
        return _Author("".join(c for c in name if c.isprintable())[:_LONGEST_NAME] or returner.name, party)

    def _rationale(self, numbers: Sequence[int]) -> str:
        """Why, as both sides read it: where it comes from, and what was not marked."""
        changes = [self.found.changes[n - 1] for n in numbers]
        silent = [c for c in changes if not c.tracked]
        told = f"In the file that {self.record.returner} returned on {self.record.received_at:%Y-%m-%d}"
        unmarked = f", {len(silent)} of {len(changes)} not marked in it" if silent else ""
        return f"{told}{unmarked}."

    def _answer(
        self, number: int, decision: Decision, proposal: Proposal | None = None, counter: Proposal | None = None
    ) -> AnswerRecord:
        return AnswerRecord(
            self.record.id,
            number,
            decision.reply.value,
            decision.note,
            self.actor.name,
            self.actor.party.value,
            self.at,
            proposal and proposal.id,
            counter and counter.id,
        )
