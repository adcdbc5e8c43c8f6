"""Which letter of one paragraph is which of another: words by an edit script, our own changes taken as they may have
been taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Final

from clauses.text.script import Opcode
from clauses.text.tokens import tokenize
from drafts.diff.script import edit_script
from drafts.returns.sifting import MARK, Atom

_MOST_CHANGES: Final = 3
"""Changes of ours in one paragraph that are tried together; of more, one after the other."""
_MOST_UNITS: Final = 5
"""Changes of ours in one word or amount that are tried both ways."""


@dataclass(slots=True)
class Met:
    """A letter of ours and the one that stands for it in the returned file; None on the side that lacks it."""

    ours: Atom | None
    theirs: Atom | None


@dataclass(slots=True)
class _Word:
    key: tuple[str, str]
    atoms: list[Atom]


def met_letters(ours: Sequence[Atom], theirs: Sequence[Atom]) -> Iterator[Met]:
    """The letters of both, each once: those of ours in order, those of the returned file in order, new ones where they
    stand."""
    at = 0

    def up_to(atom: Atom) -> Iterator[Met]:
        nonlocal at
        while theirs[at] is not atom:
            yield Met(None, theirs[at])
            at += 1
        at += 1

    for met in _pairs(ours, [a for a in theirs if not a.new]):
        if met.theirs is not None:
            yield from up_to(met.theirs)
        yield met
    yield from (Met(None, a) for a in theirs[at:])


def _pairs(ours: Sequence[Atom], theirs: Sequence[Atom]) -> Iterator[Met]:
    if _text(ours) == _text(theirs) and all(map(_same_object, ours, theirs)):
        yield from (Met(a, b) for a, b in zip(ours, theirs, strict=True))
        return
    new = _words(theirs)
    left_out = _left_out(ours, new)
    met = {id(m.ours): m for m in _aligned([a for a in ours if id(a) not in left_out], new) if m.ours is not None}
    yield from _interleaved(ours, met, theirs)


def _interleaved(ours: Sequence[Atom], met: dict[int, Met], theirs: Sequence[Atom]) -> Iterator[Met]:
    """All letters of both in order: those of ours first where neither stands for the other."""
    at = 0
    for atom in ours:
        found = met.get(id(atom))
        if found is None or found.theirs is None:
            yield Met(atom, None)
            continue
        while theirs[at] is not found.theirs:
            yield Met(None, theirs[at])
            at += 1
        yield found
        at += 1
    yield from (Met(None, b) for b in theirs[at:])


def _aligned(ours: Sequence[Atom], new: Sequence[_Word]) -> Iterator[Met]:
    """The letters that stand for one another, among others that are met alone."""
    old = _words(ours)
    gone: list[Atom] = []
    for what, i1, i2, j1, j2 in _slid(old, new, edit_script([x.key for x in old], [x.key for x in new])):
        if what == "delete":
            gone = [a for x in old[i1:i2] for a in x.atoms]
            continue
        here = [a for x in new[j1:j2] for a in x.atoms]
        if what == "insert":
            yield from _resolved(gone, here)
        else:
            yield from (Met(a, b) for a, b in zip((a for x in old[i1:i2] for a in x.atoms), here, strict=True))
        gone = []


def _slid(old: Sequence[_Word], new: Sequence[_Word], script: Sequence[Opcode]) -> list[Opcode]:
    """A script of which what came or went alone stands where the words around it look as they did: of "very very" the
    first or the second may have come."""
    out = list(script)
    for k in range(1, len(out) - 1):
        ahead, here, behind = out[k - 1 : k + 2]
        if here[0] == "equal" or ahead[0] != "equal" or behind[0] != "equal":
            continue
        by = _shift(old, new, (ahead, here, behind))
        out[k - 1] = (ahead[0], ahead[1], ahead[2] + by, ahead[3], ahead[4] + by)
        out[k] = (here[0], here[1] + by, here[2] + by, here[3] + by, here[4] + by)
        out[k + 1] = (behind[0], behind[1] + by, behind[2], behind[3] + by, behind[4])
    return out


def _shift(old: Sequence[_Word], new: Sequence[_Word], around: tuple[Opcode, Opcode, Opcode]) -> int:
    """By how many words what came or went fits better further on, or (negative) further ahead."""
    ahead, here, behind = around
    words, others = (old, new) if here[0] == "delete" else (new, old)
    first, last, partner = (here[1], here[2], here[3]) if here[0] == "delete" else (here[3], here[4], here[1])
    best, found = 0, 0
    for step, room in ((-1, ahead[2] - ahead[1]), (1, behind[2] - behind[1])):
        gain = 0
        for moved in range(room):
            x, y, z = (first - 1, last - 1, partner - 1) if step < 0 else (last, first, partner)
            x, y, z = x + step * moved, y + step * moved, z + step * moved
            if words[x].key != words[y].key:
                break
            gain += _likeness(words[y], others[z]) - _likeness(words[x], others[z])
            if gain > best:
                best, found = gain, step * (moved + 1)
    return found


def _likeness(a: _Word, b: _Word) -> int:
    first, second = a.atoms[0], b.atoms[0]
    look = first.span is not None and second.span is not None and first.span.look == second.span.look
    return 2 * (first.state.plain == second.state.plain) + look


def _left_out(ours: Sequence[Atom], new: Sequence[_Word]) -> frozenset[int]:
    """Letters of ours that were accepted away or rejected: of the ways to take our changes, the one that leaves the
    fewest words unexplained."""
    ways = _changes(ours)
    if not any(ways):
        return frozenset()
    keys = [x.key for x in new]

    def cost(chosen: Sequence[frozenset[int]]) -> int:
        out = frozenset[int]().union(*chosen)
        old = [x.key for x in _words([a for a in ours if id(a) not in out])]
        return sum(i2 - i1 + j2 - j1 for what, i1, i2, j1, j2 in edit_script(old, keys) if what != "equal")

    if len(ways) <= _MOST_CHANGES:
        best = min(product(*ways), key=cost)
        return frozenset[int]().union(*best)
    chosen = [options[0] for options in ways]
    for k, options in enumerate(ways):
        chosen[k] = min(options, key=lambda way, k=k: cost([*chosen[:k], way, *chosen[k + 1 :]]))
    return frozenset[int]().union(*chosen)


def _changes(ours: Sequence[Atom]) -> list[list[frozenset[int]]]:
    """Of each change of ours the letters that may be gone: none, those that we struck, those that we put in."""
    out: list[list[frozenset[int]]] = []
    for plain, group in groupby(ours, key=lambda a: a.state.plain):
        if not plain:
            inner = list(group)
            came = frozenset(id(a) for a in inner if a.state.came is not None)
            went = frozenset(id(a) for a in inner if a.state.went is not None)
            out.append([frozenset(), *(x for x in (went, came) if x)])
    return out


def _words(atoms: Sequence[Atom]) -> list[_Word]:
    """Words, cut also where a revision or a paragraph begins or ends."""
    text = _text(atoms)
    out: list[_Word] = []
    at = 0
    for word in tokenize(text):
        start = at
        for k in range(at + 1, at + len(word) + 1):
            if k == at + len(word) or _cut_between(atoms[k - 1], atoms[k]):
                out.append(_word(atoms[start:k]))
                start = k
        at += len(word)
    return out


def _word(atoms: Sequence[Atom]) -> _Word:
    return _Word((_text(atoms), atoms[0].span.atom if atoms[0].span is not None else ""), list(atoms))


def _cut_between(a: Atom, b: Atom) -> bool:
    return a.span is None or b.span is None or a.ours != b.ours


def _resolved(ours: Sequence[Atom], theirs: Sequence[Atom]) -> Iterator[Met]:
    """Letters that differ: where changes of ours, accepted or rejected, give the letters of the returned file, these;
    else all of ours, then all of theirs."""
    units = _units(ours)
    text = _text(theirs)
    if ours and len(units) <= _MOST_UNITS and any(came or went for _, came, went in units):
        for kept in _ways(units):
            if _text(kept) == text:
                standing = {id(a): b for a, b in zip(kept, theirs, strict=True)}
                yield from (Met(a, standing.get(id(a))) for a in ours)
                return
    yield from (Met(a, None) for a in ours)
    yield from (Met(None, b) for b in theirs)


def _units(atoms: Sequence[Atom]) -> list[tuple[list[Atom], bool, bool]]:
    """Stretches of one state: the letters, whether they were inserted, whether struck."""
    out: list[tuple[list[Atom], bool, bool]] = []
    for atom in atoms:
        kind = (atom.state.came is not None, atom.state.went is not None)
        if out and out[-1][1:] == kind:
            out[-1][0].append(atom)
        else:
            out.append(([atom], *kind))
    return out


def _ways(units: Sequence[tuple[list[Atom], bool, bool]]) -> Iterator[list[Atom]]:
    """The letters that are left when each stretch that we inserted or struck stays or goes."""
    choices = [(True, False) if came or went else (True,) for _, came, went in units]
    for choice in sorted(product(*choices), key=lambda c: -sum(c)):
        yield [a for stays, (atoms, _, _) in zip(choice, units, strict=True) if stays for a in atoms]


def _text(atoms: Iterable[Atom]) -> str:
    return "".join([a.text if a.span is not None else MARK for a in atoms])


def _same_object(a: Atom, b: Atom) -> bool:
    return a.span is None or b.span is None or a.span.atom == b.span.atom
