"""The words of a paragraph side by side, inserted and struck ones alike, each with its state and look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from lxml import etree

from drafts.returns.strands import ENDNOTE, FOOTNOTE, FORMULA, PICTURE, Restyled, Signature, Span, State
from drafts.word import names as n
from drafts.word.looks import Looks
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.piece_view import chosen
from drafts.word.resolve import restore
from drafts.word.revisions import read_time

_STATES: Final = frozenset({n.INS, n.DEL, n.MOVE_FROM, n.MOVE_TO})
_THROUGH: Final = frozenset({n.SMART_TAG, n.CUSTOM_XML, n.SDT, n.SDT_CONTENT, w("bdo"), w("dir")})
_SIGNS: Final = {
    n.TAB: "\t",
    n.CR: "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
    w("ptab"): "\t",
}
_NOTES: Final = {n.FOOTNOTE_REFERENCE: FOOTNOTE, n.ENDNOTE_REFERENCE: ENDNOTE}
_OBJECTS: Final = frozenset({n.DRAWING, n.PICT, n.OBJECT})
_MATH: Final = (f"{{{n.M}}}oMath", f"{{{n.M}}}oMathPara")
_ALTERNATE: Final = f"{{{n.MC}}}AlternateContent"
_EMBEDS: Final = (f"{{{n.R}}}embed", f"{{{n.R}}}id", f"{{{n.R}}}link")
_NO_WORDS: Final = frozenset({"page", "column"})


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A text box (``w:txbxContent``) and the state of what it hangs on."""

    element: etree._Element
    state: State


@dataclass(eq=False)
class SpanReader:
    """Reads the paragraphs of one part in order: a field may begin in one and end in another."""

    package: Package
    part: str
    looks: Looks
    boxes: list[Box] = field(default_factory=list[Box])
    """The text boxes met since the list was last emptied."""
    references: dict[tuple[str, str], State] = field(default_factory=dict[tuple[str, str], State])
    """(letter, id) of each note referred to, in order, with the state of its reference."""
    _fields: list[_Field] = field(default_factory=list[_Field])

    def spans(self, paragraph: etree._Element, style: str, outer: State) -> tuple[Span, ...]:
        """A paragraph's words; ``outer`` is the state of what is around it."""
        return tuple(_joined(self._content(paragraph, Span("", outer), style)))

    def _content(self, node: etree._Element, made: Span, style: str) -> Iterator[Span]:
        for child in node:
            tag = str(child.tag)
            if tag == n.R_:
                yield from self._run(child, made, style)
            elif tag in _STATES:
                yield from self._content(child, replace(made, state=inside(made.state, child)), style)
            elif tag == n.HYPERLINK:
                yield from self._content(child, replace(made, link=self._target(child) or made.link), style)
            elif tag == n.FLD_SIMPLE:
                yield from self._content(child, replace(made, field=_code(child.get(n.INSTR) or "")), style)
            elif tag in _THROUGH:
                yield from self._content(child, made, style)
            elif tag == _ALTERNATE:
                yield from self._content(chosen(child), made, style)
            elif tag in _MATH:
                words = "".join(t.text or "" for t in child.iter(f"{{{n.M}}}t"))
                yield replace(made, text=FORMULA, atom=f"formula {words}")

    def _run(self, run: etree._Element, made: Span, style: str) -> Iterator[Span]:
        properties = run.find(n.RPR)
        made = replace(made, look=self.looks.of(properties, style), restyled=self._restyled(properties, style))
        for child in run:
            yield from self._in_run(child, made)

    def _restyled(self, properties: etree._Element | None, style: str) -> Restyled | None:
        change = properties.find(n.RPR_CHANGE) if properties is not None else None
        if change is None:
            return None
        return Restyled(signature(change), self.looks.of(change.find(n.RPR), style))

    def _in_run(self, child: etree._Element, made: Span) -> Iterator[Span]:
        tag = str(child.tag)
        if tag == n.FLD_CHAR:
            self._field(child.get(n.FLD_CHAR_TYPE) or "")
        elif tag in (n.INSTR_TEXT, n.DEL_INSTR_TEXT):
            if self._fields and not self._fields[-1].shows:
                self._fields[-1].code += child.text or ""
        elif all(f.shows for f in self._fields):
            code = _code(self._fields[-1].code) if self._fields else made.field
            yield from self._shown(child, tag, replace(made, field=code))

    def _shown(self, child: etree._Element, tag: str, made: Span) -> Iterator[Span]:
        if tag in (n.T, n.DEL_TEXT):
            yield replace(made, text=child.text or "")
        elif tag in _SIGNS:
            yield replace(made, text=_SIGNS[tag])
        elif tag == n.BR:
            if child.get(n.TYPE) not in _NO_WORDS:
                yield replace(made, text="\n")
        elif tag == w("sym"):
            yield replace(made, text=_symbol(child.get(w("char")) or ""))
        elif tag in _NOTES:
            self.references[_NOTES[tag], child.get(n.ID) or ""] = made.state
            yield replace(made, text=_NOTES[tag])
        elif tag == _ALTERNATE:
            for inner in chosen(child):
                yield from self._in_run(inner, made)
        elif tag in _OBJECTS:
            yield from self._object(child, made)

    def _object(self, element: etree._Element, made: Span) -> Iterator[Span]:
        boxes = list(element.iter(n.TXBX_CONTENT))
        outer = [b for b in boxes if not any(a in boxes for a in b.iterancestors(n.TXBX_CONTENT))]
        if outer:
            self.boxes.extend(Box(b, made.state) for b in outer)
        else:
            yield replace(made, text=PICTURE, atom=self._picture(element))

    def _picture(self, element: etree._Element) -> str:
        """What tells one picture from another: its pixels, not its name."""
        rels = self.package.rels(self.part)
        for inner in element.iter(etree.Element):
            for key in _EMBEDS:
                found = rels.get(inner.get(key) or "")
                if found is not None and not found.external and found.target in self.package:
                    return sha256(self.package.blob(found.target)).hexdigest()[:16]
        described = next((e for e in element.iter(f"{{{n.WP}}}docPr")), None)
        return (described.get("descr") or "") if described is not None else ""

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _target(self, link: etree._Element) -> str:
        found = self.package.rels(self.part).get(link.get(n.R_ID) or "")
        return found.target.rstrip("/").casefold() if found is not None and found.external else ""


def signature(element: etree._Element) -> Signature:
    """Whose a revision is, as it says."""
    return Signature(" ".join((element.get(n.AUTHOR) or "").split()), read_time(element))


def inside(state: State, revision: etree._Element) -> State:
    """The state of what stands in a revision: what inserts and what strikes both count."""
    who = signature(revision)
    moved = state.moved or revision.tag in (n.MOVE_FROM, n.MOVE_TO)
    if revision.tag in (n.INS, n.MOVE_TO):
        return State(who, state.went, moved)
    return State(state.came, who, moved)


def marked(properties: etree._Element | None) -> State:
    """The state that markers among properties give (of a row, or of a paragraph's mark)."""
    state = State()
    for marker in properties if properties is not None else ():
        if marker.tag in _STATES:
            state = inside(state, marker)
    return state


def restored(element: etree._Element, change: etree._Element) -> None:
    """Take a tracked change of properties back in ``element``, which is a copy."""
    element.remove(change)
    restore(element, change)


def _code(text: str) -> str:
    return " ".join(text.split())


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number) if 31 < number < 0xD800 or 0xE100 <= number < 0xF900 else ""


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbours that differ in nothing but their words as one."""
    last: Span | None = None
    for span in spans:
        if last is not None and replace(last, text="") == replace(span, text="") and not span.atom:
            last = replace(last, text=last.text + span.text)
            continue
        if last is not None and last.text:
            yield last
        last = span
    if last is not None and last.text:
        yield last
