"""Values in the words of an agreement: "two (2)", "sixty (60) calendar days", "$130,000", "March 18, 2020"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clauses.kinds.parties import PartyEntry
from clauses.kinds.values import Deadline, Labelled, duration_parts
from clauses.wording.rendered import DefinedTerm, Reference, Span, Text

BLANK_DATE = "____________, 20__"
"""What stands for a date that is not known yet."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a filter works: the placeholder's field, the words of its choices, and the filter's own arguments."""

    field: str
    phrases: Mapping[str, str]
    arguments: tuple[str, ...] = ()


Words = str | tuple[Span, ...]
Filter = Callable[[Any, Setting], Words]

# --------------------------------------------------------------------------------------------------------- numbers

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spell(n: int) -> str:
    """Return a number from 0 to 999,999 in words: "three hundred eighty-five"."""
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    unit, name = (100, "hundred") if n < 1000 else (1000, "thousand")
    head, rest = divmod(n, unit)
    return f"{spell(head)} {name}" + (f" {spell(rest)}" if rest else "")


def counted(n: int, singular: str, plural: str) -> str:
    """Return "one (1) day" or "two (2) days"."""
    return f"{spell(n)} ({n:,}) {singular if n == 1 else plural}"


def _number(n: int, setting: Setting) -> Words:
    if setting.arguments:
        return counted(n, *setting.arguments)
    return f"{spell(n)} ({n:,})"


def _percent(n: int, _: Setting) -> Words:
    return f"{spell(n)} percent ({n}%)"


def _times(n: int, _: Setting) -> Words:
    return {1: "once", 2: "twice"}.get(n) or counted(n, "time", "times")


def _money(amount: Decimal, _: Setting) -> Words:
    return f"${amount:,.2f}".removesuffix(".00")


# ------------------------------------------------------------------------------------------------------------ time


def _deadline(deadline: Deadline, _: Setting) -> Words:
    plural = deadline.unit.label
    return counted(deadline.n, plural.removesuffix("s"), plural)


def _unit_of(duration: str) -> tuple[int, str]:
    n, unit = duration_parts(duration)
    return n, {"D": "day", "W": "week", "M": "month", "Y": "year"}[unit]


def _duration(duration: str, _: Setting) -> Words:
    """In figures, for a table: "385 days"."""
    n, name = _unit_of(duration)
    return f"{n:,} {name}" + ("" if n == 1 else "s")


def _period(duration: str, _: Setting) -> Words:
    """For a sentence: "three (3) years"."""
    n, name = _unit_of(duration)
    return counted(n, name, f"{name}s")


def _every(duration: str, _: Setting) -> Words:
    """How often: "every year", "every two (2) years"."""
    n, name = _unit_of(duration)
    return f"every {name}" if n == 1 else f"every {counted(n, name, f'{name}s')}"


def long_date(day: date) -> str:
    """A day as a document writes it: "March 3, 2020"."""
    return f"{day:%B} {day.day}, {day.year}"


def _date(day: date | None, _: Setting) -> Words:
    return BLANK_DATE if day is None else long_date(day)


def _month_day(text: str, _: Setting) -> Words:
    day = date.fromisoformat(f"2001-{text}")
    return f"{day:%B} {day.day}"


# ------------------------------------------------------------------------------------------------- words and lists


def curl(text: str) -> str:
    """Return ``text`` with curly quotes and apostrophes for straight ones, each character in its place."""
    if '"' not in text and "'" not in text:
        return text
    text = re.sub(r"""(?<![^\s(\[“‘—–-])"(?=\S)""", "“", text).replace('"', "”")
    return re.sub(r"""(?<![^\s(\[“—–-])'(?=\S)""", "‘", text).replace("'", "’")


def plain(value: Any, setting: Setting) -> Words:
    """Return a value in its own words: a choice by its phrase or label, text with curly quotes, a number in figures."""
    if isinstance(value, Labelled):
        return setting.phrases.get(value.value, value.label)
    return f"{value:,}" if isinstance(value, int) else curl(str(value))


def series(items: Sequence[str], conjunction: str) -> str:
    """Return "a", "a and b" or "a, b, and c"."""
    if len(items) < 3:
        return f" {conjunction} ".join(items)
    return f"{', '.join(items[:-1])}, {conjunction} {items[-1]}"


def _series(conjunction: str) -> Filter:
    def joined(values: Sequence[Any], setting: Setting) -> Words:
        return series([str(plain(value, setting)) for value in values], conjunction)

    return joined


def _capital(text: Any, setting: Setting) -> Words:
    words = str(plain(text, setting))
    return words[:1].upper() + words[1:]


def _upper(text: Any, setting: Setting) -> Words:
    return str(plain(text, setting)).upper()


def _section(clause_id: str, setting: Setting) -> Words:
    """A reference to one clause by identity."""
    return (Reference(clause_id=clause_id, field=setting.field),)


def _sections(clause_ids: Sequence[str], setting: Setting) -> Words:
    """References to clauses by identity, as a list: their numbers come when the draft is assembled."""
    spans: list[Span] = []
    for n, clause_id in enumerate(clause_ids):
        last = n == len(clause_ids) - 1
        joint = "" if n == 0 else ", " if not last else " and " if n == 1 else ", and "
        spans += [Text(joint), Reference(clause_id=clause_id, field=f"{setting.field}.{n}")]
    return tuple(spans)


# --------------------------------------------------------------------------------------------------- defined terms


def _term(text: str, setting: Setting) -> Words:
    return (DefinedTerm(curl(text), setting.field),)


def _parties(parties: Sequence[PartyEntry], setting: Setting) -> Words:
    """The parties as the preamble names them, each with its short names as defined terms: of two, the second is that
    of the department that acts for the party, where one does."""
    spans: list[Span] = []
    for n, party in enumerate(parties):
        field = f"{setting.field}.{n}"
        lead = "" if n == 0 else " and " if len(parties) == 2 else ", and " if n == len(parties) - 1 else ", "
        legal, acting = curl(party.legal_name), f", acting through {curl(party.acting_through or '')}"
        one, *two = (DefinedTerm(curl(name), f"{field}.short_names.{k}") for k, name in enumerate(party.short_names))
        if two and party.acting_through:
            spans += [Text(lead), Text(legal, field), Text(" (the "), one, Text(")")]
            spans += [Text(acting, field), Text(" (the "), *two, Text(")")]
            continue
        spans += [Text(lead), Text(legal + acting if party.acting_through else legal, field), Text(" (the "), one]
        spans += [Text(" and the "), *two, Text(")")] if two else [Text(")")]
    return tuple(spans)


def _between(parties: Sequence[PartyEntry], _: Setting) -> Words:
    return "between" if len(parties) == 2 else "among"


FILTERS: Mapping[str, Filter] = {
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
"""The filters by the names that templates use."""
