"""Who may use which route: every route with every role, against the one table, and nothing that the table lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Route

from api.app import create_app
from api.auth.access import ACCESS, OWN_ACCOUNT, PUBLIC, Role, Rule, Scope, Standing
from api.routing import Shelves
from api.settings import Settings
from api.store.accounts import MemberRecord, put_member
from api.web.problems import SIGN_IN, is_page
from tests.integration.api.conftest import (
    PARTIES,
    WHO,
    Agreement,
    assert_problem,
    client_of,
    free,
    member_of,
    operator_token,
    tag,
    token_of,
    user_of,
)

REFUSALS = {"not-signed-in", "not-allowed", "forged-request"}
ROUTES = sorted(ACCESS, key=lambda each: (each[1], each[0]))
ELSEWHERE = {"GET /metrics"}
"""Routes that ask for nobody's role, and answer this machine alone; these clients are none of its."""
SIGN_OUT = {
    *(("DELETE", "/session"), ("DELETE", "/me/sessions")),
    *(("POST", "/app/sign-out"), ("POST", "/app/account/sign-out")),
}
PASSWORD = "correct horse battery"


@dataclass
class House:
    """An application with an agreement, and a client for each standing towards it."""

    app: FastAPI
    path: str
    values: dict[str, str]
    clients: dict[Standing, TestClient]
    words: dict[Standing, str]

    def ask(self, standing: Standing, method: str, path: str) -> Any:
        """The answer to an empty request in a browser's session."""
        headers = {"X-CSRF-Token": self.words[standing]} if standing is not Standing.ANYONE else {}
        return self.clients[standing].request(
            method, path.format(**self.values), headers=headers, follow_redirects=False
        )


def _signed_in(app: FastAPI, stack: ExitStack, email: str) -> tuple[TestClient, str]:
    client = stack.enter_context(client_of(app))
    answer = client.post("/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client, answer.json()["csrf_token"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("access")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'a.sqlite3'}", mail_folder=folder / "mail"))
    with ExitStack() as stack:
        operator = stack.enter_context(client_of(app, operator_token(app)))
        parties = [{"role": role, "legal_name": role} for role in ("district", "city")]
        agreement = Agreement(
            operator, operator.post("/agreements", json={"title": "M", "parties": parties}).json()["id"]
        )
        clause = agreement.add("Term", "A year.")
        agreement.save()
        agreement.save()
        values = {"agreement_id": agreement.id, "clause_id": clause["clause_id"], "number": "1", "before": "1"}
        somebody = member_of(app, agreement.id, "district", Role.OBSERVER).id  # of the admin's own party
        values |= {"after": "2", "kind": "term", "user_id": somebody, "token_id": "tok-none"}
        values |= {"proposal_id": "prp-none", "thread_id": "thr-none", "sent_id": "snt-none"}
        values |= {"import_id": "imp-none", "name": "simple", "group": "proposals"}
        values |= {"return_id": "rtn-none", "hash_": "none", "webhook_id": "whk-none", "delivery_id": "msg-none"}
        clients: dict[Standing, TestClient] = {Standing.ANYONE: stack.enter_context(client_of(app))}
        words: dict[Standing, str] = {Standing.ANYONE: ""}
        for standing in Standing:
            if standing is not Standing.ANYONE:
                email = _account(app, agreement.id, standing)
                clients[standing], words[standing] = _signed_in(app, stack, email)
        yield House(app, agreement.path, values, clients, words)
    app.state.runtime.close()


def _email(standing: Standing) -> str:
    return f"{standing.value.replace(' ', '-')}@one.example"


def _account(app: FastAPI, agreement_id: str, standing: Standing) -> str:
    """The e-mail address of an account with just this standing."""
    user = user_of(app, _email(standing), operator=standing is Standing.OPERATOR, password=PASSWORD)
    if standing.value in list(Role):
        with app.state.runtime.unit() as unit:
            put_member(unit.write, MemberRecord(agreement_id, user.id, "district", Role(standing.value)))
    return user.email


def _routes(app: FastAPI) -> set[tuple[str, str]]:
    """(method, path) of every route of the application, however it was added."""
    found: set[tuple[str, str]] = set()
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        inner = route if isinstance(route, Shelves) else getattr(route, "original_router", None)
        waiting += getattr(inner, "routers", None) or getattr(inner, "routes", [])
        if isinstance(route, Route | APIRoute):
            methods = {"GET" if each == "HEAD" else each for each in route.methods or ()}
            found |= {(method, route.path) for method in methods}
        else:
            assert inner is not None, f"a route of a kind that this test does not know: {route!r}"
    return found


def test_the_table_names_every_route_and_no_other(app: FastAPI) -> None:
    assert _routes(app) == set(ACCESS)


@pytest.mark.parametrize("standing", Standing, ids=lambda each: each.value.replace(" ", "-"))
def test_every_route_with_every_role(house: House, standing: Standing) -> None:
    """In a browser's session, which has every scope; where it is ended, another one begins."""
    for method, path in ROUTES:
        rule = ACCESS[method, path]
        answer = house.ask(standing, method, path)
        _check(rule, standing, f"{method} {path}", answer)
        if (method, path) in SIGN_OUT and standing is not Standing.ANYONE:
            again = house.clients[standing].post("/session", json={"email": _email(standing), "password": PASSWORD})
            house.words[standing] = again.json()["csrf_token"]


def _check(rule: Rule, standing: Standing, route: str, answer: Any) -> None:
    status, code = _told(answer)
    assert status < 500, (route, answer.text)
    if route in ELSEWHERE:
        assert (status, code) == (403, "not-allowed"), (route, answer.text)
    elif rule is PUBLIC or standing in rule.standings:
        assert code not in REFUSALS, (route, answer.text)
    elif standing is Standing.ANYONE:
        assert (status, code) == (401, "not-signed-in"), (route, answer.text)
        assert is_page(route.partition(" ")[2]) or answer.headers["WWW-Authenticate"].startswith("Bearer")
    elif standing is Standing.SIGNED_IN and "{agreement_id}" in route:
        assert (status, code) == (404, "not-found"), (route, answer.text)
    else:
        assert (status, code) == (403, "not-allowed"), (route, answer.text)


def _told(answer: Any) -> tuple[int, str | None]:
    """The status and the problem's code, of a page too; who is sent to sign in is not signed in."""
    if answer.headers.get("content-type") == "application/problem+json":
        return answer.status_code, answer.json()["code"]
    if answer.status_code == 303 and answer.headers["location"].startswith(f"{SIGN_IN}?next="):
        return 401, "not-signed-in"
    told = re.search(r'small-print"><code>([a-z-]+)</code>', answer.text) if answer.status_code >= 400 else None
    return answer.status_code, told and told[1]


def test_a_head_request_needs_what_get_needs(house: House) -> None:
    for address in ("/drafts/1.docx", "/redlines/1...2.docx"):
        assert house.clients[Standing.OBSERVER].head(f"{house.path}{address}").status_code == 403
        assert house.clients[Standing.CLERK].head(f"{house.path}{address}").status_code == 200
        assert house.clients[Standing.ANYONE].head(f"{house.path}{address}").status_code == 401


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE, Scope.MANAGE])
def test_a_token_does_what_its_scope_allows_and_no_more(house: House, scope: Scope) -> None:
    token = token_of(house.app, user_of(house.app, "operator@one.example"), scope)
    with client_of(house.app, token) as client:
        for (method, path), rule in ACCESS.items():
            if rule is PUBLIC or Standing.OPERATOR not in rule.standings:
                continue
            answer = client.request(method, path.format(**house.values), follow_redirects=False)
            if rule.scope is scope:
                assert _told(answer)[1] != "not-allowed", (method, path, answer.text)
            else:
                assert _told(answer) == (403, "not-allowed"), (method, path, answer.text)


def test_no_token_makes_tokens_or_changes_passwords(house: House) -> None:
    assert OWN_ACCOUNT.scope is Scope.ACCOUNT
    with client_of(house.app, token_of(house.app, user_of(house.app, "operator@one.example"))) as client:
        assert_problem(client.post("/me/tokens", json={"name": "more", "scopes": ["read"]}), 403, "not-allowed")


def test_an_agreement_of_others_is_as_if_there_were_none(house: House) -> None:
    stranger = house.clients[Standing.SIGNED_IN]
    there, not_there = stranger.get(house.path), stranger.get("/agreements/agr-none")
    assert there.status_code == not_there.status_code == 404
    told = assert_problem(there, 404, "not-found")["detail"].replace(house.values["agreement_id"], "agr-none")
    assert told == not_there.json()["detail"]
    assert stranger.get("/agreements").json()["items"] == []
    assert len(house.clients[Standing.OBSERVER].get("/agreements").json()["items"]) == 1


def test_a_token_for_one_agreement_opens_no_other(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    other = client.post("/agreements", json={"title": "Another"}).json()["id"]
    token = token_of(app, user_of(app, "operator@office.example"), agreement_id=agreement.id)
    with client_of(app, token) as bound:
        assert [each["id"] for each in bound.get("/agreements").json()["items"]] == [agreement.id]
        assert_problem(bound.get(f"/agreements/{other}"), 404, "not-found")
        assert_problem(bound.post("/agreements", json={"title": "A third"}), 403, "not-allowed")
        assert_problem(bound.get("/users"), 403, "not-allowed")
        assert bound.get(agreement.path).status_code == 200


def test_nothing_of_a_body_is_read_before_the_caller_is_known(app: FastAPI) -> None:
    with client_of(app) as nobody:
        answer = nobody.post("/agreements", content=b"{broken", headers={"Content-Type": "application/json"})
        assert_problem(answer, 401, "not-signed-in")


def test_a_route_that_the_table_does_not_name_is_refused(app: FastAPI, client: TestClient) -> None:
    app.add_api_route("/unnamed", lambda: {"secret": "words"})
    app.add_api_route("/rules/unnamed", lambda: {"secret": "words"})
    for path in ("/unnamed", "/rules/unnamed"):
        answer = client.get(path)
        assert_problem(answer, 403, "not-allowed")
        assert "words" not in answer.text
    assert ("GET", "/unnamed") in _routes(app) - set(ACCESS)


def test_what_can_be_no_agreement_is_not_looked_for(app: FastAPI, client: TestClient) -> None:
    with client_of(app, "cpt_nobodys") as nobody:
        assert_problem(nobody.get("/agreements/%00/clauses"), 401, "not-signed-in")
    with client_of(app, token_of(app, user_of(app, "stranger@elsewhere.example"))) as stranger:
        assert_problem(stranger.get("/agreements/%00/clauses"), 404, "not-found")
    assert client.get("/agreements/%00/clauses").status_code in (404, 422)


def test_a_member_signs_with_its_own_name_and_party(app: FastAPI, client: TestClient) -> None:
    one_side = [PARTIES[0], {**PARTIES[1], "side": "district"}]  # nobody to agree with, and so direct edits
    agreement = Agreement(client, client.post("/agreements", json={"title": "M", "parties": one_side}).json()["id"])
    user = member_of(app, agreement.id, "city", Role.NEGOTIATOR)
    with client_of(app, token_of(app, user)) as member:
        body = {"kind": "custom", "heading": "Term", "fields": free("A year.")}
        made = member.post(f"{agreement.path}/clauses", json=body).json()
        assert (made["author"], made["party"]) == (user.name, "city")
        for lie in ({"party": "district"}, {"author": WHO["author"]}):
            assert_problem(member.post(f"{agreement.path}/clauses", json=body | lie), 403, "not-allowed")
            answer = member.put(
                f"{agreement.path}/clauses/{made['clause_id']}",
                json={"fields": free("Two years."), **lie},
                headers={"If-Match": tag(made)},
            )
            assert_problem(answer, 403, "not-allowed")
        draft = {"label": "Ours", "dated": "2020-03-03"}
        assert member.post(f"{agreement.path}/drafts", json=draft).json()["author"] == user.name
        assert_problem(
            member.post(f"{agreement.path}/drafts", json={**draft, "author": "The Board"}), 403, "not-allowed"
        )


def test_the_description_says_of_each_operation_who_may_use_it(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            public = ACCESS[method.upper(), path] is PUBLIC
            assert (operation["security"] == []) == public, (method, path)
            assert public or {"401", "403"} <= set(operation["responses"])


def test_the_reference_page_is_printed_from_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "access.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^\| (GET|POST|PUT|PATCH|DELETE) \| `([^`]+)` \|", page, flags=re.M))
    assert written == set(ACCESS)
