"""What a comparison left out, told from the bytes that leave: where the two files differ in it."""

from __future__ import annotations

from collections.abc import Iterator

from drafts.model import Aspect, Note
from drafts.word.package import Package
from drafts.word.prove import places_apart
from drafts.word.resolve import settle

_TOLD = {
    Aspect.CASE: "Capital and small letters were not compared",
    Aspect.WHITE_SPACE: "The kind and number of spaces were not compared",
    Aspect.FORMATTING: "Formatting was not compared",
    Aspect.NUMBERING: "Paragraph numbers were not compared",
    Aspect.HEADERS: "Headers and footers were not compared",
    Aspect.NOTES: "The text of foot- and endnotes was not compared",
    Aspect.TABLES: "Tables were not compared",
}
_ORDER = sorted(Aspect, key=lambda a: a not in {Aspect.HEADERS, Aspect.NOTES, Aspect.TABLES})
"""Whole stories and tables first: what differs in them is told of them, and not of what they hold."""
_MOST_PLACES = 8


def ignored_notes(docx: bytes, before: Package, ignored: frozenset[Aspect]) -> Iterator[Note]:
    """One Note for each aspect that was left out and in which the files differ: the after side's stands there, and
    rejecting every change does not bring the before side's back."""
    if not ignored:
        return
    rejected = Package.read(docx)
    settle(rejected, accept=False)
    for aspect, places in _places(rejected, before, ignored).items():
        shown = [_shown(place, before) for place in places]
        if shown:
            told = ", ".join(shown[:_MOST_PLACES]) + (" and others" if len(shown) > _MOST_PLACES else "")
            message = f"{_TOLD[aspect]}; the files differ there, and the after file's stand unmarked: {told}."
            yield Note(f"{aspect}-not-compared", message, before.main, "before")


def _places(rejected: Package, before: Package, ignored: frozenset[Aspect]) -> dict[Aspect, list[str]]:
    """Where the files differ in each aspect: where it alone, of those left out, makes a difference, or where it does
    once those before it count, so that nothing stays untold that two of them hide together."""
    found = {aspect: places_apart(rejected, before, ignored - {aspect}) for aspect in Aspect if aspect in ignored}
    rest, told = ignored, {place for places in found.values() for place in places}
    for aspect in _ORDER if len(ignored) > 1 else ():
        if aspect in rest:
            rest -= {aspect}
            more = [place for place in places_apart(rejected, before, rest) if place not in told]
            found[aspect] += more
            told.update(more)
    return found


def _shown(place: str, package: Package) -> str:
    return "body" if place == package.main else place
