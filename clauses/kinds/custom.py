"""A clause in free words: a heading and levelled paragraphs, with references by identity."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field, field_validator

from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.problems import nearest
from clauses.kinds.registry import in_use
from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Heading, Prose, Record
from clauses.text.inline import InlineError, Link, parse_free_text

_CATALOGUE: Final = tuple(CatalogueKind)


def _free_text(text: str) -> str:
    try:
        pieces = parse_free_text(text)
    except InlineError as error:
        raise ValueError(str(error)) from None
    for piece in pieces:
        if isinstance(piece, Link) and piece.kind is not None and piece.kind not in (known := _kinds()):
            hint = nearest(piece.kind, known)
            raise ValueError(f"refers to {piece.kind!r}, and there is no such clause kind{hint}")
    return text


def _kinds() -> tuple[str, ...]:
    """What a reference by kind may name: the subjects of the catalogue, and the kinds that an office adds."""
    added = in_use()
    return (*_CATALOGUE, *(added.names if added is not None else ()))


FreeText = Annotated[Prose, AfterValidator(_free_text)]
"""A paragraph that may hold ``{ref:kind:NAME}``, ``{ref:clause:ID}`` and ``{term:WORDS}``; see clauses.text.inline."""


class FreeParagraph(Record):
    """One paragraph."""

    level: int = Field(title="Level", description="0 is text without a number; 1, 2, 3 are (a), (1), (i).", ge=0, le=3)
    text: FreeText = Field(
        title="Text",
        description="1 to 20,000 characters; {ref:kind:NAME}, {ref:clause:ID} and {term:WORDS} refer and define, "
        "and a doubled brace prints one.",
    )


Paragraphs = tuple[FreeParagraph, ...]


def no_level_skipped(paragraphs: Paragraphs) -> Paragraphs:
    """Return ``paragraphs``; ValueError when one stands more than one level below the one before it."""
    depth = 0
    for n, paragraph in enumerate(paragraphs):
        if paragraph.level > depth + 1:
            raise ValueError(f"must not skip a level: item {n} has level {paragraph.level} after level {depth}")
        depth = paragraph.level or depth
    return paragraphs


class FreeExhibit(Record):
    """An exhibit at the end of the agreement."""

    label: str = Field(title="Label", description="1 to 4 capitals or digits: “A”.", pattern="^[A-Z0-9]{1,4}$")
    title: Heading = Field(title="Title", description="What the exhibit is called, 1 to 200 characters.")
    paragraphs: Annotated[Paragraphs, AfterValidator(no_level_skipped)] = Field(
        title="Paragraphs", description="1 to 300 paragraphs.", min_length=1, max_length=300
    )


class Custom(Fields):
    """The fields of a clause in free words."""

    paragraphs: Annotated[Paragraphs, AfterValidator(no_level_skipped)] = Field(
        title="Paragraphs",
        description="1 to 300 paragraphs, none more than one level below the one before it.",
        min_length=1,
        max_length=300,
    )
    stands_for: CatalogueKind | None = Field(
        default=None,
        title="Stands for",
        description="The subject that the clause settles: references to that kind find it. The words do not tell it.",
    )
    exhibits: tuple[FreeExhibit, ...] | None = Field(
        default=None,
        title="Exhibits",
        description="1 to 26 exhibits that the clause brings, each label once.",
        min_length=1,
        max_length=26,
    )

    @field_validator("exhibits")
    @classmethod
    def _each_label_once(cls, exhibits: tuple[FreeExhibit, ...] | None) -> tuple[FreeExhibit, ...] | None:
        labels = [exhibit.label for exhibit in exhibits or ()]
        if len(set(labels)) < len(labels):
            raise ValueError("must not give one label to two exhibits")
        return exhibits


SPEC = KindSpec(
    name="custom",
    title="Custom clause",
    summary="A clause in free words: a heading and levelled paragraphs, with references by identity.",
    fields_model=Custom,
    wording="custom.toml",
    repeatable=True,
)
