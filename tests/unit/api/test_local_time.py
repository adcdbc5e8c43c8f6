"""Times in a zone: which day it is there, and how a moment is written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from api.local_time import DEFAULT_ZONE, ZoneName, day_of, moment_in

LATE = datetime(2020, 7, 1, 2, 30, tzinfo=UTC)
"""In Maine still the evening of June 30."""


@pytest.mark.parametrize(
    ("zone", "day"), [("America/New_York", 30), ("UTC", 1), ("Pacific/Auckland", 1), ("Pacific/Honolulu", 30)]
)
def test_a_day_begins_in_its_zone(zone: str, day: int) -> None:
    assert day_of(LATE, zone).day == day
    assert day_of(LATE, DEFAULT_ZONE) == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (LATE, "June 30, 2020, 10:30 p.m. EDT"),
        (datetime(2020, 3, 3, 18, 0, tzinfo=UTC), "March 3, 2020, 1:00 p.m. EST"),
        (datetime(2020, 3, 3, 5, 5, tzinfo=UTC), "March 3, 2020, 12:05 a.m. EST"),
        (datetime(2020, 3, 3, 17, 0, tzinfo=UTC), "March 3, 2020, 12:00 p.m. EST"),
    ],
)
def test_a_moment_is_written_as_people_there_write_it(at: datetime, told: str) -> None:
    assert moment_in(at, DEFAULT_ZONE) == told


@pytest.mark.parametrize(
    "name", ["", "EST", "Etc/GMT+5", "America", "america/new_york", "../../etc/passwd", "Mars/Base"]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="must be a time zone of the IANA database"):
        TypeAdapter(ZoneName).validate_python(name)
