"""The proof that nothing is lost: the file's words against those of the agreement assembled from its clauses.

Two questions, asked apart. Every word and mark of the file must be in a clause, or be what the house style sets by
itself (a number, the mark after a run-in heading, "By:"): what is not is lost. And the two texts, read in order, are
compared: where they differ is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from clauses.text.inline import Link, Term, parse_prose
from clauses.text.script import edit_script
from clauses.wording.layout import cells_of
from drafts.importing.model import Difference, DifferenceSort, ImportedClause, SourceLine
from drafts.model import Document, Paragraph, SignatureTable, Table

_TOKEN: Final = re.compile(r"\w+|[^\w\s]|_")
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")


def tokens(texts: Iterable[str]) -> list[str]:
    """Words and marks in order; quotes are straight, however typed."""
    return [token for text in texts for token in _TOKEN.findall(text.translate(_QUOTES).replace("_", " "))]


def lost_words(
    lines: Sequence[SourceLine], assembled: Document, furniture: Iterable[str], title: str
) -> tuple[str, ...]:
    """The words and marks of the file that are in no clause, and neither in the title nor set by the house style."""
    there = Counter(tokens(_texts(lines))) - Counter(tokens((*document_texts(assembled), *furniture, title)))
    return tuple(there.elements())


def differences(title: Sequence[str], clauses: Sequence[ImportedClause], assembled: Document) -> tuple[Difference, ...]:
    """Where the file's words, clause by clause, and the assembled ones differ, in order; numbers are no words here."""
    before, after = tokens((*title, *_clause_texts(clauses))), tokens(document_texts(assembled))
    return tuple(
        Difference(DifferenceSort.WORDS, " ".join(before[i1:i2]), " ".join(after[j1:j2]))
        for tag, i1, i2, j1, j2 in edit_script(before, after)
        if tag != "equal"
    )


def _clause_texts(clauses: Sequence[ImportedClause]) -> Iterator[str]:
    for clause in clauses:
        if not clause.heading_added:
            yield clause.revision.heading
        for line in clause.lines:
            for cell in cells_of(line):
                yield "".join(_shown(piece) for piece in parse_prose(cell))


def _shown(piece: str | Link | Term) -> str:
    return piece if isinstance(piece, str) else f'"{piece.term}"' if isinstance(piece, Term) else ""


def document_texts(document: Document) -> Iterator[str]:
    """The words of an assembled agreement, without numbers."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (cell for row in (block.columns, *block.rows) for cell in row)
        else:
            yield from _signed(block)


def _signed(block: SignatureTable) -> Iterator[str]:
    for column in block.columns:
        yield column.party
        yield from (signature.title for signature in column.signatures)


def _texts(lines: Sequence[SourceLine]) -> Iterator[str]:
    for line in lines:
        yield from line.cells or (line.text,)
