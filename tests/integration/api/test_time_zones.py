"""The time zone of an agreement: set with its ETag, and the day that is today in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.integration.api.conftest import Ticking, assert_problem, client_of, operator_token

LATE = datetime(2020, 7, 1, 2, 30, tzinfo=UTC)


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    """An application on the evening of June 30 in Maine, when it is July in UTC."""
    made = create_app(settings.model_copy(update={"time_zone": "America/Chicago"}), clock=Ticking(LATE))
    yield made
    made.state.runtime.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app, operator_token(app)) as ready:
        yield ready


def test_today_is_the_day_in_the_agreements_zone(client: TestClient) -> None:
    path = (
        "/agreements/" + client.post("/agreements", json={"title": "M", "time_zone": "America/New_York"}).json()["id"]
    )
    assert "in force on 2020-06-30" in assert_problem(client.get(f"{path}/in-force"), 404, "not-found")["detail"]
    read = client.get(f"{path}/time-zone")
    other = client.put(f"{path}/time-zone", json={"time_zone": "UTC"}, headers={"If-Match": read.headers["ETag"]})
    assert (other.status_code, other.json()["time_zone"]) == (200, "UTC")
    assert "in force on 2020-07-01" in assert_problem(client.get(f"{path}/in-force"), 404, "not-found")["detail"]
    assert client.get(path).json()["time_zone"] == "UTC"
    stale = client.put(
        f"{path}/time-zone", json={"time_zone": "America/Denver"}, headers={"If-Match": read.headers["ETag"]}
    )
    assert_problem(stale, 412, "stale-edit")


def test_a_new_agreement_has_the_zone_of_the_installation_and_none_that_there_is_not(client: TestClient) -> None:
    assert client.post("/agreements", json={"title": "M"}).json()["time_zone"] == "America/Chicago"
    refused = client.post("/agreements", json={"title": "M", "time_zone": "Mars/Base"})
    assert_problem(refused, 422, "invalid-input")
