"""Numbers as the number formats of Word write them (ECMA-376 Part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from typing import Final

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_UNITS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MOST_ROMAN: Final = 32767
_MOST_LETTERS: Final = 780
"""Letters repeat thirty times at most, as in Word; beyond it, as for negative numbers, digits are shown."""


def numeral(number: int, form: str) -> str:
    """``number`` in a number format's words ("lowerLetter", "upperRoman", ...); in digits where the format is not known
    or has no word for the number."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{number:02d}"
    if number > 0:
        written = _written(number, form)
        if written is not None:
            return written
    return str(number)


def _written(number: int, form: str) -> str | None:
    if form in {"lowerLetter", "upperLetter"} and number <= _MOST_LETTERS:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"} and number <= _MOST_ROMAN:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    if form == "ordinal":
        return f"{number}{_suffix(number)}"
    if form == "numberInDash":
        return f"- {number} -"
    if form in {"cardinalText", "ordinalText"} and number < 1000:
        words = _cardinal(number) if form == "cardinalText" else _ordinal(number)
        return words.capitalize()
    return None


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _suffix(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _cardinal(number: int) -> str:
    """1 to 999 in words."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        rest = f"-{_UNITS[number % 10]}" if number % 10 else ""
        return _TENS[number // 10 - 2] + rest
    rest = f" {_cardinal(number % 100)}" if number % 100 else ""
    return f"{_UNITS[number // 100]} hundred{rest}"


def _ordinal(number: int) -> str:
    words = _cardinal(number)
    head, last = words[: -len(_last(words))], _last(words)
    ordinal = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return head + ordinal


def _last(words: str) -> str:
    return words.replace("-", " ").rpartition(" ")[2]
