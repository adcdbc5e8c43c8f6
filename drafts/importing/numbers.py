"""Numbers of paragraphs, whether Word computes them or somebody typed them: what they are and how deep they stand.

A form is a shape ("(a)", "1.", "1.1", "Article I"), and the first paragraph of a form that was not there yet stands one
level below the paragraph before it. A typed number counts only where it begins or goes on a sequence, so that a year at
the start of a line is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_NAMED: Final = re.compile(r"(article|section|§)\s*([ivxlc]+|\d+(?:\.\d+)*)(?:\s*([.:)—–-])|(?=\s|$))\s*", re.I)
_DECIMALS: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?(?=\s|$)\s*")
_SIMPLE: Final = re.compile(r"(\()?(\d{1,3}|[ivxlc]{1,7}|[IVXLC]{1,7}|[a-z]{1,2}|[A-Z]{1,2})([.)])(?=\s|$)\s*")
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
Form = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line's number and what follows it."""

    label: str
    rest: str
    readings: tuple[tuple[Form, int], ...]
    """What the number may be: a form and the count in it ("i." is the first roman numeral or the ninth letter)."""


def numbered(text: str) -> Numbered | None:
    """The number at the start of a line; None without one."""
    if found := _NAMED.match(text):
        kind, digits, mark = found[1].casefold(), found[2], found[3]
        if not mark and "." not in digits and found.end() < len(text) and not text[found.end() :].isupper():
            return None
        *_, last = digits.split(".")
        value = int(last) if last.isdecimal() else roman(last.casefold())
        form = (kind, str(digits.count(".")))
        return None if value is None else Numbered(found[0].strip(), text[found.end() :], ((form, value),))
    if found := _DECIMALS.match(text):
        parts = found[1].split(".")
        return Numbered(found[0].strip(), text[found.end() :], ((("decimal", str(len(parts))), int(parts[-1])),))
    if (found := _SIMPLE.match(text)) and not (found[1] and found[3] == "."):
        readings = tuple(_readings(found[2], (found[1] or "") + found[3]))
        return Numbered(found[0].strip(), text[found.end() :], readings) if readings else None
    return None


def _readings(core: str, marks: str) -> Iterator[tuple[Form, int]]:
    if core.isdecimal():
        yield ("digits", marks), int(core)
        return
    case = "upper" if core.isupper() else "lower"
    small = core.casefold()
    if (value := roman(small)) is not None:
        yield ("roman", case, marks), value
    if len(set(small)) == 1:
        yield ("letter", case, marks), ord(small[0]) - ord("a") + 1 + 26 * (len(small) - 1)


def roman(text: str) -> int | None:
    """The value of a roman numeral in small letters up to 399; None when it is none."""
    if not re.fullmatch("c{0,3}(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", text) or not text:
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


@dataclass(slots=True)
class Depths:
    """The forms that are open, outermost first, each with its latest count."""

    open: list[tuple[Form, int]] = field(default_factory=list[tuple[Form, int]])

    def place(self, number: Numbered, *, typed: bool) -> tuple[int, Form] | None:
        """How deep the number stands (0 is outermost), and its form, which then is the latest; None where a typed one
        neither begins nor goes on a sequence."""
        found = self._next(number) or self._first(number) or self._later(number, typed=typed)
        if found is None:
            return None
        at, form, value = found
        self.open[at:] = [(form, value)]
        return at, form

    def _next(self, number: Numbered) -> tuple[int, Form, int] | None:
        return next(
            (
                (at, form, value)
                for at in reversed(range(len(self.open)))
                for form, value in number.readings
                if self.open[at] == (form, value - 1)
            ),
            None,
        )

    def _first(self, number: Numbered) -> tuple[int, Form, int] | None:
        forms = [form for form, _ in self.open]
        for form, value in number.readings:
            if value == 1:
                return (forms.index(form) if form in forms else len(forms)), form, value
        return None

    def _later(self, number: Numbered, *, typed: bool) -> tuple[int, Form, int] | None:
        """A number that skips some; of a form that is not open yet only where Word computed it."""
        forms = [form for form, _ in self.open]
        for form, value in number.readings:
            if form in forms and (not typed or value > self.open[forms.index(form)][1]):
                return forms.index(form), form, value
        form, value = number.readings[0]
        return None if typed else (len(forms), form, value)
