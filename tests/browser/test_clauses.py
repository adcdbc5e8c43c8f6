"""What only a browser shows of the clauses' pages: words that follow the form as it is typed, and forms that need no
script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.support.browser import A

pytestmark = pytest.mark.xdist_group("browser")


def edit(page: Page, heading: str) -> None:
    page.goto(f"{A}/clauses")
    page.get_by_role("link", name=heading, exact=True).click()
    page.get_by_role("link", name="Propose a change").click()


def test_the_words_follow_the_form_and_a_refused_value_is_told_beside_its_field(enter: Enter) -> None:
    page = enter("police_chief")
    edit(page, "Resolving Disagreements")
    number = page.locator(".deadline input").first
    number.fill("21")
    live = page.locator("#live")
    expect(live.locator("ins").first).to_contain_text("twenty-one")
    expect(live.locator("del").first).to_be_visible()
    expect(number).to_be_focused()
    number.fill("many")
    expect(page.locator(".wrong:visible")).to_contain_text("whole number")
    number.fill("22")
    expect(live.locator("ins").first).to_contain_text("twenty-two")
    expect(page.locator(".wrong:visible")).to_have_count(0)


def test_the_words_themselves_are_edited_and_the_values_follow_at_once(enter: Enter) -> None:
    page = enter("police_chief")
    edit(page, "Notices")
    page.get_by_role("button", name="Words", exact=True).click()
    words = page.get_by_label("Words", exact=True)
    words.fill(words.input_value() + "\nA notice by e-mail counts when it is read.")
    expect(page.locator("#live ins")).to_contain_text("A notice by e-mail counts when it is read.")
    expect(page.locator("#live")).to_contain_text("The clause has words of its own")


def test_an_edit_needs_no_script(enter: Enter) -> None:
    page = enter("police_chief", java_script_enabled=False)
    edit(page, "Purpose")
    page.get_by_role("button", name="Add a line").click()
    page.locator(".rows textarea").last.fill("The Parties serve every student alike")
    page.get_by_role("button", name="Show the words").click()
    expect(page.locator("#live ins")).to_contain_text("The Parties serve every student alike")
    page.get_by_label("Why").fill("It was missing.")
    page.get_by_role("button", name="Save in the draft").click()
    assert "/proposals/prp-" in page.url
