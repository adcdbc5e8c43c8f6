"""What a reader sees of a .docx, read without our own reader: words and looks, paragraphs, tables, notes, margins.

``seen(docx)`` is plain data that compares. It knows nothing of tracked changes: resolve them first. ``texts`` are the
words of the body alone, one string a paragraph, cells row by row.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "word/document.xml"
_OUTSIDE = {f"{_W}{x}" for x in ("sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "dir", "bdo")}
_UNSEEN = {f"{_W}{x}" for x in ("lang", "noProof", "rPr", "sectPr", "headerReference", "footerReference", "webHidden")}
_ATOMS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_FIELD_MARKS = {"begin": "⟨", "separate": "|", "end": "⟩"}

Look = Any
Text = tuple[tuple[str, Look], ...]


@dataclass(frozen=True, slots=True)
class SeenParagraph:
    """A paragraph: its words cut where the look changes, its own properties, its mark's look, its section break."""

    text: Text
    properties: Any
    mark: Look
    section: Any

    @property
    def words(self) -> str:
        """The words alone; a field reads ⟨code|result⟩, a note ‹its words›."""
        return "".join(text for text, _ in self.text)


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table: its properties and rows; a row has properties and cells, a cell properties and blocks."""

    properties: Any
    rows: tuple[tuple[Any, tuple[tuple[Any, tuple[SeenBlock, ...]], ...]], ...]


SeenBlock = SeenParagraph | SeenTable


@dataclass(frozen=True, slots=True)
class Seen:
    """The body, and for each section its properties and what its headers and footers hold."""

    body: tuple[SeenBlock, ...]
    sections: tuple[tuple[Any, tuple[tuple[str, tuple[SeenBlock, ...]], ...]], ...]


def seen(docx: bytes) -> Seen:
    """Read a file without tracked changes."""
    return _File(docx).seen()


def texts(blocks: tuple[SeenBlock, ...]) -> list[str]:
    """The words of blocks, one string a paragraph, cells row by row."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, SeenParagraph):
            out.append(block.words)
        else:
            out.extend(text for _, cells in block.rows for _, inner in cells for text in texts(inner))
    return out


def difference(got: bytes, want: bytes) -> str | None:
    """Where ``got`` reads otherwise than ``want``, in words; None where nowhere.

    A story that ends with a table may read with one empty paragraph after it: Word puts one there. A last section that
    states nothing is like any other.
    """
    ours, theirs = seen(got), seen(want)
    place = _body_difference(ours.body, theirs.body)
    if place is not None:
        return f"body: {place}"
    if len(ours.sections) != len(theirs.sections):
        return f"{len(ours.sections)} sections, not {len(theirs.sections)}"
    for number, ((a, ours_of), (b, theirs_of)) in enumerate(zip(ours.sections, theirs.sections, strict=True), 1):
        if a != b:
            return f"section {number}: {a} is not {b}"
        if ours_of != theirs_of:
            return f"margins of section {number}: {ours_of} are not {theirs_of}"
    return None


def _body_difference(got: tuple[SeenBlock, ...], want: tuple[SeenBlock, ...]) -> str | None:
    if len(got) == len(want) + 1 and isinstance(want[-1], SeenTable) and _is_empty(got[-1]):
        got = got[:-1]
    for number, (a, b) in enumerate(zip(got, want, strict=False), 1):
        if a != b:
            return f"block {number}: {a} is not {b}"
    return None if len(got) == len(want) else f"{len(got)} blocks, not {len(want)}"


def _is_empty(block: SeenBlock) -> bool:
    return isinstance(block, SeenParagraph) and not block.words


class _File:
    def __init__(self, docx: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(docx))
        self.names = set(self.archive.namelist())
        self.rels: dict[str, dict[str, str]] = {}
        self.notes = {kind: self._notes(kind) for kind in ("footnote", "endnote")}

    def seen(self) -> Seen:
        body = self._root(_MAIN).find(f"{_W}body")
        assert body is not None
        found = [s for s in body.iter(f"{_W}sectPr") if s.getparent().tag == f"{_W}pPr"]  # type: ignore[union-attr]
        found.append(next(body.iterchildren(f"{_W}sectPr"), etree.Element(f"{_W}sectPr")))
        return Seen(self._blocks(body, _MAIN), tuple(self._sections(found)))

    def _root(self, part: str) -> etree._Element:
        return etree.fromstring(self.archive.read(part))

    def _target(self, part: str, rid: str | None) -> str:
        if part not in self.rels:
            folder, base = posixpath.split(part)
            name = f"{folder}/_rels/{base}.rels"
            root = etree.fromstring(self.archive.read(name)) if name in self.names else ()
            self.rels[part] = {r.get("Id") or "": r.get("Target") or "" for r in root if r.tag == _RELATIONSHIP}
        return self.rels[part].get(rid or "", "")

    def _notes(self, kind: str) -> dict[str | None, tuple[str, etree._Element]]:
        part = f"word/{kind}s.xml"
        if part not in self.names:
            return {}
        return {note.get(f"{_W}id"): (part, note) for note in self._root(part).iter(f"{_W}{kind}")}

    def _sections(
        self, sections: list[etree._Element]
    ) -> Iterator[tuple[Any, tuple[tuple[str, tuple[SeenBlock, ...]], ...]]]:
        shown: dict[str, tuple[SeenBlock, ...]] = {}
        for section in sections:
            for reference in section.iter(f"{_W}headerReference", f"{_W}footerReference"):
                part = f"word/{self._target(_MAIN, reference.get(f'{_R}id'))}".replace("word//word/", "word/")
                kind = f"{_local(reference)} {reference.get(f'{_W}type') or 'default'}"
                shown[kind] = self._blocks(self._root(part), part)
            full = {kind: blocks for kind, blocks in shown.items() if any(texts(blocks))}
            yield _properties(section), tuple(sorted(full.items()))

    def _note(self, kind: str, identity: str | None) -> str:
        """A note's words with all that can be seen of them; nothing when it has none or is not there."""
        part, note = self.notes[kind].get(identity, ("", None))
        blocks = self._blocks(note, part) if note is not None else ()
        return f"‹{blocks if any(texts(blocks)) else ''}›"

    # ------------------------------------------------------------------------------------------------ blocks

    def _blocks(self, container: etree._Element, part: str) -> tuple[SeenBlock, ...]:
        out: list[SeenBlock] = []
        for child in container:
            if child.tag == f"{_W}p":
                out.append(self._paragraph(child, part))
            elif child.tag == f"{_W}tbl" and next(child.iter(f"{_W}tr"), None) is not None:
                out.append(self._table(child, part))
            elif child.tag in _OUTSIDE:
                out.extend(self._blocks(child, part))
        return tuple(out)

    def _table(self, table: etree._Element, part: str) -> SeenTable:
        rows = tuple(
            (
                _properties(row.find(f"{_W}trPr")),
                tuple((_properties(c.find(f"{_W}tcPr")), self._blocks(c, part)) for c in row.iterchildren(f"{_W}tc")),
            )
            for row in table.iterchildren(f"{_W}tr")
        )
        return SeenTable((_properties(table.find(f"{_W}tblPr")), _properties(table.find(f"{_W}tblGrid"))), rows)

    def _paragraph(self, paragraph: etree._Element, part: str) -> SeenParagraph:
        properties = paragraph.find(f"{_W}pPr")
        mark = properties.find(f"{_W}rPr") if properties is not None else None
        section = properties.find(f"{_W}sectPr") if properties is not None else None
        pieces: list[tuple[str, Look]] = []
        for text, look in _without_identity(self._pieces(paragraph, part, "")):
            if pieces and pieces[-1][1] == look:
                pieces[-1] = (pieces[-1][0] + text, look)
            elif text:
                pieces.append((text, look))
        held = _properties(section) if section is not None else None
        return SeenParagraph(tuple(pieces), _properties(properties), _properties(mark), held)

    def _pieces(self, node: etree._Element, part: str, link: str) -> Iterator[tuple[str, Look]]:
        for child in node:
            if child.tag == f"{_W}r":
                look = (_properties(child.find(f"{_W}rPr")), link)
                for leaf in child:
                    if leaf.tag != f"{_W}rPr":
                        yield from self._leaf(leaf, look)
            elif child.tag == f"{_W}hyperlink":
                target = self._target(part, child.get(f"{_R}id")) + "#" + (child.get(f"{_W}anchor") or "")
                yield from self._pieces(child, part, target)
            elif child.tag == f"{_W}fldSimple":
                yield f"⟨{' '.join((child.get(f'{_W}instr') or '').split())}|", None
                yield from self._pieces(child, part, link)
                yield "⟩", None
            elif child.tag in _OUTSIDE:
                yield from self._pieces(child, part, link)

    def _leaf(self, leaf: etree._Element, look: Look) -> Iterator[tuple[str, Look]]:
        name = _local(leaf)
        if name == "t":
            yield leaf.text or "", look
        elif name == "fldChar":
            yield _FIELD_MARKS[leaf.get(f"{_W}fldCharType") or ""], None
        elif name == "instrText":
            yield " ".join((leaf.text or "").split()), None
        elif name == "br":
            yield f"[{leaf.get(f'{_W}type') or 'line'} break]", look
        elif name in ("footnoteReference", "endnoteReference"):
            yield self._note(name.removesuffix("Reference"), leaf.get(f"{_W}id")), look
        elif name in _ATOMS:
            yield _ATOMS[name], look
        elif name not in ("lastRenderedPageBreak", "commentReference", "delText"):
            yield f"[{name}]", look


def _without_identity(pieces: Iterator[tuple[str, Look]]) -> Iterator[tuple[str, Look]]:
    """What fields show that tell one draft from another is no content; their codes are."""
    code: str | None = None
    for text, look in pieces:
        if text.startswith("⟨"):
            code = text[1:]
        elif text == "⟩":
            code = None
        elif code is not None and "|" not in code:
            code += text
        elif code is not None and code.startswith('DOCPROPERTY "Counterpart '):
            continue
        yield text, look


def _properties(element: etree._Element | None) -> Any:
    """Properties by name, in any order; those that a reader can't see left out."""
    if element is None:
        return ()
    out = [
        (_local(child), tuple(sorted((k, v) for k, v in child.items() if "Unid" not in k)), _properties(child))
        for child in element
        if isinstance(child.tag, str) and child.tag not in _UNSEEN
    ]
    return tuple(sorted(out))


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
