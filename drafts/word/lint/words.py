"""Rules for text and fields: no space or line lost, no field half revised (ECMA-376 Part 1, 17.3.3.31, 17.16.18)."""

from __future__ import annotations

from typing import Final

from lxml import etree

from .. import names as n
from .scan import Handler, Scan, wrappers

_EDGE: Final = " \t\n\r"


class Words:
    """The rules of this module over one part."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._fields: list[tuple[etree._Element, frozenset[str]]] = []

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element, in document order."""
        return {n.T: self._text, n.DEL_TEXT: self._text, n.FLD_CHAR: self._field_char}

    def finish(self) -> None:
        """Report what only the whole part tells: fields left open, and words outside runs."""
        for begin, _ in self._fields:
            self._scan.report("unbalanced-field", begin, "A field begins and does not end.")
        for text in self._scan.root.xpath("//w:p/text()[normalize-space()]", namespaces={"w": n.W}):
            self._scan.report("stray-text", text.getparent(), f"The words {str(text).strip()[:40]!r} stand in no run.")

    def _text(self, element: etree._Element) -> None:
        text = element.text
        if not text:
            return
        if (text[0] in _EDGE or text[-1] in _EDGE) and element.get(n.SPACE) != "preserve" and not _preserved(element):
            self._scan.report("lost-space", element, f"The space at the edge of {text.strip()[:40]!r} may be lost.")
        if "\n" in text or "\r" in text:
            self._scan.report("newline-in-text", element, f"A line break stands in the text {text.strip()[:40]!r}.")

    def _field_char(self, element: etree._Element) -> None:
        kind = element.get(n.FLD_CHAR_TYPE)
        state = frozenset(wrappers(element))
        if kind == "begin":
            self._fields.append((element, state))
        elif not self._fields:
            self._scan.report("unbalanced-field", element, f"A field has a {kind} and no begin.")
        else:
            begin, at_begin = self._fields.pop() if kind == "end" else self._fields[-1]
            if state != at_begin:
                message = f"A field's begin {_told(at_begin)} and its {kind} {_told(state)}."
                self._scan.report("half-field", begin, message)


def _told(state: frozenset[str]) -> str:
    return "stands in " + " and ".join(sorted(f"w:{n.local(tag)}" for tag in state)) if state else "is not revised"


def _preserved(element: etree._Element) -> bool:
    nearest = next((a.get(n.SPACE) for a in element.iterancestors() if a.get(n.SPACE)), None)
    return nearest == "preserve"
