"""List numbers as a reader sees them: "12.", "(b)", "iv)", computed paragraph by paragraph.

What decides them: the paragraph's own ``w:numPr`` or its style's, the levels of the list (ECMA-376 Part 1, 17.9) with
an instance's overrides, where each level restarts, and whether the paragraph is there at all: one whose mark is deleted
joins the next and consumes no number. Instances of one abstract list count on together, as in Word, until one of them
overrides a level's start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.numerals import numeral
from drafts.word.package import Package
from drafts.word.style_view import Styles, is_on, value, whole

LEVELS: Final = 9
_NOT_A_LIST: Final = "0"
_LONGEST_CHAIN: Final = 32
"""Abstract lists that refer to one another through list styles: a chain that is longer goes in a circle."""
_BULLET: Final = "•"
_PRIVATE: Final = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: ``text`` holds %1 to %9, ``restart_after`` is the 1-based level whose numbers restart it
    (0: none, None: every higher one)."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart_after: int | None = None
    legal: bool = False
    """Shows every number as a decimal one (``w:isLgl``)."""
    style: str = ""
    indent: int | None = None
    """Where its text begins, in twips; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One ``w:num``: which abstract list it counts in, its levels, and the levels whose start it overrides."""

    abstract: str
    levels: tuple[Level, ...]
    starts: dict[int, int] = field(default_factory=dict[int, int])


class Lists:
    """The lists of a file, and which of them each paragraph style belongs to."""

    def __init__(self, package: Package, styles: Styles | None = None) -> None:
        part = package.related(package.main, "numbering")
        numbering = package.xml(part) if part is not None else None
        self.styles = styles or Styles(package)
        self._abstracts = _by_id(numbering, w("abstractNum"), w("abstractNumId"))
        self._nums = _by_id(numbering, w("num"), w("numId"))
        self._instances: dict[str, Instance | None] = {}
        self._found: dict[tuple[str, str | None, str | None], tuple[Instance, str, int] | None] = {}

    def of(self, properties: etree._Element | None) -> tuple[Instance, str, int] | None:
        """The instance, its id and the 0-based level of a paragraph with these ``w:pPr``; None without a number."""
        own = properties.find(n.NUM_PR) if properties is not None else None
        key = (self.styles.paragraph_style(properties), value(own, "numId"), value(own, "ilvl"))
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, style: str, number: str | None, level: str | None) -> tuple[Instance, str, int] | None:
        """The same by the paragraph's style, and by the list and level that it states itself."""
        chain = self.styles.chain(style)
        if number is None:
            number = next((found for s in chain if (found := value(_numbered(s), "numId")) is not None), None)
            level = level if level is not None else self._level_of_style(number, chain)
        if number is None or number == _NOT_A_LIST:
            return None
        instance = self._instance(number)
        at = whole(level, 0)
        return (instance, number, at) if instance is not None and 0 <= at < len(instance.levels) else None

    def _level_of_style(self, number: str | None, chain: Sequence[etree._Element]) -> str | None:
        """The level that names the style, else the one that the style states."""
        instance = self._instance(number) if number is not None else None
        for style in chain:
            name = style.get(w("styleId"))
            for at, level in enumerate(instance.levels if instance is not None else ()):
                if level.style and level.style == name:
                    return str(at)
        return next((found for s in chain if (found := value(_numbered(s), "ilvl")) is not None), None)

    def _instance(self, number: str) -> Instance | None:
        if number not in self._instances:
            self._instances[number] = self._read(number)
        return self._instances[number]

    def _read(self, number: str) -> Instance | None:
        num = self._nums.get(number)
        identity = value(num, "abstractNumId")
        abstract = self._abstract(identity)
        if num is None or abstract is None or identity is None:
            return None
        levels = {whole(e.get(w("ilvl")), -1): _level(e) for e in abstract.iterchildren(w("lvl"))}
        starts: dict[int, int] = {}
        for override in num.iterchildren(w("lvlOverride")):
            at = whole(override.get(w("ilvl")), -1)
            redefined = override.find(w("lvl"))
            if redefined is not None:
                levels[at] = _level(redefined)
                starts[at] = levels[at].start
            start = value(override, "startOverride")
            if start is not None:
                starts[at] = whole(start, 1)
        return Instance(identity, tuple(levels.get(at, Level()) for at in range(LEVELS)), starts)

    def _abstract(self, identity: str | None) -> etree._Element | None:
        """The abstract list that has the levels: one may refer to a list style (``w:numStyleLink``) that has it."""
        for _ in range(_LONGEST_CHAIN):
            found = self._abstracts.get(identity or "")
            link = value(found, "numStyleLink")
            if found is None or link is None:
                return found
            number = value(_numbered(self.styles.get(link)), "numId")
            identity = value(self._nums.get(number or ""), "abstractNumId")
        return None


class Counter:
    """Counts through one story. Ask it about each paragraph that counts, in order."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._overridden: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element | None) -> str:
        """The number of the next paragraph, which has these ``w:pPr``; "" when it has none."""
        found = self._lists.of(properties)
        if found is None:
            return ""
        instance, number, at = found
        counts = self._counts.setdefault(instance.abstract, [None] * LEVELS)
        for level, start in instance.starts.items():
            if level <= at and (number, level) not in self._overridden:
                self._overridden.add((number, level))
                counts[level] = start - 1 if level == at else start
                counts[level + 1 :] = [None] * (LEVELS - level - 1)
        for level in range(at):
            if counts[level] is None:
                counts[level] = instance.levels[level].start
        now = counts[at]
        counts[at] = instance.levels[at].start if now is None else now + 1
        for level in range(at + 1, LEVELS):
            after = instance.levels[level].restart_after
            if after is None or 0 < at + 1 <= after:
                counts[level] = None
        return _shown(instance.levels, at, counts)


def _shown(levels: tuple[Level, ...], at: int, counts: list[int | None]) -> str:
    level = levels[at]
    if level.format == "none":
        return ""
    if level.format == "bullet":
        return _BULLET if not level.text.strip() or ord(level.text.strip()[0]) in _PRIVATE else level.text.strip()
    text = level.text
    for place in range(LEVELS):
        if f"%{place + 1}" in text:
            shown = levels[place].format
            if level.legal and shown != "decimalZero":  # Word keeps the zero of "1.01"
                shown = "decimal"
            count = counts[place]
            text = text.replace(f"%{place + 1}", numeral(count, shown) if count is not None and place <= at else "")
    return text


def paragraph_properties(paragraph: etree._Element, *, accepted: bool) -> etree._Element | None:
    """The ``w:pPr`` that count when every tracked change is accepted, or rejected."""
    properties = paragraph.find(n.PPR)
    if accepted or properties is None:
        return properties
    change = properties.find(n.PPR_CHANGE)
    if change is not None:
        return change.find(n.PPR)
    added = properties.find(f"{n.NUM_PR}/{n.INS}")
    return properties if added is None else None


def mark_stays(paragraph: etree._Element, *, accepted: bool) -> bool:
    """Whether a paragraph's mark, and every row around it, is there when every change is accepted, or rejected."""
    gone = (n.DEL, n.MOVE_FROM) if accepted else (n.INS, n.MOVE_TO)
    look = paragraph.find(f"{n.PPR}/{n.RPR}")
    if look is not None and any(m.tag in gone for m in look):
        return False
    for row in paragraph.iterancestors(n.TR):
        properties = row.find(n.TR_PR)
        if properties is not None and any(m.tag in gone for m in properties):
            return False
    return True


def list_labels(root: etree._Element, lists: Lists, *, accepted: bool = True) -> dict[etree._Element, str]:
    """The number of each numbered paragraph below ``root`` (a story), as it reads with every tracked change accepted,
    or rejected. Paragraphs that are not there then have none."""
    counter = Counter(lists)
    found: dict[etree._Element, str] = {}
    for paragraph in root.iter(n.P):
        if mark_stays(paragraph, accepted=accepted):
            label = counter.label(paragraph_properties(paragraph, accepted=accepted))
            if label:
                found[paragraph] = label
    return found


def _by_id(root: etree._Element | None, tag: str, key: str) -> dict[str, etree._Element]:
    return {e.get(key) or "": e for e in root.iterchildren(tag)} if root is not None else {}


def _numbered(style: etree._Element | None) -> etree._Element | None:
    return style.find(f"{n.PPR}/{n.NUM_PR}") if style is not None else None


def _level(element: etree._Element) -> Level:
    restart, text = value(element, "lvlRestart"), element.find(w("lvlText"))
    return Level(
        start=whole(value(element, "start"), 0),
        format=value(element, "numFmt") or "decimal",
        text=(text.get(n.VAL) or "") if text is not None else "",
        restart_after=whole(restart, 0) if restart is not None else None,
        legal=is_on(element.find(w("isLgl"))),
        style=value(element, "pStyle") or "",
        indent=indent_of(element.find(n.PPR)),
    )


def indent_of(properties: etree._Element | None) -> int | None:
    """Where the text of a paragraph with these ``w:pPr`` begins, in twips from the margin; None where nothing says."""
    found = properties.find(w("ind")) if properties is not None else None
    left = found.get(w("left")) or found.get(w("start")) if found is not None else None
    return whole(left, 0) if left is not None else None
