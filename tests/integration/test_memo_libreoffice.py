"""The Word file of a change memo is one page, in LibreOffice's eyes, whatever changed."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from itertools import permutations
from pathlib import Path

import pytest
from pypdf import PdfReader

from api.auth.sight import EVERYTHING
from api.runtime import open_runtime
from api.services import demonstration
from api.services.memos import memo_of_drafts
from api.settings import Settings
from drafts.house_style import DEFAULT, Font, HouseStyle, PageSize
from drafts.summary import ChangeMemo
from drafts.word.memo import memo_docx
from tests.support.libreoffice import Office
from tests.support.memos import many_changes, many_sections

pytestmark = pytest.mark.libreoffice
LARGE = HouseStyle(page=PageSize.A4, font=Font.ARIAL, font_size=14)


def pages(office: Office, docx: bytes) -> int:
    return len(PdfReader(io.BytesIO(office.to_pdf(docx))).pages)


def test_between_any_two_drafts_of_the_demonstration_it_is_one_page(office: Office, tmp_path: Path) -> None:
    story = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    runtime = open_runtime(Settings(database_url=f"sqlite:///{tmp_path}/store.sqlite3"))
    with runtime.unit() as unit:
        agreement = demonstration.load(unit, story)
        memos = {pair: memo_of_drafts(unit, agreement, *pair, EVERYTHING).memo for pair in permutations("1234567", 2)}
    runtime.close()
    assert {pair: n for pair, made in memos.items() if (n := pages(office, memo_docx(made, DEFAULT))) != 1} == {}
    fullest = memos["2", "6"]
    assert pages(office, memo_docx(fullest, LARGE)) == 1
    assert pages(office, memo_docx(fullest, DEFAULT, full=True)) > 2


@pytest.mark.parametrize("house", [DEFAULT, LARGE], ids=["letter", "a4-arial"])
@pytest.mark.parametrize(
    "memo",
    [many_changes(15), many_changes(60), many_sections(60, new=True), many_sections(60, new=False)],
    ids=["sixty-fields", "sixty-sections", "sixty-new", "sixty-removed"],
)
def test_sixty_changes_are_one_page_too(office: Office, memo: ChangeMemo, house: HouseStyle) -> None:
    assert pages(office, memo_docx(memo, house)) == 1
