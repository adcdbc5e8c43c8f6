"""A draft that carries proposals has exactly the words that accepting them in that order would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.standing import record_of, revision_of
from clauses.errors import MovedBase
from clauses.ids import clause_id_from
from clauses.record import create, verify_chain
from drafts.negotiation.acceptance import accept
from drafts.negotiation.adoption import adopted_text
from drafts.negotiation.edits import DeleteClause, Edit, EditText, InsertClause, MoveClause, RenameHeading, SetField
from drafts.negotiation.overlay import carry
from drafts.negotiation.proposals import Proposal, propose, submit
from drafts.negotiation.state import AgreementState
from drafts.provenance import way
from tests.property.test_negotiation import ACTORS, CLAUSES, LINES, SIDES, WORDS
from tests.unit.clauses.story import AT

OTHER = {"schools": "city", "city": "schools"}
Confirmed = dict[str, dict[str, str]]


def begun() -> AgreementState:
    made = [
        create(clause_id=clause_id_from(name.encode()), kind=kind, heading=heading, fields=fields, author="C", at=AT)
        for name, (kind, heading, fields) in CLAUSES.items()
    ]
    return AgreementState.of([(one,) for one in made])


BASE = begun()
TRAINING, *ROOMS = BASE.order


@st.composite
def edits_of(draw: st.DrawFn, name: str) -> tuple[Edit, ...]:
    """Up to three edits of a proposal of that name, of different clauses, against the clauses as they stand."""
    made: list[Edit] = []
    left = list(BASE.order)
    for clause_id in draw(st.lists(st.sampled_from(BASE.order), min_size=1, max_size=3, unique=True)):
        others = [each for each in left if each != clause_id]
        what = draw(st.sampled_from(["content"] * 5 + ["heading", "move", "delete"]))
        if what == "delete":
            left.remove(clause_id)
            made.append(DeleteClause(clause_id=clause_id, base=1))
        elif what == "move":
            after = draw(st.sampled_from([None, *others]))
            made.append(MoveClause(clause_id=clause_id, base=1, after=after, stood_after=BASE.before(clause_id)))
        elif what == "heading":
            made.append(RenameHeading(clause_id=clause_id, base=1, heading=draw(st.sampled_from(["Halls", name]))))
        elif clause_id == TRAINING:
            hours = draw(st.sampled_from([8, 16, 24]))
            made.append(SetField(clause_id=clause_id, base=1, path="hours_min", value=hours))
        else:
            number = ROOMS.index(clause_id)
            new = draw(st.sets(st.sampled_from(WORDS), min_size=1, max_size=2))
            slots = {each: f"{name}{each}" if each in new else f"old{number}{each}" for each in WORDS}
            made.append(EditText(clause_id=clause_id, base=1, text="\n".join(LINES).format(**slots)))
    if draw(st.integers(0, 3)) == 0:
        fields = {"paragraphs": [{"level": 1, "text": f"The key of {name}."}]}
        after = draw(st.sampled_from([None, *left]))
        clause_id = clause_id_from(name.encode())
        made.append(InsertClause(clause_id=clause_id, kind="custom", heading="Keys", fields=fields, after=after))
    return tuple(made)


@st.composite
def offered(draw: st.DrawFn) -> list[tuple[str, Proposal]]:
    """Proposals with the side of each; some are submitted."""
    found: list[tuple[str, Proposal]] = []
    for n in range(draw(st.integers(1, 4))):
        side = draw(st.sampled_from(sorted(ACTORS)))
        actor, name = ACTORS[side], f"p{n}"
        made = propose(
            proposal_id=name,
            actor=actor,
            sponsors=[actor.party],
            rationale=f"Reason of {name}.",
            edits=draw(edits_of(name)),
            sides=SIDES,
        )
        if draw(st.booleans()):
            made, _ = submit(made, actor, SIDES, AT + timedelta(minutes=n))
        found.append((side, made))
    return found


def accepted_in_order(
    offers: Sequence[tuple[str, Proposal]], state: AgreementState, at: datetime
) -> tuple[AgreementState, Confirmed, MovedBase | None]:
    """The agreement after every proposal was submitted and accepted by the other side, each merged text confirmed; the
    confirmations; and the refusal at which it ended, if it did."""
    confirmed: Confirmed = {}
    for side, offer in offers:
        alone = offer.model_copy(update={"in_response_to": None, "replaces": None})
        if not offer.edits:
            continue
        proposal = offer if offer.submitted_at else submit(alone, ACTORS[side], SIDES, at)[0]
        acceptor = ACTORS[OTHER[side]]
        try:
            _, applied = accept(proposal, state, acceptor, SIDES, at)
        except MovedBase as refused:
            confirmed[offer.id] = {each.clause_id: each.confirm for each in refused.collisions if each.confirm}
            try:
                _, applied = accept(proposal, state, acceptor, SIDES, at, confirmed[offer.id])
            except MovedBase as final:
                return state, confirmed, final
        state = applied.state
    return state, confirmed, None


@settings(max_examples=100, deadline=None)
@given(offered())
def test_a_draft_has_the_words_that_accepting_its_proposals_in_that_order_would_give(
    offers: list[tuple[str, Proposal]],
) -> None:
    state, confirmed, refused = accepted_in_order(offers, BASE, AT + timedelta(days=1))
    proposals = [offer for _, offer in offers]
    if refused is not None:
        with pytest.raises(MovedBase) as collided:
            carry(proposals, BASE, AT, confirmed)
        told = [(each.clause_id, each.base, each.ours, each.theirs, each.merged) for each in refused.collisions]
        assert [(e.clause_id, e.base, e.ours, e.theirs, e.merged) for e in collided.value.collisions] == told
        return
    if confirmed:
        with pytest.raises(MovedBase):
            carry(proposals, BASE, AT)
    made = carry(proposals, BASE, AT, confirmed)
    assert adopted_text("M", made.state.current) == adopted_text("M", state.current)
    assert [each.content_hash for each in made.state.current] == [each.content_hash for each in state.current]
    assert made.state.order == state.order


@settings(max_examples=100, deadline=None)
@given(offered())
def test_what_a_draft_carries_is_a_chain_from_the_clauses_under_its_proposals_and_is_read_as_it_was_stored(
    offers: list[tuple[str, Proposal]],
) -> None:
    _, confirmed, refused = accepted_in_order(offers, BASE, AT + timedelta(days=1))
    if refused is not None:
        return
    made = carry([offer for _, offer in offers], BASE, AT + timedelta(days=2), confirmed)
    by = {offer.id: (offer.author, offer.party, offer.rationale) for _, offer in offers}
    for revision in made.revisions:
        assert revision_of(record_of(revision)) == revision
        assert by[revision.proposal or ""] == (revision.author, revision.party, revision.rationale)
        assert revision.origin.accepted_by is None
    for clause_id in made.state.order:
        chain = made.state.chains[clause_id]
        verify_chain(chain)
        stood = BASE.newest(clause_id)
        steps = way(stood, chain[-1], chain)
        assert all(forward for _, forward in steps)
        assert {step.proposal for step, _ in steps} <= set(by)
    taken = {clause_id for each in made.carried for clause_id in each.removed}
    assert taken == set(BASE.order) - set(made.state.order)
