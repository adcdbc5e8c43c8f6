"""A step may say what it has seen: with the current tag it is taken, with a stale one it is refused, and what it
changes bears another tag then. Every operation that changes something is conditional, or named here with the reason."""

# pyright: basic

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app, openapi_document
from api.auth.access import ACCESS
from api.described import has_parameter, resource_of
from api.idempotency import NOT_KEPT, RECOMPUTED
from api.web.problems import is_page
from tests.integration.api.conftest import assert_problem
from tests.integration.api.test_conditional import UNCONDITIONAL
from tests.support.api_fuzz import may
from tests.support.good_requests import ROLES, Good, Seed, bearer, good, settings_of
from tests.support.made_once import MadeOnce

pytestmark = pytest.mark.xdist_group("steps_conditional")  # one worker makes what they share

PATHS = openapi_document()["paths"]
CREATIONS = {
    "/imports": "a new file under review",
    "/agreements": "a new agreement",
    "/users": "a new account",
    "/agreements/{agreement_id}/clauses": "a new clause, at a place that the request names",
    "/agreements/{agreement_id}/proposals": "a new draft; each edit names the revision that was read",
    "/agreements/{agreement_id}/threads": "a new thread",
    "/agreements/{agreement_id}/drafts": "a new draft of the clauses as they stand",
    "/agreements/{agreement_id}/sent": "a new record of a file that left",
    "/agreements/{agreement_id}/returns": "a new record of a file that came back",
    "/agreements/{agreement_id}/webhooks/{webhook_id}/test": "a new delivery",
    "/agreements/{agreement_id}/returns/{return_id}/triage": "a change is answered once; a merged text by its hash",
    "/agreements/{agreement_id}/clauses/{clause_id}/stance": "the body names the revision that was read",
}
"""POST routes that add something and change nothing that was there, or whose body holds the condition."""


def steps() -> list[str]:
    """Every POST route that changes what is there."""
    free = CREATIONS.keys() | RECOMPUTED.keys() | NOT_KEPT.keys()
    return sorted(path for method, path in ACCESS if method == "POST" and path not in free and not is_page(path))


def test_every_operation_that_changes_something_is_conditional_or_named_with_a_reason() -> None:
    missing: list[str] = []
    for path, operations in PATHS.items():
        for method, operation in operations.items():
            route = (method.upper(), path)
            free = path in CREATIONS or path in RECOMPUTED or path in NOT_KEPT
            if method == "get" or route in UNCONDITIONAL or (method == "post" and free):
                continue
            refused = {"412"} <= operation["responses"].keys()
            if not (has_parameter(operation, "If-Match") and refused):
                missing.append(" ".join(route))
    assert missing == []


def test_what_is_named_with_a_reason_is_there_and_takes_no_tag() -> None:
    for path in [*CREATIONS, *RECOMPUTED, *NOT_KEPT]:
        assert not has_parameter(PATHS[path]["post"], "If-Match"), path


def test_every_resource_that_a_step_is_about_says_that_it_bears_a_tag() -> None:
    for path in steps():
        about = PATHS[resource_of(path, PATHS)]["get"]["responses"]["200"]
        assert "ETag" in about["headers"], path


@pytest.fixture(scope="module")
def seed(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Seed:
    return made_once.seed(tmp_path_factory.mktemp("steps"))


@pytest.fixture
def client(seed: Seed, tmp_path: Path) -> Iterator[TestClient]:
    file = tmp_path / "copy.sqlite3"
    shutil.copy(seed.file, file)
    app = create_app(settings_of(file))
    yield TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    app.state.runtime.close()


def send(client: TestClient, request: Good, path: str, headers: dict[str, str]) -> Any:
    return client.post(request.address(path), json=request.body, headers=headers)


@pytest.mark.parametrize("path", steps())
def test_a_step_is_taken_with_the_current_tag_and_refused_with_a_stale_one(
    seed: Seed, client: TestClient, path: str
) -> None:
    role = "negotiator" if may("negotiator", "POST", path) else "operator"
    request, account = good(seed, role, "POST", path), ROLES[role]
    assert account is not None
    proof = bearer(account)
    where = request.address(resource_of(path, PATHS))
    read = client.get(where, headers=proof)
    tag = read.headers["ETag"]
    for stale in ('"no-such-tag-1"', f"W/{tag}", f'{tag[:-1]}9"'):
        refused = send(client, request, path, {**proof, "If-Match": stale})
        assert assert_problem(refused, 412, "stale-edit")["current"] == tag
        assert refused.headers["ETag"] == tag
    assert client.get(where, headers=proof).json() == read.json()
    done = send(client, request, path, {**proof, "If-Match": f'"another-1", {tag}'})
    assert done.is_success, done.text
    now = client.get(where, headers=proof).headers["ETag"]
    assert (now == tag) == path.endswith("/move")  # moving a clause leaves the clause as it is
    if "ETag" in done.headers:
        assert done.headers["ETag"] == now


def test_two_people_do_not_record_the_same_vote(seed: Seed, client: TestClient) -> None:
    path = "/agreements/{agreement_id}/drafts/{number}/votes"
    request, account = good(seed, "operator", "POST", path), ROLES["operator"]
    assert account is not None
    seen = {**bearer(account), "If-Match": client.get(request.address(path), headers=bearer(account)).headers["ETag"]}
    assert send(client, request, path, seen).status_code == 201
    assert_problem(send(client, request, path, seen), 412, "stale-edit")


def test_a_tag_of_a_draft_read_as_current_is_stale_once_another_is_current(seed: Seed, client: TestClient) -> None:
    account = ROLES["operator"]
    assert account is not None
    address = f"/agreements/{seed.known['agreement_id']}/drafts"
    before = client.get(f"{address}/current", headers=bearer(account))
    new = {"label": "Another", "dated": "2020-06-01"}
    assert client.post(address, json=new, headers=bearer(account)).status_code == 201
    headers = {**bearer(account), "If-Match": before.headers["ETag"]}
    assert_problem(client.post(f"{address}/current/packet", headers=headers), 412, "stale-edit")
