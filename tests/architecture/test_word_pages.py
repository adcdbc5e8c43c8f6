"""docs/ooxml: a page for each feature of Word, with its parts, names of tests that there are, and sound specimens."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from drafts.model import Aspect
from drafts.word import names as n
from tests.support import checkout
from tests.support.pairs import KINDS

FOLDER = checkout.ROOT / "docs" / "ooxml"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
PARTS = ["What it is", "What Word does", "Specimen", "Our choices", "How it is proved", "Not handled"]
ORDER = "Order of children"
"""A part that a page has where the schema's order matters, before its specimen."""
FEWEST_LINES, MOST_LINES = 25, 80
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"' for prefix, uri in (("w", n.W), ("r", n.R), ("m", n.M), ("w14", n.W14), ("mc", n.MC))
)
DEFINED = {
    name
    for path in checkout.files()
    if path.suffix == ".py" and path.parts[0] == "tests"
    for name in re.findall(r"^def (test_\w+)", checkout.text(path) or "", flags=re.M)
}


def _listed(section: str) -> dict[str, str]:
    """File name -> title, as the index lists them under a heading."""
    body = INDEX.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return {name: title for title, name in re.findall(r"^\| \[([^\]]+)\]\(([\w.-]+)\) \|", body, flags=re.M)}


FEATURES = sorted(_listed("Features"))


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_every_page_is_in_the_index_under_its_title() -> None:
    listed = {**_listed("Features"), **_listed("Across features")}
    titles = {p.name: _text(p.name).splitlines()[0] for p in FOLDER.glob("*.md") if p.name != "README.md"}
    assert titles == {name: f"# {title}" for name, title in listed.items()}
    assert len(FEATURES) >= 19


@pytest.mark.parametrize("name", FEATURES)
def test_a_page_of_a_feature_has_its_parts_in_order(name: str) -> None:
    parts = re.findall(r"^## (.*)$", _text(name), flags=re.M)
    at = PARTS.index("Specimen")
    assert parts in (PARTS, [*PARTS[:at], ORDER, *PARTS[at:]])
    assert FEWEST_LINES <= len(_text(name).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", FEATURES)
def test_a_page_of_a_feature_names_tests_that_there_are(name: str) -> None:
    proved = _text(name).split("\n## How it is proved\n", 1)[1].split("\n## ", 1)[0]
    tests = set(re.findall(r"`(test_\w+)`", proved))
    kinds = set(re.findall(r"`([\w-]+)`", proved.partition("Pair kinds:")[2]))
    assert tests
    assert tests <= DEFINED
    assert kinds <= set(KINDS)


@pytest.mark.parametrize("name", FEATURES)
def test_a_specimen_is_well_formed_and_in_schema_order(name: str) -> None:
    specimens = re.findall(r"^ *```xml\n(.*?)^ *```$", _text(name), flags=re.M | re.S)
    assert specimens
    for specimen in specimens:
        for element in etree.fromstring(f"<specimen {NAMESPACES}>{specimen}</specimen>").iter(*n.CHILD_ORDER):
            ranks = [n.CHILD_ORDER[str(element.tag)][str(child.tag)] for child in element]
            assert ranks == sorted(ranks), etree.tostring(element)


FIDELITY = (checkout.ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")


def test_fidelity_says_of_every_property_what_becomes_of_it() -> None:
    table = FIDELITY.split("\n## What a comparison", 1)[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ") and "| property |" not in line]
    said = [found for _, found, _ in rows]
    begins = ("exact", "normalized: ", "after side", "no content: ", "kept, ", "read as accepted, told", "refused")
    assert len(said) >= 30
    assert [found for found in said if not found.startswith(begins)] == []


def test_fidelity_lists_every_aspect_that_a_comparison_may_leave_out() -> None:
    left_out = FIDELITY.split("\n## What a comparison may leave out\n", 1)[1]
    assert set(re.findall(r"^\| `([\w-]+)` \|", left_out, flags=re.M)) == set(Aspect)
