"""Rules for moves (ECMA-376 Part 1, 17.13.5.21 to 17.13.5.28): ranges in pairs, one pair of sides to a name."""

from __future__ import annotations

from collections import Counter
from typing import Final

from lxml import etree

from .. import names as n
from .scan import Handler, Scan, in_fallback

_START_OF: Final = {n.MOVE_FROM: n.MOVE_FROM_RANGE_START, n.MOVE_TO: n.MOVE_TO_RANGE_START}
_START_OF_END: Final = {
    n.MOVE_FROM_RANGE_END: n.MOVE_FROM_RANGE_START,
    n.MOVE_TO_RANGE_END: n.MOVE_TO_RANGE_START,
}
_SIDES: Final = (n.MOVE_FROM_RANGE_START, n.MOVE_TO_RANGE_START)


class Moves:
    """The rules of this module over one part; a move does not leave its part."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._open: dict[tuple[str, str], etree._Element] = {}
        self._names: Counter[tuple[str, str]] = Counter()

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element, in document order."""
        return {
            **dict.fromkeys(_SIDES, self._start),
            **dict.fromkeys(_START_OF_END, self._end),
            **dict.fromkeys(_START_OF, self._moved),
        }

    def finish(self) -> None:
        """Report what only the whole part tells: ranges left open and sides without a partner."""
        for (side, _), start in self._open.items():
            self._scan.report("unpaired-move-range", start, f"w:{n.local(side)} has no end.")
        for name in {name for _, name in self._names}:
            counts = [self._names[side, name] for side in _SIDES]
            if 0 in counts:
                here = "source" if counts[0] else "destination"
                self._scan.report("unpaired-move", None, f"The move {name!r} has only a {here}.", f"move {name}")
            elif counts != [1, 1]:
                message = f"The move {name!r} has {counts[0]} sources and {counts[1]} destinations."
                self._scan.report("duplicate-move-name", None, message, f"move {name}")

    def _start(self, element: etree._Element) -> None:
        self._open[str(element.tag), element.get(n.ID, "")] = element
        name = element.get(n.NAME)
        if not name:
            self._scan.report("missing-move-name", element, f"w:{n.local(str(element.tag))} has no name.")
        elif not in_fallback(element):
            self._names[str(element.tag), name] += 1

    def _end(self, element: etree._Element) -> None:
        if self._open.pop((_START_OF_END[str(element.tag)], element.get(n.ID, "")), None) is None:
            self._scan.report("unpaired-move-range", element, f"w:{n.local(str(element.tag))} has no start.")

    def _moved(self, element: etree._Element) -> None:
        start = _START_OF[str(element.tag)]
        if not any(side == start for side, _ in self._open):
            message = f"w:{n.local(str(element.tag))} stands outside any w:{n.local(start)}."
            self._scan.report("move-outside-range", element, message)
