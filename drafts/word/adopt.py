"""Tracked changes that the after side brings along: which of them can stay as they are, under their own authors.

A story is cut into groups: neighbouring blocks that their changes hold together (a paragraph whose mark comes or goes
hangs on the next one). A group can stay when it reads, with its changes rejected, exactly as a stretch of the before
side: then nothing in it is ours to mark. The changes of all other groups are accepted, and what they changed is
compared and marked like any other difference.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from drafts.blocks import Block, BlockKind
from drafts.word import names as n
from drafts.word.keys import Keys
from drafts.word.mixing import Mixture, readable
from drafts.word.reading import reading
from drafts.word.resolve import REVISION_TAGS, blocks, next_block, remove, resolve
from drafts.word.story import Reader

_GROUP = "counterpart-group"
_MARKS = frozenset({n.INS, n.DEL, n.MOVE_FROM, n.MOVE_TO})
_MOVES = (n.MOVE_FROM, n.MOVE_TO)
_MOVE_RANGES = (n.MOVE_FROM_RANGE_START, n.MOVE_FROM_RANGE_END, n.MOVE_TO_RANGE_START, n.MOVE_TO_RANGE_END)


@dataclass(eq=False)
class Group:
    """Blocks that changes hold together, and what they read as with these changes rejected."""

    elements: list[etree._Element]
    rejected: list[Block] = field(default_factory=list[Block])

    @property
    def revised(self) -> bool:
        """Whether there is a tracked change in it."""
        return any(has_revisions(e) for e in self.elements)

    @property
    def moved(self) -> bool:
        """Whether something moved into it or out of it."""
        return any(next(e.iter(*_MOVES), None) is not None for e in self.elements)

    @property
    def ends_section(self) -> bool:
        """Whether a section ends in it."""
        return any(next(e.iter(n.SECT_PR), None) is not None for e in self.elements)


class AdoptedBlock(Block):
    """A stretch of blocks that stays as it is; on either side it counts as one block, equal to its counterpart."""

    def __init__(
        self, number: int, elements: Sequence[etree._Element], clause: str, mixture: Mixture | None = None
    ) -> None:
        super().__init__(BlockKind.OPAQUE, ("adopted", number), size=1000, clause=clause, payload=elements[-1])
        self.elements, self.mixture = tuple(elements), mixture
        """Where its last paragraph does not stay as it is: what is to be written there."""


def has_revisions(element: etree._Element) -> bool:
    """Whether there is a tracked change in an element."""
    return next(element.iter(*REVISION_TAGS), None) is not None


def groups_of(container: etree._Element, reader: Reader) -> list[Group]:
    """The groups of a story in order."""
    out: list[Group] = []
    hanging = False
    for element in blocks(container):
        if hanging:
            out[-1].elements.append(element)
        else:
            out.append(Group([element]))
        hanging = _hangs_on_next(element, last=hanging)
    _read_rejected(container, out, reader)
    return _with_readable_neighbours(out)


def _hangs_on_next(element: etree._Element, *, last: bool) -> bool:
    """Whether the changes of a block reach into the next one: those of a paragraph that was struck whole don't, unless
    the ``last`` block's reach into it."""
    marks = _marks_of(element)
    if not last and marks == {n.DEL} and _is_whole(element, n.DEL):
        following = next_block(element)
        return following is None or following.tag != n.P
    return bool(marks)


def _marks_of(element: etree._Element) -> set[str]:
    """The revisions of a paragraph's mark."""
    look = element.find(f"{n.PPR}/{n.RPR}") if element.tag == n.P else None
    return {str(m.tag) for m in look if m.tag in _MARKS} if look is not None else set()


def _is_whole(element: etree._Element, tag: str) -> bool:
    """Whether all that a paragraph shows stands in revisions of one kind, and there is something."""
    runs = list(element.iter(n.R_))
    return bool(runs) and all(next(run.iterancestors(tag), None) is not None for run in runs)


def _came_whole(element: etree._Element) -> bool:
    """Whether a paragraph was inserted with all that is in it: nothing is left of it when that is rejected."""
    return _marks_of(element) == {n.INS} and _is_whole(element, n.INS)


def _read_rejected(container: etree._Element, groups: Sequence[Group], reader: Reader) -> None:
    scratch = copy.deepcopy(container)
    numbers = (str(k) for k, group in enumerate(groups) for _ in group.elements)
    for element, number in zip(blocks(scratch), numbers, strict=True):
        element.set(_GROUP, number)
    resolve(scratch, accept=False)
    owner: dict[etree._Element, int] = {}
    last = "0"
    for element in blocks(scratch):
        last = element.attrib.pop(_GROUP, last)  # a block that only rejecting brings to light has no group of its own
        owner[element] = int(last)
    for block in reader.story(scratch) if groups else ():
        groups[owner[block.payload]].rejected.append(block)


def _with_readable_neighbours(groups: Sequence[Group]) -> list[Group]:
    """Let a group of which nothing is left when rejected (a table that came) belong to its neighbour."""
    out: list[Group] = []
    ahead: list[etree._Element] = []
    for group in groups:
        if not group.rejected:
            ahead.extend(group.elements)
            continue
        group.elements[:0] = ahead
        ahead = []
        out.append(group)
    if ahead and out:
        out[-1].elements.extend(ahead)
    return out


def adoptable(
    groups: Sequence[Group], partners: dict[int, int], before: Sequence[Block], keys: tuple[Keys, Keys]
) -> dict[int, range]:
    """Group -> the stretch of ``before`` that it reads as when rejected, for each group that can stay. ``partners``
    pairs rejected blocks (numbered over all groups) with blocks of ``before``; ``keys`` are those of either side."""
    found: dict[int, range] = {}
    first = 0
    for number, group in enumerate(groups):
        size = len(group.rejected)
        start = partners.get(first, -1)
        same = start >= 0 and all(
            partners.get(first + k) == start + k and _read_alike(before[start + k], group.rejected[k], keys)
            for k in range(size)
        )
        if group.revised and same and not group.ends_section:
            found[number] = range(start, start + size)
        first += size
    if any(group.moved and number not in found for number, group in enumerate(groups)):
        return {number: stretch for number, stretch in found.items() if not groups[number].moved}
    return found


def mixable(
    groups: Sequence[Group], partners: dict[int, int], before: Sequence[Block], adopted: dict[int, range]
) -> dict[int, int]:
    """Group -> the block of ``before`` that its last paragraph was, for each group that can't stay as it is, but may
    in part: a paragraph whose own mark nobody revised, perhaps behind others that came whole."""
    found: dict[int, int] = {}
    first = 0
    for number, group in enumerate(groups):
        partner = partners.get(first, -1) if len(group.rejected) == 1 else -1
        first += len(group.rejected)
        *ahead, last = group.elements
        if number in adopted or partner < 0 or not group.revised or group.moved or group.ends_section:
            continue
        if before[partner].kind is not BlockKind.PARAGRAPH or last.tag != n.P or _marks_of(last):
            continue
        if has_revisions(last) and readable(last) and all(_came_whole(e) for e in ahead):
            found[number] = partner
    return found


def _read_alike(a: Block, b: Block, keys: tuple[Keys, Keys]) -> bool:
    return a.key == b.key or (a.kind is b.kind and reading(a, keys[0]) == reading(b, keys[1]))


def accept_others(container: etree._Element, groups: Sequence[Group], adopted: dict[int, range]) -> int:
    """Accept the changes of the groups that don't stay; returns how many revision elements they had."""
    others = [g for number, g in enumerate(groups) if number not in adopted]
    chosen = {r for group in others for element in group.elements for r in element.iter(*REVISION_TAGS)}
    if not any(groups[number].moved for number in adopted):
        for marker in list(container.iter(*_MOVE_RANGES)):
            chosen.discard(marker)
            remove(marker)
    if chosen:
        resolve(container, accept=True, pick=chosen.__contains__)
    return len(chosen)


def adopted_blocks(
    before: Sequence[Block],
    after: Sequence[Block],
    groups: Sequence[Group],
    adopted: dict[int, range],
    mixtures: dict[int, Mixture],
) -> tuple[list[Block], list[Block]]:
    """Both sides' blocks, with each adopted stretch as one block on either side."""
    clause = {number: before[stretch.start].clause for number, stretch in adopted.items()}
    starts = {stretch.start: number for number, stretch in adopted.items()}
    inside = {k for stretch in adopted.values() for k in stretch}
    ours: list[Block] = []
    for position, block in enumerate(before):
        if position in starts:
            number = starts[position]
            elements = [before[k].payload for k in adopted[number]]
            ours.append(AdoptedBlock(number, elements, clause[number]))
        elif position not in inside:
            ours.append(block)
    owner = {element: number for number in adopted for element in groups[number].elements}
    theirs: list[Block] = []
    told: set[int] = set()
    for block in after:
        number = owner.get(block.payload)
        if number is None:
            theirs.append(block)
        elif number not in told:
            told.add(number)
            theirs.append(AdoptedBlock(number, groups[number].elements, clause[number], mixtures.get(number)))
    return ours, theirs
