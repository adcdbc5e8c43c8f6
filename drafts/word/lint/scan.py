"""One part under the lint: where findings go, how places are named, and how to look around in the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from .. import names as n
from .rules import RULES, LintFinding

Handler = Callable[[etree._Element], None]

_PLACE_WORDS = 40
_FALLBACK = f"{{{n.MC}}}Fallback"
_XML_RANGES = (
    f"customXml{kind}Range{end}" for kind in ("Ins", "Del", "MoveFrom", "MoveTo") for end in ("Start", "End")
)
RANGE_MARKERS = frozenset(
    {n.BOOKMARK_START, n.BOOKMARK_END, n.COMMENT_RANGE_START, n.COMMENT_RANGE_END}
    | n.MOVE_RANGE_STARTS
    | n.MOVE_RANGE_ENDS
    | {n.w(name) for name in ("proofErr", "permStart", "permEnd", *_XML_RANGES)}
)
"""What may stand between blocks and between runs without being either."""
_BETWEEN_BLOCKS = RANGE_MARKERS | {n.SECT_PR, n.SDT_PR, n.w("sdtEndPr"), n.w("customXmlPr")}
_THROUGH = frozenset({n.SDT, n.SDT_CONTENT, n.CUSTOM_XML})


@dataclass(slots=True)
class Scan:
    """One part: its name, its root and the findings so far."""

    part: str
    root: etree._Element
    findings: list[LintFinding] = field(default_factory=list[LintFinding])

    def report(self, rule: str, element: etree._Element | None, message: str, place: str = "") -> None:
        """Add a finding; without ``place``, it is told by the words around ``element``."""
        if not place:
            place = place_of(element) if element is not None else self.part
        self.findings.append(LintFinding(RULES[rule].name, self.part, place, message))


def place_of(element: etree._Element) -> str:
    """Where an element stands, in words: the paragraph, row or table around it by how its text begins."""
    for node in (element, *element.iterancestors()):
        if node.tag in (n.P, n.TC, n.TR, n.TBL):
            kind = {n.P: "paragraph", n.TC: "cell", n.TR: "row", n.TBL: "table"}[str(node.tag)]
            return f'{kind} "{_beginning(node)}"'
    if element.getparent() is None:
        return n.local(str(element.tag))
    inside = next(iter(element.iter(n.P)), None)
    return n.local(str(element.tag)) if inside is None else f'{n.local(str(element.tag))} "{_beginning(inside)}"'


def _beginning(node: etree._Element) -> str:
    words = "".join(t.text or "" for t in node.iter(n.T)) or "".join(t.text or "" for t in node.iter(n.DEL_TEXT))
    return words[:_PLACE_WORDS]


def wrappers(element: etree._Element) -> Iterator[str]:
    """The run-level revisions around an element, innermost first, up to its paragraph or text box."""
    for node in element.iterancestors():
        if node.tag in n.RUN_WRAPPERS:
            yield str(node.tag)
        elif node.tag in (n.P, n.TXBX_CONTENT):
            return


def in_fallback(element: etree._Element) -> bool:
    """Whether an element belongs to the copy that older readers show, which repeats ids."""
    return next(element.iterancestors(_FALLBACK), None) is not None


def next_block(block: etree._Element) -> etree._Element | None:
    """The paragraph or table after a block in the same container, looked for through content controls; None at its
    end."""
    node = block
    while True:
        found = next((b for s in node.itersiblings() if (b := _first_block(s)) is not None), None)
        around = node.getparent()
        if found is not None or around is None or around.tag not in _THROUGH:
            return found
        node = around


def _first_block(node: etree._Element) -> etree._Element | None:
    if node.tag in (n.P, n.TBL):
        return node
    if node.tag in _THROUGH:
        return next((b for child in node if (b := _first_block(child)) is not None), None)
    return None


def last_block(container: etree._Element) -> etree._Element | None:
    """The last block of a cell or control, looked for through content controls; None when there is none."""
    for child in reversed(container):
        if child.tag in _THROUGH:
            return last_block(child)
        if child.tag not in _BETWEEN_BLOCKS:
            return child
    return None
