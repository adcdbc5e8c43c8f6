"""The other side's desk: changes to a sent .docx, with tracking or without, at the words that are named."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.resolve import drop_orphans, resolve
from tests.support.wml import NAMESPACES, RELATIONSHIPS, WORD_TYPE

THEM = "Bo Counsel"
LATER = "2020-03-09T14:05:00Z"
_TEXTS = (n.T, n.DEL_TEXT)


class Desk:
    """One file on the desk. Words are named as they stand; in which part they are is found."""

    def __init__(self, docx: bytes, who: str = THEM, at: str = LATER) -> None:
        self.package = Package.read(docx)
        self.who, self.at = who, at
        self._id = 70_000 + max(map(_last_id, map(self.package.xml, self.package.story_parts())))

    def send(self) -> bytes:
        """The file as it goes back."""
        drop_orphans(self.package)
        return self.package.to_bytes()

    # -------------------------------------------------------------------------------------------- finding

    def paragraph(self, words: str, part: str = "") -> etree._Element:
        """The paragraph that holds these words, struck ones among them."""
        for name in self.package.story_parts():
            if part and part not in name:
                continue
            for paragraph in self.package.xml(name).iter(n.P):
                if words in _text(paragraph):
                    return paragraph
        raise LookupError(words)

    def runs(self, words: str, part: str = "") -> list[etree._Element]:
        """The runs that hold exactly these words, cut out of what is around them."""
        paragraph = self.paragraph(words, part)
        start = _text(paragraph).index(words)
        for edge in (start, start + len(words)):
            _cut(paragraph, edge)
        out: list[etree._Element] = []
        at = 0
        for run in _runs(paragraph):
            size = len(_run_text(run))
            if size and start <= at and at + size <= start + len(words):
                out.append(run)
            at += size
        assert "".join(map(_run_text, out)) == words, words
        return out

    # -------------------------------------------------------------------------------------------- silent

    def replace(self, words: str, new: str, part: str = "") -> Desk:
        """Change words without a trace."""
        first, *rest = self.runs(words, part)
        _set(first, new)
        for run in rest:
            _parent(run).remove(run)
        return self

    def remove(self, words: str) -> Desk:
        """Take out the paragraph that holds these words, without a trace."""
        paragraph = self.paragraph(words)
        _parent(paragraph).remove(paragraph)
        return self

    def remove_row(self, words: str) -> Desk:
        """Take out the table row that holds these words, without a trace."""
        row = next(self.paragraph(words).iterancestors(n.TR))
        _parent(row).remove(row)
        return self

    def add(self, behind: str, *texts: str, heading: bool = False) -> Desk:
        """Put paragraphs behind the one that holds some words, without a trace; the first may be a heading."""
        self._added(behind, texts, heading=heading)
        return self

    def add_row(self, behind: str, *texts: str, tracked: bool = False) -> Desk:
        """Put a row behind the one that holds some words."""
        row = next(self.paragraph(behind).iterancestors(n.TR))
        new = copy.deepcopy(row)
        for cell, text in zip(new.iter(n.TC), texts, strict=True):
            paragraph = next(cell.iter(n.P))
            run = copy.deepcopy(next(paragraph.iter(n.R_)))
            for child in [c for c in paragraph if c.tag != n.PPR]:
                paragraph.remove(child)
            _set(run, text)
            paragraph.append(run)
            if tracked:
                _wrap([run], self._mark(n.INS))
                self.mark(paragraph, n.INS)
        if tracked:
            properties = new.find(n.TR_PR)
            if properties is None:
                properties = etree.Element(n.TR_PR)
                new.insert(0, properties)
            n.insert_in_order(properties, self._mark(n.INS))
        row.addnext(new)
        return self

    def move(self, words: Sequence[str], behind: str) -> Desk:
        """Put paragraphs elsewhere, without a trace."""
        place = self.paragraph(behind)
        for each in words:
            paragraph = self.paragraph(each)
            place.addnext(paragraph)
            place = paragraph
        return self

    def look(self, words: str, *tags: str, tracked: bool = False, part: str = "", **values: str) -> Desk:
        """Give words another look: ``look("fee", "b")``, ``look("fee", color="FFFFFF")``."""
        for run in self.runs(words, part):
            properties = run.find(n.RPR)
            if properties is None:
                properties = etree.Element(n.RPR)
                run.insert(0, properties)
            old = copy.deepcopy(properties)
            for tag in tags:
                n.insert_in_order(properties, etree.Element(w(tag)))
            for tag, value in values.items():
                n.insert_in_order(properties, etree.Element(w(tag), {n.VAL: value}))
            if tracked:
                change = self._mark(n.RPR_CHANGE)
                change.append(old)
                properties.append(change)
        return self

    def align(self, words: str, side: str, *, tracked: bool = False) -> Desk:
        """Align a paragraph otherwise."""
        properties = _properties(self.paragraph(words))
        old = copy.deepcopy(properties)
        for found in properties.findall(w("jc")):
            properties.remove(found)
        n.insert_in_order(properties, etree.Element(w("jc"), {n.VAL: side}))
        if tracked:
            for gone in old.findall(n.RPR):
                old.remove(gone)
            change = self._mark(n.PPR_CHANGE)
            change.append(old)
            n.insert_in_order(properties, change)
        return self

    # -------------------------------------------------------------------------------------------- tracked

    def strike(self, words: str, part: str = "", *, move: bool = False) -> Desk:
        """Strike words with tracking."""
        for run in self.runs(words, part):
            for text in run.iter(n.T):
                text.tag = n.DEL_TEXT
            _wrap([run], self._mark(n.MOVE_FROM if move else n.DEL))
        return self

    def insert(self, behind: str, text: str, part: str = "") -> Desk:
        """Insert words behind others, with tracking."""
        last = self.runs(behind, part)[-1]
        run = _bare(last)
        _set(run, text)
        place = last
        while _parent(place).tag in (n.DEL, n.INS):
            place = _parent(place)
        place.addnext(run)
        _wrap([run], self._mark(n.INS))
        return self

    def track(self, words: str, new: str, part: str = "") -> Desk:
        """Replace words with tracking."""
        self.insert(words, new, part)
        return self.strike(words, part)

    def add_tracked(self, behind: str, *texts: str, heading: bool = False) -> Desk:
        """Put new paragraphs behind one, with tracking."""
        for paragraph in self._added(behind, texts, heading=heading):
            for run in list(paragraph.iter(n.R_)):
                _wrap([run], self._mark(n.INS))
            self.mark(paragraph, n.INS)
        return self

    def strike_paragraph(self, words: str) -> Desk:
        """Strike a whole paragraph with tracking."""
        paragraph = self.paragraph(words)
        for run in list(paragraph.iter(n.R_)):
            if _run_text(run):
                for text in run.iter(n.T):
                    text.tag = n.DEL_TEXT
                _wrap([run], self._mark(n.DEL))
        self.mark(paragraph, n.DEL)
        return self

    def strike_row(self, words: str) -> Desk:
        """Strike a whole row with tracking."""
        row = next(self.paragraph(words).iterancestors(n.TR))
        for paragraph in row.iter(n.P):
            for run in list(paragraph.iter(n.R_)):
                for text in run.iter(n.T):
                    text.tag = n.DEL_TEXT
                _wrap([run], self._mark(n.DEL))
            self.mark(paragraph, n.DEL)
        properties = row.find(n.TR_PR)
        if properties is None:
            properties = etree.Element(n.TR_PR)
            row.insert(0, properties)
        n.insert_in_order(properties, self._mark(n.DEL))
        return self

    def move_tracked(self, words: str, behind: str) -> Desk:
        """Move a paragraph with move marks."""
        source = self.paragraph(words)
        target = copy.deepcopy(source)
        self.paragraph(behind).addnext(target)
        for paragraph, kind in ((source, n.MOVE_FROM), (target, n.MOVE_TO)):
            for marker in list(paragraph.iter(n.BOOKMARK_START, n.BOOKMARK_END)) if paragraph is target else ():
                _parent(marker).remove(marker)
            runs = [r for r in paragraph.iter(n.R_) if _run_text(r)]
            for run in runs:
                for text in run.iter(n.T) if kind == n.MOVE_FROM else ():
                    text.tag = n.DEL_TEXT
                _wrap([run], self._mark(kind))
            self.mark(paragraph, kind)
            name = "move7"
            tag = "From" if kind == n.MOVE_FROM else "To"
            start = self._mark(w(f"move{tag}RangeStart"))
            start.set(n.NAME, name)
            at = 1 if paragraph.find(n.PPR) is not None else 0
            paragraph.insert(at, start)
            paragraph.append(etree.Element(w(f"move{tag}RangeEnd"), {n.ID: start.get(n.ID) or ""}))
        return self

    def mark(self, paragraph: etree._Element, kind: str) -> None:
        """Mark a paragraph's end."""
        properties = _properties(paragraph)
        look = properties.find(n.RPR)
        if look is None:
            look = n.insert_in_order(properties, etree.Element(n.RPR))
        n.insert_in_order(look, self._mark(kind))

    def split(self, words: str, *, tracked: bool) -> Desk:
        """Press Enter behind some words."""
        last = self.runs(words)[-1]
        paragraph = next(last.iterancestors(n.P))
        first = etree.Element(n.P)
        old = paragraph.find(n.PPR)
        if old is not None:
            first.append(copy.deepcopy(old))
        for child in [c for c in paragraph if c.tag != n.PPR]:
            first.append(child)
            if child is last or last in set(child.iter(n.R_)):
                break
        paragraph.addprevious(first)
        if tracked:
            self.mark(first, n.INS)
        return self

    # -------------------------------------------------------------------------------------------- our changes

    def take(self, words: str, *, accept: bool) -> Desk:
        """Accept or reject the tracked changes in the paragraph that holds these words."""
        paragraph = self.paragraph(words)
        inside = set(paragraph.iter(etree.Element))
        root = paragraph.getroottree().getroot()
        resolve(root, accept=accept, pick=lambda e: e in inside)
        return self

    def take_change(self, words: str, *, accept: bool) -> Desk:
        """Accept or reject the revisions right around these words."""
        chosen = {a for run in self.runs(words) for a in run.iterancestors(n.INS, n.DEL)}
        resolve(self.paragraph(words).getroottree().getroot(), accept=accept, pick=chosen.__contains__)
        return self

    def rename(self, words: str, author: str, date: str = "") -> Desk:
        """Let the revisions around some words bear another name, or another date."""
        for run in self.runs(words):
            for around in run.iterancestors(n.INS, n.DEL):
                around.set(n.AUTHOR, author)
                if date:
                    around.set(n.DATE, date)
        return self

    # -------------------------------------------------------------------------------------------- comments

    def comment(self, words: str, text: str, who: str = "", part: str = "") -> Desk:
        """Add a comment on some words."""
        found = self.package.related(self.package.main, "comments")
        if found is None:
            found = "word/comments.xml"
            self.package.add_part(found, f"{WORD_TYPE}comments+xml", f"<w:comments {NAMESPACES}/>".encode())
            self.package.add_relationship(self.package.main, f"{RELATIONSHIPS}comments", found)
        mark = self._mark(n.COMMENT)
        mark.set(n.AUTHOR, who or self.who)
        paragraph = etree.SubElement(mark, n.P)
        _set(etree.SubElement(paragraph, n.R_), text)
        self.package.xml(found).append(mark)
        runs = self.runs(words, part)
        identity = {n.ID: mark.get(n.ID) or ""}
        runs[0].addprevious(etree.Element(n.COMMENT_RANGE_START, identity))
        reference = etree.Element(n.R_)
        reference.append(etree.Element(n.COMMENT_REFERENCE, identity))
        end = etree.Element(n.COMMENT_RANGE_END, identity)
        runs[-1].addnext(end)
        end.addnext(reference)
        return self

    def remove_comment(self, text: str) -> Desk:
        """Take a comment out."""
        part = self.package.related(self.package.main, "comments") or ""
        found = next(c for c in self.package.xml(part).iter(n.COMMENT) if text in _text(c))
        for name in self.package.story_parts():
            for element in list(
                self.package.xml(name).iter(n.COMMENT_RANGE_START, n.COMMENT_RANGE_END, n.COMMENT_REFERENCE)
            ):
                if element.get(n.ID) == found.get(n.ID):
                    _parent(element).remove(element)
        _parent(found).remove(found)
        return self

    def link(self, old: str, new: str) -> Desk:
        """Let a link lead elsewhere."""
        main = self.package.main
        for r in list(self.package.rels(main).values()):
            if r.target == old:
                self.package.set_relationship(main, r.id, r.type, new, external=True)
        return self

    def edit_xml(self, change: Callable[[str], str], part: str = "") -> Desk:
        """Change a part's XML as text."""
        name = next(x for x in self.package.names if part in x) if part else self.package.main
        old = self.package.blob(name).decode()
        new = change(old)
        assert new != old
        self.package.replace(name, new.encode())
        return self

    def note(self, behind: str, text: str, *, tracked: bool = False) -> Desk:
        """Add a footnote behind some words."""
        part = self.package.related(self.package.main, "footnotes") or ""
        self._id += 1
        note = etree.SubElement(self.package.xml(part), n.FOOTNOTE, {n.ID: str(self._id)})
        paragraph = etree.SubElement(note, n.P)
        etree.SubElement(etree.SubElement(paragraph, n.R_), w("footnoteRef"))
        run = etree.SubElement(paragraph, n.R_)
        _set(run, f" {text}")
        last = self.runs(behind)[-1]
        reference = etree.Element(n.R_)
        etree.SubElement(reference, n.FOOTNOTE_REFERENCE, {n.ID: str(self._id)})
        last.addnext(reference)
        if tracked:
            _wrap([reference], self._mark(n.INS))
            _wrap([run], self._mark(n.INS))
        return self

    # -------------------------------------------------------------------------------------------- inner

    def _mark(self, tag: str) -> etree._Element:
        self._id += 1
        return etree.Element(tag, {n.ID: str(self._id), n.AUTHOR: self.who, n.DATE: self.at})

    def _added(self, behind: str, texts: Sequence[str], *, heading: bool) -> list[etree._Element]:
        model = place = self.paragraph(behind)
        out: list[etree._Element] = []
        for k, text in enumerate(texts):
            new = self._like(model, text, heading=heading and k == 0)
            place.addnext(new)
            out.append(new)
            place = new
        return out

    def _like(self, paragraph: etree._Element, text: str, *, heading: bool) -> etree._Element:
        new = etree.Element(n.P)
        old = paragraph.find(n.PPR)
        if old is not None:
            kept = copy.deepcopy(old)
            for mark in kept.findall(n.RPR):
                kept.remove(mark)
            new.append(kept)
        if heading:
            properties = _properties(new)
            for child in list(properties):
                properties.remove(child)
            properties.append(etree.Element(n.P_STYLE, {n.VAL: "Heading1"}))
        _set(etree.SubElement(new, n.R_), text)
        return new


def _last_id(root: etree._Element) -> int:
    """The highest number that comments or changes of a story bear."""
    found = (e.get(n.ID) or "0" for e in root.iter(n.COMMENT_REFERENCE, *n.REVISIONS))
    return max((int(x) for x in found if x.isdigit()), default=0)


def _text(element: etree._Element) -> str:
    return "".join(map(_run_text, _runs(element)))


def _runs(element: etree._Element) -> list[etree._Element]:
    """The runs of a paragraph, not those of a text box in it."""
    if element.tag != n.P:
        return list(element.iter(n.R_))
    return [r for r in element.iter(n.R_) if next(r.iterancestors(n.P), None) is element]


def _run_text(run: etree._Element) -> str:
    return "".join(t.text or "" for t in run if t.tag in _TEXTS)


def _set(run: etree._Element, text: str) -> None:
    for child in [c for c in run if c.tag != n.RPR]:
        run.remove(child)
    made = etree.SubElement(run, n.T)
    made.text = text
    made.set(n.SPACE, "preserve")


def _bare(run: etree._Element) -> etree._Element:
    """A run of the same look."""
    new = etree.Element(n.R_)
    look = run.find(n.RPR)
    if look is not None:
        kept = copy.deepcopy(look)
        for change in kept.findall(n.RPR_CHANGE):
            kept.remove(change)
        new.append(kept)
    return new


def _cut(paragraph: etree._Element, edge: int) -> None:
    """Let a run end at letter ``edge`` of a paragraph."""
    at = 0
    for run in _runs(paragraph):
        for text in [c for c in run if c.tag in _TEXTS]:
            size = len(text.text or "")
            if at < edge < at + size:
                halve(run, text, edge - at)
                return
            at += size
            if at == edge and (text.getnext() is not None):
                halve(run, text, size)
                return


def halve(run: etree._Element, text: etree._Element, at: int) -> None:
    second = _bare(run)
    look, old = second.find(n.RPR), run.find(n.RPR)
    if look is not None and old is not None:
        second.replace(look, copy.deepcopy(old))
    rest = copy.deepcopy(text)
    words = text.text or ""
    text.text, rest.text = words[:at], words[at:]
    for each in (text, rest):
        each.set(n.SPACE, "preserve")
    following = list(text.itersiblings())
    if rest.text:
        second.append(rest)
    second.extend(following)
    run.addnext(second)


def _wrap(runs: Sequence[etree._Element], around: etree._Element) -> None:
    runs[0].addprevious(around)
    around.extend(runs)


def _properties(paragraph: etree._Element) -> etree._Element:
    found = paragraph.find(n.PPR)
    if found is None:
        found = etree.Element(n.PPR)
        paragraph.insert(0, found)
    return found


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent
