"""The shape of a kind's file: its keys and their types, before what they mean is looked at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from clauses.kinds.values import Heading, Line, Record

FieldType = Literal[
    "text",
    "phrase",
    "integer",
    "boolean",
    "enum",
    "set",
    "date",
    "month_day",
    "duration",
    "deadline",
    "money",
    "party",
    "clause",
    "list",
]
FieldName = Annotated[str, StringConstraints(pattern="^[a-z][a-z_]{0,39}$")]
Choice = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,39}$")]
When = str | list[str]


class FieldFile(Record):
    """A field. Which of the limits a type takes is checked with the type."""

    name: FieldName
    type: FieldType
    title: Line
    description: Line
    optional: bool = False
    at_least: int | None = None
    at_most: int | None = None
    values: dict[Choice, Line] | None = None
    field: list[FieldFile] | None = None


class BlockFile(Record):
    """A paragraph, or a table with a row for each value of a list."""

    level: int | None = Field(default=None, ge=0, le=3)
    text: str | None = None
    when: When = Field(default_factory=list[str])
    each: str = ""
    join: Literal["", "and", "or"] = ""
    columns: list[Line] | None = None
    cells: list[str] | None = None


class ExhibitFile(Record):
    """An exhibit at the end of the agreement."""

    label: Annotated[str, StringConstraints(pattern="^[A-Z0-9]{1,4}$")]
    title: Line
    when: When = Field(default_factory=list[str])
    block: list[BlockFile] = Field(min_length=1, max_length=200)


class KindFile(Record):
    """A clause kind."""

    name: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,63}$")]
    title: Line
    summary: Line
    heading: Heading
    place: Literal["section", "recitals"] = "section"
    repeatable: bool = False
    field: list[FieldFile] = Field(min_length=1, max_length=60)
    phrases: dict[FieldName, dict[Choice, Line]] = Field(default_factory=dict[str, dict[str, str]])
    block: list[BlockFile] = Field(min_length=1, max_length=200)
    exhibit: list[ExhibitFile] = Field(default_factory=list[ExhibitFile], max_length=26)
