"""What two files define differently around their text, where a reader sees the difference and no mark can carry it.

The after side's definitions stand in a redline; each difference is told in a note. What nobody sees (saved zoom,
proofing state, revision-save ids) is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from drafts.model import Note
from drafts.word import names as n
from drafts.word.keys import Numbering, canonical
from drafts.word.names import w
from drafts.word.package import Package

_SEEN_SETTINGS = (
    "evenAndOddHeaders",
    "mirrorMargins",
    "gutterAtTop",
    "bookFoldPrinting",
    "displayBackgroundShape",
    "defaultTabStop",
    "autoHyphenation",
    "hyphenationZone",
    "doNotHyphenateCaps",
    "footnotePr",
    "endnotePr",
)
"""Settings of ``w:settings`` that change a page (ECMA-376 Part 1, 17.15.1)."""


def differing_definitions(before: Package, after: Package, lists: tuple[Numbering, Numbering]) -> Iterator[Note]:
    """A note for each difference of defaults, settings, theme, and lists behind styles."""
    ours, theirs = (_root(package, "styles") for package in (before, after))
    part = after.related(after.main, "styles") or ""
    if ours is not None and theirs is not None:
        if canonical(ours.find(w("docDefaults"))) != canonical(theirs.find(w("docDefaults"))):
            message = "The files set other defaults for text and paragraphs; the after file's stand."
            yield Note("defaults-differ", message, part)
        named = sorted(_styles_of_other_lists(ours, theirs, lists))
        if named:
            message = f"Other lists stand behind these styles; the after file's stand: {', '.join(named)}."
            yield Note("style-list-differs", message, part)
    yield from _settings(before, after)
    if _themes_differ(before, after):
        message = "The files have other themes (colours and fonts); the after file's stands."
        yield Note("theme-differs", message, after.related(after.main, "theme") or "")


def _settings(before: Package, after: Package) -> Iterator[Note]:
    ours, theirs = (_root(package, "settings") for package in (before, after))
    differing = [x for x in _SEEN_SETTINGS if _setting(ours, x) != _setting(theirs, x)]
    if differing:
        message = f"These settings differ; the after file's stand: {', '.join(differing)}."
        yield Note("settings-differ", message, after.related(after.main, "settings") or "")


def _setting(root: etree._Element | None, name: str) -> object:
    found = root.find(w(name)) if root is not None else None
    if found is None:
        return None
    return (canonical(found), tuple(sorted(found.items())))


def _styles_of_other_lists(
    ours: etree._Element, theirs: etree._Element, lists: tuple[Numbering, Numbering]
) -> Iterator[str]:
    """Names of the styles that both files have and that number by lists of other definitions."""
    numbers = [dict(_numbered(root)) for root in (ours, theirs)]
    for identity, (name, number) in numbers[0].items():
        other = numbers[1].get(identity)
        if other is not None and lists[0].key(number) != lists[1].key(other[1]):
            yield name


def _numbered(styles: etree._Element) -> Iterator[tuple[str, tuple[str, str]]]:
    for style in styles.iter(w("style")):
        number = style.find(f"{n.PPR}/{n.NUM_PR}/{w('numId')}")
        if number is not None:
            name = style.find(w("name"))
            identity = style.get(w("styleId")) or ""
            yield identity, (name.get(n.VAL) or identity if name is not None else identity, number.get(n.VAL) or "")


def _root(package: Package, kind: str) -> etree._Element | None:
    part = package.related(package.main, kind)
    return package.xml(part) if part is not None and part in package else None


def _themes_differ(before: Package, after: Package) -> bool:
    parts = [(package, package.related(package.main, "theme")) for package in (before, after)]
    blobs = [package.blob(part) for package, part in parts if part is not None and part in package]
    if len(blobs) < 2 or blobs[0] == blobs[1]:
        return False
    return canonical(_root(before, "theme")) != canonical(_root(after, "theme"))
