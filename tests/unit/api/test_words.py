"""What strings, dates and times of requests may be."""

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from api.schemas.words import IsoDate, Name, UtcMoment, writable_throughout


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "half \ud800", "\uffff", "two\nlines", "tab\there", "", "   "])
def test_a_name_that_no_word_file_can_show_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(text)


def test_a_name_is_stripped() -> None:
    assert TypeAdapter(Name).validate_python("  Dana Reyes ") == "Dana Reyes"


def test_unwritable_strings_are_found_at_any_depth_and_in_keys() -> None:
    assert writable_throughout({"a": [1, None, {"b": "fine"}]}) == {"a": [1, None, {"b": "fine"}]}
    for value in ({"a": [{"b": "\x00"}]}, {"\x00": 1}):
        with pytest.raises(ValueError, match="control character"):
            writable_throughout(value)


def test_bottomless_nesting_is_refused() -> None:
    value: list[object] = []
    for _ in range(40):
        value = [value]
    with pytest.raises(ValueError, match="deep"):
        writable_throughout(value)


@pytest.mark.parametrize("value", [0, 1583193600, "2020-3-3", "20200303", "2020-02-30", "2020-03-03T00:00:00", None])
def test_a_date_is_an_iso_date_and_nothing_else(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(IsoDate).validate_python(value)


def test_an_iso_date_is_read() -> None:
    assert TypeAdapter(IsoDate).validate_python("2020-03-03") == date(2020, 3, 3)


def test_a_time_is_read_into_utc() -> None:
    read = TypeAdapter(UtcMoment).validate_python("2020-03-03T18:00:00-05:00")
    assert read == datetime(2020, 3, 3, 23, tzinfo=UTC)
    assert read.tzinfo is UTC


@pytest.mark.parametrize("value", ["2020-03-03T18:00:00", "0", 0, "0001-01-01T00:00:00+14:00", "2020-13-01T00:00:00Z"])
def test_a_time_without_a_zone_or_out_of_range_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(UtcMoment).validate_python(value)
