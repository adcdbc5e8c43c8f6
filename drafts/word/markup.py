"""The markup of blocks as strings: where each begins and ends in the markup around it, and what of it a reader sees.

Cutting the markup of a whole story is much faster than to serialise its blocks one by one, and so is looking for what
nobody sees in all of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

_NOISE: Final = tuple(
    (literal, re.compile(pattern))
    for literal, pattern in (
        (" w:rsid", r' w:rsid\w*="[^"]*"'),
        (" w14:paraId=", r' w14:paraId="[^"]*"'),
        (" w14:textId=", r' w14:textId="[^"]*"'),
        ("<w:bookmark", r"<w:bookmark(?:Start|End)[^>]*>"),
        ("<w:commentRange", r"<w:commentRange[^>]*>"),
        ("<w:proofErr", r"<w:proofErr[^>]*>"),
        ("<w:lastRenderedPageBreak", r"<w:lastRenderedPageBreak[^>]*>"),
        ("<w:noProof", r"<w:noProof[^>]*>"),
        ("<w:webHidden", r"<w:webHidden[^>]*>"),
        ("<w:lang ", r"<w:lang [^>]*>"),
    )
)
"""What a reader can't see, by a literal that tells quickly whether there is any."""
RELATED, LIST, NOTE = " r:", "<w:numId", "noteReference"
REFERRING: Final = (RELATED, LIST, NOTE)
"""What tells quickly whether markup refers to something by an id."""
POINTS = re.compile(r'\br:(?:id|embed|link|pict|dm|lo|qs|cs)="([^"]*)"')
NUMBERED = re.compile(r'<w:numId w:val="([^"]*)"')
REFERENCE = re.compile(r"<w:(?:footnote|endnote|comment)Reference [^>]*/>")
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_BLOCK_TAGS = re.compile(r"<(/?)w:(?:p|tbl)(?=[ />])[^>]*?(/?)>")
_FEW = 3
"""Blocks that are as quickly serialised one by one."""


def noise_in(markup: str) -> list[re.Pattern[str]]:
    """What of some markup nobody sees."""
    return [pattern for literal, pattern in _NOISE if literal in markup]


def quiet(markup: str, noise: Iterable[re.Pattern[str]]) -> str:
    """Markup without what nobody sees."""
    for pattern in noise:
        markup = pattern.sub("", markup)
    return markup


def markup_of(element: etree._Element) -> str:
    """The markup of one block without declarations of namespaces."""
    return _NAMESPACES.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def markups(container: etree._Element, elements: Sequence[etree._Element]) -> list[str]:
    """The markup of a container's blocks: cut from the container's, where that can be done."""
    data = etree.tostring(container, encoding="unicode", with_tail=False) if len(elements) > _FEW else ""
    if not data.startswith("<w:") or holds_asides(data):
        return [markup_of(element) for element in elements]
    spans = block_spans(data)
    if len(spans) != len(elements):
        return [markup_of(element) for element in elements]
    return [data[i:j] for i, j in spans]


def holds_asides(markup: str, start: int = 0) -> bool:
    """Whether comments or, behind ``start``, processing instructions stand in markup. Their second letters are rarer
    than their first, and one letter is looked for at once."""
    return ("!" in markup and "<!--" in markup) or (markup.find("?", start) >= 0 and markup.find("<?", start) >= 0)


def block_spans(data: str) -> list[tuple[int, int]]:
    """Where the outermost paragraphs and tables of markup begin and end."""
    out: list[tuple[int, int]] = []
    depth = start = 0
    for tag in _BLOCK_TAGS.finditer(data):
        closing, empty = tag.groups()
        if closing:
            depth -= 1
            if depth == 0:
                out.append((start, tag.end()))
        elif empty:
            if depth == 0:
                out.append(tag.span())
        else:
            if depth == 0:
                start = tag.start()
            depth += 1
    return out
