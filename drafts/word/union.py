"""Reading a Word file with all its words side by side, whatever their state: the records of ``drafts.returns.strands``.

Nothing is resolved and nothing is changed. What is read through, and what is no content, follows
docs/explanation/returned-files.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from drafts.returns.strands import (
    ENDNOTE,
    FOOTNOTE,
    PLAIN,
    Block,
    Cell,
    File,
    Layout,
    Paragraph,
    Reset,
    Row,
    State,
    Table,
)
from drafts.word import names as n
from drafts.word.looks import Looks
from drafts.word.names import w
from drafts.word.numbering_view import Lists, list_labels
from drafts.word.outline import Outline
from drafts.word.package import Package
from drafts.word.remarks import read_comments
from drafts.word.resolve import blocks as block_elements
from drafts.word.sections import section_properties, shown
from drafts.word.spans import Box, SpanReader, marked, signature
from drafts.word.story import cells_of, rows_of
from drafts.word.style_view import is_on, value

_NOTES: Final = (("footnotes", n.FOOTNOTE, FOOTNOTE), ("endnotes", n.ENDNOTE, ENDNOTE))
_MARGINS: Final = ("header", "footer")
_KINDS: Final = ("first", "default", "even")
_SIGNED: Final = sorted(n.REVISIONS - {n.NUMBERING_CHANGE})
_RESETS: Final = {
    n.SECT_PR_CHANGE: "section",
    n.TBL_PR_CHANGE: "table",
    n.TBL_GRID_CHANGE: "table",
    n.TBL_PR_EX_CHANGE: "table",
    n.TR_PR_CHANGE: "row",
    n.TC_PR_CHANGE: "cell",
}
_SHORT: Final = 60
_LEFT: Final = frozenset({"", "left", "start"})
_APP: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def read_union(docx: bytes) -> File:
    """A file with all its words, and who came with which. Raises UnreadableFile."""
    return _Reader(Package.read(docx)).file()


@dataclass(eq=False)
class _Reader:
    package: Package

    def file(self) -> File:
        package = self.package
        self.lists = Lists(package)
        self.outline = Outline(package, self.lists)
        self.looks = Looks(package, self.lists.styles)
        self.labels, self.old_labels = {**self.outline.labels}, {**self.outline.old_labels}
        self.boxes: list[Block] = []
        self.stories: dict[str, tuple[Block, ...]] = {}
        for part in package.story_parts():
            if part != package.main:
                self.labels |= list_labels(package.xml(part), self.lists)
                self.old_labels |= list_labels(package.xml(part), self.lists, accepted=False)
        main = SpanReader(package, package.main, self.looks)
        body = package.xml(package.main).find(n.BODY)
        self.stories["body"] = self._container(body, main) if body is not None else ()
        for kind, tag, letter in _NOTES:
            self.stories[kind] = tuple(self._notes(kind, tag, letter, main.references))
        for kind in _MARGINS:
            self.stories[kind] = tuple(self._margins(kind))
        self.stories["text box"] = tuple(self.boxes)
        roots = [package.xml(p) for p in package.story_parts()]
        return File(
            stories={place: _numbered(blocks) for place, blocks in self.stories.items()},
            comments=read_comments(package, self.outline),
            resets=tuple(self._resets()),
            program=_program(package),
            signatures=frozenset(signature(e) for root in roots for e in root.iter(*_SIGNED)),
        )

    # ------------------------------------------------------------------------------------------------ blocks

    def _container(self, container: etree._Element, reader: SpanReader, outer: State = PLAIN) -> tuple[Block, ...]:
        out: list[Block] = []
        for element in block_elements(container):
            if element.tag == n.P:
                out.append(self._paragraph(element, reader, outer))
                boxes, reader.boxes = reader.boxes, []
                for box in boxes:
                    self._box(box, reader)
            elif element.tag == n.TBL:
                rows = tuple(self._row(row, reader, outer) for row in rows_of(element))
                if rows:
                    out.append(Table(rows))
        return tuple(out)

    def _box(self, box: Box, reader: SpanReader) -> None:
        inner = SpanReader(self.package, reader.part, self.looks)
        self.boxes.extend(self._container(box.element, inner, box.state))

    def _row(self, row: etree._Element, reader: SpanReader, outer: State) -> Row:
        state = marked(row.find(n.TR_PR)).within(outer)
        return Row(tuple(self._cell(cell, reader, state) for cell in cells_of(row)), state)

    def _cell(self, cell: etree._Element, reader: SpanReader, outer: State) -> Cell:
        properties = cell.find(n.TC_PR)
        came, went = (properties.find(t) if properties is not None else None for t in (n.CELL_INS, n.CELL_DEL))
        state = State(
            signature(came) if came is not None else None,
            signature(went) if went is not None else None,
        )
        return Cell(self._container(cell, reader, state.within(outer)))

    def _paragraph(self, element: etree._Element, reader: SpanReader, outer: State) -> Paragraph:
        properties = element.find(n.PPR)
        styles = self.lists.styles
        where = self.outline.where(reader.part, element)
        change = properties.find(n.PPR_CHANGE) if properties is not None else None
        return Paragraph(
            spans=reader.spans(element, styles.paragraph_style(properties), outer),
            mark=marked(properties.find(n.RPR) if properties is not None else None).within(outer),
            label=self.labels.get(element, ""),
            old_label=self.old_labels.get(element, ""),
            layout=self._layout(properties),
            reformatted=signature(change) if change is not None else None,
            clause_id=where.clause_id,
            clause=where.name,
        )

    def _layout(self, properties: etree._Element | None) -> Layout:
        styles = self.lists.styles
        style = styles.get(styles.paragraph_style(properties))
        align = styles.paragraph_property(properties, "jc")
        side = (align.get(n.VAL) or "") if align is not None else ""
        return Layout(
            (value(style, "name") or "").casefold(),
            styles.heading(properties),
            "" if side in _LEFT else side,
            is_on(styles.paragraph_property(properties, "pageBreakBefore")),
        )

    # ------------------------------------------------------------------------------------------------ beside the body

    def _notes(self, kind: str, tag: str, letter: str, references: dict[tuple[str, str], State]) -> Iterator[Block]:
        part = self.package.related(self.package.main, kind)
        by_id = {e.get(n.ID) or "": e for e in self.package.xml(part).iter(tag)} if part is not None else {}
        for (kind_letter, identity), state in references.items():
            if kind_letter == letter and identity in by_id:
                reader = SpanReader(self.package, part or "", self.looks)
                yield from _headed(self._container(by_id[identity], reader, state), letter)

    def _margins(self, kind: str) -> Iterator[Block]:
        """Headers or footers in the order of the sections that show them; those that read the same once."""
        met: set[object] = set()
        sections = shown(self.package, list(section_properties(self.package)))
        parts = [s[kind, each] for s in sections for each in _KINDS if (kind, each) in s]
        for part in dict.fromkeys(parts):
            reader = SpanReader(self.package, part, self.looks)
            blocks = self._container(self.package.xml(part), reader)
            read = _read_as(blocks)
            if read and read not in met:
                met.add(read)
                yield from blocks

    def _resets(self) -> Iterator[Reset]:
        for part in self.package.story_parts():
            for change in self.package.xml(part).iter(*_RESETS):
                around = next(change.iterancestors(n.TC, n.TR, n.TBL, n.P), None)
                first = next(around.iter(n.P), None) if around is not None else None
                text = "".join(t.text or "" for t in around.iter(n.T)) if around is not None else ""
                where = self.outline.where(part, first) if first is not None else None
                yield Reset(
                    _RESETS[str(change.tag)],
                    signature(change),
                    text[:_SHORT],
                    where.clause_id if where is not None else "",
                    where.name if where is not None else "",
                )


def _headed(blocks: tuple[Block, ...], letter: str) -> Iterator[Block]:
    """A note's blocks: its first paragraph says that a note begins, and the space after its number is no content."""
    for at, block in enumerate(blocks):
        if at or not isinstance(block, Paragraph):
            yield block
            continue
        spans = list(block.spans)
        while spans and not spans[0].text.lstrip():
            spans.pop(0)
        if spans:
            spans[0] = replace(spans[0], text=spans[0].text.lstrip())
        yield replace(block, spans=tuple(spans), note=letter)


def _read_as(blocks: tuple[Block, ...]) -> object:
    """What is read in some blocks, or nothing where there is nothing."""
    found: list[object] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.extend((s.text, s.state) for s in block.spans)
        else:
            found.extend(_read_as(c.blocks) for r in block.rows for c in r.cells)
    return tuple(f for f in found if f) or None


def _numbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The paragraphs of a story with their numbers in it."""
    count = 0

    def number(inner: tuple[Block, ...]) -> tuple[Block, ...]:
        nonlocal count
        out: list[Block] = []
        for block in inner:
            if isinstance(block, Paragraph):
                count += 1
                out.append(replace(block, number=count))
            else:
                rows = tuple(replace(r, cells=tuple(Cell(number(c.blocks)) for c in r.cells)) for r in block.rows)
                out.append(Table(rows))
        return tuple(out)

    return number(blocks)


def _program(package: Package) -> str:
    """The program that saved a file, as far as it says."""
    part = package.related("", "extended-properties")
    said = ""
    if part is not None:
        said = "".join((e.text or "") for e in package.xml(part).iter(f"{{{_APP}}}Application")).casefold()
    if "libreoffice" in said or "openoffice" in said:
        return "libreoffice"
    if "word" in said:
        return "word"
    tags = (e.get(n.VAL) or "" for e in package.xml(package.main).iter(w("tag")))
    if "google" in said or (part is None and any(tag.startswith("goog_rdk") for tag in tags)):
        return "google"
    return ""
