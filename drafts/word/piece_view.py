"""The words of a paragraph for display: stretches of one look under the same marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile
from typing import Final

from lxml import etree

from drafts.blocks import Fate
from drafts.view import PLAIN, Look, Mark, Piece
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.style_view import Styles, is_on

FATES: Final = {n.INS: Fate.INSERT, n.DEL: Fate.DELETE, n.MOVE_FROM: Fate.MOVE_FROM, n.MOVE_TO: Fate.MOVE_TO}
_THROUGH: Final = frozenset({n.FLD_SIMPLE, n.SMART_TAG, n.CUSTOM_XML, n.SDT, n.SDT_CONTENT, w("bdo"), w("dir")})
_SIGNS: Final = {
    n.TAB: "\t",
    n.BR: "\n",
    n.CR: "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
    w("ptab"): "\t",
}
_MATH: Final = frozenset({f"{{{n.M}}}oMath", f"{{{n.M}}}oMathPara"})
_CHOICES: Final = (f"{{{n.MC}}}Choice", f"{{{n.MC}}}Fallback")
_SYMBOL: Final = w("sym")
_ALTERNATE: Final = f"{{{n.MC}}}AlternateContent"
_OBJECTS: Final = frozenset({n.DRAWING, n.PICT, n.OBJECT})
_REFERENCES: Final = {
    n.FOOTNOTE_REFERENCE: "footnotes",
    n.ENDNOTE_REFERENCE: "endnotes",
    n.COMMENT_REFERENCE: "comments",
}
_UNDESCRIBED: Final = "picture"
_PRIVATE: Final = range(0xE000, 0xF900)
_FLAGS: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strike": "strike",
    "capitals": "caps",
    "small_capitals": "smallCaps",
    "hidden": "vanish",
}
_RAISED: Final = {"superscript": 1, "subscript": -1}


@dataclass(frozen=True, slots=True)
class Marking:
    """What the words of a file are marked with: how a revision element marks, the number of a change of look, and what
    references to notes show, by kind and id."""

    mark: Callable[[etree._Element], Mark]
    numbers: Mapping[etree._Element, int]
    references: Mapping[tuple[str, str], str]


@dataclass(eq=False)
class PieceReader:
    """Reads the paragraphs of one story in order: a field may begin in one and end in another."""

    package: Package
    part: str
    styles: Styles
    marking: Marking
    _fields: list[bool] = field(default_factory=list[bool])
    """The open fields: whether what they show has begun."""
    _boxes: list[etree._Element] = field(default_factory=list[etree._Element])
    _looks: dict[tuple[str, str], Look] = field(default_factory=dict[tuple[str, str], Look])

    def pieces(self, paragraph: etree._Element) -> tuple[tuple[Piece, ...], list[etree._Element]]:
        """A paragraph's pieces, and the text boxes in it (``w:txbxContent``)."""
        self._boxes = []
        found = self.styles.paragraph_style(paragraph.find(n.PPR))
        pieces = tuple(_joined(self._content(paragraph, (), "", found)))
        return pieces, self._boxes

    def _content(self, node: etree._Element, marks: tuple[Mark, ...], target: str, style: str) -> Iterator[Piece]:
        for child in node:
            tag = str(child.tag)
            if tag == n.R_:
                yield from self._run(child, marks, target, style)
            elif tag in FATES:
                yield from self._content(child, (*marks, self.marking.mark(child)), target, style)
            elif tag == n.HYPERLINK:
                yield from self._content(child, marks, self._target(child) or target, style)
            elif tag in _THROUGH:
                yield from self._content(child, marks, target, style)
            elif tag == _ALTERNATE:
                yield from self._content(chosen(child), marks, target, style)
            elif tag in _MATH:
                yield from self._formula(child, marks)

    def _formula(self, formula: etree._Element, marks: tuple[Mark, ...]) -> Iterator[Piece]:
        """The letters of a formula, those side by side that share their marks in one piece."""

        def marked(text: etree._Element) -> tuple[Mark, ...]:
            inside = takewhile(lambda a: a is not formula, text.iterancestors())
            return (*marks, *(self.marking.mark(a) for a in inside if a.tag in FATES))

        for around, texts in groupby(formula.iter(f"{{{n.M}}}t"), key=marked):
            yield Piece("".join(t.text or "" for t in texts), around)

    def _run(self, run: etree._Element, marks: tuple[Mark, ...], target: str, style: str) -> Iterator[Piece]:
        properties = run.find(n.RPR)
        change = properties.find(n.RPR_CHANGE) if properties is not None else None
        number = self.marking.numbers.get(change, 0) if change is not None else 0
        made = Piece("", marks, self._look(properties, style), number, target)
        for child in run:
            yield from self._in_run(child, made)

    def _in_run(self, child: etree._Element, made: Piece) -> Iterator[Piece]:
        tag = str(child.tag)
        if tag == n.FLD_CHAR:
            self._field(child.get(n.FLD_CHAR_TYPE) or "")
        elif not all(self._fields):
            return
        elif tag in (n.T, n.DEL_TEXT):
            yield _saying(made, child.text or "")
        elif tag in _SIGNS:
            yield _saying(made, _SIGNS[tag])
        elif tag == _SYMBOL:
            yield replace(made, text=_symbol(child.get(w("char")) or ""))
        elif tag in _REFERENCES:
            kind, identity = _REFERENCES[tag], child.get(n.ID) or ""
            shown = self.marking.references.get((kind, identity))
            if shown is not None:
                yield replace(made, text=shown, note=f"{kind}-{identity}")
        elif tag == _ALTERNATE:
            for inner in chosen(child):
                yield from self._in_run(inner, made)
        elif tag in _OBJECTS:
            yield from self._object(child, made)

    def _object(self, element: etree._Element, made: Piece) -> Iterator[Piece]:
        boxes = list(element.iter(n.TXBX_CONTENT))
        outer = [b for b in boxes if not any(a in boxes for a in b.iterancestors(n.TXBX_CONTENT))]
        if outer:
            self._boxes.extend(outer)
            return
        described = next((e for e in element.iter(f"{{{n.WP}}}docPr")), None)
        words = described.get("descr") or "" if described is not None else ""
        yield replace(made, text=f"[{words or _UNDESCRIBED}]")

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _target(self, link: etree._Element) -> str:
        found = self.package.rels(self.part).get(link.get(n.R_ID) or "")
        return found.target if found is not None and found.external else ""

    def _look(self, properties: etree._Element | None, style: str) -> Look:
        named = properties.find(n.R_STYLE) if properties is not None else None
        key = (style, (named.get(n.VAL) or "") if named is not None else "")
        if key not in self._looks:
            look = PLAIN
            for name in key:
                for found in reversed(list(self.styles.chain(name))):
                    look = _with(look, found.find(n.RPR))
            self._looks[key] = look
        return _with(self._looks[key], properties)


def _with(look: Look, properties: etree._Element | None) -> Look:
    """A look with what a property set says of it."""
    if properties is None:
        return look
    said: dict[str, bool] = {}
    for name, tag in _FLAGS.items():
        found = properties.find(w(tag))
        if found is not None:
            said[name] = is_on(found)
    raised = properties.find(w("vertAlign"))
    lifted = _RAISED.get(raised.get(n.VAL) or "", 0) if raised is not None else look.raised
    return replace(look, **said, raised=lifted) if said or lifted != look.raised else look


def chosen(alternate: etree._Element) -> etree._Element:
    """The branch of an ``mc:AlternateContent`` to show: the new one; the old one says the same for old programs."""
    return next((c for tag in _CHOICES for c in alternate.iterchildren(tag)), alternate)


def _symbol(code: str) -> str:
    """A ``w:sym``: its letter, or a bullet for a letter of a symbol font, which only that font can show."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return "•" if number in _PRIVATE else chr(number) if 31 < number < 0xD800 else ""


def _saying(piece: Piece, text: str) -> Piece:
    """A piece with other words: what ``replace`` gives, and many times as fast, which 100 pages need."""
    return Piece(text, piece.marks, piece.look, piece.reformatted, piece.target, piece.note)


def _is_one(a: Piece, b: Piece) -> bool:
    """Whether two pieces differ in nothing but their words."""
    if a.note or b.note:
        return False
    return (a.marks, a.look, a.reformatted, a.target) == (b.marks, b.look, b.reformatted, b.target)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours that differ in nothing but their words as one."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and _is_one(last, piece):
            last = _saying(last, last.text + piece.text)
            continue
        if last is not None and (last.text or last.note):
            yield last
        last = piece
    if last is not None and (last.text or last.note):
        yield last
