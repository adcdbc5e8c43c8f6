"""The query language: words, quoted phrases, labels (``kind:retention``) and comparisons of fields
(``retention > P180D``). Everything in a query has to hold; ``-`` in front of a word, a phrase or a label excludes.

    query       = 1*( word / phrase / label / comparison )
    word        = letters and digits; "*" at its end stands for any ending
    phrase      = DQUOTE words in a row DQUOTE
    label       = name ":" ( word / phrase )          name: kind, heading, author, party, text and so on
    comparison  = name operator value                 operator: = != < <= > >=   name: a field, or a kind
    value       = duration / date / number / yes / no / word / phrase
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from clauses.errors import InvalidQuery
from clauses.kinds.values import duration_parts

LABELS = ("kind", "heading", "author", "party", "rationale", "text", "field", "comment", "note")
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MOST_TERMS = 20
EXAMPLES = 'retention "body-worn camera" kind:retention author:"Dana Reyes" retention > P180D annual_cost >= 130000'

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<phrase>(?P<not1>-?)"(?P<quoted>[^"]*)")
      | (?P<compare>(?P<name>[A-Za-z][A-Za-z0-9_.]*)\s*(?P<operator><=|>=|!=|=|<|>)\s*
            (?:"(?P<value1>[^"]*)"|(?P<value2>[^\s"<>=!]+)))
      | (?P<labelled>(?P<not2>-?)(?P<label>[A-Za-z_]+):(?:"(?P<said1>[^"]*)"|(?P<said2>[^\s"]+)))
      | (?P<plain>(?P<not3>-?)(?P<word>[^\s"]+))
    )""",
    re.X,
)
_WORD = re.compile(r"\w[\w’'\-]*", re.UNICODE)
_NUMBER = re.compile(r"-?\$?[0-9][0-9,]*(?:\.[0-9]{1,6})?%?")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand in a row, folded; ``prefix`` lets the last of them go on. ``label`` says where: "" anywhere."""

    words: tuple[str, ...]
    prefix: bool = False
    label: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of the fields called ``name``. ``value`` is a duration ("P180D"), a date, a number, a truth or a
    folded text."""

    name: str
    operator: str
    value: str | date | Decimal | bool
    written: str
    """The value as it was typed."""

    @property
    def is_duration(self) -> bool:
        """Whether the value is a length of time."""
        return isinstance(self.value, str) and _is_duration(self.value)


Term = Words | Compared
Query = tuple[Term, ...]


def parse(text: str) -> Query:
    """The terms of a query, all of which have to hold. Raises :class:`InvalidQuery`, which says how to write one."""
    terms: list[Term] = []
    at = 0
    text = text.strip().translate({0x201C: '"', 0x201D: '"'})
    if not text:
        raise _wrong("The query is empty")
    if text.count('"') % 2:
        raise _wrong('A quotation mark (") is not closed')
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:  # only white space is left
            break
        terms.append(_term(found))
        at = found.end()
        if len(terms) > MOST_TERMS:
            raise _wrong(f"A query has up to {MOST_TERMS} terms")
    if all(isinstance(term, Words) and term.excluded for term in terms):
        raise _wrong("A query that only excludes finds nothing; say what to find too")
    return tuple(terms)


def required(query: Query) -> tuple[tuple[str, bool], ...]:
    """The folded words that what answers ``query`` has, each with whether a word that only begins so is enough."""
    out: list[tuple[str, bool]] = []
    for term in query:
        if isinstance(term, Words) and not term.excluded:
            *before, last = term.words
            out += [*((word, False) for word in before), (last, term.prefix)]
    return tuple(out)


FoldedWord = tuple[str, int, int]
"""A word of a text as it is compared, and where it stands: (folded word, start, end)."""


@lru_cache(maxsize=50_000)
def words_in(text: str) -> tuple[FoldedWord, ...]:
    """(folded word, start, end) of each word of ``text``. Kept: the same clauses are searched again and again."""
    return tuple((fold(found.group()), found.start(), found.end()) for found in _WORD.finditer(text))


@lru_cache(maxsize=50_000)
def vocabulary_of(text: str) -> frozenset[str]:
    """The folded words of ``text``. Kept, as the words are."""
    return frozenset(word for word, _, _ in words_in(text))


def fold(text: str) -> str:
    """``text`` without case, and with one kind of apostrophe."""
    return text.replace("’", "'").casefold()


def _term(found: re.Match[str]) -> Term:
    if found["compare"]:
        return _compared(found["name"], found["operator"], found["value1"] or found["value2"] or "")
    if found["labelled"]:
        label, said = found["label"].lower(), found["said1"] or found["said2"] or ""
        if label not in LABELS:
            raise _wrong(f"There is no label {label!r}; the labels are {', '.join(LABELS)}")
        return _words(said, excluded=bool(found["not2"]), label=label)
    if found["phrase"]:
        return _words(found["quoted"], excluded=bool(found["not1"]))
    if re.search(r"[<>=]", found["word"]):
        raise _wrong(f"{found['word']!r} compares nothing; write a field, an operator and a value")
    return _words(found["word"], excluded=bool(found["not3"]))


def _words(text: str, *, excluded: bool, label: str = "") -> Words:
    prefix = text.endswith("*")
    words = tuple(fold(found.group()) for found in _WORD.finditer(text))
    if not words:
        raise _wrong(f"There is no word in {text!r}")
    return Words(words, prefix, label, excluded)


def _compared(name: str, sign: str, written: str) -> Compared:
    value = _value(written)
    if sign not in ("=", "!=") and isinstance(value, bool):
        raise _wrong(f"{written!r} is neither more nor less; compare it with = or !=")
    if sign not in ("=", "!=") and isinstance(value, str) and not _is_duration(value):
        raise _wrong(f"{written!r} is no duration, date or number, which {sign} needs")
    return Compared(name.lower(), sign, value, written)


def _value(written: str) -> str | date | Decimal | bool:
    if _is_duration(written.upper()):
        return written.upper()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise _wrong(f"There is no day {written}") from None
    if len(written) <= 30 and _NUMBER.fullmatch(written):
        return Decimal(written.replace("$", "").replace(",", "").rstrip("%"))
    return _TRUTH.get(written.casefold(), fold(written))


def _is_duration(text: str) -> bool:
    try:
        duration_parts(text)
    except ValueError:
        return False
    return True


def _wrong(what: str) -> InvalidQuery:
    return InvalidQuery(f"{what}. For example: {EXAMPLES}")
