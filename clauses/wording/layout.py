"""A clause as the lines of prose that a person edits, each cut into words and places, with the block that it came from.

One line a paragraph: a tab for each level, then its words. A table is a line of headings and one for each row, with
``|=`` and ``|`` at the start and a tab before each cell. A signature is ``|s`` with the party and the title, the head
of an exhibit ``|x`` with its label and title. References and terms stand in braces (clauses.text.inline, prose).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from clauses.errors import UnreadableProse
from clauses.kinds.custom import FreeParagraph
from clauses.kinds.values import UNPRINTABLE
from clauses.text.inline import Link, Term, cut_prose, format_prose
from clauses.wording.filters import curl
from clauses.wording.render import LETTER, Scope, about_item, free_spans, holds, piece_spans
from clauses.wording.rendered import DefinedTerm, Reference, Span, Text
from clauses.wording.template import (
    BlockTemplate,
    ExhibitTemplate,
    ParagraphTemplate,
    Piece,
    ProseTemplate,
    TableTemplate,
    Unbound,
    Value,
    Wording,
)

PARAGRAPH, HEAD, ROW, SIGNATURE, EXHIBIT = "", "|=\t", "|\t", "|s\t", "|x\t"
"""How a line of each sort begins; a paragraph's levels come first."""


MOST_LINES = 500
LONGEST_LINE = 20_000
MOST_CELLS = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line in the prose form; with a ``place``, those of a field, its path running from the fields."""

    text: str
    place: Value | Unbound | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line, its block (exhibit or None, index) and, of a list, the value and whether it closes as one."""

    sort: str
    level: int
    segments: tuple[Segment, ...]
    exhibit: int | None
    block: int | None
    item: str | None = None
    """The path of the value that the line stands for: "triggers.0"."""
    fixed: int | None = None
    """The row of its own that bespoke wording has here."""
    closes: bool = False
    """Whether the last segment is the closing of a list."""

    @property
    def text(self) -> str:
        """The line as a person edits it."""
        return "".join(segment.text for segment in self.segments)

    @property
    def open_text(self) -> str:
        """The line without the closing of a list."""
        return "".join(segment.text for segment in (self.segments[:-1] if self.closes else self.segments))


def lay_out(wording: Wording, fields: Any) -> tuple[Line, ...]:
    """Return the lines of a clause."""
    scope = Scope(fields, wording.phrases)
    lines = [line for n, block in enumerate(wording.blocks) for line in _block(block, scope, None, n)]
    for x, exhibit in enumerate(wording.exhibits):
        lines.extend(_exhibit(exhibit, scope, x))
    return tuple(lines)


def prose_of(lines: Iterable[Line]) -> str:
    """Return the text of a clause."""
    return "\n".join(line.text for line in lines)


def sort_of(line: str) -> str:
    """Return the sort of a line of text."""
    return next((sort for sort in (HEAD, ROW, SIGNATURE, EXHIBIT) if line.startswith(sort)), PARAGRAPH)


def cells_of(line: str) -> list[str]:
    """Return the cells of a line, or the one text of a paragraph without its tabs."""
    sort = sort_of(line)
    return line.removeprefix(sort).split("\t") if sort else [line.lstrip("\t")]


def level_of(line: str) -> int:
    """Return the level of a paragraph."""
    return len(line) - len(line.lstrip("\t"))


def split_prose(text: str) -> tuple[str, ...]:
    """Return the lines of an edited clause; empty ones are no text, and quotes are curly however they were typed.

    :raises UnreadableProse: a line can't be part of a clause.
    """
    lines = tuple(_curled(line) for line in text.replace("\r\n", "\n").split("\n") if line.strip())
    if not 0 < len(lines) <= MOST_LINES:
        raise UnreadableProse(f"The text has {len(lines)} lines; a clause has 1 to {MOST_LINES}.")
    width = 0
    for n, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise UnreadableProse(f"Line {n} has {len(line)} characters; a line has at most {LONGEST_LINE}.")
        if bad := next((c for c in line if c != "\t" and unicodedata.category(c) in UNPRINTABLE), ""):
            raise UnreadableProse(f"Line {n} holds U+{ord(bad):04X}, which a document can't hold; take it out.")
        sort, cells = sort_of(line), cells_of(line)
        if sort == HEAD:
            width = len(cells)
            if width > MOST_CELLS:
                raise UnreadableProse(f"Line {n} heads a table of {width} columns; a table has at most {MOST_CELLS}.")
        elif sort == ROW and len(cells) != width:
            raise UnreadableProse(f"Line {n} is a row of {len(cells)} cells in a table of {width}; give it {width}.")
        elif sort in (SIGNATURE, EXHIBIT) and len(cells) != 2:
            raise UnreadableProse(f"Line {n} must hold two cells with a tab between them.")
        elif sort == PARAGRAPH and (level_of(line) > 3 or "\t" in cells[0]):
            raise UnreadableProse(f"Line {n} holds a tab in its words or more than 3 before them; take it out.")
        width = width if sort in (HEAD, ROW) else 0
    return lines


def _curled(line: str) -> str:
    """The line with curly quotes, told as the renderer tells them: a reference or a term counts as a letter."""
    if not set(line) & {'"', "'"}:
        return line
    cut = cut_prose(line)
    shown = curl("".join(LETTER if slot else words for words, slot in cut))
    made, at = "", 0
    for words, slot in cut:
        length = len(LETTER) if slot else len(words)
        made += words if slot else shown[at : at + length]
        at += length
    return made


# ---------------------------------------------------------------------------------------------------------- blocks


def _block(block: BlockTemplate, scope: Scope, x: int | None, n: int) -> Iterator[Line]:
    if not holds((c for c in block.when if not about_item(c)), scope):
        return
    if isinstance(block, ParagraphTemplate):
        yield from _paragraphs(block, scope, x, n)
    elif isinstance(block, ProseTemplate):
        yield from _prose(block.path, scope, x, n)
    elif isinstance(block, TableTemplate):
        yield Line(HEAD, 0, (Segment(HEAD + "\t".join(map(format_prose, block.columns))),), x, n)
        yield from _rows(ROW, block.rows, scope, x, n)
        for item in scope.items(block.each, block.skip):
            yield Line(ROW, 0, _cells(ROW, block.cells, item), x, n, item.item_path)
    else:
        yield from _rows(SIGNATURE, block.rows, scope, x, n)
        for item in scope.items(block.each, block.skip):
            yield Line(SIGNATURE, 0, _cells(SIGNATURE, (block.party, block.title), item), x, n, item.item_path)


def _paragraphs(block: ParagraphTemplate, scope: Scope, x: int | None, n: int) -> Iterator[Line]:
    start = Segment("\t" * block.level)
    if not block.each:
        yield Line(PARAGRAPH, block.level, (start, *_segments(block.pieces, scope)), x, n)
        return
    conditions = [condition for condition in block.when if about_item(condition)]
    shown = [item for item in scope.items(block.each, block.skip) if holds(conditions, item)]
    for k, item in enumerate(shown, 1):
        last, next_to_last = k == len(shown), k == len(shown) - 1
        closing = "." if last else f"; {block.join}" if next_to_last else ";"
        segments = (start, *_segments(block.pieces, item), *((Segment(closing),) if block.join else ()))
        yield Line(PARAGRAPH, block.level, segments, x, n, item.item_path, closes=bool(block.join))


def _prose(path: str, scope: Scope, x: int | None, n: int) -> Iterator[Line]:
    for k, paragraph in enumerate(cast(Sequence[FreeParagraph], scope.look_up(path))):
        field = f"{scope.field(path)}.{k}"
        words = "".join(map(span_prose, free_spans(paragraph.text, field)))
        place = Value(f"{field}.text", ())
        segments = (Segment("\t" * paragraph.level), Segment(words, place))
        yield Line(PARAGRAPH, paragraph.level, segments, x, n, field)


def _rows(sort: str, rows: Sequence[Any], scope: Scope, x: int | None, n: int) -> Iterator[Line]:
    for k, row in enumerate(rows):
        if holds(row.when, scope):
            yield Line(sort, 0, _cells(sort, row.cells, scope), x, n, fixed=k)


def _cells(sort: str, cells: Sequence[Sequence[Piece]], scope: Scope) -> tuple[Segment, ...]:
    segments: list[Segment] = [Segment(sort)]
    for k, cell in enumerate(cells):
        segments += [*([Segment("\t")] if k else []), *_segments(cell, scope)]
    return tuple(segments)


def _exhibit(exhibit: ExhibitTemplate, scope: Scope, x: int) -> Iterator[Line]:
    if not holds((c for c in exhibit.when if not about_item(c)), scope):
        return
    of_item = [condition for condition in exhibit.when if about_item(condition)]
    for inner in scope.items(exhibit.each) if exhibit.each else (scope,):
        if not holds(of_item, inner):
            continue
        item = inner.item_path or None
        head = _cells(EXHIBIT, (exhibit.label, exhibit.title), inner)
        yield Line(EXHIBIT, 0, head, x, None, item)
        for n, block in enumerate(exhibit.blocks):
            yield from _block(block, inner, x, n)


def _segments(pieces: Sequence[Piece], scope: Scope) -> Iterator[Segment]:
    for piece in pieces:
        if isinstance(piece, Unbound):
            yield Segment(piece.words, replace(piece, path=scope.field(piece.path)))
        elif isinstance(piece, Value):
            words = "".join(map(span_prose, piece_spans((piece,), scope)))
            yield Segment(words, replace(piece, path=scope.field(piece.path)))
        else:
            yield Segment(format_prose(piece))


def span_prose(span: Span) -> str:
    """Return a span in the prose form."""
    if isinstance(span, Text):
        return format_prose(span.text)
    if isinstance(span, DefinedTerm):
        return format_prose(Term(span.term))
    assert isinstance(span, Reference)
    return format_prose(Link(span.clause_id, span.kind, span.paragraph))


def phrases_at(phrases: Mapping[str, Mapping[str, str]], path: str) -> Mapping[str, str]:
    """Return the words for the choices at an absolute path."""
    return phrases.get(".".join(step for step in path.split(".") if not step.isdecimal()), {})
