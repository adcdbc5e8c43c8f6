"""What a comparison left out, told from the bytes that leave: where the two files differ in it."""

from __future__ import annotations

from collections.abc import Iterator

from drafts.model import Aspect, Note
from drafts.word.package import Package
from drafts.word.prove import places_apart

_TOLD = {
    Aspect.CASE: "Capital and small letters were not compared",
    Aspect.WHITE_SPACE: "The kind and number of spaces were not compared",
    Aspect.FORMATTING: "Formatting was not compared",
    Aspect.NUMBERING: "Paragraph numbers were not compared",
    Aspect.HEADERS: "Headers and footers were not compared",
    Aspect.NOTES: "The text of foot- and endnotes was not compared",
    Aspect.TABLES: "Tables were not compared",
}
_MOST_PLACES = 8


def ignored_notes(docx: bytes, before: Package, ignored: frozenset[Aspect]) -> Iterator[Note]:
    """One Note for each aspect that was left out and in which the files differ: the after side's stands there, and
    rejecting every change does not bring the before side's back."""
    for aspect in sorted(ignored, key=list(Aspect).index):
        places = [_shown(p, before) for p in places_apart(docx, before, ignored - {aspect})]
        if places:
            shown = ", ".join(places[:_MOST_PLACES]) + (" and others" if len(places) > _MOST_PLACES else "")
            message = f"{_TOLD[aspect]}; the files differ there, and the after file's stand unmarked: {shown}."
            yield Note(f"{aspect}-not-compared", message, before.main, "before")


def _shown(place: str, package: Package) -> str:
    return "body" if place == package.main else place
