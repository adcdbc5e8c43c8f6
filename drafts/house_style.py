"""The house style of an agreement: its numbering, its recitals, its paper and its type, chosen once and kept with it.

The same records render in each. What a number looks like on every level of every list is told here once, for the
labels of the model and for the lists of the Word file alike. Numbers and recitals as found in school and police
agreements; at most four levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from clauses.kinds.values import Labelled, Record
from clauses.wording.form import RecitalForm, WordingForm


class Numbering(Labelled):
    """How sections and their paragraphs are numbered."""

    SECTION = "section", "1. / (a) / (1) / (i)"
    DECIMAL = "decimal", "1. / 1.1 / (a) / (i)"
    ARTICLE_SECTION = "article_section", "ARTICLE I / Section 1.01 / (a) / (i)"
    OUTLINE = "outline", "I. / A. / 1. / (a)"


class PageSize(Labelled):
    """The paper."""

    LETTER = "letter", "Letter, 8.5 by 11 inches"
    A4 = "a4", "A4, 210 by 297 millimetres"


class Font(Labelled):
    """The typeface: one that every Word has, or that another of the same widths stands in for."""

    TIMES_NEW_ROMAN = "times_new_roman", "Times New Roman"
    CENTURY_SCHOOLBOOK = "century_schoolbook", "Century Schoolbook"
    GARAMOND = "garamond", "Garamond"
    CALIBRI = "calibri", "Calibri"
    ARIAL = "arial", "Arial"


class HouseStyle(Record):
    """How the drafts of an agreement look. The defaults are the house style that an agreement has without a choice."""

    numbering: Numbering = Field(
        default=Numbering.SECTION,
        strict=False,
        title="Section numbers",
        description="How sections and their paragraphs are numbered; cross-references follow.",
    )
    recitals: RecitalForm = Field(
        default=RecitalForm.LETTERED,
        strict=False,
        title="Recitals",
        description="Lettered paragraphs, or sentences that begin with WHEREAS.",
    )
    page: PageSize = Field(
        default=PageSize.LETTER, strict=False, title="Page size", description="The paper of every page."
    )
    font: Font = Field(
        default=Font.TIMES_NEW_ROMAN, strict=False, title="Typeface", description="The typeface of every word."
    )
    font_size: int = Field(
        default=12,
        title="Type size",
        description="The size of the text in points, 10 to 14; headings go with it.",
        ge=10,
        le=14,
    )

    @property
    def form(self) -> WordingForm:
        """What the style asks of the words of a clause."""
        article = self.numbering is Numbering.ARTICLE_SECTION
        return WordingForm(self.recitals, "Article" if article else "Section")


DEFAULT: Final = HouseStyle()

# -------------------------------------------------------------------------------------------------- numbered lists


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbered list. ``form`` is a number format of Word (ECMA-376 Part 1, 17.18.59), ``text`` what is
    printed with %1 to %4 for the counts of the levels; ``legal`` prints the counts of higher levels in decimals."""

    form: str
    text: str
    legal: bool = False

    @property
    def named(self) -> bool:
        """Whether the number brings a word of its own: "Article IV", "Section 4.02"."""
        return self.text[:1].isalpha()

    @property
    def opens_a_reference(self) -> bool:
        """Whether the number names its section by itself, so that a reference need not name the levels above it."""
        return "%1" in self.text


UNNUMBERED: Final = Level("none", "")
NO_BREAK: Final = "\u00a0"

_LETTERED = (Level("lowerLetter", "(%2)"), Level("decimal", "(%3)"), Level("lowerRoman", "(%4)"))
_DECIMAL = (Level("decimal", "%2."), Level("lowerLetter", "(%3)"), Level("lowerRoman", "(%4)"))
_OUTLINE = (Level("upperLetter", "%2."), Level("decimal", "%3."), Level("lowerLetter", "(%4)"))

_SECTIONS: Final[Mapping[Numbering, tuple[Level, ...]]] = {
    Numbering.SECTION: (Level("decimal", "%1."), *_LETTERED),
    Numbering.DECIMAL: (Level("decimal", "%1."), Level("decimal", "%1.%2"), *_DECIMAL[1:]),
    Numbering.ARTICLE_SECTION: (
        Level("upperRoman", f"Article{NO_BREAK}%1."),
        Level("decimalZero", f"Section{NO_BREAK}%1.%2", legal=True),
        *_DECIMAL[1:],
    ),
    Numbering.OUTLINE: (Level("upperRoman", "%1."), *_OUTLINE),
}
_BELOW_A_HEADING: Final[Mapping[Numbering, tuple[Level, ...]]] = {
    Numbering.SECTION: (UNNUMBERED, *_LETTERED),
    Numbering.DECIMAL: (UNNUMBERED, *_DECIMAL),
    Numbering.ARTICLE_SECTION: (UNNUMBERED, *_DECIMAL),
    Numbering.OUTLINE: (UNNUMBERED, *_OUTLINE),
}
_RECITALS: Final[Mapping[RecitalForm, tuple[Level, ...]]] = {
    RecitalForm.LETTERED: (Level("upperLetter", "%1."), Level("decimal", "(%2)"), Level("lowerRoman", "(%3)")),
    RecitalForm.WHEREAS: (UNNUMBERED, Level("decimal", "(%2)"), Level("lowerRoman", "(%3)")),
}


def section_levels(house: HouseStyle) -> tuple[Level, ...]:
    """The levels of the sections: the clause heading's, then those of its paragraphs."""
    return _SECTIONS[house.numbering]


def levels_below_a_heading(house: HouseStyle) -> tuple[Level, ...]:
    """The levels in an exhibit and above the signatures. The first has no number: it restarts those below it."""
    return _BELOW_A_HEADING[house.numbering]


def recital_levels(house: HouseStyle) -> tuple[Level, ...]:
    """The levels of the recitals, whose first one is that of a recital itself."""
    return _RECITALS[house.recitals]


def first_of_reference(levels: Sequence[Level], at: int) -> int:
    """The level whose number a reference to a paragraph at level ``at`` begins with: "1" of "1(b)", "1.2" of
    "1.2(b)"."""
    return max(level for level in range(at + 1) if levels[level].opens_a_reference)
