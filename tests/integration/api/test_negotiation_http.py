"""Two sides over HTTP with interleaved proposals, counterproposals, acceptances and stale edits, against the model of
plain values that the rules are tested with: no lost update, no illegal state, and nothing of the other side's drafts.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from api.app import create_app
from api.auth.access import Role
from api.ids import new_clause_id
from api.services.negotiation import negotiated_state
from api.settings import Settings
from clauses.errors import Collision, IllegalMove, MovedBase
from drafts.negotiation.edits import Edit
from drafts.negotiation.proposals import Act, Proposal
from drafts.negotiation.state import AgreementState
from tests.integration.api.conftest import PARTIES, Agreement, client_of, member_of, operator_token, token_of
from tests.property.test_negotiation import CLAUSES, Negotiation, Offer

EXAMPLES, STEPS = 6, 16


@dataclass
class Server:
    """An application, and the client of its operator."""

    app: FastAPI
    operator: TestClient


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


def _proposal(told: dict[str, Any]) -> Proposal:
    return Proposal.model_validate_json(json.dumps({name: told[name] for name in Proposal.model_fields}))


def test_two_sides_negotiate_over_http_as_the_rules_have_it(server: Server) -> None:
    NegotiationOverHttp.server = server
    run_state_machine_as_test(
        NegotiationOverHttp, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
