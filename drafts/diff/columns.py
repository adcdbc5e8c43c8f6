"""Which cell of a row is which: columns that came or went between two versions of a table.

Rows of as many cells are read together, so that a column is one column in all of them: the pairing of columns that
keeps most words over all these rows wins. A row alone could take an empty cell for any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from drafts.blocks import Cell, Row
from drafts.diff.similarity import in_order

CELL_FLOOR = 0.4
"""Likeness below which two cells share nothing that counts."""
EMPTY = 0.25
"""What two empty cells that stay count, against the words of others."""
CellPairs = Sequence[tuple[int | None, int | None]]
"""(before, after) indexes of a row's cells in the order shown; None where one side has no such cell."""


def cell_pairs(rows: Sequence[tuple[Row, Row]]) -> list[CellPairs | None]:
    """For each pair of rows its cells; None where too little stays for the row to be the same row."""
    alike: defaultdict[tuple[int, int], list[tuple[Row, Row]]] = defaultdict(list)
    for before, after in rows:
        alike[len(before.cells), len(after.cells)].append((before, after))
    found = {counts: _columns(*counts, group) for counts, group in alike.items()}
    return [found[len(before.cells), len(after.cells)] for before, after in rows]


def _columns(n: int, m: int, rows: Sequence[tuple[Row, Row]]) -> CellPairs | None:
    if n == m:
        return [(k, k) for k in range(n)]
    gains = [[sum(_gain(b.cells[c], a.cells[d]) for b, a in rows) for d in range(m)] for c in range(n)]
    pairs = _best_chain(gains)
    if not any(gains[c][d] >= 1 for c, d in pairs):
        return None
    out: list[tuple[int | None, int | None]] = []
    c = d = 0
    for i, j in [*pairs, (n, m)]:
        out.extend((k, None) for k in range(c, i))
        out.extend((None, k) for k in range(d, j))
        if i < n:
            out.append((i, j))
        c, d = i + 1, j + 1
    return out


def _gain(before: Cell, after: Cell) -> float:
    """Words that a pair of cells keeps."""
    ours, theirs = _words(before), _words(after)
    if not ours or not theirs:
        return EMPTY if not ours and not theirs else 0.0
    share = in_order(ours, theirs)
    return share * (len(ours) + len(theirs)) / 2 if share >= CELL_FLOOR else 0.0


def _words(cell: Cell) -> list[str]:
    return [word for block in cell.blocks for word in block.words]


def _best_chain(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs of columns, rising on both sides, of greatest total gain; of equals the one further left."""
    n, m = len(gains), len(gains[0]) if gains else 0
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for c in range(n - 1, -1, -1):
        for d in range(m - 1, -1, -1):
            best[c][d] = max(best[c + 1][d], best[c][d + 1], best[c + 1][d + 1] + gains[c][d])
    out: list[tuple[int, int]] = []
    c = d = 0
    while c < n and d < m:
        if gains[c][d] > 0 and best[c][d] == best[c + 1][d + 1] + gains[c][d]:
            out.append((c, d))
            c, d = c + 1, d + 1
        elif best[c][d] == best[c + 1][d]:
            c += 1
        else:
            d += 1
    return out
