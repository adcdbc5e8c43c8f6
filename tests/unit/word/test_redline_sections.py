"""Section breaks in a redline: where they come and go, and how the change set names them."""

from __future__ import annotations

import pytest

from tests.support.redlines import marks, proved_redline
from tests.support.wml import PAGE, docx, p, t

BREAK = f"<w:sectPr>{PAGE}</w:sectPr>"


@pytest.mark.parametrize("more", ["", p(t("More."))], ids=["alone", "after another"])
def test_a_section_may_end_with_the_last_paragraph_of_a_file(more: str) -> None:
    plain, ending = docx(more + p(t("One."))), docx(more + p(t("One."), ppr=BREAK))
    assert marks(proved_redline(plain, ending).docx)[-2:] == ["One. [+¶+]", "[-¶-]"]
    assert marks(proved_redline(ending, plain).docx)[-2:] == ["One. [-¶-]", "[+¶+]"]


def test_another_last_paragraph_may_end_a_section() -> None:
    before, after = docx(p(t("One.")) + p(t("Two."))), docx(p(t("One.")) + p(t("Ends here."), ppr=BREAK))
    assert marks(proved_redline(before, after).docx)[1:] == ["[-Two-][+Ends here+]. [+¶+]", "[-¶-]"]
    assert marks(proved_redline(after, before).docx)[1:] == ["[-Ends here-][+Two+]. [-¶-]", "[+¶+]"]
