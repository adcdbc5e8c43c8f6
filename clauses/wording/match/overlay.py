"""Bespoke wording made from an edited text: blocks that nobody edited as they were, edited ones as words and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clauses import bespoke as stored
from clauses.bespoke import BespokeWording, Mark, PlaceState
from clauses.kinds.values import Fields
from clauses.wording.bespoke import stored_block, stored_conditions, stored_exhibit, stored_place
from clauses.wording.layout import (
    EXHIBIT,
    HEAD,
    PARAGRAPH,
    ROW,
    Line,
    cells_of,
    level_of,
    sort_of,
    span_prose,
)
from clauses.wording.match.settle import Settled
from clauses.wording.match.trace import Found, Reading, trace
from clauses.wording.match.types import title_at
from clauses.wording.render import Scope, about_item, piece_spans
from clauses.wording.template import (
    BlockTemplate,
    Condition,
    ExhibitTemplate,
    ParagraphTemplate,
    SignaturesTemplate,
    TableTemplate,
    Unbound,
    Value,
    Wording,
)

Row = tuple[Line | None, int | None]


class Overlay:
    """Builds the wording that gives an edited text."""

    def __init__(self, wording: Wording, settled: Settled, after: Sequence[str], reading: Reading) -> None:
        self._wording = wording
        self._after = after
        self._reading = reading
        self._fields = settled.fields
        self._flow = settled.flow
        self._scope = Scope(settled.fields, wording.phrases)
        self._marks: list[Mark] = []
        self._sure = self._evidence()

    def build(self) -> BespokeWording:
        """Return the wording, each place in its state."""
        front, groups = self._grouped()
        blocks = [*self._literals(front)]
        for n, block in enumerate(self._wording.blocks):
            blocks += self._rebuilt(block, groups.pop((None, n), []))
        exhibits: list[stored.Exhibit] = []
        for x, exhibit in enumerate(self._wording.exhibits):
            exhibits += self._exhibit(x, exhibit, groups)
        marks = tuple({(mark.path, mark.state): mark for mark in self._marks}.values())
        return BespokeWording(blocks=tuple(blocks), exhibits=tuple(exhibits), marks=marks)

    def _title(self, path: str) -> str:
        return title_at(type(self._fields), path)

    # ----------------------------------------------------------------------------------------------- grouping

    def _grouped(self) -> tuple[list[int], dict[tuple[int | None, int | None], list[Row]]]:
        """The lines put in before any other, and the lines of each block with those put in after them."""
        front: list[int] = []
        groups: dict[tuple[int | None, int | None], list[Row]] = {}
        last: tuple[int | None, int | None] | None = None
        for line, after in self._flow:
            if line is not None:
                last = (line.exhibit, line.block)
            if last is not None:
                groups.setdefault(last, []).append((line, after))
            elif after is not None:
                front.append(after)
        return front, groups

    def _same(self, row: Row) -> bool:
        return row[0] is not None and row[1] is not None and row[0].text == self._after[row[1]]

    def _conditions(self, line: Line) -> tuple[Condition, ...]:
        if line.exhibit is None:
            return self._wording.blocks[line.block or 0].when
        exhibit = self._wording.exhibits[line.exhibit]
        return (*exhibit.when, *(exhibit.blocks[line.block].when if line.block is not None else ()))

    def _evidence(self) -> frozenset[Condition]:
        """The conditions that some line rests on which nobody edited."""
        return frozenset(c for row in self._flow if row[0] and self._same(row) for c in self._conditions(row[0]))

    # ------------------------------------------------------------------------------------------------- blocks

    def _rebuilt(self, block: BlockTemplate, group: Sequence[Row]) -> list[stored.Block]:
        own = max((n + 1 for n, (line, _) in enumerate(group) if line is not None), default=0)
        body, tail = group[:own], [after for _, after in group[own:] if after is not None]
        if all(map(self._same, body)):
            made = [stored_block(block, self._title)]
        elif isinstance(block, TableTemplate | SignaturesTemplate):
            made = self._rows(block, body)
        elif isinstance(block, ParagraphTemplate):
            made = self._paragraphs(block, body)
        else:
            made = [*self._literals([after for _, after in body if after is not None])]
            self._mark(block.path, PlaceState.UNBOUND, "")
        return [*made, *self._literals(tail)]

    def _paragraphs(self, block: ParagraphTemplate, body: Sequence[Row]) -> list[stored.Block]:
        made: list[stored.Block] = []
        outer = tuple(c for c in block.when if not about_item(c))
        for line, after in body:
            if line is None:
                made += self._literals([after] if after is not None else [])
            elif after is None:
                self._lost(line)
            else:
                text = self._after[after]
                when = stored_conditions((*outer, *_item_stands(line)))
                words = self._cells(line, text)[0]
                made.append(stored.Block(shape="paragraph", level=level_of(text), text=words, when=when))
        if block.each:
            count = len(self._scope.look_up(block.each) or ())
            made.append(stored_block(replace(block, skip=max(count, block.skip)), self._title))
        return made

    def _rows(self, block: TableTemplate | SignaturesTemplate, body: Sequence[Row]) -> list[stored.Block]:
        columns = block.columns if isinstance(block, TableTemplate) else ()
        rows: list[stored.Row] = []
        for line, after in body:
            if after is None:
                self._lost(line)
            elif line is not None and line.sort == HEAD:
                columns = tuple(cells_of(self._after[after]))
            elif line is None:
                rows.append(stored.Row(cells=tuple(map(_literal, cells_of(self._after[after])))))
            else:
                fixed = block.rows[line.fixed].when if line.fixed is not None else ()
                when = stored_conditions((*fixed, *_item_stands(line)))
                rows.append(stored.Row(cells=self._cells(line, self._after[after]), when=when))
        if not any(after is not None for _, after in body):
            return []
        count = len(self._scope.look_up(block.each) or ()) if block.each else 0
        made = stored_block(replace(block, rows=(), skip=max(count, block.skip)), self._title)
        return [made.model_copy(update={"rows": tuple(rows), "columns": columns})]

    def _literals(self, numbers: Sequence[int]) -> Iterator[stored.Block]:
        return literal_blocks([self._after[n] for n in numbers])

    def _exhibit(
        self, x: int, exhibit: ExhibitTemplate, groups: dict[tuple[int | None, int | None], list[Row]]
    ) -> Iterator[stored.Exhibit]:
        keys = [key for key in groups if key[0] == x]
        rows = [row for key in keys for row in groups[key]]
        shown = [(line, after) for line, after in rows if line is not None]
        if all(map(self._same, rows)) or not shown:
            blocks = [stored_block(block, self._title) for block in exhibit.blocks]
            yield stored_exhibit(exhibit, blocks, self._title)
            return
        head, number = shown[0]
        if (
            exhibit.each
            or number is None
            or any(sort_of(self._after[n]) == EXHIBIT for ln, n in rows if n and ln is None)
        ):
            for line, _ in shown:
                self._lost(line)
            yield from literal_exhibits([self._after[after] for _, after in rows if after is not None])
            return
        label, title = self._cells(head, self._after[number])
        first = [after for line, after in groups.get((x, None), []) if line is None and after is not None]
        blocks = [*self._literals(first)]
        for n, block in enumerate(exhibit.blocks):
            blocks += self._rebuilt(block, groups.get((x, n), []))
        when = stored_conditions(exhibit.when)
        yield stored.Exhibit(label=label, title=title, when=when, blocks=tuple(blocks))

    # -------------------------------------------------------------------------------------------------- words

    def _cells(self, line: Line, text: str) -> tuple[stored.Words, ...]:
        """The words and places of an edited line, by cell."""
        traced = trace(line, text, self._reading)
        if traced.free:
            self._ask_about(line, text)
        start = len(sort_of(text)) or level_of(text)
        pieces: list[stored.Piece] = []
        for found in traced.found:
            pieces.append(stored.Piece(words=text[start : found.start]))
            pieces += self._piece(found, text)
            start = found.end
        pieces.append(stored.Piece(words=text[start:]))
        return _by_cell(pieces, bool(sort_of(text)))

    def _ask_about(self, line: Line, text: str) -> None:
        """Mark what an edited line rests on: its conditions, and the list that it leads in."""
        paths = [c.path for c in self._conditions(line) if not about_item(c)]
        if line.exhibit is None and line.block is not None and line.text.endswith(":"):
            following = self._wording.blocks[line.block + 1 : line.block + 2]
            paths += [b.each for b in following if isinstance(b, ParagraphTemplate) and b.each]
        for path in dict.fromkeys(paths):
            self._mark(path, PlaceState.NEEDS_REVIEW, cells_of(text)[0])

    def _piece(self, found: Found, text: str) -> list[stored.Piece]:
        place, words = found.place, text[found.start : found.end]
        state = PlaceState.NEEDS_REVIEW if found.touched else PlaceState.BOUND
        if isinstance(place, Unbound) and found.same:
            return [stored_place(replace(place, words=words), self._title)]
        value = Value(place.path, place.filters)
        if found.same or self._words(value) == words:
            if found.standard is not None:
                self._mark(f"{place.path.removesuffix('.n')}.unit", PlaceState.UNBOUND, "")
            return [stored_place(value, self._title, state)]
        if found.standard is not None:
            value = Value(place.path.removesuffix(".n"), ())
        return [stored_place(Unbound(value.path, value.filters, words), self._title)]

    def _words(self, value: Value) -> str | None:
        if self._scope.look_up(value.path) is None:
            return None
        return "".join(map(span_prose, piece_spans((value,), self._scope)))

    def _lost(self, line: Line | None) -> None:
        """Mark the fields of a line that was taken out."""
        for segment in line.segments if line else ():
            if segment.place is not None:
                self._mark(segment.place.path, PlaceState.UNBOUND, "")
        for condition in self._conditions(line) if line else ():
            if condition not in self._sure and not about_item(condition):
                self._mark(condition.path, PlaceState.UNBOUND, "")

    def _mark(self, path: str, state: PlaceState, words: str) -> None:
        self._marks.append(Mark(path=path, title=self._title(path), state=state, words=words))


def literal(wording: Wording, fields: Fields, lines: Sequence[Line], after: Sequence[str]) -> BespokeWording:
    """Return wording that holds an edited text and nothing else; every field that was shown is unbound."""
    heads = [n for n, line in enumerate(after) if sort_of(line) == EXHIBIT]
    first = heads[0] if heads else len(after)
    places = [segment.place.path for line in lines for segment in line.segments if segment.place]
    blocks = [*wording.blocks, *(block for exhibit in wording.exhibits for block in exhibit.blocks)]
    conditions = [c.path for each in (*blocks, *wording.exhibits) for c in each.when if not about_item(c)]
    paths = dict.fromkeys((*places, *conditions))
    model = type(fields)
    marks = [Mark(path=p, title=title_at(model, p), state=PlaceState.UNBOUND, words="") for p in paths]
    exhibits = tuple(literal_exhibits(after[first:]))
    return BespokeWording(blocks=tuple(literal_blocks(after[:first])), exhibits=exhibits, marks=tuple(marks))


def literal_exhibits(lines: Sequence[str]) -> Iterator[stored.Exhibit]:
    """Yield exhibits of literal words; lines before the first head are its own."""
    heads = [n for n, line in enumerate(lines) if sort_of(line) == EXHIBIT]
    for head, end in zip(heads, [*heads, len(lines)][1:], strict=True):
        label, title = cells_of(lines[head])
        blocks = tuple(literal_blocks(lines[head + 1 : end]))
        yield stored.Exhibit(label=_literal(label), title=_literal(title), blocks=blocks)


def literal_blocks(lines: Sequence[str]) -> Iterator[stored.Block]:
    """Yield blocks of literal words; the rows of a table, and signatures that follow each other, as one."""
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        sort = sort_of(line)
        if sort == PARAGRAPH:
            words = _literal(cells_of(line)[0])
            yield stored.Block(shape="paragraph", level=level_of(line), text=words)
            continue
        rows = [] if sort == HEAD else [line]
        while rest and sort_of(rest[0]) == (ROW if sort == HEAD else sort):
            rows.append(rest.pop(0))
        made = tuple(stored.Row(cells=tuple(map(_literal, cells_of(row)))) for row in rows)
        columns = tuple(cells_of(line)) if sort == HEAD else ()
        yield stored.Block(shape="table" if sort == HEAD else "signatures", columns=columns, rows=made)


def _literal(words: str) -> stored.Words:
    return (stored.Piece(words=words),) if words else ()


def _item_stands(line: Line) -> tuple[Condition, ...]:
    """The condition under which the value of a line that stands by itself is there."""
    if line.item is None:
        return ()
    path, _, number = line.item.rpartition(".")
    return (Condition(path, ">", number, negated=False, counted=True),)


def _by_cell(pieces: Sequence[stored.Piece], cut: bool) -> tuple[stored.Words, ...]:
    cells: list[list[stored.Piece]] = [[]]
    for piece in pieces:
        if piece.path is not None or not cut:
            cells[-1] += [piece] if piece.path is not None or piece.words else []
            continue
        for n, words in enumerate(piece.words.split("\t")):
            if n:
                cells.append([])
            cells[-1] += [stored.Piece(words=words)] if words else []
    return tuple(map(tuple, cells))
