"""Stories whose tables are not compared: the after side's tables stand where they are, the before side's are not there.

Each table of the after side becomes a block of its own kind on either side, equal to its counterpart, so that the
paragraphs around it are compared as ever and none of them joins another across a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from drafts.blocks import Block, BlockKind, Fate, Planned, Same, Standing, Whole
from drafts.diff.align import align


class StandIn(Block):
    """What stands, on either side, for a table of the after side."""

    def __init__(self, number: int, table: Block) -> None:
        super().__init__(BlockKind.OPAQUE, ("standing", number), size=table.size, payload=table.payload)
        self.table = table


def standing_tables(before: Sequence[Block], after: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Both sides with a stand-in for each table of the after side: on the before side behind the partner of the last
    paragraph before it that has one."""
    ours = [b for b in before if b.kind is not BlockKind.TABLE]
    theirs = [b for b in after if b.kind is not BlockKind.TABLE]
    partners = {theirs[p.after[-1]]: p.before[-1] for p in align(ours, theirs).pairs}
    behind: dict[int, list[Block]] = {}
    out: list[Block] = []
    anchor = -1
    for number, block in enumerate(after):
        if block.kind is BlockKind.TABLE:
            behind.setdefault(anchor, []).append(StandIn(number, block))
            out.append(StandIn(number, block))
        else:
            anchor = max(anchor, partners.get(block, -1))
            out.append(block)
    placed = [*behind.get(-1, []), *(b for i, block in enumerate(ours) for b in (block, *behind.get(i, [])))]
    return placed, out


def with_tables(planned: Iterable[Planned]) -> Iterator[Planned]:
    """What was planned, with the tables themselves in the place of what stood for them."""
    for each in planned:
        if isinstance(each, Same) and isinstance(each.after, StandIn):
            yield Standing(each.after.table)
        elif not (isinstance(each, Whole) and isinstance(each.block, StandIn)):
            yield each
        elif each.fate is Fate.INSERT:
            yield Standing(each.block.table)
