"""A plain paragraph as markup: nothing but text runs and range markers, read without any tree.

Most paragraphs of most agreements are plain. Their words stand in a :class:`drafts.blocks.Line`, whose payload is a
:class:`Plain`; :mod:`drafts.word.line_writer` writes what changed in them. Only markup in the prefix ``w`` is plain, so
that it means the same wherever that prefix does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
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


def _run(look: str, text: str) -> str:
    return rf"<w:r{ANY}>{look}(?:<w:lastRenderedPageBreak/>)?(?:<w:t{ANY}(?:/>|>{text}</w:t>))?</w:r>"


_PLAIN: Final = re.compile(
    rf"<w:p{ANY}(?:/>|>({PROPERTIES})?((?:{_run(f'(?:{LOOK})?', '[^<]*')}|{MARKER}|{UNSEEN})*)</w:p>)"
)
_THING: Final = re.compile(rf"{_run(f'({LOOK})?', '([^<]*)')}|({MARKER})")
NOT_PLAIN: Final = re.compile(r"sectPr|Change |<w:(?:ins|del|moveFrom|moveTo)[ />]")
_SPECIAL: Final = re.compile("[&<>\r]")
_ESCAPED: Final = {"\r": "&#13;"}
_UNESCAPED: Final = {"&#13;": "\r"}


@dataclass(slots=True, eq=False)
class Plain:
    """What a line was read from: the markup of its paragraph's properties, of the look of each of its stretches, and of
    its range markers, each with the number of letters before it."""

    properties: str
    looks: tuple[str, ...]
    markers: tuple[tuple[int, str], ...]


def read_line(markup: str, look: Callable[[str], int]) -> Line | None:
    """The line of a paragraph without tracked changes, or None where it holds anything but text; ``look`` numbers the
    markup of a run's properties ("" for none)."""
    found = _PLAIN.fullmatch(markup)
    if found is None:
        return None
    properties, content = found.groups(default="")
    if properties and NOT_PLAIN.search(properties):
        return None
    texts: list[str] = []
    ends: list[int] = []
    looks: list[str] = []
    markers: list[tuple[int, str]] = []
    size = 0
    for own, text, marker in _THING.findall(content):
        if marker:
            markers.append((size, marker))
        elif text:
            shown = shown_text(text)
            size += len(shown)
            texts.append(shown)
            if looks and looks[-1] == own:
                ends[-1] = size
            else:
                ends.append(size)
                looks.append(own)
    plain = Plain(properties, tuple(looks), tuple(markers))
    return Line("".join(texts), tuple(ends), tuple([look(own) for own in looks]), plain)


def shown_text(markup: str) -> str:
    """What the markup of a text shows."""
    return unescape(markup, _UNESCAPED) if "&" in markup else markup


def by_look(texts: Sequence[str], looks: Sequence[Hashable]) -> tuple[Hashable, ...]:
    """Words, each of a look, as a reader sees them: those of one look side by side are one."""
    if looks and looks.count(looks[0]) == len(looks):
        return (("".join(texts), looks[0], None),)
    out: list[Hashable] = []
    for look, group in groupby(zip(looks, texts, strict=True), key=itemgetter(0)):
        out.append(("".join([text for _, text in group]), look, None))
    return tuple(out)


def look_of(markup: str) -> etree._Element | None:
    """The properties of a run that the markup of a line's look stands for; None for ""."""
    return etree.fromstring(f'<x xmlns:w="{n.W}">{markup}</x>')[0] if markup else None


def seen_line(line: Line) -> tuple[Hashable, ...]:
    """What a reader sees of a line, as :func:`drafts.word.flat.seen` tells it of any paragraph."""
    if len(line.ends) == 1:
        return ((line.text, line.looks[0], None),)
    starts = (0, *line.ends)
    return by_look([line.text[i:j] for i, j in zip(starts, line.ends, strict=False)], line.looks)


def stretches(line: Line, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """(look as markup, start, end) of each stretch of one look within letters ``start..end`` of a line."""
    plain: Plain = line.payload
    if len(plain.looks) == 1:
        yield plain.looks[0], start, end
        return
    for look, last in zip(plain.looks, line.ends, strict=True):
        if last > start:
            stop = min(last, end)
            yield look, start, stop
            start = stop
            if start >= end:
                return


def run_of(look: str, text: str, tag: str = "w:t") -> str:
    """The markup of a run."""
    shown = escape(text, _ESCAPED) if _SPECIAL.search(text) else text
    return f'<w:r>{look}<{tag} xml:space="preserve">{shown}</{tag}></w:r>'
