"""Accept or reject some tracked changes of a file: those of chosen authors, kinds, clauses or times.

What belongs together goes together: both ends of a move, with the words that were edited on the way; a paragraph that
came or went whole, with its mark; a row with what is in its cells. Such a unit is picked by the revision that leads it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lxml import etree

from clauses.errors import InvalidOption
from drafts.word import names as n
from drafts.word.moves import move_names
from drafts.word.names import w
from drafts.word.outline import Outline, Where
from drafts.word.package import Package
from drafts.word.resolve import remove, settle
from drafts.word.revisions import located_changes, read_time


class Kind(StrEnum):
    """What a tracked change is, as people choose it."""

    INSERTIONS = "insertions"
    DELETIONS = "deletions"
    MOVES = "moves"
    FORMATTING = "formatting"


_RUN_LEVEL: Final = (n.INS, n.DEL, n.MOVE_FROM, n.MOVE_TO)
_CUSTOM_RANGES: Final = {
    w("customXmlInsRangeStart"): Kind.INSERTIONS,
    w("customXmlDelRangeStart"): Kind.DELETIONS,
    w("customXmlMoveFromRangeStart"): Kind.MOVES,
    w("customXmlMoveToRangeStart"): Kind.MOVES,
}
_KINDS: Final[dict[str, Kind]] = {
    n.INS: Kind.INSERTIONS,
    n.CELL_INS: Kind.INSERTIONS,
    n.DEL: Kind.DELETIONS,
    n.CELL_DEL: Kind.DELETIONS,
    n.MOVE_FROM: Kind.MOVES,
    n.MOVE_TO: Kind.MOVES,
    n.CELL_MERGE: Kind.FORMATTING,
    n.NUMBERING_CHANGE: Kind.FORMATTING,
    **dict.fromkeys(n.PROPERTY_CHANGES, Kind.FORMATTING),
    **_CUSTOM_RANGES,
}
_RANGES: Final = {
    n.MOVE_FROM_RANGE_START: n.MOVE_FROM_RANGE_END,
    n.MOVE_TO_RANGE_START: n.MOVE_TO_RANGE_END,
    **{start: start.replace("RangeStart", "RangeEnd") for start in _CUSTOM_RANGES},
}
_EDITED_ON_THE_WAY: Final = {n.MOVE_FROM: n.DEL, n.MOVE_TO: n.INS}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tracked changes to take: those that match in everything that is not None.

    ``authors`` are compared without regard to case. ``clauses`` are clause identities, or words that the clause's or a
    higher heading holds side by side, case and spacing aside. ``since`` and ``until`` are aware and both included; a
    change that does not say when it was made matches neither.
    """

    authors: Collection[str] | None = None
    kinds: Collection[Kind] | None = None
    clauses: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def checked(self) -> Filter:
        """This filter. Raises InvalidOption for a time without a zone and for times the wrong way round."""
        for name, at in (("since", self.since), ("until", self.until)):
            if at is not None and at.tzinfo is None:
                raise InvalidOption(f"{name} must say its zone, such as 2026-11-01T10:00:00Z.")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise InvalidOption("since is later than until, so no change can match.")
        if self.clauses is not None and any(not c.strip() for c in self.clauses):
            raise InvalidOption("A clause to look for is empty.")
        return self

    def takes(self, element: etree._Element, kind: Kind, where: Where) -> bool:
        """Whether a revision element that stands somewhere matches."""
        if self.kinds is not None and kind not in self.kinds:
            return False
        if self.authors is not None and _folded(element.get(n.AUTHOR) or "") not in map(_folded, self.authors):
            return False
        if self.clauses is not None and not any(_stands_in(where, c) for c in self.clauses):
            return False
        return self._in_time(element)

    def _in_time(self, element: etree._Element) -> bool:
        if self.since is None and self.until is None:
            return True
        at = read_time(element)
        if at is None:
            return False
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


def resolve_some(
    docx: bytes,
    *,
    accept: bool,
    authors: Collection[str] | None = None,
    kinds: Collection[Kind] | None = None,
    clauses: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[bytes, int]:
    """The document with the tracked changes that match :class:`Filter` accepted, or rejected, and how many those were,
    counted as ``tracked_changes`` counts. The others stay as they are.

    A mark that nothing can join yet, because of a change that did not match, stays too. Raises UnreadableFile, and
    InvalidOption for the filter.
    """
    wanted = Filter(authors, kinds, clauses, since, until).checked()
    package = Package.read(docx)
    outline = Outline(package)
    picked = _Picker(package, outline, wanted).picked()
    count = sum(1 for found in located_changes(package, outline) if any(e in picked for e in found.elements))
    if picked:
        names = {part: move_names(package.xml(part)) for part in package.story_parts()}
        settle(package, accept=accept, pick=picked.__contains__)
        for part in package.story_parts():
            _close_ranges(package.xml(part), names[part], picked)
    return package.to_bytes(), count


class _Picker:
    """Finds the revision elements that a filter takes, with those that go with them."""

    def __init__(self, package: Package, outline: Outline, wanted: Filter) -> None:
        self.package, self.outline, self.wanted = package, outline, wanted
        self.moves: dict[etree._Element, str] = {}

    def picked(self) -> set[etree._Element]:
        """Every element to be resolved."""
        found: set[etree._Element] = set()
        together: dict[str, list[etree._Element]] = defaultdict(list)
        for part in self.package.story_parts():
            root = self.package.xml(part)
            self.moves = move_names(root)
            for element in root.iter(*sorted(_KINDS)):
                leader = self._leader(element)
                name = self.moves.get(leader)
                if name:
                    together[name].append(element)
                if self._takes(part, leader):
                    found.add(element)
        for members in together.values():
            if not found.isdisjoint(members):
                found.update(members)
        return found

    def _takes(self, part: str, element: etree._Element) -> bool:
        paragraph = element if element.tag == n.P else _paragraph_at(element)
        where = self.outline.where(part, paragraph) if paragraph is not None else Where()
        parent = element.getparent()
        numbered = element.tag == n.INS and parent is not None and parent.tag == n.NUM_PR
        kind = Kind.FORMATTING if numbered else _KINDS[str(element.tag)]
        return self.wanted.takes(element, kind, where)

    def _leader(self, element: etree._Element) -> etree._Element:
        """The revision that decides for ``element``: that of the row that came or went, of the paragraph's mark, or
        itself."""
        if element.tag not in _RUN_LEVEL or _is_numbering(element):
            return element
        for row in element.iterancestors(n.TR):
            marker = _same(row.find(n.TR_PR), element, (str(element.tag),))
            if marker is not None:
                return marker
        paragraph = next(element.iterancestors(n.P), None)
        look = paragraph.find(f"{n.PPR}/{n.RPR}") if paragraph is not None else None
        mark = _same(look, element, (str(element.tag), *_moves_over(str(element.tag))))
        return mark if mark is not None else element


def _same(properties: etree._Element | None, element: etree._Element, tags: Collection[str]) -> etree._Element | None:
    """The marker of one of ``tags`` in a property set that has the same author as ``element``."""
    if properties is None:
        return None
    author = element.get(n.AUTHOR)
    return next((m for m in properties if str(m.tag) in tags and m.get(n.AUTHOR) == author), None)


def _moves_over(tag: str) -> list[str]:
    """The kind of move that an edit of a moved paragraph goes with."""
    return [move for move, edit in _EDITED_ON_THE_WAY.items() if edit == tag]


def _is_numbering(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == n.NUM_PR


def _paragraph_at(element: etree._Element) -> etree._Element | None:
    """The paragraph that a revision stands in; of a table's or section's the first in it or the last before it."""
    inside = next(element.iterancestors(n.P), None)
    if inside is not None:
        return inside
    for ancestor in element.iterancestors(n.TC, n.TR, n.TBL):
        return next(ancestor.iter(n.P), None)
    following = next(element.itersiblings(n.P), None)
    if following is not None:
        return following
    container = next(element.iterancestors(n.BODY), None)
    found = list(container.iter(n.P)) if container is not None else []
    return found[-1] if found else None


def _stands_in(where: Where, clause: str) -> bool:
    if where.clause_id and clause == where.clause_id:
        return True
    words = _folded(clause)
    return any(words in _folded(heading) for heading in where.headings)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _close_ranges(root: etree._Element, names: dict[etree._Element, str], picked: Collection[etree._Element]) -> None:
    """Take out the ranges of moves of which nothing is left, and ranges of content controls that were picked."""
    left = {name for element, name in names.items() if _root(element) is root}
    for start, end in _RANGES.items():
        opened = list(root.iter(start))
        done = [e for e in opened if (e in picked if start in _CUSTOM_RANGES else (e.get(n.NAME) or "") not in left)]
        stay = {e.get(n.ID) for e in opened} - {e.get(n.ID) for e in done}
        for element in (*done, *(e for e in list(root.iter(end)) if e.get(n.ID) not in stay)):
            remove(element)


def _root(element: etree._Element) -> etree._Element:
    while (parent := element.getparent()) is not None:
        element = parent
    return element
