"""Rules about words: numbers written twice, blanks, and duties in a recital."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.places import quote
from clauses.checks.prose import Prose
from clauses.checks.state import AgreementState
from clauses.kinds.execution import Execution
from clauses.kinds.parties import Parties
from clauses.wording.filters import BLANK_DATE, spell
from clauses.wording.rendered import Text

_FIGURES = re.compile(r" \(([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})%?\)")
_LONGEST_NUMBER = 90
"""Characters of the longest number in words that is looked for."""
_SMALL = {spell(n): n for n in range(20)} | {spell(n): n for n in range(20, 100, 10)}
_LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SHALL = re.compile(r"\bshall\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"_{3,}|\[(?!sic\])[^\]\[]{0,200}\]|<[A-Za-z][^<>]{0,80}>|●|\bT\.?B\.?[DC]\b\.?|\b[Xx]{2,}\b|\?{2,}|\b20__"
)
_MARKS = ("___", "[", "<", "●", "TB", "T.B", "XX", "xx", "??", "20__")
"""One of these stands in whatever the pattern finds."""


def _numbers(state: AgreementState) -> Iterator[Hit]:
    for prose in state.prose:
        for match in _FIGURES.finditer(prose.text):
            before = prose.text[max(0, match.start() - _LONGEST_NUMBER) : match.start()]
            words = re.split(r"[ -]+", before.lower().removesuffix(" percent"))
            spelled, start = _number_at_the_end(words)
            figures = int(match[1].replace(",", ""))
            if spelled is not None and spelled != figures:
                said = " ".join(words[start:])
                yield Hit(
                    Level.ERROR,
                    f"The words say {said} ({spelled:,}) and the figures {figures:,}.",
                    "Write the number that is meant in both places.",
                    (quote(prose, match.start() - len(said), match.end()),),
                )


def _number_at_the_end(words: list[str]) -> tuple[int | None, int]:
    """The number that the last of ``words`` spell, and where it begins; None when they spell none."""
    start = len(words)
    while start > 0 and (words[start - 1] in _SMALL or words[start - 1] in _LARGE or words[start - 1] == "and"):
        start -= 1
    while start < len(words) and words[start] == "and":
        start += 1
    return (_value(words[start:]), start) if start < len(words) else (None, start)


def _value(words: list[str]) -> int:
    """What number words come to: "three hundred eighty five" is 385."""
    total = part = 0
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _LARGE:
            total, part = total + max(part, 1) * _LARGE[word], 0
    return total + part


def _blanks(state: AgreementState) -> Iterator[Hit]:
    level = Level.ERROR if state.status.final else Level.NOTICE
    marks = [mark for mark in _MARKS if mark in state.whole]
    for prose in state.prose:
        marked = any(mark in prose.text for mark in marks)
        for match in _PLACEHOLDER.finditer(_without_blank_dates(prose)) if marked else ():
            yield Hit(
                level,
                f"“{match[0]}” stands for something that is still to be filled in or decided.",
                "Fill it in, or take it out, before the agreement is signed.",
                (quote(prose, *match.span()),),
            )


def _without_blank_dates(prose: Prose) -> str:
    """The text with the dates blotted out that L23 speaks of."""
    if not isinstance(prose.clause.revision.fields, Parties | Execution) or BLANK_DATE not in prose.text:
        return prose.text
    known = [span for span in prose.spans if isinstance(span, Text) and span.field and span.text == BLANK_DATE]
    return prose.text.replace(BLANK_DATE, " " * len(BLANK_DATE), len(known))


def _recitals(state: AgreementState) -> Iterator[Hit]:
    for prose in state.prose:
        if prose.clause.words.place != "recitals":
            continue
        for match in _SHALL.finditer(prose.text):
            yield Hit(
                Level.WARNING,
                "A recital tells why the agreement is made, and a duty that stands in one may bind nobody.",
                "Move the duty to a Section, or say what is so instead of what shall be.",
                (quote(prose, *match.span()),),
            )


RULES = (
    Rule(
        "D07",
        "Words and figures agree",
        "A number that is written in words and in figures is one number: “sixty (60)”, not “sixty (30)”.",
        Theme.WORDS,
        (Level.ERROR,),
        _numbers,
    ),
    Rule(
        "D08",
        "Nothing is left to fill in",
        "An execution version has no blanks, brackets or placeholders; the lines of the signature block are none.",
        Theme.WORDS,
        (Level.ERROR, Level.NOTICE),
        _blanks,
    ),
    Rule(
        "D09",
        "Recitals impose no duty",
        "“Shall” stands in sections, not in recitals.",
        Theme.WORDS,
        (Level.WARNING,),
        _recitals,
    ),
)
