"""Pairs of Word files for property tests: any WordprocessingML that the engine redlines, and edits of it.

A file is a list of blocks: ``P`` and ``T`` records that ``written`` turns into a .docx by ``tests.support.wml``. Words
come from a small stock, so that paragraphs resemble one another and words repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from tests.support.wml import HEADING, PAGE, QUOTE, Part, docx, field, footnotes, header, p, t, tbl, tc, tr
from tests.support.wml import control as content_control

_STOCK = (
    "the District the Department may not shall notice thirty (30) ninety (90) $130,000 $135,500 4.2(b) camera video "
    "student record school property Territory territory agreement term ends begins each party costs and or of in"
)
WORDS = _STOCK.split()
SPACES = (" ", " ", " ", " ", "  ", "\u00a0")
LOOKS = ("", "", "", "<w:b/>", "<w:i/>", '<w:color w:val="FF0000"/>', '<w:b/><w:i/><w:sz w:val="28"/>')
FORMATS = (
    "",
    "",
    "",
    HEADING,
    QUOTE,
    '<w:jc w:val="center"/>',
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    '<w:keepNext/><w:spacing w:after="120"/>',
)
MARKS = ("", "", "", "", "<w:b/>")
TARGETS = ("https://example.org/a", "https://example.org/b")
CELLS = ("", "", "", '<w:shd w:val="clear" w:color="auto" w:fill="DDDDDD"/>')
ROWS = ("", "", "", '<w:trHeight w:val="900"/>')
SECTIONS = ("", '<w:type w:val="continuous"/>')
MARGINS = (None, "one", "two")


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a paragraph: words, or an atom that ``kind`` names."""

    kind: str
    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class P:
    """A paragraph; ``section`` is None, or what its section break says beyond the page."""

    bits: tuple[Bit, ...]
    format: str = ""
    mark: str = ""
    section: str | None = None


@dataclass(frozen=True, slots=True)
class T:
    """A table: rows of (properties, cells), a cell its (properties, blocks)."""

    rows: tuple[tuple[str, tuple[tuple[str, tuple[P | T, ...]], ...]], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A whole file: the body and the words of its only header. Where the body would end with a table or a section break
    an empty paragraph follows, as Word has it."""

    blocks: tuple[P | T, ...]
    header: str | None = None
    section: str = ""


# ------------------------------------------------------------------------------------------------------ to draw

words = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), min_size=1, max_size=8).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)
looks = st.sampled_from(LOOKS)
bits = st.one_of(
    st.builds(Bit, st.just("text"), words, looks),
    st.builds(Bit, st.just("text"), words, looks),
    st.builds(Bit, st.just("text"), words, looks),
    st.builds(Bit, st.just("text"), st.sampled_from([". ", "; ", "record", "ed ", "¶ “quoted” "]), looks),
    st.builds(Bit, st.sampled_from(["field", "simple"]), st.sampled_from(["12", "13", "12(b)"]), looks),
    st.builds(Bit, st.sampled_from(["page", "tab", "break", "page-break", "hyphen"]), st.just("1"), looks),
    st.builds(Bit, st.sampled_from(["link-0", "link-1", "anchor", "control"]), words, looks),
    st.builds(Bit, st.sampled_from(["note", "note", "endnote"]), words, looks),
)
paragraphs = st.builds(
    P,
    st.lists(bits, max_size=5).map(tuple),
    st.sampled_from(FORMATS),
    st.sampled_from(MARKS),
    st.one_of(*[st.none()] * 9, st.sampled_from(SECTIONS)),
)
inner_paragraphs = paragraphs.map(lambda found: replace(found, section=None))


def tables(cell: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Tables of one to three rows and columns whose cells hold ``cell``."""
    cells = st.tuples(st.sampled_from(CELLS), cell)
    return st.integers(1, 3).flatmap(
        lambda columns: st.builds(
            T,
            st.lists(
                st.tuples(st.sampled_from(ROWS), st.tuples(*[cells] * columns)),
                min_size=1,
                max_size=3,
            ).map(tuple),
        )
    )


def cells_of(block: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What a cell holds: blocks, and a paragraph at the end."""
    return st.tuples(st.lists(block, max_size=1), inner_paragraphs).map(lambda pair: (*pair[0], pair[1]))


flat_tables = tables(cells_of(inner_paragraphs))
nested_tables = tables(cells_of(st.one_of(inner_paragraphs, inner_paragraphs, flat_tables)))
blocks = st.one_of(paragraphs, paragraphs, paragraphs, paragraphs, nested_tables)
files = st.builds(
    File,
    st.lists(blocks, min_size=1, max_size=8).map(tuple),
    st.sampled_from(MARGINS),
    st.sampled_from(SECTIONS),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[File, File]:
    """A file and an edited version of it; now and then two files that have nothing to do with one another."""
    before = draw(files)
    if draw(st.integers(0, 9)) == 0:
        return before, draw(files)
    edited = draw(edited_blocks(before.blocks, blocks))
    margin = draw(st.sampled_from([before.header, before.header, *MARGINS]))
    return before, File(edited or before.blocks, margin, draw(st.sampled_from([before.section, *SECTIONS])))


@st.composite
def edited_blocks(draw: st.DrawFn, old: tuple[Any, ...], fresh: st.SearchStrategy[Any]) -> tuple[Any, ...]:
    """Blocks kept, edited, left out, added, cut in two, joined to the next, and carried elsewhere."""
    out: list[Any] = []
    for block in old:
        what = draw(st.sampled_from(["keep"] * 5 + ["edit"] * 4 + ["drop", "add", "cut", "join", "carry"]))
        if what == "add":
            out.append(draw(fresh))
        if what == "drop":
            continue
        if what == "carry":
            out.insert(draw(st.integers(0, len(out))), block)
            continue
        if what == "edit":
            block = draw(edited_block(block))
        if what == "cut" and isinstance(block, P) and len(block.bits) > 1:
            at = draw(st.integers(1, len(block.bits) - 1))
            out.append(replace(block, bits=block.bits[:at], section=None))
            block = replace(block, bits=block.bits[at:])
        if what == "join" and out and isinstance(block, P) and isinstance(out[-1], P) and out[-1].section is None:
            block = replace(block, bits=(*out.pop().bits, *block.bits))
        out.append(block)
    return tuple(out)


@st.composite
def edited_block(draw: st.DrawFn, block: Any) -> Any:
    """A paragraph with other words, looks or properties; a table with other rows or cells."""
    if isinstance(block, T):
        return draw(edited_table(block))
    what = draw(st.sampled_from(["bits", "bits", "bits", "format", "mark"]))
    if what == "format":
        return replace(block, format=draw(st.sampled_from(FORMATS)))
    if what == "mark":
        return replace(block, mark=draw(st.sampled_from(MARKS)))
    return replace(block, bits=draw(edited_bits(block.bits)))


@st.composite
def edited_bits(draw: st.DrawFn, old: tuple[Bit, ...]) -> tuple[Bit, ...]:
    """Pieces kept, left out, added, with another look, or with a word changed, removed or added."""
    out: list[Bit] = []
    for bit in old:
        what = draw(st.sampled_from(["keep", "keep", "word", "word", "word", "look", "drop", "add"]))
        if what == "add":
            out.append(draw(bits))
        if what == "look":
            bit = replace(bit, look=draw(looks))
        if what == "word" and len(bit.text) > 3:
            at, new = draw(st.integers(0, len(bit.text) - 1)), draw(st.sampled_from(["", "not ", "x", *WORDS[:6]]))
            bit = replace(bit, text=bit.text[:at] + new + bit.text[at + draw(st.integers(0, 3)) :] or "x")
        if what != "drop":
            out.append(bit)
    return tuple(out) if old else (draw(bits),)


@st.composite
def edited_table(draw: st.DrawFn, table: T) -> T:
    """Rows kept, left out, added after their like, and cells with other blocks or properties."""
    out: list[Any] = []
    for properties, cells in table.rows:
        what = draw(st.sampled_from(["keep", "cells", "cells", "drop", "twice", "row"]))
        if what == "drop" and len(table.rows) > 1:
            continue
        if what == "row":
            properties = draw(st.sampled_from(ROWS))
        if what == "cells":
            k = draw(st.integers(0, len(cells) - 1))
            inner = draw(edited_blocks(cells[k][1], inner_paragraphs)) or cells[k][1]
            ended = inner if isinstance(inner[-1], P) else (*inner, P(()))
            cells = (*cells[:k], (draw(st.sampled_from([cells[k][0], *CELLS])), ended), *cells[k + 1 :])
        out.append((properties, cells))
        if what == "twice":
            out.append((properties, cells))
    return T(tuple(out) or table.rows)


# --------------------------------------------------------------------------------------------------- to write


def written(file: File) -> bytes:
    """The .docx of a file."""
    return _Writer().file(file)


class _Writer:
    def __init__(self) -> None:
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.controls = 100

    def file(self, file: File) -> bytes:
        body = "".join(map(self.block, file.blocks))
        last = file.blocks[-1]
        if isinstance(last, T) or last.section is not None:
            body += p()
        parts: dict[str, Part] = {}
        reference = ""
        if file.header is not None:
            parts["word/header1.xml"] = header(file.header)
            reference = '<w:headerReference w:type="default" r:id="rIdheader"/>'
        for kind, notes in self.notes.items():
            if notes:
                made = footnotes("".join(notes))
                parts[f"word/{kind}s.xml"] = Part(made.xml.replace("footnote", kind), f"{kind}s")
        links = "".join(
            f'<Relationship Id="rLink{k}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'hyperlink" Target="{target}" TargetMode="External"/>'
            for k, target in enumerate(TARGETS)
        )
        section = f"<w:sectPr>{reference}{file.section}{PAGE}</w:sectPr>"
        return docx(body, parts, section, links)

    def block(self, block: P | T) -> str:
        if isinstance(block, P):
            section = f"<w:sectPr>{block.section}{PAGE}</w:sectPr>" if block.section is not None else ""
            mark = f"<w:rPr>{block.mark}</w:rPr>" if block.mark else ""
            return p(*map(self.bit, block.bits), ppr=block.format + mark + section)
        rows = [tr(*(tc(*map(self.block, inner), tcpr=a) for a, inner in cells), trpr=r) for r, cells in block.rows]
        return tbl(*rows, columns=len(block.rows[0][1]))

    def bit(self, bit: Bit) -> str:
        kind, text, look = bit.kind, bit.text, bit.look
        if kind == "field":
            return field("REF cp_a_0 \\h", text)
        if kind == "simple":
            return f'<w:fldSimple w:instr=" PAGEREF x ">{t(text, look)}</w:fldSimple>'
        if kind == "page":
            return field("PAGE", text)
        if kind.startswith("link"):
            return f'<w:hyperlink r:id="rLink{kind[-1]}">{t(text, look)}</w:hyperlink>'
        if kind == "anchor":
            return f'<w:hyperlink w:anchor="there">{t(text, look)}</w:hyperlink>'
        if kind == "control":
            self.controls += 1
            return content_control(t(text, look), self.controls)
        if kind.endswith("note"):
            return self.note("endnote" if kind == "endnote" else "footnote", text)
        simple = {"tab": "<w:tab/>", "break": "<w:br/>", "page-break": '<w:br w:type="page"/>'}
        inner = simple.get(kind) or ("<w:noBreakHyphen/>" if kind == "hyphen" else "")
        if inner:
            return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"
        return t(text, look)

    def note(self, kind: str, text: str) -> str:
        notes = self.notes[kind]
        notes.append(f'<w:{kind} w:id="{len(notes) + 1}">{p(t(text))}</w:{kind}>')
        return f'<w:r><w:{kind}Reference w:id="{len(notes)}"/></w:r>'
