"""Rules for what stands where: the order of properties, what tables, rows, cells and the body hold."""

from __future__ import annotations

from collections import Counter
from typing import Final, cast

from lxml import etree

from .. import names as n
from .scan import RANGE_MARKERS, Handler, Scan, last_block

_REPEATS: Final = frozenset({n.w("numbering"), n.w("settings")})
_FIRST_IN: Final = {n.PPR: (n.P,), n.RPR: (n.R_,), n.TBL_PR: (n.TBL,), n.TC_PR: (n.TC,)}


def _mixing(ranks: dict[str, int]) -> frozenset[int]:
    return frozenset(rank for rank, count in Counter(ranks.values()).items() if count > 1)


_MIXING: Final = {parent: _mixing(ranks) for parent, ranks in n.CHILD_ORDER.items()}


class Structure:
    """The rules of this module over one part."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._sound: dict[str, set[tuple[str, ...]]] = {tag: set() for tag in n.CHILD_ORDER}

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element."""
        return {
            **dict.fromkeys(n.CHILD_ORDER, self._ordered),
            n.TBL: self._table,
            n.TR: self._row,
            n.TC: self._cell,
            n.BODY: self._body,
        }

    def _ordered(self, element: etree._Element) -> None:
        tag = cast("str", element.tag)
        if tag in _FIRST_IN and element.getprevious() is not None:
            self._first(element, tag)
        if tag == n.SECT_PR and next(element.iterancestors(n.TC), None) is not None:
            self._scan.report("section-in-cell", element, "A section ends inside a table cell.")
        children = cast("tuple[str, ...]", tuple([child.tag for child in element]))
        if children not in self._sound[tag] and self._is_ordered(element, tag, children):
            self._sound[tag].add(children)

    def _first(self, element: etree._Element, tag: str) -> None:
        parent = element.getparent()
        if parent is None or parent.tag not in _FIRST_IN[tag]:
            return
        earlier = {str(s.tag) for s in element.itersiblings(preceding=True) if isinstance(s.tag, str)}
        if earlier - (RANGE_MARKERS if tag == n.TBL_PR else frozenset()):
            message = f"w:{n.local(tag)} is not the first child of its w:{n.local(str(parent.tag))}."
            self._scan.report("properties-not-first", element, message)

    def _is_ordered(self, element: etree._Element, tag: str, children: tuple[str, ...]) -> bool:
        ranks, mixing = n.CHILD_ORDER[tag], _MIXING[tag]
        last, before, sound = -1, "", True
        for child in children:
            rank = ranks.get(child)
            if rank is None:
                if str(child).startswith(f"{{{n.W}}}"):  # a comment's tag is a function
                    sound = self._fault("unknown-child", element, f"{_show(child)} has no place in {_show(tag)}.")
                continue
            if rank < last:
                sound = self._fault("child-order", element, f"{_show(child)} follows {_show(before)} in {_show(tag)}.")
            elif rank == last and rank not in mixing and tag not in _REPEATS:
                sound = self._fault("repeated-child", element, f"{_show(child)} stands twice in {_show(tag)}.")
            last, before = max(rank, last), child if rank >= last else before
        return sound

    def _fault(self, rule: str, element: etree._Element, message: str) -> bool:
        self._scan.report(rule, element, message)
        return False

    def _table(self, element: etree._Element) -> None:
        if next(element.iterdescendants(n.TR), None) is None:
            self._scan.report("table-without-rows", element, "A table has no row.")

    def _row(self, element: etree._Element) -> None:
        if element.find(n.TC) is None and next(element.iterdescendants(n.TC), None) is None:
            self._scan.report("row-without-cells", element, "A row has no cell.")

    def _cell(self, element: etree._Element) -> None:
        last = last_block(element)
        if last is None or last.tag != n.P:
            ends = "is empty" if last is None or last.tag == n.TC_PR else f"ends with {_show(str(last.tag))}"
            self._scan.report("cell-without-final-paragraph", element, f"A cell {ends}.")

    def _body(self, element: etree._Element) -> None:
        section = element.find(n.SECT_PR)
        if section is not None and any(isinstance(s.tag, str) for s in section.itersiblings()):
            self._scan.report("section-not-last", element, "The body goes on after its w:sectPr.", "body")


def _show(tag: str) -> str:
    return f"w:{n.local(tag)}"
