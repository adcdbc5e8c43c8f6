"""What a reader sees of a file, as values that compare: the proof of a redline is made on these.

Two blocks read alike when their words, the look of each word, their links, fields and embedded objects, and the
properties of paragraph, mark, section, table, row and cell agree. How the text is cut into runs does not count.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from drafts.blocks import Block, BlockKind
from drafts.model import Aspect
from drafts.word import names as n
from drafts.word.keys import Keys
from drafts.word.story import paragraph, table

_UNSEEN_IN_CELL = (n.TC_PR_CHANGE, n.CELL_INS, n.CELL_DEL)


def first_difference(got: Sequence[Block], want: Sequence[Block], keys: tuple[Keys, Keys]) -> int | None:
    """Index of the first block that reads otherwise, or None; ``keys`` are those of the two sides."""
    if Aspect.TABLES in keys[0].vocabulary.ignored:
        want = [b for b in want if b.kind is not BlockKind.TABLE]
        got = _beside_tables(got, want, keys)
    for position, (a, b) in enumerate(zip(got, want, strict=False)):
        if not _alike(a, b, keys):
            return position
    return None if _same_length(got, want) else min(len(got), len(want))


def _alike(a: Block, b: Block, keys: tuple[Keys, Keys]) -> bool:
    return a.key == b.key or reading(a, keys[0]) == reading(b, keys[1])


_Kept = tuple["_Kept", Block] | None
"""Blocks that stay, the last one first."""


def _beside_tables(got: Sequence[Block], want: Sequence[Block], keys: tuple[Keys, Keys]) -> list[Block]:
    """The blocks of ``got`` that are no tables, without the empty paragraphs that only keep tables apart. Where
    ``want``, which has no tables, has fewer empty paragraphs, those stay that let the most blocks read alike."""
    paths: dict[int, _Kept] = {0: None}  # how many blocks of ``want`` were met, and by which of ``got``
    for position, block in enumerate(got):
        if block.kind is BlockKind.TABLE:
            continue
        onward: dict[int, _Kept] = dict(paths) if _may_keep_apart(got, position) else {}
        for met, kept in paths.items():
            if met < len(want) and _alike(block, want[met], keys):
                onward[met + 1] = (kept, block)
        if not onward:
            rest = [b for b in got[position:] if b.kind is not BlockKind.TABLE]
            return [*_in_order(paths[max(paths)]), *rest]
        paths = onward
    return _in_order(paths[max(paths)])


def _may_keep_apart(blocks: Sequence[Block], position: int) -> bool:
    """Whether the block is an empty paragraph between two tables, or behind one at the end."""
    block = blocks[position]
    around = (*blocks[max(0, position - 1) : position], *blocks[position + 1 : position + 2])
    between = bool(position) and all(b.kind is BlockKind.TABLE for b in around)
    return between and block.kind is BlockKind.PARAGRAPH and not block.shown


def _in_order(kept: _Kept) -> list[Block]:
    out: list[Block] = []
    while kept is not None:
        kept, block = kept
        out.append(block)
    return out[::-1]


def _same_length(got: Sequence[Block], want: Sequence[Block]) -> bool:
    """A story that ends with a table, or has no block at all, reads as if an empty paragraph followed: Word puts one
    there, and a paragraph mark at the very end can neither come nor go."""
    longer, shorter = (got, want) if len(got) > len(want) else (want, got)
    rest = longer[len(shorter) :]
    if not rest:
        return True
    ends_open = not shorter or not shorter[-1].kind.is_paragraph
    return len(rest) == 1 and ends_open and rest[0].kind.is_paragraph and not rest[0].shown


def reading(block: Block, keys: Keys) -> Hashable:
    """What a reader sees of a block."""
    if block.kind.is_paragraph:
        return paragraph(block).seen(lambda b: reading(b, keys))
    if block.kind is BlockKind.TABLE:
        return _table(block, keys)
    return block.key


def _table(block: Block, keys: Keys) -> Hashable:
    rows = tuple(
        (
            keys.properties(row.payload.find(n.TBL_PR_EX), (n.TBL_PR_EX_CHANGE,)),
            keys.properties(row.payload.find(n.TR_PR), (n.TR_PR_CHANGE, n.INS, n.DEL)),
            tuple(
                (
                    keys.properties(cell.payload.find(n.TC_PR), _UNSEEN_IN_CELL),
                    tuple(reading(b, keys) for b in cell.blocks),
                )
                for cell in row.cells
            ),
        )
        for row in block.rows
    )
    return (
        keys.properties(block.payload.find(n.TBL_PR), (n.TBL_PR_CHANGE,)),
        table(block).grid,
        rows,
    )
