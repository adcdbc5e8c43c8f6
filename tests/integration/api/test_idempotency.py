"""A POST that is sent twice is carried out once, whatever happens in between."""

# pyright: basic

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import ROUTERS, create_app
from api.auth.access import ACCESS, PUBLIC, Role
from api.idempotency import HEADER, NOT_KEPT, RECOMPUTED, REPLAYED, KeyedRoute, read_key
from api.services import agreements as service
from api.settings import Settings
from api.store import idempotency as store
from api.store.agreements import list_agreements
from api.web.problems import is_page
from clauses.errors import InvalidOption
from tests.integration.api.conftest import (
    Agreement,
    Ticking,
    assert_problem,
    client_of,
    free,
    member_of,
    operator_token,
    read_tag,
    tag,
    token_of,
    user_of,
)
from tests.support.documents import p, package, t

KEY = {HEADER: '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
CLAUSE = {"kind": "custom", "heading": "Term", "fields": free("A year.")}


def test_the_same_request_with_the_same_key_is_carried_out_once(agreement: Agreement) -> None:
    first, second = (agreement.client.post(f"{agreement.path}/clauses", json=CLAUSE, headers=KEY) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for name in ("location", "etag", "content-type", "cache-control"):
        assert first.headers[name] == second.headers[name]
    assert (first.headers.get(REPLAYED), second.headers.get(REPLAYED)) == (None, "true")
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert agreement.headings() == ["Term"]


def test_another_request_with_the_same_key_is_refused(agreement: Agreement) -> None:
    client, path = agreement.client, f"{agreement.path}/clauses"
    made = client.post(path, json=CLAUSE, headers=KEY).json()
    move = f"{path}/{made['clause_id']}/move"
    others = [
        client.post(path, json={**CLAUSE, "heading": "Terms"}, headers=KEY),
        client.post("/agreements", json=CLAUSE, headers=KEY),
        client.post(f"{path}?x=1", json=CLAUSE, headers=KEY),
        client.post(move, json={"after": None}, headers={**KEY, "If-Match": tag(made)}),
    ]
    for answer in others:
        assert_problem(answer, 422, "idempotency-key-reused")
    assert agreement.headings() == ["Term"]


def test_a_key_in_quotes_and_without_is_the_same(agreement: Agreement) -> None:
    path = f"{agreement.path}/clauses"
    answers = [agreement.client.post(path, json=CLAUSE, headers={HEADER: key}) for key in ("k-1", '"k-1"')]
    assert answers[0].content == answers[1].content
    assert agreement.headings() == ["Term"]


@pytest.mark.parametrize("header", ["", '""', '"a', "a b", "x" * 256, '"' + "x" * 256 + '"', '"Ã©"'])
def test_what_is_no_key_is_refused(agreement: Agreement, header: str) -> None:
    with pytest.raises(InvalidOption):
        read_key(header)
    answer = agreement.client.post(
        f"{agreement.path}/clauses",
        json=CLAUSE,
        headers={HEADER: header.encode("latin-1")},  # type: ignore[dict-item]
    )
    assert_problem(answer, 422, "invalid-option")
    assert agreement.headings() == []


def test_keys_are_an_accounts_own(app: FastAPI, client: TestClient) -> None:
    with client_of(app, token_of(app, user_of(app, "second@office.example", operator=True))) as other:
        made = [each.post("/agreements", json={"title": "Once"}, headers=KEY).json()["id"] for each in (client, other)]
    assert made[0] != made[1]


def test_a_refused_request_leaves_its_key_free(agreement: Agreement) -> None:
    client, path = agreement.client, f"{agreement.path}/clauses"
    assert_problem(client.post(path, json={**CLAUSE, "colour": "red"}, headers=KEY), 422, "invalid-input")
    broken = client.post(path, content=b"{", headers={**KEY, "Content-Type": "application/json"})
    assert_problem(broken, 422, "invalid-input")
    assert_problem(client.post(path, json={**CLAUSE, "after": "none"}, headers=KEY), 422, "invalid-option")
    assert_problem(client.post(path, content=b"x" * 1_100_000, headers=KEY), 413, "content-too-large")
    assert client.post(path, json=CLAUSE, headers=KEY).status_code == 201


def test_who_may_no_longer_ask_gets_no_kept_answer(app: FastAPI, agreement: Agreement) -> None:
    clause = agreement.add("Term", "A year.")
    edit = {"edit": "rename_heading", "clause_id": clause["clause_id"], "base": 1, "heading": "Length"}
    proposals, proposal = f"{agreement.path}/proposals", {"rationale": "Because.", "edits": [edit]}
    user = member_of(app, agreement.id, "district", Role.COUNSEL)
    with client_of(app, token_of(app, user)) as client:
        assert client.post(proposals, json=proposal, headers=KEY).status_code == 201
        address = f"{agreement.path}/members/{user.id}"
        moved = {"party": "city", "role": "counsel"}
        agreement.client.put(address, json=moved, headers=read_tag(agreement.client, address))
        again = client.post(proposals, json=proposal, headers=KEY)
        assert_problem(again, 422, "idempotency-key-reused")
        agreement.client.delete(address, headers=read_tag(agreement.client, address))
        assert_problem(client.post(proposals, json=proposal, headers=KEY), 404, "not-found")


def test_a_twin_of_a_request_at_work_is_told_to_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = service.create_agreement

    def slow(*args: Any, **named: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return real(*args, **named)

    monkeypatch.setattr(service, "create_agreement", slow)
    answers: list[Any] = []
    first = threading.Thread(
        target=lambda: answers.append(client.post("/agreements", json={"title": "Once"}, headers=KEY))
    )
    first.start()
    assert begun.wait(20)
    twin = client.post("/agreements", json={"title": "Once"}, headers=KEY)
    assert_problem(twin, 409, "request-in-progress")
    assert int(twin.headers["Retry-After"]) >= 1
    go_on.set()
    first.join()
    assert answers[0].status_code == 201
    assert client.post("/agreements", json={"title": "Once"}, headers=KEY).json() == answers[0].json()
    assert len(client.get("/agreements").json()["items"]) == 1


class Crash(Exception):
    """The process ends here: nothing after it is done, not even the release of the key."""


@pytest.mark.parametrize("where", ["before the effect", "before the commit"])
def test_after_a_crash_the_request_is_carried_out_once(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """What a crash leaves is a reservation without an answer: it counts as at work, and then as nobody's."""

    def crash(*_: Any, **__: Any) -> Any:
        raise Crash

    with monkeypatch.context() as broken:
        if where == "before the effect":
            broken.setattr(service, "create_agreement", crash)
        else:
            broken.setattr(store, "keep_answer", crash)
        broken.setattr(store, "release_key", lambda *_: None)  # whoever crashes cleans up nothing
        assert client.post("/agreements", json={"title": "Once"}, headers=KEY).status_code == 500
    assert client.get("/agreements").json()["items"] == []
    assert_problem(client.post("/agreements", json={"title": "Once"}, headers=KEY), 409, "request-in-progress")
    clock = app.state.runtime.clock
    assert isinstance(clock, Ticking)
    clock.now += timedelta(seconds=app.state.runtime.settings.idempotency_lease_seconds)
    made = client.post("/agreements", json={"title": "Once"}, headers=KEY)
    assert made.status_code == 201
    assert client.post("/agreements", json={"title": "Once"}, headers=KEY).json() == made.json()
    assert len(client.get("/agreements").json()["items"]) == 1


def test_an_attempt_that_was_taken_over_leaves_nothing(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = service.create_agreement

    def overtaken(unit: Any, *args: Any, **named: Any) -> Any:
        with app.state.runtime.unit() as other:  # while this one slept
            user = user_of(app, "operator@office.example")
            held = store.idempotency_keys.update().where(store.idempotency_keys.c.user_id == user.id)
            other.write.execute(held.values(attempt="another"))
        return real(unit, *args, **named)

    monkeypatch.setattr(service, "create_agreement", overtaken)
    assert_problem(client.post("/agreements", json={"title": "Once"}, headers=KEY), 409, "request-in-progress")
    assert client.get("/agreements").json()["items"] == []


def test_keys_are_forgotten_after_the_days_of_the_settings(app: FastAPI, client: TestClient) -> None:
    first = client.post("/agreements", json={"title": "Once"}, headers=KEY).json()["id"]
    clock = app.state.runtime.clock
    clock.now += timedelta(days=app.state.runtime.settings.idempotency_days - 1)
    assert client.post("/agreements", json={"title": "Once"}, headers=KEY).json()["id"] == first
    clock.now += timedelta(days=1, seconds=10)
    assert client.post("/agreements", json={"title": "Once"}, headers=KEY).json()["id"] != first
    with app.state.runtime.unit() as unit:
        assert len(list_agreements(unit.read, 10)) == 2


@pytest.fixture
def small(tmp_path: Path) -> Iterator[FastAPI]:
    url = f"sqlite:///{tmp_path / 's.sqlite3'}"
    made = create_app(Settings(database_url=url, max_kept_answer_kb=1, mail_folder=tmp_path / "mail"))
    yield made
    made.state.runtime.close()


def test_an_answer_too_large_to_keep_is_named_and_not_made_twice(small: FastAPI) -> None:
    with client_of(small, operator_token(small)) as client:
        made = client.post("/agreements", json={"title": "M" * 300, "short_title": "s" * 100}, headers=KEY)
        assert made.status_code == 201
        body = {"kind": "custom", "heading": "Long", "fields": free(("word " * 300).strip())}
        for status in (201, 409):
            answer = client.post(f"/agreements/{made.json()['id']}/clauses", json=body, headers={HEADER: "long"})
            assert answer.status_code == status, answer.text
        assert f"/agreements/{made.json()['id']}/clauses/" in assert_problem(answer, 409, "conflict")["detail"]


def test_what_stores_nothing_is_made_again_as_at_the_first_time(client: TestClient) -> None:
    before, after = (package(p(t(each))) for each in ("A year.", "Two years."))

    def send(after: bytes = after, key: dict[str, str] = KEY) -> Any:
        files = {"before": ("a.docx", io.BytesIO(before)), "after": ("b.docx", io.BytesIO(after))}
        return client.post("/compare", files=files, headers=key)

    first, second = send(), send()
    assert first.status_code == 200, first.text
    assert first.content == second.content, "at the time of the first request, with another boundary of the form"
    assert send(key={}).content != first.content
    assert_problem(send(before), 422, "idempotency-key-reused")


def test_a_token_is_made_each_time_and_no_secret_is_kept(app: FastAPI) -> None:
    user_of(app, "dana@district.example", password="correct horse battery")
    with client_of(app) as browser:
        signed = browser.post(
            "/session", json={"email": "dana@district.example", "password": "correct horse battery"}, headers=KEY
        )
        headers = {"X-CSRF-Token": signed.json()["csrf_token"], **KEY}
        made = [browser.post("/me/tokens", json={"name": "n", "scopes": ["read"]}, headers=headers) for _ in range(2)]
        assert made[0].json()["token"] != made[1].json()["token"]
    with app.state.runtime.unit() as unit:
        assert unit.read.execute(store.idempotency_keys.select()).all() == []


def test_every_post_takes_a_key_or_says_why_not(app: FastAPI) -> None:
    posts = {path for method, path in ACCESS if method == "POST" and not is_page(path)}
    assert set(NOT_KEPT) | set(RECOMPUTED) <= posts
    assert all(ACCESS["POST", path] is PUBLIC or "holds a secret" in why for path, why in NOT_KEPT.items())
    keyed = {
        route.path: isinstance(route, KeyedRoute)
        for module in ROUTERS
        for route in module.router.routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
    }
    assert set(keyed) == posts
    assert [path for path in posts - set(NOT_KEPT) - set(RECOMPUTED) if not keyed[path]] == []
    described = app.openapi()["paths"]
    for path in posts:
        named = [each["name"] for each in described[path]["post"].get("parameters", ())]
        assert (HEADER in named) == (path not in NOT_KEPT), path
