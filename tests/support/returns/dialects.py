"""Files as other programs save them: LibreOffice itself, and the forms of Word 365 and of Google Docs, crafted."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.numbering_view import Lists, list_labels
from drafts.word.package import Package
from tests.support.libreoffice import Office
from tests.support.returns.desk import halve
from tests.support.wml import NAMESPACES

Way = Callable[[Office, bytes], bytes]
_UTC = f"{{{n.W16DU}}}dateUtc"
_WEST = timedelta(hours=5)
_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_EX = f"{{{n.W15}}}commentEx"


def word_365(docx: bytes) -> bytes:
    """Local time with a false Z and ``dateUtc`` beside it, rsids, runs cut by the proofing, paragraph identities,
    comments extended, ``_GoBack``."""
    package = Package.read(docx)
    for number, part in enumerate(package.story_parts()):
        root = package.xml(part)
        root = _with_namespaces(package, part, root)
        for element in root.iter(*n.REVISIONS, n.COMMENT):
            date = element.get(n.DATE)
            if date:
                at = datetime.fromisoformat(date).astimezone(UTC)
                element.set(n.DATE, f"{at - _WEST:%Y-%m-%dT%H:%M:%SZ}")
                element.set(_UTC, f"{at:%Y-%m-%dT%H:%M:00Z}")
        for k, paragraph in enumerate(root.iter(n.P)):
            paragraph.set(n.PARA_ID, f"{0x10000000 + 0x10000 * number + k:08X}")
            paragraph.set(w("rsidR"), "00A1B2C3")
        for run in list(root.iter(n.R_)):
            _proofed(run)
    last = list(package.body().iter(n.P))[-1]
    last.append(etree.Element(n.BOOKMARK_START, {n.ID: "99001", n.NAME: "_GoBack"}))
    last.append(etree.Element(n.BOOKMARK_END, {n.ID: "99001"}))
    _extend_comments(package)
    return package.to_bytes()


def google_docs(docx: bytes) -> bytes:
    """Revision numbers repeated, wrappers around runs, numbering as words, bookmarks renamed, no properties."""
    package = Package.read(docx)
    lists = Lists(package)
    tags = itertools.count()
    for r in list(package.rels("").values()):
        if r.kind != "officeDocument":
            package.remove_relationship("", r.id)
            package.remove_part(r.target)
    for part in package.story_parts():
        root = package.xml(part)
        labels = list_labels(root, lists)
        for paragraph, label in labels.items():
            _typed(paragraph, label)
        for revision in root.iter(n.INS, n.DEL):
            revision.set(n.ID, "0")
        for k, bookmark in enumerate(root.iter(n.BOOKMARK_START)):
            bookmark.set(n.NAME, f"id.x{k}")
        for paragraph in root.iter(n.P):
            paragraph.attrib.pop(n.PARA_ID, None)
            for run in [c for c in paragraph if c.tag in (n.R_, n.INS, n.DEL)][::2]:
                _wrapped(run, next(tags))
    return package.to_bytes()


def _with_namespaces(package: Package, part: str, root: etree._Element) -> etree._Element:
    """The root with Word's newer namespaces declared and ignorable."""
    if n.W16DU in root.nsmap.values():
        return root
    shell = etree.fromstring(f"<w:shell {NAMESPACES}/>")
    new = etree.Element(str(root.tag), dict(root.attrib), nsmap={**root.nsmap, **shell.nsmap})
    new.set(n.IGNORABLE, "w14 w15 w16du")
    new.extend(list(root))
    package.replace(part, new)
    return new


def _proofed(run: etree._Element) -> None:
    """Cut a run in two, with a proofing mark between."""
    texts = [t for t in run if t.tag in (n.T, n.DEL_TEXT)]
    if len(texts) != 1 or len(texts[0].text or "") < 4:
        return
    run.set(w("rsidRPr"), "00D4E5F6")
    halve(run, texts[0], len(texts[0].text or "") // 2)
    if run.getparent().tag == n.P:  # pyright: ignore[reportOptionalMemberAccess]
        run.addnext(etree.Element(w("proofErr"), {n.TYPE: "gramStart"}))


def _extend_comments(package: Package) -> None:
    part = package.related(package.main, "comments")
    if part is None or package.related(package.main, "commentsExtended") is not None:
        return
    entries = "".join(
        f'<w15:commentEx w15:paraId="{list(c.iter(n.P))[-1].get(n.PARA_ID)}" w15:done="0"/>'
        for c in package.xml(part).iter(n.COMMENT)
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
    xml = f"<w15:commentsEx {NAMESPACES}>{entries}</w15:commentsEx>"
    package.add_part("word/commentsExtended.xml", kind, xml.encode())
    package.add_relationship(package.main, _EXTENDED, "word/commentsExtended.xml")


def _typed(paragraph: etree._Element, label: str) -> None:
    """A paragraph's list number as words at its head; the list goes, with the style that numbers."""
    properties = paragraph.find(n.PPR)
    if properties is None:
        properties = etree.Element(n.PPR)
        paragraph.insert(0, properties)
    for own in properties.findall(n.NUM_PR):
        properties.remove(own)
    off = etree.Element(n.NUM_PR)
    etree.SubElement(off, w("ilvl"), {n.VAL: "0"})
    etree.SubElement(off, w("numId"), {n.VAL: "0"})
    n.insert_in_order(properties, off)
    run = etree.Element(n.R_)
    text = etree.SubElement(run, n.T)
    text.text = f"{label} "
    text.set(n.SPACE, "preserve")
    mark = properties.find(n.RPR)
    state = next((m for m in mark if m.tag in (n.INS, n.DEL)), None) if mark is not None else None
    properties.addnext(run)
    if state is not None:
        around = copy.deepcopy(state)
        run.addprevious(around)
        if around.tag == n.DEL:
            text.tag = n.DEL_TEXT
        around.append(run)


def _wrapped(run: etree._Element, number: int) -> None:
    """A run in one of the wrappers that Google Docs writes."""
    control = etree.Element(n.SDT)
    properties = etree.SubElement(control, n.SDT_PR)
    etree.SubElement(properties, w("tag"), {n.VAL: f"goog_rdk_{number}"})
    etree.SubElement(properties, w("id"), {n.VAL: str(500 + number)})
    content = etree.SubElement(control, n.SDT_CONTENT)
    run.addprevious(control)
    content.append(run)


WAYS: dict[str, Way] = {
    "LibreOffice": lambda office, docx: office.save_again(docx),
    "LibreOffice, through .odt": lambda office, docx: office.save_again(docx, ".odt"),
    "Word 365": lambda _, docx: word_365(docx),
    "Google Docs": lambda _, docx: google_docs(docx),
}

RESAVED: tuple[tuple[str, str], ...] = (
    ("nothing done", "LibreOffice"),
    ("nothing done", "LibreOffice, through .odt"),
    ("nothing done", "Word 365"),
    ("nothing done", "Google Docs"),
    ("nothing done to everything", "LibreOffice"),
    ("nothing done to everything", "Word 365"),
    ("nothing done to everything", "Google Docs"),
    ("nothing done to a redline", "LibreOffice"),
    ("nothing done to a redline", "Word 365"),
    ("words replaced", "LibreOffice"),
    ("words replaced", "Google Docs"),
    ("a new clause", "LibreOffice"),
    ("a paragraph struck", "LibreOffice"),
    ("a paragraph struck", "Word 365"),
    ("a row struck", "Word 365"),
    ("tracked beside silent", "LibreOffice"),
    ("tracked beside silent", "Google Docs"),
    ("many silent edits", "LibreOffice"),
    ("many silent edits", "LibreOffice, through .odt"),
    ("many silent edits", "Google Docs"),
    ("a row taken out", "LibreOffice"),
    ("a fee struck by its look", "LibreOffice"),
    ("words hidden in a table", "LibreOffice"),
    ("a clause moved", "LibreOffice"),
    ("a clause moved", "Google Docs"),
    ("a replacement accepted", "LibreOffice"),
    ("a sentence rejected", "Google Docs"),
    ("everything accepted", "LibreOffice"),
    ("our name and theirs", "LibreOffice"),
    ("our name on a replacement", "Word 365"),
    ("a comment", "Word 365"),
    ("a comment", "LibreOffice"),
    ("nothing done to comments", "LibreOffice"),
    ("nothing done to comments", "LibreOffice, through .odt"),
    ("nothing done to comments", "Google Docs"),
    ("one of two comments taken out", "LibreOffice"),
    ("one of two comments taken out", "Word 365"),
    ("our comment answered", "Word 365"),
    ("our comment answered", "Google Docs"),
    ("a comment on what they inserted", "LibreOffice"),
    ("a comment in a note", "Google Docs"),
    ("a comment in the header", "Word 365"),
    ("our comment taken out of the header", "Google Docs"),
    ("a clause of several paragraphs moved, and a digit in it", "LibreOffice"),
    ("everything rejected, and then replaced", "LibreOffice"),
    ("a digit of our insertion changed in silence", "LibreOffice"),
    ("our name on a row", "LibreOffice"),
    ("words hidden by a style", "LibreOffice"),
    ("a word of a link", "Google Docs"),
)
"""Which cases come back saved again, and by what."""
