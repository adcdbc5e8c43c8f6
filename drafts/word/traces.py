"""What a file tells beyond its words: which parts, settings and markup may stay in a scrubbed one, and names for the
rest.

Everything here is an allow-list or a predicate that both the scrubber and the scan of its result go by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.opc import Relationship
from drafts.word.package import PACKAGE, Package


class TraceKind(StrEnum):
    """What gives something away."""

    PROPERTY = "property"
    """A document property: title, author, company, template, or one of somebody's own."""
    PART = "part"
    """A part that no reader sees: thumbnail, custom XML, printer settings, glossary, people."""
    COMMENT = "comment"
    AUTHOR = "author"
    """The name on a tracked change or comment."""
    SAVE_IDS = "save-ids"
    """Revision-save ids, which tell who wrote what in which session."""
    SETTING = "setting"
    """A setting of the document, such as its template, its mail merge or its variables."""
    LINK = "link"
    """A link to a file on somebody's machine, or to anything else that is no web or mail address."""
    PATH = "path"
    """A path on somebody's machine, in the description of a picture or the like."""
    PICTURE = "picture"
    """What a camera or a program wrote into a picture."""
    MARKUP = "markup"
    """Markup that no reader sees: proofing marks, data bindings, another program's own."""
    HIDDEN_TEXT = "hidden-text"
    FIELD = "field"
    """A field that shows a document property, a file name or a user's name, or that keeps data of its own."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that was removed or found. ``place`` says where in the part ("paragraph 12"), or is ""."""

    kind: TraceKind
    part: str
    place: str
    what: str


KEPT_PROPERTIES: Final = ("Counterpart Legend", "Counterpart Hash", "Counterpart Draft")
"""The custom properties that tell one draft from another (decision 5)."""
_STORIES: Final = frozenset({"footnotes", "endnotes", "header", "footer"})
_LOOKS: Final = frozenset({"styles", "numbering", "settings", "fontTable", "theme", "themeOverride", "font"})
_SHOWN: Final = frozenset(
    {
        "image",
        "hdphoto",
        "chart",
        "chartEx",
        "chartStyle",
        "chartColorStyle",
        "chartUserShapes",
        "diagramData",
        "diagramLayout",
        "diagramQuickStyle",
        "diagramColors",
        "diagramDrawing",
    }
)
_COMMENTS: Final = frozenset({"comments", "commentsExtended"})
_ADDRESSES: Final = frozenset({"http", "https", "mailto"})

_DROPPED_SETTINGS: Final = frozenset(
    w(name)
    for name in (
        *("proofState", "activeWritingStyle", "attachedTemplate", "linkStyles", "mailMerge", "savePreviewPicture"),
        *("saveThroughXslt", "useXSLTWhenSaving", "docVars", "rsids", "attachedSchema", "smartTagType"),
        "schemaLibrary",
    )
)
KEPT_SETTINGS: Final = frozenset({*n.CHILD_ORDER[w("settings")], f"{{{n.M}}}mathPr"}) - _DROPPED_SETTINGS

UNSEEN_ELEMENTS: Final = frozenset(
    {
        w("proofErr"),
        w("dataBinding"),
        f"{{{n.W15}}}dataBinding",
        w("fldData"),
        w("smartTagPr"),
        w("customXmlPr"),
        w("rsid"),
        w("printerSettings"),
    }
)
"""Elements that no reader sees, taken out wherever they stand."""
COMMENT_ELEMENTS: Final = frozenset({n.COMMENT_RANGE_START, n.COMMENT_RANGE_END, n.COMMENT_REFERENCE})
EDITORS: Final = (w("permStart"), w("permEnd"))
_NO_AUTHOR: Final = frozenset({n.AUTHOR, f"{{{n.W15}}}author"})
SEEN_TEXT: Final = frozenset({n.T, n.DEL_TEXT, f"{{{n.M}}}t", f"{{{n.A}}}t"})
"""Elements whose text a reader reads."""

PATH: Final = re.compile(
    r"(?:^|(?<=[\s\"'(=,;]))(?:[a-z]:[\\/]|\\\\[^\s\\]+\\|file:|/(?:users|home|volumes|mnt)/)", re.IGNORECASE
)
"""How a path on somebody's machine begins."""
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")


def may_stay(source: str, r: Relationship, *, comments: bool) -> bool:
    """Whether a scrubbed file may have this relationship of ``source``."""
    if r.external:
        return r.kind == "hyperlink" and r.target.partition(":")[0].lower() in _ADDRESSES
    if source == PACKAGE:
        return r.kind in ("officeDocument", "custom-properties")
    if r.kind in _COMMENTS:
        return comments
    return r.kind in _STORIES | _LOOKS | _SHOWN | {"hyperlink"}


def reached(package: Package) -> tuple[str, ...]:
    """The parts that relationships lead to, from the package on, each once."""
    found: dict[str, None] = {}
    waiting = [PACKAGE]
    while waiting:
        for r in package.rels(waiting.pop(0)).values():
            if not r.external and r.target in package and r.target not in found:
                found[r.target] = None
                waiting.append(r.target)
    return tuple(found)


def is_save_id(attribute: str) -> bool:
    """Whether an attribute is a revision-save id."""
    return attribute.startswith(f"{{{n.W}}}rsid")


def names_author_otherwise(attribute: str) -> bool:
    """Whether an attribute says more of an author than the name: some programs write an e-mail or a picture."""
    return attribute not in _NO_AUTHOR and n.local(attribute).lower().startswith("author") and "}" in attribute


def is_editor(element: etree._Element) -> bool:
    """Whether an element names a person who may edit a stretch."""
    return element.tag == w("permStart") and element.get(w("ed")) is not None


def emails(text: str) -> list[str]:
    """The e-mail addresses in a text."""
    return _EMAIL.findall(text)


def unread_texts(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """(element, what holds it, text) of all that a part says and no reader reads: attributes, and the text of elements
    that show none. Names of authors are judged apart, and so is what our own identity fields name."""
    for element in root.iter(etree.Element):
        for key, value in element.items():
            if key != n.AUTHOR:
                yield element, f"the attribute {n.local(key)} of {n.local(str(element.tag))}", value
        if element.text and element.tag not in SEEN_TEXT and not element.text.isspace():
            yield element, f"the element {n.local(str(element.tag))}", element.text
