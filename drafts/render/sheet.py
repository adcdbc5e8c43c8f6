"""The redlined document of a view as HTML: a row for each paragraph and table, its changes numbered in the margin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drafts.blocks import Fate
from drafts.model import Change, ChangeKind
from drafts.render import told
from drafts.render.markup import NOTHING, Child, Markup, address, join, tag
from drafts.view import Aside, Block, Cell, Look, Mark, Paragraph, Piece, Row, Table, View

_DEEPEST_HEADING: Final = 6
_TWIPS_AN_EM: Final = 240
_MOST_INDENT: Final = 12.0  # the style sheet has a class for each half up to here
_SAID: Final = {
    Fate.INSERT: "inserted",
    Fate.DELETE: "deleted",
    Fate.MOVE_TO: "moved to here",
    Fate.MOVE_FROM: "moved from here",
}
_CLASSES: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strike": "s",
    "capitals": "caps",
    "small_capitals": "small",
    "hidden": "hidden",
}


def sheet(view: View, *, element: str = "main") -> Markup:
    """The document in an ``element``, then its footnotes, endnotes, comments, headers and footers."""
    writer = Writer(view)
    body = tag(element, *(writer.row(b) for b in view.body), class_="sheet", id="document")
    return join([body, beside(writer, view)])


def beside(writer: Writer, view: View) -> Markup:
    """What stands beside the body: notes, comments, headers and footers."""
    parts = (
        ("Footnotes", view.footnotes),
        ("Endnotes", view.endnotes),
        ("Comments", view.comments),
        ("Headers and footers", view.margins),
    )
    return join(writer.asides(name, found) for name, found in parts if found)


class Writer:
    """Writes one page. A change is a place to go to where it is marked first, a move at either end."""

    def __init__(self, view: View) -> None:
        self.changes: dict[int, Change] = {c.number: c for c in view.changes}
        self.sources = view.sources
        self.several_authors = len(told.authors(view.changes)) > 1
        self.placed: set[str] = set()
        self.listed: set[str] = set()
        self.referred: set[str] = set()
        self.asides_there = {a.key for a in (*view.footnotes, *view.endnotes, *view.comments)}

    def row(self, block: Block) -> Markup:
        """A block of the body with its margin."""
        return self.row_of(block, tag("div", self.block(block, several=len(block.numbers) > 1), class_="text"))

    def row_of(self, block: Block, *shown: Markup) -> Markup:
        """The row in which a block is ``shown``, with its margin."""
        is_heading = isinstance(block, Paragraph) and block.heading
        classes = ["row", *(["touched"] if block.numbers else []), *(["heading"] if is_heading else [])]
        margin = self.margin(block.numbers, source_of(block), old_number(block))
        return tag("div", *shown, margin, class_=" ".join(classes), data_changes=_listed(block.numbers))

    def margin(self, numbers: Sequence[int], moved_away: frozenset[int], was: str = "") -> Markup | None:
        """The changes of a row: number, kind, author; and its list number as it ``was``."""
        entries = [self._entry(self.changes[k], k in moved_away) for k in numbers if k in self.changes]
        entries += [tag("li", f"Number was {was}")] if was else []
        return tag("ul", *entries, class_="margin", aria_label="Changes here") if entries else None

    def _entry(self, change: Change, away: bool) -> Markup:
        number = change.number
        key = f"margin-{number}{'-from' if away else ''}"
        fresh = key not in self.listed
        self.listed.add(key)
        what: Child = told.kind(change)
        if change.kind is ChangeKind.MOVED and away:
            what = tag("a", "Moved to its new place", href=f"#change-{number}")
        elif change.kind is ChangeKind.MOVED and number in self.sources:
            what = tag("a", "Moved from its old place", href=f"#change-{number}-from")
        return tag(
            "li",
            tag("b", tag("span", "Change ", class_="sr"), str(number)),
            " ",
            what,
            tag("span", told.author(change.author), class_="who") if self.several_authors else None,
            title=told.moment(change.at) or None,
            id=key if fresh else None,
        )

    # ------------------------------------------------------------------------------------------------ blocks

    def block(self, block: Block, *, several: bool) -> Markup:
        """A paragraph or table; with ``several`` changes each is numbered where it stands."""
        return self.paragraph(block, several=several) if isinstance(block, Paragraph) else self.table(block)

    def paragraph(self, block: Paragraph, *, several: bool) -> Markup:
        """A paragraph, and what stands in its text boxes."""
        name = f"h{min(block.heading + 1, _DEEPEST_HEADING)}" if block.heading else "p"
        indent = min(_MOST_INDENT, max(0.0, block.indent / _TWIPS_AN_EM))
        numbered = bool(block.label or block.old_label)
        made = tag(
            name,
            self._label(block),
            *(self.piece(p, several=several) for p in block.pieces),
            self._end(block, several=several),
            class_=" ".join(c for c in (block.align, "item" * numbered, _indented(indent, numbered)) if c) or None,
        )
        boxes = [tag("div", self.block(b, several=True), class_="box") for b in block.boxes]
        return join([made, *boxes])

    def _label(self, block: Paragraph) -> Markup | None:
        """The list number; the old one where the paragraph goes."""
        new = not block.old_label and block.end is not None and block.end.fate in {Fate.INSERT, Fate.MOVE_TO}
        if block.label and (new or not block.old_label or block.label == block.old_label):
            shown: Child = tag("ins", block.label) if new else block.label
            return tag("span", shown, " ", class_="label")
        if block.label:
            return tag("span", block.label, " ", class_="label")
        if block.old_label:
            gone = tag("del", block.old_label) if block.end is not None else block.old_label
            return tag("span", gone, " ", class_="label")
        return None

    def _end(self, block: Paragraph, *, several: bool) -> Markup | None:
        """A sign for a paragraph's end that came or went while words of the paragraph stay."""
        end = block.end
        if end is None or (block.pieces and all(_fates(p) == {end.fate} for p in block.pieces)):
            return None
        if end.fate in {Fate.MOVE_FROM, Fate.MOVE_TO}:
            return None
        said = "paragraph break inserted" if end.fate.in_after else "paragraph break deleted"
        sign = tag("span", "¶", class_="pilcrow", aria_hidden="true")
        return self._marked(end, sign, said, several=several)

    def table(self, table: Table) -> Markup:
        """A table; every change in it is numbered where it stands."""
        heads = [r for r in table.rows if r.heads]
        rest = [r for r in table.rows if not r.heads]
        parts = [("thead", heads), ("tbody", rest)]
        sections = (tag(name, *(self._row(r, name == "thead") for r in rows)) for name, rows in parts if rows)
        return tag("div", tag("table", *sections), class_="tablewrap")

    def _row(self, row: Row, heads: bool) -> Markup:
        struck = row.mark is not None and not row.mark.fate.in_after
        said = f"row {_SAID[row.mark.fate]}" if row.mark is not None else ""
        cells = [self._cell(cell, heads, said if at == 0 else "") for at, cell in enumerate(row.cells)]
        return tag("tr", *cells, class_=("out" if struck else "in") if row.mark is not None else None)

    def _cell(self, cell: Cell, heads: bool, said: str) -> Markup:
        return tag(
            "th" if heads else "td",
            tag("span", f"[{said}] ", class_="sr") if said else None,
            *(self.block(b, several=True) for b in cell.blocks if not cell.merged),
            colspan=cell.columns if cell.columns > 1 else None,
            scope="col" if heads else None,
        )

    def asides(self, name: str, found: Sequence[Aside]) -> Markup:
        """Notes, comments, headers and footers."""
        key = name.lower().replace(" ", "-")
        wide = any(a.key.startswith(("header", "footer-")) for a in found)
        return tag(
            "section",
            tag("h2", name, id=key),
            *(self._aside(a, wide=wide) for a in found),
            class_="asides sheet",
            aria_labelledby=key,
        )

    def _aside(self, aside: Aside, *, wide: bool) -> Markup:
        back = aside.key in self.referred
        fresh = aside.key not in self.placed
        self.placed.add(aside.key)
        label: Child = tag("a", aside.label, href=f"#ref-{aside.key}") if back and aside.label else aside.label
        by = [part for part in (aside.author, told.moment(aside.at)) if part]
        numbers = tuple(dict.fromkeys(k for b in aside.blocks for k in b.numbers))
        return tag(
            "div",
            tag("div", label, class_="name"),
            tag(
                "div",
                tag("p", " · ".join(by), class_="code") if by else None,
                *(self.block(b, several=True) for b in aside.blocks),
                self.margin(numbers, frozenset()),
            ),
            class_="aside wide-name" if wide else "aside",
            id=aside.key if fresh else None,
            data_changes=_listed(numbers),
        )

    # ------------------------------------------------------------------------------------------------ words

    def piece(self, piece: Piece, *, several: bool) -> Markup:
        """Words with their look, under their marks."""
        made = _looking(piece.text, piece.look)
        if piece.note:
            made = self._reference(piece)
        target = address(piece.target)
        if target is not None:
            made = tag("a", made, href=target, rel="noopener noreferrer")
        if piece.reformatted:
            made = self._anchored("span", "look", Mark(Fate.KEEP, piece.reformatted), made, several=several)
        for mark in reversed(piece.marks):
            made = self._marked(mark, made, _SAID[mark.fate], several=several)
        return made

    def _reference(self, piece: Piece) -> Markup:
        if piece.note not in self.asides_there:
            return tag("sup", piece.text)
        fresh = piece.note not in self.referred
        self.referred.add(piece.note)
        link = tag("a", piece.text, href=f"#{piece.note}", id=f"ref-{piece.note}" if fresh else None)
        return tag("sup", link)

    def _marked(self, mark: Mark, inner: Markup, said: str, *, several: bool) -> Markup:
        spoken = join([tag("span", f"[{said}: ", class_="sr"), inner, tag("span", "]", class_="sr")])
        moved = "moved" if mark.fate in {Fate.MOVE_FROM, Fate.MOVE_TO} else None
        return self._anchored("ins" if mark.fate.in_after else "del", moved, mark, spoken, several=several)

    def _anchored(self, name: str, class_: str | None, mark: Mark, inner: Markup, *, several: bool) -> Markup:
        """An element that is a place to go to when its change is marked here for the first time."""
        key = f"change-{mark.change}{'-from' if mark.fate is Fate.MOVE_FROM else ''}"
        fresh = mark.change > 0 and key not in self.placed
        self.placed.add(key)
        number = NOTHING
        if fresh and several:
            there = key.replace("change", "margin", 1)
            number = tag("a", str(mark.change), href=f"#{there}", class_="at", aria_hidden="true", tabindex="-1")
        return join([number, tag(name, inner, class_=class_, id=key if fresh else None)])


def _listed(numbers: Sequence[int]) -> str | None:
    """The changes of a row for a page that narrows itself; None where there are none."""
    return " ".join(map(str, numbers)) or None


def source_of(block: Block) -> frozenset[int]:
    """The moves whose old place is in a paragraph."""
    if not isinstance(block, Paragraph):
        return frozenset()
    marks = [m for p in block.pieces for m in p.marks] + ([block.end] if block.end is not None else [])
    return frozenset(m.change for m in marks if m.fate is Fate.MOVE_FROM)


def old_number(block: Block) -> str:
    """A list number that others pushed on; "" where it stayed, came or went."""
    if not isinstance(block, Paragraph) or not block.label or block.label == block.old_label:
        return ""
    return block.old_label


def _fates(piece: Piece) -> set[Fate]:
    return {m.fate for m in piece.marks}


def _indented(indent: float, numbered: bool) -> str:
    """The class that indents by ``indent`` em, to the next half: "in-5" is 2.5 em, "" is none. Unlike an inline style,
    it is shown under a strict content policy too."""
    steps = round(2 * (max(indent, 1.5) if numbered else indent))
    return f"in-{steps}" if steps else ""


def _looking(words: str, look: Look) -> Markup:
    classes = " ".join(class_ for name, class_ in _CLASSES.items() if getattr(look, name))
    made = tag("span", words, class_=classes) if classes else join([words])
    if look.raised:
        made = tag("sup" if look.raised > 0 else "sub", made)
    return made
