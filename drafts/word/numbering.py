"""The four numbered lists of the house style, each level tied to a style: the text itself carries no list settings.

The unnumbered first level of the exhibit and execution lists is there to restart the levels below it under each
exhibit heading and each lead-in. Letters past z repeat (aa, bb), as Word counts them.
"""

from __future__ import annotations

from typing import NamedTuple

from .names import W
from .styles import STEP


class _Level(NamedTuple):
    style: str
    format: str
    text: str


class _List(NamedTuple):
    """One abstract list and its only instance; ``code`` is its permanent identity (nsid) in eight hex digits."""

    number: int
    code: str
    levels: tuple[_Level, ...]


def _clause_levels(style: str) -> tuple[_Level, ...]:
    return (
        _Level(f"{style}1", "lowerLetter", "(%2)"),
        _Level(f"{style}2", "decimal", "(%3)"),
        _Level(f"{style}3", "lowerRoman", "(%4)"),
    )


_UNNUMBERED = "none"
_LISTS = (
    _List(1, "4C0A1E01", (_Level("Heading1", "decimal", "%1."), *_clause_levels("Clause"))),
    _List(2, "4C0A1E02", (
        _Level("Recital1", "upperLetter", "%1."),
        _Level("Recital2", "decimal", "(%2)"),
        _Level("Recital3", "lowerRoman", "(%3)"),
    )),
    _List(3, "4C0A1E03", (_Level("ExhibitHeading", _UNNUMBERED, ""), *_clause_levels("Exhibit"))),
    _List(4, "4C0A1E04", (_Level("Execution", _UNNUMBERED, ""), *_clause_levels("Execution"))),
)  # fmt: skip


def numbering_part() -> bytes:
    """word/numbering.xml, always the same bytes."""
    lists = "\n".join(map(_abstract, _LISTS))
    instances = "\n".join(
        f'<w:num w:numId="{one.number}"><w:abstractNumId w:val="{one.number}"/></w:num>' for one in _LISTS
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}\n<w:numbering xmlns:w="{W}">\n{lists}\n{instances}\n</w:numbering>'.encode()


def _abstract(one: _List) -> str:
    shift = 1 if one.levels[0].format == _UNNUMBERED else 0
    levels = "".join(_level(index, level, index + 1 - shift) for index, level in enumerate(one.levels))
    return (
        f'<w:abstractNum w:abstractNumId="{one.number}"><w:nsid w:val="{one.code}"/>'
        f'<w:multiLevelType w:val="multilevel"/><w:tmpl w:val="{one.code}"/>{levels}</w:abstractNum>'
    )


def _level(index: int, level: _Level, steps: int) -> str:
    if level.format == _UNNUMBERED:
        suffix, indent = '<w:suff w:val="nothing"/>', '<w:ind w:left="0" w:firstLine="0"/>'
    else:
        left = steps * STEP
        suffix = ""
        indent = f'<w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs><w:ind w:left="{left}" w:hanging="{STEP}"/>'
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{level.format}"/>'
        f'<w:pStyle w:val="{level.style}"/>{suffix}<w:lvlText w:val="{level.text}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{indent}</w:pPr></w:lvl>"
    )
