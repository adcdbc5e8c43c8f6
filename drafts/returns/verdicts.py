"""Letter by letter, what became of it: the table of ``labels``, the looks, and what became of each change of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import groupby
from operator import attrgetter
from typing import Final

from drafts.returns.labels import TABLE, Found, Label, Side, Standing
from drafts.returns.letters import Met
from drafts.returns.passages import Passage
from drafts.returns.sifting import Atom, same_author, same_time, whose
from drafts.returns.strands import Look, Signature, State

STRUCK_BY_LOOK: Final = "struck through by formatting, without a tracked deletion"
HIDDEN: Final = "hidden by formatting"
SHOWN: Final = "was hidden, and can be seen now"
UNSTRUCK: Final = "was struck through by formatting, and is not any more"
NEVER_STOOD: Final = "shown as struck, and never stood in the file that was sent"
INSIDE_OURS: Final = "inside a tracked change of ours, which still bears our name"
_LABELS_OF_OURS: Final = frozenset({Label.OURS_ACCEPTED, Label.OURS_REJECTED, Label.OURS_DROPPED})
_MOST: Final = 0.5
"""Share of the words of a change of ours from which they count as standing."""
_ASPECTS: Final = {"small_capitals": "small capitals", "raised": "raised or lowered"}


_Mark = Callable[[State], Signature | None]
_CAME: Final[_Mark] = attrgetter("came")
_WENT: Final[_Mark] = attrgetter("went")


@dataclass(slots=True)
class Judged:
    """A letter with what became of it; nothing where nothing did."""

    met: Met
    found: list[Found] = field(default_factory=list[Found])

    @property
    def atom(self) -> Atom:
        """The letter: that of the returned file where it has it."""
        atom = self.met.theirs or self.met.ours
        assert atom is not None
        return atom

    @property
    def silent(self) -> bool:
        """Whether it came or went without a trace."""
        return any(f.label is Label.SILENT for f in self.found)


class Judge:
    """``names`` are ours, as keys of names."""

    def __init__(self, names: Collection[str], *, keeps_looks: bool) -> None:
        self._names, self.keeps_looks = names, keeps_looks

    def judged(self, passage: Passage) -> list[Judged]:
        """The letters of a passage."""
        out = [Judged(m, list(self._of(m))) for m in passage.mets]
        for unit in _units(out):
            _settle(out, unit)
            for kind in (_CAME, _WENT):
                _alter(out, unit, kind)
        return out

    # ------------------------------------------------------------------------------------------------ the table

    def _of(self, met: Met) -> Iterator[Found]:
        ours, theirs = met.ours, met.theirs
        was, now = _standing(ours), _standing(theirs)
        side, signature = self._newer(ours, theirs, was, now)
        for label in TABLE[was, now, side]:
            yield _found(label, was, now, ours, signature, theirs)
        if ours is not None and theirs is not None and ours.span is not None and theirs.span is not None:
            yield from self._looks(ours, theirs)

    def _newer(
        self, ours: Atom | None, theirs: Atom | None, was: Standing, now: Standing
    ) -> tuple[Side, Signature | None]:
        """Whose the revision is that tells how the letter stands now."""
        if theirs is None or now is Standing.PLAIN:
            return Side.NONE, None
        state = ours.state if ours is not None else State()
        came, went = theirs.state.came, theirs.state.went
        signature = came if now is Standing.INSERTED else went
        mine = state.came if now is Standing.INSERTED else state.went
        assert signature is not None
        if mine is not None and was is not Standing.PLAIN and same_author(mine, signature):
            if now is Standing.INSERTED_AND_STRUCK and was is Standing.STRUCK:
                return (Side.OURS if self.is_ours(signature) else Side.THEIRS), signature
            return (Side.SAME if same_time(mine, signature) else Side.OURS), signature
        return (Side.OURS if self.is_ours(signature) else Side.THEIRS), signature

    def is_ours(self, signature: Signature) -> bool:
        """Whether a revision carries one of our names."""
        return whose(signature, self._names)

    # ------------------------------------------------------------------------------------------------ looks

    def _looks(self, ours: Atom, theirs: Atom) -> Iterator[Found]:
        old, new = ours.span, theirs.span
        assert old is not None
        assert new is not None
        if new.link != old.link and new.link and old.link:
            detail = f"the link leads to {new.link}, and led to {old.link}"
            yield Found(Label.SILENT, True, True, detail=detail)
        if new.restyled is not None:
            if old.restyled is not None and same_author(old.restyled.by, new.restyled.by):
                return
            label = Label.FALSE_NAME if self.is_ours(new.restyled.by) else Label.FORMATTING_ONLY
            detail = _differences(new.restyled.before, new.look) or "format"
            yield Found(label, True, True, new.restyled.by.author, new.restyled.by.at, detail=detail)
        elif old.restyled is not None:
            accepted = new.look == old.look
            label = Label.OURS_ACCEPTED if accepted else Label.OURS_REJECTED
            by, detail = old.restyled.by, _differences(old.restyled.before, old.look) or "format"
            yield Found(label, True, True, by.author, by.at, detail=detail)
        elif new.look != old.look:
            same_style = ours.paragraph.layout.style == theirs.paragraph.layout.style
            yield from self._silent_look(old.look, new.look, same_style=same_style)

    def _silent_look(self, old: Look, new: Look, *, same_style: bool) -> Iterator[Found]:
        if new.hidden != old.hidden:
            yield Found(Label.SILENT, new.hidden, old.hidden, detail=HIDDEN if new.hidden else SHOWN)
        elif new.strike != old.strike:
            yield Found(Label.SILENT, new.strike, old.strike, detail=STRUCK_BY_LOOK if new.strike else UNSTRUCK)
        else:
            detail = _differences(self._kept(old), self._kept(new))
            if detail and (self.keeps_looks or same_style):
                yield Found(Label.FORMATTING_ONLY, True, True, detail=detail)

    def _kept(self, look: Look) -> Look:
        """The part of a look that the program which saved the file keeps."""
        return look if self.keeps_looks else replace(look, color="", size=0)


def _differences(old: Look, new: Look) -> str:
    """What differs between two looks, in words."""
    out: list[str] = []
    for each in fields(Look):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before == after:
            continue
        name = _ASPECTS.get(each.name, each.name)
        if isinstance(before, bool):
            out.append(name if after else f"no {name}")
        elif each.name == "size":
            out.append(f"size {after / 2:g} pt" if after else "size")
        else:
            out.append(f"{name} {after or 'none'}")
    return ", ".join(out)


def _standing(atom: Atom | None) -> Standing:
    if atom is None:
        return Standing.ABSENT
    came, went = atom.state.came is not None, atom.state.went is not None
    if came and went:
        return Standing.INSERTED_AND_STRUCK
    return Standing.INSERTED if came else Standing.STRUCK if went else Standing.PLAIN


def _found(
    label: Label, was: Standing, now: Standing, ours: Atom | None, signature: Signature | None, theirs: Atom | None
) -> Found:
    if label in _LABELS_OF_OURS:
        assert ours is not None
        mine = ours.state.went or ours.state.came
        assert mine is not None
        removed = was is not Standing.INSERTED
        return Found(label, removed, not removed, mine.author, mine.at)
    if label is Label.SILENT:
        if was is Standing.PLAIN and now is Standing.INSERTED and signature is not None:
            detail = f"stands as an insertion of {signature.author} now: rejecting it would take the words out"
            return Found(label, True, True, detail=detail)
        detail = NEVER_STOOD if now is Standing.STRUCK else _look_detail(theirs)
        return Found(label, was is Standing.PLAIN, now is not Standing.ABSENT, detail=detail)
    assert signature is not None
    assert theirs is not None
    removed = theirs.state.went is not None
    moved = theirs.state.moved
    label = Label.MOVED if moved and label is Label.TRACKED else label
    return Found(label, removed, not removed, signature.author, signature.at, moved)


def _look_detail(atom: Atom | None) -> str:
    """What a reader has to know of words that came silently."""
    if atom is None or atom.span is None:
        return ""
    return HIDDEN if atom.span.look.hidden else ""


# ------------------------------------------------------------------------------------------------ changes of ours


def _units(judged: Sequence[Judged]) -> Iterator[range]:
    """The stretches of letters that a change of ours is about: side by side in our file, of one author."""

    def author(k: int) -> str | None:
        ours = judged[k].met.ours
        if ours is None:
            return ""
        mark = ours.state.went or ours.state.came
        return mark.author if mark is not None else None

    indexes = [k for k in range(len(judged)) if judged[k].met.ours is not None]
    for name, group in groupby(indexes, key=author):
        inner = list(group)
        if name is not None:
            yield range(inner[0], inner[-1] + 1)


def _settle(judged: Sequence[Judged], unit: range) -> None:
    """Say of a change of ours that is neither accepted nor rejected that it was dropped."""
    ours = [judged[k] for k in unit if judged[k].met.ours is not None]
    came = [j for j in ours if _standing(j.met.ours) is Standing.INSERTED]
    went = [j for j in ours if _standing(j.met.ours) is Standing.STRUCK]
    gone = [j.met.theirs is None for j in (*came, *went)]
    if came and all(j.met.theirs is None for j in came) and _renamed(judged, unit, came, went):
        return
    if all(j.met.theirs is None for j in came) and _struck_anew(came, went):
        return
    shares = _share(came), _share(went)
    mended = (*came, *went)
    settled = all(j.met.theirs is None or j.met.theirs.state.plain for j in mended) and not all(gone)
    if settled and (any(0 < share < 1 for share in shares) or not any(shares)):
        _settle_mended(came, went, shares)
        return
    if came and went:
        stands = [j.met.theirs is not None and j.met.theirs.state.plain for j in (*came, *went)]
        if all(gone):
            _drop(ours, "")
        elif all(stands):
            _drop(ours, "both the old and the new words stand")
        return
    beside = [_silent_at(judged, unit.start - 1, -1), _silent_at(judged, unit.stop, 1)]
    if all(gone) and (any(beside) if came else all(beside)):
        _drop(ours, "the words around it were changed silently")


def _alter(judged: Sequence[Judged], unit: range, of: _Mark) -> None:
    """Say of words that were changed inside a pending change of ours, which still bears our name, that it was done
    silently."""
    signature = next((s for k in unit if (ours := judged[k].met.ours) is not None and (s := of(ours.state))), None)
    if signature is None:
        return

    def fate(met: Met) -> str:
        """Whether a letter of the change stands as it stood ("pending"), is "gone" or is "fresh"."""
        mine = of(met.ours.state) if met.ours is not None else None
        now = of(met.theirs.state) if met.theirs is not None else None
        if met.ours is None and now is not None and met.theirs is not None:
            once = met.theirs.state.came is None or met.theirs.state.went is None
            same = same_author(signature, now) and now.at is not None and same_time(signature, now)
            return "fresh" if once and same and not met.theirs.state.moved else ""
        return "" if mine is None else "gone" if met.theirs is None else "pending" if now is not None else ""

    start, stop = unit.start, unit.stop
    while stop < len(judged) and judged[stop].met.ours is None:
        stop += 1
    stretches = [(name, list(inner)) for name, inner in groupby(judged[start:stop], key=lambda j: fate(j.met))]
    names = ["", *(name for name, _ in stretches), ""]
    for k, (name, fresh) in enumerate(stretches, 1):
        if name != "fresh":
            continue
        gone = [j for at in (k - 1, k + 1) if names[at] == "gone" for j in stretches[at - 1][1]]
        if gone or names[k - 1] == names[k + 1] == "pending":
            for each in (*gone, *fresh):
                stands = each.met.theirs is not None
                each.found = [Found(Label.SILENT, not stands, stands, detail=INSIDE_OURS)]


def _share(judged: Sequence[Judged]) -> float:
    """Share of the letters of words that stand as plain text."""
    words = [j for j in judged if j.atom.text.isalnum()]
    return sum(j.met.theirs is not None for j in words) / len(words) if words else 0.0


def _settle_mended(came: Sequence[Judged], went: Sequence[Judged], shares: tuple[float, float]) -> None:
    """A change of ours that was taken or taken back, and changed silently besides: it counts as what most of its words
    say, and what differs from that is silent."""
    new, old = (share >= _MOST for share in shares)
    if new and not old:
        label, standing = Label.OURS_ACCEPTED, came
    elif not new and (old or not (came and went)):
        label, standing = Label.OURS_REJECTED if old or came else Label.OURS_ACCEPTED, went if old else ()
    else:
        label, standing = Label.OURS_DROPPED, ()
    keep = {id(j) for j in standing}
    for each in (*came, *went):
        each.found = [replace(f, label=label) for f in each.found if f.label in _LABELS_OF_OURS]
        stands = each.met.theirs is not None
        if stands is not (id(each) in keep):
            each.found.append(Found(Label.SILENT, removed=not stands, added=stands))


def _drop(judged: Sequence[Judged], detail: str) -> None:
    for each in judged:
        each.found = [
            replace(f, label=Label.OURS_DROPPED, detail=detail) if f.label in _LABELS_OF_OURS else f for f in each.found
        ]


def _struck_anew(came: Sequence[Judged], went: Sequence[Judged]) -> bool:
    """Whether a change of ours was taken back, and words that we had struck were struck by them then."""
    theirs = [j for j in went if any(f.label is Label.OURS_DROPPED for f in j.found)]
    back = [j for j in went if j.met.theirs is not None and j.met.theirs.state.plain]
    if not theirs or len(theirs) + len(back) < len(went) or not (came or back):
        return False
    for each in theirs:
        assert each.met.theirs is not None
        who = each.met.theirs.state.went
        assert who is not None
        each.found = [
            *(replace(f, label=Label.OURS_REJECTED) for f in each.found),
            Found(Label.TRACKED, True, author=who.author, at=who.at),
        ]
    return True


def _renamed(judged: Sequence[Judged], unit: range, came: Sequence[Judged], went: Sequence[Judged]) -> bool:
    """Whether the words that we had put in stand beside, as an insertion of somebody else."""
    words = "".join(j.atom.text for j in came)
    for start in range(max(0, unit.start - len(words)), min(len(judged) - len(words), unit.stop + len(words)) + 1):
        there = [j for j in judged[start : start + 3 * len(words)] if j.met.ours is None][: len(words)]
        if "".join(j.atom.text for j in there) == words and all(j.atom.state.came is not None for j in there):
            who = there[0].atom.state.came
            assert who is not None
            mine = came[0].met.ours
            if mine is not None and mine.state.came is not None and mine.state.came.author == who.author:
                for each in came:
                    each.found = []
                return True
            _drop([*came, *went], f"stands under the name {who.author} now")
            for each in there:
                each.found = []
            return True
    return False


def _silent_at(judged: Sequence[Judged], at: int, step: int) -> bool:
    """Whether the next letter that shows was changed silently."""
    while 0 <= at < len(judged) and judged[at].atom.text.isspace() and not judged[at].silent:
        at += step
    return 0 <= at < len(judged) and judged[at].silent
