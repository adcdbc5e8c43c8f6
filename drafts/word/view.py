"""Reading a Word file with its tracked changes for display: the records of ``drafts.view``.

Nothing is resolved. Marks are numbered as :func:`drafts.word.revisions.tracked_changes` numbers changes; both ends of a
move have the number of its destination.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from lxml import etree

from drafts.view import Aside, Block, Cell, Mark, Paragraph, Piece, Row, Table, View
from drafts.word import names as n
from drafts.word.moves import move_names
from drafts.word.names import w
from drafts.word.numbering_view import Lists, indent_of, list_labels
from drafts.word.numerals import numeral
from drafts.word.outline import Outline
from drafts.word.package import Package
from drafts.word.piece_view import FATES, Marking, PieceReader
from drafts.word.resolve import blocks as block_elements
from drafts.word.revisions import Located, located_changes, read_time
from drafts.word.style_view import is_on, value, whole

_ALIGNED: Final = {"center": "center", "right": "right", "end": "right"}
_NOTES: Final = (
    ("footnotes", n.FOOTNOTE, n.FOOTNOTE_REFERENCE, "decimal"),
    ("endnotes", n.ENDNOTE, n.ENDNOTE_REFERENCE, "lowerRoman"),
)
_MARGINS: Final = (("header", "Header"), ("footer", "Footer"))


def read_view(docx: bytes) -> View:
    """A file as a reader sees it, with its tracked changes marked. Raises UnreadableFile."""
    package = Package.read(docx)
    lists = Lists(package)
    outline = Outline(package, lists)
    return _Reader(package, lists, outline, located_changes(package, outline)).view()


class _Reader:
    def __init__(self, package: Package, lists: Lists, outline: Outline, located: tuple[Located, ...]) -> None:
        self.package, self.lists, self.styles = package, lists, lists.styles
        self.located = located
        self.numbers = {e: found.change.number for found in located for e in found.elements}
        self.labels, self.old_labels = {**outline.labels}, {**outline.old_labels}
        for part in package.story_parts():
            self._number_moves(package.xml(part))
            if part != package.main:
                self.labels |= list_labels(package.xml(part), lists)
                self.old_labels |= list_labels(package.xml(part), lists, accepted=False)
        self.references = self._note_labels()
        self.marking = Marking(self.mark, self.numbers, self.references)

    def view(self) -> View:
        main = self.package.main
        body = self.package.xml(main).find(n.BODY)
        footnotes, endnotes = (self._notes(*kind[:2]) for kind in _NOTES)
        return View(
            body=self._blocks(body, main) if body is not None else (),
            changes=tuple(found.change for found in self.located),
            footnotes=footnotes,
            endnotes=endnotes,
            comments=self._comments(),
            margins=tuple(self._margins()),
            notes=self.package.notes,
        )

    def _number_moves(self, root: etree._Element) -> None:
        """Give the source of each move the number of its destination: paragraph by paragraph within one range."""
        ends: dict[tuple[str, bool], dict[etree._Element, list[etree._Element]]] = defaultdict(dict)
        for element, name in move_names(root).items():
            paragraph = next(element.iterancestors(n.P), element)
            ends[name, element.tag == n.MOVE_FROM].setdefault(paragraph, []).append(element)
        for (name, is_source), places in ends.items():
            if is_source:
                targets = [self._number_of(elements) for elements in ends.get((name, False), {}).values()] or [0]
                for at, elements in enumerate(places.values()):
                    self.numbers.update(dict.fromkeys(elements, targets[min(at, len(targets) - 1)]))

    def _number_of(self, elements: list[etree._Element]) -> int:
        return next((self.numbers[e] for e in elements if e in self.numbers), 0)

    def mark(self, element: etree._Element) -> Mark:
        """The mark that a revision element puts."""
        number = self.numbers.get(element)
        if number is None:
            rows = (row.find(n.TR_PR) for row in element.iterancestors(n.TR))
            markers = (m for p in rows if p is not None for m in p if m.tag == element.tag)
            number = next((self.numbers[m] for m in markers if m in self.numbers), 0)
        return Mark(FATES[str(element.tag)], number)

    # ------------------------------------------------------------------------------------------------ blocks

    def _blocks(self, container: etree._Element, part: str) -> tuple[Block, ...]:
        reader = PieceReader(self.package, part, self.styles, self.marking)
        return tuple(self._read(container, part, reader))

    def _read(self, container: etree._Element, part: str, reader: PieceReader) -> Iterator[Block]:
        for element in block_elements(container):
            if element.tag == n.P:
                yield self._paragraph(element, part, reader)
            elif element.tag == n.TBL:
                yield self._table(element, part, reader)

    def _paragraph(self, element: etree._Element, part: str, reader: PieceReader) -> Paragraph:
        properties = element.find(n.PPR)
        pieces, boxes = reader.pieces(element)
        look = properties.find(n.RPR) if properties is not None else None
        ends = [self.mark(m) for m in look if m.tag in FATES] if look is not None else []
        change = properties.find(n.PPR_CHANGE) if properties is not None else None
        return Paragraph(
            pieces=pieces,
            label=self.labels.get(element, ""),
            old_label=self.old_labels.get(element, ""),
            heading=self._heading(properties),
            align=_ALIGNED.get(self._property(properties, "jc"), ""),
            indent=self._indent(properties),
            end=_numbered(ends[-1], pieces) if ends else None,
            reformatted=self.numbers.get(change, 0) if change is not None else 0,
            boxes=tuple(block for box in boxes for block in self._blocks(box, part)),
        )

    def _heading(self, properties: etree._Element | None) -> int:
        return 1 if self.styles.is_title(properties) else self.styles.heading(properties)

    def _property(self, properties: etree._Element | None, name: str) -> str:
        found = self.styles.paragraph_property(properties, name)
        return (found.get(n.VAL) or "") if found is not None else ""

    def _indent(self, properties: etree._Element | None) -> int:
        own = indent_of(properties)
        if own is not None:
            return own
        number = self.lists.of(properties)
        if number is not None and (level := number[0].levels[number[2]]).indent is not None:
            return level.indent
        found = (indent_of(s.find(n.PPR)) for s in self.styles.of_paragraph(properties))
        return next((f for f in found if f is not None), 0)

    def _table(self, table: etree._Element, part: str, reader: PieceReader) -> Table:
        rows = tuple(self._row(row, part, reader) for row in _children(table, n.TR))
        sets = (e for e in table.iter(n.TBL_PR_CHANGE, n.TBL_GRID_CHANGE, n.TR_PR_CHANGE, n.TC_PR_CHANGE))
        own = (e for e in sets if next(e.iterancestors(n.TBL), None) is table)
        return Table(rows, tuple(dict.fromkeys(self.numbers[e] for e in own if e in self.numbers)))

    def _row(self, row: etree._Element, part: str, reader: PieceReader) -> Row:
        properties = row.find(n.TR_PR)
        marks = [self.mark(m) for m in properties if m.tag in FATES] if properties is not None else []
        heads = is_on(properties.find(w("tblHeader"))) if properties is not None else False
        cells = tuple(self._cell(cell, part, reader) for cell in _children(row, n.TC))
        return Row(cells, heads, marks[-1] if marks else None)

    def _cell(self, cell: etree._Element, part: str, reader: PieceReader) -> Cell:
        properties = cell.find(n.TC_PR)
        merge = properties.find(w("vMerge")) if properties is not None else None
        merged = merge is not None and (merge.get(n.VAL) or "continue") == "continue"
        return Cell(tuple(self._read(cell, part, reader)), max(1, whole(value(properties, "gridSpan"), 1)), merged)

    # ------------------------------------------------------------------------------------------------ beside the body

    def _note_labels(self) -> dict[tuple[str, str], str]:
        """(kind, id) -> what the reference to a note or comment shows; what is struck is not counted."""
        found: dict[tuple[str, str], str] = {}
        root = self.package.xml(self.package.main)
        for kind, _, tag, form in _NOTES:
            count = 0
            for reference in root.iter(tag):
                struck = any(a.tag in (n.DEL, n.MOVE_FROM) for a in reference.iterancestors())
                count += not struck
                found[kind, reference.get(n.ID) or ""] = "*" if struck else numeral(count, form)
        for count, reference in enumerate(root.iter(n.COMMENT_REFERENCE), 1):
            found["comments", reference.get(n.ID) or ""] = f"C{count}"
        return found

    def _notes(self, kind: str, tag: str) -> tuple[Aside, ...]:
        part = self.package.related(self.package.main, kind)
        by_id = {e.get(n.ID) or "": e for e in self.package.xml(part).iter(tag)} if part is not None else {}
        found = [(k, label) for k, label in self.references.items() if k[0] == kind and k[1] in by_id]
        return tuple(
            Aside(f"{kind}-{identity}", label, self._blocks(by_id[identity], part or ""))
            for (_, identity), label in found
        )

    def _comments(self) -> tuple[Aside, ...]:
        part = self.package.related(self.package.main, "comments")
        if part is None:
            return ()
        return tuple(
            Aside(
                f"comments-{e.get(n.ID)}",
                self.references.get(("comments", e.get(n.ID) or ""), ""),
                self._blocks(e, part),
                e.get(n.AUTHOR) or "",
                read_time(e),
            )
            for e in self.package.xml(part).iter(n.COMMENT)
        )

    def _margins(self) -> Iterator[Aside]:
        for kind, name in _MARGINS:
            parts = [p for p in self.package.story_parts() if p.rpartition("/")[2].startswith(kind)]
            for part in parts:
                root = self.package.xml(part)
                if any((t.text or "").strip() for t in root.iter(n.T, n.DEL_TEXT)):
                    number = parts.index(part) + 1
                    yield Aside(f"{kind}-{number}", f"{name} {number}", self._blocks(root, part))


def _numbered(end: Mark, pieces: tuple[Piece, ...]) -> Mark:
    """A paragraph's end that is told with the paragraph's words has the number of the last of them that share its
    fate."""
    if end.change:
        return end
    found = (m.change for p in reversed(pieces) for m in p.marks if m.fate is end.fate and m.change)
    return Mark(end.fate, next(found, 0))


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (n.SDT, n.SDT_CONTENT, n.CUSTOM_XML):
            yield from _children(child, tag)
