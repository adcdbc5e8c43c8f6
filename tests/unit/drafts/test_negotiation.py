"""Proposals: what they may hold, which steps they take, what they do to an agreement, and what agreement is worth."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from clauses.errors import (
    Conflict,
    IllegalMove,
    InvalidClause,
    InvalidInput,
    InvalidProposal,
    MovedBase,
    NumberAndWordDisagree,
    StaleEdit,
)
from clauses.ids import clause_id_from
from clauses.kinds.values import PartyRole
from clauses.record import ClauseRevision, Origin, revise
from clauses.wording.match import match, prose
from drafts.negotiation.acceptance import Applied, accept, apply
from drafts.negotiation.contents import merged, text_of
from drafts.negotiation.edits import (
    EDIT,
    DeleteClause,
    Edit,
    EditText,
    InsertClause,
    MoveClause,
    RenameHeading,
    SetField,
)
from drafts.negotiation.proposals import (
    MOVES,
    Act,
    Proposal,
    ProposalState,
    Who,
    legal_acts,
    propose,
    redrafted,
    reject,
    submit,
    taken,
    visible_to,
    withdraw,
)
from drafts.negotiation.sides import Actor, Side, Sides
from drafts.negotiation.state import AgreementState
from drafts.negotiation.status import ClauseStanding, Stance, clause_status, stance
from tests.unit.clauses.story import AT, example, revision

SIDES = Sides(
    Side("schools", frozenset({PartyRole.DISTRICT})), Side("city", frozenset({PartyRole.CITY, PartyRole.POLICE}))
)
CHAIR, MANAGER, CHIEF = (
    Actor("Board Chair", PartyRole.DISTRICT),
    Actor("City Manager", PartyRole.CITY),
    Actor("Chief", PartyRole.POLICE),
)
NEW = clause_id_from(b"new")
LATER, LATEST = AT + timedelta(days=1), AT + timedelta(days=2)
RECITALS, TRAINING, RETENTION = (clause_id_from(kind.encode()) for kind in ("recitals", "training", "retention"))


def agreement() -> AgreementState:
    return AgreementState.of([(revision(kind),) for kind in ("recitals", "training", "retention")])


def draft(*edits: Edit, by: Actor = CHIEF, pid: str = "p-1", **more: Any) -> Proposal:
    return propose(
        proposal_id=pid, actor=by, sponsors=more.pop("sponsors", [by.party]), rationale=f"Why {pid}.", edits=edits,
        sides=SIDES, **more,
    )  # fmt: skip


def submitted(*edits: Edit, by: Actor = CHIEF, pid: str = "p-1") -> Proposal:
    return submit(draft(*edits, by=by, pid=pid), by, SIDES, LATER)[0]


def adopted(state: AgreementState, *edits: Edit, by: Actor = CHIEF, pid: str = "p-1", **more: Any) -> Applied:
    other = CHAIR if by is not CHAIR else CHIEF
    return accept(submitted(*edits, by=by, pid=pid), state, other, SIDES, LATEST, **more)[1]


def hours(n: int, base: int = 1) -> SetField:
    return SetField(clause_id=TRAINING, base=base, path="hours_min", value=n)


def payer(who: str, base: int = 1) -> SetField:
    return SetField(clause_id=TRAINING, base=base, path="payer", value=who)


def inserted(clause_id: str, fields: dict[str, Any], kind: str = "custom") -> InsertClause:
    return InsertClause(clause_id=clause_id, kind=kind, fields=fields, after=None)


def words(content: ClauseRevision, before: str, after: str) -> EditText:
    assert before in prose(content)
    return EditText(clause_id=content.clause_id, base=content.number, text=prose(content).replace(before, after, 1))


def collision(state: AgreementState, *edits: Edit) -> Any:
    with pytest.raises(MovedBase) as refused:
        adopted(state, *edits, by=CHAIR, pid="p-2")
    (found,) = refused.value.collisions
    return found


# ------------------------------------------------------------------------------------------------------------ states


ACTS = {
    ProposalState.DRAFT: [],
    ProposalState.SUBMITTED: [Act.SUBMIT],
    ProposalState.ACCEPTED: [Act.SUBMIT, Act.ACCEPT],
    ProposalState.REJECTED: [Act.SUBMIT, Act.REJECT],
    ProposalState.WITHDRAWN: [Act.SUBMIT, Act.WITHDRAW],
    ProposalState.COUNTERED: [Act.SUBMIT, Act.COUNTER],
    ProposalState.SUPERSEDED: [Act.SUBMIT, Act.SUPERSEDE],
}
OURS = {Act.SUBMIT, Act.WITHDRAW, Act.SUPERSEDE}


def in_state(state: ProposalState) -> Proposal:
    proposal = draft(hours(8))
    for act in ACTS[state]:
        proposal = taken(proposal, act, MANAGER if act in OURS else CHAIR, SIDES, LATER)
    assert proposal.state is state
    return proposal


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("actor", [CHAIR, CHIEF], ids=["other side", "own side"])
def test_every_step_that_the_table_does_not_allow_is_refused(state: ProposalState, act: Act, actor: Actor) -> None:
    proposal = in_state(state)
    who, after = MOVES.get((state, act), (None, state))
    legal = who is (Who.OTHERS if actor is CHAIR else Who.SPONSORS)
    assert (act in legal_acts(proposal, actor.party, SIDES)) == legal
    if legal:
        assert taken(proposal, act, actor, SIDES, LATEST).state is after
    else:
        with pytest.raises(IllegalMove):
            taken(proposal, act, actor, SIDES, LATEST)


def test_the_final_states_are_those_that_allow_nothing() -> None:
    assert {state for state in ProposalState if in_state(state).is_final} == set(ProposalState) - {
        ProposalState.DRAFT,
        ProposalState.SUBMITTED,
    }


def test_a_refusal_says_what_can_be_done() -> None:
    with pytest.raises(IllegalMove, match=r"is draft, and can't accept; what it can is: submit, withdraw\."):
        taken(draft(hours(8)), Act.ACCEPT, CHAIR, SIDES, LATER)
    with pytest.raises(IllegalMove, match=r"is accepted, and can't withdraw; that is final, so propose anew\."):
        withdraw(in_state(ProposalState.ACCEPTED), CHIEF, SIDES, LATEST)
    with pytest.raises(IllegalMove, match=r"Only the other side may accept the proposal; the City is not on it\."):
        taken(submitted(hours(8)), Act.ACCEPT, MANAGER, SIDES, LATEST)


def test_a_step_is_not_dated_before_the_last() -> None:
    with pytest.raises(IllegalMove, match="dated before the last one"):
        reject(submitted(hours(8)), CHAIR, SIDES, AT)


def test_a_counterproposal_counters_what_it_answers_and_says_so() -> None:
    first = submitted(hours(8))
    counter = draft(hours(16), by=CHAIR, pid="p-2", in_response_to="p-1")
    counter, answered = submit(counter, CHAIR, SIDES, LATEST, first)
    assert answered is not None
    assert (counter.state, answered.state) == (ProposalState.SUBMITTED, ProposalState.COUNTERED)
    assert answered.steps[-1].answer == "p-2"
    with pytest.raises(IllegalMove):
        accept(answered, agreement(), CHAIR, SIDES, LATEST)


def test_a_proposal_in_the_place_of_an_own_one_supersedes_it() -> None:
    _, answered = submit(draft(hours(16), pid="p-2", replaces="p-1"), MANAGER, SIDES, LATEST, submitted(hours(8)))
    assert answered is not None
    assert answered.state is ProposalState.SUPERSEDED


def test_a_proposal_answers_only_what_it_names_and_only_the_other_side() -> None:
    first = submitted(hours(8))
    for wrong, answered in [
        (draft(hours(16), by=CHAIR, pid="p-2", in_response_to="p-9"), first),
        (draft(hours(16), by=CHAIR, pid="p-2", in_response_to="p-1"), None),
        (draft(hours(16), by=CHAIR, pid="p-2"), first),
        (draft(hours(16), by=CHAIR, pid="p-2", replaces="p-1"), first),
    ]:
        with pytest.raises(InvalidProposal):
            submit(wrong, CHAIR, SIDES, LATEST, answered)
    with pytest.raises(InvalidProposal):
        submit(draft(hours(16), pid="p-2", in_response_to="p-1"), CHIEF, SIDES, LATEST, first)
    gone = in_state(ProposalState.WITHDRAWN)
    with pytest.raises(IllegalMove):
        submit(draft(hours(16), by=CHAIR, pid="p-2", in_response_to="p-1"), CHAIR, SIDES, LATEST, gone)


def test_a_draft_is_seen_by_its_own_side_until_it_is_submitted() -> None:
    private = draft(hours(8))
    dropped = withdraw(private, CHIEF, SIDES, LATER)
    for proposal in (private, dropped):
        assert [visible_to(proposal, a.party, SIDES) for a in (CHIEF, MANAGER, CHAIR)] == [True, True, False]
    assert visible_to(submitted(hours(8)), CHAIR.party, SIDES)
    assert visible_to(in_state(ProposalState.WITHDRAWN), CHAIR.party, SIDES)


def test_only_a_draft_is_edited_and_only_by_its_side() -> None:
    again = redrafted(draft(hours(8)), MANAGER, SIDES, rationale="Better.", edits=[hours(12)])
    assert (again.author, again.rationale, again.edits) == ("Chief", "Better.", (hours(12),))
    with pytest.raises(IllegalMove, match="only a draft is edited"):
        redrafted(submitted(hours(8)), CHIEF, SIDES, rationale="Better.", edits=[])
    with pytest.raises(IllegalMove, match="Only the sponsors' side"):
        redrafted(draft(hours(8)), CHAIR, SIDES, rationale="Better.", edits=[])


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ((hours(8), payer("city", base=2)), "make both against one"),
        ((DeleteClause(clause_id=TRAINING, base=1), hours(8)), "after it was deleted"),
        ((MoveClause(clause_id=TRAINING, base=1, after=TRAINING, stood_after=None),), "not there"),
        ((inserted(TRAINING, {}), hours(8)), "insert it as it is to be"),
        ((hours(8), inserted(TRAINING, {})), "new identity"),
    ],
)  # fmt: skip
def test_edits_that_can_not_stand_together_are_refused(edits: tuple[Edit, ...], reason: str) -> None:
    with pytest.raises(InvalidProposal, match=reason):
        draft(*edits)


def test_a_proposal_is_of_one_side_and_answers_one_thing() -> None:
    assert draft(hours(8), sponsors=[PartyRole.CITY, PartyRole.POLICE]).sponsors == (PartyRole.CITY, PartyRole.POLICE)
    with pytest.raises(InvalidProposal, match="the District is not on the side of its author"):
        draft(hours(8), sponsors=[PartyRole.CITY, PartyRole.DISTRICT])
    with pytest.raises(InvalidProposal, match="not both"):
        draft(hours(8), in_response_to="a", replaces="b")
    with pytest.raises(InvalidProposal, match="sponsors: must hold at least 1 item"):
        draft(hours(8), sponsors=[])
    with pytest.raises(InvalidProposal, match="changes nothing"):
        submit(draft(), CHIEF, SIDES, LATER)


def test_a_party_is_on_one_side() -> None:
    city = SIDES.other
    for one in (Side("x", city.parties), Side("x", frozenset()), Side("city", SIDES.one.parties)):
        with pytest.raises(InvalidInput):
            Sides(one, city)
    with pytest.raises(InvalidProposal, match="The City takes no part"):
        Sides(SIDES.one, Side("police", frozenset({PartyRole.POLICE}))).of(PartyRole.CITY)


def test_a_proposal_and_its_edits_survive_their_json() -> None:
    edits: tuple[Edit, ...] = (
        hours(8),
        EditText(clause_id=RECITALS, base=1, text="Words."),
        RenameHeading(clause_id=TRAINING, base=1, heading="Drills"),
        MoveClause(clause_id=TRAINING, base=1, after=None, stood_after=RECITALS),
        InsertClause(clause_id=clause_id_from(b"new"), kind="training", fields={"hours_min": 1}, after=None),
        DeleteClause(clause_id=RETENTION, base=1),
    )
    proposal = submitted(*edits)
    assert Proposal.model_validate_json(proposal.model_dump_json()) == proposal
    assert [EDIT.validate_json(TypeAdapter(Edit).dump_json(edit)) for edit in edits] == list(edits)


# ---------------------------------------------------------------------------------------------------------- applying


def test_accepting_makes_revisions_with_the_proposal_as_their_origin() -> None:
    state = agreement()
    proposal, applied = accept(submitted(hours(60), payer("city")), state, CHAIR, SIDES, LATEST)
    (made,) = applied.revisions
    assert proposal.state is ProposalState.ACCEPTED
    assert made.origin == Origin(how="proposal", reference="p-1", sponsors=(PartyRole.POLICE,), proposed_at=LATER,
                                 accepted_by="Board Chair")  # fmt: skip
    assert (made.author, made.party, made.at, made.rationale) == ("Chief", PartyRole.POLICE, LATEST, "Why p-1.")
    assert (made.number, made.previous_hash) == (2, state.chains[TRAINING][0].revision_hash)
    assert made.fields.model_dump(mode="json") == {**example("training"), "hours_min": 60, "payer": "city"} | {
        "refresher": example("training").get("refresher")
    }
    assert applied.state.chains[TRAINING] == (*state.chains[TRAINING], made)
    assert state == agreement()


def test_a_proposal_of_every_edit_is_applied_in_order() -> None:
    state = agreement()
    custom = {"paragraphs": [{"level": 0, "text": "Officers wear their own vests."}]}
    applied = adopted(
        state,
        RenameHeading(clause_id=TRAINING, base=1, heading="Drills"),
        words(state.chains[RECITALS][0], "the", "this"),
        InsertClause(clause_id=NEW, kind="custom", heading="Vests", fields=custom,
                     text="Officers wear vests of the City.", after=TRAINING),
        DeleteClause(clause_id=RETENTION, base=1),
        MoveClause(clause_id=TRAINING, base=1, after=NEW, stood_after=RECITALS),
    )  # fmt: skip
    assert applied.state.order == (RECITALS, NEW, TRAINING)
    assert applied.removed == (RETENTION,)
    assert [(r.clause_id, r.number) for r in applied.revisions] == [(NEW, 1), (TRAINING, 2), (RECITALS, 2)]
    assert prose(applied.state.chains[NEW][0]) == "Officers wear vests of the City."
    assert applied.state.chains[RECITALS][1].wording is not None
    assert applied.state.chains[RETENTION] == state.chains[RETENTION]


def test_one_edit_that_can_not_be_leaves_everything_as_it_was() -> None:
    state = agreement()
    for bad, error in [
        (SetField(clause_id=RETENTION, base=1, path="no.such", value=1), InvalidClause),
        (SetField(clause_id=TRAINING, base=1, path="hours_min", value="many"), InvalidClause),
        (SetField(clause_id=TRAINING, base=1, path="topics.99", value=None), InvalidProposal),
        (SetField(clause_id=TRAINING, base=7, path="hours_min", value=8), InvalidProposal),
        (EditText(clause_id=RECITALS, base=1, text="Within sixty (30) days."), NumberAndWordDisagree),
        (inserted(NEW, example("training"), kind="training"), Conflict),
        (inserted(RECITALS, {}), Conflict),
        (inserted(NEW, {}), InvalidClause),
        (MoveClause(clause_id=RECITALS, base=1, after=clause_id_from(b"?"), stood_after=None), InvalidProposal),
    ]:  # fmt: skip
        with pytest.raises(error):
            adopted(state, RenameHeading(clause_id=RETENTION, base=1, heading="Keeping"), bad)
        assert state == agreement()


def test_what_the_agreement_says_already_makes_no_revision() -> None:
    state = adopted(agreement(), hours(60)).state
    assert adopted(state, hours(60), by=CHAIR, pid="p-2").is_empty


def test_a_preview_needs_nobody_who_accepts() -> None:
    shown = apply(draft(hours(60)), agreement(), accepted_by=None, at=LATER)
    assert shown.revisions[0].origin.accepted_by is None
    assert shown.revisions[0].origin.proposed_at is None


def test_a_clock_that_was_set_back_dates_no_revision_before_the_last() -> None:
    state = agreement()
    early = apply(draft(hours(60)), state, accepted_by=None, at=AT - timedelta(days=9))
    assert early.revisions[0].at == AT


# --------------------------------------------------------------------------------------------------------- conflicts


def test_a_stale_edit_of_another_field_is_merged_once_it_is_confirmed() -> None:
    state = adopted(agreement(), hours(60)).state
    found = collision(state, payer("city"))
    assert "sixty (60) hours" in found.ours
    assert "sixty (60) hours" not in found.base
    assert "sixty (60) hours" in found.merged
    with pytest.raises(MovedBase):
        adopted(state, payer("city"), by=CHAIR, pid="p-2", confirmed={TRAINING: "0" * 64})
    applied = adopted(state, payer("city"), by=CHAIR, pid="p-2", confirmed={TRAINING: found.confirm})
    (made,) = applied.revisions
    assert text_of(made) == found.merged
    assert (made.number, made.proposal) == (3, "p-2")
    told = made.fields.model_dump(mode="json")
    assert (told["hours_min"], told["payer"]) == (60, "city")


def test_a_merged_text_that_moved_on_again_must_be_confirmed_again() -> None:
    state = adopted(agreement(), hours(60)).state
    confirmed = {TRAINING: collision(state, payer("city")).confirm}
    state = adopted(state, hours(70, base=2), pid="p-3").state
    with pytest.raises(MovedBase):
        adopted(state, payer("city"), by=CHAIR, pid="p-2", confirmed=confirmed)


def test_the_same_field_given_two_values_is_a_conflict_that_nobody_can_confirm() -> None:
    found = collision(adopted(agreement(), hours(60)).state, hours(70))
    assert (found.merged, found.confirm) == (None, None)
    assert "seventy (70) hours" in found.theirs
    assert "from revision 1 to 2; both changed the same words, so propose anew." in found.reason


def test_a_number_and_its_unit_are_not_merged_into_a_deadline_that_nobody_proposed() -> None:
    base = revision("data_security")
    told = example("data_security")
    asked = [{**told["breach_notice_party"], **change} for change in ({"n": 61}, {"unit": "school_days"})]
    sides = [revision("data_security", {**told, "breach_notice_party": deadline}).fields for deadline in asked]
    ours, theirs = (base.model_copy(update={"fields": fields}) for fields in sides)
    assert merged(base, ours, theirs) is None


def test_words_and_a_field_are_merged_where_they_are_apart() -> None:
    state = agreement()
    base = state.chains[TRAINING][0]
    state = adopted(state, words(base, "Each", "Every single")).state
    found = collision(state, hours(60))
    assert found.merged is not None
    assert "Every single" in found.merged
    assert "sixty (60)" in found.merged
    (made,) = adopted(state, hours(60), by=CHAIR, pid="p-2", confirmed={TRAINING: found.confirm}).revisions
    assert made.fields.model_dump(mode="json")["hours_min"] == 60
    assert "Every single" in prose(made)


def test_two_edits_of_one_list_of_paragraphs_are_merged_by_their_words() -> None:
    paragraphs = [
        "Officers wear vests that the City has bought for them.",
        "Vests are washed once in each week of school.",
    ]
    custom = revision("custom", {"paragraphs": [{"level": 0, "text": text} for text in paragraphs]})
    state = AgreementState.of([(custom,)])
    state = adopted(state, words(custom, "bought", "hired")).state
    found = collision(state, words(custom, "washed once", "cleaned twice"))
    assert found.merged == "Heading\n" + "\n".join(paragraphs).replace("bought", "hired").replace(
        "washed once", "cleaned twice"
    )
    assert collision(state, words(custom, "bought", "rented")).merged is None


def test_what_merges_into_a_clause_that_can_not_be_is_a_conflict() -> None:
    base = revision("pilot")
    told = example("pilot")
    assert told["start"] < "2020-03-01" < "2020-04-01" < told["end"]
    ours = base.model_copy(update={"fields": revision("pilot", {**told, "end": "2020-03-01"}).fields})
    theirs = base.model_copy(update={"fields": revision("pilot", {**told, "start": "2020-04-01"}).fields})
    assert merged(base, ours, theirs) is None


def test_a_clause_that_was_taken_out_collides_with_every_edit_but_its_deletion() -> None:
    state = adopted(agreement(), DeleteClause(clause_id=TRAINING, base=1)).state
    found = collision(state, hours(60))
    assert (found.ours, found.merged) == (None, None)
    assert "taken out" in found.reason
    assert "sixty" in found.theirs
    assert (
        "taken out" in collision(state, MoveClause(clause_id=TRAINING, base=1, after=None, stood_after=RECITALS)).reason
    )
    assert adopted(state, DeleteClause(clause_id=TRAINING, base=1), by=CHAIR, pid="p-2").is_empty


def test_a_clause_that_moved_on_is_not_deleted_unread() -> None:
    state = adopted(agreement(), hours(60)).state
    found = collision(state, DeleteClause(clause_id=TRAINING, base=1))
    assert "read it before it is taken out" in found.reason
    assert found.confirm is None
    assert adopted(state, DeleteClause(clause_id=TRAINING, base=2), by=CHAIR, pid="p-2").removed == (TRAINING,)


def test_two_moves_of_one_clause_collide_and_the_same_one_twice_does_not() -> None:
    first = MoveClause(clause_id=TRAINING, base=1, after=None, stood_after=RECITALS)
    state = adopted(agreement(), first).state
    assert state.order == (TRAINING, RECITALS, RETENTION)
    other = MoveClause(clause_id=TRAINING, base=1, after=RETENTION, stood_after=RECITALS)
    assert "stands elsewhere since" in collision(state, other).reason
    assert adopted(state, first, by=CHAIR, pid="p-2").state.order == state.order


def test_a_place_that_was_taken_out_is_a_collision() -> None:
    state = adopted(agreement(), DeleteClause(clause_id=TRAINING, base=1)).state
    found = collision(state, MoveClause(clause_id=RECITALS, base=1, after=TRAINING, stood_after=None))
    assert "propose another place" in found.reason


def test_a_change_that_was_taken_back_is_no_conflict() -> None:
    state = agreement()
    first = state.chains[TRAINING][0]
    second = revise(first, heading="Other", author="Chief", party="police", at=LATER, rationale=None)
    third = revise(second, heading=first.heading, author="Chief", party="police", at=LATER, rationale=None)
    state = AgreementState.of([state.chains[RECITALS], (first, second, third)])
    assert adopted(state, hours(60)).revisions[0].number == 4


def test_marks_of_words_that_need_review_outlive_a_merge() -> None:
    base = revision("training")
    marked = match(prose(base).replace("shall", "need not", 1), base)
    assert marked.needs_review
    state = AgreementState.of([(base,)])
    state = adopted(state, words(base, "shall", "need not")).state
    found = collision(state, RenameHeading(clause_id=TRAINING, base=1, heading="Drills"))
    (made,) = adopted(state, RenameHeading(clause_id=TRAINING, base=1, heading="Drills"), by=CHAIR, pid="p-2",
                      confirmed={TRAINING: found.confirm}).revisions  # fmt: skip
    assert made.wording is not None
    assert {m.path for m in made.wording.needs_review} == {m.path for m in marked.needs_review}


# ------------------------------------------------------------------------------------------------------------ status


def chain(*headings: str) -> list[ClauseRevision]:
    made = [revision("training", heading=headings[0])]
    for heading in headings[1:]:
        made.append(revise(made[-1], heading=heading, author="Chief", party="police", at=LATER, rationale=heading))
    return made


def agreed(revisions: list[ClauseRevision], *actors: Actor) -> list[Stance]:
    return [stance(revisions, revisions[-1].number, actor, SIDES, LATEST) for actor in actors]


def test_a_clause_is_open_then_agreed_by_one_then_agreed() -> None:
    one = chain("A")
    assert clause_status(one, [], SIDES).standing is ClauseStanding.OPEN
    half = clause_status(one, agreed(one, CHIEF, MANAGER), SIDES)
    assert (half.standing, [side.name for side in half.agreed_by]) == (ClauseStanding.AGREED_BY_ONE, ["city"])
    assert clause_status(one, agreed(one, CHIEF, CHAIR), SIDES).standing is ClauseStanding.AGREED


def test_a_later_change_reopens_it_and_says_so() -> None:
    stances = agreed(chain("A"), CHIEF, CHAIR)
    status = clause_status(chain("A", "B", "C"), stances, SIDES)
    assert status.standing is ClauseStanding.OPEN
    assert [(r.side.name, r.agreed, r.by.rationale) for r in status.reopened] == [("schools", 1, "B"), ("city", 1, "B")]
    anew = clause_status(chain("A", "B"), [*stances, *agreed(chain("A", "B"), CHAIR)], SIDES)
    assert (anew.standing, [r.side.name for r in anew.reopened]) == (ClauseStanding.AGREED_BY_ONE, ["city"])


def test_a_change_that_was_taken_back_reopens_all_the_same() -> None:
    assert clause_status(chain("A", "B", "A"), agreed(chain("A"), CHIEF, CHAIR), SIDES).standing is ClauseStanding.OPEN


def test_a_revision_that_says_the_same_reopens_nothing() -> None:
    assert clause_status(chain("A", "A"), agreed(chain("A"), CHIEF, CHAIR), SIDES).standing is ClauseStanding.AGREED


def test_a_side_takes_its_word_back() -> None:
    one = chain("A")
    back = stance(one, 1, MANAGER, SIDES, LATEST, agrees=False)
    assert clause_status(one, [*agreed(one, CHIEF, CHAIR), back], SIDES).standing is ClauseStanding.AGREED_BY_ONE


def test_nobody_agrees_with_a_revision_that_moved_on() -> None:
    with pytest.raises(StaleEdit, match="at revision 2, not 1"):
        stance(chain("A", "B"), 1, CHAIR, SIDES, LATEST)


def test_what_both_sides_changed_alike_in_one_list_does_not_hinder_a_merge() -> None:
    lines = ["Officers wear vests that the City has bought for them.", "Vests are washed once in each week of school."]
    custom = revision("custom", {"paragraphs": [{"level": 0, "text": text} for text in lines]})
    state = adopted(AgreementState.of([(custom,)]), words(custom, "bought", "hired")).state
    more = words(custom, "bought", "hired").model_copy(
        update={"text": prose(custom).replace("bought", "hired").replace("washed", "cleaned")}
    )
    assert collision(state, more).merged == text_of(custom).replace("bought", "hired").replace("washed", "cleaned")
