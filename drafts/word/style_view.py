"""Styles as a reader sees them: what a paragraph's or a run's style adds, through the styles that it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package

_LONGEST_CHAIN: Final = 32
"""Styles based on one another: a chain that is longer goes in a circle."""
_BODY_TEXT: Final = 9
_HEADING: Final = re.compile(r"heading (\d)", re.IGNORECASE)
_OFF: Final = frozenset({"0", "false", "off", "none"})


class Styles:
    """The styles of a file, by id. They are read once: what changes in the file later is not seen."""

    def __init__(self, package: Package) -> None:
        part = package.related(package.main, "styles")
        self._root = package.xml(part) if part is not None else None
        self._by_id = {s.get(w("styleId")) or "": s for s in self._all()}
        self._chains: dict[str, tuple[etree._Element, ...]] = {}
        self._properties: dict[tuple[str, str], etree._Element | None] = {}
        self._named: dict[str, tuple[str, ...]] = {}

    def _all(self) -> Iterator[etree._Element]:
        if self._root is not None:
            yield from self._root.iterchildren(w("style"))

    @cached_property
    def default(self) -> str:
        """The id of the paragraph style that a paragraph has when it names none."""
        on = {"1", "true", "on"}
        found = (s for s in self._all() if s.get(n.TYPE) == "paragraph" and s.get(w("default")) in on)
        return next((s.get(w("styleId")) or "" for s in found), "")

    def get(self, style: str | None) -> etree._Element | None:
        """The style of an id."""
        return self._by_id.get(style or "")

    def chain(self, style: str | None) -> tuple[etree._Element, ...]:
        """A style and those that it is based on, the nearest first."""
        style = style or ""
        if style not in self._chains:
            self._chains[style] = tuple(self._based_on(style))
        return self._chains[style]

    def _based_on(self, style: str | None) -> Iterator[etree._Element]:
        for _ in range(_LONGEST_CHAIN):
            found = self.get(style)
            if found is None:
                return
            yield found
            style = value(found, "basedOn")

    def of_paragraph(self, properties: etree._Element | None) -> tuple[etree._Element, ...]:
        """The styles of a paragraph with these ``w:pPr``."""
        return self.chain(self.paragraph_style(properties))

    def paragraph_style(self, properties: etree._Element | None) -> str:
        """The id of the style of a paragraph with these ``w:pPr``: the default one where it names none."""
        return value(properties, "pStyle") or self.default

    def paragraph_property(self, properties: etree._Element | None, name: str) -> etree._Element | None:
        """A property of a paragraph: its own, or that of the nearest style that has it."""
        own = properties.find(w(name)) if properties is not None else None
        if own is not None:
            return own
        key = (self.paragraph_style(properties), name)
        if key not in self._properties:
            found = (s.find(f"{n.PPR}/{w(name)}") for s in self.chain(key[0]))
            self._properties[key] = next((f for f in found if f is not None), None)
        return self._properties[key]

    def _names(self, properties: etree._Element | None) -> tuple[str, ...]:
        """The names of a paragraph's styles."""
        style = self.paragraph_style(properties)
        if style not in self._named:
            self._named[style] = tuple(value(s, "name") or "" for s in self.chain(style))
        return self._named[style]

    def heading(self, properties: etree._Element | None) -> int:
        """A paragraph's place in the outline: 1 for a chapter, 2 below it; 0 for text."""
        level = self.paragraph_property(properties, "outlineLvl")
        if level is not None:
            at = whole(level.get(n.VAL), _BODY_TEXT)
            return at + 1 if 0 <= at < _BODY_TEXT else 0
        named = (_HEADING.fullmatch(name) for name in self._names(properties))
        return next((int(found[1]) for found in named if found), 0)

    def is_title(self, properties: etree._Element | None) -> bool:
        """Whether a paragraph is the document's title."""
        return any(name.lower() == "title" for name in self._names(properties))


def value(element: etree._Element | None, name: str) -> str | None:
    """``w:val`` of a child, or None."""
    child = element.find(w(name)) if element is not None else None
    return child.get(n.VAL) if child is not None else None


def is_on(element: etree._Element | None) -> bool:
    """Whether a property that is there or not is there and not switched off."""
    return element is not None and element.get(n.VAL) not in _OFF


def whole(text: str | None, otherwise: int) -> int:
    """A whole number; ``otherwise`` for what is none, or larger than Word would store."""
    try:
        found = int(text or "")
    except ValueError:
        return otherwise
    return found if abs(found) < 2**31 else otherwise
