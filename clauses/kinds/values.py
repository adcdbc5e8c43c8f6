"""The value types that the fields of clauses share: strict, bounded, frozen, and hashable to the same bytes for ever.

Every limit stands in the JSON Schema and in the reason that a refusal gives.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.config import JsonDict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

T = TypeVar("T")


class Record(BaseModel):
    """A frozen record that takes no unknown field and converts nothing: "2" is no number and 1 is no truth."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=False)


class Fields(Record):
    """Base of the typed fields of every clause kind.

    An optional field defaults to None, because what is None is left out of the content hash: so a field that a later
    version adds leaves the hashes of older records as they are.
    """


class Labelled(StrEnum):
    """A closed choice whose members carry the words that a person sees."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """Make the member ``value``, shown as ``label``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the labels to the JSON Schema, in the order of the values."""
        schema = handler(core)
        handler.resolve_ref_schema(schema)["x-labels"] = [member.label for member in cls]
        return schema


class PartyRole(Labelled):
    """Who a party is in the agreement."""

    DISTRICT = "district", "the District"
    CITY = "city", "the City"
    POLICE = "police", "the Department"


PartyName = Literal["district", "city", "police"]
"""The values of :class:`PartyRole`, for callers that hold plain strings."""


class Office(Labelled):
    """An office that acts for a party: never a person's name."""

    SUPERINTENDENT = "superintendent", "the Superintendent"
    BOARD_CHAIR = "board_chair", "the Board Chair"
    PRINCIPAL = "principal", "the principal"
    DISTRICT_COUNSEL = "district_counsel", "counsel for the District"
    CITY_MANAGER = "city_manager", "the City Manager"
    MAYOR = "mayor", "the Mayor"
    CITY_CLERK = "city_clerk", "the City Clerk"
    CITY_ATTORNEY = "city_attorney", "the City Attorney"
    CHIEF = "chief", "the Chief"


class CostBearer(Labelled):
    """Who pays."""

    DISTRICT = "district", "the District"
    CITY = "city", "the City"
    POLICE = "police", "the Department"
    JOINT = "joint", "the Parties, in equal shares"


# ------------------------------------------------------------------------------------------------------------ text


UNPRINTABLE = ("Cc", "Cs", "Cn", "Zl", "Zp")
"""Unicode categories that a paragraph of a document can't hold: controls, half characters, line separators."""


def _one_line(text: str) -> str:
    if text != text.strip():
        raise ValueError("must not begin or end with white space")
    if text.isprintable():  # it has no control, half character or separator but the space
        return text
    for character in text:
        if unicodedata.category(character) in UNPRINTABLE:
            raise ValueError(f"must be one line of characters that a document can hold, not U+{ord(character):04X}")
    return text


def _lines(text: str) -> str:
    for line in text.split("\n"):
        _one_line(line.strip())
    return text


def _phrase(text: str) -> str:
    if text.endswith((".", ",", ";", ":")):
        raise ValueError("must not end with a punctuation mark, which the wording adds")
    return text


def _unquoted(text: str) -> str:
    if any(mark in text for mark in '"“”'):
        raise ValueError("must not hold quotation marks, which the wording adds")
    return text


Heading = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
"""A clause heading: one line of 1 to 200 characters."""

Title = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line), AfterValidator(_phrase)
]
"""A title that the wording sets into a sentence: one line of 1 to 200 characters, no punctuation mark at the end."""

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=80), AfterValidator(_one_line), AfterValidator(_unquoted)
]
"""A defined term: one line of 1 to 80 characters without quotation marks."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_one_line)]
"""A name, a title or an address: one line of 1 to 300 characters."""

Phrase = Annotated[
    str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_one_line), AfterValidator(_phrase)
]
"""Words that the wording sets into a sentence: no punctuation mark at the end."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_one_line)]
"""One paragraph of free text: 1 to 20,000 characters."""

Remark = Annotated[str, StringConstraints(min_length=1, max_length=5_000), AfterValidator(_lines)]
"""What a person says about a change: 1 to 5,000 characters, line breaks allowed."""


# ---------------------------------------------------------------------------------------------------------- amounts


class DeadlineUnit(Labelled):
    """What a deadline counts."""

    CALENDAR_DAYS = "calendar_days", "calendar days"
    BUSINESS_DAYS = "business_days", "business days"
    SCHOOL_DAYS = "school_days", "school days"
    HOURS = "hours", "hours"


class Deadline(Record):
    """A time to act in: ``n`` of a unit."""

    n: int = Field(title="Number", description="How many of the unit, from 1 to 999.", ge=1, le=999)
    unit: DeadlineUnit = Field(title="Unit", description="Calendar, business or school days, or hours.")


_DURATION = re.compile(r"P([1-9][0-9]{0,4})([DWMY])")
_DAYS = {"D": 1, "W": 7, "M": 28, "Y": 365}
_LONGEST_DURATION_DAYS = 100 * 365


def duration_parts(duration: str) -> tuple[int, str]:
    """Return the number and the unit ("D", "W", "M" or "Y") of a duration such as "P385D".

    :raises ValueError: it is not one number and one unit, or not between one day and 100 years.
    """
    match = _DURATION.fullmatch(duration)
    if not match or int(match[1]) * _DAYS[match[2]] > _LONGEST_DURATION_DAYS:
        raise ValueError("must be one ISO 8601 number and unit from P1D to P100Y, such as P385D, P6M or P3Y")
    return int(match[1]), match[2]


def _duration(duration: str) -> str:
    duration_parts(duration)
    return duration


Duration = Annotated[
    str,
    AfterValidator(_duration),
    Field(json_schema_extra={"pattern": f"^{_DURATION.pattern}$", "examples": ["P385D", "P3Y"]}),
]
"""A length of time (ISO 8601-1, 5.5.2) of one unit, from one day to 100 years."""


def _month_day(text: str) -> str:
    try:
        date.fromisoformat(f"2001-{text}")
    except ValueError:
        raise ValueError('must be a day that every year has, as MM-DD such as "04-15"; February 29 is none') from None
    return text


MonthDay = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_month_day),
    Field(json_schema_extra={"examples": ["04-15"]}),
]
"""A day of every year, MM-DD."""

_AMOUNT = r"(0|[1-9][0-9]{0,8})(\.[0-9]{2})?"


def _money(value: Any) -> Decimal:
    text = str(value) if isinstance(value, Decimal) else value
    if not isinstance(text, str) or not re.fullmatch(_AMOUNT, text):
        raise ValueError('must be US dollars as a string from "0.00" to "999999999.99", such as "130000.00"')
    return Decimal(text).quantize(Decimal("0.01"))


Money = Annotated[
    Decimal,
    BeforeValidator(_money),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_AMOUNT}$", "examples": ["130000.00"], "x-currency": "USD"}),
]
"""An amount of US dollars and cents."""


# ------------------------------------------------------------------------------------------------------------- sets


def without_repeats(values: tuple[T, ...]) -> tuple[T, ...]:
    """Return ``values``; ValueError when two are equal."""
    for n, value in enumerate(values):
        if value in values[:n]:
            raise ValueError(f"must not hold one thing twice: item {n} repeats item {values.index(value)}")
    return values


_UNIQUE: JsonDict = {"uniqueItems": True}

OrderedSet = Annotated[tuple[T, ...], Field(max_length=50, json_schema_extra=_UNIQUE), AfterValidator(without_repeats)]
"""At most 50 different values in the order in which the text names them."""

SomeOf = Annotated[
    tuple[T, ...], Field(min_length=1, max_length=50, json_schema_extra=_UNIQUE), AfterValidator(without_repeats)
]
"""1 to 50 different values in the order in which the text names them."""

Pair = Annotated[
    tuple[T, ...], Field(min_length=1, max_length=2, json_schema_extra=_UNIQUE), AfterValidator(without_repeats)
]
"""One value, or two different ones."""
