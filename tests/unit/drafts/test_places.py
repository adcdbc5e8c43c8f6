"""Which accepted proposals took clauses out or moved them between two moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from clauses.ids import clause_id_from
from clauses.kinds.values import PartyRole
from drafts.negotiation.edits import DeleteClause, Edit, MoveClause
from drafts.negotiation.overlay import Carried
from drafts.negotiation.places import Moment, Placer, placed
from drafts.negotiation.proposals import Act, Proposal, ProposalState, Step
from tests.unit.clauses.story import AT

A, B, C, D = (clause_id_from(letter.encode()) for letter in "ABCD")
LATER = AT + timedelta(days=9)


def accepted(name: str, day: int, *edits: Edit) -> Proposal:
    step = Step(act=Act.ACCEPT, by="Pat Osei", party=PartyRole.CITY, at=AT + timedelta(days=day))
    return Proposal(
        id=name,
        author="Dana Reyes",
        party=PartyRole.DISTRICT,
        sponsors=(PartyRole.DISTRICT,),
        rationale="Why.",
        edits=edits,
        state=ProposalState.ACCEPTED,
        steps=(step,),
    )


def move(clause_id: str) -> MoveClause:
    return MoveClause(clause_id=clause_id, base=1, after=None, stood_after=None)


def names(found: Mapping[str, Placer]) -> dict[str, str]:
    return {clause: each.proposal.id for clause, each in found.items()}


def between(
    before: list[str], after: list[str], *proposals: Proposal, back: bool = False, **removals: int
) -> list[dict[str, str]]:
    gone = {B: AT + timedelta(days=removals["b"])} if removals else dict[str, datetime]()
    times = (LATER, AT) if back else (AT, LATER)
    told = placed(Moment(before, times[0]), Moment(after, times[1]), proposals, gone)
    return [names(told.removed), names(told.moved)]


def test_a_clause_is_taken_out_by_the_acceptance_of_that_time() -> None:
    first, second = (accepted(f"p{day}", day, DeleteClause(clause_id=B, base=1)) for day in (2, 3))
    assert between([A, B, C], [A, C], first, second, b=2) == [{B: "p2"}, {}]
    assert between([A, B, C], [A, C], first, second, b=1) == [{}, {}], "it was taken out directly before"
    assert between([A, B, C], [A, B, C], first, second, b=2) == [{}, {}], "it stands in both"


def test_the_last_proposal_that_moved_a_clause_moved_it() -> None:
    assert between([A, B, C], [C, A, B], accepted("p1", 1, move(C)), accepted("p2", 2, move(C))) == [
        {},
        {A: "p2", B: "p2", C: "p2"},
    ]


def test_what_several_proposals_passed_nobody_moved() -> None:
    proposals = accepted("p1", 1, move(B)), accepted("p2", 2, move(C))
    assert between([A, B, C], [C, B, A], *proposals)[1] == {B: "p1", C: "p2"}


def test_a_move_that_another_made_directly_leaves_what_it_passed_to_nobody() -> None:
    assert between([A, B, C, D], [D, C, A, B], accepted("p1", 1, move(C)))[1] == {C: "p1"}


def test_a_clause_that_came_back_to_its_place_did_not_move() -> None:
    assert between([A, B], [A, B], accepted("p1", 1, move(B)), accepted("p2", 2, move(B))) == [{}, {}]


def test_what_was_accepted_before_or_after_moved_nothing_between() -> None:
    assert between([A, B], [B, A], accepted("p1", 0, move(B)), accepted("p2", 10, move(B))) == [{}, {}]
    assert between([B, A], [A, B], accepted("p1", 1, move(B)), back=True) == [{}, {}]


def test_what_a_draft_carries_comes_after_all_that_was_accepted() -> None:
    first, ours = accepted("p1", 1, move(C)), accepted("p2", 2, move(C))
    gone = accepted("p3", 3, DeleteClause(clause_id=B, base=1))
    after = Moment([C, A], LATER, [Carried(ours, {}), Carried(gone, {B: 1})])
    told = placed(Moment([A, B, C], AT), after, [first], {B: AT + timedelta(days=1)})
    assert [names(told.removed), names(told.moved)] == [{B: "p3"}, {A: "p2", C: "p2"}]
    assert {each.at for each in (*told.removed.values(), *told.moved.values())} == {LATER}, "nobody submitted it"


def test_what_both_drafts_carry_moves_and_takes_out_nothing() -> None:
    carried = [Carried(accepted("p1", 1, move(C)), {}), Carried(accepted("p2", 2, move(A)), {B: 1})]
    told = placed(Moment([C, A, B], AT, carried), Moment([A, C], LATER, carried), (), {})
    assert [names(told.removed), names(told.moved)] == [{}, {}]


def test_a_carried_clause_that_went_on_its_own_was_taken_out_by_nobody_who_carries_it() -> None:
    gone = accepted("p1", 1, DeleteClause(clause_id=B, base=1))
    told = placed(Moment([A, B], AT), Moment([A], LATER, [Carried(gone, {})]), (), {})
    assert names(told.removed) == {}
