"""Pairs of drafts for property tests: clauses revised, added, removed and moved, written in the house style."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from clauses.ids import clause_id_from
from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedBlock,
    RenderedClause,
    RenderedExhibit,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
    SignatureLine,
    Text,
)
from drafts.assemble import assemble
from drafts.model import DraftIdentity
from drafts.word.writer import write
from tests.support.generated import words

IDS = tuple(clause_id_from(f"clause {k}".encode()) for k in range(9))
_AUTHORITY = "Officers of the District and of the Department shall wear a camera on school property "
Draft = tuple[RenderedClause, ...]

sentences = st.builds(
    lambda start, end: start + end.strip() + ".", st.sampled_from(["", "", "The Board ", _AUTHORITY]), words
)
spans = st.one_of(
    st.builds(Text, sentences),
    st.builds(Text, sentences),
    st.builds(DefinedTerm, st.sampled_from(["Video", "School Property", "SRO"])),
    st.builds(Reference, st.sampled_from(IDS), st.none(), st.sampled_from([None, None, 1])),
)
paragraphs = st.builds(RenderedParagraph, st.integers(0, 3), st.lists(spans, min_size=1, max_size=3).map(tuple))
cells = words.map(str.strip)
tables = st.integers(2, 3).flatmap(
    lambda columns: st.builds(
        RenderedTable,
        st.tuples(*[cells] * columns),
        st.lists(st.tuples(*[cells] * columns), min_size=1, max_size=3).map(tuple),
    )
)
blocks: st.SearchStrategy[RenderedBlock] = st.one_of(paragraphs, paragraphs, paragraphs, tables)
headings = words.map(lambda text: text.strip().title())
exhibits = st.builds(
    RenderedExhibit,
    st.sampled_from("AB"),
    headings,
    st.lists(st.one_of(paragraphs, tables), min_size=1, max_size=2).map(tuple),
)
_PLACES = st.sampled_from(["section"] * 6 + ["preamble", "recitals"])
_SIGNATURES = SignatureBlock((SignatureLine("THE DISTRICT", "Superintendent"), SignatureLine("THE CITY", "Chief")))
SIGNING = RenderedClause(
    clause_id_from(b"signatures"),
    "execution",
    "execution",
    "",
    (RenderedParagraph(0, (Text("The parties sign below."),)), _SIGNATURES),
)


def clause(clause_id: str) -> st.SearchStrategy[RenderedClause]:
    """Any clause of that identity."""
    return st.builds(
        RenderedClause,
        st.just(clause_id),
        st.just("custom"),
        _PLACES,
        headings,
        st.lists(blocks, min_size=1, max_size=4).map(tuple),
        st.one_of(*[st.just(())] * 5, exhibits.map(lambda found: (found,))),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Draft, Draft]:
    """A draft of one to six clauses, and a later one: clauses revised, removed, added, and in another order."""
    order = draw(st.permutations(IDS))
    before = [draw(clause(identity)) for identity in order[: draw(st.integers(1, 6))]]
    after: list[RenderedClause] = []
    for one in before:
        what = draw(st.sampled_from(["keep"] * 5 + ["revise"] * 4 + ["remove", "carry", "carry-and-revise"]))
        if what == "remove":
            continue
        made = draw(revised(one)) if "revise" in what else one
        after.insert(draw(st.integers(0, len(after))) if "carry" in what else len(after), made)
    for identity in order[len(before) : len(before) + draw(st.sampled_from([0, 0, 1, 2]))]:
        after.insert(draw(st.integers(0, len(after))), draw(clause(identity)))
    ends = [(SIGNING,), (SIGNING,), ()]
    return (*before, *draw(st.sampled_from(ends))), (*after, *draw(st.sampled_from(ends)))


@st.composite
def revised(draw: st.DrawFn, one: RenderedClause) -> RenderedClause:
    """The clause with another heading, or with blocks revised, left out and added."""
    what = draw(st.sampled_from(["blocks"] * 4 + ["heading", "exhibit"]))
    if what == "heading":
        return replace(one, heading=draw(headings))
    if what == "exhibit":
        return replace(one, exhibits=draw(st.one_of(st.just(()), exhibits.map(lambda found: (found,)))))
    out: list[RenderedBlock] = []
    for block in one.blocks:
        way = draw(st.sampled_from(["keep", "keep", "revise", "revise", "remove", "add"]))
        if way == "add":
            out.append(draw(blocks))
        if way != "remove":
            out.append(draw(revised_block(block)) if way == "revise" else block)
    return replace(one, blocks=tuple(out) or one.blocks)


@st.composite
def revised_block(draw: st.DrawFn, block: Any) -> RenderedBlock:
    """A paragraph with other words, terms, references or level; a table with another cell, a row more or a row less."""
    if isinstance(block, RenderedTable):
        rows = list(block.rows)
        at = draw(st.integers(0, len(rows) - 1))
        way = draw(st.sampled_from(["cell", "cell", "more", "less"]))
        if way == "less" and len(rows) > 1:
            del rows[at]
        elif way == "more":
            rows.insert(at, draw(st.tuples(*[cells] * len(block.columns))))
        else:
            rows[at] = (draw(cells), *rows[at][1:])
        return replace(block, rows=tuple(rows))
    if draw(st.integers(0, 5)) == 0:
        return replace(block, level=draw(st.integers(0, 3)))
    out: list[Any] = []
    for span in block.spans:
        if isinstance(span, Text):
            at, new = draw(st.integers(0, len(span.text) - 1)), draw(st.sampled_from(["", "not ", "x", "thirty (30) "]))
            span = replace(span, text=(span.text[:at] + new + span.text[at + draw(st.integers(0, 6)) :]).strip() or "x")
        elif draw(st.booleans()):
            span = draw(spans)
        out.append(span)
    return replace(block, spans=tuple(out))


def written(draft: Draft, number: int) -> bytes:
    """The draft's .docx, as draft ``number``."""
    document = assemble("Memorandum of Understanding", draft).document
    return write(document, DraftIdentity(number, f"Draft {number}", date(2020, 1, number), f"{number}" * 64))
