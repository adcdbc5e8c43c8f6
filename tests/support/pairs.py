"""A generator of pairs of Word files, one kind of change each, that knows how the redline must show the change.

``KINDS`` are the names; ``pair(kind, seed)`` is the same pair each time. ``shown`` reads the marks of a redline in the
form that a pair expects.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

from lxml import etree

from drafts.model import ChangeKind
from tests.support.documents import W
from tests.support.pair_kinds import base, blocks, objects, stories, tables, words
from tests.support.pair_kinds.base import Expected, Maker, Pair

_THEMES = (words, blocks, tables, stories, objects)
KINDS = tuple(base.KINDS)

_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXTS = (f"{{{W}}}t", f"{{{W}}}delText", f"{_M}t")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SHOWN = {f"{{{W}}}ins": "inserted", f"{{{W}}}del": "struck", f"{{{W}}}moveTo": "moved", f"{{{W}}}moveFrom": "left"}


def pair(kind: str, seed: int) -> Pair:
    """The pair of a kind: the same for the same seed."""
    return base.KINDS[kind](Maker(f"{kind} {seed}"))


def shown(docx: bytes, kinds: Counter[ChangeKind]) -> Expected:
    """What the marks of a redline show, with the kinds of its change set in the order of their names."""
    stretches: dict[str, list[str]] = {name: [] for name in (*_SHOWN.values(), "formatted")}
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in sorted(filter(_PART.fullmatch, archive.namelist()), key=_by_part):
            last = None
            for leaf in etree.fromstring(archive.read(name)).iter(*_TEXTS):
                way, wrapper = _painted(leaf)
                if way:
                    stretches[way].append(("" if wrapper is last else " ") + (leaf.text or ""))
                last = wrapper
    texts = {way: " ".join("".join(found).split()) for way, found in stretches.items()}
    assert texts.pop("left") == texts["moved"], "the two ends of a move differ"
    return Expected(tuple(sorted(kinds.elements())), **texts)


def _by_part(name: str) -> tuple[bool, str]:
    return name != "word/document.xml", name


def _painted(leaf: etree._Element) -> tuple[str, etree._Element | None]:
    """How a text is painted, and by which element; a run counts as formatted when it is not painted otherwise."""
    around = list(leaf.iterancestors())
    if any(a.tag == _FALLBACK for a in around):
        return "", None
    for element in around:
        if element.tag in _SHOWN:
            return _SHOWN[element.tag], element
    run = leaf.getparent()
    looked = run is not None and run.find(f"{{{W}}}rPr/{{{W}}}rPrChange") is not None
    return ("formatted", run) if looked else ("", None)
