"""What people and programs do to a file besides typing: controls, joined paragraphs, answers to comments, names taken
off, styles that hide."""

from __future__ import annotations

import copy

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from tests.support.returns.desk import Desk
from tests.support.wml import NAMESPACES, RELATIONSHIPS

_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_EXTENDED_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"


def in_control(desk: Desk, words: str, *, whole: bool = False) -> Desk:
    """Put words, or the whole paragraph that holds them, into a content control."""
    control = etree.Element(n.SDT)
    etree.SubElement(etree.SubElement(control, n.SDT_PR), w("tag"), {n.VAL: "amount"})
    content = etree.SubElement(control, n.SDT_CONTENT)
    inner = [desk.paragraph(words)] if whole else desk.runs(words)
    inner[0].addprevious(control)
    content.extend(inner)
    return desk


def join(desk: Desk, first: str, second: str) -> Desk:
    """Take out the end of a paragraph that another follows, without a trace."""
    one, two = desk.paragraph(first), desk.paragraph(second)
    one.extend([child for child in two if child.tag != n.PPR])
    _parent(two).remove(two)
    return desk


def empty(desk: Desk, words: str) -> Desk:
    """Take the words of a paragraph, and what says that it was inserted; the paragraph stays."""
    paragraph = desk.paragraph(words)
    for child in [c for c in paragraph if c.tag != n.PPR]:
        paragraph.remove(child)
    for mark in list(paragraph.iter(n.INS)):
        _parent(mark).remove(mark)
    return desk


def anonymous(desk: Desk) -> Desk:
    """Take the names and times off all tracked changes, as Word does when it is told to."""
    for part in desk.package.story_parts():
        for revision in desk.package.xml(part).iter(*n.REVISIONS):
            revision.set(n.AUTHOR, "Author")
            revision.attrib.pop(n.DATE, None)
    return desk


def hide_by_style(desk: Desk, words: str) -> Desk:
    """Give words a character style that hides."""
    styles = desk.package.xml(desk.package.related(desk.package.main, "styles") or "")
    style = etree.SubElement(styles, w("style"), {w("type"): "character", w("styleId"): "Quiet"})
    etree.SubElement(style, w("name"), {n.VAL: "Quiet"})
    etree.SubElement(etree.SubElement(style, n.RPR), w("vanish"))
    return desk.look(words, rStyle="Quiet")


def drop_note(desk: Desk, number: int) -> Desk:
    """Take out what refers to a footnote."""
    for reference in list(desk.package.body().iter(n.FOOTNOTE_REFERENCE)):
        if reference.get(n.ID) == str(number):
            _parent(reference).remove(reference)
    return desk


def drop_table(desk: Desk, words: str) -> Desk:
    """Take out the table that holds some words, without a trace."""
    table = next(desk.paragraph(words).iterancestors(n.TBL))
    _parent(table).remove(table)
    return desk


def answer(desk: Desk, comment: str, text: str) -> Desk:
    """Answer a comment as Word does: another on the same words, named by ``commentsExtended`` as its child."""
    comments = desk.package.xml(desk.package.related(desk.package.main, "comments") or "")
    parent = next(c for c in comments.iter(n.COMMENT) if comment in "".join(c.itertext()))
    last = max(int(c.get(n.ID) or 0) for c in comments.iter(n.COMMENT))
    reply = copy.deepcopy(parent)
    reply.set(n.ID, str(last + 1))
    reply.set(n.AUTHOR, desk.who)
    reply.set(n.DATE, desk.at)
    next(reply.iter(n.T)).text = text
    comments.append(reply)
    for k, paragraph in enumerate(comments.iter(n.P)):
        paragraph.set(n.PARA_ID, f"{0x20000000 + k:08X}")
    for part in desk.package.story_parts():
        for kind in (n.COMMENT_RANGE_START, n.COMMENT_RANGE_END, n.COMMENT_REFERENCE):
            for mark in [e for e in desk.package.xml(part).iter(kind) if e.get(n.ID) == parent.get(n.ID)]:
                around = _parent(mark) if kind == n.COMMENT_REFERENCE else mark
                twin = copy.deepcopy(around)
                (twin if twin.tag == kind else next(twin.iter(kind))).set(n.ID, str(last + 1))
                around.addnext(twin)
    ids = {c: [p.get(n.PARA_ID) for p in c.iter(n.P)][-1] for c in comments.iter(n.COMMENT)}
    entries = "".join(
        f'<w15:commentEx w15:paraId="{own}" w15:done="0"'
        + (f' w15:paraIdParent="{ids[parent]}"/>' if c is reply else "/>")
        for c, own in ids.items()
    )
    xml = f"<w15:commentsEx {NAMESPACES}>{entries}</w15:commentsEx>"
    desk.package.add_part("word/commentsExtended.xml", _EXTENDED_TYPE, xml.encode())
    desk.package.add_relationship(desk.package.main, _EXTENDED, "word/commentsExtended.xml")
    return desk


def first_page_header(desk: Desk, text: str) -> Desk:
    """Give the document another header on its first page."""
    xml = f"<w:hdr {NAMESPACES}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    desk.package.add_part("word/header9.xml", kind, xml.encode())
    identity = desk.package.add_relationship(desk.package.main, f"{RELATIONSHIPS}header", "word/header9.xml")
    section = next(desk.package.body().iter(n.SECT_PR))
    reference = etree.Element(w("headerReference"), {w("type"): "first", n.R_ID: identity})
    section.insert(0, reference)
    section.append(etree.Element(w("titlePg")))
    return desk


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent
