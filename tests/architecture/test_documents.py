"""What is written down: docstrings, decision records, links, and the reference that is generated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from api.services.demonstration import AGREEMENT_ID
from tests.support import access_page, checkout, reference, rule_pages

DECISIONS = checkout.ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
PAGES = [path for path in checkout.files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("path", checkout.modules(), ids=str)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert len(ast.get_docstring(checkout.tree(path)) or "") > 10


def test_decision_records_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert len(RECORDS) >= 10


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.name)
def test_a_decision_record_has_its_parts_in_order(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {record.name[:4]}: ")
    assert re.search(r"^Status: (accepted|superseded by \[?\d{4}.*), \d{4}-\d\d-\d\d$", text, flags=re.M)
    assert re.findall(r"^## (.*)$", text, flags=re.M) == ["Context", "Decision", "Consequences", "Alternatives"]


def test_every_decision_record_is_listed_with_its_title() -> None:
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for record in RECORDS:
        title = record.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {record.name[:4]}: ")
        assert f"| [{record.name[:4]}]({record.name}) | {title} |" in listed


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = [
        target for target, _ in LINK.findall(checkout.text(page) or "") if not target.startswith(("http", "mailto:"))
    ]
    assert [t for t in targets if not (checkout.ROOT / page.parent / t).exists()] == []


def test_every_page_of_the_documentation_is_reached_from_its_index() -> None:
    index = (checkout.ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {p.relative_to("docs").as_posix() for p in PAGES if p.parts[0] == "docs"}
    linked = {target for target, _ in LINK.findall(index)}
    listed_elsewhere = {page for page in pages if page.startswith(("decisions/0", "reference/rules/", "ooxml/"))}
    assert pages - listed_elsewhere - {"index.md"} <= linked
    assert {"decisions/README.md", "reference/rules/README.md", "ooxml/README.md"} <= linked


def test_the_pages_of_the_rules_are_those_that_the_rules_give() -> None:
    folder = checkout.ROOT / rule_pages.FOLDER
    written = {page.name: page.read_text(encoding="utf-8") for page in folder.glob("*.md")}
    assert written == rule_pages.pages(), "python -m tests.support.rule_pages writes them anew"


def test_the_command_line_reference_is_the_one_that_the_commands_give() -> None:
    written = (checkout.ROOT / reference.PAGE).read_text(encoding="utf-8")
    assert written == reference.command_line(), "python -m tests.support.reference writes it anew"


def test_the_page_of_access_is_the_one_that_the_table_gives() -> None:
    written = (checkout.ROOT / access_page.PAGE).read_text(encoding="utf-8")
    assert written == access_page.access_page(), "python -m tests.support.reference writes it anew"


def test_the_readme_asks_for_the_agreement_that_the_demonstration_makes() -> None:
    asked = re.findall(
        r"^GET /agreements/([^/]+)/", (checkout.ROOT / "README.md").read_text(encoding="utf-8"), flags=re.M
    )
    assert asked == [AGREEMENT_ID]
