"""Which letter of the file that was sent is which letter of the one that came back.

Blocks are aligned by the redline engine's own stage (``drafts.diff.align``), words by its edit script; there is no
presentation rule here: every letter of either file is met exactly once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from drafts.blocks import Block, Row
from drafts.diff.align import align
from drafts.diff.columns import cell_pairs
from drafts.diff.plan import steps_of_rows
from drafts.returns.letters import Met, met_letters
from drafts.returns.moves import with_moves
from drafts.returns.passages import Passage
from drafts.returns.sifting import Atom, Known, ParagraphBlock, TableBlock, all_kept, atoms_of, blocks_of
from drafts.returns.strands import File, Span


def passages_of(sent: File, came: File, known: Known) -> list[Passage]:
    """Every passage of either file, story by story."""
    out: list[Passage] = []
    for place in dict.fromkeys((*sent.stories, *came.stories)):
        ours = blocks_of(sent.stories.get(place, ()), all_kept)
        theirs = blocks_of(came.stories.get(place, ()), known.sift)
        out += _Story(place).passages(ours, theirs)
    return with_moves(out)


class _Story:
    def __init__(self, place: str) -> None:
        self.place = place
        self.last: ParagraphBlock | None = None

    def passages(self, ours: Sequence[Block], theirs: Sequence[Block]) -> Iterator[Passage]:
        for old, new in _steps(ours, theirs):
            if old and new:
                yield from self._paired([ours[i] for i in old], [theirs[j] for j in new])
                continue
            for block in (ours[i] for i in old):
                yield from self._one_sided(block, gone=True)
            for block in (theirs[j] for j in new):
                yield from self._one_sided(block, gone=False)

    def _paired(self, ours: Sequence[Block], theirs: Sequence[Block]) -> Iterator[Passage]:
        first, second = ours[0], theirs[0]
        if isinstance(first, TableBlock) and isinstance(second, TableBlock):
            yield from self._table(first, second)
            return
        old = [b for b in ours if isinstance(b, ParagraphBlock)]
        new = [b for b in theirs if isinstance(b, ParagraphBlock)]
        if len(old) == len(new) == 1 and _unchanged(old[0], new[0]):
            mets: list[Met] = []
        else:
            mets = list(met_letters([a for b in old for a in b.kept], [a for b in new for a in (*b.atoms, *b.behind)]))
        yield Passage(self.place, mets, old[-1], new[-1], behind=self.last)
        self.last = old[-1]

    def _one_sided(self, block: Block, *, gone: bool, row: bool = False) -> Iterator[Passage]:
        if isinstance(block, TableBlock) and block.rows:
            yield from self._new(block.ahead)
            for each in block.rows:
                yield from self._one_sided(each.block, gone=gone, row=True)
            yield from self._new(block.behind)
            return
        atoms = list(atoms_of(block))
        mets = [Met(a, None) if gone else Met(None, a) for a in atoms]
        own = block if isinstance(block, ParagraphBlock) else None
        if gone:
            yield Passage(self.place, mets, own, None, row, behind=self.last)
            self.last = own or self.last
        else:
            yield Passage(self.place, mets, None, own, row, behind=self.last)

    def _new(self, atoms: Sequence[Atom]) -> Iterator[Passage]:
        if atoms:
            yield Passage(self.place, [Met(None, a) for a in atoms], behind=self.last)

    def _table(self, ours: TableBlock, theirs: TableBlock) -> Iterator[Passage]:
        yield from self._new(theirs.ahead)
        pairs = align([r.block for r in ours.rows], [r.block for r in theirs.rows]).pairs
        rows = [(p.before[0], p.after[0]) for p in pairs]
        cells = dict(zip(rows, cell_pairs([(ours.rows[i], theirs.rows[j]) for i, j in rows]), strict=True))
        for i, j in steps_of_rows(len(ours.rows), len(theirs.rows), rows):
            found = cells[i, j] if i is not None and j is not None else None
            if i is not None and j is not None and found is not None:
                yield from self._row(ours.rows[i], theirs.rows[j], found)
                continue
            for row in [ours.rows[i]] if i is not None else []:
                yield from self._one_sided(row.block, gone=True, row=True)
            for row in [theirs.rows[j]] if j is not None else []:
                yield from self._one_sided(row.block, gone=False, row=True)
        yield from self._new(theirs.behind)

    def _row(self, ours: Row, theirs: Row, pairs: Sequence[tuple[int | None, int | None]]) -> Iterator[Passage]:
        assert isinstance(theirs.block, TableBlock)
        yield from self._new(theirs.block.ahead)
        for i, j in pairs:
            old = ours.cells[i].blocks if i is not None else ()
            new = theirs.cells[j].blocks if j is not None else ()
            yield from self.passages(old, new)


def _unchanged(ours: ParagraphBlock, theirs: ParagraphBlock) -> bool:
    """Whether a paragraph stands as it stood, with no tracked change in it."""
    if ours.key != theirs.key or theirs.behind or len(theirs.atoms) != len(theirs.kept):
        return False
    old, new = ours.paragraph, theirs.paragraph
    plain = old.mark.plain and new.mark.plain and all(s.state.plain for s in (*old.spans, *new.spans))
    return plain and len(ours.atoms) == len(old.text) + 1 and _seen(old.spans) == _seen(new.spans)


def _seen(spans: Sequence[Span]) -> list[tuple[Span, str]]:
    """What a reader sees of words, wherever a program cut them: not the code of a field."""
    out: list[tuple[Span, str]] = []
    for span in spans:
        bare = replace(span, text="", field="")
        if out and out[-1][0] == bare:
            out[-1] = (bare, out[-1][1] + span.text)
        else:
            out.append((bare, span.text))
    return out


def _steps(ours: Sequence[Block], theirs: Sequence[Block]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Blocks of either side that belong together, or stand alone, in the order of the returned file."""
    pairs = align(ours, theirs).pairs
    i = j = 0
    for pair in pairs:
        yield from (((k,), ()) for k in range(i, pair.before[0]))
        yield from (((), (k,)) for k in range(j, pair.after[0]))
        yield pair.before, pair.after
        i, j = pair.before[-1] + 1, pair.after[-1] + 1
    yield from (((k,), ()) for k in range(i, len(ours)))
    yield from (((), (k,)) for k in range(j, len(theirs)))
