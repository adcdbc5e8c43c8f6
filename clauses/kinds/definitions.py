"""What the capitalized words mean."""

from __future__ import annotations

from pydantic import Field, field_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Name, Phrase, Record


class Definition(Record):
    """One defined term."""

    term: Name = Field(
        title="Term", description="The term as the agreement writes it, 1 to 80 characters, without quotes."
    )
    meaning: Phrase = Field(
        title="Meaning", description="What follows “means”, up to 2,000 characters, without a final mark."
    )


class Definitions(Fields):
    """The fields of the definitions."""

    entries: tuple[Definition, ...] = Field(
        title="Terms",
        description="1 to 100 defined terms, each once, in the order of the text.",
        min_length=1,
        max_length=100,
    )

    @field_validator("entries")
    @classmethod
    def _each_once(cls, entries: tuple[Definition, ...]) -> tuple[Definition, ...]:
        seen: set[str] = set()
        for entry in entries:
            if entry.term in seen:
                raise ValueError(f"must not define {entry.term!r} twice")
            seen.add(entry.term)
        return entries


SPEC = KindSpec(
    name="definitions",
    title="Definitions",
    summary="What the capitalized words mean.",
    fields_model=Definitions,
    wording="definitions.toml",
)
