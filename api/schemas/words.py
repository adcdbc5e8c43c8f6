"""The strings and dates that requests carry."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, JsonValue, StringConstraints

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 can't carry (section 2.2), and so no Word file."""


def writable(text: str) -> str:
    """``text``, or ValueError where it holds a character that no Word file can carry."""
    if _UNPRINTABLE.search(text):
        raise ValueError("holds a control character or half of a surrogate pair")
    return text


def writable_throughout(value: JsonValue, depth: int = 0) -> JsonValue:
    """``value``, a JSON value whose every string is writable; ValueError else, and past 32 levels of nesting."""
    if depth > 32:
        raise ValueError("is nested too deeply")
    if isinstance(value, str):
        writable(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            writable_throughout(key, depth + 1)
            writable_throughout(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            writable_throughout(item, depth + 1)
    return value


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text or "\t" in text:
        raise ValueError("must be one line")
    return text


def _iso_date(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    raise ValueError("is not a date such as 2020-03-03")


def _utc_moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})", value):
        raise ValueError("is not a time such as 2020-03-03T18:00:00Z")
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except OverflowError:
        raise ValueError("is not a time of the years 1 to 9999") from None


_Writable = AfterValidator(writable)
_OneLine = AfterValidator(_one_line)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _OneLine, _Writable]
OptionalName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _OneLine, _Writable]
ShortName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), _OneLine, _Writable]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), _OneLine, _Writable]
SearchText = Annotated[str, StringConstraints(min_length=1, max_length=200), _Writable]
"""Words to look for, as they stand, in whatever case."""
Prose = Annotated[str, StringConstraints(max_length=20_000), _Writable]
RoleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
UtcMoment = Annotated[datetime, BeforeValidator(_utc_moment)]
"""A time to the second with its zone, given back in UTC: Word keeps no more (ECMA-376 part 1, 17.13.5, date)."""
IsoDate = Annotated[date, BeforeValidator(_iso_date)]


class RequestModel(BaseModel):
    """A request body: no coercion, no unknown names."""

    model_config = ConfigDict(strict=True, extra="forbid")
