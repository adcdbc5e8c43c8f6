"""The redlined document of a view in two columns: as it read on the left, as it reads on the right, paragraph beside
paragraph, with what differs marked in each."""

from __future__ import annotations

from dataclasses import replace

from drafts.render.markup import Markup, join, tag
from drafts.render.sheet import Writer, beside
from drafts.view import Block, Mark, Paragraph, Row, View


def sides(view: View) -> Markup:
    """A row for each block: the words before, the words after and the changes in the margin; then what stands beside
    the body, which is shown as in one column."""
    writer = Writer(view)
    head = tag(
        "div",
        tag("p", "Before", class_="side-name"),
        tag("p", "After", class_="side-name"),
        class_="side-head",
        aria_hidden="true",
    )
    body = tag("div", head, *(_row(writer, block) for block in view.body), class_="sheet sides", id="document")
    return join([body, beside(writer, view)])


def _row(writer: Writer, block: Block) -> Markup:
    """A block on both sides. One that nothing changed stands in both columns, and is read out once."""
    numbers = block.numbers
    old, new = (_on_side(block, after=after) for after in (False, True))
    several = len(numbers) > 1
    shown = [
        tag(
            "div",
            tag("p", f"{name}: ", class_="sr") if numbers and side is not None else None,
            writer.block(side, several=several) if side is not None else None,
            class_="text",
            aria_hidden="true" if not numbers and name == "Before" else None,
        )
        for name, side in (("Before", old), ("After", new))
    ]
    return writer.row_of(block, *shown)


def _on_side(block: Block, *, after: bool) -> Block | None:
    """What of a block one side has; None where nothing."""
    if isinstance(block, Paragraph):
        return _paragraph(block, after=after)
    rows = [_table_row(row, after=after) for row in block.rows if _stays(row.mark, after=after)]
    return replace(block, rows=tuple(rows)) if rows else None


def _paragraph(block: Paragraph, *, after: bool) -> Paragraph | None:
    pieces = tuple(piece for piece in block.pieces if all(_stays(mark, after=after) for mark in piece.marks))
    if not _stays(block.end, after=after) and not pieces:
        return None
    label = block.label if after else block.old_label or (block.label if block.end is None else "")
    end = block.end if _stays(block.end, after=after) else None
    boxes = tuple(side for box in block.boxes if (side := _on_side(box, after=after)) is not None)
    return replace(block, pieces=pieces, label=label, old_label="", end=end, boxes=boxes)


def _table_row(row: Row, *, after: bool) -> Row:
    cells = tuple(
        replace(cell, blocks=tuple(side for b in cell.blocks if (side := _on_side(b, after=after)) is not None))
        for cell in row.cells
    )
    return replace(row, cells=cells)


def _stays(mark: Mark | None, *, after: bool) -> bool:
    if mark is None:
        return True
    return mark.fate.in_after if after else mark.fate.in_before


def narrowed(view: View, numbers: frozenset[int]) -> View:
    """The view with those blocks alone that a change of ``numbers`` touches."""

    def touched(block: Block) -> bool:
        return not numbers.isdisjoint(block.numbers)

    asides = {
        name: tuple(each for each in getattr(view, name) if any(touched(block) for block in each.blocks))
        for name in ("footnotes", "endnotes", "comments", "margins")
    }
    return replace(view, body=tuple(block for block in view.body if touched(block)), **asides)
