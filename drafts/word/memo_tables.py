"""What of a change memo stands on the one page for the packet: its tables, in as much detail as the page has room for.

The fields that changed come first, by section; then a line for each section that is new, removed, moved or reworded.
What gives way first where there are many: the reasons, then a line for each field (they follow one another in a
paragraph), then a line for each section (they share one), and at last the page names what fits and counts the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drafts.house_style import HouseStyle
from drafts.render.memo import told, who
from drafts.summary import ChangeMemo, ClauseFate, ClauseMemo

from .fitting import Cell, Line, Sheet, Table, shortened

GAP: Final = 120
"""Twips between the tables, and above the first."""
_MARGIN: Final = 1080
"""Twips: three quarters of an inch, all round."""
_NARROW_MARGIN: Final = 864
"""Six tenths of an inch, where there is much to say."""
_LEAST_MARGIN: Final = 720
"""Half an inch, which every printer keeps, where there is still more."""
_SMALLEST: Final = 18
"""Half-points: no type is smaller than nine points."""
_LONGEST: Final = 220
"""Characters of one line of a change, beyond which it is shortened; the whole is in the page and in the data."""
_NAME: Final = 90
_SHARE_OF_SECTIONS: Final = 0.4
"""The share of the page that sections named in a row may take where not everything fits."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is told. ``fields`` and ``names`` limit how many fields, and sections of each fate, are named."""

    reasons: bool = False
    joined: bool = False
    """Fields follow one another in a paragraph."""
    grouped: bool = False
    """Sections of one fate share a line."""
    fields: int | None = None
    names: int | None = None


@dataclass(frozen=True, slots=True)
class MemoPage:
    """The tables of the page, and the sheet on which they fit it."""

    sheet: Sheet
    detail: Detail
    tables: tuple[Table, ...]


_LINES, _JOINED, _GROUPED = Detail(), Detail(joined=True), Detail(joined=True, grouped=True)
_CHOICES: Final = (
    *((Detail(reasons=True), size, _MARGIN) for size in (22, 20, 19, _SMALLEST)),
    *((_LINES, size, _MARGIN) for size in (20, 19, _SMALLEST)),
    (_LINES, _SMALLEST, _NARROW_MARGIN),
    *((_JOINED, size, _NARROW_MARGIN) for size in (20, 19, _SMALLEST)),
    *((_GROUPED, _SMALLEST, margin) for margin in (_NARROW_MARGIN, _LEAST_MARGIN)),
)
"""The best first."""


def fitting(memo: ChangeMemo, house: HouseStyle, head: Callable[[Sheet], int]) -> MemoPage:
    """The page with the most detail that fits under a head of the height that ``head`` tells of a sheet."""
    for detail, size, margin in _CHOICES:
        sheet = Sheet(house, size, margin)
        tables = _tables(memo, detail)
        if _height(sheet, tables) <= sheet.room - head(sheet):
            return MemoPage(sheet, detail, tables)
    sheet = Sheet(house, _SMALLEST, _LEAST_MARGIN)
    room = sheet.room - head(sheet)
    some = replace(_GROUPED, fields=0, names=0)
    some = _most(some, "names", len(memo.clauses), memo, sheet, int(room * _SHARE_OF_SECTIONS))
    some = _most(some, "fields", memo.field_count, memo, sheet, room)
    return MemoPage(sheet, some, _tables(memo, some))


def appendix(memo: ChangeMemo) -> Table:
    """Everything, unshortened: each clause with every line of what happened to it, by whom and why."""
    rows = tuple(
        ((_line(each.name, bold=True),), tuple(map(_line, told(each))), _said(each, Detail(reasons=True)))
        for each in memo.clauses
    )
    return Table(("Section", "What changes", "Who, and why"), (20, 48, 32), rows)


def _most(some: Detail, name: str, many: int, memo: ChangeMemo, sheet: Sheet, room: int) -> Detail:
    """``some`` with the highest limit ``name``, up to ``many``, whose tables are no higher than ``room``."""
    least, most = 0, many
    while least < most:
        middle = (least + most + 1) // 2
        fits = _height(sheet, _tables(memo, replace(some, **{name: middle}))) <= room
        least, most = (middle, most) if fits else (least, middle - 1)
    return replace(some, **{name: least})


def _height(sheet: Sheet, tables: Sequence[Table]) -> int:
    return sum(sheet.height(table) + GAP for table in tables)


def _tables(memo: ChangeMemo, detail: Detail) -> tuple[Table, ...]:
    asked = "Who, and why" if detail.reasons else "Who"
    shares = (19, 47, 34) if detail.reasons else (17, 62, 21)
    fields = Table(("Section", "What changes", asked), shares, tuple(_field_rows(memo, detail)))
    heads = ("Sections", "Which (by whom)") if detail.grouped else ("Sections", "Which", asked)
    widths = (13, 87) if detail.grouped else (13, 53, 34) if detail.reasons else (13, 59, 28)
    sections = Table(heads, widths, tuple(_section_rows(memo, detail)))
    return tuple(each for each in (fields, sections) if each.rows)


# ------------------------------------------------------------------------------------------------------- fields


def _field_rows(memo: ChangeMemo, detail: Detail) -> Iterator[tuple[Cell, ...]]:
    left = memo.field_count if detail.fields is None else detail.fields
    untold: list[ClauseMemo] = []
    for clause in (each for each in memo.clauses if each.fields):
        named, left = clause.fields[:left], max(0, left - len(clause.fields))
        if named:
            lines = [(each.label, each.told.removeprefix(f"{each.label}: ")) for each in named]
            yield (_name(clause),), _field_lines(clause, lines, detail), _said(clause, detail)
        if len(named) < len(clause.fields):
            untold.append(clause)
    if untold:
        more = memo.field_count - (detail.fields or 0)
        where = shortened("; ".join(_short(each.name) for each in untold), _LONGEST)
        yield (), (((f"and {more} more, see the redline: ", True), (where, False)),), ()


def _field_lines(clause: ClauseMemo, fields: Sequence[tuple[str, str]], detail: Detail) -> Cell:
    told_of = [(label, shortened(words, _LONGEST)) for label, words in fields]
    if clause.heading is not None:
        told_of.insert(0, ("Heading", f"{clause.heading[0]} → {clause.heading[1]}"))
    if not detail.joined:
        own = ((("Own wording changes too.", False),),) if clause.reworded else ()
        return (*(((f"{label}: ", True), (words, False)) for label, words in told_of), *own)
    own = (("Own wording changes too.", False),) if clause.reworded else ()
    last = len(told_of) - 1
    runs = [
        run
        for n, (label, words) in enumerate(told_of)
        for run in ((f"{label}: ", True), (words if n == last and not own else f"{words}; ", False))
    ]
    return ((*runs, *own),)


# ----------------------------------------------------------------------------------------------------- sections


def _section_rows(memo: ChangeMemo, detail: Detail) -> Iterator[tuple[Cell, ...]]:
    fates = (
        ("New", memo.of(ClauseFate.ADDED), [f". {each.summary}" for each in memo.of(ClauseFate.ADDED)]),
        ("Removed", memo.of(ClauseFate.DELETED), [_REMOVED] * len(memo.clauses)),
        ("Moved", memo.moved, [_moved(each) for each in memo.moved]),
        ("Wording only", memo.wording_only, [_reworded(each) for each in memo.wording_only]),
    )
    for fate, clauses, about in fates:
        if detail.grouped and clauses:
            yield (_line(fate, bold=True),), (_line(_named(clauses, detail)),)
            continue
        for each, words in zip(clauses, about, strict=False):
            heard = replace(detail, reasons=detail.reasons and not each.fields)
            more = words if detail.reasons or fate != "New" else ""
            yield (_line(fate, bold=True),), (((_short(each.name), True), (more, False)),), _said(each, heard)


_REMOVED: Final = " (numbered as in the earlier draft)"


def _named(clauses: Sequence[ClauseMemo], detail: Detail) -> str:
    named = [f"{_short(each.name)} ({', '.join(_authors(each))})" for each in clauses[: detail.names]]
    more = len(clauses) - len(named)
    return "; ".join([*named, *([f"and {more} more, see the redline"] if more else [])])


def _moved(clause: ClauseMemo) -> str:
    stands = (clause.moved or ("", ""))[1]
    return f": now follows {_short(stands)}" if stands else ": now stands first"


def _reworded(clause: ClauseMemo) -> str:
    if clause.heading is not None and not clause.reworded:
        return f": a new heading, it was {_short(clause.heading[0])}"
    return f": {len(clause.reworded)} {'paragraph' if len(clause.reworded) == 1 else 'paragraphs'} reworded"


# ---------------------------------------------------------------------------------------------------------- who


def _said(clause: ClauseMemo, detail: Detail) -> Cell:
    if detail.reasons:
        return tuple(_line(f"{who(each)}: {each.why}" if each.why else who(each)) for each in clause.said)
    return (_line("; ".join(dict.fromkeys(who(each) for each in clause.said))),)


def _authors(clause: ClauseMemo) -> Iterator[str]:
    yield from dict.fromkeys(each.author for each in clause.said)


def _name(clause: ClauseMemo) -> Line:
    return _line(_short(clause.name), bold=True)


def _short(name: str) -> str:
    return shortened(name, _NAME)


def _line(words: str, *, bold: bool = False) -> Line:
    return ((words, bold),)
