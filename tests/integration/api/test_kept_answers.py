"""Answers are kept while nothing changes in their agreement: nobody reads what is no longer so, or is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import PAGES, ROUTERS, create_app
from api.auth.access import Role
from api.routing import Route
from api.services import clauses as service
from api.settings import Settings
from api.store.accounts import MemberRecord, put_member
from tests.integration.api.conftest import (
    Agreement,
    Bargain,
    client_of,
    kept_answers,
    member_of,
    operator_token,
    read_tag,
    token_of,
    user_of,
    words,
)

KEPT = [
    each for module in (*ROUTERS, *PAGES) for each in module.router.routes if isinstance(each, Route) and each.is_kept
]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fills with an entry each time that a clause is read anew."""
    seen: list[str] = []
    get_clause = service.get_clause

    def counted(unit: Any, agreement_id: str, clause_id: str) -> Any:
        seen.append(clause_id)
        return get_clause(unit, agreement_id, clause_id)

    monkeypatch.setattr(service, "get_clause", counted)
    return seen


def test_what_is_kept_is_below_an_agreement_and_changes_nothing() -> None:
    assert KEPT
    for route in KEPT:
        assert route.path.startswith("/agreements/{agreement_id}/")
        assert (route.methods or set()) <= {"GET", "HEAD"}


def test_the_same_is_answered_again_without_being_read_again(agreement: Agreement, read: list[str]) -> None:
    clause = agreement.add("Term", "A year.")
    address = f"{agreement.path}/clauses/{clause['clause_id']}"
    first, second = agreement.client.get(address), agreement.client.get(address)
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert len(read) == 1
    agreement.revise(clause, "Two years.")
    assert "Two years." in agreement.client.get(address).text
    assert len(read) == 2


def test_what_is_kept_is_nobody_elses(app: FastAPI, bargain: Bargain, read: list[str]) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    address = f"{bargain.path}/clauses/{clause['clause_id']}"
    for number, client in enumerate((bargain.district, bargain.city, bargain.district), start=1):
        assert client.get(address).status_code == 200
        assert len(read) == min(number, 2)
    with client_of(app, token_of(app, user_of(app, "stranger@elsewhere.example"))) as stranger:
        assert stranger.get(address).status_code == 404
    with client_of(app) as nobody:
        assert nobody.get(address).status_code == 401


class Side:
    """A person's way to the application that keeps answers, and to one that keeps none."""

    def __init__(self, keeping: TestClient, plain: TestClient) -> None:
        self.keeping, self.plain = keeping, plain

    def reads_the_same(self, path: str) -> int:
        """Hold one answer to the other, asked twice; its status."""
        made = self.plain.get(path)
        for kept in (self.keeping.get(path), self.keeping.get(path)):
            told = [(each.status_code, each.headers.get("etag"), _without_its_request(each)) for each in (kept, made)]
            assert told[0] == told[1], path
        return made.status_code


def _without_its_request(answer: Any) -> Any:
    return re.sub(rb'"(instance|request_id)":"[^"]*"', b"", answer.content)


@pytest.fixture
def sides(app: FastAPI, settings: Settings, bargain: Bargain) -> Iterator[list[Side]]:
    """The operator, both sides, and somebody whose membership changes."""
    plain = create_app(settings.model_copy(update={"answer_cache_mb": 0}), clock=app.state.runtime.clock)
    people = [
        operator_token(app),
        *(token_of(app, member_of(app, bargain.agreement.id, each, Role.NEGOTIATOR)) for each in ("district", "city")),
        token_of(app, member_of(app, bargain.agreement.id, "police", Role.OBSERVER)),
    ]
    with ExitStack() as stack:
        yield [Side(*(stack.enter_context(client_of(each, token)) for each in (app, plain))) for token in people]


def test_whatever_changes_is_read_as_it_is_by_everybody(app: FastAPI, bargain: Bargain, sides: list[Side]) -> None:
    agreement, path = bargain.agreement, bargain.path
    clause, other = agreement.add("Term", "A year."), agreement.add("Training", "Forty hours.")
    agreement.save()
    observer = member_of(app, agreement.id, "police", Role.OBSERVER)
    made: dict[str, Any] = {}

    def ok(answer: Any) -> Any:
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def put(address: str, body: dict[str, Any]) -> None:
        ok(agreement.client.put(address, json=body, headers=read_tag(agreement.client, address)))

    def member(role: Role) -> None:
        with app.state.runtime.unit() as unit:
            put_member(unit.write, MemberRecord(agreement.id, observer.id, "police", role))

    def propose() -> None:
        made["proposal"] = bargain.propose(bargain.city, words(bargain.clause(other["clause_id"]), "Fifty hours."))

    def draft(by: TestClient, label: str) -> Callable[[], None]:
        def save() -> None:
            made[label] = ok(by.post(f"{path}/drafts", json={"label": label, "dated": "2020-04-04"}))

        return save

    changes: list[Callable[[], Any]] = [
        lambda: agreement.revise(bargain.clause(clause["clause_id"]), "Two years."),
        draft(bargain.district, "Ours"),
        propose,
        lambda: bargain.step(bargain.district, made["proposal"], "accept"),
        draft(bargain.city, "Theirs"),
        lambda: ok(bargain.district.post(f"{path}/drafts/{made['Ours']['number']}/table")),
        lambda: member(Role.NEGOTIATOR),
        lambda: ok(
            bargain.city.post(
                f"{path}/clauses/{clause['clause_id']}/stance",
                json={"revision": 2, "agrees": True},
                headers=read_tag(bargain.city, f"{path}/clauses/{clause['clause_id']}"),
            )
        ),
        lambda: member(Role.OBSERVER),
        lambda: put(f"{path}/house-style", {"numbering": "outline"}),
        lambda: agreement.add("Before", "First.", after=None),
        lambda: ok(
            agreement.client.delete(
                f"{path}/clauses/{other['clause_id']}",
                headers=read_tag(agreement.client, f"{path}/clauses/{other['clause_id']}"),
            )
        ),
        draft(agreement.client, "As it stands"),
    ]
    addresses = [
        f"{path}/clauses",
        *(f"{path}/clauses/{each['clause_id']}" for each in (clause, other)),
        *(f"{path}/drafts/{each}.docx" for each in ("2", "current")),
        *(f"{path}/redlines/{each}" for each in ("1...current.json", "2...3.html")),
    ]
    seen: set[tuple[int, ...]] = set()
    for change in (lambda: None, *changes):
        change()
        seen |= {tuple(side.reads_the_same(each) for side in sides) for each in addresses}
    assert len(seen) > 2  # some of it was shared, and some of it one side's own


def test_no_more_is_kept_than_there_is_room_for(app: FastAPI, agreement: Agreement, read: list[str]) -> None:
    addresses = [f"{agreement.path}/clauses/{agreement.add(f'Term {n}', 'A year.')['clause_id']}" for n in range(6)]
    held = kept_answers(app)
    agreement.client.get(addresses[0])
    held.room = held._size * 4 + 100
    for each in addresses:
        agreement.client.get(each)
    assert len(read) == 6
    assert (len(held._kept), held._size <= held.room) == (4, True)
    for each in addresses[2:]:
        agreement.client.get(each)
    assert len(read) == 6
    agreement.client.get(f"{agreement.path}/clauses")  # larger than a fourth of the room
    assert len(held._kept) == 4
    agreement.client.get(addresses[0])
    assert (len(read), len(held._kept)) == (7, 4)
