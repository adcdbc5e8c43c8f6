"""Playbooks over HTTP: a party's own, and never anybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from tests.integration.api.conftest import Agreement, assert_problem, client_of, member_of, token_of

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


@pytest.fixture
def parties(app: FastAPI, agreement: Agreement) -> Iterator[dict[str, Agreement]]:
    """The agreement, driven by the counsel of each party."""
    with ExitStack() as stack:
        made: dict[str, Agreement] = {}
        for party in ("district", "city"):
            counsel = member_of(app, agreement.id, party, Role.COUNSEL)
            client = stack.enter_context(client_of(app, token_of(app, counsel)))
            made[party] = Agreement(client, agreement.id)
        yield made


@pytest.fixture
def district(parties: dict[str, Agreement]) -> Agreement:
    return parties["district"]


def write(agreement: Agreement, **more: Any) -> Any:
    address = f"{agreement.path}/playbook"
    etag = agreement.client.get(address).headers["ETag"]
    return agreement.client.put(address, json={"positions": POSITIONS}, headers={"If-Match": etag, **more})


def test_a_playbook_is_empty_until_it_is_written_and_then_as_it_was_written(district: Agreement) -> None:
    address = f"{district.path}/playbook"
    assert district.client.get(address).json()["positions"] == []
    answer = write(district)
    assert answer.status_code == 200, answer.text
    read = district.client.get(address).json()
    assert read == answer.json()
    assert read["positions"][0] == POSITIONS[0]
    assert write(district).json()["version"] == read["version"] + 1


def test_a_stale_or_unconditional_change_is_refused(parties: dict[str, Agreement], district: Agreement) -> None:
    address = f"{district.path}/playbook"
    first = district.client.get(address).headers["ETag"]
    write(district)
    stale = district.client.put(address, json={"positions": []}, headers={"If-Match": first})
    assert assert_problem(stale, 412, "stale-edit")["current"] == district.client.get(address).headers["ETag"]
    assert_problem(district.client.put(address, json={"positions": []}), 428, "precondition-required")
    others = parties["city"].client.get(address).headers["ETag"]
    assert_problem(
        district.client.put(address, json={"positions": []}, headers={"If-Match": others}), 412, "stale-edit"
    )


def test_an_impossible_position_is_refused_by_its_path(district: Agreement) -> None:
    address = f"{district.path}/playbook"
    etag = district.client.get(address).headers["ETag"]
    body = {"positions": [{"kind": "termination", "field": "notice", "preferred": {"n": 0, "unit": "hours"}}]}
    answer = district.client.put(address, json=body, headers={"If-Match": etag})
    problem = assert_problem(answer, 422, "invalid-position")
    assert [each["path"] for each in problem["problems"]] == ["0.preferred.n"]


def test_the_party_sees_where_a_proposal_and_the_clauses_stand(agreement: Agreement, district: Agreement) -> None:
    write(district)
    client, address = district.client, f"{district.path}/playbook/standings"
    answer = client.post(address, json={"kind": "termination", "fields": TERMINATION})
    assert answer.status_code == 200, answer.text
    notice = answer.json()["items"][0]
    assert (notice["field"], notice["stance"], notice["fallback"]) == ("notice", "fallback", 1)
    assert notice["note"] == POSITIONS[0]["note"]
    assert [each["stance"] for each in answer.json()["items"][1:]] == ["not_covered", "not_covered"]
    agreement.client.post(f"{agreement.path}/clauses", json={"kind": "termination", "fields": TERMINATION})
    (clause,) = client.get(address).json()["items"]
    assert (clause["kind"], clause["items"][0]["stance"]) == ("termination", "fallback")
    assert_problem(client.post(address, json={"kind": "termination", "fields": {}}), 422, "invalid-clause")


def test_who_acts_for_no_party_has_no_playbook(agreement: Agreement) -> None:
    assert_problem(agreement.client.get(f"{agreement.path}/playbook"), 403, "not-allowed")


def test_no_address_names_the_other_partys_playbook(district: Agreement) -> None:
    assert_problem(district.client.get(f"{district.path}/parties/city/playbook"), 404, "not-found")


def test_the_other_party_has_a_playbook_of_its_own(parties: dict[str, Agreement]) -> None:
    write(parties["district"])
    city = parties["city"]
    assert city.client.get(f"{city.path}/playbook").json()["positions"] == []
    assert CANARY not in city.client.get(f"{city.path}/playbook/standings").text


def test_parties_of_one_side_share_a_playbook(app: FastAPI, client: TestClient, parties: dict[str, Agreement]) -> None:
    path = parties["city"].path
    read = client.get(f"{path}/parties")
    police = {"role": "police", "legal_name": "the Police", "side": "city"}
    shown = read.json()["parties"]
    answer = client.put(
        f"{path}/parties", json={"parties": [*shown, police]}, headers={"If-Match": read.headers["ETag"]}
    )
    assert answer.status_code == 200, answer.text
    write(parties["city"])
    chief = member_of(app, parties["city"].id, "police", Role.NEGOTIATOR)
    with client_of(app, token_of(app, chief)) as theirs:
        assert theirs.get(f"{path}/playbook").json()["positions"][0] == POSITIONS[0]
    assert CANARY not in parties["district"].client.get(f"{path}/playbook").text


def test_a_side_that_no_party_leads_is_refused(client: TestClient, agreement: Agreement) -> None:
    read = client.get(f"{agreement.path}/parties")
    shown = [{**each, "side": "police"} for each in read.json()["parties"]]
    answer = client.put(
        f"{agreement.path}/parties", json={"parties": shown}, headers={"If-Match": read.headers["ETag"]}
    )
    assert_problem(answer, 422, "invalid-input")
