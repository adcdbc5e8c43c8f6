"""The lawyer's work in a real browser: files dropped side by side, narrowed and stepped through."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.services.demonstration import AGREEMENT_ID
from tests.browser.conftest import Enter
from tests.support.browser import A
from tests.support.review_data import RETURN, returned_file

pytestmark = pytest.mark.xdist_group("browser")
_DROP = """([zone, files]) => {
  const dropped = new DataTransfer();
  for (const [name, content] of files)
    dropped.items.add(new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], name));
  document.querySelector(zone).dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
}"""


def drop(page: Page, zone: str, **files: bytes) -> None:
    """Drop files on a place of the page."""
    page.evaluate(_DROP, [zone, [[f"{name}.docx", b64encode(docx).decode()] for name, docx in files.items()]])


def draft(page: Page, number: int) -> bytes:
    return page.request.get(f"/agreements/{AGREEMENT_ID}/drafts/{number}.docx").body()


def test_two_files_are_dropped_compared_narrowed_and_taken_away(enter: Enter) -> None:
    page = enter("district_counsel")
    page.goto("/app/compare")
    drop(page, "[data-zone=before]", old=draft(page, 5), new=b"Dear Sir")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("#compared")).to_contain_text("new.docx (the newer file)")
    expect(page.locator("[data-zone=after]")).to_contain_class("bad")
    drop(page, "[data-zone=after]", new=draft(page, 6))
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".compared-head")).to_have_text("old.docx to new.docx")
    rows = page.locator(".sheet > .row:visible")
    everything = rows.count()
    page.get_by_label("Kind of change").select_option(index=1)
    expect(page.locator("[data-count]")).to_contain_text(" of 14 changes")
    assert 0 < rows.count() < everything
    page.get_by_role("button", name="Next change").click()
    expect(page.locator(".here")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    assert rows.count() == everything
    page.get_by_label("Side by side").check()
    expect(page.locator(".sheet.sides")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as Word").click()
    assert waiting.value.suggested_filename == "old to new - Redline.docx"
    assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"


def test_two_files_are_compared_without_a_script(enter: Enter, tmp_path: Path) -> None:
    page = enter("district_counsel", java_script_enabled=False)
    page.goto("/app/compare")
    for side, number in (("before", 5), ("after", 6)):
        file = tmp_path / f"{side}.docx"
        file.write_bytes(draft(page, number))
        page.set_input_files(f"#{side}", file)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".compared-head")).to_have_text("before.docx to after.docx")
    assert page.locator(".sheet ins").count() > 0
    expect(page.locator("[data-narrow]")).to_be_hidden()


def test_a_file_that_came_back_is_dropped_and_answered(enter: Enter) -> None:
    page = enter("district_counsel")
    page.goto(f"{A}/returns")
    drop(page, "[data-zone=file]", back=returned_file(draft(page, 5)))
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".alarm-line")).to_contain_text("1 change not marked in the file.")
    expect(page.locator(".difference").first).to_contain_text("Changed silently: not marked in the file")
    page.goto(f"{A}/returns/{RETURN}")
    page.locator(".difference.silent").get_by_label("Reject").check()
    page.get_by_role("button", name="Carry out").click()
    expect(page.locator(".difference.silent .answered")).to_contain_text("Rejected by District counsel")
