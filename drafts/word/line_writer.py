"""Writing what changed in a plain paragraph as markup (see :mod:`drafts.word.line`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from lxml import etree

from drafts.blocks import Fate, Line, Stretch
from drafts.word.inline import Desk
from drafts.word.line import look_of, run_of, stretches
from drafts.word.markup import markup_of

Markers = Sequence[tuple[int, str]]

_ID = re.compile(r' w:id="([^"]*)"')
_NAME = re.compile(r' w:name="([^"]*)"')
_NO_LOOK = "<w:rPr/>"


class LineWriter:
    """Writes the plain paragraphs of one part. ``names`` are the bookmark names of the after side: a bookmark
    of the before side that has none of them comes along."""

    def __init__(self, desk: Desk, names: frozenset[str]) -> None:
        self.desk, self.names = desk, names
        self.annotation = desk.ids.annotation
        self.stamp = f"w:author={quoteattr(desk.stamp.author)} w:date={quoteattr(desk.stamp.date)}"
        self._carried: dict[str, str] = {"": ""}

    def placed(self, found: Sequence[Stretch], before: Line, after: Line) -> etree._Element:
        """What stands in the tree of the part for the redlined content of a paragraph."""
        return self.desk.carrier.target.defer(_Writing(self, before, after).markup(found))

    def begin(self, tag: str) -> str:
        """The start tag of a revision."""
        return f'<{tag} w:id="{self.annotation()}" {self.stamp}>'

    def carried(self, look: str) -> str:
        """A look of the before side, as it reads in the target."""
        found = self._carried.get(look)
        if found is None:
            old = look_of(look)
            assert old is not None
            fitted = self.desk.carrier.element(old, self.desk.source_part, self.desk.target_part)
            found = self._carried[look] = markup_of(fitted)
        return found

    def own(self, markers: Markers) -> Markers:
        """The bookmarks of the before side that come along, under ids of their own."""
        ends = {_attribute(_ID, m) for _, m in markers if m.startswith("<w:bookmarkEnd")}
        ids: dict[str, str] = {}
        out: list[tuple[int, str]] = []
        for place, marker in markers:
            identity = _attribute(_ID, marker)
            if marker.startswith("<w:bookmarkStart") and identity in ends:
                if _attribute(_NAME, marker) not in self.names:
                    ids[identity] = self.desk.ids.annotation()
            elif not marker.startswith("<w:bookmarkEnd"):
                continue
            if identity in ids:
                out.append((place, _ID.sub(f' w:id="{ids[identity]}"', marker)))
        return out


class _Writing:
    """One paragraph while it is written."""

    def __init__(self, writer: LineWriter, before: Line, after: Line) -> None:
        self.writer, self.before, self.after = writer, before, after
        self.theirs: Markers = after.payload.markers
        self.ours: Markers = writer.own(before.payload.markers) if before.payload.markers else ()

    def markup(self, found: Sequence[Stretch]) -> str:
        """The markup of all stretches, range markers where they fall due."""
        written = self._between_markers(found) if self.ours or self.theirs else self._without_markers(found)
        return "".join(written)

    def _without_markers(self, found: Sequence[Stretch]) -> list[str]:
        """As most paragraphs are."""
        annotation, stamp = self.writer.annotation, self.writer.stamp
        out: list[str] = []
        for fate, start, end, start_after, end_after, looks_differ in found:
            if fate is Fate.DELETE:
                out += (f'<w:del w:id="{annotation()}" {stamp}>', self._struck(start, end), "</w:del>")
            elif fate is Fate.INSERT:
                out += (f'<w:ins w:id="{annotation()}" {stamp}>', self._shown(start_after, end_after), "</w:ins>")
            elif looks_differ:
                out += self._other_look(start, start_after, end_after)
            else:
                out.append(self._shown(start_after, end_after))
        return out

    def _struck(self, start: int, end: int) -> str:
        """Letters of the before side, as they stand in a deletion."""
        text, carried = self.before.text, self.writer.carried
        found = stretches(self.before, start, end)
        return "".join([run_of(carried(look), text[a:b], "w:delText") for look, a, b in found])

    def _shown(self, start: int, end: int) -> str:
        """Letters of the after side."""
        text, found = self.after.text, stretches(self.after, start, end)
        if len(found) == 1:
            return run_of(found[0][0], text[start:end])
        return "".join([run_of(look, text[a:b]) for look, a, b in found])

    def _between_markers(self, found: Sequence[Stretch]) -> Iterator[str]:
        for stretch in found:
            fate, first, last, first_after, last_after, _ = stretch
            if fate is Fate.DELETE:
                for start, end in self._cut(first, last, self.ours):
                    self.ours, due = _due(self.ours, start + 1)
                    yield from due
                    yield f"{self.writer.begin('w:del')}{self._struck(start, end)}</w:del>"
            elif fate is Fate.INSERT:
                for start, end in self._cut(first_after, last_after, self.theirs):
                    self.theirs, due = _due(self.theirs, start + 1)
                    yield from due
                    yield f"{self.writer.begin('w:ins')}{self._shown(start, end)}</w:ins>"
            else:
                yield from self._kept(stretch)
        yield from (marker for _, marker in (*self.ours, *self.theirs))

    def _cut(self, start: int, end: int, markers: Markers) -> list[tuple[int, int]]:
        """Letters ``start..end``, cut at the markers between them."""
        if not markers:
            return [(start, end)]
        return list(pairwise(sorted({start, end, *(place for place, _ in markers if start < place < end)})))

    def _kept(self, stretch: Stretch) -> Iterator[str]:
        _, old, _, start, end, looks_differ = stretch
        cuts = {start, end}
        cuts.update(place for place, _ in self.theirs if start < place < end)
        cuts.update(place - old + start for place, _ in self.ours if start < place - old + start < end)
        for a, b in pairwise(sorted(cuts)):
            self.ours, due = _due(self.ours, a - start + old + 1)
            yield from due
            self.theirs, due = _due(self.theirs, a + 1)
            yield from due
            if looks_differ:
                yield from self._other_look(old + a - start, a, b)
            else:
                yield self._shown(a, b)

    def _other_look(self, old: int, start: int, end: int) -> Iterator[str]:
        """Kept letters whose look changed; ``old`` is where they stand in the before side."""
        for look, a, b in stretches(self.after, start, end):
            for was, c, d in stretches(self.before, a - start + old, b - start + old):
                text = self.after.text[c - old + start : d - old + start]
                if _number(self.before, c) == _number(self.after, c - old + start):
                    yield run_of(look, text)
                    continue
                change = f"{self.writer.begin('w:rPrChange')}{self.writer.carried(was) or _NO_LOOK}</w:rPrChange>"
                inner = look.removeprefix("<w:rPr>").removesuffix("</w:rPr>") if look != _NO_LOOK else ""
                yield run_of(f"<w:rPr>{inner}{change}</w:rPr>", text)


def _attribute(pattern: re.Pattern[str], marker: str) -> str:
    found = pattern.search(marker)
    return found[1] if found else ""


def _due(markers: Markers, before: int) -> tuple[Markers, Iterable[str]]:
    """The markers that are left, and those that stand before letter ``before``."""
    if not markers:
        return markers, ()
    count = sum(1 for place, _ in markers if place < before)
    return markers[count:], (marker for _, marker in markers[:count])


def _number(line: Line, letter: int) -> object:
    return line.looks[bisect_right(line.ends, letter)]
