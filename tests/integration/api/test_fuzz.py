"""Every operation with requests that the document allows and forbids, as somebody: a small and steady part of what
``make api-fuzz`` does."""

# pyright: basic

from __future__ import annotations

from pathlib import Path

import pytest

from api.app import openapi_document
from tests.support import api_fuzz
from tests.support.made_once import MadeOnce

pytestmark = pytest.mark.xdist_group("fuzz")  # one worker makes what they share

ROLES_EACH = 2
"""How many roles send each request, in turn."""


@pytest.fixture(scope="module")
def run(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> api_fuzz.Run:
    seed = made_once.seed(tmp_path_factory.mktemp("fuzz"))
    done = api_fuzz.fuzz(seed, each=ROLES_EACH, steady=True)
    print(api_fuzz.table(done))
    return done


def test_no_request_is_a_fault_of_the_server_and_no_answer_is_outside_the_document(run: api_fuzz.Run) -> None:
    assert run.wrong == {}
    assert ", 0 server errors, 0 answers outside the schema, " in run.closing_line()


def test_every_operation_is_asked_and_what_nothing_could_be_sent_to_is_named(run: api_fuzz.Run) -> None:
    operations = {
        f"{method.upper()} {path}": operation
        for path, operations in openapi_document()["paths"].items()
        for method, operation in operations.items()
    }
    assert run.asked.keys() == operations.keys()
    given = ("parameters", "requestBody", "security")
    bare = {name for name, operation in operations.items() if not any(map(operation.get, given))}
    assert set(run.nothing_to_forbid) == bare


def test_every_role_is_answered_with_a_success_by_every_operation_that_it_may_use(run: api_fuzz.Run) -> None:
    missed = {role: set(run.missed(role)) - api_fuzz.UNREACHED.keys() for role in run.tallies}
    assert {role: each for role, each in missed.items() if each} == {}
    assert run.closing_line().endswith(", 0 operations without a success")


def test_every_role_asks(run: api_fuzz.Run) -> None:
    assert set(run.tallies) == set(api_fuzz.EVERYBODY)
    assert [role for role, tally in run.tallies.items() if not tally.calls] == []


def test_an_answer_that_the_document_does_not_know_is_told(
    made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = openapi_document()
    del document["paths"]["/me"]["get"]["responses"]["401"]
    monkeypatch.setattr(api_fuzz, "document_of", lambda app: document)
    run = api_fuzz.fuzz(made_once.seed(tmp_path), ["anyone"], only="GET /me")
    assert "anyone: GET /me (401): Undocumented status code" in run.wrong
    assert "0 server errors, 1 answers outside the schema, " in run.closing_line()


def test_a_fault_of_the_server_is_told(made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.health.VERSION", 3)
    run = api_fuzz.fuzz(made_once.seed(tmp_path), ["anyone"], only="/healthz")
    assert list(run.wrong) == ["anyone: GET /healthz (500): ValidationError"]
    assert " 2 server errors, " in run.closing_line()  # the good request, and the one that is made up
