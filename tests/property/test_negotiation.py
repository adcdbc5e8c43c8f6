"""Two sides with interleaved proposals, against a model of plain values: no lost update, no illegal state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clauses.errors import IllegalMove, MovedBase
from clauses.ids import clause_id_from
from clauses.kinds.values import PartyRole
from clauses.record import ClauseRevision, create, verify_chain
from clauses.wording.blame import blame
from clauses.wording.match import prose
from drafts.negotiation.acceptance import accept
from drafts.negotiation.contents import edited
from drafts.negotiation.edits import (
    DeleteClause,
    Edit,
    EditText,
    InsertClause,
    MoveClause,
    RenameHeading,
    SetField,
)
from drafts.negotiation.proposals import MOVES, Act, Proposal, ProposalState, Who, propose, reject, submit, withdraw
from drafts.negotiation.sides import Actor, Side, Sides
from drafts.negotiation.state import AgreementState
from tests.unit.clauses.story import AT, example

SIDES = Sides(
    Side("schools", frozenset({PartyRole.DISTRICT})), Side("city", frozenset({PartyRole.CITY, PartyRole.POLICE}))
)
ACTORS = {
    "schools": Actor("Superintendent", PartyRole.DISTRICT),
    "city": Actor("City Manager", PartyRole.CITY),
}
ACTOR = st.sampled_from(sorted(ACTORS))
PAYERS = ("district", "city", "police")
Slots = dict[str, Any]

WORDS = ("first", "second", "third", "fourth")
LINES = (
    "Each officer of the Department shall keep {first} in the room that the {second} of the school has chosen.",
    "The principal and the officer review {third} at the end of each week and report to the {fourth} by mail.",
)


def words_of(slots: Slots) -> str:
    return "\n".join(LINES).format(**slots)


def slots_of(revision: ClauseRevision) -> Slots:
    """The values that a clause has, read from the record."""
    if revision.kind == "training":
        told = revision.fields.model_dump(mode="json")
        return {"heading": revision.heading, "hours_min": told["hours_min"], "payer": told["payer"]}
    pattern = re.escape("\n".join(LINES))
    for name in WORDS:
        pattern = pattern.replace(re.escape("{" + name + "}"), rf"(?P<{name}>\S+)")
    found = re.fullmatch(pattern, prose(revision))
    assert found, prose(revision)
    return {"heading": revision.heading, **found.groupdict()}


def _rooms(n: int) -> dict[str, Any]:
    text = words_of({name: f"old{n}{name}" for name in WORDS})
    return {"paragraphs": [{"level": 0, "text": line} for line in text.split("\n")]}


CLAUSES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "training": ("training", "Training", example("training")),
    "custom 0": ("custom", "Rooms", _rooms(0)),
    "custom 1": ("custom", "Rooms", _rooms(1)),
}
"""Kind, heading and fields of the clauses that a negotiation begins with."""


@dataclass
class Offer:
    """A proposal as the model knows it."""

    side: str
    proposal: Proposal
    asked: dict[str, Slots] = field(default_factory=dict[str, Slots])
    """Clause -> the values that it is to have, of those it was read with."""
    read: dict[str, Slots] = field(default_factory=dict[str, Slots])
    deleted: list[str] = field(default_factory=list[str])
    inserted: list[tuple[str, Slots, str | None]] = field(default_factory=list[tuple[str, Slots, str | None]])
    moved: list[tuple[str, str | None, str | None]] = field(default_factory=list[tuple[str, str | None, str | None]])
    answers: str | None = None
    shown: bool = False


class Negotiation(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.ticks = 0
        self.names = 0
        self.offers: dict[str, Offer] = {}
        self.setters: dict[tuple[str, str], str | None] = {}
        self.state = self.begun()
        self.model = {one.clause_id: slots_of(one) for one in self.state.current}
        self.order = list(self.state.order)

    # ----------------------------------------------------------------------- what is tested: here, the rules alone

    def begun(self) -> AgreementState:
        """An agreement with the clauses of :data:`CLAUSES`."""
        made = [
            create(clause_id=clause_id_from(name.encode()), kind=kind, heading=heading, fields=fields,
                   author="Clerk", at=AT)
            for name, (kind, heading, fields) in CLAUSES.items()
        ]  # fmt: skip
        return AgreementState.of([(one,) for one in made])

    def read(self) -> AgreementState:
        """The agreement as it stands."""
        return self.state

    def identity(self) -> str:
        """A fresh identity of a clause."""
        return clause_id_from(self._new().encode())

    def written(self, side: str, edits: list[Edit], answers: str | None, replaces: str | None) -> Proposal:
        """A new draft."""
        pid = f"p-{len(self.offers) + 1}"
        return propose(
            proposal_id=pid, actor=ACTORS[side], sponsors=[ACTORS[side].party], rationale=f"Reason of {pid}.",
            edits=edits, sides=SIDES, in_response_to=answers, replaces=replaces,
        )  # fmt: skip

    def submitted(self, offer: Offer, actor: str, answered: Offer | None) -> tuple[Proposal, Proposal | None]:
        """The proposal and the one that it answers, as submitted and answered."""
        return submit(offer.proposal, ACTORS[actor], SIDES, self._now(), answered and answered.proposal)

    def ended(self, offer: Offer, actor: str, act: Act) -> Proposal:
        """The proposal as withdrawn or rejected."""
        end = withdraw if act is Act.WITHDRAW else reject
        return end(offer.proposal, ACTORS[actor], SIDES, self._now())

    def accepted(
        self, offer: Offer, actor: str, confirmed: dict[str, str] | None = None
    ) -> tuple[Proposal, AgreementState]:
        """The proposal as accepted, and the agreement with it."""
        made, applied = accept(offer.proposal, self.state, ACTORS[actor], SIDES, self._now(), confirmed)
        return made, applied.state

    def _now(self) -> Any:
        self.ticks += 1
        return AT + timedelta(minutes=self.ticks)

    def _new(self) -> str:
        self.names += 1
        return f"word{self.names}"

    # ------------------------------------------------------------------------------------------------- proposing

    @rule(side=ACTOR, data=st.data())
    def write_a_proposal(self, side: str, data: st.DataObject) -> None:
        offer = Offer(side, propose(proposal_id="x", actor=ACTORS[side], sponsors=[ACTORS[side].party],
                                    rationale="Why.", edits=(), sides=SIDES))  # fmt: skip
        edits: list[Edit] = []
        for clause_id in (
            data.draw(st.lists(st.sampled_from(self.order), max_size=2, unique=True)) if self.order else ()
        ):
            edits += self._edit(offer, clause_id, data)
        if data.draw(st.integers(0, 3)) == 0:
            edits.append(self._insert(offer, data))
        ours = [pid for pid, one in self.offers.items() if one.side == side and one.shown]
        theirs = [pid for pid, one in self.offers.items() if one.side != side and one.shown]
        answers = replaces = None
        if data.draw(st.integers(0, 2)) == 0:
            answers = data.draw(st.sampled_from([None, *theirs]))
            replaces = None if answers else data.draw(st.sampled_from([None, *ours]))
        offer.answers = answers or replaces
        offer.proposal = self.written(side, edits, answers, replaces)
        self.offers[offer.proposal.id] = offer
        if data.draw(st.integers(0, 2)):
            self._submit(offer, side)

    def _edit(self, offer: Offer, clause_id: str, data: st.DataObject) -> list[Edit]:
        now = self.state.chains[clause_id][-1]
        what = data.draw(st.sampled_from(["content"] * 8 + ["move", "move", "delete"]))
        if what == "delete":
            offer.deleted.append(clause_id)
            offer.read[clause_id] = dict(self.model[clause_id])
            return [DeleteClause(clause_id=clause_id, base=now.number)]
        if what == "move":
            left = [other for other in self.order if other not in {clause_id, *offer.deleted}]
            after = data.draw(st.sampled_from([None, *left]))
            stood = self.state.before(clause_id)
            offer.moved.append((clause_id, after, stood))
            return [MoveClause(clause_id=clause_id, base=now.number, after=after, stood_after=stood)]
        offer.read[clause_id] = dict(self.model[clause_id])
        changed = data.draw(
            st.lists(st.sampled_from(sorted(self.model[clause_id])), min_size=1, max_size=3, unique=True)
        )
        asked = {**self.model[clause_id], **{name: self._value(name, data) for name in changed}}
        offer.asked[clause_id] = asked
        edits: list[Edit] = []
        if now.kind == "training":
            edits = [
                SetField(clause_id=clause_id, base=now.number, path=name, value=asked[name])
                for name in ("hours_min", "payer")
                if name in changed
            ]
            if edits and data.draw(st.booleans()):  # the same by its words
                content = now
                for edit in edits:
                    assert isinstance(edit, SetField)
                    content = edited(content, edit)
                edits = [EditText(clause_id=clause_id, base=now.number, text=prose(content))]
        elif set(changed) & set(WORDS):
            edits = [EditText(clause_id=clause_id, base=now.number, text=words_of(asked))]
        if "heading" in changed:
            edits.append(RenameHeading(clause_id=clause_id, base=now.number, heading=asked["heading"]))
        return edits

    def _value(self, name: str, data: st.DataObject) -> Any:
        if name == "hours_min":
            return data.draw(st.sampled_from([8, 16, 24, 40]))
        if name == "payer":
            return data.draw(st.sampled_from(PAYERS))
        return data.draw(st.sampled_from(["Same", self._new()]))

    def _insert(self, offer: Offer, data: st.DataObject) -> Edit:
        slots = {"heading": "Rooms", **{name: self._new() for name in WORDS}}
        clause_id = self.identity()
        left = [other for other in self.order if other not in offer.deleted]
        after = data.draw(st.sampled_from([None, *left]))
        offer.inserted.append((clause_id, slots, after))
        paragraphs = [{"level": 0, "text": line} for line in words_of(slots).split("\n")]
        return InsertClause(
            clause_id=clause_id, kind="custom", heading="Rooms", fields={"paragraphs": paragraphs}, after=after
        )

    # ----------------------------------------------------------------------------------------------------- steps

    def _legal(self, offer: Offer, act: Act, actor: str) -> bool:
        who, _ = MOVES.get((offer.proposal.state, act), (None, None))
        return who is (Who.SPONSORS if actor == offer.side else Who.OTHERS)

    def _pick(self, data: st.DataObject, *states: ProposalState) -> tuple[str, Offer]:
        likely = [pid for pid, offer in self.offers.items() if offer.proposal.state in states]
        pid = data.draw(st.sampled_from(likely or list(self.offers)))
        return pid, self.offers[pid]

    @precondition(lambda self: self.offers)
    @rule(data=st.data(), actor=ACTOR)
    def submit_one(self, data: st.DataObject, actor: str) -> None:
        _, offer = self._pick(data, ProposalState.DRAFT)
        self._submit(offer, offer.side if data.draw(st.integers(0, 4)) else actor)

    def _submit(self, offer: Offer, actor: str) -> None:
        answered = self.offers[offer.answers] if offer.answers else None
        act = Act.COUNTER if offer.proposal.in_response_to else Act.SUPERSEDE
        legal = self._legal(offer, Act.SUBMIT, actor) and (answered is None or self._legal(answered, act, actor))
        if not offer.proposal.edits:
            return
        if not legal:
            with pytest.raises(IllegalMove):
                self.submitted(offer, actor, answered)
            return
        offer.proposal, other = self.submitted(offer, actor, answered)
        offer.shown = True
        assert offer.proposal.state is ProposalState.SUBMITTED
        if answered is not None:
            assert other is not None
            answered.proposal = other
            assert other.state is (ProposalState.COUNTERED if act is Act.COUNTER else ProposalState.SUPERSEDED)

    @precondition(lambda self: self.offers)
    @rule(data=st.data(), actor=ACTOR, act=st.sampled_from([Act.WITHDRAW, Act.REJECT]))
    def end_one(self, data: st.DataObject, actor: str, act: Act) -> None:
        states = data.draw(st.sampled_from([tuple(ProposalState), (ProposalState.ACCEPTED, ProposalState.REJECTED)]))
        _, offer = self._pick(data, *states)
        if self._legal(offer, act, actor):
            offer.proposal = self.ended(offer, actor, act)
        else:
            with pytest.raises(IllegalMove):
                self.ended(offer, actor, act)

    @precondition(lambda self: any(one.proposal.state is ProposalState.SUBMITTED for one in self.offers.values()))
    @rule(data=st.data(), actor=ACTOR, confirm=st.sampled_from([True, True, False]))
    def accept_one(self, data: st.DataObject, actor: str, confirm: bool) -> None:
        pid, offer = self._pick(data, ProposalState.SUBMITTED)
        if data.draw(st.integers(0, 4)):
            actor = next(other for other in ACTORS if other != offer.side)
        before = self.state
        if not self._legal(offer, Act.ACCEPT, actor):
            with pytest.raises(IllegalMove):
                self.accepted(offer, actor)
            return
        moved, merged = self._expected(offer)
        confirmed: dict[str, str] = {}
        if moved:
            with pytest.raises(MovedBase) as refused:
                self.accepted(offer, actor)
            assert {each.clause_id for each in refused.value.collisions} == moved
            confirmed = {each.clause_id: each.confirm for each in refused.value.collisions if each.confirm}
            assert set(confirmed) == moved & merged.keys()
            assert self.read() == before
            with pytest.raises(MovedBase):
                self.accepted(offer, actor, dict.fromkeys(confirmed, "0" * 64))
            if set(confirmed) != moved or not confirm:
                return
        offer.proposal, self.state = self.accepted(offer, actor, confirmed)
        self._follow(pid, offer, merged)

    # ----------------------------------------------------------------------------------------------------- model

    def _expected(self, offer: Offer) -> tuple[set[str], dict[str, Slots]]:
        """The clauses that are in the way, and what each edited one would say where both changes fit."""
        moved: set[str] = set()
        merged: dict[str, Slots] = {}
        for clause_id, asked in offer.asked.items():
            if clause_id not in self.order:
                moved.add(clause_id)
                continue
            base, ours = offer.read[clause_id], self.model[clause_id]
            if ours not in (base, asked):
                moved.add(clause_id)
            both = {n: asked[n] if ours[n] in (base[n], asked[n]) else ours[n] for n in ours}
            if all(asked[n] in (base[n], both[n]) for n in ours):
                merged[clause_id] = both
        for clause_id in offer.deleted:
            if clause_id in self.order and self.model[clause_id] != offer.read[clause_id]:
                moved.add(clause_id)
        return moved | self._walk(offer)[1], merged

    def _walk(self, offer: Offer) -> tuple[list[str], set[str]]:
        """The order after the proposal, and what has no place in it."""
        order, found = list(self.order), set[str]()
        for edit in offer.proposal.edits:
            if isinstance(edit, DeleteClause):
                order = [each for each in order if each != edit.clause_id]
            if not isinstance(edit, MoveClause | InsertClause):
                continue
            if edit.after is not None and edit.after not in order:
                found.add(edit.clause_id)
                continue
            if isinstance(edit, MoveClause):
                if edit.clause_id not in order:
                    found.add(edit.clause_id)
                    continue
                stands = self.order.index(edit.clause_id)
                before = self.order[stands - 1] if stands else None
                at = order.index(edit.clause_id)
                there = (order[at - 1] if at else None) == edit.after
                if before != edit.stood_after and not there:
                    found.add(edit.clause_id)
                    continue
                order.remove(edit.clause_id)
            order.insert(0 if edit.after is None else order.index(edit.after) + 1, edit.clause_id)
        return order, found

    def _follow(self, pid: str, offer: Offer, merged: dict[str, Slots]) -> None:
        for clause_id, slots in merged.items():
            for name, value in slots.items():
                if self.model[clause_id][name] != value:
                    self.setters[clause_id, name] = pid
            self.model[clause_id] = slots
        for clause_id, slots, _ in offer.inserted:
            self.model[clause_id] = slots
            self.setters |= {(clause_id, name): pid for name in slots}
        self.order = self._walk(offer)[0]

    # ------------------------------------------------------------------------------------------------- invariants

    @invariant()
    def the_agreement_says_what_was_accepted_and_nothing_else(self) -> None:
        if not hasattr(self, "state"):
            return
        assert list(self.state.order) == self.order
        for clause_id in self.order:
            assert slots_of(self.state.chains[clause_id][-1]) == self.model[clause_id]

    @invariant()
    def every_chain_holds_and_every_word_knows_its_proposal(self) -> None:
        if not hasattr(self, "state"):
            return
        for clause_id in self.order:
            chain = self.state.chains[clause_id]
            verify_chain(chain)
            if chain[0].kind != "custom":
                continue
            brought = [(w.text, w.revision.proposal) for line in blame(chain).paragraphs for w in line]
            for name in WORDS:
                value = self.model[clause_id][name]
                found = [proposal for text, proposal in brought if re.search(rf"\b{value}\b", text)]
                assert self.setters.get((clause_id, name)) in found

    @invariant()
    def an_accepted_proposal_was_submitted_and_accepted_once_by_the_other_side(self) -> None:
        for offer in getattr(self, "offers", {}).values():
            acts = [step.act for step in offer.proposal.steps]
            assert len(acts) == len(set(acts)) <= 2
            if offer.proposal.state is ProposalState.ACCEPTED:
                assert acts == [Act.SUBMIT, Act.ACCEPT]
                assert SIDES.of(offer.proposal.steps[-1].party).name != offer.side


TestNegotiation = Negotiation.TestCase
TestNegotiation.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=30)
