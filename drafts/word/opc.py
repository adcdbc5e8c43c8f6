"""Open Packaging Conventions (ECMA-376 Part 2): XML parsing, content types, relationships and part names.

Part names are written without the leading slash ("word/document.xml"); the package itself is the source part "".
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import unquote

from lxml import etree

from clauses.errors import DoctypeRefused, MalformedPart

from . import names as n

CONTENT_TYPES: Final = "[Content_Types].xml"
PACKAGE: Final = ""
_SIP: Final = 1024
_PIECE: Final = 256 * 1024
"""Bytes that are read at a time where the first element is all that is wanted."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship. ``target`` is a part name, or the URL as written when ``external``."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type's URL ("header", "hyperlink"), the same for strict and transitional files."""
        return self.type.rpartition("/")[2]


def parse(name: str, data: bytes) -> etree._Element:
    """The root of a part's XML; nothing outside is read, no entity expanded. Raises MalformedPart, DoctypeRefused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise _malformed(name, e) from e
    if root.getroottree().docinfo.doctype:
        raise DoctypeRefused(f"{name} declares a DOCTYPE; open the file in Word and save it again.")
    return root


def _malformed(name: str, error: etree.XMLSyntaxError | ValueError) -> MalformedPart:
    why = error.msg if isinstance(error, etree.XMLSyntaxError) else error  # its str repeats the line, of "<string>"
    return MalformedPart(f"{name} is not well-formed XML ({why}); open the file in Word and save it again.")


def first_element(name: str, data: bytes) -> str:
    """The Clark name of a part's root, told from its first bytes. Raises MalformedPart."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, huge_tree=False)
    try:
        for at in range(0, len(data), _SIP):
            parser.feed(data[at : at + _SIP])
            for _, element in parser.read_events():
                return str(element.tag)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise _malformed(name, e) from e
    raise MalformedPart(f"{name} is empty; open the file in Word and save it again.")


def stream(name: str, data: bytes, target: object) -> Any:
    """What ``target``, a parser target of lxml's kind, makes of a part without any tree. Raises MalformedPart."""
    parser = etree.XMLParser(target=cast("Any", target), resolve_entities=False, no_network=True, huge_tree=False)
    try:
        for at in range(0, len(data), _PIECE):  # so that a target that has seen enough is not shown the rest
            parser.feed(data[at : at + _PIECE])
        return parser.close()
    except (etree.XMLSyntaxError, ValueError) as e:
        raise _malformed(name, e) from e


def serialize(root: etree._Element) -> bytes:
    """A part's bytes: UTF-8 with the declaration that Word writes."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def rels_name(part: str) -> str:
    """The name of the member that holds a part's relationships."""
    folder, _, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"


def is_rels(name: str) -> bool:
    """Whether a member holds relationships."""
    return name.endswith(".rels") and "_rels" in name.split("/")[-2:-1]


def source_of(rels: str) -> str:
    """The part whose relationships the member ``rels`` holds; "" for the package's own."""
    folder, _, base = rels.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))


def is_xml(name: str, content_type: str) -> bool:
    """Whether a member is XML, by name or by content type."""
    return name.lower().endswith((".xml", ".rels")) or content_type.lower().endswith(("+xml", "/xml"))


def resolve(source: str, target: str) -> str:
    """The part name that a relationship's ``target`` means in ``source``; a fragment alone ("#top") is the source."""
    path = unquote(target.partition("#")[0])
    if not path:
        return source
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), path)).lstrip("/")


def actual_name(names: Collection[str], name: str) -> str:
    """``name`` as the archive writes it (names ignore case, ECMA-376 Part 2, 9.1.1); itself when it is not there."""
    if name in names:
        return name
    return next((each for each in names if each.casefold() == name.casefold()), name)


def parse_relationships(source: str, data: bytes) -> dict[str, Relationship]:
    """A relationships member as id -> Relationship, in its own order. Raises MalformedPart."""
    found: dict[str, Relationship] = {}
    for element in parse(rels_name(source), data).iterchildren(f"{{{n.PR}}}Relationship"):
        target = element.get("Target", "")
        external = element.get("TargetMode") == "External"
        rid = element.get("Id", "")
        if rid in found:
            raise MalformedPart(
                f"{rels_name(source)} has the id {rid!r} twice; open the file in Word and save it again."
            )
        found[rid] = Relationship(
            rid, element.get("Type", ""), target if external else resolve(source, target), external
        )
    return found


def serialize_relationships(source: str, relationships: dict[str, Relationship]) -> bytes:
    """A relationships member, with targets relative to the source's folder as Word writes them."""
    root = etree.Element(f"{{{n.PR}}}Relationships", nsmap=cast("dict[str, str]", {None: n.PR}))
    for r in relationships.values():
        element = etree.SubElement(root, f"{{{n.PR}}}Relationship", Id=r.id, Type=r.type)
        element.set("Target", r.target if r.external else _relative(source, r.target))
        if r.external:
            element.set("TargetMode", "External")
    return serialize(root)


def _relative(source: str, target: str) -> str:
    folder = posixpath.dirname(source)
    if not folder:
        return target
    return target[len(folder) + 1 :] if target.startswith(folder + "/") else "/" + target


class ContentTypes:
    """The content type of each part: by extension, unless overridden by name. Names and extensions ignore case."""

    def __init__(self, data: bytes) -> None:
        self._data: bytes | None = data
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, tuple[str, str]] = {}
        for element in parse(CONTENT_TYPES, data):
            content_type = element.get("ContentType", "")
            if element.tag == f"{{{n.CT}}}Default":
                self._defaults[element.get("Extension", "").lower()] = content_type
            elif element.tag == f"{{{n.CT}}}Override":
                name = element.get("PartName", "").lstrip("/")
                self._overrides[name.lower()] = (name, content_type)

    def of(self, name: str) -> str:
        """The content type of a part, "" when there is none."""
        override = self._overrides.get(name.lower())
        return override[1] if override else self._defaults.get(name.rpartition(".")[2].lower(), "")

    def overrides(self) -> tuple[str, ...]:
        """The part names that have an override, as written."""
        return tuple(name for name, _ in self._overrides.values())

    def set(self, name: str, content_type: str) -> None:
        """Give a part its type, by an override unless its extension's default says the same."""
        if self.of(name) != content_type:
            self._overrides[name.lower()] = (name, content_type)
            self._data = None

    def remove(self, name: str) -> None:
        """Forget a part's override."""
        if self._overrides.pop(name.lower(), None):
            self._data = None

    def copy(self) -> ContentTypes:
        """An independent copy."""
        return ContentTypes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """The member's bytes; those that were read when nothing changed."""
        if self._data is None:
            root = etree.Element(f"{{{n.CT}}}Types", nsmap=cast("dict[str, str]", {None: n.CT}))
            for extension, content_type in self._defaults.items():
                etree.SubElement(root, f"{{{n.CT}}}Default", Extension=extension, ContentType=content_type)
            for name, content_type in self._overrides.values():
                etree.SubElement(root, f"{{{n.CT}}}Override", PartName="/" + name, ContentType=content_type)
            self._data = serialize(root)
        return self._data
