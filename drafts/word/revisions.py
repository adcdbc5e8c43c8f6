"""The tracked changes that a file carries, as data: whoever made them, in whatever dialect.

Neighbouring deletions and insertions of one author at one place are one replacement; a move is one change, told at its
destination. Text inserted by one author and struck by another is told for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lxml import etree

from drafts.model import Change, ChangeKind, ChangeSet
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.outline import NOWHERE, Outline, Where
from drafts.word.package import Package

CONTEXT = 40
_RUN_KINDS = {
    n.INS: ChangeKind.INSERTED,
    n.DEL: ChangeKind.DELETED,
    n.MOVE_FROM: ChangeKind.DELETED,
    n.MOVE_TO: ChangeKind.MOVED,
}
_PROPERTY_KINDS = {
    n.PPR_CHANGE: ChangeKind.PARAGRAPH_FORMATTED,
    n.SECT_PR_CHANGE: ChangeKind.SECTION_FORMATTED,
    n.TBL_PR_CHANGE: ChangeKind.TABLE_FORMATTED,
    n.TBL_GRID_CHANGE: ChangeKind.TABLE_FORMATTED,
    n.TBL_PR_EX_CHANGE: ChangeKind.TABLE_FORMATTED,
    n.TR_PR_CHANGE: ChangeKind.TABLE_FORMATTED,
    n.TC_PR_CHANGE: ChangeKind.TABLE_FORMATTED,
}
_SHOWN = {n.TAB: "\t", n.BR: "\n", n.CR: "\n", w("noBreakHyphen"): "\u2011"}
Apart = Callable[[etree._Element], object]
"""Tells neighbouring revisions of one author apart: those to which it gives different answers are different changes."""
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


@dataclass(slots=True)
class _Stretch:
    """Words of one fate side by side: who, when, and where they stand in the paragraph's shown text."""

    kind: ChangeKind
    author: str
    at: datetime | None
    before: str
    after: str
    start: int
    end: int
    elements: tuple[etree._Element, ...]
    move: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """A change and the revision elements that it is told from. The source of a move and what goes with a row are told
    from elements of their own and have no change."""

    change: Change
    elements: tuple[etree._Element, ...]


@dataclass(eq=False)
class _Collector:
    part: str
    place: str
    outline: Outline
    apart: Apart
    found: list[Located] = field(default_factory=list[Located])
    paragraph: int = 0
    where: Where = NOWHERE

    def add(
        self, kind: ChangeKind, element: etree._Element, before: str = "", after: str = "", detail: str = ""
    ) -> None:
        """Add a change that an element with author and date stands for."""
        who = (element.get(n.AUTHOR) or "", read_time(element))
        self._append((element,), kind, who, (before, after), ("", ""), detail)

    def stretch(self, found: _Stretch, shown: str) -> None:
        """Add a change of words."""
        context = (shown[: found.start][-CONTEXT:], shown[found.end :][:CONTEXT])
        self._append(found.elements, found.kind, (found.author, found.at), (found.before, found.after), context, "")

    def _append(
        self,
        elements: tuple[etree._Element, ...],
        kind: ChangeKind,
        who: tuple[str, datetime | None],
        words: tuple[str, str],
        context: tuple[str, str],
        detail: str,
    ) -> None:
        change = Change(
            number=0,
            kind=kind,
            place=self.place,
            paragraph=self.paragraph,
            clause_id=self.where.clause_id,
            clause=self.where.name,
            before=words[0],
            after=words[1],
            context_before=context[0],
            context_after=context[1],
            author=who[0],
            at=who[1],
            detail=detail,
        )
        self.found.append(Located(change, elements))


def tracked_changes(docx: bytes) -> ChangeSet:
    """Every tracked change of a file in reading order, story by story. Raises UnreadableFile."""
    package = Package.read(docx)
    return ChangeSet(tuple(found.change for found in located_changes(package)), package.notes)


def located_changes(
    package: Package, outline: Outline | None = None, apart: Apart = lambda _: None
) -> tuple[Located, ...]:
    """The tracked changes of a package with the elements that they are told from."""
    outline = outline or Outline(package)
    found: list[Located] = []
    for part in package.story_parts():
        place = "body" if part == package.main else part.rpartition("/")[2].removesuffix(".xml")
        collector = _Collector(part, place, outline, apart)
        _story(package.xml(part), collector)
        found.extend(collector.found)
    return tuple(replace(f, change=replace(f.change, number=k)) for k, f in enumerate(found, 1))


def read_time(element: etree._Element) -> datetime | None:
    """When a revision was made, as UTC: ``w16du:dateUtc`` where there is one (Word's ``w:date`` is local time with a
    false Z), else ``w:date``; None where neither can be read."""
    text = element.get(f"{{{n.W16DU}}}dateUtc") or element.get(n.DATE) or ""
    if not _DATE.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _story(root: etree._Element, out: _Collector) -> None:
    for element in root.iter(n.P, n.TR_PR, *_PROPERTY_KINDS):
        if element.tag == n.P:
            out.paragraph += 1
            out.where = out.outline.where(out.part, element)
            _paragraph(element, out)
        elif element.tag == n.TR_PR:
            _row(element, out)
        elif element.tag != n.PPR_CHANGE:
            out.add(_PROPERTY_KINDS[str(element.tag)], element)


def _row(properties: etree._Element, out: _Collector) -> None:
    for marker in properties:
        if marker.tag in (n.INS, n.DEL):
            kind = ChangeKind.ROW_INSERTED if marker.tag == n.INS else ChangeKind.ROW_DELETED
            row = properties.getparent()
            text = " | ".join(_all_text(c) for c in row.iter(n.TC)) if row is not None else ""
            inserted = kind is ChangeKind.ROW_INSERTED
            out.add(kind, marker, "" if inserted else text, text if inserted else "")


def _paragraph(paragraph: etree._Element, out: _Collector) -> None:
    if next(paragraph.iter(n.PPR_CHANGE, n.RPR_CHANGE, *_RUN_KINDS), None) is None:
        return
    properties = paragraph.find(n.PPR)
    if properties is not None:
        change = properties.find(n.PPR_CHANGE)
        if change is not None:
            out.add(ChangeKind.PARAGRAPH_FORMATTED, change, "", _all_text(paragraph)[:CONTEXT])
    stretches, shown = _stretches(paragraph)
    row = _one_sided_row(paragraph)
    for stretch in _joined(_moved_as_one([s for s in stretches if s.kind is not row]), out.apart):
        out.stretch(stretch, shown)
    mark = _mark(paragraph)
    if mark is not None and not stretches and mark.tag in (n.INS, n.DEL):
        kind = ChangeKind.INSERTED if mark.tag == n.INS else ChangeKind.DELETED
        out.add(kind, mark, detail="paragraph mark")


def _one_sided_row(paragraph: etree._Element) -> ChangeKind | None:
    """INSERTED or DELETED in a row that came or went whole: its words are told with the row."""
    row = next(paragraph.iterancestors(n.TR), None)
    properties = row.find(n.TR_PR) if row is not None else None
    if properties is None:
        return None
    return next((_RUN_KINDS[str(m.tag)] for m in properties if m.tag in (n.INS, n.DEL)), None)


def _moved_as_one(stretches: list[_Stretch]) -> list[_Stretch]:
    """What moved into a paragraph is one change, before the words that were edited on the way; its source is told at
    the destination."""
    moved = [s for s in stretches if s.kind is ChangeKind.MOVED]
    rest = [s for s in stretches if not s.move]
    if not moved:
        return rest
    text = "".join(s.after for s in moved)
    elements = tuple(e for s in moved for e in s.elements)
    whole = replace(moved[0], before=text, after=text, end=moved[-1].end, elements=elements, move="")
    return [whole, *rest]


def _mark(paragraph: etree._Element) -> etree._Element | None:
    look = paragraph.find(f"{n.PPR}/{n.RPR}")
    return next((m for m in look if m.tag in _RUN_KINDS), None) if look is not None else None


def _stretches(paragraph: etree._Element) -> tuple[list[_Stretch], str]:
    """The changed stretches of a paragraph and the text that accepting everything shows."""
    out: list[_Stretch] = []
    shown = ""
    for run in _runs(paragraph):
        if _only_refers(run):
            continue
        text = _run_text(run)
        wrappers = [a for a in _ancestors(run, paragraph) if a.tag in _RUN_KINDS]
        gone = any(a.tag in (n.DEL, n.MOVE_FROM) for a in wrappers)
        start = len(shown)
        shown += "" if gone else text
        out.extend(_of_wrapper(wrapper, text, start, len(shown)) for wrapper in wrappers[::-1])
        change = run.find(f"{n.RPR}/{n.RPR_CHANGE}")
        if change is not None and not wrappers:
            at = read_time(change)
            author = change.get(n.AUTHOR) or ""
            out.append(_Stretch(ChangeKind.FORMATTED, author, at, text, text, start, len(shown), (change,)))
    return out, shown


def _only_refers(run: etree._Element) -> bool:
    """Whether a run holds nothing but the reference to a comment: a comment that came or went is no change of words."""
    return run.find(n.COMMENT_REFERENCE) is not None and all(c.tag in (n.RPR, n.COMMENT_REFERENCE) for c in run)


def _of_wrapper(wrapper: etree._Element, text: str, start: int, end: int) -> _Stretch:
    kind = _RUN_KINDS[str(wrapper.tag)]
    move = "moved" if wrapper.tag in (n.MOVE_FROM, n.MOVE_TO) else ""
    before = text if kind in {ChangeKind.DELETED, ChangeKind.MOVED} else ""
    after = text if kind in {ChangeKind.INSERTED, ChangeKind.MOVED} else ""
    return _Stretch(kind, wrapper.get(n.AUTHOR) or "", read_time(wrapper), before, after, start, end, (wrapper,), move)


def _joined(stretches: list[_Stretch], apart: Apart) -> list[_Stretch]:
    """Neighbours of one author joined; a deletion and an insertion side by side become a replacement."""
    out: list[_Stretch] = []
    for s in stretches:
        last = out[-1] if out else None
        if last is not None and last.end == s.start and last.author == s.author and _joinable(last, s, apart):
            kind = last.kind if last.kind is s.kind else ChangeKind.REPLACED
            out[-1] = replace(
                last,
                kind=kind,
                before=last.before + s.before,
                after=last.after + s.after,
                end=s.end,
                elements=(*last.elements, *s.elements),
            )
        else:
            out.append(s)
    return out


def _joinable(a: _Stretch, b: _Stretch, apart: Apart) -> bool:
    if apart(a.elements[-1]) != apart(b.elements[0]):
        return False
    words = {ChangeKind.INSERTED, ChangeKind.DELETED, ChangeKind.REPLACED}
    return (a.kind in words and b.kind in words) or a.kind is b.kind


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph, not those of a text box in it."""
    for run in paragraph.iter(n.R_, f"{{{n.M}}}r"):
        if next(run.iterancestors(n.P), None) is paragraph:
            yield run


def _ancestors(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def _run_text(run: etree._Element) -> str:
    parts: list[str] = []
    for child in run:
        if child.tag in (n.T, n.DEL_TEXT, f"{{{n.M}}}t"):
            parts.append(child.text or "")
        else:
            parts.append(_SHOWN.get(str(child.tag), ""))
    return "".join(parts)


def _all_text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(n.T, n.DEL_TEXT))
