"""Two instances on one store behave as one. That the other goes on when one is killed is held in test_crash."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.idempotency import HEADER, REPLAYED
from api.settings import Settings
from tests.integration.api.conftest import WHO, Agreement, Ticking, assert_problem, client_of, free, operator_token, tag


@pytest.fixture
def both(settings: Settings, client: TestClient) -> Iterator[tuple[TestClient, TestClient]]:
    """A client of each of two instances."""
    other = create_app(settings, clock=Ticking())
    with client_of(other, operator_token(other)) as second:
        yield client, second
    other.state.runtime.close()


def test_of_two_edits_at_once_one_is_a_conflict(both: tuple[TestClient, TestClient], agreement: Agreement) -> None:
    clause = agreement.add("Term", "A year.")
    address = f"{agreement.path}/clauses/{clause['clause_id']}"
    for number in range(1, 4):

        def edit(client: TestClient, number: int = number) -> Any:
            body = {"fields": free(f"{number} years, says {id(client)}."), **WHO}
            return client.put(address, json=body, headers={"If-Match": tag(clause | {"number": number})})

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(edit, both))
        assert sorted(each.status_code for each in answers) == [200, 412]
        read = [each.get(address) for each in both]
        assert read[0].headers["ETag"] == read[1].headers["ETag"] == tag(clause | {"number": number + 1})
        assert read[0].json() == read[1].json()


def test_numbers_are_given_once(both: tuple[TestClient, TestClient], agreement: Agreement) -> None:
    agreement.add("Term", "A year.")

    def save(number: int) -> int:
        body = {"label": f"Draft {number}", "dated": "2020-03-03"}
        for _ in range(10):  # another draft that was saved meanwhile is a conflict, wherever it was saved
            answer = both[number % 2].post(f"{agreement.path}/drafts", json=body)
            if answer.status_code == 201:
                return answer.json()["number"]
            assert_problem(answer, 409, "conflict")
        raise AssertionError("no draft could be saved")

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, range(4))) == [1, 2, 3, 4]
    lists = [each.get(f"{agreement.path}/drafts").json() for each in both]
    assert lists[0] == lists[1]


def test_a_key_counts_at_both(both: tuple[TestClient, TestClient], agreement: Agreement) -> None:
    body = {"kind": "custom", "heading": "Term", "fields": free("A year.")}
    key = {HEADER: '"the same"'}

    def add(client: TestClient) -> Any:
        return client.post(f"{agreement.path}/clauses", json=body, headers=key)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(add, both))  # at once: one is carried out, the other waits for it or is told to
    assert 201 in {each.status_code for each in answers} <= {201, 409}
    again = [add(each) for each in both]
    assert [each.headers[REPLAYED] for each in again] == ["true", "true"]
    assert again[0].content == again[1].content
    assert agreement.headings() == ["Term"]
    other = both[1].post(f"{agreement.path}/clauses", json={**body, "heading": "Length"}, headers=key)
    assert_problem(other, 422, "idempotency-key-reused")
