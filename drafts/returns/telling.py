"""The changes of a returned file in order, without those that only a program made, and moves as one change each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from drafts.diff.similarity import in_order
from drafts.returns.gathering import Gathered, Line, told
from drafts.returns.labels import Label
from drafts.returns.model import ReturnedChange
from drafts.returns.passages import Passage
from drafts.returns.sifting import Atom, ParagraphBlock, same_author
from drafts.returns.strands import NOTE_LETTERS, File, Layout, Paragraph, Reset, Signature
from drafts.returns.verdicts import Judge

_VOLATILE: Final = re.compile(
    r"(?i)(PAGE|NUMPAGES|SECTIONPAGES|SECTION|DATE|TIME|SAVEDATE|CREATEDATE|PRINTDATE|EDITTIME|NUMWORDS|NUMCHARS|FILENAME"
    r"|FILESIZE|REVNUM|LASTSAVEDBY|USERNAME|TOC|PAGEREF|DOCPROPERTY \"?Counterpart)\b"
)
"""Fields that a program computes when it opens, prints or saves a file."""
_REFERENCE: Final = re.compile(r"(?i)(REF|NOTEREF|SEQ|STYLEREF|LISTNUM|AUTONUM\w*)\b")
_COMPUTED: Final = frozenset({Label.SILENT, Label.OURS_ACCEPTED, Label.OURS_REJECTED, Label.OURS_DROPPED})
_NUMBER: Final = re.compile(r"[\dA-Za-z.()\-–§ ]{1,24}")
_WORDS: Final = re.compile(r"\w+")
_FEWEST: Final = 4
"""Words of a stretch inside a paragraph that counts as moved when it stands elsewhere."""
_ALIKE: Final = 0.8
_SHORT: Final = 60
_ADDS, _TAKES = 1, -1


@dataclass(slots=True)
class Told:
    """A change and where in the order it belongs; its letters, where it has any."""

    at: tuple[int, int]
    change: ReturnedChange
    group: Gathered | None = None
    passage: Passage | None = None
    """Of a paragraph that moved: itself."""
    others: list[Gathered] = field(default_factory=list[Gathered])
    """The letters of what is told with it: the other end of a move."""

    def places(self) -> Iterator[int]:
        """The places of all its letters among the lines."""
        for group in [self.group, *self.others]:
            if group is not None:
                yield from (*group.before, *group.after)

    def take(self, other: Told) -> None:
        """Tell ``other`` with it."""
        self.others += [g for g in (other.group, *other.others) if g is not None]


def tell(
    lines: Sequence[Line],
    groups: Sequence[Gathered],
    passages: Sequence[Passage],
    judge: Judge,
    files: tuple[File, File],
) -> list[Told]:
    """All changes but those of comments, in the order of the returned file."""
    out: list[Told] = []
    for group in groups:
        change = None if _computed(lines, group, judge, files) else told(lines, group)
        if change is not None and not _unkept_end(change, judge):
            out.append(Told((group.first, 0), change, group))
    out = _without_references(lines, out)
    out = _claimed(out)
    out = _moved(out)
    starts: dict[int, int] = {}
    for k, line in enumerate(lines):
        starts.setdefault(id(line.passage), k)
    for passage in passages:
        place = starts.get(id(passage), len(lines))
        for change in _of_paragraph(passage, judge):
            out.append(Told((place, -1), change, passage=passage if change.label is Label.MOVED else None))
    out.extend(Told((starts.get(id(p), 0), -2), c) for p, c in _numbers(passages))
    out.extend(Told((len(lines), k), c) for k, c in enumerate(_resets(files, judge)))
    return sorted(out, key=lambda t: t.at)


# ------------------------------------------------------------------------------------------------ what is computed


def _unkept_end(change: ReturnedChange, judge: Judge) -> bool:
    """Whether only the end of a paragraph changed, in a file by a program that does not keep the revisions of ends."""
    return not (change.before or change.after or judge.keeps_looks) and change.label is not Label.SILENT


def _computed(lines: Sequence[Line], group: Gathered, judge: Judge, files: tuple[File, File]) -> bool:
    """Whether a change is only what a field shows now: a date, a page, the number of what it refers to. A program that
    computes the field anew resolves our own change of what it shows."""
    resolves = group.found.label is Label.FALSE_NAME and not judge.keeps_looks
    if not (resolves or group.found.label in _COMPUTED) or group.found.detail:
        return False
    if group.found.label is not Label.SILENT:
        atoms = [lines[k].judged.atom for k in (*group.before, *group.after)]
        return all(
            a.span is not None and (_VOLATILE.match(a.span.field) or _REFERENCE.match(a.span.field)) for a in atoms
        )
    before = [a for k in group.before if (a := lines[k].judged.met.ours) is not None]
    after = [a for k in group.after if (a := lines[k].judged.met.theirs) is not None]
    if not before and not after:
        return False
    fields = [{a.span.field if a.span is not None else "" for a in side} for side in (before, after)]
    codes = fields[0] | fields[1]
    if all(code and _VOLATILE.match(code) for code in codes):
        return True
    if before and after and all(code and _REFERENCE.match(code) for code in codes):
        shown = "".join(a.text for a in after)
        return bool(_NUMBER.fullmatch(shown)) and _labels_moved(files)
    return False


def _labels_moved(files: tuple[File, File]) -> bool:
    """Whether the lists of the two files count differently, so that references to their numbers change too."""
    old, new = (_labels(f) for f in files)
    return old != new


def _labels(file: File) -> list[tuple[str, str]]:
    blocks = (block for story in file.stories.values() for block in story)
    return [(b.label, b.text) for b in blocks if isinstance(b, Paragraph) and b.label]


def _without_references(lines: Sequence[Line], found: list[Told]) -> list[Told]:
    """Without the reference of a note that came or went, where the note's own words tell of it."""
    notes = Counter(
        (t.change.label, bool(t.change.before), bool(t.change.after)) for t in found if t.change.place.endswith("notes")
    )
    out: list[Told] = []
    for each in found:
        group = each.group
        letters = "".join(lines[k].judged.atom.text for k in (*group.before, *group.after)) if group is not None else ""
        if (
            letters
            and all(c in NOTE_LETTERS or c.isspace() for c in letters)
            and any(c in NOTE_LETTERS for c in letters)
        ):
            key = (each.change.label, bool(group and group.before), bool(group and group.after))
            if notes[key] > 0:
                notes[key] -= 1
                continue
            each.change = replace(each.change, detail="the reference to a note")
        out.append(each)
    return out


# ------------------------------------------------------------------------------------------------ claims and moves


def _claimed(found: list[Told]) -> list[Told]:
    """Words of ours that stand as an insertion of theirs: rejecting it would take them out."""
    out: list[Told] = []
    for each in found:
        last = out[-1] if out else None
        if last is not None:
            a, b = (last, each) if last.change.label is Label.SILENT else (each, last)
            same = a.change.before.strip() and a.change.before.strip() == b.change.after.strip()
            if (
                a.change.label is Label.SILENT
                and b.change.label in (Label.TRACKED, Label.FALSE_NAME)
                and same
                and not a.change.after
                and not b.change.before
                and a.change.place == b.change.place
                and a.change.clause == b.change.clause
            ):
                keeper = b if b.change.label is Label.FALSE_NAME else last
                keeper.take(each if keeper is last else last)
                if b.change.label is Label.FALSE_NAME:
                    out[-1] = b
                    continue
                detail = f"stands as an insertion of {b.change.author} now: rejecting it would take the words out"
                last.change = replace(a.change, after=b.change.after, detail=detail)
                continue
        out.append(each)
    return out


def _moved(found: list[Told]) -> list[Told]:
    """Both ends of a move as one change, at its destination: of moves that are marked, and of words that left at one
    place and stand at another."""
    gone: set[int] = set()
    for label in (Label.MOVED, Label.FALSE_NAME, Label.SILENT):
        sources = [t for t in found if t.change.label is label and t.change.before and not t.change.after]
        targets = [t for t in found if t.change.label is label and t.change.after and not t.change.before]
        if label is Label.FALSE_NAME:
            sources, targets = ([t for t in side if t.group and t.group.found.moved] for side in (sources, targets))
        for target in targets:
            words = target.change.after
            best = max(
                (s for s in sources if id(s) not in gone), key=lambda s: _likeness(s.change.before, words), default=None
            )
            if best is None:
                continue
            alike = _likeness(best.change.before, words)
            if alike < (1.0 if label is Label.SILENT else _ALIKE):
                continue
            if label is Label.SILENT and len(_WORDS.findall(words)) < _FEWEST:
                continue
            gone.add(id(best))
            target.take(best)
            new = Label.MOVED if label is Label.SILENT else label
            target.change = replace(target.change, label=new, before=best.change.before, detail=_from(best, target))
    return [t for t in found if id(t) not in gone]


def _from(source: Told, target: Told) -> str:
    there = source.change.clause or source.change.place
    here = target.change.clause or target.change.place
    return f"stood in {there}" if there != here else "stood elsewhere"


def _likeness(a: str, b: str) -> float:
    if _WORDS.findall(a) == _WORDS.findall(b):
        return 1.0
    return min(0.99, in_order(_WORDS.findall(a), _WORDS.findall(b)))


# ------------------------------------------------------------------------------------------------ paragraphs


def _of_paragraph(passage: Passage, judge: Judge) -> Iterator[ReturnedChange]:
    """What changed of a paragraph as such: that it moved, its format, a number typed in the place of its own."""
    if passage.moved:
        yield _move(passage)
    if passage.ours is None or passage.theirs is None:
        return
    ours, theirs = passage.ours.paragraph, passage.theirs.paragraph
    text = _shown(theirs)
    made = theirs.reformatted
    if made is not None and (ours.reformatted is None or not same_author(ours.reformatted, made)):
        label = Label.FALSE_NAME if judge.is_ours(made) else Label.FORMATTING_ONLY
        yield _change(label, passage.place, ours, theirs, (text, text), made, "the paragraph's format")
    elif made is None and ours.reformatted is not None:
        label = Label.OURS_ACCEPTED if ours.layout == theirs.layout else Label.OURS_REJECTED
        yield _change(label, passage.place, ours, theirs, (text, text), ours.reformatted, "the paragraph's format")
    elif made is None and judge.keeps_looks:
        detail = _layout_differences(ours.layout, theirs.layout)
        if detail:
            yield _change(Label.FORMATTING_ONLY, passage.place, ours, theirs, (text, text), None, detail)


def _layout_differences(old: Layout, new: Layout) -> str:
    out: list[str] = []
    if old.style != new.style:
        out.append(f"style {new.style or 'none'} in the place of {old.style or 'none'}")
    if old.align != new.align:
        out.append(f"aligned {new.align or 'left'}")
    if old.page_break != new.page_break:
        out.append("begins a page" if new.page_break else "begins no page")
    return ", ".join(out)


def _move(passage: Passage) -> ReturnedChange:
    theirs = passage.theirs.paragraph if passage.theirs is not None else None
    first = next(m.theirs for m in passage.mets if m.theirs is not None)
    source = next(m.ours for m in passage.mets if m.ours is not None)
    before, after = (_letters(passage, ours) for ours in (True, False))
    moved = _change(Label.MOVED, passage.place, source.paragraph, theirs or first.paragraph, (before, after), None, "")
    there = source.paragraph.clause
    here = passage.behind.paragraph.clause if passage.behind is not None else ""
    return replace(moved, detail=f"stands behind {here} now" if here and here != there else "stands elsewhere")


def _letters(passage: Passage, ours: bool) -> str:
    atoms = (m.ours if ours else m.theirs for m in passage.mets)
    return "".join(a.text if a.span is not None else "\t" for a in atoms if a is not None).strip()


def _change(
    label: Label,
    place: str,
    ours: Paragraph,
    theirs: Paragraph,
    words: tuple[str, str],
    by: Signature | None,
    detail: str,
) -> ReturnedChange:
    tracked = by is not None and label in (Label.FALSE_NAME, Label.FORMATTING_ONLY)
    return ReturnedChange(
        number=0,
        label=label,
        tracked=tracked,
        clause_id=ours.clause_id,
        clause=ours.clause,
        place=place,
        paragraph=theirs.number,
        before=words[0],
        after=words[1],
        context_before="",
        context_after="",
        author=by.author if by is not None else "",
        at=by.at if by is not None else None,
        detail=detail,
    )


def _shown(paragraph: Paragraph) -> str:
    text = "".join(s.text for s in paragraph.spans if s.state.went is None)
    return text if len(text) <= _SHORT else text[:_SHORT].rsplit(" ", 1)[0] + " …"


# ------------------------------------------------------------------------------------------------ numbers


def _numbers(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ReturnedChange]]:
    """Lists that count differently though no numbered paragraph came or went: the first paragraph of each stretch."""
    for place, group in groupby(passages, key=lambda p: p.place):
        inner = list(group)
        if any(p.whole or p.moved or _restructured(p) for p in inner):
            continue
        told_of: set[str] = set()
        for passage in inner:
            assert isinstance(passage.ours, ParagraphBlock)
            assert isinstance(passage.theirs, ParagraphBlock)
            old, new = passage.ours.paragraph, passage.theirs.paragraph
            if new.label in (old.label, old.old_label) or new.old_label in (old.label, old.old_label):
                continue
            if _kind(new.label) in told_of:
                continue
            told_of.add(_kind(new.label))
            yield passage, _change(Label.SILENT, place, old, new, (old.label, new.label), None, "the number")


def _kind(label: str) -> str:
    return re.sub(r"\w+", "1", label)


def _restructured(passage: Passage) -> bool:
    """Whether a paragraph's end came or went in it."""
    return any(m.ours is None or m.theirs is None for m in passage.mets if _is_end(m.ours or m.theirs)) or any(
        not a.state.plain for m in passage.mets for a in (m.ours, m.theirs) if a is not None and a.is_mark
    )


def _is_end(atom: Atom | None) -> bool:
    return atom is not None and atom.is_mark


# ------------------------------------------------------------------------------------------------ tables, sections


def _resets(files: tuple[File, File], judge: Judge) -> Iterator[ReturnedChange]:
    """Tracked changes of the properties of tables and sections that the sent file has not."""
    own = Counter((r.what, r.by.author) for r in files[0].resets)
    for (what, author), group in groupby(files[1].resets, key=lambda r: (r.what, r.by.author)):
        inner: list[Reset] = list(group)
        if own[what, author]:
            own[what, author] -= len(inner)
            continue
        first = inner[0]
        label = Label.FALSE_NAME if judge.is_ours(first.by) else Label.FORMATTING_ONLY
        yield ReturnedChange(
            0, label, True, first.clause_id, first.clause, "body", 0, first.text, first.text, "", "",
            author, first.by.at, f"the format of a {what}",
        )  # fmt: skip
