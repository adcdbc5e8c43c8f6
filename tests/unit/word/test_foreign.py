"""Markup that Word doesn't know: ignorable in the file that declares it, fatal in one that doesn't."""

from __future__ import annotations

import zipfile
from io import BytesIO

from tests.support.redlines import part, proved_redline
from tests.support.wml import docx, members, p, row, t, tbl, zipped

_FOREIGN = "http://example.org/tool"


def _declaring(body: str) -> bytes:
    """A file whose main part declares a foreign namespace ignorable and uses it on every paragraph and table."""
    made = members(body)
    xml = made["word/document.xml"].replace('mc:Ignorable="', f'xmlns:f="{_FOREIGN}" mc:Ignorable="f ', 1)
    marked = xml.replace("<w:p>", '<w:p f:id="1"><f:note/>').replace("<w:tblPr>", '<w:tblPr f:id="2">')
    return zipped({**made, "word/document.xml": marked})


def test_foreign_markup_is_not_carried_where_it_is_not_ignorable() -> None:
    kept, gone = p(t("This paragraph stays.")), p(t("These words go away for good.")) + tbl(row("a", "b"))
    made = proved_redline(_declaring(kept + gone + kept), docx(kept + kept))
    assert made.changes.changes
    with zipfile.ZipFile(BytesIO(made.docx)) as archive:
        assert not any(_FOREIGN.encode() in archive.read(name) for name in archive.namelist())


def test_foreign_markup_of_the_after_side_stays() -> None:
    kept = p(t("This paragraph stays."))
    made = proved_redline(docx(kept + p(t("Old words."))), _declaring(kept + p(t("New words."))))
    assert part(made.docx).findall(f".//{{{_FOREIGN}}}note")
