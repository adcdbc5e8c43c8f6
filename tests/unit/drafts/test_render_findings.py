"""Findings as a page and as Markdown: every draft, both values, and nothing that a contract's words could turn into a
sign."""

from __future__ import annotations

from clauses.checks.findings import Finding, Level, Place
from drafts.render.findings import Checked, counted, findings_html, findings_markdown, place_told

PLACE = Place("mzxw6ytboi2dgnbv", "retention", "Keeping <b>*", "rules.general.min", "Minimum period", "180 days & more")
WHOLE = Place("mzxw6ytboi2dgnbv", "retention", "Keeping", "", "Clause", "Keeping")
ERROR = Finding("L06", Level.ERROR, "It outlasts", "It is short.", "Make it longer.", (PLACE, WHOLE), "5 M.R.S. § 95-B")
NOTICE = Finding("L14", Level.NOTICE, "It is decided", "It is open.", "Decide it.", (PLACE,), "")


def test_levels_are_counted_in_words_the_worst_first() -> None:
    assert counted((NOTICE, ERROR, ERROR)) == "2 errors, 1 notice"
    assert counted(()) == "no findings"


def test_a_place_is_told_with_its_value_or_as_a_whole_clause() -> None:
    assert place_told(PLACE) == "Keeping <b>*, Minimum period: 180 days & more"
    assert place_told(WHOLE) == "Keeping"


def test_a_page_has_a_section_for_each_draft_and_no_markup_of_the_text() -> None:
    page = findings_html([Checked("Draft 1", (ERROR,)), Checked("Draft 2", ())], title="A & B")
    assert "Draft 1" in page
    assert '<p class="about">No findings.</p>' in page
    assert "Keeping &lt;b&gt;*, Minimum period: <b>180 days &amp; more</b>" in page
    assert "5 M.R.S. § 95-B" in page
    assert "<h1>A &amp; B</h1>" in page


def test_markdown_escapes_what_would_be_a_sign() -> None:
    told = findings_markdown([Checked("Draft 1", (ERROR, NOTICE))], title="A")
    assert "- **L06, error** — It is short. Make it longer." in told
    assert "  - Keeping \\<b\\>\\*, Minimum period: 180 days \\& more" in told
    assert told.count("Source:") == 1
