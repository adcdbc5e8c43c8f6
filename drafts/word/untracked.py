"""Differences between two files that no mark of a redline carries, told in notes: content controls, what a link says
beside its address, the direction of kept words, and bookmarks of the before side that found no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.model import Note
from drafts.word import names as n
from drafts.word.flat import plain_text
from drafts.word.keys import canonical
from drafts.word.names import w
from drafts.word.package import Package

_Key = Callable[[Package, str, etree._Element], tuple[Hashable, ...]]
_Counts = Counter[tuple[Hashable, ...]]
_UNSEEN_IN_CONTROL: Final = frozenset({n.ID, w("id"), n.RPR, w("placeholder")})
_BESIDE_ADDRESS: Final = (w("tooltip"), w("tgtFrame"), w("docLocation"))
_DIRECTIONS: Final = (w("dir"), w("bdo"))
_SHOWN: Final = 8


def untracked_notes(before: Package, after: Package, redlined: Callable[[], Package]) -> Iterator[Note]:
    """A note for each kind of difference between two files that their redline does not mark; ``redlined`` reads the
    redline from its bytes."""
    pairs = _counts(before, after, (n.SDT_PR, n.SMART_TAG, n.CUSTOM_XML), _control)
    if pairs is not None and pairs[0] != pairs[1]:
        message = (
            "Content controls or tags differ in number or in what they are set to "
            f"({pairs[0].total()} before, {pairs[1].total()} after): the after file's stand."
        )
        yield Note("controls-differ", message, after.main)
    links = _counts(before, after, (n.HYPERLINK,), _link)
    if links is not None and _differ_beside_address(*links):
        message = "Links to the same address have other tooltips or target frames: the after file's stand."
        yield Note("link-details-differ", message, after.main)
    directions = _counts(before, after, _DIRECTIONS, _direction)
    if directions is not None and directions[0] != directions[1]:
        message = "Words are set in another direction (w:dir, w:bdo): the after file's direction stands."
        yield Note("direction-differs", message, after.main)
    yield from _bookmarks(before, after, redlined)


def _counts(before: Package, after: Package, tags: tuple[str, ...], key: _Key) -> tuple[_Counts, _Counts] | None:
    """How often each thing of some tags stands in either file; None where neither has any."""
    needles = [n.local(tag).encode() for tag in tags]
    found = [
        [part for part in package.story_parts() if any(package.mentions(part, needle) for needle in needles)]
        for package in (before, after)
    ]
    if not any(found):
        return None
    ours, theirs = (
        Counter(key(package, part, element) for part in parts for element in package.xml(part).iter(*tags))
        for package, parts in zip((before, after), found, strict=True)
    )
    return ours, theirs


def _control(package: Package, part: str, element: etree._Element) -> tuple[Hashable, ...]:
    del package, part
    if element.tag == n.SDT_PR:
        return canonical(element, _UNSEEN_IN_CONTROL)
    return (str(element.tag), element.get(w("uri")), element.get(w("element")))


def _link(package: Package, part: str, element: etree._Element) -> tuple[Hashable, ...]:
    target = package.rels(part).get(element.get(n.R_ID) or "")
    address = (target.target if target is not None else "", element.get(w("anchor")))
    return (address, tuple(element.get(name) or "" for name in _BESIDE_ADDRESS))


def _differ_beside_address(ours: _Counts, theirs: _Counts) -> bool:
    """Whether an address that both files link to is linked to with other details."""
    known: tuple[dict[Hashable, set[Hashable]], dict[Hashable, set[Hashable]]] = ({}, {})
    for side, counts in zip(known, (ours, theirs), strict=True):
        for link in counts:
            side.setdefault(link[0], set()).add(link[1])
    return any(details != known[1][address] for address, details in known[0].items() if address in known[1])


def _direction(package: Package, part: str, element: etree._Element) -> tuple[Hashable, ...]:
    del package, part
    return (str(element.tag), element.get(n.VAL), plain_text(element))


def _bookmarks(before: Package, after: Package, redlined: Callable[[], Package]) -> Iterator[Note]:
    """Bookmarks of the before side that are not in the redline: those that a person named, or that its text refers
    to; what programs set for themselves is passed over."""
    theirs = {name for part in after.story_parts() for name in _names(after, part)}
    lacking = [
        name
        for part in before.story_parts()
        for name in _names(before, part)
        if name not in theirs and _matters(before, part, name)
    ]
    made = redlined() if lacking else before
    lost = [name for name in lacking if not _stands(made, name)]
    if lost:
        shown = ", ".join(lost[:_SHOWN]) + (" and others" if len(lost) > _SHOWN else "")
        message = f"Bookmarks that only the before file has, around words that stay: not in the redline ({shown})."
        yield Note("bookmarks-left-out", message, before.main, "before")


def _names(package: Package, part: str) -> Iterator[str]:
    for marker in package.xml(part).iter(n.BOOKMARK_START):
        yield marker.get(n.NAME) or ""


def _matters(package: Package, part: str, name: str) -> bool:
    if parse_bookmark(name) is not None or not name:
        return False
    return not name.startswith("_") or package.mentions(part, name.encode(), times=2)


def _stands(redlined: Package, name: str) -> bool:
    needle = f":name={quoteattr(name)}".encode()
    return any(redlined.mentions(part, needle) for part in redlined.story_parts())
