"""Edited prose read back into the record that it came from: fields where a value can be read, wording for the rest.

See docs/explanation/wording.md. What a text says is never guessed: the fields and the wording are rendered again, and
give the edited text character for character.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from clauses.bespoke import BespokeWording, Mark, Piece, PlaceState
from clauses.errors import InvalidClause, NumberAndWordDisagree
from clauses.kinds import parse_fields
from clauses.kinds.values import Fields
from clauses.record import ClauseRevision
from clauses.wording import wording_of
from clauses.wording.bespoke import in_lettered_form, with_bespoke
from clauses.wording.layout import Line, lay_out, phrases_at, prose_of, split_prose
from clauses.wording.match.overlay import Overlay, literal
from clauses.wording.match.pairing import pair_lines
from clauses.wording.match.readers import Reader, disagreements, reader_of
from clauses.wording.match.settle import Settling
from clauses.wording.match.solve import Solver
from clauses.wording.match.trace import Reading, trace
from clauses.wording.match.types import Sort, set_at, sort_at, title_at
from clauses.wording.template import Unbound, Value, Wording


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that the text gave another value; both in their JSON form, None for no value."""

    path: str
    title: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Matched:
    """What an edited text says: all the fields, and wording of the clause's own where the kind's does not give it."""

    fields: Fields
    wording: BespokeWording | None
    changed: tuple[FieldChange, ...]

    @property
    def unbound(self) -> tuple[Mark, ...]:
        """The fields whose value can't be read from the text any more."""
        return self.wording.unbound if self.wording else ()

    @property
    def needs_review(self) -> tuple[Mark, ...]:
        """The fields that a person has to confirm, because words around them changed."""
        return self.wording.needs_review if self.wording else ()


def prose(revision: ClauseRevision) -> str:
    """Return the words of a clause as a person edits them (clauses.wording.layout)."""
    return prose_of(lay_out(with_bespoke(wording_of(revision.kind), revision.wording), revision.fields))


def match(text: str, previous: ClauseRevision) -> Matched:
    """Return what ``text``, the edited prose of the clause ``previous``, says.

    Fields that do not reach the prose stay as they were. Empty lines and line ends of Windows are no text.

    :raises UnreadableProse: a line can't be part of a clause.
    :raises NumberAndWordDisagree: an edited line says a number in words and another one in figures.
    """
    after = split_prose(text)
    standard = in_lettered_form(wording_of(previous.kind))
    wording = with_bespoke(standard, previous.wording)
    _refuse_disagreement({line.text for line in lay_out(wording, previous.fields)}, after)
    for candidate, kept in ((standard, None), (wording, previous.wording)):
        exact = _exact(previous, candidate, after)
        if exact is not None:
            return _matched(previous, exact, kept)
    return _bespoke(previous, wording, after)


def _exact(previous: ClauseRevision, wording: Wording, after: Sequence[str]) -> Fields | None:
    """The fields that ``wording`` renders to the very text, or None."""
    text = "\n".join(after)

    def fits(fields: Fields) -> bool:
        return prose_of(lay_out(wording, fields)) == text

    return Solver(previous.kind, wording, previous.fields).fields(after, fits)


def _bespoke(previous: ClauseRevision, wording: Wording, after: Sequence[str]) -> Matched:
    reading = _reading(wording, type(previous.fields))
    before = _rebound(previous, wording, after, reading)
    lines = lay_out(wording, before)
    settled = Settling(previous.kind, wording, before, reading).settle(pair_lines(lines, after), after)
    made = _with_marks(Overlay(wording, settled, after, reading).build(), previous.wording)
    if prose_of(lay_out(with_bespoke(wording_of(previous.kind), made), settled.fields)) != "\n".join(after):
        return _matched(previous, previous.fields, literal(wording, previous.fields, lines, after))
    return _matched(previous, settled.fields, made)


def _reading(wording: Wording, model: type[Fields]) -> Reading:
    def reader(place: Value) -> Reader:
        return reader_of(
            place.filters, sort_at(model, place.path) or Sort(str), phrases_at(wording.phrases, place.path)
        )

    return reader


def _rebound(previous: ClauseRevision, wording: Wording, after: Sequence[str], reading: Reading) -> Fields:
    """The fields with the values that unbound places say now."""
    data = previous.fields.model_dump(mode="json")
    fields = previous.fields
    for pair in pair_lines(lay_out(wording, fields), after):
        if pair.before is None or pair.after is None or pair.before.text == after[pair.after]:
            continue
        for found in trace(pair.before, after[pair.after], reading).found:
            was_unbound = any(
                isinstance(s.place, Unbound) and s.place.path == found.place.path for s in pair.before.segments
            )
            if was_unbound and found.values:
                set_at(data, found.place.path, found.values[0])
                fields = _valid(previous.kind, data) or fields
    return fields


def _valid(kind: str, data: Mapping[str, Any]) -> Fields | None:
    try:
        return parse_fields(kind, data)
    except InvalidClause:
        return None


def _with_marks(made: BespokeWording, before: BespokeWording | None) -> BespokeWording:
    """``made`` with the marks that were there before and that this edit did not settle."""
    if before is None:
        return made
    asked = {mark.path for mark in before.needs_review}

    def keep(piece: Piece) -> Piece:
        again = piece.path in asked and piece.state is PlaceState.BOUND
        return piece.model_copy(update={"state": PlaceState.NEEDS_REVIEW}) if again else piece

    bound = {piece.path for piece in made.pieces() if piece.path and piece.state is not PlaceState.UNBOUND}
    told = {(mark.path, mark.state) for mark in made.marks}
    kept = [
        mark
        for mark in before.marks
        if (mark.path, mark.state) not in told and not (mark.state is PlaceState.UNBOUND and mark.path in bound)
    ]
    return made.mapped(keep).model_copy(update={"marks": (*made.marks, *kept)})


def _refuse_disagreement(before: set[str], after: Sequence[str]) -> None:
    for n, line in enumerate(after, 1):
        for words, figures in disagreements(line) if line not in before else ():
            raise NumberAndWordDisagree(
                f"Line {n} says “{words}” in words and {figures} in figures; make both the same number."
            )


def _matched(previous: ClauseRevision, fields: Fields, wording: BespokeWording | None) -> Matched:
    before, after = (each.model_dump(mode="json") for each in (previous.fields, fields))
    return Matched(fields, wording, tuple(_changes(type(fields), before, after, "")))


def _changes(model: type[Fields], before: Any, after: Any, path: str) -> Iterator[FieldChange]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast(dict[str, Any], before), cast(dict[str, Any], after)
        for name in dict.fromkeys((*old, *new)):
            yield from _changes(model, old.get(name), new.get(name), f"{path}.{name}" if path else name)
    else:
        yield FieldChange(path, title_at(model, path), before, after)


__all__ = ["FieldChange", "Line", "Matched", "match", "prose"]
