"""Of a redlined document the sections in which something changes: what a reader of a proposal wants to see of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from drafts.view import Block, Paragraph, View


def excerpt(view: View) -> View:
    """``view`` with the sections of its body that hold a change, whole, and nothing of what stands beside the body. A
    section begins with its heading."""
    touched = [block for section in _sections(view.body) if any(b.numbers for b in section) for block in section]
    return replace(view, body=tuple(touched), footnotes=(), endnotes=(), comments=(), margins=())


def _sections(body: Sequence[Block]) -> Iterator[list[Block]]:
    section: list[Block] = []
    for block in body:
        if section and isinstance(block, Paragraph) and block.heading:
            yield section
            section = []
        section.append(block)
    yield section
