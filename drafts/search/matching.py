"""Which clauses answer a query, why, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafts.search.fields import FieldValue, answers
from drafts.search.query import Compared, Query, Words, fold, words_in

_AROUND = 60
"""How many characters of a snippet stand before and after what was found."""
_MOST_REASONS = 12


class Source(StrEnum):
    """What of a clause was found."""

    HEADING = "heading"
    TEXT = "text"
    FIELD = "field"
    RATIONALE = "rationale"
    AUTHOR = "author"
    PARTY = "party"
    KIND = "kind"


_WEIGHTS = {Source.HEADING: 8, Source.FIELD: 4, Source.TEXT: 3, Source.RATIONALE: 2}
"""What a find counts for the order of the results: elsewhere, one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a clause that can be found: where they stand ("Section 10(b)", a field's title, a revision's number)."""

    source: Source
    text: str
    place: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What there is to find of a clause: its passages in order, and its field values."""

    clause_id: str
    kind: str
    passages: tuple[Passage, ...]
    values: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a passage; ``marks`` are (start, end) in it."""

    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clause was found: the passage or field, and the words."""

    source: Source
    place: str
    path: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that answers a query: ``score`` orders it among others."""

    clause_id: str
    score: int
    reasons: tuple[Reason, ...]


def search(clauses: Iterable[Searched], query: Query) -> tuple[Found, ...]:
    """The clauses that answer every term of ``query``, the best first, and in the order of the agreement where they are
    as good."""
    found = [hit for each in clauses if (hit := _found(each, query)) is not None]
    return tuple(sorted(found, key=lambda hit: -hit.score))


def _found(clause: Searched, query: Query) -> Found | None:
    reasons: list[Reason] = []
    folded = [words_in(passage.text) for passage in clause.passages]
    for term in query:
        if isinstance(term, Compared):
            why = [_of_field(value) for value in clause.values if answers(clause.kind, value, term)]
        else:
            why = _of_words(clause, folded, term)
        if isinstance(term, Words) and term.excluded:
            if why:
                return None
        elif not why:
            return None
        else:
            reasons += why
    merged = _merged(reasons)
    score = sum(_WEIGHTS.get(each.source, 1) for each in merged[:_MOST_REASONS])
    return Found(clause.clause_id, score, tuple(merged[:_MOST_REASONS]))


def _of_words(clause: Searched, folded: Sequence[Sequence[tuple[str, int, int]]], term: Words) -> list[Reason]:
    out: list[Reason] = []
    for passage, words in zip(clause.passages, folded, strict=True):
        if term.label and passage.source != term.label:
            continue
        if passage.source is Source.KIND and not term.label:
            continue  # a kind is a name, not a word of the clause
        marks = _marks(words, term)
        if marks:
            out.append(Reason(passage.source, passage.place, passage.path, _snippet(passage.text, marks)))
    return out


def _marks(words: Sequence[tuple[str, int, int]], term: Words) -> list[tuple[int, int]]:
    """(start, end) of each place where the words of ``term`` stand in a row."""
    size = len(term.words)
    out: list[tuple[int, int]] = []
    for at in range(len(words) - size + 1):
        if size > 1 and words[at][0] != term.words[0]:
            continue
        row = [word for word, _, _ in words[at : at + size]]
        last = row[-1].startswith(term.words[-1]) if term.prefix else row[-1] == term.words[-1]
        if last and tuple(row[:-1]) == term.words[:-1]:
            out.append((words[at][1], words[at + size - 1][2]))
    return out


def _snippet(text: str, marks: Sequence[tuple[int, int]]) -> Snippet:
    """The piece of ``text`` around the first of ``marks``, with those that are in it; "…" stands where it was cut."""
    start = max(0, marks[0][0] - _AROUND)
    end = min(len(text), marks[0][1] + _AROUND)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", end) if end < len(text) and text.find(" ", end) >= 0 else len(text)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple((first + shift, last + shift) for first, last in marks if first >= start and last <= end)
    return Snippet(f"{before}{text[start:end]}{after}", inside)


def _of_field(value: FieldValue) -> Reason:
    words = value.words
    return Reason(Source.FIELD, value.title, value.path, Snippet(words, ((0, len(words)),)))


def _merged(reasons: Iterable[Reason]) -> list[Reason]:
    """One reason for each passage, with the marks of all terms that were found in the same piece of it."""
    out: dict[tuple[Source, str, str, str], Reason] = {}
    for each in reasons:
        key = (each.source, each.place, each.path, each.snippet.text)
        there = out.get(key)
        marks = each.snippet.marks if there is None else (*there.snippet.marks, *each.snippet.marks)
        out[key] = Reason(each.source, each.place, each.path, Snippet(each.snippet.text, tuple(sorted(set(marks)))))
    return list(out.values())


def passages_of_fields(values: Iterable[FieldValue]) -> tuple[Passage, ...]:
    """The values in words, so that words are found in them too; a yes or no says nothing without its field."""
    return tuple(
        Passage(Source.FIELD, value.words, value.title, value.path)
        for value in values
        if not isinstance(value.value, bool) and fold(value.words)
    )
