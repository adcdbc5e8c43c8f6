"""The provenance of a redline between two versions of an agreement: for each word who brought it, or who struck it.

It is computed from the clauses' revisions (docs/decisions/0015). The way from the one version of a clause to the other
goes back to the newest revision that both come from, which nobody made, and from there forward, revision by revision.
The words are those that a draft prints, so that they are found again in its Word file; a cross-reference is one word,
whatever number it prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from clauses.record import ClauseRevision
from clauses.text.lines import BREAK
from clauses.text.provenance import Fate, Segment, Weave
from clauses.wording import render
from clauses.wording.form import WordingForm
from clauses.wording.rendered import Reference, RenderedClause, RenderedParagraph, Span, Text
from drafts.assemble import assemble
from drafts.makers import Maker, Provenance, Traced
from drafts.model import DocumentBlock, Paragraph, SignatureTable, Table

REFERENCE: Final = "\ua66e"
"""A letter that no agreement has: a word that begins with it stands for a cross-reference."""

Signed = Callable[[ClauseRevision], Maker]
Line = tuple[str, str]
"""The bookmark that a line belongs to, and its words."""


@dataclass(frozen=True, slots=True)
class Side:
    """One version: its clauses, in the form of words that its house style gives them."""

    revisions: Sequence[ClauseRevision]
    form: WordingForm


@dataclass(frozen=True, slots=True)
class _Step:
    """A state of a clause on the way, and who made it; None: nobody."""

    lines: tuple[Line, ...]
    maker: Maker | None


def provenance(
    before: Side,
    after: Side,
    history: Mapping[str, Sequence[ClauseRevision]],
    signed: Signed,
    *,
    removed: Mapping[str, Maker],
    moved: Mapping[str, Maker],
) -> Provenance:
    """Who made what differs from ``before`` to ``after``.

    ``history`` has the revisions of each clause that may lie between; they find each other by their hashes. ``signed``
    tells who answers for a revision. ``removed`` and ``moved`` say who took a clause out or moved it, as no revision
    does; a clause that is missing there was removed by nobody.
    """
    old, new = ({each.clause_id: each for each in side.revisions} for side in (before, after))
    words: tuple[dict[str, tuple[Traced, ...]], dict[str, tuple[Traced, ...]]] = ({}, {})
    for clause_id in dict.fromkeys([*old, *new]):
        one, other = old.get(clause_id), new.get(clause_id)
        if one is not None and other is not None and one == other and before.form == after.form:
            continue
        steps = [_Step(clause_lines(one, before.form) if one is not None else (), None)]
        if other is None:
            steps.append(_Step((), removed.get(clause_id)))
        else:
            steps += _steps(one, other, history.get(clause_id, ()), (before.form, after.form), signed)
        for side, traced in zip(words, _traced(steps), strict=True):
            side.update(traced)
    return Provenance(words[0], words[1], moved, REFERENCE)


def clause_lines(revision: ClauseRevision, form: WordingForm) -> tuple[Line, ...]:
    """The lines of a clause as a draft prints them, the heading among them, with their bookmarks. Each cell of a table
    is a line; cross-references are words that begin with :data:`REFERENCE`."""
    blocks = assemble("", [_without_references(render(revision, form))]).document.blocks
    return tuple(line for block in blocks if block.clause_id for line in _lines(block))


def way(
    before: ClauseRevision | None, after: ClauseRevision, history: Sequence[ClauseRevision]
) -> tuple[tuple[ClauseRevision, bool], ...]:
    """The revisions through which a clause goes from ``before`` (left out) to ``after``, each with whether it is a step
    forward; the only step back, if there is one, comes first. Where links of the chain are missing, the way leads past
    them."""
    known = {each.revision_hash: each for each in history}
    ours = [] if before is None else _ancestry(before, known)
    forward: list[ClauseRevision] = []
    for each in _ancestry(after, known):
        if each in ours:
            back = [(each, False)] if each != before else []
            return (*back, *((step, True) for step in reversed(forward)))
        forward.append(each)
    return tuple((step, True) for step in reversed(forward))


def _ancestry(revision: ClauseRevision, known: Mapping[str, ClauseRevision]) -> list[ClauseRevision]:
    """A revision and those before it, newest first."""
    found = [revision]
    while (previous := known.get(found[-1].previous_hash or "")) is not None:
        found.append(previous)
    return found


def _steps(
    before: ClauseRevision | None,
    after: ClauseRevision,
    history: Sequence[ClauseRevision],
    forms: tuple[WordingForm, WordingForm],
    signed: Signed,
) -> Iterator[_Step]:
    if before is not None and forms[0] != forms[1]:
        yield _Step(clause_lines(before, forms[1]), None)
    for revision, forward in way(before, after, history):
        yield _Step(clause_lines(revision, forms[1]), signed(revision) if forward else None)


def _traced(steps: Sequence[_Step]) -> tuple[dict[str, tuple[Traced, ...]], dict[str, tuple[Traced, ...]]]:
    """The words of the first and of the last step, by bookmark, with who struck or brought them."""
    last = len(steps) - 1
    segments = Weave(["".join(BREAK + words for _, words in step.lines) for step in steps]).between(0, last)
    return (
        _by_bookmark(segments, Fate.INSERTED, steps[0].lines, steps),
        _by_bookmark(segments, Fate.DELETED, steps[last].lines, steps),
    )


def _by_bookmark(
    segments: Sequence[Segment], without: Fate, lines: Sequence[Line], steps: Sequence[_Step]
) -> dict[str, tuple[Traced, ...]]:
    pieces: list[list[Traced]] = []
    for segment in segments:
        if segment.fate is without:
            continue
        kept = segment.fate is Fate.KEPT
        maker = None if kept else steps[segment.revision].maker
        first, *rest = segment.text.split(BREAK)
        if first:
            pieces[-1].append(Traced(first, kept, maker))
        pieces.extend([Traced(BREAK + words, kept, maker)] for words in rest)
    named = zip((bookmark for bookmark, _ in lines), pieces, strict=True)
    return {
        bookmark: tuple(traced for _, line in group for traced in line)
        for bookmark, group in groupby(named, lambda one: one[0])
    }


# --------------------------------------------------------------------------------------------------------- words


def _without_references(clause: RenderedClause) -> RenderedClause:
    exhibits = tuple(
        replace(each, blocks=tuple(_in_words(b) if isinstance(b, RenderedParagraph) else b for b in each.blocks))
        for each in clause.exhibits
    )
    blocks = tuple(_in_words(b) if isinstance(b, RenderedParagraph) else b for b in clause.blocks)
    return replace(clause, blocks=blocks, exhibits=exhibits)


def _in_words(paragraph: RenderedParagraph) -> RenderedParagraph:
    return replace(paragraph, spans=tuple(map(_word, paragraph.spans)))


def _word(span: Span) -> Span:
    if not isinstance(span, Reference):
        return span
    target = span.clause_id or span.kind or ""
    return Text(f"{REFERENCE}{target}{'' if span.paragraph is None else span.paragraph}")


def _lines(block: DocumentBlock) -> Iterator[Line]:
    if isinstance(block, Paragraph):
        yield block.bookmark, _one_line(block.text)
    elif isinstance(block, Table):
        for bookmark, row in zip(block.bookmarks, (block.columns, *block.rows), strict=True):
            yield from ((bookmark, _one_line(cell)) for cell in row)
    else:
        yield from ((block.bookmark, _one_line(words)) for words in _signatures(block))


def _signatures(table: SignatureTable) -> Iterator[str]:
    """The words of the signatures in the order in which a draft's table has them, two parties abreast."""
    for first in range(0, len(table.columns), 2):
        pair = table.columns[first : first + 2]
        yield from (column.party for column in pair)
        for n in range(max(len(column.signatures) for column in pair)):
            yield from (f"Title: {column.signatures[n].title}" for column in pair if n < len(column.signatures))


def _one_line(text: str) -> str:
    return text.replace("\t", " ").replace(BREAK, " ")
