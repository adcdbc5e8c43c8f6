"""Threads about clauses as Word comments on a file that is sent: each on the first paragraph of its clause
(docs/ooxml/comments.md).

A reply stands on the same words as what it answers, which is how readers without ``commentsExtended`` tell threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from clauses.ids import parse_bookmark
from drafts.makers import Maker
from drafts.word import names as n
from drafts.word.carry import Ids
from drafts.word.package import Package
from drafts.word.rationales import comment_of, comments_of


@dataclass(frozen=True, slots=True)
class Said:
    """A comment: who said it, for which party, when, and what."""

    author: str
    party: str
    at: datetime
    text: str


def add_discussion(docx: bytes, threads: Mapping[str, Sequence[Sequence[Said]]]) -> bytes:
    """The file with the threads of each clause (by its identity) as comments; those of a clause that it does not have
    are left out. The same arguments give the same bytes. Raises UnreadableFile."""
    package = Package.read(docx)
    first = _first_paragraphs(package)
    ids = Ids(package)
    for clause_id, paragraph in first.items():
        for thread in threads.get(clause_id, ()):
            for said in thread:
                identity = ids.annotation()
                _anchor(paragraph, identity)
                maker = Maker(said.author, said.at, said.party, said.text)
                comments_of(package).append(comment_of(identity, maker))
    return package.to_bytes()


def _first_paragraphs(package: Package) -> dict[str, etree._Element]:
    """Clause -> the first of its paragraphs that neither comes nor goes; the first of all where each does."""
    standing: dict[str, etree._Element] = {}
    found: dict[str, etree._Element] = {}
    for start in package.body().iter(n.BOOKMARK_START):
        parsed = parse_bookmark(start.get(n.NAME) or "")
        paragraph = next(start.iterancestors(n.P), None)
        if parsed is not None and paragraph is not None:
            found.setdefault(parsed[0], paragraph)
            mark = paragraph.find(f"{n.PPR}/{n.RPR}")
            if mark is None or next(mark.iterchildren(n.INS, n.DEL), None) is None:
                standing.setdefault(parsed[0], paragraph)
    return found | standing


def _anchor(paragraph: etree._Element, identity: str) -> None:
    """A comment on all words of a paragraph, its marks outside of every revision."""
    start = etree.Element(n.COMMENT_RANGE_START, {n.ID: identity})
    properties = paragraph.find(n.PPR)
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    etree.SubElement(paragraph, n.COMMENT_RANGE_END, {n.ID: identity})
    run = etree.SubElement(paragraph, n.R_)
    etree.SubElement(run, n.COMMENT_REFERENCE, {n.ID: identity})
