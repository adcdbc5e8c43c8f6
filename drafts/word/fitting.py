"""How high tables of words stand on a page, by an estimate that errs on the high side; it knows no XML.

Lines are set at an exact height, so that a table's height follows from how its words wrap alone, whatever typeface
stands in for the one that was asked for. Lengths are twips ("twentieths of a point"), type sizes half-points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drafts.house_style import Font, HouseStyle

from .measures import paper

Run = tuple[str, bool]
"""Words, and whether they are bold."""
Line = tuple[Run, ...]
"""A paragraph of a cell."""
Cell = tuple[Line, ...]

_LINE: Final = 1.17
"""The height of a line, in ems."""
_CELL_SIDES: Final = 160
"""What the margins of a cell take of its width."""
_RULE: Final = 12
"""What the rule under a row takes."""
_BREADTH: Final = {
    Font.TIMES_NEW_ROMAN: 1.0,
    Font.CENTURY_SCHOOLBOOK: 1.15,
    Font.GARAMOND: 0.97,
    Font.CALIBRI: 1.08,
    Font.ARIAL: 1.13,
}
"""How wide a typeface sets, Times being 1."""
_WIDTHS: Final = {
    character: width
    for width, characters in {
        0.25: " .,\u00a0|",
        0.28: "ijlt/:;",
        0.33: "frI()-[]’‘!'",
        0.4: 'sJ"',
        0.45: "acez?“”",
        0.56: "FPS",
        0.62: "ELTZ",
        0.67: "BCR",
        0.73: "ADGHKNOQUVXYw",
        0.8: "m&%",
        0.89: "M",
        1.0: "W—…→@",
    }.items()
    for character in characters
}
"""In ems of Times; half an em what is not named, a whole one what is beyond Latin script."""
_BEYOND_LATIN: Final = "\u2e80"
_SAFE: Final = 1.02


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head; ``shares`` are the columns' parts of the width."""

    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page that tables are set on, with the same margin all round."""

    house: HouseStyle
    size: int
    margin: int

    @property
    def width(self) -> int:
        """Between the margins."""
        return paper(self.house)[0] - 2 * self.margin

    @property
    def room(self) -> int:
        """Between the upper and the lower margin."""
        return paper(self.house)[1] - 2 * self.margin

    @property
    def padding(self) -> int:
        """Above the words of a cell, and below them."""
        return 40 if self.margin > 900 else 24

    def line(self, size: int | None = None) -> int:
        """The exact height of a line of ``size``, or of the type of the cells."""
        return round((size or self.size) * 10 * _LINE)

    def columns(self, table: Table) -> tuple[int, ...]:
        """The widths of the table's columns."""
        widths = [self.width * share // sum(table.shares) for share in table.shares]
        return (*widths[:-1], self.width - sum(widths[:-1]))

    def height(self, table: Table) -> int:
        """Of the table with its head; nothing where it has no rows."""
        if not table.rows:
            return 0
        head = tuple((((words, True),),) for words in table.heads)
        widths = self.columns(table)
        return sum(self._row(row, widths) for row in (head, *table.rows))

    def lines(self, line: Line, width: int, size: int | None = None) -> int:
        """How many lines the words take in ``width``."""
        most = width / ((size or self.size) * 10 * _BREADTH[self.house.font] * _SAFE)
        taken, across = 1, 0.0
        for word, bold in ((word, bold) for words, bold in line for word in words.split(" ")):
            wide = _wide(word) * (1.06 if bold else 1)
            if across and across + wide > most:
                taken, across = taken + 1, 0.0
            while wide > most:
                taken, wide = taken + 1, wide - most
            across += wide + _wide(" ")
        return taken

    def _row(self, cells: Sequence[Cell], widths: Sequence[int]) -> int:
        tall = max(
            sum(self.lines(line, width - _CELL_SIDES) for line in cell)
            for cell, width in zip(cells, widths, strict=True)
        )
        return max(1, tall) * self.line() + 2 * self.padding + _RULE


def _wide(word: str) -> float:
    """In ems of Times."""
    return sum(_WIDTHS.get(c, 1.0 if c >= _BEYOND_LATIN else 0.5) for c in word)


def shortened(words: str, most: int) -> str:
    """``words`` with at most ``most`` characters, the last an ellipsis where some are left out."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
