"""LibreOffice opens an agreement in every house style and reads the words that we wrote."""

from __future__ import annotations

import pytest

from clauses.wording.form import RecitalForm
from drafts.house_style import Font, HouseStyle, Numbering, PageSize
from drafts.model import Paragraph
from drafts.word.writer import write
from tests.support.house_style import IDENTITY, agreement
from tests.support.libreoffice import Office

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize("numbering", [each for each in Numbering if each is not Numbering.ARTICLE_SECTION])
def test_libreoffice_reads_an_agreement_in_the_style(office: Office, numbering: Numbering) -> None:
    """Its REF fields are counted anew when it opens a file: the references are those of its own numbers."""
    house = HouseStyle(numbering=numbering, recitals=RecitalForm.WHEREAS, page=PageSize.A4, font=Font.ARIAL)
    document = agreement(house)
    (verdict,) = office.resolve([write(document, IDENTITY)])
    assert verdict.error is None
    ours = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert [text for text in verdict.raw if text in ours] == ours


def test_libreoffice_opens_articles_though_it_counts_them_in_roman_numerals(office: Office) -> None:
    """It is known not to read w:isLgl (docs/ooxml/libreoffice.md)."""
    document = agreement(HouseStyle(numbering=Numbering.ARTICLE_SECTION))
    (verdict,) = office.resolve([write(document, IDENTITY)])
    assert verdict.error is None
    see = next(text for text in verdict.raw if text.startswith("See ")).replace("\u00a0", " ")
    assert see in ("See Section 2.02(a) below.", "See Section II.02(a) below.")
