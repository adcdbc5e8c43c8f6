"""Rules for revisions of runs and properties (ECMA-376 Part 1, 17.13.5): who, when, where, and around what."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from .. import names as n
from .scan import Handler, Scan, in_fallback, place_of, wrappers

_DATE: Final = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-4]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
)
_INTEGER: Final = re.compile(r"[+-]?\d{1,10}")
_MAX_AUTHOR: Final = 255
_ATTRIBUTES: Final = frozenset({n.ID, n.AUTHOR, n.DATE, n.NAME})
_EXTRA: Final = {
    n.CELL_MERGE: frozenset({n.w("vMerge"), n.w("vMergeOrig")}),
    n.NUMBERING_CHANGE: frozenset({n.w("original")}),
    n.MOVE_FROM_RANGE_START: frozenset({n.w("colFirst"), n.w("colLast"), n.w("displacedByCustomXml")}),
    n.MOVE_TO_RANGE_START: frozenset({n.w("colFirst"), n.w("colLast"), n.w("displacedByCustomXml")}),
}
_OLD_SETS: Final = {change: n.w(n.local(change).removesuffix("Change")) for change in n.PROPERTY_CHANGES}
_NOT_IN_OLD: Final = {
    n.PPR_CHANGE: (n.RPR, n.SECT_PR),
    n.SECT_PR_CHANGE: (n.HEADER_REFERENCE, n.FOOTER_REFERENCE),
}
"""Beside another change of its own kind."""
_CONTAINERS: Final = frozenset({n.P, n.TBL, n.HYPERLINK, n.FLD_SIMPLE})
_NESTS: Final = frozenset({(n.DEL, n.INS)})
"""What may stand in what: (inner, outer)."""


class Ids:
    """The ids of revisions and bookmarks, over all parts of a file."""

    def __init__(self) -> None:
        self._seen: dict[str, etree._Element] = {}
        self._bookmarks: dict[str, etree._Element] = {}

    def claim(self, scan: Scan, element: etree._Element, number: str) -> None:
        """Note a revision's id and report one that a revision or a bookmark has already."""
        other = self._seen.setdefault(number, element)
        if other is element:
            other = self._bookmarks.get(number, element)
        if other is not element and not in_fallback(element) and not in_fallback(other):
            self._report(scan, element, other)

    def claim_bookmark(self, scan: Scan, element: etree._Element, number: str) -> None:
        """Note a bookmark's id and report one that a revision has already."""
        self._bookmarks.setdefault(number, element)
        other = self._seen.get(number)
        if other is not None and not in_fallback(element) and not in_fallback(other):
            self._report(scan, element, other)

    @staticmethod
    def _report(scan: Scan, element: etree._Element, other: etree._Element) -> None:
        mine, theirs = n.local(str(element.tag)), n.local(str(other.tag))
        message = f"w:{mine} has the id of a w:{theirs} in {place_of(other)}."
        scan.report("duplicate-annotation-id", element, message)


class Revisions:
    """The rules of this module over one part."""

    def __init__(self, scan: Scan, ids: Ids) -> None:
        self._scan, self._ids = scan, ids

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element."""
        return {
            **dict.fromkeys(n.RUN_WRAPPERS, self._wrapper),
            **dict.fromkeys(n.PROPERTY_CHANGES, self._change),
            **dict.fromkeys(n.CELL_REVISIONS | n.MOVE_RANGE_STARTS | {n.NUMBERING_CHANGE}, self._annotation),
            n.DEL_TEXT: self._deleted_text,
            n.DEL_INSTR_TEXT: self._deleted_code,
            n.COMMENT: self._comment,
        }

    def _annotation(self, element: etree._Element) -> None:
        number = element.get(n.ID)
        has_id = is_id(self._scan, element, number)
        if element.tag != n.TBL_GRID_CHANGE:  # a CT_Markup: no author, and Word gives every one the id 0
            self._who_and_when(element)
            if has_id:
                self._ids.claim(self._scan, element, str(number))
        allowed = _EXTRA.get(str(element.tag), frozenset[str]()) | _ATTRIBUTES
        for name in element.attrib:
            if str(name).startswith(f"{{{n.W}}}") and name not in allowed:
                self._scan.report(
                    "unknown-attribute", element, f"{_show(element)} has the attribute w:{n.local(str(name))}."
                )

    def _comment(self, element: etree._Element) -> None:
        self._who_and_when(element)
        is_id(self._scan, element, element.get(n.ID))

    def _who_and_when(self, element: etree._Element) -> None:
        author, date = element.get(n.AUTHOR), element.get(n.DATE)
        if not author:
            self._scan.report("missing-author", element, f"{_show(element)} has no author.")
        elif len(author) > _MAX_AUTHOR:
            message = f"{_show(element)} has an author of {len(author)} characters; {_MAX_AUTHOR} may be."
            self._scan.report("long-author", element, message)
        if date is not None and not _DATE.fullmatch(date):
            self._scan.report("bad-date", element, f"{_show(element)} has the date {date!r}.")

    def _wrapper(self, element: etree._Element) -> None:
        self._annotation(element)
        parent = element.getparent()
        if parent is None or parent.tag in (n.TR_PR, n.NUM_PR):
            return
        if parent.tag == n.RPR:
            self._mark(element, parent)
        elif parent.tag in (n.R_, n.PPR, n.TC_PR, n.TBL_PR):
            self._scan.report(
                "misplaced-revision", element, f"{_show(element)} stands in w:{n.local(str(parent.tag))}."
            )
        else:
            self._run_wrapper(element)

    def _mark(self, element: etree._Element, properties: etree._Element) -> None:
        holder = properties.getparent()
        if holder is not None and holder.tag not in (n.PPR, n.RPR_CHANGE):
            message = f"{_show(element)} stands in the properties of a w:{n.local(str(holder.tag))}."
            self._scan.report("misplaced-revision", element, message)

    def _run_wrapper(self, element: etree._Element) -> None:
        for child in element:
            if child.tag in _CONTAINERS:
                message = f"{_show(element)} wraps a {_show(child)}."
                self._scan.report("revision-around-container", element, message)
        for outer in wrappers(element):
            if (element.tag, outer) not in _NESTS:
                message = f"{_show(element)} stands inside w:{n.local(outer)}."
                self._scan.report("nested-revision", element, message)
        if element.tag == n.DEL:
            self._deletion(element)

    def _deletion(self, element: etree._Element) -> None:
        for live in element.iter(n.T, n.INSTR_TEXT):
            if next(wrappers(live), None) is None:
                continue  # in a text box that is deleted whole
            if live.tag == n.T:
                self._scan.report("text-in-deletion", element, "w:del holds a w:t; deleted text is w:delText.")
            else:
                self._scan.report("code-in-deletion", element, "w:del holds a w:instrText; it must be w:delInstrText.")

    def _deleted_text(self, element: etree._Element) -> None:
        if n.DEL not in wrappers(element):
            self._scan.report("deleted-text-outside-deletion", element, "w:delText stands outside w:del.")

    def _deleted_code(self, element: etree._Element) -> None:
        if n.DEL not in wrappers(element):
            self._scan.report("deleted-code-outside-deletion", element, "w:delInstrText stands outside w:del.")

    def _change(self, element: etree._Element) -> None:
        self._annotation(element)
        old = element.find(_OLD_SETS[str(element.tag)])
        if old is None:
            self._scan.report("missing-old-properties", element, f"{_show(element)} does not hold the old properties.")
            return
        for child in old.iterchildren(str(element.tag), *_NOT_IN_OLD.get(str(element.tag), ())):
            self._scan.report("old-properties-content", element, f"{_show(element)} keeps a {_show(child)}.")


def is_id(scan: Scan, element: etree._Element, number: str | None) -> bool:
    """Whether ``number`` is an annotation's id; what is not is reported."""
    if number is None:
        scan.report("missing-id", element, f"{_show(element)} has no id.")
    elif not _INTEGER.fullmatch(number.strip()) or not -(2**31) <= int(number) < 2**31:
        scan.report("bad-id", element, f"{_show(element)} has the id {number[:20]!r}.")
    else:
        return True
    return False


def _show(element: etree._Element) -> str:
    return f"w:{n.local(str(element.tag))}"
