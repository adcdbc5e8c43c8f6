"""Bespoke wording: the words of one clause where they differ from its kind's, still bound to its fields.

It has the shape of a wording file (clauses.wording.template): what nobody edited stands as it does there, with its
conditions and lists, so that later changes of the fields flow into it. An edited paragraph is literal words and places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from clauses.kinds.values import Record

Path = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ListPath = Annotated[str, StringConstraints(max_length=200, pattern=r"^([a-z][a-z0-9_]*(\.[a-z0-9_]+)*)?$")]


class PlaceState(StrEnum):
    """What holds between the words of a place and its field."""

    BOUND = "bound"
    NEEDS_REVIEW = "needs_review"
    UNBOUND = "unbound"


class Mark(Record):
    """A field that a person has to look at. ``words`` are those found where the field stood, "" when they are gone."""

    path: Path = Field(title="Field", description="The dotted path of the field, from the clause's fields.")
    title: str = Field(title="Title", description="What a person calls the field.", max_length=300)
    state: PlaceState = Field(
        strict=False,
        title="State",
        description="needs_review: words around it changed, or that rest on it; unbound: its value can't be read.",
    )
    words: str = Field(title="Words", description="The words found in its place, if any.", max_length=20_000)


class Piece(Record):
    """Words, or with a ``path`` the place of a field."""

    words: str = Field(
        default="",
        title="Words",
        description="Literal words in the prose form; of an unbound place, those found there; of a bound one, none.",
        max_length=20_000,
    )
    path: Path | None = Field(default=None, title="Field", description="The dotted path of the field of a place.")
    filters: tuple[str, ...] = Field(
        default=(), title="Filters", description="How the field is put into words.", max_length=8
    )
    title: str | None = Field(default=None, title="Title", description="What a person calls the field.", max_length=300)
    state: PlaceState = Field(
        default=PlaceState.BOUND, strict=False, title="State", description="Whether the place is bound to its field."
    )


Words = tuple[Piece, ...]


class Row(Record):
    """A row of a table or a signature that stands by itself."""

    cells: tuple[Words, ...] = Field(title="Cells", description="1 to 20 cells.", min_length=1, max_length=20)
    when: tuple[Condition, ...] = Field(default=(), title="When", description="Conditions that must all hold.")


class Block(Record):
    """A paragraph, free paragraphs, a table or signatures, told apart by ``shape``."""

    shape: str = Field(title="Shape", description="What the block is.", pattern="^(paragraph|prose|table|signatures)$")
    when: tuple[Condition, ...] = Field(default=(), title="When", description="Conditions that must all hold.")
    each: ListPath = Field(default="", title="Each", description="The list that it stands once for each value of.")
    skip: int = Field(default=0, title="Skip", description="How many values have a block of their own.", ge=0, le=500)
    level: int = Field(default=0, title="Level", description="0 has no number; 1, 2, 3 are (a), (1), (i).", ge=0, le=3)
    join: str = Field(default="", title="Join", description="How the list is closed.", pattern="^(and|or)?$")
    text: Words = Field(default=(), title="Text", description="The words of a paragraph.", max_length=2_000)
    columns: tuple[str, ...] = Field(default=(), title="Columns", description="Of a table.", max_length=20)
    cells: tuple[Words, ...] = Field(default=(), title="Cells", description="Of each row.", max_length=20)
    rows: tuple[Row, ...] = Field(default=(), title="Rows", description="Those before the list's own.", max_length=500)


class Exhibit(Record):
    """An exhibit."""

    label: Words = Field(title="Label", description="Such as B.")
    title: Words = Field(title="Title", description="What it is called.")
    when: tuple[Condition, ...] = Field(default=(), title="When", description="Conditions that must all hold.")
    each: ListPath = Field(default="", title="Each", description="The list that it stands once for each value of.")
    blocks: tuple[Block, ...] = Field(title="Blocks", description="What it holds.", max_length=500)


class BespokeWording(Record):
    """The words of one clause, over those of its kind."""

    blocks: tuple[Block, ...] = Field(
        title="Blocks", description="The paragraphs and tables in order.", max_length=1000
    )
    exhibits: tuple[Exhibit, ...] = Field(default=(), title="Exhibits", description="The exhibits.", max_length=50)
    marks: tuple[Mark, ...] = Field(
        default=(),
        title="Marks",
        description="Fields to look at that have no place in the words: deleted ones, and conditions on edited words.",
        max_length=500,
    )

    @property
    def unbound(self) -> tuple[Mark, ...]:
        """The fields whose value the words no longer say, in the order of the text."""
        return tuple(mark for mark in self.all_marks if mark.state is PlaceState.UNBOUND)

    @property
    def needs_review(self) -> tuple[Mark, ...]:
        """The fields that a person has to confirm, in the order of the text."""
        return tuple(mark for mark in self.all_marks if mark.state is PlaceState.NEEDS_REVIEW)

    @property
    def all_marks(self) -> tuple[Mark, ...]:
        """Every mark, of places and of the wording, each (field, state) once."""
        found: dict[tuple[str, PlaceState], Mark] = {}
        for piece in self.pieces():
            if piece.path and piece.state is not PlaceState.BOUND:
                mark = Mark(path=piece.path, title=piece.title or piece.path, state=piece.state, words=piece.words)
                found.setdefault((mark.path, mark.state), mark)
        for mark in self.marks:
            found.setdefault((mark.path, mark.state), mark)
        return tuple(found.values())

    def pieces(self) -> Iterator[Piece]:
        """Yield every piece of the words, in order."""
        for block in self.blocks:
            yield from _pieces(block)
        for exhibit in self.exhibits:
            yield from (*exhibit.label, *exhibit.title)
            for block in exhibit.blocks:
                yield from _pieces(block)

    def confirmed(self, paths: frozenset[str] | None = None) -> BespokeWording:
        """Return the wording with the fields at ``paths`` (all, when None) no longer in need of review."""

        def confirm(piece: Piece) -> Piece:
            asked = piece.state is PlaceState.NEEDS_REVIEW and (paths is None or piece.path in paths)
            return piece.model_copy(update={"state": PlaceState.BOUND}) if asked else piece

        kept = [m for m in self.marks if m.state is PlaceState.UNBOUND or not (paths is None or m.path in paths)]
        return self.mapped(confirm).model_copy(update={"marks": tuple(kept)})

    def mapped(self, change: Callable[[Piece], Piece]) -> BespokeWording:
        """Return the wording with every piece as ``change`` gives it."""

        def words(pieces: Words) -> Words:
            return tuple(map(change, pieces))

        def block(one: Block) -> Block:
            rows = tuple(row.model_copy(update={"cells": tuple(map(words, row.cells))}) for row in one.rows)
            cells = tuple(map(words, one.cells))
            return one.model_copy(update={"text": words(one.text), "cells": cells, "rows": rows})

        def exhibit(one: Exhibit) -> Exhibit:
            changed = {"label": words(one.label), "title": words(one.title), "blocks": tuple(map(block, one.blocks))}
            return one.model_copy(update=changed)

        new = {"blocks": tuple(map(block, self.blocks)), "exhibits": tuple(map(exhibit, self.exhibits))}
        return self.model_copy(update=new)


def _pieces(block: Block) -> Iterator[Piece]:
    yield from block.text
    for row in block.rows:
        for cell in row.cells:
            yield from cell
    for cell in block.cells:
        yield from cell
