"""Three-way merge of prose by words: both sides' changes where they touch different words, else what each of them says.

The changes of each side are found against the base (clauses.text.lines). Two changes touch when they take the same
words, when one puts words between words that the other takes, or when both put words at one place. A word put in
between two equal ones could stand on either side of what it repeats ("shall [promptly ]keep", "shall[ promptly] keep"):
every such place counts. So the grouping is that of diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3",
2007), with neighbours that do not touch kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from clauses.text.lines import line_script, line_tokens
from clauses.text.script import Opcode


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the three texts say at one place; the stretches of a merge joined are each of the three texts."""

    base: str
    ours: str
    theirs: str

    @property
    def merged(self) -> str | None:
        """What both say, or the one that changed; None where each says something else."""
        if self.ours in (self.theirs, self.base):
            return self.theirs
        return self.ours if self.theirs == self.base else None


@dataclass(frozen=True)
class Merge:
    """The merge of two texts that came from one, as stretches in order."""

    stretches: tuple[Stretch, ...]

    @cached_property
    def text(self) -> str | None:
        """The merged text, or None when there is a conflict."""
        merged = [stretch.merged for stretch in self.stretches]
        return None if None in merged else "".join(each for each in merged if each)

    @property
    def conflicts(self) -> tuple[Stretch, ...]:
        """The places where each side says something else."""
        return tuple(stretch for stretch in self.stretches if stretch.merged is None)


@dataclass(frozen=True, slots=True)
class _Edit:
    """``base[start:end]`` became ``words``; it could as well stand anywhere from ``first`` to ``last``."""

    ours: bool
    start: int
    end: int
    words: tuple[str, ...]
    first: int
    last: int

    @property
    def reach(self) -> tuple[int, int]:
        """The open interval that it takes: a token n lies between 4n and 4n + 4, a place between tokens around 4n."""
        around = 1 if self.start == self.end else -1
        return 4 * self.first - around, 4 * self.last + around


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Return what ``ours`` and ``theirs`` made of ``base``; nothing of the three texts is lost."""
    if ours == theirs:
        return Merge((Stretch(base, ours, theirs),))
    tokens = line_tokens(base)
    edits = [*_edits(tokens, line_tokens(ours), ours=True), *_edits(tokens, line_tokens(theirs), ours=False)]
    stretches: list[Stretch] = []
    at = 0
    for group in _groups(edits):
        start, end = min(e.first for e in group), max(e.last for e in group)
        if at < start:
            stretches.append(Stretch(*["".join(tokens[at:start])] * 3))
        said = [_said(tokens, start, end, [e for e in group if e.ours is mine]) for mine in (True, False)]
        stretches.append(Stretch("".join(tokens[start:end]), said[0], said[1]))
        at = end
    if at < len(tokens) or not stretches:
        stretches.append(Stretch(*["".join(tokens[at:])] * 3))
    return Merge(tuple(stretches))


def _edits(base: Sequence[str], side: Sequence[str], *, ours: bool) -> Iterator[_Edit]:
    """The changes of one side: what stands between two equal stretches is one."""
    kept = [op for op in line_script(base, side) if op[0] == "equal"]
    bounds: list[Opcode] = [("equal", 0, 0, 0, 0), *kept, ("equal", len(base), len(base), len(side), len(side))]
    for before, after in pairwise(bounds):
        start, end, words = before[2], after[1], tuple(side[before[4] : after[3]])
        if start < end or words:
            first, last = _slid(base, start, end, words, before[1], after[2])
            yield _Edit(ours, start, end, words, first, last)


def _slid(
    base: Sequence[str], start: int, end: int, words: tuple[str, ...], lowest: int, highest: int
) -> tuple[int, int]:
    """How far an insertion or a deletion could begin earlier and end later, and the text be the same."""
    if start < end and words:
        return start, end
    what = base[start:end] or words
    size, first, last = len(what), start, end
    while first > lowest and base[first - 1] == what[(first - 1 - start) % size]:
        first -= 1
    while last < highest and base[last] == what[(last - end) % size]:
        last += 1
    return first, last


def _groups(edits: Sequence[_Edit]) -> Iterator[list[_Edit]]:
    """The edits in order, those together that touch."""
    group: list[_Edit] = []
    end = 0
    for edit in sorted(edits, key=lambda e: (e.reach, e.start, e.end)):
        low, high = edit.reach
        if group and low >= end:
            yield group
            group = []
        end = max(end, high) if group else high
        group.append(edit)
    if group:
        yield group


def _said(base: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> str:
    """What a side with these edits makes of ``base[start:end]``."""
    words: list[str] = []
    at = start
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        words += (*base[at : edit.start], *edit.words)
        at = edit.end
    return "".join((*words, *base[at:end]))
