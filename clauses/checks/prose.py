"""A clause as the checks read it: its fields beside its words, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clauses.record import ClauseRevision
from clauses.wording.rendered import (
    DefinedTerm,
    RenderedBlock,
    RenderedClause,
    RenderedParagraph,
    RenderedTable,
    Span,
    Text,
)


@dataclass(frozen=True, slots=True)
class ClauseState:
    """A clause with its words."""

    revision: ClauseRevision
    words: RenderedClause

    @property
    def subject(self) -> str:
        """The kind, or the one that a clause in free words stands for."""
        return self.words.kind


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or a table cell of a clause: what it says, and ``used``, the same without the terms it defines."""

    clause: ClauseState
    number: int
    """Counted from 1 through the clause, and anew through each of its exhibits."""
    exhibit: str
    """The label of the exhibit that holds it, or empty."""
    spans: tuple[Span, ...]
    text: str
    used: str


def prose_of(clause: ClauseState) -> Iterator[Prose]:
    """Every paragraph and table cell of a clause, then those of its exhibits; signature lines are none."""
    yield from _paragraphs(clause, "", clause.words.blocks)
    for exhibit in clause.words.exhibits:
        yield from _paragraphs(clause, exhibit.label, exhibit.blocks)


def _paragraphs(clause: ClauseState, exhibit: str, blocks: Sequence[RenderedBlock]) -> Iterator[Prose]:
    for number, block in enumerate(blocks, 1):
        if isinstance(block, RenderedParagraph):
            text, used = _read(block.spans)
            yield Prose(clause, number, exhibit, block.spans, text, used)
        elif isinstance(block, RenderedTable):
            for row in block.rows:
                for cell in row:
                    yield Prose(clause, number, exhibit, (Text(cell, block.field),), cell, cell)


def _read(spans: Sequence[Span]) -> tuple[str, str]:
    """What the spans say, and the same with its definitions left out; a reference reads "Section", without a number."""
    text: list[str] = []
    used: list[str] = []
    for span in spans:
        if isinstance(span, DefinedTerm):
            text.append(f"“{span.term}”")
            used.append("“”")
            continue
        word = span.text if isinstance(span, Text) else "Section"
        text.append(word)
        used.append(word)
    return "".join(text), "".join(used)
