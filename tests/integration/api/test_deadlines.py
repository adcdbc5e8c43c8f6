"""Deadlines and school calendars over HTTP, with the demonstration's agreement."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import icalendar
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.services import demonstration

AGREEMENT = f"/agreements/{demonstration.AGREEMENT_ID}"
DEADLINES = f"{AGREEMENT}/deadlines"
CALENDAR: dict[str, Any] = {
    "holidays": [{"name": "Memorial Day", "day": "2020-05-25"}],
    "school_years": [
        {
            "first_day": "2019-09-03",
            "last_day": "2020-06-17",
            "vacations": [{"name": "April vacation", "first": "2020-04-20", "last": "2020-04-24"}],
        }
    ],
}


@pytest.fixture
def story(app: FastAPI, client: TestClient) -> TestClient:
    told = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, told)
    return client


def test_the_deadlines_of_the_executed_draft_are_listed_with_their_rules(story: TestClient) -> None:
    answer = story.get(DEADLINES, params={"draft": "6", "on": "2020-04-01"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["draft"], body["first"], body["last"]) == (6, "2020-03-18", "2021-06-30")
    notice = next(each for each in body["days"] if each["kind"] == "non-renewal-notice")
    assert (notice["day"], notice["days_left"]) == ("2020-05-01", 30)
    assert notice["places"][0]["field"] == "nonrenewal_notice"
    assert "renews through June 30, 2021" in notice["missed"]


def test_the_vote_of_july_2020_is_told_to_be_a_termination(story: TestClient) -> None:
    out = story.get(DEADLINES, params={"draft": "6", "on": "2020-07-01"}).json()["way_out"]
    assert out["summary"] == "past non-renewal; this is termination on 60 days' notice"
    assert (out["ending"], out["ends"]) == ("termination", "2020-08-30")


def test_without_a_day_the_deadlines_are_seen_from_the_day_of_the_request(story: TestClient) -> None:
    assert story.get(DEADLINES).json()["on"] == "2020-03-03"


def test_a_window_can_be_asked_for(story: TestClient) -> None:
    found = story.get(DEADLINES, params={"draft": 6, "from": "2020-04-15", "to": "2020-05-01"}).json()["days"]
    assert [each["kind"] for each in found] == ["review", "non-renewal-notice"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"from": "2020-05-01", "to": "2020-04-30"}, "invalid-option"),
        ({"from": "1900-05-01", "to": "2020-04-30"}, "invalid-option"),
        ({"on": "2020-02-30"}, "invalid-input"),
        ({"draft": "newest"}, "invalid-input"),
    ],
    ids=str,
)
def test_a_window_that_can_t_be_is_refused(story: TestClient, asked: dict[str, str], code: str) -> None:
    answer = story.get(DEADLINES, params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_draft_or_an_agreement_that_is_not_there_has_no_deadlines(story: TestClient) -> None:
    assert story.get(DEADLINES, params={"draft": "99"}).status_code == 404
    assert story.get("/agreements/agr-none/deadlines").status_code == 404


def test_the_calendar_file_has_the_same_days_and_a_tag(story: TestClient) -> None:
    asked = {"draft": "6", "on": "2020-04-01"}
    answer = story.get(f"{DEADLINES}.ics", params=asked)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "SRO Program MOU - Deadlines Draft 6.ics" in answer.headers["content-disposition"]
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    listed = [each["day"] for each in story.get(DEADLINES, params=asked).json()["days"]]
    assert [event.decoded("dtstart").isoformat() for event in events] == listed
    tag = {"If-None-Match": answer.headers["etag"]}
    assert story.get(f"{DEADLINES}.ics", params=asked, headers=tag).status_code == 304
    assert story.head(f"{DEADLINES}.ics", params=asked).headers["etag"] == answer.headers["etag"]


def test_the_school_calendar_is_set_with_what_was_read_and_counted_by(story: TestClient) -> None:
    read = story.get(f"{AGREEMENT}/calendar")
    assert read.json()["calendar"] == {"holidays": [], "school_years": []}
    asked = {"draft": "6", "on": "2020-05-22"}
    before = story.get(DEADLINES, params=asked).json()["limits"][0]
    assert before["notes"] != []
    put = story.put(f"{AGREEMENT}/calendar", json=CALENDAR, headers={"If-Match": read.headers["etag"]})
    assert (put.status_code, put.json()["version"]) == (200, 2)
    after = story.get(DEADLINES, params=asked).json()["limits"][0]
    assert (before["day"], after["day"], after["notes"]) == ("2020-05-26", "2020-05-27", [])
    stale = story.put(f"{AGREEMENT}/calendar", json=CALENDAR, headers={"If-Match": read.headers["etag"]})
    assert (stale.status_code, stale.headers["etag"]) == (412, put.headers["etag"])
    assert story.put(f"{AGREEMENT}/calendar", json=CALENDAR).status_code == 428


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"holidays": [{"name": "A", "day": "2020-02-30"}]}, "holidays.0.day"),
        ({"school_years": [{"first_day": "2020-09-01", "last_day": "2020-08-01"}]}, "school_years.0.last_day"),
        ({"weekends": []}, "weekends"),
    ],
)
def test_a_calendar_that_can_t_be_is_refused_at_its_field(story: TestClient, body: dict[str, Any], path: str) -> None:
    tag = story.get(f"{AGREEMENT}/calendar").headers["etag"]
    answer = story.put(f"{AGREEMENT}/calendar", json=body, headers={"If-Match": tag})
    assert answer.status_code == 422
    assert [each["path"] for each in answer.json()["problems"]] == [path]
