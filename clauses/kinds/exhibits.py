"""Which exhibits belong to the agreement, and which of the two controls."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from clauses.kinds.custom import Paragraphs, no_level_skipped
from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, Record, Title


class Precedence(Labelled):
    """Which controls when an exhibit and a section conflict."""

    BODY_CONTROLS = "body_controls", "The section"
    EXHIBIT_CONTROLS = "exhibit_controls", "The exhibit"


OwnParagraphs = Annotated[Paragraphs, Field(min_length=1, max_length=300), AfterValidator(no_level_skipped)]
"""1 to 300 free paragraphs."""


class ExhibitItem(Record):
    """One exhibit: named here, and written by the clause that it belongs to or in the paragraphs given here."""

    label: str = Field(title="Label", description="1 to 4 capitals or digits: “A”.", pattern="^[A-Z0-9]{1,4}$")
    title: Title = Field(title="Title", description="What the exhibit is called, 1 to 200 characters.")
    paragraphs: OwnParagraphs | None = Field(
        default=None,
        title="Paragraphs",
        description="What the exhibit says, 1 to 300 paragraphs; blank when another clause brings it.",
    )


class Exhibits(Fields):
    """The fields of the exhibits."""

    items: tuple[ExhibitItem, ...] = Field(
        title="Exhibits", description="1 to 26 exhibits in the order of the text.", min_length=1, max_length=26
    )
    precedence: Precedence = Field(
        title="Precedence", description="Which controls when an exhibit and a section conflict."
    )

    @field_validator("items")
    @classmethod
    def _each_label_once(cls, items: tuple[ExhibitItem, ...]) -> tuple[ExhibitItem, ...]:
        if len({item.label for item in items}) < len(items):
            raise ValueError("must not give one label to two exhibits")
        return items


SPEC = KindSpec(
    name="exhibits",
    title="Exhibits",
    summary="Which exhibits belong to the agreement, and whether a section or an exhibit controls.",
    fields_model=Exhibits,
    wording="exhibits.toml",
)
