"""What a draft that carries proposals is made of, and which proposals it may carry at each step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clauses.errors import CarriedProposals, InvalidProposal, MovedBase
from clauses.ids import clause_id_from
from clauses.kinds.values import PartyRole
from clauses.record import create, verify_chain
from drafts.negotiation.edits import DeleteClause, Edit, InsertClause, MoveClause, RenameHeading
from drafts.negotiation.overlay import carry, check_agreed, check_as_carried
from drafts.negotiation.proposals import Proposal, ProposalState, propose, submit
from drafts.negotiation.sides import Actor, Side, Sides
from drafts.negotiation.state import AgreementState
from tests.unit.clauses.story import AT

A, B, C = (clause_id_from(letter.encode()) for letter in "ABC")
SIDES = Sides(Side("schools", frozenset({PartyRole.DISTRICT})), Side("city", frozenset({PartyRole.CITY})))
DANA = Actor("Dana Reyes", PartyRole.DISTRICT)
LATER = AT + timedelta(days=9)
WORDS = {"paragraphs": [{"level": 1, "text": "They meet."}]}


def standing(*names: str) -> AgreementState:
    made = [create(clause_id=each, kind="custom", heading="Rooms", fields=WORDS, author="C", at=AT) for each in names]
    return AgreementState.of([(one,) for one in made])


def proposal(name: str, *edits: Edit, replaces: str | None = None) -> Proposal:
    return propose(
        proposal_id=name,
        actor=DANA,
        sponsors=[DANA.party],
        rationale="So.",
        edits=edits,
        sides=SIDES,
        replaces=replaces,
    )


def renamed(heading: str, clause_id: str = A, base: int = 1) -> RenameHeading:
    return RenameHeading(clause_id=clause_id, base=base, heading=heading)


def test_each_proposal_makes_the_next_revision_of_a_clause_and_the_chain_holds() -> None:
    state = standing(A, B)
    one = submit(proposal("p1", renamed("Halls")), DANA, SIDES, AT + timedelta(days=1))[0]
    two = proposal("p2", renamed("Halls"), renamed("Courts", B))
    made = carry([one, two], state, LATER)
    assert [(each.clause_id, each.number, each.proposal) for each in made.revisions] == [(A, 2, "p1"), (B, 2, "p2")]
    assert [each.at for each in made.revisions] == [AT + timedelta(days=1), LATER], (
        "submitted, or as the draft is saved"
    )
    for clause_id in (A, B):
        verify_chain(made.state.chains[clause_id])
        assert len(state.chains[clause_id]) == 1


def test_what_was_taken_out_is_told_with_the_proposal_and_the_revision_that_stood() -> None:
    new = InsertClause(clause_id=C, kind="custom", heading="Keys", fields=WORDS, after=None)
    one = proposal("p1", renamed("Halls", B), new)
    two = proposal("p2", DeleteClause(clause_id=A, base=1))
    three = proposal(
        "p3", DeleteClause(clause_id=A, base=1), MoveClause(clause_id=B, base=1, after=None, stood_after=C)
    )
    made = carry([one, two, three], standing(A, B), LATER)
    assert [each.removed for each in made.carried] == [{}, {A: 1}, {}]
    assert made.state.order == (B, C)


def test_a_collision_names_the_proposal_that_collides() -> None:
    with pytest.raises(MovedBase) as refused:
        carry([proposal("p1", renamed("Halls")), proposal("p2", renamed("Courts"))], standing(A), LATER)
    assert [each.proposal for each in refused.value.collisions] == ["p2"]


def test_a_proposal_is_carried_once_and_not_beside_what_it_replaces() -> None:
    one = proposal("p1", renamed("Halls"))
    with pytest.raises(InvalidProposal, match="twice"):
        carry([one, one], standing(A), LATER)
    with pytest.raises(InvalidProposal, match="takes the place of p1"):
        carry([one, proposal("p2", renamed("Courts"), replaces="p1")], standing(A), LATER)


@pytest.mark.parametrize("state", [each for each in ProposalState if each not in ("draft", "submitted")])
def test_what_is_open_no_more_is_not_carried(state: ProposalState) -> None:
    ended = proposal("p1", renamed("Halls")).model_copy(update={"state": state})
    with pytest.raises(CarriedProposals) as refused:
        carry([ended], standing(A), LATER)
    assert refused.value.proposals == (("p1", state.value),)


def test_words_are_agreed_when_every_proposal_was_accepted_with_them() -> None:
    one, two = (
        proposal(name).model_copy(update={"state": state})
        for name, state in (("p1", ProposalState.ACCEPTED), ("p2", ProposalState.SUBMITTED))
    )
    check_agreed("Draft 2", [one])
    with pytest.raises(CarriedProposals, match="once they are accepted") as refused:
        check_agreed("Draft 2", [one, two])
    assert refused.value.proposals == (("p2", "submitted"),)
    with pytest.raises(CarriedProposals, match="save a new draft") as refused:
        check_agreed("Draft 2", [one, two], unlike=["p1"])
    assert refused.value.proposals == (("p1", "accepted"), ("p2", "submitted"))


def test_what_was_written_anew_or_ended_is_not_as_it_was_carried() -> None:
    one = proposal("p1", renamed("Halls"))
    submitted = submit(one, DANA, SIDES, LATER)[0]
    check_as_carried("Draft 2", [one], [submitted])
    check_as_carried("Draft 2", [one], [submitted.model_copy(update={"state": ProposalState.ACCEPTED})])
    for change in ({"edits": (renamed("Courts"),)}, {"rationale": "Else."}):
        with pytest.raises(CarriedProposals, match="anew"):
            check_as_carried("Draft 2", [one], [one.model_copy(update=change)])
    with pytest.raises(CarriedProposals, match=r"p1 \(rejected\)"):
        check_as_carried("Draft 2", [one], [submitted.model_copy(update={"state": ProposalState.REJECTED})])
