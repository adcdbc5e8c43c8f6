"""Two sides over HTTP with interleaved proposals, counterproposals, acceptances, stale edits and drafts that carry
proposals, against the model of plain values that the rules are tested with: no lost update, no illegal state, nothing
of the other side's drafts, and in a draft the words that accepting what it carries would give.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from api.app import create_app
from api.auth.access import Role
from api.ids import new_clause_id
from api.services.negotiation import negotiated_state
from api.services.standing import assemble_revisions
from api.settings import Settings
from clauses.errors import Collision, IllegalMove, InvalidProposal, MovedBase
from drafts.assemble import canonical_text
from drafts.house_style import DEFAULT
from drafts.negotiation.edits import Edit
from drafts.negotiation.proposals import Act, Proposal, ProposalState, submit
from drafts.negotiation.state import AgreementState
from tests.integration.api.conftest import PARTIES, Agreement, client_of, member_of, operator_token, token_of
from tests.property.test_negotiation import ACTOR, ACTORS, CLAUSES, SIDES, Negotiation, Offer
from tests.property.test_overlays import accepted_in_order

EXAMPLES, STEPS = settings().max_examples // 16, 16
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class Server:
    """An application, and the client of its operator."""

    app: FastAPI
    operator: TestClient


@dataclass
class Saved:
    """A draft that carries proposals, as the model knows it."""

    side: str
    proposals: list[str]
    text_hash: str
    brought: dict[str, str]
    """Clause -> the content hash of what the proposals made of it."""
    status: str = "working"


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=f"sqlite:///{Path(folder) / 'two.sqlite3'}"))
        with client_of(app, operator_token(app)) as operator:
            yield Server(app, operator)
        app.state.runtime.close()


class NegotiationOverHttp(Negotiation):
    """The same walk, each step of it a request by the side that takes it."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.drafts: dict[int, Saved] = {}

    def begun(self) -> AgreementState:
        app, operator = self.server.app, self.server.operator
        made = operator.post("/agreements", json={"title": "M", "parties": PARTIES})
        self.agreement = Agreement(operator, made.json()["id"])
        for kind, heading, fields in CLAUSES.values():
            body = {"kind": kind, "heading": heading, "fields": fields}
            assert operator.post(f"{self.agreement.path}/clauses", json=body).status_code == 201
        self.clients = {
            side: self.stack.enter_context(
                client_of(app, token_of(app, member_of(app, self.agreement.id, party, Role.COUNSEL)))
            )
            for side, party in (("schools", "district"), ("city", "city"))
        }
        return self.read()

    def teardown(self) -> None:
        self.stack.close()

    def read(self) -> AgreementState:
        with self.server.app.state.runtime.unit() as unit:
            return negotiated_state(unit, self.agreement.id)

    def identity(self) -> str:
        return new_clause_id()

    def written(self, side: str, edits: list[Edit], answers: str | None, replaces: str | None) -> Proposal:
        told = [edit.model_dump(mode="json") for edit in edits]
        body = {"rationale": "Why.", "edits": told, "in_response_to": answers, "replaces": replaces}
        answer = self.clients[side].post(f"{self.agreement.path}/proposals", json=body)
        assert answer.status_code == 201, answer.text
        return _proposal(answer.json())

    def submitted(self, offer: Offer, actor: str, answered: Offer | None) -> tuple[Proposal, Proposal | None]:
        made = self._step(offer, actor, "submit")
        if answered is None:
            return made, None
        return made, _proposal(self.clients[actor].get(self._address(answered)).json())

    def ended(self, offer: Offer, actor: str, act: Act) -> Proposal:
        return self._step(offer, actor, act.value)

    def accepted(
        self, offer: Offer, actor: str, confirmed: dict[str, str] | None = None
    ) -> tuple[Proposal, AgreementState]:
        made = self._step(offer, actor, "accept", {"confirmed": confirmed or {}})
        return made, self.read()

    def _step(self, offer: Offer, actor: str, act: str, body: Any = None) -> Proposal:
        """Take a step; a refusal is raised as what the rules would have raised."""
        answer = self.clients[actor].post(f"{self._address(offer)}/{act}", json=body)
        if answer.status_code == 200:
            return _proposal(answer.json())
        problem = answer.json()
        if answer.status_code == 404:
            assert actor != offer.side
            assert not offer.shown, problem
            raise IllegalMove(problem["detail"])
        assert answer.status_code == 409, answer.text
        if problem["code"] == "moved-base":
            raise MovedBase(tuple(Collision(**each) for each in problem["collisions"]))
        assert problem["code"] == "illegal-move", problem
        raise IllegalMove(problem["detail"])

    def _address(self, offer: Offer) -> str:
        return f"{self.agreement.path}/proposals/{offer.proposal.id}"

    # ------------------------------------------------------------------------------- drafts that carry proposals

    @precondition(lambda self: self.offers)
    @rule(data=st.data(), side=ACTOR)
    def save_a_draft(self, data: st.DataObject, side: str) -> None:
        open_ones = [
            p for p, one in self.offers.items() if one.proposal.state in _OPEN and (one.shown or one.side == side)
        ]
        among = data.draw(st.sampled_from([open_ones] * 3 + [list(self.offers)])) or list(self.offers)
        chosen = data.draw(st.lists(st.sampled_from(among), min_size=1, max_size=3, unique=True))
        offers = [self.offers[each] for each in chosen]
        body: dict[str, Any] = {"label": "Ours", "dated": "2020-03-03", "proposals": chosen}
        path = f"{self.agreement.path}/drafts"
        answer = self.clients[side].post(path, json=body)
        if any(not one.shown and one.side != side for one in offers):
            assert answer.status_code == 404, answer.text
            return
        if any(one.proposal.state not in _OPEN for one in offers):
            assert answer.json()["code"] == "carried-proposals"
            return
        if any(one.answers in chosen for one in offers):
            assert answer.json()["code"] == "invalid-proposal"
            return
        after, confirmed, refused = accepted_in_order([(one.side, one.proposal) for one in offers], self.state, LATER)
        if confirmed:
            assert answer.json()["code"] == "moved-base", answer.text
            answer = self.clients[side].post(path, json={**body, "confirmed": confirmed})
        if refused is not None or not after.order:
            assert answer.json()["code"] == ("moved-base" if refused else "conflict"), answer.text
            return
        assert answer.status_code == 201, answer.text
        document = assemble_revisions("M", after.current, DEFAULT).document
        assert answer.json()["text_hash"] == sha256(canonical_text(document).encode()).hexdigest()
        stood = {each.revision_hash for chain in self.state.chains.values() for each in chain}
        brought = {each.clause_id: each.content_hash for each in after.current if each.revision_hash not in stood}
        told = {each["clause_id"] for each in answer.json()["clauses"] if each["proposal"]}
        assert told == set(brought)
        self.drafts[answer.json()["number"]] = Saved(side, chosen, answer.json()["text_hash"], brought)
        assert self.read() == self.state, "the clauses know nothing of it"

    @precondition(lambda self: any(one.status == "working" for one in self.drafts.values()))
    @rule(data=st.data(), actor=ACTOR)
    def table_a_draft(self, data: st.DataObject, actor: str) -> None:
        number = data.draw(st.sampled_from([n for n, one in self.drafts.items() if one.status == "working"]))
        draft = self.drafts[number]
        answer = self.clients[actor].post(f"{self.agreement.path}/drafts/{number}/table")
        if actor != draft.side:
            assert answer.status_code == 404, answer.text
            return
        carried = {each: self.offers[each] for each in draft.proposals}
        if any(one.proposal.state not in {*_OPEN, ProposalState.ACCEPTED} for one in carried.values()):
            assert answer.json()["code"] == "carried-proposals"
            return
        now, refused = {pid: one.proposal for pid, one in self.offers.items()}, None
        try:
            for pid, one in carried.items():
                if now[pid].state is ProposalState.DRAFT:
                    answered = now[one.answers] if one.answers else None
                    now[pid], other = submit(now[pid], ACTORS[actor], SIDES, LATER, answered)
                    now |= {other.id: other} if other else {}
        except (IllegalMove, InvalidProposal) as error:
            refused = error.code
        assert (answer.json().get("code"), answer.status_code == 200) == (refused, refused is None), answer.text
        if refused:
            return
        draft.status = "tabled"
        for pid, one in self.offers.items():
            if one.proposal.state is not now[pid].state:
                one.shown = True
                one.proposal = _proposal(self.clients[one.side].get(self._address(one)).json())
                assert one.proposal.state is now[pid].state

    @precondition(lambda self: any(one.status == "tabled" for one in self.drafts.values()))
    @rule(data=st.data(), actor=ACTOR)
    def put_a_draft_into_the_packet(self, data: st.DataObject, actor: str) -> None:
        number = data.draw(st.sampled_from([n for n, one in self.drafts.items() if one.status == "tabled"]))
        draft = self.drafts[number]
        answer = self.clients[actor].post(f"{self.agreement.path}/drafts/{number}/packet")
        agreed = all(self.offers[each].proposal.state is ProposalState.ACCEPTED for each in draft.proposals)
        for clause_id, content_hash in draft.brought.items():
            agreed &= content_hash in {each.content_hash for each in self.state.chains.get(clause_id, ())}
        assert answer.status_code == (200 if agreed else 409), answer.text
        if agreed:
            draft.status = "packet"
        else:
            assert answer.json()["code"] == "carried-proposals"

    @invariant()
    def each_side_sees_its_own_drafts_and_shared_ones_and_their_words_stay(self) -> None:
        if not hasattr(self, "state"):
            return
        for side, client in self.clients.items():
            items = client.get(f"{self.agreement.path}/drafts").json()["items"]
            seen = {n: one for n, one in self.drafts.items() if one.side == side or one.status != "working"}
            told = {each["number"]: (each["text_hash"], each["status"]) for each in items}
            assert told == {n: (one.text_hash, one.status) for n, one in seen.items()}
            for each in items:
                states = [(pid, self.offers[pid].proposal.state.value) for pid in seen[each["number"]].proposals]
                assert [(one["id"], one["state"]) for one in each["proposals"]] == states

    @invariant()
    def what_is_read_over_http_is_what_is_stored(self) -> None:
        if not hasattr(self, "state"):
            return
        items = self.clients["city"].get(f"{self.agreement.path}/clauses").json()["items"]
        assert [each["content_hash"] for each in items] == [each.content_hash for each in self.state.current]

    @invariant()
    def each_side_sees_what_it_may_and_each_proposal_as_it_is(self) -> None:
        if not hasattr(self, "state"):
            return
        for side, client in self.clients.items():
            items = client.get(f"{self.agreement.path}/proposals").json()["items"]
            seen = {each["id"]: each["state"] for each in items}
            visible = {pid: one for pid, one in self.offers.items() if one.shown or one.side == side}
            assert seen == {pid: one.proposal.state.value for pid, one in visible.items()}


_OPEN = (ProposalState.DRAFT, ProposalState.SUBMITTED)


def _proposal(told: dict[str, Any]) -> Proposal:
    return Proposal.model_validate_json(json.dumps({name: told[name] for name in Proposal.model_fields}))


def test_two_sides_negotiate_over_http_as_the_rules_have_it(server: Server) -> None:
    NegotiationOverHttp.server = server
    run_state_machine_as_test(
        NegotiationOverHttp, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
