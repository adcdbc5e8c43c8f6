"""Identity marks of a draft: fields that show a document property whose name begins with "Counterpart ".

They tell one draft from another and are never content; a redline shows a legend of its own in their place.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.word import names as n
from drafts.word.package import Package

LEGEND_PROPERTY = "Counterpart Legend"
HASH_PROPERTY = "Counterpart Hash"
DRAFT_PROPERTY = "Counterpart Draft"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def property_of(package: Package, name: str) -> str:
    """The text of a custom document property; "" where there is none."""
    part = package.related("", "custom-properties")
    for prop in package.xml(part).iter(f"{{{_CUSTOM}}}property") if part is not None else ():
        if prop.get("name") == name:
            return "".join(prop.itertext()).strip()
    return ""


def clauses_named(package: Package) -> frozenset[str]:
    """The identities of the clauses that a file's bookmarks name."""
    found = (parse_bookmark(e.get(n.NAME) or "") for e in package.xml(package.main).iter(n.BOOKMARK_START))
    return frozenset(parsed[0] for parsed in found if parsed is not None)


def shown_by_fields(package: Package, name: str) -> frozenset[str]:
    """What the fields of a file that show the document property ``name`` show of it."""
    found = (_shown_in(p, name) for part in package.story_parts() for p in package.xml(part).iter(n.P))
    return frozenset("".join(t.text or "" for t in texts) for fields in found for texts in fields)


def show_legend(package: Package, legend: str) -> None:
    """Set the legend property and what the footer's field shows of it, where the file has them."""
    part = package.related("", "custom-properties")
    if part is not None:
        for prop in package.xml(part).iter(f"{{{_CUSTOM}}}property"):
            if prop.get("name") == LEGEND_PROPERTY:
                for value in prop.iter(f"{{{_VT}}}lpwstr"):
                    value.text = legend
    for name in package.story_parts():
        for paragraph in package.xml(name).iter(n.P):
            _show_in(paragraph, legend)


def _show_in(paragraph: etree._Element, legend: str) -> None:
    for shown in _shown_in(paragraph, LEGEND_PROPERTY):
        shown[0].text = legend
        shown[0].set(n.SPACE, "preserve")
        for rest in shown[1:]:
            rest.text = ""


def _shown_in(paragraph: etree._Element, name: str) -> Iterator[list[etree._Element]]:
    """For each field of a paragraph that shows the property ``name``, the texts in which it does."""
    code, shown, depth, after_separator = "", list[etree._Element](), 0, False
    for element in paragraph.iter(n.FLD_CHAR, n.INSTR_TEXT, n.T):
        if element.tag == n.FLD_CHAR:
            kind = element.get(n.FLD_CHAR_TYPE)
            if kind == "begin":
                code, shown, after_separator, depth = "", [], False, depth + 1
            elif kind == "separate":
                after_separator = True
            else:
                depth -= 1
                if " ".join(code.split()).startswith(f'DOCPROPERTY "{name}"') and shown:
                    yield shown
        elif element.tag == n.INSTR_TEXT and depth:
            code += element.text or ""
        elif depth and after_separator:
            shown.append(element)
