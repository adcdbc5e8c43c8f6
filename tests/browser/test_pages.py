"""Every page by day and by night, wide and narrow: nothing for axe-core to find at WCAG 2.2 AA, nothing that runs off
the side; and the clerk's and the lawyer's work on them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Page, expect

from drafts.word.resolve import accept_all, reject_all
from tests.browser.conftest import Enter
from tests.support.browser import OPEN, PAGES, A
from tests.support.seen import seen, texts

pytestmark = pytest.mark.xdist_group("browser")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    response = cast(dict[str, Any], Axe().run(page, options={"runOnly": WCAG}).response)
    found: list[Any] = response["violations"]
    return [f"{page.url}: {each['id']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(enter: Enter, scheme: str) -> None:
    found: list[str] = []
    for who, addresses in {None: OPEN, **PAGES}.items():
        page = enter(who, color_scheme=scheme)
        for address in addresses.values():
            page.goto(address)
            found += violations(page)
    assert found == []


def test_nothing_runs_off_the_side_of_a_narrow_screen(enter: Enter) -> None:
    for who, addresses in PAGES.items():
        page = enter(who, viewport={"width": 360, "height": 740})
        for address in addresses.values():
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_every_control_is_reached_with_the_keyboard(enter: Enter) -> None:
    page = enter("board_clerk")
    page.goto(A)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    wanted = {"Word, clean copy", "Read and print", "Check it", "Compare"}
    for _ in range(30):
        page.keyboard.press("Tab")
        wanted.discard(page.evaluate("document.activeElement.innerText.split('\\n')[0]"))
    assert wanted == set()


# ---------------------------------------------------------------------------------------------------------- clerk


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_clerk_takes_the_current_draft_and_the_redline_and_both_say_what_they_should(enter: Enter) -> None:
    page = enter("board_clerk")
    page.get_by_role("link", name="School Resource Officer Program").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft 6")
    clean, redline = download(page, "Word, clean copy"), download(page, "Word, redline")
    assert "385 days" in "\n".join(cell.text for t in Document(io.BytesIO(clean)).tables for cell in t._cells)
    assert b"<w:ins " in zipfile.ZipFile(io.BytesIO(redline)).read("word/document.xml")
    assert texts(seen(accept_all(redline)).body) == texts(seen(clean).body)
    page.goto(f"{A}/drafts/5")
    assert texts(seen(reject_all(redline)).body) == texts(seen(download(page, "Word, clean copy")).body)


def test_a_file_that_is_dropped_is_told_which_draft_it_is(enter: Enter, tmp_path: Path) -> None:
    page = enter("board_clerk")
    page.goto(f"{A}/drafts/4")
    old = tmp_path / "renamed.docx"
    old.write_bytes(download(page, "Word, clean copy"))
    page.goto(A)
    page.set_input_files("#file", old)
    expect(page.locator("#verdict")).to_contain_text("This is Draft 4, which is superseded")
    changed = Document(str(old))
    said = next(each for each in changed.paragraphs if "The Parties enter into" in each.text)
    said.runs[0].text = said.runs[0].text.replace("these", "those")
    changed.save(str(old))
    page.set_input_files("#file", old)
    expect(page.locator("#verdict")).to_contain_text("This is not Draft 4: it differs from it")
    expect(page.locator("#verdict del")).to_contain_text("these")
    assert page.url.endswith(A)


def test_reading_and_downloading_need_no_script(enter: Enter, tmp_path: Path) -> None:
    page = enter("board_clerk", java_script_enabled=False)
    page.goto(A)
    file = tmp_path / "copy.docx"
    file.write_bytes(download(page, "Word, clean copy"))
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator(".verdict")).to_contain_text("This is the current draft, Draft 6")
    page.goto(f"{A}/compare?before=4&after=5")
    page.get_by_label("Clause").select_option(index=2)
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".facts")).to_contain_text("of 106 changes")


# --------------------------------------------------------------------------------------------------------- lawyer


def test_a_lawyer_steps_from_change_to_change(enter: Enter) -> None:
    page = enter("district_counsel")
    page.goto(f"{A}/compare?before=5&after=6")
    page.get_by_role("button", name="Next change").click()
    expect(page.locator("[data-at]")).to_contain_text("1 of ")
    expect(page.locator(".here")).to_have_count(1)
    first = page.locator(".here").inner_text()
    page.keyboard.press("n")
    expect(page.locator("[data-at]")).to_contain_text("2 of ")
    page.keyboard.press("p")
    assert page.locator(".here").inner_text() == first


def test_a_redline_that_is_read_aloud_says_what_was_deleted_and_inserted(enter: Enter) -> None:
    page = enter("district_counsel")
    page.goto(f"{A}/compare?before=5&after=6")
    heard = page.locator("#document").aria_snapshot()
    assert heard.index("[deleted: ") < heard.index("[inserted: ")
    row = page.locator(".row", has_text="facial-recognition technology to").first
    assert "[deleted: a][inserted: any]" in " ".join(row.locator(".text").text_content().split())  # type: ignore[union-attr]
