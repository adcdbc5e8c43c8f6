"""Reading a paragraph: its tokens with the pieces of runs that they come from, and the range markers between them.

Reads through links, fields, content controls and smart tags. A word is one token however many runs it is cut into; a
field within the paragraph is one token whose shown result has tokens of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from drafts.blocks import Block, Token
from drafts.word import names as n
from drafts.word.flat import (
    EMBEDDED,
    Field,
    Flat,
    Piece,
    Wrappers,
    code,
    is_atom,
    join_fields,
    look_of,
    pieces_of,
    plain_text,
    seen,
    stretches_of,
    take,
    text_boxes,
)
from drafts.word.folded import evened, shows_a_number, trimmed, words_around, words_of
from drafts.word.formulas import MATH, MATH_TEXT, Place, Sign, frame, places, signs
from drafts.word.keys import Keys
from drafts.word.names import w

IDENTITY_FIELD = 'DOCPROPERTY "Counterpart '
"""How the codes of fields begin that tell one draft from another: what they show is never content."""

_SHOWN_AS = {n.TAB: "\t", w("ptab"): "\t", n.CR: "\n", w("noBreakHyphen"): "\u2011", w("softHyphen"): "\u00ad"}
_NOTE_REFERENCES = {n.FOOTNOTE_REFERENCE: "footnote", n.ENDNOTE_REFERENCE: "endnote"}
_PASSED_OVER = frozenset({n.PPR, n.RPR, w("proofErr"), w("lastRenderedPageBreak")})
_MARKERS = frozenset(
    {n.BOOKMARK_START, n.BOOKMARK_END, n.COMMENT_RANGE_START, n.COMMENT_RANGE_END, w("permStart"), w("permEnd")}
)
_WRAPPERS = frozenset({n.HYPERLINK, n.SMART_TAG, n.CUSTOM_XML, w("dir"), w("bdo")})


Markers = list[tuple[int, etree._Element]]
"""Range markers, each with the index of the token before which it stands."""


@dataclass(slots=True, eq=False)
class Content:
    """A paragraph read. ``tokens`` and ``markers`` (range markers with the index of the token that they stand before)
    are cut when asked for the first time, or by :meth:`cut`."""

    element: etree._Element
    reader: ContentReader
    stretches: list[Field | list[Flat]]
    _tokens: list[Token] | None = None
    _markers: Markers = field(default_factory=list[tuple[int, etree._Element]])
    _shown: str | None = None

    @property
    def tokens(self) -> list[Token]:
        """The paragraph's tokens."""
        return self.cut(()) if self._tokens is None else self._tokens

    @property
    def markers(self) -> Markers:
        """The range markers, each with the index of the token before which it stands."""
        if self._tokens is None:
            self.cut(())
        return self._markers

    def cut(self, whole: Sequence[tuple[int, int]]) -> list[Token]:
        """Cut the tokens anew; each stretch (start, end) of :attr:`shown` in ``whole`` is one token, as far as it is
        text. Returns them."""
        self._tokens, self._markers = self.reader.cut(self.stretches, whole)
        return self._tokens

    @property
    def shown(self) -> str:
        """The text with one private character for each atom and field: equal characters stand for equal things."""
        if self._shown is None:
            self._shown = "".join([self.reader.shown(s) for s in self.stretches])
        return self._shown

    @property
    def linked(self) -> bool:
        """Whether some of the words are a link."""
        return any(self.reader.link_of(s) is not None for s in self.stretches)

    def signature(self, of_block: Callable[[Block], Hashable]) -> tuple[Hashable, ...]:
        """What a reader sees of the paragraph, however it is cut into runs; ``of_block`` reads the text boxes in it."""
        out: list[Hashable] = []
        for stretch in self.stretches:
            out.extend(self.reader.signature(stretch))
            if not isinstance(stretch, Field) and is_atom(stretch):
                boxes = text_boxes(pieces_of(stretch)[0].atom)
                out.extend(tuple(of_block(b) for b in self.reader.read_story(box)) for box in boxes)
        return tuple(trimmed(out, self.reader.folding))


@dataclass(slots=True, eq=False)
class Source:
    """A token's payload: its paragraph's range markers, its index there (of the field's token, for a token of a field's
    result), and where it comes from: letters ``start..end`` of one piece, several pieces, or a field."""

    markers: Markers
    index: int
    piece: Piece | None = None
    start: int = 0
    end: int = 0
    several: tuple[Piece, ...] = ()
    field: Field | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces that the token consists of; none of a field."""
        return self.several if self.piece is None else (self.piece.part(self.start, self.end),)

    def part(self, start: int, end: int) -> Source:
        """Where letters ``start..end`` of the token come from; not of a field."""
        if self.piece is not None:
            return Source(self.markers, self.index, self.piece, self.start + start, self.start + end)
        _, at, offset = take(self.several, 0, 0, start)
        return Source(self.markers, self.index, several=take(self.several, at, offset, end - start)[0])

    @property
    def look(self) -> Hashable:
        """The token's format."""
        return look_of(self.pieces)


class ContentReader:
    """Reads the paragraphs of one part."""

    def __init__(self, keys: Keys, read_story: Callable[[etree._Element], list[Block]]) -> None:
        self.keys, self.read_story = keys, read_story
        self.number = keys.vocabulary.number
        self.folding = keys.vocabulary.folding

    def read(self, paragraph: etree._Element) -> Content:
        """The content of a paragraph without tracked changes."""
        return self.content(paragraph, self.flatten(paragraph))

    def flatten(self, paragraph: etree._Element) -> list[Flat]:
        """The pieces and range markers of a paragraph in order, and its simple fields."""
        flat: list[Flat] = []
        self._walk(paragraph, (), flat)
        return flat

    def content(self, paragraph: etree._Element, flat: Sequence[Flat]) -> Content:
        """The content that a paragraph of these pieces and markers has."""
        return Content(paragraph, self, stretches_of(join_fields(flat), self._link))

    def cut(
        self, stretches: Sequence[Field | list[Flat]], whole: Sequence[tuple[int, int]]
    ) -> tuple[list[Token], Markers]:
        """The tokens of a paragraph's stretches and its range markers; see :meth:`Content.cut`."""
        tokens: list[Token] = []
        markers: Markers = []
        position = 0
        for stretch in stretches:
            if isinstance(stretch, Field):
                tokens.append(self._field(stretch, markers, len(tokens)))
                position += 1
            elif is_atom(stretch):
                tokens.append(self._atom_token(pieces_of(stretch)[0], markers, len(tokens)))
                position += 1
            else:
                pieces = pieces_of(stretch)
                text = "".join(p.text for p in pieces)
                words = words_around(text, [(i - position, j - position) for i, j in whole], self.folding)
                found = self._words(pieces, words, markers, len(tokens))
                _place_markers(stretch, found, len(tokens), markers)
                tokens.extend(found)
                position += len(text)
        return tokens, markers

    def shown(self, stretch: Field | list[Flat]) -> str:
        """A stretch's text, or the character that stands for an atom or field."""
        if isinstance(stretch, Field):
            return self.keys.vocabulary.letter(("field", stretch.code, self._link(stretch.wrappers)))
        pieces = pieces_of(stretch)
        if is_atom(stretch):
            return self.keys.vocabulary.letter(("atom", pieces[0].key, pieces[0].text, self._link(pieces[0].wrappers)))
        return self.folding.even("".join(p.text for p in pieces))

    def link_of(self, stretch: Field | list[Flat]) -> Hashable:
        """What a stretch links to."""
        if isinstance(stretch, Field):
            return self._link(stretch.wrappers)
        return next((self._link(p.wrappers) for p in pieces_of(stretch)), None)

    def signature(self, stretch: Field | list[Flat]) -> list[Hashable]:
        """What a reader sees of a stretch: words by look and link, atoms by content, fields by code and result."""
        if not isinstance(stretch, Field):
            return evened(seen(pieces_of(stretch), self._link), self.folding)
        silent = self._is_silent(stretch)
        inner = () if silent else tuple(evened(seen(stretch.shown, self._link), self.folding))
        return [("field", stretch.code, self._link(stretch.wrappers), inner)]

    # -------------------------------------------------------------------------------------------- flattening

    def _walk(self, node: etree._Element, wrappers: Wrappers, out: list[Flat]) -> None:
        for child in node:
            tag = child.tag
            if tag == n.R_:
                self._run(child, wrappers, out)
            elif tag in _PASSED_OVER or not isinstance(tag, str):
                continue
            elif tag in _MARKERS:
                out.append(child)
            elif tag == n.FLD_SIMPLE:
                inner: list[Flat] = []
                self._walk(child, wrappers, inner)
                out.append(Field(code(child.get(n.INSTR) or ""), (), pieces_of(inner), (), wrappers, child))
            elif tag == n.SDT:
                inside = child.find(n.SDT_CONTENT)
                if inside is not None:
                    self._walk(inside, (*wrappers, child), out)
            elif tag in _WRAPPERS:
                self._walk(child, (*wrappers, child), out)
            else:
                text = plain_text(child) if tag in MATH else ""
                out.append(Piece(text, None, 0, wrappers, child, self.keys.thing(child)))

    def _run(self, run: etree._Element, wrappers: Wrappers, out: list[Flat]) -> None:
        look = self.keys.vocabulary.look(n.leading(run, n.RPR))
        for child in run:
            tag = child.tag
            if tag == n.T:
                if child.text:
                    out.append(Piece(child.text, run, look, wrappers))
            elif tag == n.COMMENT_REFERENCE:
                out.append(_alone(run, child))
            elif tag not in _PASSED_OVER and isinstance(tag, str):
                out.append(self._atom(child, tag, run, look, wrappers))

    def _atom(self, element: etree._Element, tag: str, run: etree._Element, look: int, wrappers: Wrappers) -> Piece:
        if tag in _NOTE_REFERENCES:
            return Piece("", run, look, wrappers, element, _NOTE_REFERENCES[tag])
        if tag == n.FLD_CHAR:
            return Piece("", run, look, wrappers, element, ("fld", element.get(n.FLD_CHAR_TYPE)))
        if tag == n.INSTR_TEXT:
            return Piece("", run, look, wrappers, element, ("instr", code(element.text or "")))
        if tag == n.BR:
            kind = element.get(n.TYPE)
            shown = "\f" if kind in ("page", "column") else "\n"
            return Piece(shown, run, look, wrappers, element, ("br", kind, element.get(w("clear"))))
        if tag in _SHOWN_AS:
            return Piece(_SHOWN_AS[tag], run, look, wrappers, element, tag)
        if tag == w("sym"):
            return Piece(_symbol(element), run, look, wrappers, element, self.keys.thing(element))
        shown = "\ufffc" if tag in EMBEDDED else ""
        return Piece(shown, run, look, wrappers, element, self.keys.thing(element))

    # ----------------------------------------------------------------------------------------------- tokens

    def _link(self, wrappers: Wrappers) -> Hashable:
        for wrapper in wrappers:
            if wrapper.tag == n.HYPERLINK:
                rid = wrapper.get(n.R_ID)
                return (self.keys.target(rid) if rid else None, wrapper.get(w("anchor")))
        return None

    def _words(self, pieces: Sequence[Piece], words: Sequence[str], markers: Markers, first: int) -> list[Token]:
        """The tokens of text pieces side by side, as ``words`` cut them; ``first`` is the index of the first one."""
        if not pieces:
            return []
        link = self._link(pieces[0].wrappers)
        even = words if self.folding.exact else [self.folding.key(word) for word in words]
        keys = self.keys.vocabulary.numbers(even if link is None else [(word, link) for word in even])
        out: list[Token] = []
        at = offset = 0
        for index, (key, word) in enumerate(zip(keys, words, strict=True), first):
            piece = pieces[at]
            end = offset + len(word)
            if end <= len(piece.text):
                source = Source(markers, index, piece, offset, end)
                out.append(Token(key, piece.look, word, source))
                at, offset = (at + 1, 0) if end == len(piece.text) else (at, end)
                continue
            taken, at, offset = take(pieces, at, offset, len(word))
            out.append(Token(key, look_of(taken), word, Source(markers, index, several=taken)))
        return out

    def _atom_token(self, piece: Piece, markers: Markers, index: int) -> Token:
        source = Source(markers, index, piece, 0, len(piece.text))
        if piece.atom is not None and piece.atom.tag in MATH and (found := places(piece.atom)) is not None:
            return self._formula(piece, source, found)
        key = self.number(("atom", piece.key, piece.text, self._link(piece.wrappers)))
        stories = tuple(self.read_story(box) for box in text_boxes(piece.atom))
        return Token(key, piece.look, piece.text, source, atom=True, stories=stories)

    def _formula(self, piece: Piece, source: Source, found: Sequence[Place]) -> Token:
        """A formula as a token that knows its frame, and its letters in their places."""
        assert piece.atom is not None
        inner: list[Token] = []
        borders = 0
        for text, run in signs(found):
            if run is None:
                borders += 1
                inner.append(Token(self.number(("place", borders)), 0, "", Sign(), atom=True))
            else:
                look = tuple(self.keys.properties(c) for c in run if c.tag != MATH_TEXT)
                inner.append(Token(self.number(("sign", text, look)), 0, text, Sign(run)))
        key = self.number(("formula", self.keys.thing(frame(piece.atom)), self._link(piece.wrappers)))
        return Token(key, piece.look, piece.text, source, atom=True, inner=tuple(inner), own_words=True)

    def _field(self, found: Field, markers: Markers, index: int) -> Token:
        inner: list[Token] = []
        for stretch in stretches_of(found.shown, self._link) if not found.code.startswith(IDENTITY_FIELD) else ():
            pieces = pieces_of([stretch]) if isinstance(stretch, Field) else pieces_of(stretch)
            if pieces[0].atom is None:
                inner.extend(
                    self._words(pieces, words_of("".join(p.text for p in pieces), self.folding), markers, index)
                )
            else:
                inner.extend(self._atom_token(p, markers, index) for p in pieces)
        for token in inner:
            token.payload.index = index
        key = self.number(("field", found.code, self._link(found.wrappers)))
        source = Source(markers, index, field=found)
        looks = tuple(t.fmt for t in inner)
        compared = () if self._is_silent(found) else tuple(inner)
        return Token(key, looks, "".join(t.text for t in inner), source, atom=True, inner=compared)

    def _is_silent(self, found: Field) -> bool:
        """Whether what a field shows is not compared."""
        numbers = self.keys.vocabulary.list_numbers
        return found.code.startswith(IDENTITY_FIELD) or (not numbers and shows_a_number(found.code))


def _place_markers(stretch: Sequence[Flat], tokens: Sequence[Token], first: int, markers: Markers) -> None:
    """A marker stands before the word in or before which it stands."""
    if all(isinstance(thing, Piece) for thing in stretch):
        return
    position = at = passed = 0
    for thing in stretch:
        if isinstance(thing, Piece):
            position += len(thing.text)
        elif not isinstance(thing, Field):
            while at < len(tokens) and passed + len(tokens[at].text) <= position:
                passed += len(tokens[at].text)
                at += 1
            markers.append((first + at, thing))


def _alone(run: etree._Element, element: etree._Element) -> etree._Element:
    """A run of the same look that holds only a copy of ``element``."""
    out = etree.Element(n.R_)
    look = run.find(n.RPR)
    if look is not None:
        out.append(copy.deepcopy(look))
    out.append(copy.deepcopy(element))
    return out


def _symbol(element: etree._Element) -> str:
    try:
        return chr(int(element.get(w("char")) or "", 16))
    except ValueError:
        return "\ufffd"
