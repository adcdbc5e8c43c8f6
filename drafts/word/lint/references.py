"""Rules for what points elsewhere: relationships, comments and notes, numbering, styles, extension namespaces."""

from __future__ import annotations

from collections.abc import Mapping
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
_RELATED: Final = (
    *(
        n.w(tag)
        for tag in ("hyperlink", "headerReference", "footerReference", "altChunk", "subDoc", "control", "movie")
    ),
    *(f"{{{n.A}}}{tag}" for tag in ("blip", "hlinkClick", "hlinkHover", "hlinkMouseOver", "audioFile", "videoFile")),
    *(f"{{{n.V}}}{tag}" for tag in ("imagedata", "fill", "stroke")),
    f"{{{n.O}}}OLEObject",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
)
"""The elements that carry relationship ids; looking at each attribute of each element costs ten times as much."""
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
            **dict.fromkeys(_RELATED, self._related),
            n.w("numId"): self._number,
        }

    def finish(self) -> None:
        """Report the namespaces of the root."""
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

    def _related(self, element: etree._Element) -> None:
        for name, value in element.attrib.items():
            if str(name).startswith(f"{{{n.R}}}") and value and value not in self._rel_ids:
                tag = n.local(str(element.tag))
                message = f"{tag} has the relationship id {str(value)[:40]!r}, which is not there."
                self._scan.report("dangling-relationship-id", element, message)

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
            if uri not in _EXTENSIONS or uri in ignored or str(root.tag).startswith(f"{{{uri}}}"):
                continue
            if _USES(root, ns=uri):
                message = f"The namespace of the prefix {prefix!r} is in use and not in mc:Ignorable."
                self._scan.report("extension-not-ignorable", root, message, f"prefix {prefix}")
