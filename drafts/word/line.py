"""A plain paragraph as markup: nothing but text runs and range markers, read without any tree.

Most paragraphs of most agreements are plain. Their words stand in a :class:`drafts.blocks.Line`, whose payload is a
:class:`Plain`; :mod:`drafts.word.line_writer` writes what changed in them. Only markup in the prefix ``w`` is plain, so
that it means the same wherever that prefix does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Final
from xml.sax.saxutils import escape, unescape

from lxml import etree

from drafts.blocks import Line
from drafts.word import names as n

ANY: Final = r"(?: [^<>]*)?"
OWN: Final = r'(?: w:\w+="[^"<>]*")*'
PROPERTIES: Final = r"<w:pPr/>|<w:pPr>(?:<[^<>]*>)*?</w:pPr>"
LOOK: Final = rf"<w:rPr/>|<w:rPr>(?:<w:\w+{OWN}/>)*</w:rPr>"
MARKER: Final = rf"<w:(?:bookmarkStart|bookmarkEnd|permStart|permEnd){OWN}/>"
UNSEEN: Final = r"<w:proofErr[^<>]*/>"


_PARAGRAPH: Final = re.compile(rf"<w:p{ANY}(?:/>|>({PROPERTIES})?(.*)</w:p>)", re.DOTALL)
_CLOSE: Final = "</w:pPr>"
_BETWEEN: Final = re.compile(rf"(?:{MARKER}|{UNSEEN})*")
_HEAD: Final = re.compile(
    rf"({_BETWEEN.pattern})<w:r{ANY}(?<!/)>({LOOK})?(?:<w:lastRenderedPageBreak/>)?(?:<w:t{ANY}(?<!/))?"
)
_EMPTY_TEXT: Final = re.compile(rf"<w:t{ANY}/>$")
_MARKERS: Final = re.compile(MARKER)
NOT_PLAIN: Final = re.compile(r"sectPr|Change |<w:(?:ins|del|moveFrom|moveTo)[ />]")
_ESCAPED: Final = {"\r": "&#13;"}
_UNESCAPED: Final = {"&#13;": "\r"}


@dataclass(slots=True, eq=False)
class Plain:
    """What a line was read from: the markup of its paragraph's properties, of the look of each of its stretches, and of
    its range markers, each with the number of letters before it."""

    properties: str
    looks: tuple[str, ...]
    markers: tuple[tuple[int, str], ...]


class Fronts:
    """Parts paragraphs into properties and content. What stands before the content, such as ``<w:p><w:pPr>...``, is
    taken apart once for each way in which it is written."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def parted(self, markup: str) -> tuple[str, str] | None:
        """(markup of the properties, "" for none, and of the content) of a paragraph; None where its properties say
        that something changed or that a section ends."""
        front, _, rest = markup.partition(_CLOSE)
        properties = self._known.get(front)
        if properties is not None and rest.endswith("</w:p>"):
            return properties, rest[:-6]
        found = _PARAGRAPH.fullmatch(markup)
        if found is None:
            return None
        properties, content = found.groups(default="")
        if properties and NOT_PLAIN.search(properties):
            return None
        if properties.endswith(_CLOSE):
            self._known[front] = properties
        return properties, content


class LineReader:
    """Reads the plain paragraphs of one part; ``look`` numbers the markup of a run's properties ("" for none). What
    stands between two texts is taken apart once for each way in which it is written."""

    def __init__(self, look: Callable[[str], int]) -> None:
        self._look = look
        self._fronts = Fronts()
        self._numbers: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._heads: dict[str, tuple[str, tuple[str, ...]] | None] = {}

    def read(self, markup: str) -> Line | None:
        """The line of a paragraph without tracked changes, or None where it holds anything but text."""
        parted = self._fronts.parted(markup)
        if parted is None:
            return None
        properties, content = parted
        texts: list[str] = []
        ends: list[int] = []
        looks: list[str] = []
        markers: list[tuple[int, str]] = []
        size = 0
        *runs, rest = content.split("</w:r>")
        for run in runs:
            if run.endswith("</w:t>"):
                head, _, text = run[:-6].rpartition(">")
            else:
                head, text = run, ""
            seen = self._heads[head] if head in self._heads else self._read_head(head)
            if seen is None or "<" in text:
                return None
            own, before = seen
            if before:
                markers.extend((size, marker) for marker in before)
            if text:
                shown = shown_text(text)
                size += len(shown)
                texts.append(shown)
                if looks and looks[-1] == own:
                    ends[-1] = size
                else:
                    ends.append(size)
                    looks.append(own)
        if rest:
            if not _BETWEEN.fullmatch(rest):
                return None
            markers.extend((size, marker) for marker in _MARKERS.findall(rest))
        plain = Plain(properties, tuple(looks), tuple(markers))
        numbers = self._numbers.get(plain.looks)
        if numbers is None:
            numbers = self._numbers[plain.looks] = tuple(map(self._look, looks))
        return Line("".join(texts), tuple(ends), numbers, plain, bool(markers))

    def _read_head(self, head: str) -> tuple[str, tuple[str, ...]] | None:
        """(look, markers before) of what stands before a text; of a run without text, of the whole run."""
        found = _HEAD.fullmatch(_EMPTY_TEXT.sub("", head))
        made = (found[2] or "", tuple(_MARKERS.findall(found[1]))) if found is not None else None
        self._heads[head] = made
        return made


def shown_text(markup: str) -> str:
    """What the markup of a text shows."""
    return unescape(markup, _UNESCAPED) if "&" in markup else markup


def by_look(texts: Sequence[str], looks: Sequence[Hashable]) -> tuple[Hashable, ...]:
    """Words, each of a look, as a reader sees them: those of one look side by side are one."""
    if looks and looks.count(looks[0]) == len(looks):
        return (("".join(texts), looks[0], None),)
    out: list[Hashable] = []
    start, end = 0, len(looks)
    while start < end:
        look = looks[start]
        stop = start + 1
        while stop < end and looks[stop] == look:
            stop += 1
        out.append(("".join(texts[start:stop]), look, None))
        start = stop
    return tuple(out)


def look_of(markup: str) -> etree._Element | None:
    """The properties of a run that the markup of a line's look stands for; None for ""."""
    return etree.fromstring(f'<x xmlns:w="{n.W}">{markup}</x>')[0] if markup else None


def seen_line(line: Line) -> tuple[Hashable, ...]:
    """What a reader sees of a line, as :func:`drafts.word.flat.seen` tells it of any paragraph."""
    if len(line.ends) == 1:
        return ((line.text, line.looks[0], None),)
    text, looks = line.text, line.looks
    if any(map(eq, looks, looks[1:])):
        return by_look([text[i:j] for i, j in zip((0, *line.ends), line.ends, strict=False)], looks)
    return tuple([(text[i:j], look, None) for i, j, look in zip((0, *line.ends), line.ends, looks, strict=False)])


def stretches(line: Line, start: int, end: int) -> Sequence[tuple[str, int, int]]:
    """(look as markup, start, end) of each stretch of one look within letters ``start..end`` of a line."""
    looks: Sequence[str] = line.payload.looks
    ends = line.ends
    at = bisect_right(ends, start)
    if start < end <= ends[at]:
        return ((looks[at], start, end),)
    out: list[tuple[str, int, int]] = []
    while start < end:
        stop = min(ends[at], end)
        out.append((looks[at], start, stop))
        start, at = stop, at + 1
    return out


def run_of(look: str, text: str, tag: str = "w:t") -> str:
    """The markup of a run."""
    odd = "&" in text or "<" in text or ">" in text or "\r" in text  # a few searches for one letter each are quick
    shown = escape(text, _ESCAPED) if odd else text
    return f'<w:r>{look}<{tag} xml:space="preserve">{shown}</{tag}></w:r>'
