"""A plain paragraph as markup: nothing but text runs and range markers, read without any tree.

Most paragraphs of most agreements are plain. Their words stand in a :class:`drafts.blocks.Line`, whose payload is a
:class:`Plain`; :mod:`drafts.word.line_writer` writes what changed in them. Only markup in the prefix ``w`` is plain, so
that it means the same wherever that prefix does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, unescape

from lxml import etree

from drafts.blocks import Line
from drafts.word import names as n

_ANY: Final = r"(?: [^<>]*)?"
_OWN: Final = r'(?: w:\w+="[^"<>]*")*'
_PROPERTIES: Final = r"<w:pPr/>|<w:pPr>(?:<[^<>]*>)*?</w:pPr>"
_LOOK: Final = rf"<w:rPr/>|<w:rPr>(?:<w:\w+{_OWN}/>)*</w:rPr>"
_MARKER: Final = rf"<w:(?:bookmarkStart|bookmarkEnd|permStart|permEnd){_OWN}/>"
_UNSEEN: Final = r"<w:proofErr[^<>]*/>"


def _run(look: str, text: str) -> str:
    return rf"<w:r{_ANY}>{look}(?:<w:lastRenderedPageBreak/>)?(?:<w:t{_ANY}(?:/>|>{text}</w:t>))?</w:r>"


_PLAIN: Final = re.compile(
    rf"<w:p{_ANY}(?:/>|>({_PROPERTIES})?((?:{_run(f'(?:{_LOOK})?', '[^<]*')}|{_MARKER}|{_UNSEEN})*)</w:p>)"
)
_THING: Final = re.compile(rf"{_run(f'({_LOOK})?', '([^<]*)')}|({_MARKER})")
_LOOK_CHANGE: Final = rf"<w:rPrChange{_ANY}>(?:{_LOOK})</w:rPrChange>"
_REVISED_LOOK: Final = rf"<w:rPr/>|<w:rPr>(?:<w:\w+{_OWN}/>)*(?:{_LOOK_CHANGE})?</w:rPr>"
_REDLINED: Final = re.compile(rf"<w:p{_ANY}>({_PROPERTIES})?(.*)</w:p>", re.DOTALL)
_STEP: Final = re.compile(
    rf"<(/?)w:(ins|del){_ANY}>"
    rf"|<w:r{_ANY}>({_REVISED_LOOK})?(?:<w:lastRenderedPageBreak/>)?(?:<w:(t|delText){_ANY}(?:/>|>([^<]*)</w:\4>))?</w:r>"
    rf"|{_MARKER}|{_UNSEEN}|(.)",
    re.DOTALL,
)
_OLD_LOOK: Final = re.compile(rf"<w:rPrChange{_ANY}>({_LOOK})</w:rPrChange>")
_NOT_PLAIN: Final = re.compile(r"sectPr|Change |<w:(?:ins|del|moveFrom|moveTo)[ />]")
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
    if properties and _NOT_PLAIN.search(properties):
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
            shown = unescape(text, _UNESCAPED) if "&" in text else text
            size += len(shown)
            texts.append(shown)
            if looks and looks[-1] == own:
                ends[-1] = size
            else:
                ends.append(size)
                looks.append(own)
    plain = Plain(properties, tuple(looks), tuple(markers))
    return Line("".join(texts), tuple(ends), tuple([look(own) for own in looks]), plain)


def read_redlined(
    markup: str, look: Callable[[str], int]
) -> tuple[str, tuple[Hashable, ...], tuple[Hashable, ...]] | None:
    """(properties as markup, what a reader sees when all is rejected, and when all is accepted) of a paragraph whose
    mark and properties are not revised and that holds nothing but text, kept, struck and inserted; else None. What is
    seen is told as :func:`seen_line` tells it."""
    found = _REDLINED.fullmatch(markup)
    if found is None:
        return None
    properties, content = found.groups(default="")
    if properties and _NOT_PLAIN.search(properties):
        return None
    rejected: list[tuple[str, Hashable]] = []
    accepted: list[tuple[str, Hashable]] = []
    inside = ""
    for closing, revision, own, tag, text, unexpected in _STEP.findall(content):
        if revision:
            if bool(inside) is not bool(closing) or (closing and revision != inside):
                return None
            inside = "" if closing else revision
            continue
        if unexpected or (tag and (tag == "delText") is not (inside == "del")):
            return None
        if not text:
            continue
        shown = unescape(text, _UNESCAPED) if "&" in text else text
        if "Change" in own:
            change = _OLD_LOOK.search(own)
            if change is None or inside:
                return None
            rejected.append((shown, look(change[1])))
            accepted.append((shown, look(own.replace(change[0], ""))))
            continue
        piece = (shown, look(own))
        if inside != "ins":
            rejected.append(piece)
        if inside != "del":
            accepted.append(piece)
    return None if inside else (properties, _by_look(rejected), _by_look(accepted))


def _by_look(pieces: Sequence[tuple[str, Hashable]]) -> tuple[Hashable, ...]:
    """Words by look, as a reader sees them."""
    out: list[Hashable] = []
    texts: list[str] = []
    same: Hashable = None
    for text, look in pieces:
        if look != same and texts:
            out.append(("".join(texts), same, None))
            texts = []
        same = look
        texts.append(text)
    if texts:
        out.append(("".join(texts), same, None))
    return tuple(out)


def look_of(markup: str) -> etree._Element | None:
    """The properties of a run that the markup of a line's look stands for; None for ""."""
    return etree.fromstring(f'<x xmlns:w="{n.W}">{markup}</x>')[0] if markup else None


def seen_line(line: Line) -> tuple[Hashable, ...]:
    """What a reader sees of a line, as :func:`drafts.word.flat.seen` tells it of any paragraph."""
    if len(line.ends) == 1:
        return ((line.text, line.looks[0], None),)
    starts = (0, *line.ends)
    return _by_look([(line.text[i:j], look) for i, j, look in zip(starts, line.ends, line.looks, strict=False)])


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
