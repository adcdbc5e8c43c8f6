"""Rules about defined terms: each defined once, used, and written in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.cameras import cameras
from clauses.checks.findings import Hit, Level, Place, Rule, Theme
from clauses.checks.places import quote
from clauses.checks.prose import Prose
from clauses.checks.state import AgreementState
from clauses.checks.vocabulary import Definition, Phrase, Use, Vocabulary, normal
from clauses.kinds.definitions import Definitions
from clauses.kinds.parties import Parties

_OF_RECORDINGS = ("Recording", "Body-Worn Camera", "Custodian")
"""The terms on which the clauses about cameras turn."""

_KNOWN = frozenset(
    ("Section", "Exhibit", "State", "Act", "Constitution", "Code", "Title", "Chapter", "Article", "Schedule")
)
"""Capitalised by custom, without a definition."""

_MOST_WORDS = 3
"""Longer runs of capitalised words are names."""

_MOST_PLACES = 5


def _defined_and_used(state: AgreementState) -> Iterator[Hit]:
    words = state.vocabulary
    for term in _OF_RECORDINGS if cameras(state) else ():
        uses = [use for phrase in words.phrases if phrase.form == term for use in phrase.uses]
        if uses and term not in words.definitions:
            yield _undefined_hit(Level.ERROR, term, uses)
    for definition in _unused(words):
        if isinstance(definition.prose.clause.revision.fields, Definitions):
            yield _unused_hit(definition)


def _undefined(state: AgreementState) -> Iterator[Hit]:
    words = state.vocabulary
    reported = _OF_RECORDINGS if cameras(state) else ()
    found: dict[str, list[Use]] = {}
    for phrase in words.phrases:
        if phrase.form not in reported and _is_term(phrase, words):
            found.setdefault(phrase.form, []).extend(phrase.uses)
    for term, uses in found.items():
        nouns = [use for use in uses if use.as_noun]
        if nouns:
            yield _undefined_hit(Level.WARNING, term, nouns)


def _is_term(phrase: Phrase, words: Vocabulary) -> bool:
    """Whether capitalised words look like a term that nobody has defined."""
    if len(phrase.words) > _MOST_WORDS or any(normal(word) in _KNOWN for word in phrase.words):
        return False
    if all(word.isupper() for word in phrase.words):
        return False  # an abbreviation that the reader knows, or a heading
    return not any(words.defined_in(phrase.words))


def _undefined_hit(level: Level, term: str, uses: list[Use]) -> Hit:
    return Hit(
        level,
        f"“{term}” is written like a defined term, and nothing defines it.",
        "Define it, or write it without capitals.",
        tuple(_used(use) for use in uses[:_MOST_PLACES]),
    )


def _defined(definition: Definition) -> Place:
    """Where a term is defined, with the words around it."""
    return _shown(definition.prose, f"“{definition.term}”")


def _used(use: Use) -> Place:
    """Where capitalised words stand, with those around them."""
    return _shown(use.prose, use.prose.used[use.start : use.end])


def _shown(prose: Prose, words: str) -> Place:
    at = max(0, prose.text.find(words))
    return quote(prose, at, at + len(words))


def _unused(words: Vocabulary) -> Iterator[Definition]:
    """The definitions that a person wrote and no other paragraph uses."""
    uses: dict[str, list[Use]] = {}
    for phrase in words.phrases:
        for form in words.defined_in(phrase.words):
            uses.setdefault(form, []).extend(phrase.uses)
    for form, (definition, *_) in words.definitions.items():
        if definition.own and all(use.prose is definition.prose for use in uses.get(form, ())):
            yield definition


def _unused_elsewhere(state: AgreementState) -> Iterator[Hit]:
    for definition in _unused(state.vocabulary):
        if not isinstance(definition.prose.clause.revision.fields, Definitions):
            yield _unused_hit(definition)


def _unused_hit(definition: Definition) -> Hit:
    return Hit(
        Level.WARNING,
        f"“{definition.term}” is defined, and no clause uses it.",
        "Take the definition out, or use the term.",
        (_defined(definition),),
    )


def _duplicates(state: AgreementState) -> Iterator[Hit]:
    for definitions in state.vocabulary.definitions.values():
        terms = {definition.term for definition in definitions}
        paragraphs = {id(definition.prose) for definition in definitions}  # one may hold "Party" and "Parties"
        if len(definitions) > len(terms) or len(paragraphs) > 1:
            yield Hit(
                Level.ERROR,
                f"“{definitions[0].term}” is defined {len(definitions)} times.",
                "Keep one definition.",
                tuple(_defined(definition) for definition in definitions[:_MOST_PLACES]),
            )


# --------------------------------------------------------------------------------------------------- capitalisation


def _capitals(state: AgreementState) -> Iterator[Hit]:
    lowered = state.whole.lower()
    for definitions in state.vocabulary.definitions.values():
        term, holder = definitions[0].term, definitions[0].prose
        several = _in_several_parts(term)
        small = term.lower() if several else f"he {term.lower()}"
        if lowered.count(small) == state.whole.count(small.removesuffix(term.lower()) + term):
            continue
        pattern = _variants(term, holder)
        places = [
            quote(prose, *match.span())
            for prose in state.prose
            if pattern is not None and prose is not holder
            if small in (prose.text.lower() if several else prose.text)
            for match in pattern.finditer(prose.text)
            if not _as_defined(match["term"], term)
        ]
        if places:
            yield Hit(
                Level.WARNING,
                f"“{term}” is a defined term, and the text also writes it with other capitals, so that a reader can't "
                "tell whether the same is meant.",
                f"Write “{term}” wherever it is meant.",
                tuple(places[:_MOST_PLACES]),
            )


def _variants(term: str, holder: Prose) -> re.Pattern[str] | None:
    """What finds a term in any capitals; None where small letters would as well be a common word."""
    if _in_several_parts(term):
        return re.compile(rf"(?<![\w-])(?P<term>{re.escape(term)})(?:e?s)?(?![\w-])", re.IGNORECASE)
    if isinstance(holder.clause.revision.fields, Parties) or f"“{term}” means the " in holder.text:
        return re.compile(rf"\b[Tt]he (?P<term>{re.escape(term.lower())})\b(?! of\b)(?![-’])")
    return None


def _in_several_parts(term: str) -> bool:
    """Whether no common word is written like the term: "Body-Worn Camera", "SRO"."""
    return " " in term or "-" in term or term.isupper()


def _as_defined(written: str, term: str) -> bool:
    """Whether words are the term as defined, or all in capitals as in a heading."""
    return written == term or (written.isupper() and not term.isupper())


RULES = (
    Rule(
        "L22",
        "The terms of the recordings clauses are defined, and definitions are used",
        "“Recording”, “Body-Worn Camera” and “Custodian” are defined where the agreement has cameras, and each term of "
        "the definitions clause is used in another.",
        Theme.TERMS,
        (Level.ERROR, Level.WARNING),
        _defined_and_used,
    ),
    Rule(
        "D03",
        "Capitalised terms are defined",
        "Words that are written like a defined term have a definition.",
        Theme.TERMS,
        (Level.WARNING,),
        _undefined,
    ),
    Rule(
        "D04",
        "Terms defined in passing are used",
        "A short name or a term that a clause defines where it stands is used elsewhere.",
        Theme.TERMS,
        (Level.WARNING,),
        _unused_elsewhere,
    ),
    Rule(
        "D05",
        "A term is defined once",
        "No term has two definitions.",
        Theme.TERMS,
        (Level.ERROR,),
        _duplicates,
    ),
    Rule(
        "D06",
        "A term is written in one way",
        "A defined term has the same capitals wherever it is meant.",
        Theme.TERMS,
        (Level.WARNING,),
        _capitals,
    ),
)
