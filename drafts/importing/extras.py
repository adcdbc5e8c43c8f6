"""The lines of a clause without what a kind's wording does not say: sentences that somebody added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from clauses.wording.layout import PARAGRAPH, sort_of
from clauses.wording.template import ParagraphTemplate, Wording

_SENTENCE: Final = re.compile(r"(?<=[.;]) +(?=[A-Z“])")
_WORDS: Final = re.compile(r"[a-z]{3,}")
_COMMON: Final = frozenset(
    [
        "the",
        "and",
        "for",
        "any",
        "shall",
        "this",
        "that",
        "each",
        "its",
        "with",
        "not",
        "are",
        "may",
        "has",
        "which",
        "agreement",
    ]
)
_MOST: Final = 6
"""Sentences that may be left out together."""


def without_one(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The lines without one of them, then without one sentence of one of them."""
    for n in range(len(lines) if len(lines) > 1 else 0):
        yield (*lines[:n], *lines[n + 1 :])
    for n, line in enumerate(lines):
        for k in range(len(sentences) if len(sentences := _sentences(line)) > 1 else 0):
            yield tuple(_without(lines, {(n, k)}))


def without_strangest(lines: Sequence[str], wording: Wording) -> Iterator[tuple[str, ...]]:
    """The lines without two sentences, three and more: those that have the least of the wording's own words."""
    known = [_content("".join(p for p in b.pieces if isinstance(p, str))) for b in _paragraphs(wording)]
    known += [_content(words) for told in wording.phrases.values() for words in told.values()]
    places = [(n, k) for n, line in enumerate(lines) for k in range(len(_sentences(line)))]
    places.sort(key=lambda place: _explained(_sentences(lines[place[0]])[place[1]], known))
    for count in range(2, min(_MOST, len(places) - 1) + 1):
        yield tuple(_without(lines, set(places[:count])))


def _sentences(line: str) -> list[str]:
    return _SENTENCE.split(line) if sort_of(line) == PARAGRAPH else []


def _without(lines: Sequence[str], places: set[tuple[int, int]]) -> Iterator[str]:
    """The lines without sentences (line, sentence); a line of which none is left is gone."""
    for n, line in enumerate(lines):
        sentences = _sentences(line)
        kept = [text for k, text in enumerate(sentences) if (n, k) not in places]
        if kept or not sentences:
            tabs = line[: len(line) - len(line.lstrip("\t"))]
            yield tabs + " ".join(kept).lstrip("\t") if len(kept) < len(sentences) else line


def _paragraphs(wording: Wording) -> Iterator[ParagraphTemplate]:
    yield from (b for b in wording.blocks if isinstance(b, ParagraphTemplate))


def _explained(sentence: str, known: Sequence[frozenset[str]]) -> float:
    """Share of a sentence's words that one paragraph of the wording has, 0 to 1."""
    words = _content(sentence)
    return max((len(words & each) / len(words) for each in known), default=0.0) if words else 0.0


def _content(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold())) - _COMMON
