"""Between a clause's bespoke wording as it is stored and the templates that the renderer works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, cast

from clauses import bespoke as stored
from clauses.bespoke import BespokeWording, PlaceState
from clauses.text.inline import format_prose, parse_prose
from clauses.wording.render import Scope, holds
from clauses.wording.template import (
    BlockTemplate,
    Condition,
    ExhibitTemplate,
    FilterCall,
    FixedRow,
    ParagraphTemplate,
    Piece,
    ProseTemplate,
    SignaturesTemplate,
    TableTemplate,
    Unbound,
    Value,
    Wording,
    parse_condition,
)

Titled = Callable[[str], str]
"""Gives the title of the field at a path."""


def with_bespoke(standard: Wording, bespoke: BespokeWording | None) -> Wording:
    """Return the wording that a clause is rendered by: its own where it has one, else its kind's."""
    if bespoke is None:
        return standard
    blocks, exhibits = tuple(map(_block, bespoke.blocks)), tuple(map(_exhibit, bespoke.exhibits))
    return Wording(standard.heading, standard.phrases, blocks, exhibits)


def in_lettered_form(wording: Wording) -> Wording:
    """Return ``wording`` without what other house styles ask of it: words of a clause's own have one form."""
    scope = Scope(None, {})
    made: list[BlockTemplate] = []
    for block in wording.blocks:
        asked = tuple(c for c in block.when if c.path.startswith("house."))
        if holds(asked, scope):
            made.append(replace(block, when=tuple(c for c in block.when if c not in asked)))
    return replace(wording, blocks=tuple(made))


def _exhibit(one: stored.Exhibit) -> ExhibitTemplate:
    blocks = tuple(map(_block, one.blocks))
    return ExhibitTemplate(_words(one.label), _words(one.title), blocks, _conditions(one.when), one.each)


def _block(one: stored.Block) -> BlockTemplate:
    when = _conditions(one.when)
    if one.shape == "paragraph":
        join = cast(Literal["", "and", "or"], one.join)
        return ParagraphTemplate(one.level, _words(one.text), when, one.each, join, one.skip)
    if one.shape == "prose":
        return ProseTemplate(one.each, when)
    cells = tuple(map(_words, one.cells))
    rows = tuple(FixedRow(tuple(map(_words, row.cells)), _conditions(row.when)) for row in one.rows)
    if one.shape == "table":
        return TableTemplate(one.each, one.columns, cells, when, rows, one.skip)
    party, title = cells or ((), ())
    return SignaturesTemplate(one.each, party, title, when, rows, one.skip)


def _conditions(when: Sequence[str]) -> tuple[Condition, ...]:
    return tuple(map(parse_condition, when))


def _words(pieces: stored.Words) -> tuple[Piece, ...]:
    made: list[Piece] = []
    for piece in pieces:
        if piece.path is None:
            made.extend(parse_prose(piece.words))
            continue
        calls = tuple(FilterCall(name, tuple(rest)) for name, *rest in (each.split(":") for each in piece.filters))
        unbound = piece.state is PlaceState.UNBOUND
        made.append(Unbound(piece.path, calls, piece.words) if unbound else Value(piece.path, calls))
    return tuple(made)


# ------------------------------------------------------------------------------------------------- the way back


def stored_exhibit(one: ExhibitTemplate, blocks: Sequence[stored.Block], titled: Titled) -> stored.Exhibit:
    """Return an exhibit's templates as they are stored, with ``blocks`` in it."""
    label, title = stored_words(one.label, titled), stored_words(one.title, titled)
    return stored.Exhibit(
        label=label, title=title, when=stored_conditions(one.when), each=one.each, blocks=tuple(blocks)
    )


def stored_block(one: BlockTemplate, titled: Titled) -> stored.Block:
    """Return a block's template as it is stored."""
    when = stored_conditions(one.when)
    if isinstance(one, ParagraphTemplate):
        text = stored_words(one.pieces, titled)
        return stored.Block(
            shape="paragraph", level=one.level, text=text, when=when, each=one.each, join=one.join, skip=one.skip
        )
    if isinstance(one, ProseTemplate):
        return stored.Block(shape="prose", each=one.path, when=when)
    rows = tuple(
        stored.Row(cells=tuple(stored_words(cell, titled) for cell in row.cells), when=stored_conditions(row.when))
        for row in one.rows
    )
    if isinstance(one, TableTemplate):
        cells, columns, shape = one.cells, one.columns, "table"
    else:
        cells, columns, shape = (one.party, one.title), (), "signatures"
    words = tuple(stored_words(cell, titled) for cell in cells)
    return stored.Block(shape=shape, columns=columns, cells=words, when=when, each=one.each, rows=rows, skip=one.skip)


def stored_words(pieces: Sequence[Piece], titled: Titled) -> stored.Words:
    """Return pieces of a template as they are stored; neighbouring words as one piece."""
    made: list[stored.Piece] = []
    for piece in pieces:
        if isinstance(piece, Value | Unbound):
            made.append(stored_place(piece, titled))
        elif made and made[-1].path is None:
            made[-1] = stored.Piece(words=made[-1].words + format_prose(piece))
        else:
            made.append(stored.Piece(words=format_prose(piece)))
    return tuple(made)


def stored_place(place: Value | Unbound, titled: Titled, state: PlaceState = PlaceState.BOUND) -> stored.Piece:
    """Return a place as it is stored: unbound with its words, or in ``state``."""
    filters = tuple(":".join((call.name, *call.arguments)) for call in place.filters)
    if isinstance(place, Unbound):
        return stored.Piece(
            path=place.path, filters=filters, title=titled(place.path), state=PlaceState.UNBOUND, words=place.words
        )
    return stored.Piece(path=place.path, filters=filters, title=titled(place.path), state=state)


def stored_conditions(when: Sequence[Condition]) -> tuple[str, ...]:
    """Return conditions as a wording file writes them."""
    return tuple(
        f"{'not ' * c.negated}{'#' * c.counted}{c.path}" + (f" {c.operator} {c.operand}" if c.operator else "")
        for c in when
    )
