"""Tracked changes that the after side of a comparison brings along, story by story: those that stay under their
authors, beside what is ours to mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from drafts.blocks import Block
from drafts.diff.align import align
from drafts.diff.pinned import inline_around, kept_share
from drafts.model import Existing, Options
from drafts.word.adopt import Group, accept_others, adoptable, adopted_blocks, groups_of, mixable
from drafts.word.keys import Keys
from drafts.word.mixing import Mixture, RevisedParagraph
from drafts.word.resolve import REVISION_TAGS
from drafts.word.story import ParagraphBlock, Reader, paragraph


@dataclass(frozen=True, slots=True)
class Adoption:
    """Both sides' blocks of a story in which tracked changes stayed, and how many revision elements did not."""

    before: list[Block]
    after: list[Block]
    accepted: int


def adopt(
    before: list[Block], story: etree._Element, keys: tuple[Keys, Keys], options: Options, *, mixing: bool
) -> Adoption:
    """Let those changes stay that the after side brings along where nothing in them is ours to mark, and with
    ``mixing`` beside what is; accept the rest. ``story`` is the after side's, ``keys`` are those of either side."""
    reader = Reader(keys[1])
    groups = groups_of(story, reader)
    rejected = [b for g in groups for b in g.rejected]
    pairs = align(before, rejected).pairs
    partners = {p.after[0]: p.before[0] for p in pairs if len(p.before) == len(p.after) == 1}
    adopted = adoptable(groups, partners, before, keys)
    mixtures: dict[int, Mixture] = {}
    for number, place in mixable(groups, partners, before, adopted).items() if mixing and options.words else ():
        mixture = _mixture(paragraph(before[place]), groups[number], reader, options)
        if mixture is not None:
            mixtures[number] = mixture
            adopted[number] = range(place, place + 1)
    if options.existing is Existing.AUTO and 2 * len(adopted) < sum(g.revised for g in groups):
        adopted, mixtures = {}, {}
    accepted = accept_others(story, groups, adopted) + sum(_lost(m) for m in mixtures.values())
    blocks = adopted_blocks(before, reader.story(story), groups, adopted, mixtures)
    return Adoption(*blocks, accepted)


def _mixture(before: ParagraphBlock, group: Group, reader: Reader, options: Options) -> Mixture | None:
    """What to write of the last paragraph of a group; None where it can't be woven, little of it was there before, or
    none of its changes would stay."""
    revised = RevisedParagraph(group.elements[-1], reader)
    items = inline_around(before.cut(()), revised.tokens, revised.struck, options)
    if kept_share(items) < 1 - options.rewrite_threshold or not revised.can_weave(items):
        return None
    mixture = Mixture(revised, before, tuple(items))
    return mixture if mixture.survivors else None


def _lost(mixture: Mixture) -> int:
    total: Sequence[etree._Element] = list(mixture.paragraph.element.iter(*REVISION_TAGS))
    return len(total) - mixture.survivors
