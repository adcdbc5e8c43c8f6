"""What no mark can carry is told in a note: controls, what a link says beside its address, direction, bookmarks."""

from __future__ import annotations

import pytest

from tests.support.redlines import proved_redline
from tests.support.wml import bookmark, bookmark_end, control, docx, field, p, t

LINK = '<w:hyperlink w:anchor="a"{}><w:r><w:t>here</w:t></w:r></w:hyperlink>'
TURNED = '<w:bdo w:val="rtl"><w:r><w:t>here</w:t></w:r></w:bdo>'
CASES: dict[str, tuple[str, str, list[str]]] = {
    "a control that goes": (p(control(t("here"), 3)), p(t("here")), ["controls-differ"]),
    "a control of another tag": (p(control(t("here"), 3)), p(control(t("here"), 3, tag="d")), ["controls-differ"]),
    "a control of another id": (p(control(t("here"), 3)), p(control(t("here"), 4)), []),
    "another tooltip": (p(LINK.format("")), p(LINK.format(' w:tooltip="Go"')), ["link-details-differ"]),
    "a link that goes": (p(t("Go "), LINK.format("")), p(t("Go here")), []),
    "another direction": (p(t("Go "), t("here")), p(t("Go "), TURNED), ["direction-differs"]),
    "a bookmark around kept words": (
        p(bookmark(1, "Fee"), t("here"), bookmark_end(1)),
        p(t("here")),
        ["bookmarks-left-out"],
    ),
    "a program's own bookmark": (p(bookmark(1, "_GoBack"), t("here"), bookmark_end(1)), p(t("here")), []),
    "a bookmark that its text refers to": (
        p(bookmark(1, "_Ref1"), t("here"), bookmark_end(1)) + p(t("See "), field("REF _Ref1 \\h", "here")),
        p(t("here")) + p(t("See there")),
        ["bookmarks-left-out"],
    ),
    "a bookmark of struck words": (p(t("One.")) + p(bookmark(1, "Fee"), t("here"), bookmark_end(1)), p(t("One.")), []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_no_mark_carries_is_told(case: str) -> None:
    before, after, codes = CASES[case]
    made = proved_redline(docx(before + p(t("End."))), docx(after + p(t("End."))))
    assert [note.code for note in made.notes] == codes
