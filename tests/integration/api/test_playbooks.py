"""Playbooks over HTTP: a party's own, and never anybody else's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import ROUTERS
from tests.integration.api.conftest import WHO, Agreement, assert_problem

CANARY = "canarypheasant"
TERMINATION = {"notice": {"n": 60, "unit": "calendar_days"}, "mid_year": True, "survives": []}
POSITIONS: list[dict[str, Any]] = [
    {
        "kind": "termination",
        "field": "notice",
        "direction": "at_least",
        "preferred": {"n": 90, "unit": "calendar_days"},
        "fallbacks": [{"n": 60, "unit": "calendar_days"}],
        "walk_away": {"n": 30, "unit": "calendar_days"},
        "note": f"{CANARY}: the Board will not go below thirty.",
    },
    {"kind": "recitals", "field": "purposes", "preferred": [f"{CANARY} purpose"], "note": CANARY},
]


def write(agreement: Agreement, party: str = "district", **more: Any) -> Any:
    address = f"{agreement.path}/parties/{party}/playbook"
    etag = agreement.client.get(address).headers["ETag"]
    return agreement.client.put(address, json={"positions": POSITIONS}, headers={"If-Match": etag, **more})


def test_a_playbook_is_empty_until_it_is_written_and_then_as_it_was_written(agreement: Agreement) -> None:
    address = f"{agreement.path}/parties/district/playbook"
    assert agreement.client.get(address).json()["positions"] == []
    answer = write(agreement)
    assert answer.status_code == 200, answer.text
    read = agreement.client.get(address).json()
    assert read == answer.json()
    assert read["positions"][0] == POSITIONS[0]
    assert write(agreement).json()["version"] == read["version"] + 1


def test_a_stale_or_unconditional_change_is_refused(agreement: Agreement) -> None:
    address = f"{agreement.path}/parties/district/playbook"
    first = agreement.client.get(address).headers["ETag"]
    write(agreement)
    stale = agreement.client.put(address, json={"positions": []}, headers={"If-Match": first})
    assert assert_problem(stale, 412, "stale-edit")["current"] == agreement.client.get(address).headers["ETag"]
    assert_problem(agreement.client.put(address, json={"positions": []}), 428, "precondition-required")
    others = agreement.client.get(f"{agreement.path}/parties/city/playbook").headers["ETag"]
    assert_problem(
        agreement.client.put(address, json={"positions": []}, headers={"If-Match": others}), 412, "stale-edit"
    )


def test_an_impossible_position_is_refused_by_its_path(agreement: Agreement) -> None:
    address = f"{agreement.path}/parties/district/playbook"
    etag = agreement.client.get(address).headers["ETag"]
    body = {"positions": [{"kind": "termination", "field": "notice", "preferred": {"n": 0, "unit": "hours"}}]}
    answer = agreement.client.put(address, json=body, headers={"If-Match": etag})
    problem = assert_problem(answer, 422, "invalid-position")
    assert [each["path"] for each in problem["problems"]] == ["0.preferred.n"]


def test_the_party_sees_where_a_proposal_and_the_clauses_stand(agreement: Agreement) -> None:
    write(agreement)
    client, address = agreement.client, f"{agreement.path}/parties/district/playbook/standings"
    answer = client.post(address, json={"kind": "termination", "fields": TERMINATION})
    assert answer.status_code == 200, answer.text
    notice = answer.json()["items"][0]
    assert (notice["field"], notice["stance"], notice["fallback"]) == ("notice", "fallback", 1)
    assert notice["note"] == POSITIONS[0]["note"]
    assert [each["stance"] for each in answer.json()["items"][1:]] == ["not_covered", "not_covered"]
    client.post(f"{agreement.path}/clauses", json={"kind": "termination", "fields": TERMINATION, **WHO})
    (clause,) = client.get(address).json()["items"]
    assert (clause["kind"], clause["items"][0]["stance"]) == ("termination", "fallback")
    assert_problem(client.post(address, json={"kind": "termination", "fields": {}}), 422, "invalid-clause")


def test_who_is_no_party_has_no_playbook(agreement: Agreement) -> None:
    assert_problem(agreement.client.get(f"{agreement.path}/parties/police/playbook"), 404, "not-found")


def test_a_position_reaches_no_other_answer_draft_redline_or_file(app: FastAPI, agreement: Agreement) -> None:
    """A canary in every string of one party's playbook is looked for in every GET of the application."""
    client = agreement.client
    clause = client.post(f"{agreement.path}/clauses", json={"kind": "termination", "fields": TERMINATION, **WHO}).json()
    agreement.save()
    assert write(agreement).status_code == 200
    agreement.add("Training", "An SRO trains.")
    agreement.save("Second")

    assert CANARY in client.get(f"{agreement.path}/parties/district/playbook").text
    asked = 0
    for address in _addresses(agreement, clause["clause_id"]):
        answer = client.get(address)
        if answer.status_code == 200:
            asked += 1
        for name, content in _contents(answer.content):
            assert CANARY.encode() not in content, f"{address} {name}"
        assert CANARY not in str(answer.headers)
    assert asked >= 15


def _addresses(agreement: Agreement, clause_id: str) -> Iterator[str]:
    """Every address that can be read, for the other party where it names one."""
    values = {
        "agreement_id": agreement.id,
        "clause_id": clause_id,
        "party": "city",
        "number": "current",
        "before": "1",
        "after": "2",
        "kind": "termination",
    }
    for router in ROUTERS:
        for route in router.router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                yield route.path.format(**values)


def _contents(content: bytes) -> Iterator[tuple[str, bytes]]:
    """An answer's bytes, and those of each part where it is a Word file."""
    yield "", content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())


def test_the_other_party_has_a_playbook_of_its_own(client: TestClient, agreement: Agreement) -> None:
    write(agreement)
    assert client.get(f"{agreement.path}/parties/city/playbook").json()["positions"] == []
