"""Section breaks in a redline: where they come and go, and how the change set names them."""

from __future__ import annotations

import pytest

from drafts.model import ChangeKind
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


def test_a_section_inside_the_body_that_turns_is_told_as_a_section() -> None:
    wide = '<w:sectPr><w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/></w:sectPr>'
    before = docx(p(t("One."), ppr=BREAK) + p(t("End.")))
    made = proved_redline(before, docx(p(t("One."), ppr=wide) + p(t("End."))))
    assert [(c.kind, c.context_after) for c in made.changes.changes] == [(ChangeKind.SECTION_FORMATTED, "One.")]
    both = proved_redline(before, docx(p(t("One."), ppr=f'<w:jc w:val="right"/>{wide}') + p(t("End."))))
    assert [c.kind for c in both.changes.changes] == [ChangeKind.PARAGRAPH_FORMATTED, ChangeKind.SECTION_FORMATTED]


@pytest.mark.parametrize("lead", ["", "<w:r><w:tab/></w:r>"], ids=["plain", "with a tab"])
def test_words_of_another_look_are_told_and_not_the_stretch_around_them(lead: str) -> None:
    before = docx(p(t("One two "), lead, t("three four five six seven eight nine")))
    after = docx(p(t("One two "), lead, t("three four "), t("fi", "<w:b/>"), t("ve six seven eight nine")))
    (told,) = proved_redline(before, after).changes.changes
    assert (told.kind, told.before, told.context_after) == (ChangeKind.FORMATTED, "fi", "ve six seven eight nine")
