"""Which move each moved stretch, mark or row belongs to: the two ends of a move share the name of their ranges."""

from __future__ import annotations

from typing import Final

from lxml import etree

from drafts.word import names as n

_STARTS: Final = {n.MOVE_FROM_RANGE_START: n.MOVE_FROM, n.MOVE_TO_RANGE_START: n.MOVE_TO}
_ENDS: Final = {n.MOVE_FROM_RANGE_END: n.MOVE_FROM, n.MOVE_TO_RANGE_END: n.MOVE_TO}
_MOVED: Final = frozenset({n.MOVE_FROM, n.MOVE_TO})
_TAGS: Final = (*_STARTS, *_ENDS, *sorted(_MOVED), n.P)


def move_names(root: etree._Element) -> dict[etree._Element, str]:
    """Every ``w:moveFrom`` and ``w:moveTo`` below ``root`` with the name of the range that it stands in; what stands in
    none is left out.

    A paragraph's mark comes before the range that Word opens inside the paragraph, and belongs to the one that is open
    when the paragraph ends, or to that of its words.
    """
    found: dict[etree._Element, str] = {}
    opened: dict[str, dict[str | None, str]] = {n.MOVE_FROM: {}, n.MOVE_TO: {}}
    marks: list[etree._Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=_TAGS):
        tag = str(element.tag)
        if event == "end":
            if tag == n.P:
                _settle(marks, element, opened, found)
        elif tag in _STARTS:
            opened[_STARTS[tag]][element.get(n.ID)] = element.get(n.NAME) or ""
        elif tag in _ENDS:
            opened[_ENDS[tag]].pop(element.get(n.ID), None)
        elif tag in _MOVED:
            if _is_mark(element):
                marks.append(element)
            name = _latest(opened[tag])
            if name:
                found[element] = name
    return found


def _settle(
    marks: list[etree._Element],
    paragraph: etree._Element,
    opened: dict[str, dict[str | None, str]],
    found: dict[etree._Element, str],
) -> None:
    """Name the paragraph's marks that stand in no range so far."""
    for mark in [m for m in marks if next(m.iterancestors(n.P), None) is paragraph]:
        marks.remove(mark)
        if mark not in found:
            named = (found[e] for e in paragraph.iterchildren(str(mark.tag)) if e in found)
            name = next(named, "") or _latest(opened[str(mark.tag)])
            if name:
                found[mark] = name


def _is_mark(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == n.RPR


def _latest(opened: dict[str | None, str]) -> str:
    return next(reversed(opened.values()), "")
