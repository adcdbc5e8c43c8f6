"""Whatever a request says, the answer is a success or a problem, never a fault; and what is refused is not stored."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.integration.api.conftest import WHO, Agreement, client_of, free, operator_token
from tests.support.good_requests import ACCOUNT, Seed, bearer, settings_of
from tests.support.made_once import MadeOnce

EXAMPLES = settings().max_examples // 2
"""For each address."""
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=12,
)
_NAMES = st.sampled_from(
    ["title", "parties", "doc_type", "kind", "heading", "fields", "after", "author", "party", "rationale", "label"]
)
_BODY = _JSON | st.dictionaries(_NAMES | st.just("dated"), _JSON | st.just("custom") | st.just("2020-03-03"))
_ADDRESSES = ["/agreements", "{a}/clauses", "{a}/clauses/{c}/move", "{a}/drafts", "{a}/parties", "{a}/clauses/{c}"]


@pytest.fixture(scope="module")
def agreement() -> Iterator[Agreement]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=f"sqlite:///{Path(folder) / 'any.sqlite3'}"))
        with client_of(app, operator_token(app)) as client:
            yield Agreement(client, client.post("/agreements", json={"title": "An MOU"}).json()["id"])


@pytest.fixture(scope="module")
def clause(agreement: Agreement) -> dict[str, Any]:
    return agreement.add("Term", "A year.")


@pytest.mark.parametrize("address", _ADDRESSES)
@settings(max_examples=EXAMPLES)
@given(body=_BODY)
def test_any_body_gets_a_success_or_a_problem(
    agreement: Agreement, clause: dict[str, Any], address: str, body: Any
) -> None:
    path = address.format(a=agreement.path, c=clause["clause_id"])
    method = "PUT" if address.endswith(("parties", "{c}")) else "POST"
    tags = ", ".join(f'"{each}-{number}"' for each in (clause["clause_id"], agreement.id) for number in range(1, 61))
    answer = agreement.client.request(
        method, path, content=json.dumps(body), headers={"Content-Type": "application/json", "If-Match": tags}
    )
    assert answer.status_code < 500, answer.text
    assert answer.is_success or answer.headers["content-type"] == "application/problem+json"


_SAID = st.sampled_from(
    ["text", "rationale", "edits", "clause_id", "proposal_id", "visibility", "sponsors", "confirmed"]
)
_EDIT_NAMES = st.sampled_from(
    ["edit", "clause_id", "base", "path", "value", "text", "heading", "after", "kind", "fields"]
)
_EDITS = st.sampled_from(["set_field", "edit_text", "rename_heading", "insert", "delete", "move"])
_NEGOTIATED = [
    *(f"{{a}}/proposals{each}" for each in ("", "/{own}", "/{own}/submit", "/{theirs}/accept", "/{theirs}/reject")),
    *("{a}/threads", "{a}/threads/{thread}/comments", "{a}/drafts/5/votes"),
]


@st.composite
def negotiated(draw: st.DrawFn, seed: Seed) -> Any:
    """A body that says something about what there is, in whatever shape."""
    known = {name: str(seed.known[name]) for name in ("clause_id", "submitted-city", "draft-district")}
    value = _JSON | st.sampled_from(["shared", "private", "custom", 1, *known.values()])
    edits = st.lists(st.dictionaries(_EDIT_NAMES, value | _EDITS, max_size=8), max_size=3)
    return draw(_JSON | st.dictionaries(_SAID, value | edits | st.dictionaries(st.text(max_size=9), value), max_size=6))


@pytest.fixture(scope="module")
def negotiation(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Seed, TestClient]]:
    seed = made_once.seed(tmp_path_factory.mktemp("any"))
    app = create_app(settings_of(seed.file))
    yield seed, TestClient(app, base_url="http://localhost", headers=bearer(ACCOUNT["district_counsel"]))
    app.state.runtime.close()


@pytest.mark.parametrize("address", _NEGOTIATED)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_body_of_a_negotiation_gets_a_success_or_a_problem(
    negotiation: tuple[Seed, TestClient], address: str, data: st.DataObject
) -> None:
    seed, client = negotiation
    named = {"own": "draft-district", "theirs": "submitted-city", "thread": "open-district"}
    path = address.format(
        a=f"/agreements/{seed.known['agreement_id']}", **{name: seed.known[what] for name, what in named.items()}
    )
    method, headers = "POST", {"Content-Type": "application/json"}
    if address.endswith("{own}"):
        method = "PUT"
        headers |= {"If-Match": client.get(path).headers["ETag"]}
    answer = client.request(method, path, content=json.dumps(data.draw(negotiated(seed))), headers=headers)
    assert answer.status_code < 500, answer.text
    assert answer.is_success or answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("depth", [31, 33, 200, 900, 5000])
def test_a_deeply_nested_body_is_refused(agreement: Agreement, depth: int) -> None:
    nested = '{"x":' * depth + "1" + "}" * depth
    body = json.dumps({"kind": "custom", "heading": "Term", **WHO})[:-1] + f', "fields": {nested}}}'
    answer = agreement.client.post(
        f"{agreement.path}/clauses", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["9" * 400, "9" * 5000, "1e999", "-0", "NaN", "Infinity"])
def test_a_number_beyond_all_bounds_is_refused(agreement: Agreement, number: str) -> None:
    fields = json.dumps(free("x")).replace('"level": 1', f'"level": {number}')
    body = json.dumps({"kind": "custom", "heading": "Term", **WHO})[:-1] + f', "fields": {fields}}}'
    answer = agreement.client.post(
        f"{agreement.path}/clauses", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (201, 400, 422), answer.text
    assert (answer.status_code == 201) == (number == "-0")


@pytest.mark.parametrize("name", ["%00", "a%20b", "..", "%2e%2e%2f", "é", "a" * 65, "a%0d%0ab"])
def test_a_name_that_no_record_has_is_a_problem(agreement: Agreement, name: str) -> None:
    for path in (f"/agreements/{name}/drafts", f"{agreement.path}/clauses/{name}/revisions", f"/clause-kinds/{name}"):
        answer = agreement.client.get(path)
        if answer.url.path == "/app":  # what the two dots make of it, which leads to the pages
            assert ".." in unquote(path)
            continue
        assert 400 <= answer.status_code < 500, path
        assert answer.headers["content-type"] == "application/problem+json"
