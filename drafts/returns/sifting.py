"""The letters of both files as blocks that can be aligned: of the returned file those that were not tracked in anew.

What the other side inserted with tracking is no part of what is compared: without it their file reads as ours did,
unless something was changed silently, or something of ours was accepted or rejected. Struck words stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final

from clauses.text.tokens import tokenize
from drafts import blocks
from drafts.blocks import BlockKind, Token
from drafts.returns.lookalikes import name_key
from drafts.returns.strands import Block as StrandBlock
from drafts.returns.strands import Cell, File, Paragraph, Row, Signature, Span, State, Table, paragraphs

MARK: Final = "\u2029"
"""The letter that stands for the end of a paragraph."""
CELL_END: Final = "\u2028"
"""The letter that stands for the end of a cell."""
_ANONYMOUS: Final = frozenset({"", "Author"})
"""What Word writes for every name when it is told to remove them."""
_FARTHEST_ZONE: Final = timedelta(hours=14, minutes=1)
_ZONE_STEP: Final = timedelta(minutes=15)
_MINUTE: Final = timedelta(minutes=1)
_SPEAKS_FOR_ITSELF: Final = 12
"""Letters: words of ours that are longer are ours whatever their date."""


class Atom:
    """One letter, or the end of a paragraph (``span`` is None). Between letters of other ``ours`` a change of ours
    begins or ends."""

    __slots__ = ("new", "ours", "paragraph", "span", "state", "text")

    def __init__(self, text: str, sifted: Sifted, span: Span | None, paragraph: Paragraph) -> None:
        self.text, self.span, self.paragraph = text, span, paragraph
        self.state = span.state if span is not None else paragraph.mark
        self.new, self.ours = sifted

    @property
    def is_mark(self) -> bool:
        """Whether it ends a paragraph."""
        return self.span is None


Sifted = tuple[bool, Hashable]
"""Of a span or a mark: whether it was tracked in anew, and a key of the changes of ours that it stands in."""

Sift = Callable[[Paragraph], list[Sifted]]
"""Sifts a paragraph's spans and, last, its mark."""


class _Lettered(blocks.Block):
    """A block whose words are the letters that are kept of it."""

    _letters: str
    _tokens: Sequence[Token] | None = None

    @property
    def shown(self) -> str:
        """Its words."""
        return self._letters

    @property
    def text(self) -> str:
        """Its words."""
        return self._letters

    @property
    def tokens(self) -> Sequence[Token]:
        """Its words, cut."""
        if self._tokens is None:
            self._tokens = [Token(word, (), word) for word in tokenize(self._letters)]
        return self._tokens


class ParagraphBlock(_Lettered):
    """A paragraph as it is compared, made of one or more paragraphs of the file: new ends are no ends. ``atoms`` are
    all letters in order, new ones among them."""

    def __init__(self, atoms: list[Atom]) -> None:
        self.atoms = atoms
        self.kept = [a for a in atoms if not a.new]
        self._letters = "".join(a.text for a in self.kept if not a.is_mark)
        super().__init__(BlockKind.PARAGRAPH, self._letters, size=len(self._letters), payload=atoms)
        self.behind: list[Atom] = []
        """New letters that follow it, where nothing else does."""

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph of the file whose end it has."""
        return self.atoms[-1].paragraph

    @property
    def text_key(self) -> Hashable:
        """Its words."""
        return self._letters


class TableBlock(_Lettered):
    """A table, or one row of it. ``ahead`` are the letters of what was tracked in before it."""

    def __init__(self, rows: Sequence[blocks.Row], cells: Sequence[blocks.Cell], ahead: list[Atom]) -> None:
        self._rows, self.cells, self.ahead = rows, cells, ahead
        self.behind: list[Atom] = []
        inner = [b for c in cells for b in c.blocks] if cells else [r.block for r in rows]
        self._letters = " ".join(b.shown for b in inner)
        key = (BlockKind.TABLE, bool(cells), tuple(b.key for b in inner))
        super().__init__(BlockKind.TABLE, key, size=len(self._letters), payload=self)

    @property
    def rows(self) -> Sequence[blocks.Row]:
        """Its rows; none of a row."""
        return self._rows

    @property
    def text_key(self) -> Hashable:
        """Its words."""
        return self.key

    @property
    def labels(self) -> Sequence[str]:
        """The first words of each of its rows, or its own."""
        if not self.cells:
            return tuple(label for r in self.rows for label in r.block.labels)
        return (next((b.shown for c in self.cells for b in c.blocks if b.shown), ""),)


def atoms_of(block: blocks.Block) -> Iterator[Atom]:
    """All letters of a block in order."""
    if isinstance(block, ParagraphBlock):
        yield from block.atoms
        yield from block.behind
    elif isinstance(block, TableBlock):
        yield from block.ahead
        for row in block.rows:
            yield from atoms_of(row.block)
        for cell in block.cells:
            for inner in cell.blocks:
                yield from atoms_of(inner)
        yield from block.behind


def _atoms(paragraph: Paragraph, sift: Sift, *, ends_cell: bool) -> list[Atom]:
    *spans, mark = sift(paragraph)
    out = [Atom(c, sifted, s, paragraph) for s, sifted in zip(paragraph.spans, spans, strict=True) for c in s.text]
    out.append(Atom(CELL_END if ends_cell else MARK, mark, None, paragraph))
    return out


def blocks_of(story: Sequence[StrandBlock], sift: Sift, *, in_cell: bool = False) -> list[blocks.Block]:
    """The blocks of a story. Empty paragraphs that nobody tracked are no blocks."""
    out: list[blocks.Block] = []
    waiting: list[Atom] = []
    for at, block in enumerate(story):
        if isinstance(block, Paragraph):
            last = in_cell and at == len(story) - 1
            waiting += _atoms(block, sift, ends_cell=last)
            if not waiting[-1].new:
                _take(out, waiting)
                waiting = []
            continue
        if any(not a.new for a in waiting):
            _take(out, waiting)
            waiting = []
        table = _table(block, sift, waiting)
        if isinstance(table, TableBlock):
            out.append(table)
            waiting = []
        else:
            waiting = table
    if any(not a.new for a in waiting):
        _take(out, waiting)
    elif waiting:
        _behind(out, waiting)
    return out


def _take(out: list[blocks.Block], atoms: list[Atom]) -> None:
    """A block of these letters, unless they are nothing but an end that was always there."""
    if len(atoms) > 1 or not atoms[0].state.plain:
        out.append(ParagraphBlock(atoms))


def _behind(out: list[blocks.Block], atoms: list[Atom]) -> None:
    last = out[-1] if out else None
    if isinstance(last, ParagraphBlock | TableBlock):
        last.behind += atoms
    else:
        out.append(ParagraphBlock(atoms))


def _table(table: Table, sift: Sift, ahead: list[Atom]) -> TableBlock | list[Atom]:
    """The block of a table with what was tracked in before it; of a table that was itself tracked in, its letters."""
    rows: list[blocks.Row] = []
    waiting = list(ahead)
    first = True
    for row in table.rows:
        cells = [blocks.Cell(blocks_of(c.blocks, sift, in_cell=True), c) for c in row.cells]
        letters = [a for c in cells for b in c.blocks for a in atoms_of(b)]
        if row.state.came is not None and all(a.new for a in letters):
            waiting += letters
            continue
        made = TableBlock((), cells, [] if first else waiting)
        if first:
            ahead, first = waiting, False
        rows.append(blocks.Row(made, cells, len(cells), row))
        waiting = []
    if not rows:
        return waiting
    found = TableBlock(rows, (), ahead)
    found.behind = waiting
    return found


# ------------------------------------------------------------------------------------------------ what is ours


class Known:
    """The tracked changes of the file that was sent: which of those of the returned file are the same."""

    def __init__(self, sent: File) -> None:
        self.authors = sent.authors
        self._came: list[tuple[Signature, str]] = []
        self._went: list[tuple[Signature, str]] = []
        for story in sent.stories.values():
            for paragraph in paragraphs(story):
                self._came += _stretches(paragraph, lambda s: s.came)
                self._went += _stretches(paragraph, lambda s: s.went)

    def sift(self, paragraph: Paragraph) -> list[Sifted]:
        """As :data:`Sift`, for the returned file."""
        came = list(self._told(self._came, paragraph, lambda s: s.came))
        went = list(self._told(self._went, paragraph, lambda s: s.went))
        return [(c is False, (c, d is True)) for c, d in zip(came, went, strict=True)]

    def _told(
        self, own: Sequence[tuple[Signature, str]], paragraph: Paragraph, of: Callable[[State], Signature | None]
    ) -> Iterator[bool | None]:
        """Of each span and the mark, whether its revision is one of ours; None without one."""
        for signature, group in groupby(paragraph.spans, key=lambda s: of(s.state)):
            inner = list(group)
            text = "".join(s.text for s in inner)
            yield from [None if signature is None else _has(own, signature, text)] * len(inner)
        mark = of(paragraph.mark)
        yield None if mark is None else _has(own, mark, "")


def _has(own: Sequence[tuple[Signature, str]], signature: Signature, text: str) -> bool:
    return any(
        same_author(mine, signature)
        and (text in words or _most_of(words, text) or _overlap(words, text))
        and (len(text) >= _SPEAKS_FOR_ITSELF or same_time(mine, signature))
        for mine, words in own
    )


def _most_of(words: str, text: str) -> bool:
    """Whether words of ours, that something was added to, are the greater part of a text."""
    return words in text and 2 * len(words) > len(text)


def _overlap(words: str, text: str) -> bool:
    """Whether most words of one text are the other's: it was edited a little without a trace."""
    ours, theirs = words.split(), text.split()
    return len(ours) > 3 and 2 * len(set(ours) & set(theirs)) > len(set(ours) | set(theirs))


def _stretches(paragraph: Paragraph, of: Callable[[State], Signature | None]) -> list[tuple[Signature, str]]:
    """The stretches of a paragraph that came, or went, by one signature; its mark's, with no words."""
    out = [
        (signature, "".join(s.text for s in group))
        for signature, group in groupby(paragraph.spans, key=lambda s: of(s.state))
        if signature is not None
    ]
    mark = of(paragraph.mark)
    return [*out, *([(mark, "")] if mark is not None else [])]


def all_kept(paragraph: Paragraph) -> list[Sifted]:
    """As :data:`Sift`, for the file that was sent: all of it is compared."""
    return [*((False, (s.state.came, s.state.went)) for s in paragraph.spans), (False, ())]


def same_author(a: Signature, b: Signature) -> bool:
    """Whether two revisions bear one name, or the second none any more."""
    return a.author == b.author or (b.author in _ANONYMOUS and b.at is None)


def same_time(a: Signature, b: Signature) -> bool:
    """Whether two revisions may be of one time: programs cut seconds, and take local time for UTC or the reverse."""
    if a.at is None or b.at is None:
        return True
    apart = abs(a.at - b.at)
    if apart > _FARTHEST_ZONE:
        return False
    rest = apart % _ZONE_STEP
    return min(rest, _ZONE_STEP - rest) <= _MINUTE


def whose(signature: Signature, names: Collection[str]) -> bool:
    """Whether a revision carries one of some names (keys of names)."""
    return name_key(signature.author) in names


__all__ = ["CELL_END", "MARK", "Atom", "Cell", "Known", "ParagraphBlock", "Row", "TableBlock", "atoms_of", "blocks_of"]
