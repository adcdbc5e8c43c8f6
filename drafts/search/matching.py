"""Which clauses, proposals and threads answer a query, why, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from drafts.search.fields import FieldValue, answers
from drafts.search.query import Compared, FoldedWord, Query, Words, fold, required, vocabulary_of, words_in

_AROUND = 60
"""How many characters of a snippet stand before and after what was found."""
_MOST_REASONS = 12


class Source(StrEnum):
    """What was found."""

    HEADING = "heading"
    TEXT = "text"
    FIELD = "field"
    RATIONALE = "rationale"
    AUTHOR = "author"
    PARTY = "party"
    KIND = "kind"
    COMMENT = "comment"
    NOTE = "note"


_WEIGHTS = {Source.HEADING: 8, Source.FIELD: 4, Source.TEXT: 3, Source.RATIONALE: 2, Source.COMMENT: 2}
"""What a find counts for the order of the results: elsewhere, one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that can be found: where they stand ("Section 10(b)", a field's title, a revision's number)."""

    source: Source
    text: str
    place: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What there is to find of a clause, a proposal or a thread: its passages in order, and field values. ``kind`` is
    that of a clause, and otherwise empty."""

    identity: str
    kind: str
    passages: tuple[Passage, ...]
    values: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """Something that is searched, with the words of each of its passages, and all of them."""

    searched: Searched
    words: tuple[tuple[FoldedWord, ...], ...]
    vocabulary: frozenset[str]

    def with_passages(self, more: Sequence[Passage]) -> Indexed:
        """The same with ``more`` to find in it."""
        searched = replace(self.searched, passages=(*self.searched.passages, *more))
        words = tuple(words_in(each.text) for each in more)
        return Indexed(searched, (*self.words, *words), self.vocabulary.union(*(vocabulary_of(p.text) for p in more)))


def index(searched: Searched) -> Indexed:
    """``searched`` with its words."""
    return Indexed(replace(searched, passages=()), (), frozenset()).with_passages(searched.passages)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a passage; ``marks`` are (start, end) in it."""

    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was found: the passage or field, and the words."""

    source: Source
    place: str
    path: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a query: ``score`` orders it among others."""

    identity: str
    score: int
    thing: Indexed
    query: Query

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it was found, up to twelve reasons. They are made when they are asked for: of a page, and not of all that
        was found."""
        return tuple(_merged(_reasons(self.thing, self.query))[:_MOST_REASONS])


def search(things: Iterable[Indexed], query: Query) -> tuple[Found, ...]:
    """Those of ``things`` that answer every term of ``query``, the best first, and in their order where they are as
    good."""
    needed = required(query)
    found = [hit for each in things if _may_answer(each, needed) and (hit := _found(each, query)) is not None]
    return tuple(sorted(found, key=lambda hit: -hit.score))


def _may_answer(thing: Indexed, needed: Sequence[tuple[str, bool]]) -> bool:
    """Whether the words that have to be there are."""
    return all(begins or word in thing.vocabulary for word, begins in needed)


def _found(thing: Indexed, query: Query) -> Found | None:
    """``thing``, if it answers every term; a passage or a value counts once, however many terms it answers."""
    counted: dict[object, Source] = {}
    for term in query:
        if isinstance(term, Compared):
            values = thing.searched.values
            why: dict[object, Source] = {
                each.path: Source.FIELD for each in values if answers(thing.searched.kind, each, term)
            }
        else:
            why = {place: thing.searched.passages[place].source for place in _places(thing, term)}
        excluded = isinstance(term, Words) and term.excluded
        if excluded == bool(why):
            return None
        counted.update(why)
    score = sum(_WEIGHTS.get(each, 1) for each in islice(counted.values(), _MOST_REASONS))
    return Found(thing.searched.identity, score, thing, query)


def _places(thing: Indexed, term: Words) -> list[int]:
    """The numbers of the passages that answer ``term``."""
    single = term.words[0] if len(term.words) == 1 and not term.prefix else None
    out: list[int] = []
    for place, (passage, words) in enumerate(zip(thing.searched.passages, thing.words, strict=True)):
        if _is_asked(passage, term) and (
            (single in vocabulary_of(passage.text)) if single is not None else _marks(words, term)
        ):
            out.append(place)
    return out


def _is_asked(passage: Passage, term: Words) -> bool:
    """Whether ``term`` may be found there. A kind is a name, not a word of the clause."""
    return passage.source == term.label if term.label else passage.source is not Source.KIND


def _reasons(thing: Indexed, query: Query) -> list[Reason]:
    reasons: list[Reason] = []
    clause = thing.searched
    for term in query:
        if isinstance(term, Compared):
            reasons += [_of_field(value) for value in clause.values if answers(clause.kind, value, term)]
        elif not term.excluded:
            reasons += _of_words(clause, thing.words, term)
    return reasons


def _of_words(clause: Searched, folded: Sequence[Sequence[FoldedWord]], term: Words) -> list[Reason]:
    out: list[Reason] = []
    for passage, words in zip(clause.passages, folded, strict=True):
        if not _is_asked(passage, term):
            continue
        marks = _marks(words, term)
        if marks:
            out.append(Reason(passage.source, passage.place, passage.path, _snippet(passage.text, marks)))
    return out


def _marks(words: Sequence[FoldedWord], term: Words) -> list[tuple[int, int]]:
    """(start, end) of each place where the words of ``term`` stand in a row."""
    size = len(term.words)
    if size == 1 and not term.prefix:
        sought = term.words[0]
        return [(start, end) for word, start, end in words if word == sought]
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
