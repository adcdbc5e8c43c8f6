"""A paragraph in which somebody tracked some changes and made others silently.

It is read as it is with the tracked changes rejected, and compared so with the before side: what differs is ours to
mark. Then the tracked changes are woven in again, under their own authors: insertions where they stood, deletions where
the words that they strike are the before side's. A deletion of words that the before side never had says nothing and
goes; so does a change of format where the format before it was another.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from drafts.blocks import Fate, Item, Token
from drafts.word import names as n
from drafts.word.content import Content, Source
from drafts.word.flat import Field, Flat, Piece, join_fields, pieces_of
from drafts.word.inline import Put, puts_of
from drafts.word.notes import NOTE_KINDS
from drafts.word.resolve import REVISION_TAGS, resolve, restore, undelete, unwrap
from drafts.word.story import ParagraphBlock, Reader

_RUN_LEVEL = (n.INS, n.DEL)
_CHAINS = ((n.INS,), (n.DEL,), (n.INS, n.DEL))
"""Revisions around a run, outermost first: words that came, words that went, words that came and went."""
_MARKERS = frozenset({n.BOOKMARK_START, n.BOOKMARK_END, n.COMMENT_RANGE_START, n.COMMENT_RANGE_END})
_AROUND = frozenset({n.P, n.HYPERLINK, n.SDT, n.SDT_CONTENT, n.SMART_TAG, n.CUSTOM_XML})
_LOOK_CHANGE = f"{n.RPR}/{n.RPR_CHANGE}"
_OF_PROPERTIES = (n.PPR_CHANGE, n.NUMBERING_CHANGE)


class RevisedParagraph:
    """A paragraph whose mark nobody revised, its tracked changes apart from its words. Only of one that is
    ``readable``."""

    def __init__(self, element: etree._Element, reader: Reader) -> None:
        self.element, self.reader = element, reader
        united = copy.deepcopy(element)
        self._chains = _take_apart(united)
        """Run -> the revisions around it, outermost first."""
        self._flat = reader.contents.flatten(united)
        self._places = _places(self._flat)
        self._torn = self._torn_fields()
        self._content: Content | None = None
        keys = reader.keys
        self.properties = united.find(n.PPR)
        self.accepted_properties = _settled(self.properties, accept=True)
        self.rejected_props = keys.of_paragraph(_settled(self.properties, accept=False))
        """Key of its properties with the changes of them rejected."""

    @property
    def tokens(self) -> Sequence[Token]:
        """Its words with the tracked changes rejected."""
        if self._content is None:
            old = [self._rejected(x) for x in self._flat if isinstance(x, (Piece, Field)) and self._was_there(x)]
            self._content = self.reader.contents.content(self.element, old)
            self._content.stretches = list(self._cut(self._content.stretches))
        return self._content.tokens

    def _cut(self, stretches: Sequence[Field | list[Flat]]) -> Iterator[Field | list[Flat]]:
        """The stretches of text, cut where words came between two spaces: those are not one space."""
        for stretch in stretches:
            if isinstance(stretch, Field):
                yield stretch
                continue
            part: list[Flat] = []
            for piece in pieces_of(stretch):
                spaces = bool(part) and piece.text[:1].isspace() and pieces_of(part)[-1].text[-1:].isspace()
                if spaces and self._follows_insertion(piece):
                    yield part
                    part = []
                part.append(piece)
            yield part

    def _follows_insertion(self, piece: Piece) -> bool:
        place = self._places[_home(piece)]
        ahead = [x for x in self._flat[:place] if isinstance(x, (Piece, Field))]
        return bool(ahead) and self._chain(ahead[-1])[:1] == (n.INS,)

    @property
    def struck(self) -> list[bool]:
        """Of each of these words, whether some of it is struck."""
        return [any(self._chain(p) for p in _pieces(token)) for token in self.tokens]

    def _was_there(self, thing: Piece | Field) -> bool:
        return self._chain(thing)[:1] in ((), (n.DEL,))

    def _chain(self, thing: Piece | Field) -> tuple[str, ...]:
        return tuple(str(e.tag) for e in self._chains.get(_home(thing), ()))

    def _rejected(self, thing: Piece | Field) -> Piece | Field:
        """A piece with the look that it had before a tracked change of it."""
        change = thing.run.find(_LOOK_CHANGE) if isinstance(thing, Piece) and thing.run is not None else None
        if change is None or isinstance(thing, Field):
            return thing
        look = copy.deepcopy(change.getparent())
        assert look is not None
        held = look.find(n.RPR_CHANGE)
        assert held is not None
        look.remove(held)
        restore(look, held)
        return replace(thing, look=self.reader.keys.vocabulary.look(look))

    def _torn_fields(self) -> set[etree._Element]:
        """The runs of fields of which only a part came or went."""
        out: set[etree._Element] = set()
        for found in join_fields(self._flat):
            if isinstance(found, Field) and found.simple is None:
                homes = [_home(p) for p in pieces_of([found])]
                if len({self._chains.get(h, ()) for h in homes}) > 1:
                    out.update(homes)
        return out

    # ------------------------------------------------------------------------------------------------ weaving

    def can_weave(self, items: Sequence[Item]) -> bool:
        """Whether the changes can be woven into a redline of these items: no half field, no half formula, no text box
        that may have changed inside, no note without its reference."""
        return all(self._can_weave(item) for item in items)

    def _can_weave(self, item: Item) -> bool:
        if any(t.stories for t in (*item.before, *item.after)):
            return False
        if item.fate is Fate.KEEP:
            return not (item.inner and any(t.own_words and self._is_revised(t) for t in item.after))
        for token in (*item.before, *item.after):
            pieces = _pieces(token)
            if any(_home(p) in self._torn for p in pieces):
                return False
            if token.payload.field is None and any(_is_field_mark(p) for p in pieces):
                return False
            notes = any(p.atom is not None and p.atom.tag in NOTE_KINDS for p in pieces)
            if notes and self._is_revised(token):
                return False
        return True

    def _is_revised(self, token: Token) -> bool:
        return any(self._chain(p) for p in _pieces(token))

    def woven(self, things: Sequence[Put | etree._Element]) -> list[Put | etree._Element]:
        """What is to be written of the paragraph: ``things`` (its words as the comparison has them), with the tracked
        changes and range markers where they stood between them."""
        out: list[Put | etree._Element] = []
        at = 0
        for thing in things:
            if not (isinstance(thing, Put) and thing.from_after):
                out.append(thing)
                continue
            home = thing.home
            here = self._places.get(home, at) if home is not None else at
            out.extend(self._between(at, here))
            at = max(at, here)
            put = self._signed(thing)
            if put is not None:
                out.append(put)
        return [*out, *self._between(at, len(self._flat))]

    def _between(self, start: int, stop: int) -> Iterator[Put | etree._Element]:
        """The range markers and the words that came, of a stretch of the paragraph."""
        for thing in self._flat[start:stop]:
            if isinstance(thing, Piece):
                chain = self._chain(thing)
                if chain[:1] == (n.INS,):
                    fate = Fate.DELETE if n.DEL in chain else Fate.INSERT
                    yield Put(thing, fate, True, 0, len(thing.text), theirs=self._chains[_home(thing)])
            elif not isinstance(thing, Field):
                yield thing

    def _signed(self, put: Put) -> Put | None:
        """A put of words that were there, in the deletion that struck them; None where nobody else had them."""
        home = put.home
        chain = self._chains.get(home, ()) if home is not None else ()
        if not chain:
            return put
        return replace(put, fate=Fate.DELETE, theirs=chain) if put.fate is Fate.KEEP else None

    def survivors(self, items: Sequence[Item], *, properties: bool) -> int:
        """How many of its revision elements stay when these items are written; ``properties`` says whether those of
        its own properties do."""
        puts = [p for p in self.woven([p for item in items for p in puts_of(item)]) if isinstance(p, Put)]
        found = {revision for put in puts for revision in put.theirs}
        runs = [p.piece.run for p in puts if p.piece is not None and p.old is None and p.from_after]
        looks = {change for run in runs if run is not None for change in run.iterfind(_LOOK_CHANGE)}
        own = self.properties.iter(*REVISION_TAGS) if properties and self.properties is not None else ()
        return len(found) + len(looks) + len(list(own))


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is to be written of a paragraph in which others tracked changes beside silent ones: the paragraph, the
    block of the before side that it was, and the items between that and the paragraph without their changes."""

    paragraph: RevisedParagraph
    before: ParagraphBlock
    items: tuple[Item, ...]

    @property
    def survivors(self) -> int:
        """How many of the paragraph's revision elements stay."""
        same = self.before.props == self.paragraph.rejected_props
        return self.paragraph.survivors(self.items, properties=same)


def readable(paragraph: etree._Element) -> bool:
    """Whether a paragraph's tracked changes can be told from its words: they stand around whole runs, or change the
    properties of runs or of the paragraph; none of them is of its mark, in a text box, in a formula, or a move."""
    return all(_is_readable(revision, paragraph) for revision in paragraph.iter(*REVISION_TAGS))


def _is_readable(revision: etree._Element, paragraph: etree._Element) -> bool:
    parents = [str(a.tag) for a in _up_to(revision, paragraph)]
    if revision.tag in _OF_PROPERTIES or (revision.tag == n.INS and parents[0] == n.NUM_PR):
        return n.PPR in parents and n.R_ not in parents
    if revision.tag == n.RPR_CHANGE:
        return parents in ([n.RPR, n.PPR, n.P], [n.RPR, n.R_, *parents[2:]]) and set(parents[2:]) <= _AROUND | {
            n.INS,
            n.DEL,
            n.PPR,
        }
    if revision.tag not in _RUN_LEVEL or not set(parents) <= _AROUND | {n.INS, n.DEL}:
        return False
    chain = tuple(t for t in (*parents[::-1], str(revision.tag)) if t in _RUN_LEVEL)
    return chain in _CHAINS and all(c.tag in {n.R_, n.DEL} or c.tag in _MARKERS for c in revision)


def _up_to(element: etree._Element, paragraph: etree._Element) -> Iterator[etree._Element]:
    for ancestor in element.iterancestors():
        yield ancestor
        if ancestor is paragraph:
            return


def _take_apart(paragraph: etree._Element) -> dict[etree._Element, tuple[etree._Element, ...]]:
    """Take the revisions around runs out of a paragraph, so that all words stand side by side; returns those that were
    around each run."""
    chains: dict[etree._Element, tuple[etree._Element, ...]] = {}
    wrappers = [e for e in paragraph.iter(*_RUN_LEVEL) if not any(a.tag == n.PPR for a in e.iterancestors())]
    for wrapper in wrappers:
        for run in wrapper.iter(n.R_):
            chains[run] = (*chains.get(run, ()), wrapper)
    for wrapper in wrappers:
        undelete(wrapper)
        unwrap(wrapper)
    return chains


def _settled(properties: etree._Element | None, *, accept: bool) -> etree._Element | None:
    """A paragraph's properties with the tracked changes of them resolved."""
    if properties is None:
        return None
    shell = etree.Element(n.P)
    shell.append(copy.deepcopy(properties))
    resolve(shell, accept=accept)
    return shell.find(n.PPR)


def _places(flat: Sequence[Flat]) -> dict[etree._Element, int]:
    """Run (or formula, or simple field) -> the place of the first thing of it."""
    out: dict[etree._Element, int] = {}
    for place, thing in enumerate(flat):
        if isinstance(thing, (Piece, Field)):
            for piece in pieces_of([thing]):
                out.setdefault(_home(piece), place)
            out.setdefault(_home(thing), place)
    return out


def _home(thing: Piece | Field) -> etree._Element:
    """The run of a piece; of what stands in no run, itself."""
    if isinstance(thing, Field):
        return thing.simple if thing.simple is not None else _home(thing.head[0])
    found = thing.run if thing.run is not None else thing.atom
    assert found is not None
    return found


def _pieces(token: Token) -> tuple[Piece, ...]:
    source: Source = token.payload
    return pieces_of([source.field]) if source.field is not None else source.pieces


def _is_field_mark(piece: Piece) -> bool:
    return piece.atom is not None and piece.atom.tag in {n.FLD_CHAR, n.INSTR_TEXT}
