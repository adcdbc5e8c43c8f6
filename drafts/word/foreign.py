"""Markup of namespaces that Word doesn't know and that a file declares ignorable (ECMA-376 part 3, clause 7.2).

Word leaves it out when it opens the file. In a file that doesn't declare the namespace ignorable the same markup makes
Word refuse to open it, so that none of it may be carried there.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from drafts.word import names as n
from drafts.word.package import Package

_KNOWN = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://www.w3.org/",
    "urn:schemas-microsoft-com:",
)


def drop_foreign(source: Package, target: Package) -> None:
    """Take out of ``source``, as Word would, the foreign markup that ``target`` doesn't declare ignorable."""
    allowed = _ignorable(target.xml(target.main))
    kinds = [source.related(source.main, kind) for kind in ("styles", "numbering")]
    for part in (*source.story_parts(), *(name for name in kinds if name is not None)):
        root = source.xml(part)
        foreign = _ignorable(root) - allowed
        if foreign:
            _drop(root, foreign)


def _ignorable(root: etree._Element) -> set[str]:
    """The foreign namespaces that a part's root declares ignorable."""
    prefixes = (root.get(n.IGNORABLE) or "").split()
    found = {root.nsmap.get(prefix) or "" for prefix in prefixes}
    return {namespace for namespace in found if namespace and not namespace.startswith(_KNOWN)}


def foreign_markup(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """All foreign markup below ``root`` that is declared ignorable: (element, attribute), with "" for the element
    itself. Collect it before anything is taken out."""
    namespaces = tuple(f"{{{namespace}}}" for namespace in _ignorable(root))
    for element in root.iter(etree.Element) if namespaces else ():
        if str(element.tag).startswith(namespaces):
            yield element, ""
        else:
            yield from ((element, key) for key in map(str, element.attrib) if key.startswith(namespaces))


def _drop(root: etree._Element, foreign: set[str]) -> None:
    names = tuple(f"{{{namespace}}}" for namespace in foreign)
    for element, key in list(foreign_markup(root)):
        parent = element.getparent()
        if key.startswith(names):
            del element.attrib[key]
        elif not key and str(element.tag).startswith(names) and parent is not None:
            parent.remove(element)
