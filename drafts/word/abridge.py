"""Proving what is plain without a tree, and the rest on an abridged story.

A paragraph that both sides have, and that holds nothing but text or did not change at all, is proved by itself: its
markup, with the changes in it accepted and rejected, reads as its counterparts on both sides. No other paragraph can
change that as long as none before it gives its words to it. What was proved so is one short stand-in paragraph in the
story that the resolver then proves; the stand-ins must come back in their order on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from drafts.blocks import Block, Mark, Paragraphs, PlainParagraph, Same, StoryPlan
from drafts.word import names as n
from drafts.word.keys import Keys
from drafts.word.line import seen_line
from drafts.word.markup import block_spans, holds_asides
from drafts.word.redlined_line import RedlinedReader
from drafts.word.story import ParagraphBlock, Reader


class Claim(NamedTuple):
    """That block ``output`` of a redline is block ``before`` of the one side and block ``after`` of the other."""

    output: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Claims:
    """What a plan says of the paragraphs that both sides have, to be proved; ``blocks`` of the redline in all."""

    old: Sequence[Block]
    new: Sequence[Block]
    keys: Keys
    """Those of the after side, and so of the redline."""
    kept: Sequence[Claim]
    blocks: int


@dataclass(frozen=True, slots=True)
class Abridged:
    """A redline's main part with stand-ins, and what it has to read as."""

    root: etree._Element
    old: list[Block]
    new: list[Block]
    proved: int
    """How many blocks of the redline the stand-ins stand for."""
    stand_ins: int


def claims_of(plan: StoryPlan, old: Sequence[Block], new: Sequence[Block], keys: Keys) -> Claims:
    """What a plan of a whole story claims."""
    before, after = ({id(b): k for k, b in enumerate(side)} for side in (old, new))
    kept: list[Claim] = []
    at = 0
    for planned in plan.planned:
        if isinstance(planned, (Same, PlainParagraph)):
            kept.append(Claim(at, before[id(planned.before)], after[id(planned.after)]))
        elif isinstance(planned, Paragraphs):
            at += sum(isinstance(e, Mark) for e in planned.entries) - 1
        at += 1
    return Claims(old, new, keys, kept, at)


def abridge(part: str, claims: Claims) -> Abridged | None:
    """The redline's main part with a stand-in for each stretch of paragraphs that is proved by itself; None where that
    would spare nothing, or the part is not written as expected."""
    head = part.find("<w:body")
    if head < 0 or holds_asides(part, head):
        return None
    spans = block_spans(part)
    if len(spans) != claims.blocks:
        return None
    stretches = list(_Prover(part, spans, claims).stretches())
    if not stretches:
        return None
    text: list[str] = []
    old: list[Block] = []
    new: list[Block] = []
    stand_ins = _stand_ins(len(stretches), claims.keys)
    end = i = j = 0
    for stretch, block in zip(stretches, stand_ins, strict=True):
        first, last = stretch[0], stretch[-1]
        text += [part[end : spans[first.output][0]], block.markup]
        old += [*claims.old[i : first.before], block]
        new += [*claims.new[j : first.after], block]
        end, i, j = spans[last.output][1], last.before + 1, last.after + 1
    text.append(part[end:])
    old += claims.old[i:]
    new += claims.new[j:]
    root = etree.fromstring("".join(text).encode())
    return Abridged(root, old, new, sum(map(len, stretches)), len(stretches))


class _Prover:
    """Proves claims by the markup of each paragraph alone."""

    def __init__(self, part: str, spans: Sequence[tuple[int, int]], claims: Claims) -> None:
        self.part, self.spans, self.claims = part, spans, claims
        self._reader = RedlinedReader(claims.keys.look)

    def stretches(self) -> Iterator[list[Claim]]:
        """Stretches of claims that hold and follow each other on all three sides with no markup between. A paragraph
        behind one that does not hold is left to the resolver: it may be given that one's words."""
        held = -1
        last = Claim(-1, -1, -1)
        current: list[Claim] = []
        for claim in self.claims.kept:
            rises = claim.before > last.before and claim.after > last.after
            if not rises or not self._holds(claim):
                continue
            if held == claim.output - 1:
                behind = Claim(last.output + 1, last.before + 1, last.after + 1)
                if current and (claim != behind or self.spans[last.output][1] != self.spans[claim.output][0]):
                    yield current
                    current = []
                current.append(claim)
                last = claim
            held = claim.output
        if current:
            yield current

    def _holds(self, claim: Claim) -> bool:
        """Whether a paragraph of the redline reads as its counterparts, by its own markup alone."""
        old, new = self.claims.old[claim.before], self.claims.new[claim.after]
        if not isinstance(old, ParagraphBlock) or not isinstance(new, ParagraphBlock) or new.refers:
            return False
        start, end = self.spans[claim.output]
        markup = self.part[start:end]
        if markup == new.markup and old.key == new.key:
            return True
        ours, theirs = old.line, new.line
        if ours is None or theirs is None or old.props != new.props:
            return False
        if markup == new.markup and seen_line(ours) == seen_line(theirs):
            return True
        return self._reader.read(markup) == (theirs.payload.properties, seen_line(ours), seen_line(theirs))


def _stand_ins(count: int, keys: Keys) -> list[ParagraphBlock]:
    """Paragraphs of one word each, no two alike."""
    words = "".join(f"<w:p><w:r><w:t>stand-in {k}</w:t></w:r></w:p>" for k in range(count))
    blocks = Reader(keys).story(etree.fromstring(f'<w:body xmlns:w="{n.W}">{words}</w:body>'))
    return [b for b in blocks if isinstance(b, ParagraphBlock)]
