"""Writing a redlined paragraph's content: runs between revision marks, inside the links and controls around them.

A link or content control is opened once and stays open while its content goes on, so that revision marks stand inside
it and never around it (docs/ooxml/revisions.md).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from drafts.blocks import Fate, Item, Token
from drafts.word import names as n
from drafts.word.carry import Carrier, Ids
from drafts.word.comments import CommentBook
from drafts.word.content import Source
from drafts.word.flat import Field, Piece
from drafts.word.formulas import keeps_frame, places, stretches, with_text
from drafts.word.names import w
from drafts.word.notes import NOTE_KINDS, NoteBook

_WRAPPER = {Fate.INSERT: n.INS, Fate.DELETE: n.DEL, Fate.MOVE_FROM: n.MOVE_FROM, Fate.MOVE_TO: n.MOVE_TO}
_CONTROL_PARTS = frozenset({n.SDT_PR, w("sdtEndPr"), w("smartTagPr"), w("customXmlPr")})


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who and when, as the revisions of one redline carry it. ``date`` is true UTC, whole seconds, with a Z."""

    author: str
    date: str

    def mark(self, element: etree._Element, ids: Ids) -> etree._Element:
        """Give a revision element its id, author and date; returns it."""
        element.set(n.ID, ids.annotation())
        element.set(n.AUTHOR, self.author)
        element.set(n.DATE, self.date)
        return element

    def marks(self, ids: Ids) -> Callable[[str], etree._Element]:
        """Makes an empty revision element from its tag."""
        return lambda tag: self.mark(etree.Element(tag), ids)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every writer of one story shares: the stamp, free ids, the carrier, the notes, the comments, and the two
    parts' names."""

    stamp: Stamp
    ids: Ids
    carrier: Carrier
    notes: NoteBook
    comments: CommentBook
    source_part: str
    target_part: str


@dataclass(slots=True)
class Put:
    """Letters ``start..end`` of a piece to write, or its atom. ``old`` is the before side's piece when only the look
    changed; ``whole`` is a simple field that is kept as it is."""

    piece: Piece | None
    fate: Fate
    from_after: bool
    start: int = 0
    end: int = 0
    old: Piece | None = None
    whole: etree._Element | None = None
    letters: tuple[Item, ...] = ()
    """Of a formula what becomes of its letters."""
    chain: tuple[etree._Element, ...] = ()
    """Wrappers to stand in; own ones of the before side last."""
    theirs: tuple[etree._Element, ...] = ()
    """Somebody else's revisions to stand in, outermost first, in place of one of ours."""

    @property
    def home(self) -> etree._Element | None:
        """The run that it is written from; of what stands in no run, the thing itself."""
        if self.piece is None:
            return self.whole
        return self.piece.run if self.piece.run is not None else self.piece.atom


def puts_of(item: Item, start: int = 0, end: int | None = None) -> list[Put]:
    """The pieces of an item's tokens ``start..end``, in order; letters of one run side by side make one piece."""
    end = len(item.tokens) if end is None else end
    from_after = bool(item.after)
    out: list[Put] = []
    for position in range(start, end):
        token = item.tokens[position]
        source: Source = token.payload
        if source.field is not None:
            before = item.before[position] if item.before and item.after else None
            out.extend(_field_puts(item, source.field, before, from_after))
        elif item.inner and token.own_words:
            out.extend(_formula_puts(item, position))
        elif item.looks_differ:
            out.extend(_paired(item.before[position].payload.pieces, source.pieces))
        elif source.piece is not None and out and _follows(out[-1], source):
            out[-1].end = source.end
        elif source.piece is not None:
            out.append(Put(source.piece, item.fate, from_after, source.start, source.end))
        else:
            out.extend(Put(p, item.fate, from_after, 0, len(p.text)) for p in source.several)
    return out


def _follows(put: Put, source: Source) -> bool:
    """Whether a token's letters go on where a put ends."""
    piece = put.piece
    return piece is source.piece and piece is not None and piece.atom is None and put.end == source.start


def _field_puts(item: Item, found: Field, before: Token | None, from_after: bool) -> list[Put]:
    if item.fate is Fate.KEEP and not item.inner and not item.looks_differ and found.simple is not None:
        return [Put(None, Fate.KEEP, from_after, whole=found.simple, chain=found.wrappers)]
    head, tail = (found.head, found.tail) if found.simple is None else _complex(found)
    if item.inner:
        middle = [put for inner in item.inner for put in puts_of(inner)]
    elif item.fate is Fate.KEEP and before is not None:
        middle = _kept_result(before.payload.field, found)
    else:
        middle = _whole_pieces(found.shown, item.fate, from_after)
    return [*_whole_pieces(head, item.fate, from_after), *middle, *_whole_pieces(tail, item.fate, from_after)]


def _formula_puts(item: Item, position: int) -> list[Put]:
    """A formula whose letters changed; without its frame kept it is struck and inserted whole."""
    before, after = item.before[position].payload.piece, item.after[position].payload.piece
    if keeps_frame(item.inner):
        return [Put(after, Fate.KEEP, True, 0, len(after.text), letters=item.inner)]
    return [*_whole_pieces([before], Fate.DELETE, False), *_whole_pieces([after], Fate.INSERT, True)]


def _whole_pieces(pieces: Sequence[Piece], fate: Fate, from_after: bool) -> list[Put]:
    return [Put(p, fate, from_after, 0, len(p.text)) for p in pieces]


def _kept_result(before: Field, after: Field) -> list[Put]:
    """A field's result that reads the same on both sides; its look may differ."""
    same = [(p.text, p.key) for p in before.shown] == [(p.text, p.key) for p in after.shown]
    if same:
        pairs = zip(before.shown, after.shown, strict=True)
        return [Put(a, Fate.KEEP, True, 0, len(a.text), b if a.look != b.look else None) for b, a in pairs]
    if all(p.atom is None for p in (*before.shown, *after.shown)):
        return _paired(before.shown, after.shown)
    return _whole_pieces(after.shown, Fate.KEEP, True)


def _paired(before: Sequence[Piece], after: Sequence[Piece]) -> list[Put]:
    """The after side's pieces of the same text, cut where either side's look changes."""
    out: list[Put] = []
    old = [(p, i) for p in before for i in range(max(1, len(p.text)))]
    position = 0
    for piece in after:
        start = 0
        size = max(1, len(piece.text))
        while start < size:
            partner = old[min(position, len(old) - 1)][0]
            end = start
            while end < size and old[min(position, len(old) - 1)][0] is partner:
                end, position = end + 1, position + 1
                if position >= len(old):
                    end = size
            old_piece = partner if partner.look != piece.look else None
            out.append(Put(piece, Fate.KEEP, True, start, min(end, len(piece.text)), old_piece))
            start = end
    return out


def _complex(simple: Field) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The head and tail of the complex field that says the same as a simple one: it can be struck whole."""
    run = simple.shown[0].run if simple.shown else etree.Element(n.R_)
    look = simple.shown[0].look if simple.shown else 0

    def piece(tag: str, text: str = "", **attributes: str) -> Piece:
        element = etree.Element(tag)
        element.text = text or None
        for name, value in attributes.items():
            element.set(w(name), value)
        return Piece("", run, look, simple.wrappers, element, tag)

    code = simple.simple.get(n.INSTR) or "" if simple.simple is not None else simple.code
    head = (
        piece(n.FLD_CHAR, fldCharType="begin"),
        piece(n.INSTR_TEXT, code),
        piece(n.FLD_CHAR, fldCharType="separate"),
    )
    return head, (piece(n.FLD_CHAR, fldCharType="end"),)


class InlineWriter:
    """Writes puts and range markers into one paragraph element."""

    def __init__(self, paragraph: etree._Element, desk: Desk) -> None:
        self.paragraph = paragraph
        self.stamp, self.ids, self.carrier, self.notes = desk.stamp, desk.ids, desk.carrier, desk.notes
        self.source_part, self.target_part = desk.source_part, desk.target_part
        self._open: list[tuple[etree._Element, etree._Element]] = []
        self._revision: tuple[Fate, tuple[etree._Element, ...], etree._Element] | None = None
        self._told: set[etree._Element] = set()
        """Revisions of others that were written once: what is written of them again has an id of its own."""
        self._run: tuple[etree._Element | None, etree._Element | None, etree._Element] | None = None

    def write(self, things: Sequence[Put | etree._Element]) -> None:
        """Write pieces and markers in order."""
        _place_before_side([t for t in things if isinstance(t, Put)], self._link_attributes)
        for thing in things:
            if isinstance(thing, Put):
                self._put(thing)
            else:
                self._close_run()
                (self._open[-1][1] if self._open else self.paragraph).append(thing)

    def _link_attributes(self, link: etree._Element) -> dict[str, str]:
        """A before side's link's attributes as they read in the target."""
        shell = etree.Element(str(link.tag), dict(link.attrib))
        return dict(self.carrier.element(shell, self.source_part, self.target_part).attrib)

    def _close_run(self) -> None:
        self._revision = self._run = None

    def _put(self, put: Put) -> None:
        parent = self._enter(put)
        if put.whole is not None:
            self._close_run()
            parent.append(copy.deepcopy(put.whole))
            return
        assert put.piece is not None
        holder = self._holder(parent, put)
        if put.piece.run is None:
            self._run = None
            assert put.piece.atom is not None
            holder.append(self._formula(put) if put.letters else self._copied(put.piece.atom, put))
            return
        self._content(self._open_run(holder, put), put)

    def _formula(self, put: Put) -> etree._Element:
        """A formula of the after side with its changed letters marked in their places."""
        assert put.piece is not None
        assert put.piece.atom is not None
        formula = self._copied(put.piece.atom, put)
        for place, found in zip(places(formula) or (), stretches(put.letters), strict=True):
            for run in place.runs:
                place.holder.remove(run)
            for part in self._letters(found):
                if place.following is not None:
                    place.following.addprevious(part)
                else:
                    place.holder.append(part)
        return formula

    def _letters(self, found: Sequence[tuple[Fate, Token]]) -> Iterator[etree._Element]:
        """The runs of one place of a formula, each changed one in its mark."""
        for (fate, source), tokens in groupby(found, key=lambda x: (x[0], x[1].payload.run)):
            struck = fate is Fate.DELETE
            run = self.carrier.element(source, self.source_part, self.target_part) if struck else copy.deepcopy(source)
            run.tail = None
            with_text(run, "".join(token.text for _, token in tokens))
            if fate is Fate.KEEP:
                yield run
                continue
            mark = self.stamp.mark(etree.Element(_WRAPPER[fate]), self.ids)
            mark.append(run)
            yield mark

    def _enter(self, put: Put) -> etree._Element:
        chain = put.chain
        depth = 0
        while depth < min(len(chain), len(self._open)) and self._open[depth][0] is chain[depth]:
            depth += 1
        if depth < len(self._open) or depth < len(chain):
            self._close_run()
            del self._open[depth:]
        for wrapper in chain[depth:]:
            parent = self._open[-1][1] if self._open else self.paragraph
            self._open.append((wrapper, self._opened(parent, wrapper, put)))
        return self._open[-1][1] if self._open else self.paragraph

    def _opened(self, parent: etree._Element, wrapper: etree._Element, put: Put) -> etree._Element:
        shell = etree.SubElement(parent, str(wrapper.tag), dict(wrapper.attrib))
        shell.extend([copy.deepcopy(c) for c in wrapper if c.tag in _CONTROL_PARTS])
        if wrapper.tag == n.SDT:
            return etree.SubElement(shell, n.SDT_CONTENT)
        if not put.from_after and any(wrapper is x for x in (put.piece.wrappers if put.piece else ())):
            fitted = self.carrier.element(shell, self.source_part, self.target_part)
            parent.replace(shell, fitted)
            return fitted
        return shell

    def _holder(self, parent: etree._Element, put: Put) -> etree._Element:
        if put.fate is Fate.KEEP:
            if self._revision is not None:
                self._close_run()
            return parent
        if self._revision is None or self._revision[:2] != (put.fate, put.theirs):
            self._run = None
            self._revision = (put.fate, put.theirs, self._wrapper(parent, put))
        return self._revision[2]

    def _wrapper(self, parent: etree._Element, put: Put) -> etree._Element:
        """A new revision around runs: ours, or what another's are."""
        if not put.theirs:
            return self.stamp.mark(etree.SubElement(parent, _WRAPPER[put.fate]), self.ids)
        for revision in put.theirs:
            parent = etree.SubElement(parent, str(revision.tag), dict(revision.attrib))
            if revision in self._told:
                parent.set(n.ID, self.ids.annotation())
            self._told.add(revision)
        return parent

    def _open_run(self, holder: etree._Element, put: Put) -> etree._Element:
        assert put.piece is not None
        source, old = put.piece.run, put.old.run if put.old else None
        if self._run is not None and self._run[0] is source and self._run[1] is old:
            return self._run[2]
        run = etree.SubElement(holder, n.R_)
        look = source.find(n.RPR) if source is not None else None
        if look is not None:
            run.append(self._copied(look, put))
        if put.old is not None:
            run_look = run.find(n.RPR)
            if run_look is None:
                run_look = etree.SubElement(run, n.RPR)
            for change in run_look.findall(n.RPR_CHANGE):
                run_look.remove(change)
            run_look.append(self._old_look(old))
        self._run = (source, old, run)
        return run

    def _old_look(self, run: etree._Element | None) -> etree._Element:
        change = self.stamp.mark(etree.Element(n.RPR_CHANGE), self.ids)
        look = run.find(n.RPR) if run is not None else None
        if look is None:
            etree.SubElement(change, n.RPR)
        else:
            change.append(self.carrier.element(look, self.source_part, self.target_part))
        return change

    def _copied(self, element: etree._Element, put: Put) -> etree._Element:
        if put.from_after:
            out = copy.deepcopy(element)
            out.tail = None
            return out
        out = self.carrier.element(element, self.source_part, self.target_part)
        if out.tag in NOTE_KINDS:
            out.set(n.ID, self.notes.struck(NOTE_KINDS[str(out.tag)], out.get(n.ID) or ""))
        return out

    def _content(self, run: etree._Element, put: Put) -> None:
        piece = put.piece
        assert piece is not None
        struck = put.fate is Fate.DELETE
        if piece.atom is None:
            tag = n.DEL_TEXT if struck else n.T
            last = run[-1] if len(run) else None
            if last is None or last.tag != tag:
                last = etree.SubElement(run, tag)
                last.set(n.SPACE, "preserve")
            last.text = (last.text or "") + piece.text[put.start : put.end]
            return
        atom = self._copied(piece.atom, put)
        if struck:
            for code in atom.iter(n.INSTR_TEXT):
                code.tag = n.DEL_INSTR_TEXT
            for text in atom.iter(n.T) if atom.tag == w("ruby") else ():
                text.tag = n.DEL_TEXT
        run.append(atom)


def _place_before_side(puts: Sequence[Put], fitted: Callable[[etree._Element], dict[str, str]]) -> None:
    """Say for each put in which wrappers it stands: the after side in its own; the before side in those that go on
    around its place, and in its own link."""
    following: list[tuple[etree._Element, ...]] = [()] * len(puts)
    ahead: tuple[etree._Element, ...] = ()
    for k in range(len(puts) - 1, -1, -1):
        if puts[k].from_after:
            ahead = _own(puts[k])
        following[k] = ahead
    behind: tuple[etree._Element, ...] = ()
    for k, put in enumerate(puts):
        if put.from_after:
            behind = put.chain = _own(put)
        else:
            put.chain = _between(behind, following[k], _own(put), fitted)


def _own(put: Put) -> tuple[etree._Element, ...]:
    return put.piece.wrappers if put.piece is not None else put.chain


def _between(
    behind: Sequence[etree._Element],
    ahead: Sequence[etree._Element],
    own: Sequence[etree._Element],
    fitted: Callable[[etree._Element], dict[str, str]],
) -> tuple[etree._Element, ...]:
    out: list[etree._Element] = []
    link = next((x for x in own if x.tag == n.HYPERLINK), None)
    for a, b in zip(behind, ahead, strict=False):
        if a is not b:
            break
        if a.tag == n.HYPERLINK:
            if link is None or dict(a.attrib) != fitted(link):
                break
            link = None
        out.append(a)
    return (*out, link) if link is not None else tuple(out)
