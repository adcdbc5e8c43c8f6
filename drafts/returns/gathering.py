"""From letters to changes: neighbours of one label, one author and one minute are one change, told in whole words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from drafts.returns.labels import Found, Label
from drafts.returns.lookalikes import lookalike
from drafts.returns.model import ReturnedChange
from drafts.returns.passages import Passage
from drafts.returns.sifting import CELL_END, MARK
from drafts.returns.strands import NOTE_LETTERS, OBJECT_LETTERS, PICTURE, Paragraph
from drafts.returns.verdicts import NEVER_STOOD, Judge, Judged

CONTEXT: Final = 40
_MINUTE: Final = timedelta(minutes=1)
_ENDS: Final = MARK + CELL_END
SHOWN: Final = {MARK: "\n", CELL_END: "\t", PICTURE: "[picture]", "\ue001": "", "\ue002": "", "\ue003": "[formula]"}
_CLOSERS: Final = {"(": ")", "[": "]", "“": "”", "‘": "’", "{": "}"}
_OURS: Final = frozenset({Label.OURS_ACCEPTED, Label.OURS_REJECTED, Label.OURS_DROPPED})
_LOOSE: Final = frozenset({Label.SILENT, Label.FORMATTING_ONLY})
"""Labels of changes that go on over what is no word: the file does not say where one ends and the next begins."""


@dataclass(slots=True)
class Line:
    """A letter in its passage, with the clause that it stands in."""

    judged: Judged
    passage: Passage
    number: int
    """The passage's place among all."""
    clause_id: str
    clause: str


@dataclass(slots=True)
class Gathered:
    """A change in the making: the places of its letters, and which texts they belong to."""

    found: Found
    first: int
    last: int
    before: list[int] = field(default_factory=list[int])
    after: list[int] = field(default_factory=list[int])
    change: ReturnedChange | None = None


def gather(passages: Sequence[Passage], judge: Judge) -> tuple[list[Line], list[Gathered]]:
    """All letters of all passages in order, and the changes that they make."""
    lines = list(_lines(passages, judge))
    done: list[Gathered] = []
    open_: list[Gathered] = []
    for at, line in enumerate(lines):
        for found in line.judged.found:
            group = next((g for g in reversed(open_) if _goes_on(g, found, at, lines)), None)
            if group is None:
                group = Gathered(found, at, at)
                open_.append(group)
                done.append(group)
            group.last = at
            if found.removed:
                group.before.append(at)
            if found.added:
                group.after.append(at)
        open_ = [g for g in open_ if at - g.last < CONTEXT]
    return lines, done


def _lines(passages: Sequence[Passage], judge: Judge) -> Iterator[Line]:
    place, last = "", ("", "")
    fresh: tuple[str, str] | None = None
    for number, passage in enumerate(passages):
        if passage.place != place:
            place, last, fresh = passage.place, ("", ""), None
        if passage.ours is not None:
            last, fresh = _clause(passage.ours.paragraph), None
            new_ahead = last if passage.behind is None else _clause(passage.behind.paragraph)
        else:
            new_ahead = last
        own: Paragraph | None = None
        whole_new = False
        for judged in judge.judged(passage):
            ours, theirs = judged.met.ours, judged.met.theirs
            if ours is not None:
                last, fresh = _clause(ours.paragraph), None
                yield Line(judged, passage, number, *last)
                continue
            assert theirs is not None
            if theirs.paragraph is not own:
                own = theirs.paragraph
                whole_new = passage.ours is None or _ends_anew(passage, own)
                if whole_new and own.layout.heading:
                    fresh = ("", _heading(own))
            if whole_new:
                yield Line(judged, passage, number, *(fresh or new_ahead))
            else:
                yield Line(judged, passage, number, *last)


def _ends_anew(passage: Passage, paragraph: Paragraph) -> bool:
    """Whether a paragraph of the returned file is new with its end."""
    inner = [m.theirs for m in passage.mets if m.theirs is not None and m.theirs.paragraph is paragraph]
    return all(a.new for a in inner)


def _heading(paragraph: Paragraph) -> str:
    text = " ".join(paragraph.text.split())
    return f"{paragraph.label} {text}".strip()[:80]


def _clause(paragraph: Paragraph) -> tuple[str, str]:
    return paragraph.clause_id, paragraph.clause


def _goes_on(group: Gathered, found: Found, at: int, lines: Sequence[Line]) -> bool:
    own = group.found
    here, there = lines[group.last], lines[at]
    if own.label is not found.label or own.author != found.author:
        return False
    if own.detail != found.detail and NEVER_STOOD not in (own.detail, found.detail):
        return False
    if (here.clause_id, here.clause, here.passage.place) != (there.clause_id, there.clause, there.passage.place):
        return False
    if here.passage.moved is not there.passage.moved:
        return False
    if own.at is not None and found.at is not None and abs(own.at - found.at) > _MINUTE:
        return False
    between = lines[group.last + 1 : at]
    if not between:
        return there.number - here.number <= 1
    if here.passage is not there.passage:
        return False
    if found.label in _OURS:
        return all(line.judged.met.ours is None for line in between)
    if found.label not in _LOOSE:
        return all(line.judged.met.theirs is None for line in between)
    return all(_is_gap(line) for line in between)


def _is_gap(line: Line) -> bool:
    text = line.judged.atom.text
    met = line.judged.met
    if met.theirs is None and line.judged.found and all(f.label in _OURS for f in line.judged.found):
        return True
    if met.theirs is not None and met.theirs.new:
        return True
    if any(f.label not in (Label.SILENT, Label.TRACKED) for f in line.judged.found) or text in _ENDS:
        return False
    return text.isspace() or text in "()[]“”‘’\"'$€%"


# ------------------------------------------------------------------------------------------------ words


def told(lines: Sequence[Line], group: Gathered) -> ReturnedChange | None:
    """A change in whole words with what is around it; None where nothing of it shows."""
    line = lines[group.after[0] if group.after else group.first]
    before, after = _texts(lines, group)
    if not (before or after) and not _only_ends(lines, group):
        return None
    detail = group.found.detail
    if not (before or after):
        detail = "a paragraph was split here" if group.after else "two paragraphs were joined here"
    found = group.found
    paragraph = line.judged.atom.paragraph
    return ReturnedChange(
        number=0,
        label=found.label,
        tracked=bool(found.author) and found.label not in _OURS,
        clause_id=line.clause_id,
        clause=line.clause,
        place=line.passage.place,
        paragraph=paragraph.number,
        before=before,
        after=after,
        context_before=_context(lines, group, -1),
        context_after=_context(lines, group, 1),
        author=found.author,
        at=found.at,
        detail=detail or lookalike(before, after),
    )


def _only_ends(lines: Sequence[Line], group: Gathered) -> bool:
    inside = [lines[k] for k in (*group.before, *group.after)]
    return any(line.judged.atom.text == MARK and not line.passage.whole for line in inside) and all(
        line.judged.atom.text in _ENDS for line in inside
    )


def _texts(lines: Sequence[Line], group: Gathered) -> tuple[str, str]:
    first, last = group.first, group.last
    before, after = set(group.before), set(group.after)
    texts = ["", ""]
    for k in range(first, last + 1):
        line = lines[k]
        gap = k not in before and k not in after
        if gap and any(f.label is Label.SILENT or group.found.label not in _LOOSE for f in line.judged.found):
            continue
        theirs = line.judged.met.theirs
        if gap and (any(f.label in _OURS for f in line.judged.found) or (theirs is not None and theirs.new)):
            continue
        for which, own in enumerate((before, after)):
            if k in own or (gap and own):
                texts[which] += _show(line)
    head, tail = _word_ends(lines, group, texts)
    loose = group.found.label in _LOOSE
    return _trimmed(head + texts[0] + tail, bool(before), loose), _trimmed(head + texts[1] + tail, bool(after), loose)


def _trimmed(text: str, there: bool, loose: bool) -> str:
    """A text without ends of paragraphs around it, and without the spaces around words where the file does not say to
    which side they belong."""
    text = text.strip("\n\t")
    if loose and text.strip(" "):
        return text.strip(" ")
    return text if there or text.strip() else ""


def _show(line: Line) -> str:
    atom = line.judged.atom
    return SHOWN.get(atom.text, atom.text)


def _word_ends(lines: Sequence[Line], group: Gathered, texts: Sequence[str]) -> tuple[str, str]:
    """The letters on either side that belong to the same words."""
    own = [lines[k].judged.atom.text for k in sorted({*group.before, *group.after})]
    if group.found.label in (Label.FORMATTING_ONLY, Label.MOVED) or not any(c.isalnum() for t in texts for c in t):
        return "", ""
    head = tail = ""
    edges = [t for t in texts if t]
    if own[0].isalnum() and any(t[0].isalnum() for t in edges):
        head = _grown(lines, group.first, -1)
    if own[-1].isalnum() and any(t[-1].isalnum() for t in edges):
        tail = _grown(lines, group.last, 1)
    missing = [_CLOSERS[c] for c in texts[0] + texts[1] if c in _CLOSERS]
    if not tail and missing and all(t.count(o) > t.count(c) for t in edges for o, c in _CLOSERS.items() if o in t):
        following = lines[group.last + 1] if group.last + 1 < len(lines) else None
        if following is not None and following.judged.atom.text == missing[-1] and not following.judged.silent:
            tail = missing[-1]
    return head, tail


def _grown(lines: Sequence[Line], at: int, step: int) -> str:
    out = ""
    passage = lines[at].passage
    k = at + step
    while 0 <= k < len(lines) and lines[k].passage is passage and not lines[k].judged.found:
        text = lines[k].judged.atom.text
        if not text.isalnum() or not _stands(lines[k]) or not _of_one(lines[at], lines[k]):
            break
        out = text + out if step < 0 else out + text
        k += step
    return out


def _of_one(line: Line, other: Line) -> bool:
    """Whether no change of ours that is pending begins or ends between two letters of a word."""
    here, there = line.judged.atom.state, other.judged.atom.state
    return there.plain or (here.came is None, here.went is None) == (there.came is None, there.went is None)


def _stands(line: Line) -> bool:
    theirs = line.judged.met.theirs
    return theirs is not None and theirs.state.went is None


def _context(lines: Sequence[Line], group: Gathered, step: int) -> str:
    out = ""
    k = (group.first if step < 0 else group.last) + step
    passage = lines[group.first if step < 0 else group.last].passage
    while 0 <= k < len(lines) and lines[k].passage is passage and len(out) < CONTEXT:
        if _stands(lines[k]) and lines[k].judged.atom.text not in _ENDS:
            out = _show(lines[k]) + out if step < 0 else out + _show(lines[k])
        k += step
    return out


def notes_only(before: str, after: str, letters: str) -> bool:
    """Whether a change is of nothing but references to notes."""
    return not before.strip() and not after.strip() and any(c in NOTE_LETTERS for c in letters)


def numbered(changes: Sequence[ReturnedChange]) -> tuple[ReturnedChange, ...]:
    """The changes with their numbers in order."""
    return tuple(replace(c, number=k) for k, c in enumerate(changes, 1))


__all__ = ["CONTEXT", "OBJECT_LETTERS", "SHOWN", "Gathered", "Line", "gather", "notes_only", "numbered", "told"]
