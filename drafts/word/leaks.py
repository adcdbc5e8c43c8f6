"""The scan of a scrubbed file, from its bytes alone: what had to go is not there, or nothing leaves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from clauses.errors import LeakFound
from drafts.word import names as n
from drafts.word import opc
from drafts.word import traces as t
from drafts.word.foreign import foreign_markup
from drafts.word.names import w
from drafts.word.package import PACKAGE, Package

_SHORTEST: Final = 4
"""Letters: a shorter name is part of too many words to be looked for."""
_SHORTEST_SECRET: Final = 12
"""Letters of a private remark, from which on it is no word of the markup's own."""
_NO_SECRETS: Final = frozenset({"author", "counterpart", "microsoft", "user", "unknown"})
"""Names of nobody, which names of markup hold too."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a scrubbed file may hold: comments or none, the names on its changes, and the words that had to go."""

    comments: bool
    authors: frozenset[str]
    private: frozenset[str]


def check_leaks(docx: bytes, expected: Expected) -> None:
    """Read the bytes anew and look for everything that had to go. Raises LeakFound, which names the part and what."""
    package = Package.read(docx)
    words = _pattern(expected.private)
    for source in (PACKAGE, *package.names):
        for what in _in_relationships(package, source, expected, words):
            raise _leak(source or "the package", what)
    for part in package.names:
        xml = opc.is_xml(part, package.content_type(part))
        found = _in_xml(package, part, expected, words) if xml else _in_bytes(package.blob(part), expected.private)
        for what in found:
            raise _leak(part, what)


def check_unsaid(docx: bytes, private: Collection[str]) -> None:
    """Look for ``private`` strings in all that a file holds and no reader sees. Raises LeakFound, which names the part
    and where in it, and not the string: whoever reads it may not be who may."""
    package = Package.read(docx)
    words = _pattern([each for each in private if len(each.strip()) >= _SHORTEST_SECRET])
    if words is None:
        return
    for part in package.names:
        blob = package.blob(part) if not opc.is_xml(part, package.content_type(part)) else b""
        found = next((holder for holder, text in _unsaid(package, part) if words.search(text)), "")
        if found or any(each.encode() in blob for each in private if len(each) >= _SHORTEST_SECRET):
            raise _leak(part, f"what is private to your side, in {found or 'its bytes'}")


def _unsaid(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """(where, text) of what a part says beyond the words that are read."""
    yield "its own name", part
    yield from (("a relationship's target", r.target) for r in package.rels(part).values())
    if opc.is_xml(part, package.content_type(part)):
        yield from ((holder, text) for _, holder, text in t.unread_texts(package.xml(part)))


def _leak(part: str, what: str) -> LeakFound:
    return LeakFound(f"{part} still holds {what}; take it out in Word and scrub the file again.", part=part)


def _pattern(private: Collection[str]) -> re.Pattern[str] | None:
    """What finds the private words, whole and in any case."""
    sought = sorted(_sought(private), key=len, reverse=True)
    if not sought:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sought))})(?!\w)", re.IGNORECASE)


def _sought(private: Collection[str]) -> list[str]:
    return [x for x in private if len(x.strip()) >= _SHORTEST and x.strip().lower() not in _NO_SECRETS]


def _in_relationships(
    package: Package, source: str, expected: Expected, words: re.Pattern[str] | None
) -> Iterator[str]:
    for r in package.rels(source).values():
        if not t.may_stay(source, r, comments=expected.comments):
            yield f"a relationship of the kind {r.kind}"
        yield from _said("a relationship's target", r.target, words)
    if source and source not in t.reached(package):
        yield "content that nothing in the file refers to"
    yield from _said("its own name", source, words)


def _in_xml(package: Package, part: str, expected: Expected, words: re.Pattern[str] | None) -> Iterator[str]:
    root = package.xml(part)
    yield from _in_markup(root, expected)
    if part == package.related(package.main, "settings"):
        yield from (f"the setting {n.local(str(e.tag))}" for e in root if e.tag not in t.KEPT_SETTINGS)
    if part == package.related(PACKAGE, "custom-properties"):
        yield from (f"the property {e.get('name')!r}" for e in root if e.get("name") not in t.KEPT_PROPERTIES)
        return
    for _, holder, text in t.unread_texts(root):
        if t.PATH.search(text):
            yield f"a path on somebody's machine ({text[:80]!r}) in {holder}"
        yield from _said(holder, text, words)


def _in_markup(root: etree._Element, expected: Expected) -> Iterator[str]:
    beside = (root.getprevious(), root.getnext())
    if any(not isinstance(e.tag, str) for e in root.iter()) or beside != (None, None):
        yield "an XML comment or instruction"
    if any(True for _ in foreign_markup(root)):
        yield "another program's own markup"
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if tag in t.UNSEEN_ELEMENTS or (tag in t.COMMENT_ELEMENTS and not expected.comments) or t.is_editor(element):
            yield f"a {n.local(tag)}"
        author = element.get(n.AUTHOR)
        if author is not None and author not in expected.authors:
            yield f"the author {author!r}"
        for key in map(str, element.attrib):
            if t.is_save_id(key) or t.names_author_otherwise(key):
                yield f"the attribute {n.local(key)}"
    if not expected.comments and root.tag == w("comments"):
        yield "comments"


def _said(holder: str, text: str, words: re.Pattern[str] | None) -> Iterator[str]:
    found = words.search(text) if words is not None else None
    if found is not None:
        yield f"{found[0]!r}, which was taken out elsewhere, in {holder}"


def _in_bytes(blob: bytes, private: Collection[str]) -> Iterator[str]:
    for word in _sought(private):
        if len(word) > _SHORTEST and (word.encode() in blob or word.encode("utf-16-le") in blob):
            yield f"{word!r}, which was taken out elsewhere"
