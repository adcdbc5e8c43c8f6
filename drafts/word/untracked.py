"""Differences between two files that no mark of a redline carries, told in notes: content controls, what a link says
beside its address, the direction of kept words, and bookmarks of the before side that found no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.model import Note
from drafts.word import names as n
from drafts.word.flat import plain_text
from drafts.word.keys import canonical
from drafts.word.names import w
from drafts.word.package import Package

_Key = Callable[["_Thing"], tuple[Hashable, ...]]
_Counts = Counter[tuple[Hashable, ...]]
_UNSEEN_IN_CONTROL: Final = frozenset({n.ID, w("id"), n.RPR, w("placeholder")})
_BESIDE_ADDRESS: Final = (w("tooltip"), w("tgtFrame"), w("docLocation"))
_CONTROLS: Final = (n.SDT_PR, n.SMART_TAG, n.CUSTOM_XML)
_DIRECTIONS: Final = (w("dir"), w("bdo"))
_SHOWN: Final = 8


def untracked_notes(before: Package, after: Package, redlined: Callable[[], Package]) -> Iterator[Note]:
    """A note for each kind of difference between two files that their redline does not mark; ``redlined`` reads the
    redline from its bytes."""
    ours, theirs = _things(before), _things(after)
    controls = _counts(ours, _CONTROLS, _control), _counts(theirs, _CONTROLS, _control)
    if controls[0] != controls[1]:
        message = (
            "Content controls or tags differ in number or in what they are set to "
            f"({controls[0].total()} before, {controls[1].total()} after): the after file's stand."
        )
        yield Note("controls-differ", message, after.main)
    if _differ_beside_address(*(_counts(side, (n.HYPERLINK,), _link) for side in (ours, theirs))):
        message = "Links to the same address have other tooltips or target frames: the after file's stand."
        yield Note("link-details-differ", message, after.main)
    if _counts(ours, _DIRECTIONS, _direction) != _counts(theirs, _DIRECTIONS, _direction):
        message = "Words are set in another direction (w:dir, w:bdo): the after file's direction stands."
        yield Note("direction-differs", message, after.main)
    lacking = sorted(name for name in _names(before) - _names(after) if _matters(before, name))
    if lacking:
        yield from _bookmarks(before, lacking, redlined())


class _Thing(NamedTuple):
    """An element of a story part."""

    package: Package
    part: str
    element: etree._Element


def _things(package: Package) -> dict[str, list[_Thing]]:
    """What is looked at in a file, by tag: one pass over each story."""
    out: dict[str, list[_Thing]] = {}
    for part in package.story_parts():
        for element in package.xml(part).iter(*_CONTROLS, *_DIRECTIONS, n.HYPERLINK):
            out.setdefault(str(element.tag), []).append(_Thing(package, part, element))
    return out


def _counts(things: dict[str, list[_Thing]], tags: tuple[str, ...], key: _Key) -> _Counts:
    """How often each thing of some tags stands in a file."""
    return Counter(key(thing) for tag in tags for thing in things.get(tag, ()))


def _control(thing: _Thing) -> tuple[Hashable, ...]:
    if thing.element.tag == n.SDT_PR:
        return canonical(thing.element, _UNSEEN_IN_CONTROL)
    return (str(thing.element.tag), thing.element.get(w("uri")), thing.element.get(w("element")))


def _link(thing: _Thing) -> tuple[Hashable, ...]:
    target = thing.package.rels(thing.part).get(thing.element.get(n.R_ID) or "")
    address = (target.target if target is not None else "", thing.element.get(w("anchor")))
    return (address, tuple(thing.element.get(name) or "" for name in _BESIDE_ADDRESS))


def _differ_beside_address(ours: _Counts, theirs: _Counts) -> bool:
    """Whether an address that both files link to is linked to with other details."""
    known: tuple[dict[Hashable, set[Hashable]], dict[Hashable, set[Hashable]]] = ({}, {})
    for side, counts in zip(known, (ours, theirs), strict=True):
        for link in counts:
            side.setdefault(link[0], set()).add(link[1])
    return any(details != known[1][address] for address, details in known[0].items() if address in known[1])


def _direction(thing: _Thing) -> tuple[Hashable, ...]:
    return (str(thing.element.tag), thing.element.get(n.VAL), plain_text(thing.element))


def _names(package: Package) -> set[str]:
    """The names of a file's bookmarks."""
    return {e.get(n.NAME) or "" for part in package.story_parts() for e in package.xml(part).iter(n.BOOKMARK_START)}


def _matters(package: Package, name: str) -> bool:
    """Whether a person named a bookmark, or the text refers to it; what programs set for themselves does not matter."""
    if not name or parse_bookmark(name) is not None:
        return False
    said = name.encode()
    return not name.startswith("_") or any(package.mentions(part, said, times=2) for part in package.story_parts())


def _bookmarks(before: Package, lacking: list[str], redlined: Package) -> Iterator[Note]:
    """Bookmarks of the before side that were not brought along with words that went."""
    lost = [name for name in lacking if not _stands(redlined, name)]
    if lost:
        shown = ", ".join(lost[:_SHOWN]) + (" and others" if len(lost) > _SHOWN else "")
        message = f"Bookmarks that only the before file has, around words that stay: not in the redline ({shown})."
        yield Note("bookmarks-left-out", message, before.main, "before")


def _stands(redlined: Package, name: str) -> bool:
    needle = f":name={quoteattr(name)}".encode()
    return any(redlined.mentions(part, needle) for part in redlined.story_parts())
