"""The template language of the wordings: one TOML file per clause kind, read into frozen records.

    heading = "Use of Body-Worn Cameras"        # the heading that a new clause begins with

    [phrases.triggers]                          # words for the values of a closed choice; its label serves otherwise
    use_of_force = "when force is used"

    [[block]]                                   # a paragraph
    level = 1                                   # 0 has no number; 1, 2, 3 are (a), (1), (i)
    when = ["permitted", "#triggers > 1"]       # all must hold; one may stand alone; "item.x" is asked of each item
    text = "An SRO shall activate the Body-Worn Camera only:"

    [[block]]                                   # a paragraph for each value of a list
    level = 2
    each = "triggers"
    join = "or"                                 # closes the items with ";", "; or" and "."
    text = "{item}"

Instead of ``text`` a block may have ``prose`` (the path of free paragraphs), ``columns`` and ``cells`` (a table with a
row for each value at ``each``), or ``party`` and ``title`` (a signature for each). An ``[[exhibit]]`` has ``label``,
``title``, blocks of its own and, if wanted, ``when`` and ``each``.

In a text, ``{path}`` is a field and ``{path|filter:argument|filter}`` a field in words (clauses.wording.filters);
``{ref:kind:NAME}``, ``{ref:clause:ID}`` and ``{term:WORDS}`` as in clauses.text.inline; a doubled brace prints one.
A condition is ``path``, ``not path``, ``path = value``, ``path != value``, ``path is path``, ``path is not path``,
``#path = 2`` or ``#path > 2``. The path ``house.recitals`` asks the house style: "lettered" or "whereas".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from clauses.text.inline import Link, Term, parse_inline, parse_slot


class TemplateError(ValueError):
    """A wording file does not follow the language: a fault of this package, never of a clause."""


@dataclass(frozen=True, slots=True)
class FilterCall:
    """One filter of a placeholder, with its arguments."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A placeholder: the field at ``path``, in the words of ``filters``."""

    path: str
    filters: tuple[FilterCall, ...]


@dataclass(frozen=True, slots=True)
class Unbound:
    """A place of bespoke wording whose words no longer say the field at ``path``; ``words`` are in the prose form."""

    path: str
    filters: tuple[FilterCall, ...]
    words: str


Piece = str | Link | Term | Value | Unbound


@dataclass(frozen=True, slots=True)
class Condition:
    """When a block appears. ``counted`` compares the number of items instead of the value."""

    path: str
    operator: Literal["", "=", "!=", ">", "is", "is not"]
    operand: str
    negated: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class ParagraphTemplate:
    """A paragraph, or one for each value at ``each``, closed as a list when there is a ``join``."""

    level: int
    pieces: tuple[Piece, ...]
    when: tuple[Condition, ...]
    each: str
    join: Literal["", "and", "or"]
    skip: int = 0
    """How many values at ``each`` bespoke wording has paragraphs of their own for."""


@dataclass(frozen=True, slots=True)
class ProseTemplate:
    """The free paragraphs at ``path``."""

    path: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A row or a signature of bespoke wording, which stands before those for each value."""

    cells: tuple[tuple[Piece, ...], ...]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class TableTemplate:
    """A table with a row for each value at ``each``."""

    each: str
    columns: tuple[str, ...]
    cells: tuple[tuple[Piece, ...], ...]
    when: tuple[Condition, ...]
    rows: tuple[FixedRow, ...] = ()
    skip: int = 0


@dataclass(frozen=True, slots=True)
class SignaturesTemplate:
    """A signature for each value at ``each``."""

    each: str
    party: tuple[Piece, ...]
    title: tuple[Piece, ...]
    when: tuple[Condition, ...]
    rows: tuple[FixedRow, ...] = ()
    skip: int = 0


BlockTemplate = ParagraphTemplate | ProseTemplate | TableTemplate | SignaturesTemplate


@dataclass(frozen=True, slots=True)
class ExhibitTemplate:
    """An exhibit, or one for each value at ``each``."""

    label: tuple[Piece, ...]
    title: tuple[Piece, ...]
    blocks: tuple[BlockTemplate, ...]
    when: tuple[Condition, ...]
    each: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a clause kind."""

    heading: str
    phrases: Mapping[str, Mapping[str, str]]
    blocks: tuple[BlockTemplate, ...]
    exhibits: tuple[ExhibitTemplate, ...]


_CONDITION = re.compile(
    r"(?P<negated>not )?(?P<counted>#)?(?P<path>[a-z_.]+)(?: (?P<operator>=|!=|>|is not|is) (?P<operand>[a-z0-9_.]+))?"
)
_VALUE = re.compile(r"([a-z_]+(?:\.[a-z_]+)*)((?:\|[a-z_]+(?::[^|:]+)*)*)")


def load_wording(toml: str, *, beside: Sequence[str] = ()) -> Wording:
    """Return the wording that the text of a TOML file describes; the keys of ``beside`` are left to others.

    :raises TemplateError: it does not follow the language.
    """
    data = {key: value for key, value in tomllib.loads(toml).items() if key not in beside}
    wording = Wording(
        heading=data.pop("heading"),
        phrases=data.pop("phrases", {}),
        blocks=_blocks(data.pop("block", [])),
        exhibits=tuple(_exhibit(exhibit) for exhibit in data.pop("exhibit", [])),
    )
    _nothing_left(data)
    return wording


def parse_template(text: str) -> tuple[Piece, ...]:
    """Return the pieces of one text.

    :raises TemplateError: a placeholder can't be read.
    """
    return tuple(
        piece if isinstance(piece, str) else parse_slot(piece) or _value(piece.body) for piece in parse_inline(text)
    )


def parse_condition(text: str) -> Condition:
    """Return the condition that ``text`` states.

    :raises TemplateError: it states none.
    """
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise TemplateError(f"no condition: {text!r}")
    return Condition(
        path=match["path"],
        operator=cast(Any, match["operator"] or ""),
        operand=match["operand"] or "",
        negated=bool(match["negated"]),
        counted=bool(match["counted"]),
    )


def _value(body: str) -> Value:
    match = _VALUE.fullmatch(body)
    if match is None:
        raise TemplateError(f"no placeholder: {{{body}}}")
    calls = (call.split(":") for call in match[2].split("|")[1:])
    return Value(match[1], tuple(FilterCall(name, tuple(arguments)) for name, *arguments in calls))


def _conditions(when: str | Sequence[str]) -> tuple[Condition, ...]:
    return tuple(parse_condition(text) for text in ([when] if isinstance(when, str) else when))


def _blocks(blocks: Sequence[dict[str, Any]]) -> tuple[BlockTemplate, ...]:
    return tuple(_block(dict(block)) for block in blocks)


def _block(data: dict[str, Any]) -> BlockTemplate:
    when = _conditions(data.pop("when", ()))
    block: BlockTemplate
    if "prose" in data:
        block = ProseTemplate(data.pop("prose"), when)
    elif "columns" in data:
        cells = tuple(parse_template(cell) for cell in data.pop("cells"))
        block = TableTemplate(data.pop("each"), tuple(data.pop("columns")), cells, when)
    elif "party" in data:
        party, title = parse_template(data.pop("party")), parse_template(data.pop("title"))
        block = SignaturesTemplate(data.pop("each"), party, title, when)
    else:
        pieces = parse_template(data.pop("text"))
        block = ParagraphTemplate(data.pop("level"), pieces, when, data.pop("each", ""), data.pop("join", ""))
    _nothing_left(data)
    return block


def _exhibit(data: dict[str, Any]) -> ExhibitTemplate:
    data = dict(data)
    exhibit = ExhibitTemplate(
        label=parse_template(data.pop("label")),
        title=parse_template(data.pop("title")),
        blocks=_blocks(data.pop("block")),
        when=_conditions(data.pop("when", ())),
        each=data.pop("each", ""),
    )
    _nothing_left(data)
    return exhibit


def _nothing_left(data: Mapping[str, Any]) -> None:
    if data:
        raise TemplateError(f"unknown keys: {', '.join(sorted(data))}")
