"""The four numbered lists of a house style, each level tied to a style: the text itself carries no list settings.

The unnumbered first level of the exhibit and execution lists is there to restart the levels below it under each
exhibit heading and each lead-in; recitals that begin with WHEREAS have one too. Letters past z repeat (aa, bb), as
Word counts them.
"""

from __future__ import annotations

from typing import NamedTuple

from drafts.house_style import (
    UNNUMBERED,
    HouseStyle,
    Level,
    Numbering,
    levels_below_a_heading,
    recital_levels,
    section_levels,
)

from .measures import Indent, plain_indents, section_indents
from .names import W

_FLUSH = Indent(0, 0, None)


class _List(NamedTuple):
    """One abstract list and its only instance: its levels, their styles and where they stand."""

    number: int
    levels: tuple[Level, ...]
    styles: tuple[str, ...]
    indents: tuple[Indent, ...]


def numbering_part(house: HouseStyle) -> bytes:
    """word/numbering.xml: the same bytes for the same style."""
    lists = _lists(house)
    abstracts = "\n".join(_abstract(one, _code(house, one)) for one in lists)
    instances = "\n".join(
        f'<w:num w:numId="{one.number}"><w:abstractNumId w:val="{one.number}"/></w:num>' for one in lists
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}\n<w:numbering xmlns:w="{W}">\n{abstracts}\n{instances}\n</w:numbering>'.encode()


def _lists(house: HouseStyle) -> tuple[_List, ...]:
    below, steps = levels_below_a_heading(house), (_FLUSH, *plain_indents(house))
    recitals = recital_levels(house)
    recital_steps = steps if recitals[0] == UNNUMBERED else steps[1:]
    return (
        _List(1, section_levels(house), ("Heading1", "Clause1", "Clause2", "Clause3"), section_indents(house)),
        _List(2, recitals, ("Recital1", "Recital2", "Recital3"), recital_steps),
        _List(3, below, ("ExhibitHeading", "Exhibit1", "Exhibit2", "Exhibit3"), steps),
        _List(4, below, ("Execution", "Execution1", "Execution2", "Execution3"), steps),
    )


def _code(house: HouseStyle, one: _List) -> str:
    """The permanent identity (nsid) of a list in eight hex digits: lists of different levels must not share one, or
    Word counts on from one to the other when text is pasted."""
    variant = list(Numbering).index(house.numbering)
    if one.number == 2:
        variant = 8 if one.levels[0] == UNNUMBERED else 0
    return f"4C0A1E{variant}{one.number}"


def _abstract(one: _List, code: str) -> str:
    rows = zip(one.levels, one.styles, one.indents[: len(one.levels)], strict=True)
    levels = "".join(_level(index, *row) for index, row in enumerate(rows))
    return (
        f'<w:abstractNum w:abstractNumId="{one.number}"><w:nsid w:val="{code}"/>'
        f'<w:multiLevelType w:val="multilevel"/><w:tmpl w:val="{code}"/>{levels}</w:abstractNum>'
    )


def _level(index: int, level: Level, style: str, indent: Indent) -> str:
    suffix = ""
    if level == UNNUMBERED:
        suffix = '<w:suff w:val="nothing"/>'
    elif indent.tab is None:
        suffix = '<w:suff w:val="space"/>'
    legal = "<w:isLgl/>" if level.legal else ""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{level.form}"/>'
        f'<w:pStyle w:val="{style}"/>{legal}{suffix}<w:lvlText w:val="{level.text}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{_place(indent)}</w:pPr></w:lvl>"
    )


def _place(indent: Indent) -> str:
    tabs = "" if indent.tab is None else f'<w:tabs><w:tab w:val="num" w:pos="{indent.tab}"/></w:tabs>'
    first = f'w:hanging="{indent.hanging}"' if indent.hanging else 'w:firstLine="0"'
    return f'{tabs}<w:ind w:left="{indent.left}" {first}/>'
