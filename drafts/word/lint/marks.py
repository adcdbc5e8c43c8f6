"""Rules for revised paragraph marks, rows and cells (ECMA-376 Part 1, 17.13.5.13 to 17.13.5.20)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from .. import names as n
from .scan import Handler, Scan, next_block, wrappers

_ARRIVED: Final = frozenset({n.INS, n.MOVE_TO, n.CELL_INS})
_LEFT: Final = frozenset({n.DEL, n.MOVE_FROM})
_MATH_RUN: Final = f"{{{n.M}}}r"
_NO_CONTENT: Final = frozenset({n.RPR, n.w("lastRenderedPageBreak")})


class Marks:
    """The rules of this module over one part."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element."""
        return {
            **dict.fromkeys(n.RUN_WRAPPERS, self._revision),
            **dict.fromkeys((n.CELL_INS, n.CELL_DEL), self._cell),
        }

    def _revision(self, element: etree._Element) -> None:
        properties = element.getparent()
        holder = properties.getparent() if properties is not None else None
        if properties is None or holder is None:
            return
        if properties.tag == n.RPR and holder.tag == n.PPR:
            paragraph = holder.getparent()
            if paragraph is not None and paragraph.tag == n.P:
                self._mark(element, paragraph)
        elif properties.tag == n.TR_PR and holder.tag == n.TR:
            self._row(element, holder)

    def _mark(self, element: etree._Element, paragraph: etree._Element) -> None:
        following = next_block(paragraph)
        if following is not None and following.tag == n.P:
            return
        gone = _side(element)
        if any(_has_content(run) and gone.isdisjoint(wrappers(run)) for run in _runs(paragraph)):
            before = "a table" if following is not None else "the end of its container"
            message = (
                f"The mark is revised (w:{n.local(str(element.tag))}) before {before}, and text would stay behind."
            )
            self._scan.report("mark-without-successor", element, message)

    def _row(self, element: etree._Element, row: etree._Element) -> None:
        if not _is_revised_throughout(row, _side(element)):
            message = f"The row is revised (w:{n.local(str(element.tag))}), but not all that its cells hold."
            self._scan.report("row-without-content-revision", row, message)

    def _cell(self, element: etree._Element) -> None:
        cell = next(element.iterancestors(n.TC), None)
        if cell is not None and not _is_revised_throughout(cell, _side(element)):
            message = f"The cell is revised (w:{n.local(str(element.tag))}), but not all that it holds."
            self._scan.report("cell-without-content-revision", cell, message)


def _is_revised_throughout(place: etree._Element, side: frozenset[str]) -> bool:
    """Whether all marks and runs of a row or cell come or go with it; a text box does with its drawing."""
    for paragraph in place.iter(n.P):
        if next(paragraph.iterancestors(n.TXBX_CONTENT, n.TR), place).tag == n.TXBX_CONTENT:
            continue
        marked = any(m.tag in side for m in paragraph.iterfind(f"{n.PPR}/{n.RPR}/*"))
        if not marked or any(_has_content(run) and side.isdisjoint(wrappers(run)) for run in _runs(paragraph)):
            return False
    return True


def _side(element: etree._Element) -> frozenset[str]:
    return _ARRIVED if element.tag in _ARRIVED else _LEFT


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph, not those of a text box in it: they come and go with its drawing."""
    return (r for r in paragraph.iter(n.R_, _MATH_RUN) if next(r.iterancestors(n.P), None) is paragraph)


def _has_content(run: etree._Element) -> bool:
    return any(child.tag not in _NO_CONTENT for child in run)
