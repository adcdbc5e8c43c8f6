"""Changes that are told as one: words that they claim as theirs, both ends of a move, paragraphs that moved together;
and what was changed inside a move, which is told beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from clauses.text.tokens import tokenize
from drafts.diff.script import edit_script
from drafts.diff.similarity import in_order
from drafts.returns.gathering import Gathered, Line
from drafts.returns.labels import Found, Label
from drafts.returns.model import ReturnedChange
from drafts.returns.passages import Passage

_WORDS: Final = re.compile(r"\w+")
_FEWEST: Final = 4
"""Words of a stretch inside a paragraph that counts as moved when it stands elsewhere."""
_ALIKE: Final = 0.8


@dataclass(slots=True)
class Told:
    """A change and where in the order it belongs; its letters, where it has any."""

    at: tuple[int, int]
    change: ReturnedChange
    group: Gathered | None = None
    passages: tuple[Passage, ...] = ()
    """Of paragraphs that moved: themselves."""
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


# ------------------------------------------------------------------------------------------------ claims


def claimed(found: list[Told]) -> list[Told]:
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


# ------------------------------------------------------------------------------------------------ moves


def moved(found: list[Told], lines: Sequence[Line]) -> list[Told]:
    """Both ends of a move as one change, at its destination: of moves that are marked, and of words that left at one
    place and stand at another. What was changed inside a marked move is told too."""
    gone: set[int] = set()
    inside: list[Told] = []
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
            if label is not Label.SILENT:
                inside += _changed_inside(best, target, lines)
            target.take(best)
            new = Label.MOVED if label is Label.SILENT else label
            target.change = replace(target.change, label=new, before=best.change.before, detail=_from(best, target))
    return [t for t in (*found, *inside) if id(t) not in gone]


def _from(source: Told, target: Told) -> str:
    there = source.change.clause or source.change.place
    here = target.change.clause or target.change.place
    return f"stood in {there}" if there != here else "stood elsewhere"


def _likeness(a: str, b: str) -> float:
    if _WORDS.findall(a) == _WORDS.findall(b):
        return 1.0
    return min(0.99, in_order(_WORDS.findall(a), _WORDS.findall(b)))


def _changed_inside(source: Told, target: Told, lines: Sequence[Line]) -> Iterator[Told]:
    """The words that differ between the two ends of a move that is marked: no mark says so."""
    if source.group is None or target.group is None:
        return
    before = _cut(source.group.before, lines)
    after = _cut(target.group.after, lines)
    script = edit_script([words for words, _ in before], [words for words, _ in after])
    at = 0
    while at < len(script):
        what, i1, i2, j1, j2 = script[at]
        at += 1
        if what == "equal":
            continue
        if at < len(script) and script[at][0] != "equal":
            _, _, i2, _, j2 = script[at] if what == "delete" else (what, i1, i2, j1, j2)
            at += 1
        old, new = before[i1:i2], after[j1:j2]
        words = ["".join(text for text, _ in side).strip() for side in (old, new)]
        if not any(words):
            continue
        gone, came = ([k for _, inner in side for k in inner] for side in (old, new))
        group = Gathered(Found(Label.SILENT, True, True), target.group.first, target.group.last, gone, came)
        change = replace(
            target.change,
            label=Label.SILENT,
            tracked=False,
            before=words[0],
            after=words[1],
            context_before="".join(text for text, _ in after[:j1])[-40:],
            context_after="".join(text for text, _ in after[j2:])[:40],
            author="",
            at=None,
            detail="inside a move that is marked",
        )
        yield Told((target.at[0], target.at[1] + 1 + at), change, group)


def _cut(places: Sequence[int], lines: Sequence[Line]) -> list[tuple[str, list[int]]]:
    """The words that letters make, each with the places of its letters."""
    out: list[tuple[str, list[int]]] = []
    at = 0
    for word in tokenize("".join(lines[k].judged.atom.text for k in places)):
        out.append((word, list(places[at : at + len(word)])))
        at += len(word)
    return out


def together(found: list[Told]) -> list[Told]:
    """Paragraphs of one clause that moved and stand side by side, as they stood, as one move."""
    out: list[Told] = []
    last: Told | None = None
    for each in found:
        if not each.passages:
            out.append(each)
            continue
        if last is not None and _side_by_side(last, each):
            last.passages += each.passages
            before, after = (
                "\n".join((getattr(last.change, side), getattr(each.change, side))) for side in ("before", "after")
            )
            last.change = replace(last.change, before=before, after=after)
        else:
            out.append(each)
            last = each
    return out


def _side_by_side(one: Told, two: Told) -> bool:
    """Whether two moved stretches follow one another in both files."""
    a, b = one.passages[-1], two.passages[0]
    first, second = (p.ours.paragraph if p.ours is not None else None for p in (a, b))
    third, fourth = (p.theirs.paragraph if p.theirs is not None else None for p in (a, b))
    if first is None or second is None or third is None or fourth is None:
        return False
    near = second.number == first.number + 1 and fourth.number == third.number + 1
    return near and a.place == b.place and (first.clause_id, first.clause) == (second.clause_id, second.clause)
