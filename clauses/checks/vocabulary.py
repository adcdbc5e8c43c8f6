"""The defined terms of an agreement, where each is defined, and the capitalised words that may use them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clauses.checks.prose import Prose
from clauses.wording.rendered import DefinedTerm, Reference, Text

_CAPITALISED = re.compile(r"[A-Z][A-Za-z]*+(?:[-’][A-Za-z]++)*+(?: [A-Z][A-Za-z]*+(?:[-’][A-Za-z]++)*+)*+")
_NAMED = re.compile(r" of (?:the )?[A-Z]")
_ARTICLES = frozenset(("The", "Each", "A", "An", "Any", "Such", "Every", "No", "This", "That", "All", "Other"))
_OPENINGS = re.compile(
    "If|Before|After|Unless|Except|Until|Wh(?:en|ere|ile)|On|In|For|To|Nothing|Notwithstanding|Subject|As|By|Once|Upon|"
    "Either|Neither|Both|These|Those|With(?:in|out)?|At|And|Or|But|Its?"
)
"""Words that begin a sentence and are no part of a term."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term where it is defined. ``own`` tells whether a person wrote it, and not the wording of the kind."""

    term: str
    prose: Prose
    own: bool


@dataclass(frozen=True, slots=True)
class Use:
    """Where capitalised words stand: from ``start`` to ``end`` of what a paragraph says beside its definitions."""

    prose: Prose
    start: int
    end: int

    @property
    def as_noun(self) -> bool:
        """Whether an article or the like stands before the words, as before a common noun, and no name follows from
        them ("the Bureau of Investigation")."""
        text = self.prose.used
        before = text[text.rfind(" ", 0, max(0, self.start - 1)) + 1 : self.start].strip()
        return before.capitalize() in _ARTICLES and not _NAMED.match(text, self.end)


@dataclass(slots=True)
class Phrase:
    """Capitalised words, without the article or opening that begins a sentence, with each of their uses."""

    words: tuple[str, ...]
    form: str
    """The words without a plural."""
    uses: list[Use] = field(default_factory=list[Use])


@dataclass(slots=True)
class Vocabulary:
    """The definitions by normal form in the order of the text, and the capitalised phrases by their words."""

    definitions: dict[str, list[Definition]] = field(default_factory=dict[str, list[Definition]])
    in_full: dict[str, str] = field(default_factory=dict[str, str])
    """What an abbreviation stands for, to the abbreviation: "School Resource Officer" to "SRO"."""
    phrases: list[Phrase] = field(default_factory=list[Phrase])

    def defined_in(self, words: Sequence[str]) -> Iterator[str]:
        """The normal forms of the terms that stand in ``words``."""
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                form = normal(" ".join(words[start:end]))
                form = self.in_full.get(form, form)
                if form in self.definitions:
                    yield form


def vocabulary(paragraphs: Sequence[Prose]) -> Vocabulary:
    """The vocabulary of the paragraphs of an agreement."""
    found = Vocabulary(phrases=_phrases(paragraphs))
    for prose in paragraphs:
        before = ""
        for span in prose.spans:
            if isinstance(span, DefinedTerm):
                definition = Definition(span.term, prose, span.field is not None)
                found.definitions.setdefault(normal(span.term), []).append(definition)
                if span.term.isupper() and (full := _in_full(before, span.term)):
                    found.in_full[normal(full)] = normal(span.term)
            before += "" if isinstance(span, Reference) else span.text if isinstance(span, Text) else span.term
    return found


def normal(term: str) -> str:
    """A term without its plural: "Parties" and "Party" are one, and so are "SROs" and "SRO"."""
    term = term.removesuffix("’s").removesuffix("’")
    if len(term) > 4 and term.endswith("ies"):
        return term[:-3] + "y"
    return term[:-1] if len(term) > 3 and term.endswith("s") and not term.endswith("ss") else term


def _phrases(paragraphs: Sequence[Prose]) -> list[Phrase]:
    """The phrases in the order of the text. Most stand in many places, so each is taken apart once."""
    phrases: dict[tuple[str, ...], Phrase] = {}
    raw: dict[str, tuple[Phrase | None, int]] = {}
    for prose in paragraphs:
        for match in _CAPITALISED.finditer(prose.used):
            written = match[0]
            if written not in raw:
                words, skipped = _without_opening(written)
                known = phrases.setdefault(words, Phrase(words, normal(" ".join(words)))) if words else None
                raw[written] = known, skipped
            phrase, skipped = raw[written]
            if phrase is not None:
                phrase.uses.append(Use(prose, match.start() + skipped, match.end()))
    return list(phrases.values())


def _without_opening(written: str) -> tuple[tuple[str, ...], int]:
    """The words after those that only begin a sentence, and how many characters stand before them."""
    words = written.split(" ")
    skipped = 0
    while words and (words[0] in _ARTICLES or _OPENINGS.fullmatch(words[0])):
        skipped += len(words[0]) + 1
        words = words[1:]
    return tuple(words), skipped


def _in_full(before: str, abbreviation: str) -> str:
    """The words that an abbreviation in parentheses stands for: "School Resource Officers (each an “SRO”)"."""
    found = list(_CAPITALISED.finditer(before))
    words = found[-1][0].split(" ") if found else []
    return " ".join(words) if "".join(word[0] for word in words) == abbreviation else ""
