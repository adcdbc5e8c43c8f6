"""Rules for what points elsewhere: relationships, comments and notes, numbering, styles, extension namespaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from .. import names as n
from .anchors import Shared
from .scan import Handler, Scan

_REFERENCES: Final = {
    n.COMMENT_REFERENCE: (n.COMMENT, "missing-comment"),
    n.COMMENT_RANGE_START: (n.COMMENT, "missing-comment"),
    n.FOOTNOTE_REFERENCE: (n.FOOTNOTE, "missing-footnote"),
    n.ENDNOTE_REFERENCE: (n.ENDNOTE, "missing-endnote"),
}
_EXTENSIONS: Final = (n.W14, n.W15, n.W16CID, n.W16CEX, n.W16DU)
_FIND_REL_IDS: Final = etree.XPath("//@r:*", namespaces={"r": n.R})
_USES: Final = etree.XPath("boolean(//@*[namespace-uri()=$ns] | //*[namespace-uri()=$ns])")


@dataclass(slots=True)
class Definitions:
    """What styles and numbering define; None where the file has no such part."""

    styles: set[str] | None = None
    numbers: set[str] = field(default_factory=set[str])


class References:
    """The rules of this module over one part."""

    def __init__(self, scan: Scan, shared: Shared, definitions: Definitions, rel_ids: Mapping[str, object]) -> None:
        self._scan, self._shared, self._definitions, self._rel_ids = scan, shared, definitions, rel_ids
        self._referred: list[tuple[str, str, etree._Element]] = []

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element."""
        return {
            **dict.fromkeys(_REFERENCES, self._reference),
            **dict.fromkeys((n.P_STYLE, n.R_STYLE, n.TBL_STYLE), self._style),
            n.w("numId"): self._number,
        }

    def finish(self) -> None:
        """Report relationship ids without a relationship, and the namespaces of the root."""
        for value in _results(_FIND_REL_IDS, self._scan.root):
            if value and str(value) not in self._rel_ids:
                owner = value.getparent()
                message = f"{n.local(str(owner.tag))} has the relationship id {str(value)[:40]!r}, which is not there."
                self._scan.report("dangling-relationship-id", owner, message)
        self._namespaces()

    def resolve(self) -> None:
        """Report references to comments and notes that no part defines; call it when all parts were read."""
        for target, number, element in self._referred:
            if number not in self._shared.defined[target]:
                rule = _REFERENCES[str(element.tag)][1]
                message = f"w:{n.local(str(element.tag))} refers to a w:{n.local(target)} that is not there."
                self._scan.report(rule, element, message)

    def _reference(self, element: etree._Element) -> None:
        self._referred.append((_REFERENCES[str(element.tag)][0], element.get(n.ID, ""), element))

    def _style(self, element: etree._Element) -> None:
        styles = self._definitions.styles
        style = element.get(n.VAL, "")
        if styles is not None and style not in styles:
            self._scan.report("dangling-style", element, f"The style {style!r} is not defined.", f"style {style}")

    def _number(self, element: etree._Element) -> None:
        number = element.get(n.VAL, "")
        if number != "0" and number not in self._definitions.numbers:
            self._scan.report("dangling-numbering", element, "A paragraph's numbering is not defined.")

    def _namespaces(self) -> None:
        root = self._scan.root
        ignorable = root.get(n.IGNORABLE, "").split()
        for prefix in ignorable:
            if prefix not in root.nsmap:
                message = f"mc:Ignorable names the prefix {prefix!r}, which is not declared."
                self._scan.report("undeclared-prefix", root, message, f"prefix {prefix}")
        ignored = {root.nsmap.get(prefix) for prefix in ignorable}
        for prefix, uri in root.nsmap.items():
            if uri in _EXTENSIONS and uri not in ignored and not str(root.tag).startswith(f"{{{uri}}}"):
                if _USES(root, ns=uri):
                    message = f"The namespace of the prefix {prefix!r} is in use and not in mc:Ignorable."
                    self._scan.report("extension-not-ignorable", root, message, f"prefix {prefix}")


def _results(find: Callable[..., object], root: etree._Element) -> list[etree._ElementUnicodeResult]:
    found = find(root)
    return found if isinstance(found, list) else []
