"""One change of a table: its cells, rows, columns, looks, or the whole of it."""

from __future__ import annotations

from drafts.model import ChangeKind
from tests.support.pair_kinds.base import Expected, Maker, Pair, kind
from tests.support.wml import p, row, t, tbl, tc, tr

_REPLACED = (ChangeKind.REPLACED,)
_ROW_INSERTED, _ROW_DELETED = (ChangeKind.ROW_INSERTED,), (ChangeKind.ROW_DELETED,)
_TABLE = (ChangeKind.TABLE_FORMATTED,)
_GREY = '<w:shd w:val="clear" w:color="auto" w:fill="DDDDDD"/>'


def _texts(make: Maker, rows: int = 3, columns: int = 2) -> list[list[str]]:
    return [[make.words(4) for _ in range(columns)] for _ in range(rows)]


def _table(texts: list[list[str]]) -> str:
    return tbl(*(row(*cells) for cells in texts), columns=len(texts[0]))


@kind("cell-edited")
def cell_edited(make: Maker) -> Pair:
    texts, old, new = _texts(make), make.word(), make.word()
    start = texts[1][1]
    before, after = (_table([texts[0], [texts[1][0], f"{start} {word}"], texts[2]]) for word in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new))


@kind("cell-filled")
def cell_filled(make: Maker) -> Pair:
    texts, new = _texts(make), make.words(3)
    before, after = (_table([texts[0], [texts[1][0], words], texts[2]]) for words in ("", new))
    return make.around(before, after, Expected((ChangeKind.INSERTED,), inserted=new))


@kind("row-inserted")
def row_inserted(make: Maker) -> Pair:
    a, new, b = _texts(make)
    return make.around(_table([a, b]), _table([a, new, b]), Expected(_ROW_INSERTED, inserted=" ".join(new)))


@kind("row-deleted")
def row_deleted(make: Maker) -> Pair:
    a, old, b = _texts(make)
    return make.around(_table([a, old, b]), _table([a, b]), Expected(_ROW_DELETED, struck=" ".join(old)))


@kind("last-row-inserted")
def last_row_inserted(make: Maker) -> Pair:
    a, b, new = _texts(make)
    return make.around(_table([a, b]), _table([a, b, new]), Expected(_ROW_INSERTED, inserted=" ".join(new)))


@kind("column-inserted")
def column_inserted(make: Maker) -> Pair:
    wide = _texts(make, columns=3)
    new = " ".join(cells[1] for cells in wide)
    narrow = [[cells[0], cells[2]] for cells in wide]
    return make.around(_table(narrow), _table(wide), Expected((ChangeKind.INSERTED,) * 3, inserted=new))


@kind("column-deleted")
def column_deleted(make: Maker) -> Pair:
    wide = _texts(make, columns=3)
    old = " ".join(cells[1] for cells in wide)
    narrow = [[cells[0], cells[2]] for cells in wide]
    return make.around(_table(wide), _table(narrow), Expected((ChangeKind.DELETED,) * 3, struck=old))


@kind("nested-table-cell-edited")
def nested_table_cell_edited(make: Maker) -> Pair:
    old, new, words, rest = make.word(), make.word(), make.words(3), make.words(4)
    before, after = (
        tbl(tr(tc(p(t(rest)), _table([[words, f"{words} {word}"]]), p()), tc(p(t("x"))))) for word in (old, new)
    )
    return make.around(before, after, Expected(_REPLACED, old, new))


@kind("nested-table-row-inserted")
def nested_table_row_inserted(make: Maker) -> Pair:
    a, new, b = _texts(make)
    before, after = (tbl(tr(tc(_table(rows), p()), tc(p(t("x"))))) for rows in ([a, b], [a, new, b]))
    return make.around(before, after, Expected(_ROW_INSERTED, inserted=" ".join(new)))


@kind("table-inserted")
def table_inserted(make: Maker) -> Pair:
    texts = _texts(make, rows=2)
    words = " ".join(word for cells in texts for word in cells)
    return make.around("", _table(texts), Expected(_ROW_INSERTED * len(texts), inserted=words))


@kind("table-deleted")
def table_deleted(make: Maker) -> Pair:
    texts = _texts(make, rows=2)
    words = " ".join(word for cells in texts for word in cells)
    return make.around(_table(texts), "", Expected(_ROW_DELETED * len(texts), struck=words))


@kind("cell-shaded")
def cell_shaded(make: Maker) -> Pair:
    words, rest = make.words(3), make.words(3)
    before, after = (tbl(tr(tc(p(t(words)), tcpr=look), tc(p(t(rest))))) for look in ("", _GREY))
    return make.around(before, after, Expected(_TABLE))


@kind("row-height")
def row_height(make: Maker) -> Pair:
    words, rest = make.words(3), make.words(3)
    before, after = (tbl(tr(tc(p(t(words))), tc(p(t(rest))), trpr=look)) for look in ("", '<w:trHeight w:val="900"/>'))
    return make.around(before, after, Expected(_TABLE))


@kind("table-centred")
def table_centred(make: Maker) -> Pair:
    before = _table(_texts(make))
    after = before.replace("</w:tblPr>", '<w:jc w:val="center"/></w:tblPr>')
    return make.around(before, after, Expected(_TABLE))
