"""Tables in a redline: what a row states in place of its table."""

from __future__ import annotations

import pytest

from drafts.model import ChangeKind
from drafts.word.resolve import accept_all, reject_all
from tests.support.redlines import part, proved_redline
from tests.support.wml import docx, p, t, tbl, tc, tr

CENTRED = '<w:tblPrEx><w:tblW w:w="5000" w:type="dxa"/><w:jc w:val="center"/></w:tblPrEx>'
PLAIN = tr(tc(p(t("a"))), tc(p(t("b"))))
STATED = PLAIN.replace("<w:tr>", f"<w:tr>{CENTRED}", 1)


def table(row: str) -> bytes:
    return docx(tbl(row) + p(t("End.")))


def stated(made: bytes) -> list[str]:
    return [str(e.get("{*}val") or e.values()[0]) for e in part(made).iterfind(".//{*}tblPrEx/{*}jc")]


@pytest.mark.parametrize(("before", "after"), [(PLAIN, STATED), (STATED, PLAIN)], ids=["comes", "goes"])
def test_what_a_row_states_in_place_of_the_table_comes_back(before: str, after: str) -> None:
    made = proved_redline(table(before), table(after))
    assert [(c.kind, c.detail) for c in made.changes.changes] == [(ChangeKind.TABLE_FORMATTED, "row")]
    assert len(stated(accept_all(made.docx))) == (after is STATED)
    assert len(stated(reject_all(made.docx))) == (before is STATED)
