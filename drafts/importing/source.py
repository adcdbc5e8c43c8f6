"""The lines of a Word file as it reads with every tracked change accepted, and what stands beside its body."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from clauses.kinds.values import UNPRINTABLE
from drafts.importing.model import SourceLine
from drafts.model import Note
from drafts.view import Aside, Block, Paragraph, Piece, Table, View

_BLANKS: Final = re.compile(r"[ \t\n\r\v\f\u2028\u2029]+")


def source_lines(view: View) -> tuple[SourceLine, ...]:
    """The body's lines in order; foot- and endnotes stand after the line that refers to them."""
    notes = {aside.key: aside for aside in (*view.footnotes, *view.endnotes)}
    return tuple(_Lines(notes).lines(view.body))


def beside(view: View) -> Iterator[Note]:
    """Notes about what does not become part of a clause: tracked changes, comments, headers and footers."""
    if view.changes:
        text = f"The file has {len(view.changes)} tracked changes; it is read with all of them accepted."
        yield Note("existing-changes-accepted", text)
    if view.comments:
        yield Note("comments-left-out", f"The file has {len(view.comments)} comments; they are no words of a clause.")
    for aside in view.margins:
        words = " ".join(line.text for line in _Lines({}).lines(aside.blocks))
        if words:
            yield Note("margin-left-out", f"{aside.label or 'A header or footer'} is no part of a clause: “{words}”.")


class _Lines:
    def __init__(self, notes: dict[str, Aside]) -> None:
        self._notes = notes

    def lines(self, blocks: Sequence[Block]) -> Iterator[SourceLine]:
        joined: list[Piece] = []
        for block in blocks:
            if isinstance(block, Table):
                yield from self._table(block)
                continue
            joined += [p for p in block.pieces if all(m.fate.in_after for m in p.marks)]
            if block.end is not None and not block.end.fate.in_after:
                yield from self.lines(block.boxes)
                continue
            pieces, joined = joined, []
            line = _line(block, pieces)
            if line.text:
                yield line
            yield from self._asides(pieces)
            yield from self.lines(block.boxes)

    def _asides(self, pieces: Sequence[Piece]) -> Iterator[SourceLine]:
        for piece in pieces:
            if piece.note in self._notes:
                yield from self.lines(self._notes[piece.note].blocks)

    def _table(self, table: Table) -> Iterator[SourceLine]:
        rows = [row for row in table.rows if row.mark is None or row.mark.fate.in_after]
        cells = [tuple(tuple(self.lines(cell.blocks)) for cell in row.cells) for row in rows]
        if max(map(len, cells), default=0) < 2:
            for row in cells:
                for cell in row:
                    yield from cell
            return
        for n, row in enumerate(cells):
            texts = tuple("\n".join(_full(line) for line in cell) for cell in row)
            if any(texts):
                yield SourceLine("", cells=texts, heads=n == 0)


def _full(line: SourceLine) -> str:
    return f"{line.label} {' '.join(line.cells) or line.text}".strip()


def _line(paragraph: Paragraph, pieces: Sequence[Piece]) -> SourceLine:
    said = [p for p in pieces if not p.note]
    text = clean("".join(p.text for p in said))
    letters = [p for p in said if any(c.isalnum() for c in p.text)]
    bold = [p.look.bold or p.look.underline or p.look.capitals for p in letters]
    lead = ""
    for piece in said:
        if not (piece.look.bold or piece.look.underline) and piece.text.strip():
            break
        lead += piece.text
    strong = bool(letters) and (all(bold) or text.upper() == text)
    return SourceLine(
        text=text,
        label=paragraph.label.strip(),
        heading=paragraph.heading,
        strong=strong,
        lead="" if strong else clean(lead),
        centered=paragraph.align == "center",
    )


def clean(text: str) -> str:
    """Words on one line: runs of blanks are one space, and what a document can't hold is left out."""
    one = _BLANKS.sub(" ", text).strip()
    return "".join(c for c in one if unicodedata.category(c) not in UNPRINTABLE)
