"""The reasons for changes as Word comments: one for each clause and revision, at the first of its changes in the clause
(docs/ooxml/comments.md).

Each is by who made the change, at the time of the change. Its reference stands inside of the change, so that a change
that is rejected takes its comment along.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Final

from lxml import etree

from drafts.makers import Maker
from drafts.word import names as n
from drafts.word.attribution import Attribution
from drafts.word.carry import Ids
from drafts.word.names import w
from drafts.word.opc import parse
from drafts.word.package import Package

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONSHIP: Final = f"{n.R}/comments"
_PART: Final = "word/comments.xml"
_EMPTY: Final = f'<w:comments xmlns:w="{n.W}"/>'.encode()
_ANCHORS: Final = (n.INS, n.DEL, n.MOVE_TO)
_MOST_INITIALS: Final = 3


def add_rationales(redlined: Package, found: Attribution) -> int:
    """Write the reasons of the makers of a redline into it; returns how many comments that made."""
    told: set[tuple[str, Maker]] = set()
    ids = Ids(redlined)
    comments: etree._Element | None = None
    for stretch, maker, clause in list(_stretches(redlined, found)):
        if not maker.rationale or (clause, maker) in told:
            continue
        told.add((clause, maker))
        comments = comments_of(redlined) if comments is None else comments
        identity = ids.annotation()
        _anchor(stretch, identity)
        comments.append(comment_of(identity, maker))
    return len(told)


def _stretches(redlined: Package, found: Attribution) -> Iterator[tuple[list[etree._Element], Maker, str]]:
    """Revisions of runs side by side with one maker, in reading order, with the clause that they are in."""
    last: tuple[list[etree._Element], Maker, str] | None = None
    for revision in redlined.body().iter(*_ANCHORS):
        maker, parent = found.makers.get(revision), revision.getparent()
        if maker is None or parent is None or parent.tag != n.P:
            continue
        if last is not None and last[1] == maker and revision.getprevious() is last[0][-1]:
            last[0].append(revision)
            continue
        if last is not None:
            yield last
        last = [revision], maker, found.clauses.get(revision, "")
    if last is not None:
        yield last


def _anchor(stretch: list[etree._Element], identity: str) -> None:
    stretch[0].addprevious(etree.Element(n.COMMENT_RANGE_START, {n.ID: identity}))
    stretch[-1].addnext(etree.Element(n.COMMENT_RANGE_END, {n.ID: identity}))
    run = etree.SubElement(stretch[-1], n.R_)
    etree.SubElement(run, n.COMMENT_REFERENCE, {n.ID: identity})


def comments_of(redlined: Package) -> etree._Element:
    """The part that holds the comments, made where there is none."""
    part = redlined.related(redlined.main, "comments")
    if part is None:
        part = _PART if _PART not in redlined else redlined.free_name("word/comments", ".xml")
        redlined.add_part(part, _TYPE, parse(part, _EMPTY))
        redlined.add_relationship(redlined.main, _RELATIONSHIP, part)
    return redlined.xml(part)


def comment_of(identity: str, maker: Maker) -> etree._Element:
    """The comment of a maker, which says the rationale; a paragraph each line."""
    comment = etree.Element(
        n.COMMENT,
        {
            n.ID: identity,
            n.AUTHOR: maker.signature,
            n.DATE: maker.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            w("initials"): "".join(word[0] for word in maker.author.split())[:_MOST_INITIALS].upper(),
        },
    )
    paragraph: etree._Element | None = None
    for line in maker.rationale.splitlines():
        paragraph = etree.SubElement(comment, n.P)
        text = etree.SubElement(etree.SubElement(paragraph, n.R_), n.T)
        text.text = "".join(c for c in line if c.isprintable())
        text.set(n.SPACE, "preserve")
    if paragraph is not None:
        comment[0].insert(0, etree.Element(n.R_))
        etree.SubElement(comment[0][0], w("annotationRef"))
    return comment
