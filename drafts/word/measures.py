"""Where things stand on the page in a house style: paper, text width, and the indents of every numbered level.

Lengths are twentieths of a point ("twips": 1440 to the inch).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from drafts.house_style import Font, HouseStyle, Numbering, PageSize

MARGIN: Final = 1440
"""An inch on every side."""
_PAPER: Final[Mapping[PageSize, tuple[int, int]]] = {PageSize.LETTER: (12240, 15840), PageSize.A4: (11906, 16838)}
_STEP: Final = 576
"""One step of indentation at 12 points: room for "300." in bold capitals and for "(viii)"."""
_USUAL_SIZE: Final = 12
_UNDERSCORE: Final[Mapping[Font, float]] = {Font.ARIAL: 0.556}
"""How wide an underscore is, as a share of the type size, where it is not half."""
_LONGEST_RULE: Final = 28
_CELL_MARGIN: Final = 216
_ROOM: Final = 0.9
"""The share of a cell that a line to sign on takes, so that it fits in another typeface that stands in."""
SIGNATURE_TAB: Final = 720
"""Where what follows "By:", "Title:" and "Date:" begins at 12 points."""


class Indent(NamedTuple):
    """Where a numbered level stands. Its number begins at ``left - hanging`` and its text at ``tab``, or after a space
    where there is none; further lines begin at ``left``."""

    left: int
    hanging: int
    tab: int | None


def _hanging(left: int, hanging: int) -> Indent:
    return Indent(left, hanging, left)


_BELOW: Final = (_hanging(2 * _STEP, _STEP), _hanging(3 * _STEP, _STEP), _hanging(4 * _STEP, _STEP))
_SECTIONS: Final[Mapping[Numbering, tuple[Indent, ...]]] = {
    Numbering.SECTION: (_hanging(_STEP, _STEP), *_BELOW),
    Numbering.DECIMAL: (_hanging(720, 720), _hanging(720, 720), _hanging(1296, 576), _hanging(1872, 576)),
    Numbering.ARTICLE_SECTION: (Indent(0, 0, None), Indent(0, 0, 1584), *_BELOW[:2]),
    Numbering.OUTLINE: (_hanging(936, 936), _hanging(936, 504), _hanging(1440, 504), _hanging(1944, 504)),
}


def paper(house: HouseStyle) -> tuple[int, int]:
    """Width and height of a page."""
    return _PAPER[house.page]


def text_width(house: HouseStyle) -> int:
    """The width of the text between the margins."""
    return paper(house)[0] - 2 * MARGIN


def scaled(length: int, house: HouseStyle) -> int:
    """A length that makes room for numbers, at the type size of ``house``: larger type needs more."""
    return length * max(house.font_size, _USUAL_SIZE) // _USUAL_SIZE


def section_indents(house: HouseStyle) -> tuple[Indent, ...]:
    """The indents of the sections' levels."""
    return tuple(_scaled(indent, house) for indent in _SECTIONS[house.numbering])


def plain_indents(house: HouseStyle) -> tuple[Indent, ...]:
    """The indents of a list whose first level begins at the margin: recitals, exhibits, words above the signatures."""
    return tuple(_scaled(_hanging(step * _STEP, _STEP), house) for step in range(1, 5))


def text_indent(house: HouseStyle) -> int:
    """Where unnumbered text under a section's heading begins."""
    return section_indents(house)[0].left


def signature_rule(house: HouseStyle) -> str:
    """The line to sign on, as wide as half a page allows. Underscores and no tab leader: other editors drop leaders,
    and plain text keeps the line."""
    width = _ROOM * (text_width(house) // 2 - _CELL_MARGIN - scaled(SIGNATURE_TAB, house))
    underscore = _UNDERSCORE.get(house.font, 0.5) * house.font_size * 20
    return "_" * min(_LONGEST_RULE, int(width / underscore))


def _scaled(indent: Indent, house: HouseStyle) -> Indent:
    tab = None if indent.tab is None else scaled(indent.tab, house)
    return Indent(scaled(indent.left, house), scaled(indent.hanging, house), tab)
