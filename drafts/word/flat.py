"""A paragraph flattened: the pieces of its runs, whole fields, and the range markers between them.

Nothing is cut into words yet. A field that begins and ends here is one thing; one that runs on into other paragraphs
stays as its characters.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from lxml import etree

from drafts.word import names as n

EMBEDDED = frozenset({n.DRAWING, n.PICT, n.OBJECT, f"{{{n.MC}}}AlternateContent"})
"""Atoms that show something of their own."""
_MATH_TEXT = f"{{{n.M}}}t"

Wrappers = tuple[etree._Element, ...]
"""Links and controls around a piece, outermost first."""


@dataclass(slots=True, eq=False)
class Piece:
    """A stretch of one run's text, or one atom. ``run`` is the source run (None for a formula), ``wrappers`` the links
    and controls around it, outermost first."""

    text: str
    run: etree._Element | None
    look: int
    wrappers: Wrappers
    atom: etree._Element | None = None
    key: Hashable = None

    @property
    def field_char(self) -> str:
        """ "begin", "separate" or "end" of a complex field, else ""."""
        atom = self.atom
        return atom.get(n.FLD_CHAR_TYPE) or "" if atom is not None and atom.tag == n.FLD_CHAR else ""

    def part(self, start: int, end: int) -> Piece:
        """Letters ``start..end`` of a text piece; the piece itself where that is all of it."""
        if end - start == len(self.text):
            return self
        return Piece(self.text[start:end], self.run, self.look, self.wrappers, self.atom, self.key)


@dataclass(slots=True, eq=False)
class Field:
    """A field within one paragraph: the pieces that begin it, its shown result, and what ends it. ``simple`` is the
    whole ``w:fldSimple`` where it is one (head and tail are then empty)."""

    code: str
    head: tuple[Piece, ...]
    shown: tuple[Piece, ...]
    tail: tuple[Piece, ...]
    wrappers: Wrappers
    simple: etree._Element | None = None


Flat = Piece | Field | etree._Element
"""What a paragraph is flattened to: pieces, whole fields, and range markers."""


def text_boxes(element: etree._Element | None) -> list[etree._Element]:
    """The text boxes of a drawing in order, those for old programs (``mc:Fallback``) included, those in other text
    boxes not."""
    if element is None or element.tag not in EMBEDDED:
        return []
    out: list[etree._Element] = []
    for box in element.iter(n.TXBX_CONTENT):
        if not any(outer is known for outer in box.iterancestors(n.TXBX_CONTENT) for known in out):
            out.append(box)
    return out


def is_atom(stretch: Sequence[Flat]) -> bool:
    """Whether a stretch is a single atom."""
    return len(stretch) == 1 and isinstance(stretch[0], Piece) and stretch[0].atom is not None


def take(pieces: Sequence[Piece], at: int, offset: int, left: int) -> tuple[tuple[Piece, ...], int, int]:
    """The next ``left`` letters as pieces, and the place behind them."""
    taken: list[Piece] = []
    while left:
        piece = pieces[at]
        size = min(left, len(piece.text) - offset)
        taken.append(piece.part(offset, offset + size))
        left, offset = left - size, offset + size
        if offset == len(piece.text):
            at, offset = at + 1, 0
    return tuple(taken), at, offset


def seen(pieces: Sequence[Piece], link_of: Callable[[Wrappers], Hashable]) -> list[Hashable]:
    """What a reader sees of pieces: words by look and link, atoms by content; how they are cut does not count."""
    out: list[Hashable] = []
    text, same = "", (0, None)
    for piece in pieces:
        here = (piece.look, link_of(piece.wrappers) if piece.wrappers else None)
        if piece.atom is None and here == same and text:
            text += piece.text
            continue
        if text:
            out.append((text, *same))
        text, same = (piece.text, here) if piece.atom is None else ("", (0, None))
        if piece.atom is not None:
            out.append(("atom", piece.key, piece.text, *here))
    if text:
        out.append((text, *same))
    return out


def stretches_of(flat: Sequence[Flat], link_of: Callable[[Wrappers], Hashable]) -> list[Field | list[Flat]]:
    """Cut into fields, single atoms, and stretches of text (with markers) inside one link or outside links."""
    out: list[Field | list[Flat]] = []
    text: list[Flat] = []
    inside: Hashable = None

    def flush() -> None:
        if text:
            out.append(list(text))
            text.clear()

    for thing in flat:
        if isinstance(thing, Field) or (isinstance(thing, Piece) and thing.atom is not None):
            flush()
            out.append(thing if isinstance(thing, Field) else [thing])
        elif isinstance(thing, Piece):
            here = link_of(thing.wrappers)
            if here != inside and any(isinstance(t, Piece) for t in text):
                flush()
            inside = here
            text.append(thing)
        else:
            text.append(thing)
    flush()
    return out


def join_fields(flat: Sequence[Flat]) -> list[Flat]:
    """Join the pieces of each field that begins and ends here into one Field; a field that runs on into other
    paragraphs stays as its characters. Markers inside a field stand before it."""
    out: list[Flat] = []
    begun: list[int] = []
    for thing in flat:
        out.append(thing)
        kind = thing.field_char if isinstance(thing, Piece) else ""
        if kind == "begin":
            begun.append(len(out) - 1)
        elif kind == "end" and begun:
            start = begun.pop()
            if not begun:
                out[start:] = _joined(out[start:])
    return out


def _joined(things: Sequence[Flat]) -> list[Flat]:
    markers = [t for t in things if not isinstance(t, (Piece, Field))]
    pieces = pieces_of(things)
    cut = _result_start(pieces)
    cut = min(cut, len(pieces) - 1)
    whole = Field(_code_of(pieces[:cut]), pieces[:cut], pieces[cut:-1], pieces[-1:], pieces[0].wrappers)
    return [*markers, whole]


def pieces_of(things: Sequence[Flat]) -> tuple[Piece, ...]:
    """The pieces among ``things``; of a simple field, those of its result."""
    out: list[Piece] = []
    for thing in things:
        if isinstance(thing, Piece):
            out.append(thing)
        elif isinstance(thing, Field):
            out.extend((*thing.head, *thing.shown, *thing.tail))
    return tuple(out)


def _result_start(pieces: Sequence[Piece]) -> int:
    """Index behind the separator of a complex field (its length where it shows nothing)."""
    depth = 0
    for index, piece in enumerate(pieces):
        kind = piece.field_char
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if kind == "separate" and depth == 1:
            return index + 1
    return len(pieces)


def _code_of(head: Sequence[Piece]) -> str:
    """A complex field's code; nested fields stand in braces."""
    parts: list[str] = []
    depth = 0
    for piece in head:
        kind = piece.field_char
        if kind == "begin":
            depth += 1
            parts.append("{" if depth > 1 else "")
        elif kind == "end":
            parts.append("}")
            depth -= 1
        elif kind == "separate":
            parts.append("|" if depth > 1 else "")
        elif piece.atom is not None and piece.atom.tag == n.INSTR_TEXT:
            parts.append(piece.atom.text or "")
        else:
            parts.append(piece.text)
    return code("".join(parts))


def code(text: str) -> str:
    """A field code with its white space evened out."""
    return " ".join(text.split())


def look_of(pieces: Sequence[Piece]) -> Hashable:
    """A token's format: one number, or (length, number) pairs where it changes inside a word."""
    first = pieces[0].look
    if all(p.look == first for p in pieces):
        return first
    out: list[tuple[int, int]] = []
    for p in pieces:
        if out and out[-1][1] == p.look:
            out[-1] = (out[-1][0] + len(p.text), p.look)
        else:
            out.append((len(p.text), p.look))
    return tuple(out)


def plain_text(element: etree._Element) -> str:
    """All words below an element, without tabs and breaks: a quick key, not what a reader sees."""
    return "".join(element.itertext(n.T, _MATH_TEXT, with_tail=False))
