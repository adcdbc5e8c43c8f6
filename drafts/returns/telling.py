"""The changes of a returned file in order, without those that only a program made, and moves as one change each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from drafts.returns.gathering import SHOWN, Gathered, Line, told
from drafts.returns.joined import Told, claimed, moved, together
from drafts.returns.labels import Label
from drafts.returns.model import ReturnedChange
from drafts.returns.note_order import notes_that_travelled
from drafts.returns.passages import Passage
from drafts.returns.sifting import Atom, ParagraphBlock, same_author
from drafts.returns.strands import NOTE_LETTERS, File, Layout, Paragraph, Reset, Signature
from drafts.returns.verdicts import INSIDE_OURS, Judge

_VOLATILE: Final = re.compile(
    r"(?i)(PAGE|NUMPAGES|SECTIONPAGES|SECTION|DATE|TIME|SAVEDATE|CREATEDATE|PRINTDATE|EDITTIME|NUMWORDS|NUMCHARS|FILENAME"
    r"|FILESIZE|REVNUM|LASTSAVEDBY|USERNAME|TOC|PAGEREF|DOCPROPERTY \"?Counterpart)\b"
)
"""Fields that a program computes when it opens, prints or saves a file."""
_REFERENCE: Final = re.compile(r"(?i)(REF|NOTEREF|SEQ|STYLEREF|LISTNUM|AUTONUM\w*)\b")
_COMPUTED: Final = frozenset({Label.SILENT, Label.OURS_ACCEPTED, Label.OURS_REJECTED, Label.OURS_DROPPED})
_NUMBER: Final = re.compile(r"[\dA-Za-z.()\-–§ ]{1,24}")
_SHORT: Final = 60
_ADDS, _TAKES = 1, -1


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
    out = moved(claimed(out), lines)
    starts: dict[int, int] = {}
    for k, line in enumerate(lines):
        starts.setdefault(id(line.passage), k)
    travelled = notes_that_travelled(passages)
    for passage in passages:
        place = starts.get(id(passage), len(lines))
        for change in _of_paragraph(passage, judge):
            if change.label is Label.MOVED and id(passage) in travelled:
                continue
            out.append(Told((place, -1), change, passages=(passage,) if change.label is Label.MOVED else ()))
    out.extend(Told((starts.get(id(p), 0), -2), c) for p, c in _numbers(passages))
    out.extend(Told((len(lines), k), c) for k, c in enumerate(_resets(files, judge)))
    return together(sorted(out, key=lambda t: t.at))


# ------------------------------------------------------------------------------------------------ what is computed


def _unkept_end(change: ReturnedChange, judge: Judge) -> bool:
    """Whether only the end of a paragraph changed, in a file by a program that does not keep the revisions of ends."""
    return not (change.before or change.after or judge.keeps_looks) and change.label is not Label.SILENT


def _computed(lines: Sequence[Line], group: Gathered, judge: Judge, files: tuple[File, File]) -> bool:
    """Whether a change is only what a field shows now: a date, a page, the number of what it refers to. A program that
    computes the field anew resolves our own change of what it shows."""
    inside = group.found.detail == INSIDE_OURS
    resolves = (inside or group.found.label is Label.FALSE_NAME) and not judge.keeps_looks
    if not (resolves or group.found.label in _COMPUTED) or (group.found.detail and not inside):
        return False
    if resolves or group.found.label is not Label.SILENT:
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
    change = _change(Label.MOVED, passage.place, source.paragraph, theirs or first.paragraph, (before, after), None, "")
    there = source.paragraph.clause
    here = passage.behind.paragraph.clause if passage.behind is not None else ""
    return replace(change, detail=f"stands behind {here} now" if here and here != there else "stands elsewhere")


def _letters(passage: Passage, ours: bool) -> str:
    atoms = (m.ours if ours else m.theirs for m in passage.mets)
    shown = (SHOWN.get(a.text, a.text) if a.span is not None else "\t" for a in atoms if a is not None)
    return "".join(shown).strip()


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
