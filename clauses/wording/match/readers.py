"""Words read back as values: for each filter of the wordings, the pattern of its words and what they mean.

What a reader says is only proposed: the clause is rendered again with it, and must give exactly the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from clauses.kinds.values import DeadlineUnit
from clauses.wording.filters import BLANK_DATE, spell
from clauses.wording.match.types import Sort
from clauses.wording.template import FilterCall


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader knows of a place: its type, the words of its choices, and the filter's own arguments."""

    sort: Sort
    phrases: Mapping[str, str]
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """``pattern`` finds the words of any value; ``read`` gives the JSON values that words may mean, likeliest first.

    ``free`` is set where the words may be anything; ``silent`` where they only follow from other fields.
    """

    pattern: str
    read: Callable[[str], Sequence[Any]]
    free: bool = False
    silent: bool = False


# --------------------------------------------------------------------------------------------------------- numbers

_UNITS = {spell(n): n for n in range(20)}
_TENS = {spell(n): n for n in range(20, 100, 10)}
_NUMBER_WORD = "|".join(sorted((*_UNITS, *_TENS, "hundred", "thousand"), key=len, reverse=True))
SPELLED = rf"(?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD}))*"
"""A number in words."""
FIGURES = r"\d{1,3}(?:,\d{3})+|\d+"
_COUNTED = rf"{SPELLED} \((?:{FIGURES})\)"


def number_of(words: str) -> int | None:
    """Return the number that ``words`` spell ("three hundred eighty-five"), in any case, or None."""
    words = words.lower()
    total = part = 0
    for word in re.split("[ -]", words):
        if word == "thousand":
            total, part = total + part * 1000, 0
        elif word == "hundred":
            part *= 100
        else:
            part += _UNITS.get(word, _TENS.get(word, 0))
    n = total + part
    return n if n < 1_000_000 and spell(n) == words else None


def figures_of(text: str) -> int:
    """Return the number that figures with or without commas write."""
    return int(text.replace(",", ""))


_BOTH = re.compile(rf"(?<![\w-])({SPELLED}) \(({FIGURES})(?=[)% ])", re.IGNORECASE)


def disagreements(text: str) -> tuple[tuple[str, str], ...]:
    """Return (number in words, figures) wherever figures in parentheses follow words for another number."""
    found: list[tuple[str, str]] = []
    for match in _BOTH.finditer(text):
        words = match[1].split(" ")
        known = [(" ".join(words[k:]), number_of(" ".join(words[k:]))) for k in range(len(words))]
        said = next(((text, n) for text, n in known if n is not None), None)
        if said and said[1] != figures_of(match[2]):
            found.append((said[0], match[2]))
    return tuple(found)


def _number_in(words: str) -> int | None:
    """The number of "sixty (60)", or None when its two halves disagree."""
    match = re.match(rf"({SPELLED}) \(({FIGURES})\)", words)
    if match is None:
        return None
    n = figures_of(match[2])
    return n if number_of(match[1]) == n else None


def _some(value: Any) -> Sequence[Any]:
    return () if value is None else (value,)


def _number(place: Place) -> Reader:
    names = "|".join(map(re.escape, sorted(place.arguments, key=len, reverse=True)))
    return Reader(_COUNTED + (f" (?:{names})" if names else ""), lambda words: _some(_number_in(words)))


def _percent(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        match = re.fullmatch(r"(.+) percent \((\d+)%\)", words)
        return [int(match[2])] if match and number_of(match[1]) == int(match[2]) else []

    return Reader(rf"{SPELLED} percent \(\d+%\)", read)


def _times(_: Place) -> Reader:
    named = {"once": 1, "twice": 2}
    return Reader(rf"once|twice|{_COUNTED} times?", lambda words: _some(named.get(words) or _number_in(words)))


def _money(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        figures = words[1:].replace(",", "")
        return [figures, figures if "." in figures else f"{figures}.00"]

    return Reader(rf"\$(?:{FIGURES})(?:\.\d\d)?", read)


# ------------------------------------------------------------------------------------------------------------ time


def _deadline(_: Place) -> Reader:
    units = {name: unit for unit in DeadlineUnit for name in (unit.label, unit.label.removesuffix("s"))}

    def read(words: str) -> Sequence[Any]:
        n, unit = _number_in(words), units.get(words.partition(") ")[2])
        return [] if n is None or unit is None else [{"n": n, "unit": unit.value}]

    return Reader(rf"{_COUNTED} (?:{_either(units)})", read)


_DURATION = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+) (day|week|month|year)s?")


def _duration(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        match = _DURATION.fullmatch(words)
        return [f"P{figures_of(match[1])}{match[2][0].upper()}"] if match else []

    return Reader(r"(?:\d{1,3}(?:,\d{3})+|\d+) (?:day|week|month|year)s?", read)


def _period(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        n, unit = _number_in(words), words.partition(") ")[2]
        return [] if n is None else [f"P{n}{unit[0].upper()}"]

    return Reader(rf"{_COUNTED} (?:day|week|month|year)s?", read)


def _every(place: Place) -> Reader:
    period = _period(place)

    def read(words: str) -> Sequence[Any]:
        rest = words.removeprefix("every ")
        return period.read(rest) if "(" in rest else [f"P1{rest[:1].upper()}"]

    return Reader(rf"every (?:day|week|month|year|{period.pattern})", read)


_MONTHS = "|".join(date(2001, month, 1).strftime("%B") for month in range(1, 13))


def _day(words: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(words, pattern).replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _date(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        if words == BLANK_DATE:
            return [None]
        day = _day(words, "%B %d, %Y")
        return [day.isoformat()] if day else []

    return Reader(rf"{BLANK_DATE}|(?:{_MONTHS}) \d{{1,2}}, \d{{4}}", read)


def _month_day(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        day = _day(f"{words}, 2001", "%B %d, %Y")
        return [day.isoformat()[5:]] if day else []

    return Reader(rf"(?:{_MONTHS}) \d{{1,2}}", read)


# ------------------------------------------------------------------------------------------------- words and lists


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _choices(place: Place, sort: Sort) -> dict[str, list[Any]]:
    """The words of each choice, with the values that say them."""
    words: dict[str, list[Any]] = {}
    for member in sort.choices:
        words.setdefault(place.phrases.get(member.value, getattr(member, "label", member.value)), []).append(
            member.value
        )
    return words


def _plain(place: Place) -> Reader:
    choices = _choices(place, place.sort)
    if choices:
        return Reader(_either(choices), lambda words: choices.get(words, []))
    if place.sort.of is int:
        return Reader(FIGURES, lambda words: [figures_of(words)] if re.fullmatch(FIGURES, words) else [])
    return Reader(".+?", lambda words: [words], free=True)


def _capital(place: Place) -> Reader:
    choices = {words[:1].upper() + words[1:]: values for words, values in _choices(place, place.sort).items()}
    if choices:
        return Reader(_either(choices), lambda words: choices.get(words, []))
    return Reader(".+?", _capitalised, free=True)


def _capitalised(words: str) -> Sequence[Any]:
    """What a phrase was before its capital: an article is small inside a sentence, another word may be a name."""
    small = words[:1].lower() + words[1:]
    return [small, words] if small.split(" ")[0] in ("the", "a", "an", "each", "any", "its") else [words, small]


def _upper(place: Place) -> Reader:
    choices = {words.upper(): values for words, values in _choices(place, place.sort).items()}
    if choices:
        return Reader(_either(choices), lambda words: choices.get(words, []))
    return Reader(".+?", lambda words: [words], free=True)


def _series(conjunction: str) -> Callable[[Place], Reader]:
    def reader(place: Place) -> Reader:
        items = place.sort.items or Sort(str)
        choices = _choices(place, items)
        if not choices:
            return Reader(".+?", lambda words: _split(words, conjunction), free=True)
        item = f"(?:{_either(choices)})"
        pattern = f"{item}(?:(?:, {conjunction} |, | {conjunction} ){item})*"

        def read(words: str) -> Sequence[Any]:
            if not re.fullmatch(pattern, words):
                return []
            return [[choices[found][0] for found in re.findall(item, words)]]

        return Reader(pattern, read)

    return reader


def _split(words: str, conjunction: str) -> list[Any]:
    """The lists that a series may name: as it is cut at commas, as a pair, as one."""
    cut = re.split(rf", {conjunction} ", words)
    ways = [[*", ".join(cut[:-1]).split(", "), cut[-1]]] if len(cut) > 1 else []
    pairs = [[words[: m.start()], words[m.end() :]] for m in re.finditer(f" {conjunction} ", words)]
    return [*[way for way in ways if len(way) > 2], *pairs, [words]]


# --------------------------------------------------------------------------------------------------- defined terms


def _term(_: Place) -> Reader:
    return Reader(r"\{term:[^{}]+\}", lambda words: [words.removeprefix("{term:").removesuffix("}")])


_PARTY = re.compile(
    r"(?P<name>.+?) \(the \{term:(?P<one>[^{}]+)\}(?: and the \{term:(?P<two>[^{}]+)\}\)"
    r"|\), acting through (?P<acting>[^{}]+?) \(the \{term:(?P<department>[^{}]+)\}\)|\))"
)


def _parties(_: Place) -> Reader:
    def read(words: str) -> Sequence[Any]:
        found: list[dict[str, Any]] = []
        for match in _PARTY.finditer(words):
            lead = (", and ", ", ", " and ")
            name = match["name"] if not found else _without(match["name"], lead)
            legal, _, acting = name.partition(", acting through ")
            acting = match["acting"] or acting
            second = match["two"] or match["department"]
            names = [match["one"], *([second] if second else [])]
            found.append({"legal_name": legal, "acting_through": acting or None, "short_names": names})
        return [found]

    return Reader(r".+? \(the \{term:.+?\}\)", read, free=True)


_SECTION = r"\{ref:clause:([^{}:]+)\}"


def _sections(_: Place) -> Reader:
    one = _SECTION.replace("(", "(?:")
    pattern = f"{one}(?:(?:, and | and |, ){one})*"
    return Reader(pattern, lambda words: [re.findall(_SECTION, words)] if re.fullmatch(pattern, words) else [])


def _section(_: Place) -> Reader:
    return Reader(_SECTION.replace("(", "(?:"), lambda words: re.findall(_SECTION, words))


def _without(text: str, leads: Sequence[str]) -> str:
    return next((text.removeprefix(lead) for lead in leads if text.startswith(lead)), text)


def _between(_: Place) -> Reader:
    return Reader("between|among", lambda _: [], silent=True)


READERS: Mapping[str, Callable[[Place], Reader]] = {
    "num": _number,
    "percent": _percent,
    "times": _times,
    "money": _money,
    "deadline": _deadline,
    "duration": _duration,
    "period": _period,
    "every": _every,
    "date": _date,
    "month_day": _month_day,
    "and": _series("and"),
    "or": _series("or"),
    "capital": _capital,
    "upper": _upper,
    "term": _term,
    "parties": _parties,
    "section": _section,
    "sections": _sections,
    "between": _between,
}
"""The way back of each filter."""


def reader_of(filters: Sequence[FilterCall], sort: Sort, phrases: Mapping[str, str]) -> Reader:
    """Return the reader of a place; words that a chain of filters makes are read by the field's old value alone."""
    if not filters:
        return _plain(Place(sort, phrases))
    if len(filters) == 1 and (known := READERS.get(filters[0].name)):
        return known(Place(sort, phrases, filters[0].arguments))
    if len(filters) > 1 and filters[-1].name == "capital":
        inner = reader_of(filters[:-1], sort, phrases)
        return Reader(f"(?i:{inner.pattern})", lambda words: _uncapital(inner, words), inner.free, inner.silent)
    return Reader(".+?", lambda _: [], free=True)


def _uncapital(inner: Reader, words: str) -> Sequence[Any]:
    return [*inner.read(words[:1].lower() + words[1:]), *inner.read(words)]
