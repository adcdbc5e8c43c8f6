"""The whole story with both sides, each in a browser's window of its own: propose, counter, accept, table, vote, adopt,
download, and drop the file back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from drafts.word.resolve import accept_all, reject_all
from tests.browser.conftest import Enter
from tests.support.browser import A
from tests.support.seen import seen, texts

pytestmark = pytest.mark.xdist_group("browser")


def take(page: Page, name: str) -> bytes:
    """The file behind a link."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def words_of(docx: bytes) -> str:
    return "\n".join(texts(seen(docx).body))


def open_from_inbox(page: Page, heading: str) -> None:
    page.goto("/app")
    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("link", name=heading, exact=True).first.click()


def propose(page: Page) -> None:
    """The police propose three weeks in the place of two, on the clause's own page."""
    page.goto(f"{A}/clauses")
    page.get_by_role("link", name="Resolving Disagreements", exact=True).click()
    page.get_by_role("link", name="Propose a change").click()
    page.locator(".deadline input").first.fill("21")
    page.get_by_label("Why").fill("Two weeks were too short in the spring.")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resolving Disagreements")
    page.get_by_role("button", name="Submit to the other side").click()
    expect(page.locator(".done")).to_contain_text("it is their move")


def accept_as_it_is(page: Page) -> None:
    """The District accepts that."""
    open_from_inbox(page, "Resolving Disagreements")
    expect(page.locator("main")).to_contain_text("Two weeks were too short in the spring.")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(".done")).to_contain_text("Accepted")


def counter(page: Page) -> None:
    """The District answers what the police propose: the shorter period, and not the fewer hours."""
    open_from_inbox(page, "Retention and Deletion, Training")
    redline = take(page, "Word, redline of the proposal")
    assert b"<w:del " in zipfile.ZipFile(io.BytesIO(redline)).read("word/document.xml")
    assert "forty (40) hours" in words_of(accept_all(redline))
    assert "forty-eight (48) hours" in words_of(reject_all(redline))
    page.get_by_text("Counter it").click()
    page.locator("details[open]").get_by_label("Why").fill("180 days, but the hours of training stay.")
    page.get_by_role("button", name="Write a counterproposal").click()
    expect(page.get_by_role("status")).to_contain_text("Only your side sees it")
    page.get_by_role("button", name="Remove the change of Training").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retention and Deletion")
    page.get_by_role("button", name="Submit to the other side").click()
    expect(page.locator(".done")).to_contain_text("it is their move")


def accept(page: Page) -> None:
    """The police accept the counterproposal."""
    open_from_inbox(page, "Retention and Deletion")
    expect(page.locator(".answers")).to_contain_text("countered")
    page.get_by_label("What you say to it").fill("Agreed.")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(".done")).to_contain_text("Accepted")
    expect(page.locator("main")).to_contain_text("385 days → 180 days")


def table(page: Page) -> None:
    """The District saves what the clauses say now for itself, and tables it."""
    page.goto(A)
    page.get_by_text("The clauses have changed since").click()
    page.get_by_label("What people call it").fill("Shorter retention")
    page.get_by_role("button", name="Save for your side").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft 8")
    expect(page.locator(".done")).to_contain_text("Only your side sees it until it is tabled")
    page.get_by_role("button", name="Table it").click()
    expect(page.locator(".done")).to_contain_text("both sides see it now")
    page.get_by_role("button", name="Put it into the packet").click()
    expect(page.locator(".done")).to_contain_text("the bodies vote on this very text")


def vote(page: Page, names: str) -> None:
    page.goto(f"{A}/drafts/8")
    page.get_by_text("Record a vote").click()
    page.get_by_role("textbox", name="Yes").fill(names)
    page.get_by_role("button", name="Record the vote").click()
    expect(page.locator(".done")).to_contain_text("The vote is recorded")


def test_two_sides_bring_a_change_from_a_proposal_to_an_adopted_draft(enter: Enter, tmp_path: Path) -> None:
    district, police = enter("superintendent"), enter("police_chief")
    propose(police)
    accept_as_it_is(district)
    counter(district)
    accept(police)
    table(district)
    vote(district, "A. Adams\nB. Brown\nC. Clark")
    vote(police, "The City Manager")
    district.goto(f"{A}/drafts/8")
    district.get_by_role("button", name="Adopt it").click()
    expect(district.locator(".status").first).to_have_text("adopted", ignore_case=True)
    police.goto(A)
    expect(police.get_by_role("heading", level=1)).to_contain_text("Draft 8")
    clean, redline = take(police, "Word, clean copy"), take(police, "Word, redline")
    assert "180 days" in "\n".join(cell.text for each in Document(io.BytesIO(clean)).tables for cell in each._cells)
    assert "twenty-one (21)" in words_of(clean)
    assert words_of(accept_all(redline)) == words_of(clean)
    file = tmp_path / "from-somewhere.docx"
    file.write_bytes(clean)
    police.set_input_files("#file", file)
    expect(police.locator("#verdict")).to_contain_text("This is the current draft, Draft 8")


def test_a_step_without_script_and_after_somebody_else_loses_nothing_typed(enter: Enter) -> None:
    district = enter("superintendent", java_script_enabled=False)
    police = enter("city_attorney")
    district.goto(f"{A}/proposals/prp-demonstration-2")
    police.goto(f"{A}/proposals/prp-demonstration-2")
    police.get_by_text("Reject it").click()
    police.locator("details[open]").get_by_label("Why").fill("Ten days are what the Department can do.")
    district.get_by_text("Withdraw it").click()
    district.get_by_role("button", name="Withdraw").click()
    expect(district.locator(".done")).to_contain_text("Withdrawn")
    police.get_by_role("button", name="Reject", exact=True).click()
    expect(police.get_by_role("alert")).to_contain_text("Somebody acted first")
    expect(police.get_by_label("What you wrote")).to_have_value("Ten days are what the Department can do.")
    expect(police.locator(".timeline")).to_contain_text("Withdrawn")
