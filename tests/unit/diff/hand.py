"""Blocks and tokens made by hand from plain strings, and plans as strings: no XML anywhere."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from clauses.text.tokens import tokenize
from drafts.blocks import (
    Block,
    BlockKind,
    Cell,
    CellPlan,
    Fate,
    Item,
    Mark,
    Paragraphs,
    Row,
    RowPlan,
    Same,
    StoryPlan,
    TablePlan,
    Token,
    Whole,
)

_NUMBERS: dict[Hashable, int] = {}
_SIGNS = {Fate.INSERT: "+", Fate.DELETE: "-", Fate.MOVE_FROM: "<", Fate.MOVE_TO: ">"}


def token(text: str, fmt: Hashable = 0, inner: Sequence[Token] | None = None) -> Token:
    """A token whose key is its text; with ``inner`` a field of that code."""
    key = _NUMBERS.setdefault((text, inner is not None), len(_NUMBERS))
    if inner is None:
        return Token(key, fmt, text)
    return Token(key, fmt, "".join(t.text for t in inner), atom=True, inner=tuple(inner))


def tokens(text: str, fmt: Hashable = 0) -> list[Token]:
    """The tokens of a text."""
    return [token(word, fmt) for word in tokenize(text)]


class Paragraph(Block):
    """A paragraph of plain words, of given tokens, or one that ends a section."""

    def __init__(
        self,
        text: str,
        *,
        clause: str = "",
        anchor: str = "",
        props: Hashable = (),
        of: Sequence[Token] | None = None,
        ends_section: bool = False,
    ) -> None:
        kind = BlockKind.SECTION_END if ends_section else BlockKind.PARAGRAPH
        self._of = tokens(text) if of is None else list(of)
        looks = tuple((t.key, t.fmt, tuple(i.key for i in t.inner or ())) for t in self._of)
        super().__init__(kind, (kind, looks, props), size=len(text), clause=clause, anchor=anchor)
        self._props = props

    @property
    def text_key(self) -> Hashable:
        return self.text

    @property
    def tokens(self) -> Sequence[Token]:
        return self._of

    def cut(self, whole: Sequence[tuple[int, int]]) -> Sequence[Token]:
        """The same tokens, each stretch of ``whole`` made one."""
        out: list[Token] = []
        at = 0
        for start, end in whole:
            out.extend([*tokens(self.text[at:start]), token(self.text[start:end])])
            at = end
        return [*out, *tokens(self.text[at:])]

    @property
    def props(self) -> Hashable:
        return self._props


class Table(Block):
    """A table of rows of plain cells, or a row of one."""

    def __init__(self, *rows: Sequence[str], props: Hashable = (), clause: str = "") -> None:
        self._texts = tuple(tuple(row) for row in rows)
        super().__init__(BlockKind.TABLE, (self._texts, props), size=len(self.text), clause=clause)
        self._props = props

    @property
    def text_key(self) -> Hashable:
        return self._texts

    @property
    def tokens(self) -> Sequence[Token]:
        return [t for row in self._texts for text in row for t in tokens(f"{text} ")]

    @property
    def rows(self) -> Sequence[Row]:
        return [Row(Table(row), [Cell([Paragraph(text)]) for text in row], len(row)) for row in self._texts]

    @property
    def props(self) -> Hashable:
        return self._props


def paragraphs(*texts: str) -> list[Block]:
    """Paragraphs of plain words."""
    return [Paragraph(text) for text in texts]


def shown(plan: StoryPlan) -> list[str]:
    """A plan's paragraphs and rows with their marks, in the form of tests/support/redlines.py."""
    out: list[str] = []
    for planned in plan.planned:
        if isinstance(planned, Same):
            out.append(planned.after.text.strip())
        elif isinstance(planned, Paragraphs):
            out.extend(_paragraphs(planned.entries))
        elif isinstance(planned, TablePlan):
            out.extend(map(_row, planned.rows))
        else:
            assert isinstance(planned, Whole)
            out.append(f"[{_SIGNS[planned.fate]}table{_SIGNS[planned.fate]}] {planned.block.text.strip()}")
    return out


def _paragraphs(entries: Sequence[Item | Mark]) -> list[str]:
    out: list[str] = []
    text = ""
    for entry in entries:
        if isinstance(entry, Item):
            text += items([entry])
            continue
        sign = _SIGNS.get(entry.fate, "")
        out.append(f"{text} [{sign}¶{sign}]".strip() if sign else text)
        text = ""
    return out


def items(found: Sequence[Item]) -> str:
    """Items with their marks."""
    out = ""
    for item in found:
        sign = _SIGNS.get(item.fate, "~" if item.looks_differ else "")
        text = items(item.inner) if item.inner else item.text
        out += f"[{sign}{text}{sign}]" if sign else text
    return out


def _cell(plan: CellPlan) -> str:
    sign = _SIGNS.get(plan.fate, "")
    return (f"[{sign}cell{sign}] " if sign else "") + " / ".join(shown(plan.story))


def _row(plan: RowPlan) -> str:
    side = plan.after or plan.before
    assert side is not None
    sign = _SIGNS.get(plan.fate, "")
    head = f"[{sign}row{sign}] " if sign else ""
    if plan.cells:
        return head + " | ".join(_cell(cell) for cell in plan.cells)
    return head + " | ".join(" / ".join(b.text for b in cell.blocks) for cell in side.cells)
