"""What a file says of itself, and what a program writes in the place of something computed: no content of either file.

Two things are taken out before the files are compared: the marks that tell one draft from another, in headers and
footers, and list numbers that came back as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final

from drafts.copies import IDENTITY
from drafts.returns.strands import Block, Cell, File, Paragraph, Row, Span, Table, paragraphs

_MARGINS: Final = frozenset({"header", "footer"})
_TYPED: Final = re.compile(r"(\S{1,12}(?: \d{1,3}\.)?)[ \t\u00a0]+")


def without_identity(file: File) -> File:
    """The file without draft number, legend, reference and page numbers in headers and footers."""
    stories = {
        place: _mapped(blocks, _without_marks) if place in _MARGINS else blocks
        for place, blocks in file.stories.items()
    }
    return replace(file, stories=stories)


def with_list_numbers(came: File, sent: File) -> File:
    """The returned file with the numbers that it has as words, and that were list numbers in ours, as numbers again."""
    labels = {label for p in _all(sent) for label in (p.label, p.old_label) if label}
    texts = {p.text.strip() for p in _all(sent)}
    numbered = {p.text.strip() for p in _all(sent) if p.label or p.old_label}

    def untyped(paragraph: Paragraph) -> Paragraph:
        text = paragraph.text
        found = None if paragraph.label else _TYPED.match(text)
        if found is None or found[1] not in labels or text.strip() in texts:
            return paragraph
        rest = text[found.end() :].strip()
        if rest not in numbered and any(other.startswith(found[0]) for other in texts):
            return paragraph
        return replace(
            paragraph, spans=tuple(_cut(paragraph.spans, [(0, found.end())])), label=found[1], typed_label=found[1]
        )

    return replace(came, stories={place: _mapped(blocks, untyped) for place, blocks in came.stories.items()})


def _all(file: File) -> Iterator[Paragraph]:
    return (p for story in file.stories.values() for p in paragraphs(story))


def _without_marks(paragraph: Paragraph) -> Paragraph:
    text = paragraph.text
    found = [m.span() for m in IDENTITY.finditer(text)]
    left = IDENTITY.sub("", text).strip()
    if not left:
        found = [(0, len(text))]
    return replace(paragraph, spans=tuple(_cut(paragraph.spans, found))) if found else paragraph


def _cut(spans: Collection[Span], gone: Collection[tuple[int, int]]) -> Iterator[Span]:
    """The spans without the letters in ``gone`` (start, end)."""
    at = 0
    for span in spans:
        text = "".join(c for k, c in enumerate(span.text, at) if not any(a <= k < b for a, b in gone))
        at += len(span.text)
        if text:
            yield replace(span, text=text)


def _mapped(blocks: tuple[Block, ...], change: Callable[[Paragraph], Paragraph]) -> tuple[Block, ...]:
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(change(block))
        else:
            rows = tuple(Row(tuple(Cell(_mapped(c.blocks, change)) for c in r.cells), r.state) for r in block.rows)
            out.append(Table(rows))
    return tuple(out)
