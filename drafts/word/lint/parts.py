"""Rules for the package and for the parts that hold no text: content types, relationships, styles, numbering,
extended comments."""

from __future__ import annotations

from typing import Final

from .. import names as n
from .. import opc
from ..package import Package
from .anchors import Shared
from .references import Definitions
from .scan import Scan

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TYPES: Final = {
    kind: f"{_WORD}{kind}+xml"
    for kind in (
        *("header", "footer", "footnotes", "endnotes", "comments", "styles", "numbering", "settings", "fontTable"),
        *("webSettings", "commentsExtended", "commentsIds", "commentsExtensible", "people"),
    )
}
_PARA_ID: Final = f"{{{n.W15}}}paraId"
_PARENT_ID: Final = f"{{{n.W15}}}paraIdParent"


def check_package(package: Package, scan: Scan) -> None:
    """Content types of parts and targets of relationships."""
    for name in package.names:
        if not package.content_type(name):
            scan.report("content-type", None, f"{name} has no content type.", name)
    for name in package.typed_names():
        if name not in package:
            scan.report("content-type", None, f"{name} has a content type and does not exist.", name)
    for source in (opc.PACKAGE, *package.names):
        for r in package.rels(source).values():
            if r.external:
                continue
            if r.target not in package:
                message = f"{source or 'The package'} refers to {r.target}, which does not exist."
                scan.report("missing-part", None, message, r.target)
            elif r.kind in _TYPES and package.content_type(r.target) != _TYPES[r.kind]:
                message = f"{r.target} has the type {package.content_type(r.target)!r}."
                scan.report("content-type", None, message, r.target)


def read_definitions(package: Package) -> Definitions:
    """The styles and numbers that the file defines."""
    definitions = Definitions()
    styles, numbering = package.related(package.main, "styles"), package.related(package.main, "numbering")
    if styles is not None and styles in package:
        definitions.styles = {s.get(n.w("styleId"), "") for s in package.xml(styles).iterchildren(n.w("style"))}
    if numbering is not None and numbering in package:
        definitions.numbers = {x.get(n.w("numId"), "") for x in package.xml(numbering).iterchildren(n.w("num"))}
    return definitions


def check_styles(scan: Scan, _: Shared) -> None:
    """Ids of styles, and what they are based on."""
    based_on: dict[str, str] = {}
    for style in scan.root.iterchildren(n.w("style")):
        style_id = style.get(n.w("styleId"), "")
        if style_id in based_on:
            scan.report("duplicate-style-id", style, f"There are two styles {style_id!r}.", f"style {style_id}")
        base = style.find(n.w("basedOn"))
        based_on[style_id] = base.get(n.VAL, "") if base is not None else ""
    for style_id, base_id in based_on.items():
        if base_id and base_id not in based_on:
            message = f"The style {style_id!r} is based on {base_id!r}, which is not defined."
            scan.report("dangling-style-base", None, message, f"style {style_id}")
        elif _is_circular(style_id, based_on):
            scan.report("style-cycle", None, f"The style {style_id!r} is based on itself.", f"style {style_id}")


def _is_circular(style_id: str, based_on: dict[str, str]) -> bool:
    seen: set[str] = set()
    base = based_on.get(style_id, "")
    while base and base not in seen:
        if base == style_id:
            return True
        seen.add(base)
        base = based_on.get(base, "")
    return False


def check_numbering(scan: Scan, _: Shared) -> None:
    """Each w:num has its w:abstractNum."""
    abstract = {a.get(n.w("abstractNumId")) for a in scan.root.iterchildren(n.w("abstractNum"))}
    for num in scan.root.iterchildren(n.w("num")):
        wanted = num.find(n.w("abstractNumId"))
        if wanted is None or wanted.get(n.VAL) not in abstract:
            scan.report("dangling-numbering", num, "A w:num refers to no w:abstractNum.", "num")


def check_nothing_more(scan: Scan, _: Shared) -> None:
    """For parts where the order of the children is all that is checked."""
    del scan


def check_comments_extended(scan: Scan, shared: Shared) -> None:
    """Each commentEx names a paragraph of a comment, and so does the one that it answers."""
    for element in scan.root:
        for attribute in (_PARA_ID, _PARENT_ID):
            para_id = element.get(attribute)
            if para_id is None:
                continue
            try:
                known = int(para_id, 16) in shared.comment_paragraphs
            except ValueError:
                known = False
            if not known:
                message = f"A w15:commentEx has a {n.local(attribute)} of no comment."
                scan.report("dangling-comment-extension", None, message, "comment")
