"""Writing the plan of a redline into the after side's package: paragraphs, marks, tables, moves.

The result is built in the after side, so that accepting costs nothing: what only the before side has is carried in and
marked as deleted, what is new is marked where it stands, blocks without a change are not touched.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from clauses.errors import UnsupportedContent
from drafts.blocks import (
    Block,
    BlockKind,
    CellPlan,
    Fate,
    Item,
    Mark,
    Paragraphs,
    PlainParagraph,
    Planned,
    Row,
    RowPlan,
    Same,
    Standing,
    StoryPlan,
    TablePlan,
    Token,
    Whole,
)
from drafts.word import names as n
from drafts.word.adopt import AdoptedBlock
from drafts.word.content import Markers, Source
from drafts.word.flat import text_boxes
from drafts.word.inline import Desk, InlineWriter, Put, puts_of
from drafts.word.keys import Keys, canonical
from drafts.word.line_writer import LineWriter
from drafts.word.mixing import Mixture
from drafts.word.notes import NOTE_KINDS
from drafts.word.resolve import blocks, span_of
from drafts.word.sections import SectionPair
from drafts.word.story import ParagraphBlock, TableBlock, cells_of, paragraph, rows_of, table

_MARKER = {Fate.INSERT: n.INS, Fate.DELETE: n.DEL, Fate.MOVE_FROM: n.MOVE_FROM, Fate.MOVE_TO: n.MOVE_TO}
_RANGES = {
    Fate.MOVE_FROM: (n.MOVE_FROM_RANGE_START, n.MOVE_FROM_RANGE_END),
    Fate.MOVE_TO: (n.MOVE_TO_RANGE_START, n.MOVE_TO_RANGE_END),
}
_SECTION_PARTS = frozenset({n.HEADER_REFERENCE, n.FOOTER_REFERENCE, n.SECT_PR_CHANGE})


@dataclass(slots=True)
class _Move:
    """A move range that is open: what it is, its start marker, and its last paragraph so far."""

    same: tuple[Fate, int]
    start: etree._Element
    last: etree._Element


class StoryWriter:
    """Writes the plan of one story into its container in the after side."""

    def __init__(self, desk: Desk, keys: tuple[Keys, Keys], moves: Iterator[int], names: frozenset[str]) -> None:
        self.desk = desk
        self.before_keys, self.after_keys = keys
        self._moves = moves
        self._taken_names = names
        """Bookmark names of the after side: a bookmark of the before side that has none of them comes along."""
        self._move_names: dict[int, str] = {}
        self._open_move: _Move | None = None
        self.lines = LineWriter(desk, names)
        self.sections: list[SectionPair] = []
        """The sections that both sides have, in order."""

    def write(self, container: etree._Element, plan: StoryPlan) -> None:
        """Write ``plan`` into ``container``."""
        outer, self._open_move = self._open_move, None
        cursor = _Cursor(container)
        for planned in plan.planned:
            self._planned(planned, cursor)
        self._close_move()
        self._open_move = outer

    def _planned(self, planned: Planned, cursor: _Cursor) -> None:
        if isinstance(planned, Paragraphs):
            self._paragraphs(planned.entries, cursor)
            return
        self._close_move()
        if isinstance(planned, PlainParagraph):
            self._line(planned)
            cursor.at = planned.after.payload
        elif isinstance(planned, Same):
            mixture = planned.after.mixture if isinstance(planned.after, AdoptedBlock) else None
            if mixture is not None:
                self._mixture(mixture)
            else:
                self._same(planned)
            cursor.at = planned.after.payload
        elif isinstance(planned, Standing):
            cursor.at = planned.after.payload
        elif isinstance(planned, TablePlan):
            self._table(planned)
            cursor.at = planned.after.payload
        else:
            self._whole(planned, cursor)

    def _same(self, planned: Same) -> None:
        if self.desk.comments.gone and not isinstance(planned.after, AdoptedBlock):
            marks = self.desk.stamp.marks(self.desk.ids)
            self.desk.comments.weave(planned.before.payload, planned.after.payload, marks)
        if isinstance(planned.after, ParagraphBlock) and not planned.after.refers:
            return
        for tag, kind in NOTE_KINDS.items():
            for b, a in zip(_references(planned.before, tag), _references(planned.after, tag), strict=False):
                self.desk.notes.kept(kind, b.get(n.ID) or "", a.get(n.ID) or "")
        before, after = planned.before.payload, planned.after.payload
        for b, a in zip(before.iter(n.SECT_PR), after.iter(n.SECT_PR), strict=False):
            self.sections.append(SectionPair(b, a, a))

    # -------------------------------------------------------------------------------------------- paragraphs

    def _paragraphs(self, entries: Sequence[Item | Mark], cursor: _Cursor) -> None:
        """Write the paragraphs of a group; each ends with its mark."""
        bookmarks = _Markers(self._taken_names, self.desk)
        things: list[Put | etree._Element] = []
        items: list[Item] = []
        for entry in entries:
            if isinstance(entry, Item):
                items.append(entry)
                continue
            for item in items:
                self._text_boxes(item)
                bookmarks.write(item, things)
                self._note(item)
            things.extend(bookmarks.rest(entry))
            self._paragraph(entry, things, cursor)
            things, items = [], []

    def _line(self, planned: PlainParagraph) -> None:
        """Write a paragraph that both sides have, plain on both, as markup."""
        before, after = planned.before, planned.after
        ours, theirs = before.line, after.line
        assert ours is not None
        assert theirs is not None
        element: etree._Element = after.payload
        if before.props != after.props:
            properties = self._properties(Mark(Fate.KEEP, before, after))
        else:
            properties = n.leading(element, n.PPR)
        del element[:]
        if properties is not None:
            element.append(properties)
        element.append(self.lines.placed(planned.stretches, ours, theirs))

    def _paragraph(self, mark: Mark, things: Sequence[Put | etree._Element], cursor: _Cursor) -> None:
        element = mark.after.payload if mark.after is not None else etree.Element(n.P)
        properties = self._properties(mark)
        for child in list(element):
            element.remove(child)
        if properties is not None:
            element.append(properties)
        if mark.after is None:
            cursor.place(element)
        self._range(mark, element)
        cursor.at = element
        InlineWriter(element, self.desk).write(things)

    def _mixture(self, mixture: Mixture) -> None:
        """Write a paragraph in which others tracked changes beside what is ours to mark."""
        bookmarks = _Markers(self._taken_names, self.desk, comments=False)
        things: list[Put | etree._Element] = []
        for item in mixture.items:
            bookmarks.write(item, things)
            self._note(item)
        things.extend(bookmarks.rest(Mark(Fate.KEEP, mixture.before, None)))
        theirs = mixture.paragraph
        properties = theirs.properties
        if mixture.before.props != theirs.rejected_props:
            new = theirs.accepted_properties
            properties = self._changed(copy.deepcopy(new), mixture.before.properties, new)
        element = theirs.element
        for child in list(element):
            element.remove(child)
        if properties is not None:
            element.append(properties)
        InlineWriter(element, self.desk).write(theirs.woven(things))

    def _text_boxes(self, item: Item) -> None:
        """Write the plans of a kept drawing's text boxes where they stand: the drawing is copied afterwards."""
        if item.stories:
            for box, plan in zip(text_boxes(item.after[0].payload.piece.atom), item.stories, strict=True):
                self.write(box, plan)

    def _note(self, item: Item) -> None:
        """Remember the note references of the after side."""
        for index, token in enumerate(item.after):
            for piece in token.payload.pieces if token.atom else ():
                kind = NOTE_KINDS.get(str(piece.atom.tag))
                if kind is None:
                    continue
                identity = piece.atom.get(n.ID) or ""
                if item.fate is Fate.KEEP:
                    old = item.before[index].payload.piece.atom
                    self.desk.notes.kept(kind, old.get(n.ID) or "", identity)
                else:
                    self.desk.notes.added(kind, identity)

    # ------------------------------------------------------------------------------------------------- marks

    def _properties(self, mark: Mark) -> etree._Element | None:
        """The ``w:pPr`` of the paragraph that a mark ends: the after side's where there is one, with what changed."""
        if mark.after is None:
            assert mark.before is not None
            old = _ppr(mark.before)
            properties = self._carried(old) if old is not None else None
        else:
            found = _ppr(mark.after)
            properties = copy.deepcopy(found) if found is not None else None
        if mark.fate is not Fate.KEEP:
            properties = properties if properties is not None else etree.Element(n.PPR)
            _look(properties).insert(0, self.desk.stamp.mark(etree.Element(_MARKER[mark.fate]), self.desk.ids))
            return properties
        assert mark.before is not None
        assert mark.after is not None
        return self._changed(properties, _ppr(mark.before), _ppr(mark.after))

    def _changed(
        self, properties: etree._Element | None, old: etree._Element | None, new: etree._Element | None
    ) -> etree._Element | None:
        """``properties`` of a paragraph, which read as ``new``, with a change of what was otherwise in ``old``."""
        if self.before_keys.paragraph(old) != self.after_keys.paragraph(new):
            properties = properties if properties is not None else etree.Element(n.PPR)
            properties.append(self._change(n.PPR_CHANGE, n.PPR, old, (n.RPR, n.SECT_PR, n.PPR_CHANGE)))
        old_look, new_look = _find(old, n.RPR), _find(new, n.RPR)
        vocabulary = self.after_keys.vocabulary
        if vocabulary.look(old_look) != vocabulary.look(new_look):
            properties = properties if properties is not None else etree.Element(n.PPR)
            _look(properties).append(self._change(n.RPR_CHANGE, n.RPR, old_look, (n.RPR_CHANGE,)))
        section, read, written = _find(old, n.SECT_PR), _find(new, n.SECT_PR), _find(properties, n.SECT_PR)
        if section is not None and read is not None and written is not None:
            self.section(section, read, written)
        return properties

    def section(self, before: etree._Element, read: etree._Element, after: etree._Element) -> bool:
        """Mark what changed between the properties of a section that both sides have; ``read`` is the after side's as
        it was read, ``after`` as it is written. Returns whether anything did."""
        self.sections.append(SectionPair(before, read, after))
        changed = self.before_keys.section(before) != self.after_keys.section(after)
        if changed:
            after.append(self._change(n.SECT_PR_CHANGE, n.SECT_PR, before, tuple(_SECTION_PARTS)))
        return changed

    def _change(self, tag: str, inner: str, old: etree._Element | None, apart: Sequence[str]) -> etree._Element:
        """A property change that holds the old set, without what such a change never holds."""
        change = self.desk.stamp.mark(etree.Element(tag), self.desk.ids)
        held = copy.deepcopy(old) if old is not None else etree.Element(inner)
        for child in list(held):
            if child.tag in apart:
                held.remove(child)
        held = self._carried(held)
        for name in list(held.attrib):
            if "rsid" in str(name):
                del held.attrib[name]
        change.append(held)
        return change

    def _carried(self, element: etree._Element) -> etree._Element:
        return self.desk.carrier.element(element, self.desk.source_part, self.desk.target_part)

    # ------------------------------------------------------------------------------------------------- moves

    def _range(self, mark: Mark, paragraph: etree._Element) -> None:
        """Open, carry on or close the move range that a paragraph stands in."""
        if mark.move is None:
            self._close_move()
            return
        if self._open_move is None or self._open_move.same != (mark.fate, mark.move):
            self._close_move()
            name = self._move_names.get(mark.move) or f"move{next(self._moves)}"
            self._move_names[mark.move] = name
            start = self.desk.stamp.mark(etree.Element(_RANGES[mark.fate][0]), self.desk.ids)
            start.set(n.NAME, name)
            paragraph.addprevious(start)
            self._open_move = _Move((mark.fate, mark.move), start, paragraph)
        self._open_move.last = paragraph

    def _close_move(self) -> None:
        if self._open_move is not None:
            end = etree.Element(_RANGES[self._open_move.same[0]][1])
            end.set(n.ID, self._open_move.start.get(n.ID) or "")
            self._open_move.last.addnext(end)
            self._open_move = None

    # ------------------------------------------------------------------------------------------------ tables

    def _whole(self, planned: Whole, cursor: _Cursor) -> None:
        """A table that only one side has: every row and all content marked."""
        block = planned.block
        if block.kind is not BlockKind.TABLE:
            raise UnsupportedContent(
                f"the files differ in a block of another file type ({n.local(str(block.payload.tag))})",
                part=self.desk.target_part,
            )
        element = block.payload
        if planned.fate is Fate.DELETE:
            element = self._carried(_emptied(element))
            cursor.place(element)
        for row, target in zip(block.rows, list(rows_of(element)), strict=True):
            self._one_sided_row(row, target, planned.fate)
        cursor.at = element

    def _one_sided_row(self, row: Row, target: etree._Element, fate: Fate) -> None:
        """Mark a row and all that is in it; the cells of a struck row are empty and get their content here."""
        self._mark_row(target, fate)
        for cell, element in zip(row.cells, list(cells_of(target)), strict=True):
            cursor = _Cursor(element)
            for block in cell.blocks:
                if not block.kind.is_paragraph:
                    self._whole(Whole(fate, block), cursor)
                elif fate is Fate.DELETE:
                    self._paragraphs([Item(fate, block.tokens, ()), Mark(fate, block, None)], cursor)
                else:
                    self._paragraphs([Item(fate, (), block.tokens), Mark(fate, None, block)], cursor)

    def _mark_row(self, row: etree._Element, fate: Fate) -> None:
        properties = row.find(n.TR_PR)
        if properties is None:
            properties = etree.Element(n.TR_PR)
            extra = row.find(n.TBL_PR_EX)
            row.insert(0 if extra is None else 1, properties)
        n.insert_in_order(properties, self.desk.stamp.mark(etree.Element(_MARKER[fate]), self.desk.ids))

    def _table(self, plan: TablePlan) -> None:
        before, after = plan.before.payload, plan.after.payload
        self._set_change(before, after, n.TBL_PR, n.TBL_PR_CHANGE)
        self._grid_change(table(plan.after), before, after)
        _widen_grid(plan, before, after)
        at: etree._Element | None = None
        for row in plan.rows:
            at = self._row(row, after, at)

    def _row(self, row: RowPlan, table: etree._Element, at: etree._Element | None) -> etree._Element:
        if row.after is None:
            assert row.before is not None
            element = self._carried(_emptied(row.before.payload))
            _place(element, table, at, n.TR)
            self._one_sided_row(row.before, element, Fate.DELETE)
            return element
        element = row.after.payload
        if row.before is None:
            self._one_sided_row(row.after, element, Fate.INSERT)
        else:
            self._kept_row(row, row.before, row.after)
        return element

    def _kept_row(self, plan: RowPlan, before: Row, after: Row) -> None:
        self._set_change(before.payload, after.payload, n.TBL_PR_EX, n.TBL_PR_EX_CHANGE)
        self._set_change(before.payload, after.payload, n.TR_PR, n.TR_PR_CHANGE)
        if not plan.cells:
            self._same(Same(before.block, after.block))
        at: etree._Element | None = None
        for cell in plan.cells:
            at = self._cell(cell, after.payload, at)

    def _cell(self, plan: CellPlan, row: etree._Element, at: etree._Element | None) -> etree._Element:
        """Write a cell into a kept row, behind the cell ``at``; returns its element."""
        if plan.after is None:
            assert plan.before is not None
            element = self._carried(_emptied(plan.before.payload))
            _place(element, row, at, n.TC)
        else:
            element = plan.after.payload
        if plan.before is not None and plan.after is not None:
            self._set_change(plan.before.payload, element, n.TC_PR, n.TC_PR_CHANGE)
        else:
            properties = element.find(n.TC_PR)
            if properties is None:
                properties = etree.Element(n.TC_PR)
                element.insert(0, properties)
            marker = etree.Element(n.CELL_DEL if plan.fate is Fate.DELETE else n.CELL_INS)
            n.insert_in_order(properties, self.desk.stamp.mark(marker, self.desk.ids))
        self.write(element, plan.story)
        return element

    def _set_change(self, before: etree._Element, after: etree._Element, tag: str, change: str) -> None:
        """Mark a change between the property sets of two tables, rows or cells."""
        old, new = before.find(tag), after.find(tag)
        if self._alike(old, new):
            return
        if new is None:
            new = etree.Element(tag)
            after.insert(1 if after.find(n.TBL_PR_EX) is not None else 0, new)
        n.insert_in_order(new, self._change(change, tag, old, (change,)))

    def _alike(self, before: etree._Element | None, after: etree._Element | None) -> bool:
        """Whether two property sets of tables, rows or cells differ in nothing that counts."""
        return not self.after_keys.vocabulary.formatting or canonical(before) == canonical(after)

    def _grid_change(self, block: TableBlock, before: etree._Element, after: etree._Element) -> None:
        old, new = before.find(n.TBL_GRID), after.find(n.TBL_GRID)
        if old is None or new is None or self._alike(old, new):
            return
        assert block.grid is not None  # read now: what is written into the grid is no part of the after side
        change = etree.SubElement(new, n.TBL_GRID_CHANGE)
        change.set(n.ID, self.desk.ids.annotation())
        change.append(copy.deepcopy(old))


def _widen_grid(plan: TablePlan, before: etree._Element, after: etree._Element) -> None:
    """Give the grid the columns of struck cells: LibreOffice shows no cell that the grid has no place for. Accepting
    the cells' deletion takes them out again (``resolve.narrow_grids``)."""
    rows = [row.cells for row in plan.rows if any(c.after is None for c in row.cells)]
    old, new = (t.findall(f"{n.TBL_GRID}/{n.GRID_COL}") for t in (before, after))
    if not rows or not new or after.find(f"{n.TBL_GRID}/{n.TBL_GRID_CHANGE}") is None:
        return
    c = d = 0
    for cell in max(rows, key=len):
        if cell.after is not None:
            d += span_of(cell.after.payload)
        elif cell.before is not None:
            for column in old[c : c + span_of(cell.before.payload)]:
                copied = copy.deepcopy(column)
                if d < len(new):
                    new[d].addprevious(copied)
                else:
                    new[-1].addnext(copied)
                    new.append(copied)
                    d += 1
        c += span_of(cell.before.payload) if cell.before is not None else 0


class _Cursor:
    """A place in a container: behind ``at``, or in front of the first block."""

    def __init__(self, container: etree._Element) -> None:
        self.container = container
        self.at: etree._Element | None = None

    def place(self, element: etree._Element) -> None:
        """Put a new block here."""
        if self.at is not None:
            follow = self.at
            while (beyond := follow.getnext()) is not None and beyond.tag in n.MOVE_RANGE_ENDS:
                follow = beyond
            follow.addnext(element)
            return
        first = next(blocks(self.container), None)
        if first is None:
            self.container.append(element)
            return
        ahead = first.getprevious()
        while ahead is not None and ahead.tag in n.MOVE_RANGE_STARTS:
            first, ahead = ahead, ahead.getprevious()
        first.addprevious(element)


class _Markers:
    """Range markers that fall due while the tokens of a group are written: the after side's all; of the before side,
    bookmarks that stand within one paragraph and whose name the after side lacks, and comments that it lacks."""

    def __init__(self, taken: frozenset[str], desk: Desk, *, comments: bool = True) -> None:
        self.taken, self.desk = taken, desk
        self._comments = desk.comments if comments and desk.comments.gone else None
        self._next: dict[int, int] = {}
        self._carried: dict[int, Markers] = {}

    def write(self, item: Item, things: list[Put | etree._Element]) -> None:
        """Add an item's pieces and, each before its token, the markers that fall due."""
        start = 0
        for position in range(len(item.tokens)) if self._are_due(item) else ():
            due = [
                marker
                for side, is_after in ((item.before, False), (item.after, True))
                for marker in (self._before(side[position], is_after) if side else ())
            ]
            if due:
                things.extend(puts_of(item, start, position))
                things.extend(due)
                start = position
        things.extend(puts_of(item, start, len(item.tokens)))

    def _are_due(self, item: Item) -> bool:
        return any(t.payload.markers for side in (item.before, item.after) for t in (*side[:1], *side[-1:]))

    def _before(self, token: Token, is_after: bool) -> list[etree._Element]:
        source: Source = token.payload
        return self._until(source.markers, source.index, is_after) if source.markers else []

    def rest(self, mark: Mark) -> list[etree._Element]:
        """Those that are left when a paragraph ends."""
        out: list[etree._Element] = []
        for block, is_after in ((mark.before, False), (mark.after, True)):
            if block is not None:
                out.extend(self._until(paragraph(block).content.markers, None, is_after))
        return out

    def _until(self, found: Markers, index: int | None, is_after: bool) -> list[etree._Element]:
        markers = found if is_after else self._own(found)
        out: list[etree._Element] = []
        at = self._next.get(id(found), 0)
        while at < len(markers) and (index is None or markers[at][0] <= index):
            out.append(markers[at][1])
            at += 1
        self._next[id(found)] = at
        return out

    def _own(self, markers: Markers) -> Markers:
        found = self._carried.get(id(markers))
        if found is None:
            found = self._carried[id(markers)] = list(self._fitting(markers))
        return found

    def _fitting(self, markers: Markers) -> Iterator[tuple[int, etree._Element]]:
        ends = {m.get(n.ID) for _, m in markers if m.tag == n.BOOKMARK_END}
        ids: dict[str | None, str] = {}
        marks = self.desk.stamp.marks(self.desk.ids)
        for index, marker in markers:
            if self._comments is not None and (brought := self._comments.brought(marker, marks)) is not None:
                yield index, brought
            elif marker.tag == n.BOOKMARK_START and marker.get(n.ID) in ends and marker.get(n.NAME) not in self.taken:
                ids[marker.get(n.ID)] = self.desk.ids.annotation()
            elif marker.tag != n.BOOKMARK_END:
                continue
            if marker.get(n.ID) in ids:
                copied = copy.deepcopy(marker)
                copied.tail = None
                copied.set(n.ID, ids[marker.get(n.ID)])
                yield index, copied


def _references(block: Block, tag: str) -> Iterator[etree._Element]:
    """The note references of a block that both sides have: not those that somebody else inserted."""
    for element in block.elements if isinstance(block, AdoptedBlock) else (block.payload,):
        for reference in element.iter(tag):
            if not any(a.tag in (n.INS, n.MOVE_TO) for a in reference.iterancestors()):
                yield reference


def _ppr(block: Block) -> etree._Element | None:
    return paragraph(block).properties


def _find(parent: etree._Element | None, tag: str) -> etree._Element | None:
    return parent.find(tag) if parent is not None else None


def _look(properties: etree._Element) -> etree._Element:
    found = properties.find(n.RPR)
    return found if found is not None else n.insert_in_order(properties, etree.Element(n.RPR))


def _emptied(element: etree._Element) -> etree._Element:
    """A copy of a table or row whose cells hold nothing but their properties, without the range markers between
    them."""
    out = copy.deepcopy(element)
    out.tail = None
    for cell in list(out.iter(n.TC)):
        for child in list(cell):
            if child.tag != n.TC_PR:
                cell.remove(child)
    for marker in list(out.iter(n.BOOKMARK_START, n.BOOKMARK_END, n.COMMENT_RANGE_START, n.COMMENT_RANGE_END)):
        marker.getparent().remove(marker)  # pyright: ignore[reportOptionalMemberAccess]
    return out


def _place(element: etree._Element, parent: etree._Element, at: etree._Element | None, tag: str) -> None:
    """Put a row into a table, or a cell into a row: behind ``at``, or before the first of its kind."""
    if at is not None:
        at.addnext(element)
        return
    first = next(rows_of(parent) if tag == n.TR else cells_of(parent), None)
    if first is not None:
        first.addprevious(element)
    else:
        parent.append(element)
