"""Segments that all have text, none of it too long for a clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drafts.importing.model import Part, Segment
from drafts.importing.segments import as_prose

_MOST_LINES: Final = 250
"""Lines of a segment; a longer one is cut, because a clause holds 300 paragraphs."""


def with_text(found: Sequence[Segment]) -> Iterator[Segment]:
    """The segments, each with text: a heading that has none of its own takes the next section as its text."""
    waiting: list[Segment] = []
    for segment in found:
        if not segment.lines:
            waiting.append(segment)
            continue
        if waiting and segment.part is Part.SECTION:
            below = tuple(as_prose(s.heading) for s in (*waiting[1:], segment) if s.heading)
            lines = (*below, *segment.lines)
            segment = replace(segment, heading=waiting[0].heading, number=waiting[0].number, lines=lines)
        else:
            yield from _alone(waiting)
        waiting = []
        yield from _cut(segment)
    yield from _alone(waiting)


def _alone(waiting: Sequence[Segment]) -> Iterator[Segment]:
    if waiting:
        lines = tuple(as_prose(segment.heading) for segment in waiting)
        yield Segment(Part.SECTION, "", waiting[0].number, lines)


def _cut(segment: Segment) -> Iterator[Segment]:
    yield replace(segment, lines=segment.lines[:_MOST_LINES])
    for start in range(_MOST_LINES, len(segment.lines), _MOST_LINES):
        yield Segment(Part.SECTION, "", "", segment.lines[start : start + _MOST_LINES])
