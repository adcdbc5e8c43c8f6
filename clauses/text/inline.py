"""The little language inside a line of clause text: words, slots in braces, and doubled braces for plain ones.

``{ref:kind:NAME}`` and ``{ref:clause:ID}`` refer to another clause (``:2`` at the end to its second numbered
paragraph), ``{term:SRO}`` defines a term where it stands. What else may stand in braces is up to the reader of a
:class:`Slot`.

*Prose* is the same for people: braces need no doubling (:func:`cut_prose`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clauses.ids import CLAUSE_ID_PATTERN


class InlineError(ValueError):
    """The text does not follow the language; the message says where and what."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What stood between braces, without them."""

    body: str


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a clause: exactly one of ``clause_id`` and ``kind``; ``paragraph`` is 1-based."""

    clause_id: str | None
    kind: str | None
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """A term at the place where it is defined, without quotes."""

    term: str


_PIECE = re.compile(r"(?P<plain>(?:[^{}]++|\{\{|\}\})++)|\{(?P<slot>[^{}]*)\}")
_LINK = re.compile(rf"ref:(?:clause:({CLAUSE_ID_PATTERN})|kind:([a-z][a-z0-9_]*))(?::([1-9][0-9]{{0,2}}))?")
_TERM = re.compile(r"term:(\S(?:.*\S)?)")


def parse_inline(text: str) -> tuple[str | Slot, ...]:
    """Return the plain stretches and slots of ``text`` in order.

    :raises InlineError: a brace stands alone or inside braces.
    """
    pieces: list[str | Slot] = []
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:
            raise InlineError(f"the brace at character {at + 1} stands alone; double it to print a brace")
        slot = match["slot"]
        pieces.append(Slot(slot) if slot is not None else match[0].replace("{{", "{").replace("}}", "}"))
        at = match.end()
    return tuple(pieces)


def parse_slot(slot: Slot) -> Link | Term | None:
    """Return the reference or the term that ``slot`` names, or None when it is neither.

    :raises InlineError: it begins like a reference or a term and is none.
    """
    if match := _LINK.fullmatch(slot.body):
        return Link(match[1], match[2], int(match[3]) if match[3] else None)
    if match := _TERM.fullmatch(slot.body):
        return Term(match[1])
    if slot.body.startswith(("ref:", "term:")):
        raise InlineError(
            f"{{{slot.body}}} is no reference: write {{ref:kind:NAME}}, {{ref:clause:ID}}, either with :N for a "
            "paragraph, or {term:WORDS}"
        )
    return None


def parse_free_text(text: str) -> tuple[str | Link | Term, ...]:
    """Return words, references and terms of text that a person wrote.

    :raises InlineError: a brace stands alone, or braces hold something else.
    """
    pieces: list[str | Link | Term] = []
    for piece in parse_inline(text):
        meaning = piece if isinstance(piece, str) else parse_slot(piece)
        if meaning is None:
            assert isinstance(piece, Slot)
            raise InlineError(f"{{{piece.body}}} is no reference; double the braces to print them")
        pieces.append(meaning)
    return tuple(pieces)


_PROSE_SLOT = re.compile(
    rf"(\{{+)(ref:(?:clause:{CLAUSE_ID_PATTERN}|kind:[a-z][a-z0-9_]*)(?::[1-9][0-9]{{0,2}})?"
    r"|term:[^\s{}](?:[^{}]*[^\s{}])?)(\}+)"
)


def cut_prose(text: str) -> tuple[tuple[str, Link | Term | None], ...]:
    """Return the stretches of a line of prose, each with what it refers to or defines; joined they are ``text``.

    The prose form is what a person edits, and nothing that can be typed is an error in it: a reference or a term
    stands in one pair of braces, one that is to be printed as typed in a pair more, and any other brace is plain.
    """
    cut: list[tuple[str, Link | Term | None]] = []
    at = 0
    for match in _PROSE_SLOT.finditer(text):
        if min(len(match[1]), len(match[3])) == 1:
            start, end = match.end(1) - 1, match.start(3) + 1
            cut += [(text[at:start], None), (text[start:end], parse_slot(Slot(match[2])))]
            at = end
    return tuple((words, meaning) for words, meaning in (*cut, (text[at:], None)) if words)


def parse_prose(text: str) -> tuple[str | Link | Term, ...]:
    """Return words, references and terms of a line of prose; :func:`format_prose` goes back."""
    return tuple(meaning or _PROSE_SLOT.sub(lambda m: m[0][1:-1], words) for words, meaning in cut_prose(text))


def format_prose(piece: str | Link | Term) -> str:
    """Return a piece as :func:`parse_prose` reads it."""
    return _PROSE_SLOT.sub(lambda m: "{" + m[0] + "}", piece) if isinstance(piece, str) else _in_braces(piece)


def format_free_text(pieces: Sequence[str | Link | Term]) -> str:
    """Return ``pieces`` as :func:`parse_free_text` reads them."""
    return "".join(
        piece.replace("{", "{{").replace("}", "}}") if isinstance(piece, str) else _in_braces(piece) for piece in pieces
    )


def _in_braces(piece: Link | Term) -> str:
    if isinstance(piece, Term):
        return f"{{term:{piece.term}}}"
    target = f"kind:{piece.kind}" if piece.kind else f"clause:{piece.clause_id}"
    return f"{{ref:{target}:{piece.paragraph}}}" if piece.paragraph else f"{{ref:{target}}}"
