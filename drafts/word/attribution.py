"""Each tracked change of a redline under the name of who made it (docs/ooxml/attribution.md).

A stage of its own, between writing and proving: the engine has marked what differs, all of it under one name; here its
revisions are cut where another's words begin, and signed. What the provenance names nobody for keeps the redline's own
author: numbers that moved on, house style, what another clause brought about. Nobody else's revisions are touched.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from itertools import groupby

from lxml import etree

from clauses.text.lines import BREAK
from drafts.makers import Maker, Provenance
from drafts.model import Change, ChangeKind
from drafts.word import names as n
from drafts.word.carry import Ids
from drafts.word.inline import Stamp
from drafts.word.moves import move_names
from drafts.word.outline import Outline, words
from drafts.word.package import Package
from drafts.word.revisions import CONTEXT, Located, located_changes, read_time
from drafts.word.story import identity_of
from drafts.word.whose import Atom, traced_atoms

_MOVED = (n.MOVE_FROM, n.MOVE_TO)


@dataclass(eq=False)
class Attribution:
    """Who made each revision of a redline, by its element, and the clause that it is in."""

    makers: dict[etree._Element, Maker] = field(default_factory=dict[etree._Element, Maker])
    clauses: dict[etree._Element, str] = field(default_factory=dict[etree._Element, str])
    numbers: set[etree._Element] = field(default_factory=set[etree._Element])
    """Revisions of nothing but the number that a cross-reference shows."""


def attribute(redlined: Package, before: Package, after: Package, provenance: Provenance, own: Stamp) -> Attribution:
    """Sign the revisions that ``own`` signed in the body of ``redlined`` with those who made them. ``before`` and
    ``after`` are the drafts that were compared."""
    paragraphs = traced_atoms(redlined, before, after, provenance)
    moves = move_names(redlined.xml(redlined.main))
    signing = _Signing(own, Ids(redlined), moves, _movers(moves, paragraphs, provenance))
    for atoms in paragraphs:
        for holder, inside in groupby((a for a in atoms if a.holder is not None), lambda atom: atom.holder):
            if holder is not None and signing.is_own(holder):
                signing.revision(holder, list(inside))
    signing.ranges(redlined.body())
    signing.rows(redlined.body())
    return signing.found


def _movers(
    moves: Mapping[etree._Element, str], paragraphs: Sequence[Sequence[Atom]], provenance: Provenance
) -> dict[str, Maker]:
    """The name of each move with who made it: who moved the clause, or else who most of the moved words are by."""
    told: dict[str, Counter[Maker]] = {}
    clauses: dict[str, str] = {}
    for atom in (atom for atoms in paragraphs for atom in atoms):
        name = moves.get(atom.holder) if atom.holder is not None else None
        if name is not None:
            clauses.setdefault(name, atom.clause)
            told.setdefault(name, Counter()).update(a for a in atom.answers if isinstance(a, Maker))
    found = {name: provenance.moved.get(clauses[name]) for name in told}
    return {
        name: maker
        for name, counts in told.items()
        if (maker := found[name] or next((m for m, _ in counts.most_common(1)), None)) is not None
    }


class _Signing:
    """Signs revisions, and remembers whose they are."""

    def __init__(self, own: Stamp, ids: Ids, moves: Mapping[etree._Element, str], movers: Mapping[str, Maker]) -> None:
        self.own, self.ids, self.moves, self.movers = own, ids, moves, movers
        self.found = Attribution()

    def is_own(self, revision: etree._Element) -> bool:
        """Whether a revision was signed by the redline's own author."""
        return (revision.get(n.AUTHOR), revision.get(n.DATE)) == (self.own.author, self.own.date)

    def sign(self, revision: etree._Element, maker: Maker | None, clause: str) -> None:
        """Sign one revision; without a maker it stays as it is."""
        self.found.clauses[revision] = clause
        if maker is not None:
            self.found.makers[revision] = maker
            revision.set(n.AUTHOR, maker.signature)
            revision.set(n.DATE, maker.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def revision(self, holder: etree._Element, atoms: Sequence[Atom]) -> None:
        """Sign a mark, a moved stretch, or a stretch of runs, cut where another's words begin."""
        if holder.tag in _MOVED:
            self.sign(holder, self.movers.get(self.moves.get(holder, "")), atoms[0].clause)
            return
        if atoms[0].text == BREAK:
            self.sign(holder, _maker(atoms[0], 0), atoms[0].clause)
            return
        if _in_a_kept_field(holder):
            self.found.numbers.add(holder)
        pieces = list(_pieces(holder, {atom.element: atom for atom in atoms}))
        for child in list(holder):
            holder.remove(child)
        last = holder
        for index, (maker, group) in enumerate(_grouped(pieces)):
            if index:
                part = etree.Element(str(holder.tag))
                self.own.mark(part, self.ids)
                last.addnext(part)
                last = part
                if holder in self.found.numbers:
                    self.found.numbers.add(part)
            last.extend(group)
            self.sign(last, maker, atoms[0].clause)

    def ranges(self, body: etree._Element) -> None:
        """Sign the ranges of moves as the words in them."""
        for start in body.iter(*n.MOVE_RANGE_STARTS):
            maker = self.movers.get(start.get(n.NAME) or "")
            if maker is not None and self.is_own(start):
                self.sign(start, maker, "")

    def rows(self, body: etree._Element) -> None:
        """Sign the marks of rows that came or went as the first words in them."""
        for properties in body.iter(n.TR_PR):
            for mark in properties.iterchildren(n.INS, n.DEL):
                row = properties.getparent()
                inside = (e for e in row.iter(str(mark.tag)) if e is not mark) if row is not None else ()
                first = next((e for e in inside if e in self.found.makers), None)
                if first is not None and self.is_own(mark):
                    self.sign(mark, self.found.makers[first], self.found.clauses[first])


def _maker(atom: Atom, letter: int) -> Maker | None:
    answer = atom.answers[letter]
    return answer if isinstance(answer, Maker) else None


def _in_a_kept_field(holder: etree._Element) -> bool:
    """Whether a revision stands in what a field shows that both versions have."""
    depth = 0
    for sibling in holder.itersiblings(n.R_, preceding=True):
        for mark in reversed(sibling.findall(n.FLD_CHAR)):
            depth += {"begin": -1, "end": 1}.get(mark.get(n.FLD_CHAR_TYPE) or "", 0)
            if depth < 0:
                return True
    return False


# -------------------------------------------------------------------------------------------------------- cutting

_Piece = tuple[Maker | None, list[etree._Element]]


def _pieces(holder: etree._Element, atoms: Mapping[etree._Element, Atom]) -> Iterator[_Piece]:
    """What a revision of runs holds, cut where another's words begin; a field stays whole, and is whose what it shows
    is."""
    field_: list[etree._Element] = []
    depth = 0
    waiting: list[etree._Element] = []
    for child in list(holder):
        marks = [m.get(n.FLD_CHAR_TYPE) for m in child.iter(n.FLD_CHAR)]
        depth += marks.count("begin") - marks.count("end")
        if depth > 0 or marks or field_:
            field_.append(child)
            if depth <= 0:
                first = next((atoms[e] for c in field_ for e in c.iter() if e in atoms), None)
                yield (_maker(first, 0) if first is not None else None), [*waiting, *field_]
                field_, waiting = [], []
            continue
        cut = list(_cut(child, atoms))
        if not cut:
            waiting.append(child)
            continue
        for maker, run in cut:
            yield maker, [*waiting, run]
            waiting = []
    if field_ or waiting:
        first = next((atoms[e] for c in field_ for e in c.iter() if e in atoms), None)
        yield (_maker(first, 0) if first is not None else None), [*waiting, *field_]


def _cut(run: etree._Element, atoms: Mapping[etree._Element, Atom]) -> Iterator[tuple[Maker | None, etree._Element]]:
    """A run as runs of one maker each; nothing for what has no letters."""
    spans: list[tuple[Maker | None, etree._Element, int, int]] = []
    for child in run:
        atom = atoms.get(child)
        if atom is None:
            continue
        at = 0
        for maker, letters in groupby(range(len(atom.text)), lambda k, atom=atom: _maker(atom, k)):
            size = len(list(letters))
            spans.append((maker, child, at, at + size))
            at += size
    if len({span[0] for span in spans}) <= 1:
        if spans:
            yield spans[0][0], run
        return
    look = run.find(n.RPR)
    for maker, group in groupby(spans, lambda span: span[0]):
        part = etree.Element(n.R_, dict(run.attrib))
        if look is not None:
            part.append(copy.deepcopy(look))
        part.extend(_letters(child, start, end) for _, child, start, end in group)
        yield maker, part


def _letters(element: etree._Element, start: int, end: int) -> etree._Element:
    out = copy.deepcopy(element)
    if element.tag in (n.T, n.DEL_TEXT):
        out.text = (element.text or "")[start:end]
        out.set(n.SPACE, "preserve")
    return out


def _grouped(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    for maker, group in groupby(pieces, lambda piece: piece[0]):
        yield maker, [element for _, elements in group for element in elements]


# ------------------------------------------------------------------------------------------------------- as data


def told_changes(redlined: Package, found: Attribution, labels: Mapping[str, str]) -> tuple[Change, ...]:
    """The tracked changes of a redline that was signed, each with who made it, for which party and why. ``labels`` say
    how a reader names a clause."""
    outline = Outline(redlined)
    told = [_told(one, found, labels) for one in located_changes(redlined, outline, found.makers.get)]
    body = [change for change in told if change.place == "body"]
    rest = told[len(body) :]
    breaks = list(_breaks(redlined, outline, found, labels))
    body = sorted([*body, *breaks], key=lambda change: change.paragraph)  # stable: a break comes after the words
    return tuple(replace(change, number=k) for k, change in enumerate([*body, *rest], 1))


def _told(one: Located, found: Attribution, labels: Mapping[str, str]) -> Change:
    element = one.elements[0]
    paragraph = next(element.iterancestors(n.P), None)
    clause = one.change.clause_id
    if paragraph is None or not identity_of(paragraph)[0]:  # a struck one, which may have lost its bookmark
        clause = found.clauses.get(element) or clause
    change = _signed(replace(one.change, clause_id=clause, clause=labels.get(clause, "")), found.makers.get(element))
    if all(each in found.numbers for each in one.elements):
        return replace(change, kind=ChangeKind.REFERENCE_UPDATED)
    if paragraph is None or change.kind not in (ChangeKind.INSERTED, ChangeKind.DELETED):
        return change
    return replace(change, detail="paragraph") if _is_one_fate(paragraph) else change


def _signed(change: Change, maker: Maker | None) -> Change:
    if maker is None:
        return change
    return replace(
        change,
        author=maker.author,
        at=maker.at,
        party=maker.party,
        rationale=maker.rationale,
        proposal=maker.proposal,
    )


def _breaks(redlined: Package, outline: Outline, found: Attribution, labels: Mapping[str, str]) -> Iterator[Change]:
    """Paragraphs that were split or joined: their mark came or went, and words of them stay."""
    for number, paragraph in enumerate(redlined.xml(redlined.main).iter(n.P), 1):
        mark = _mark(paragraph)
        if mark is None or mark.tag in _MOVED or _is_one_fate(paragraph) or not words(paragraph):
            continue
        clause = found.clauses.get(mark) or outline.where(redlined.main, paragraph).clause_id
        kind = ChangeKind.SPLIT if mark.tag == n.INS else ChangeKind.MERGED
        context = words(paragraph)[-CONTEXT:]
        name, at = mark.get(n.AUTHOR) or "", read_time(mark)
        change = Change(0, kind, "body", number, clause, labels.get(clause, ""), "", "", context, "", name, at)
        yield _signed(change, found.makers.get(mark))


def _mark(paragraph: etree._Element) -> etree._Element | None:
    look = paragraph.find(f"{n.PPR}/{n.RPR}")
    return next((m for m in look if m.tag in n.RUN_WRAPPERS), None) if look is not None else None


def _is_one_fate(paragraph: etree._Element) -> bool:
    """Whether a paragraph came or went whole: all of its runs and its mark alike."""
    mark = _mark(paragraph)
    runs = [child for child in paragraph if child.tag == n.R_ or child.tag in n.RUN_WRAPPERS]
    return mark is not None and all(child.tag == mark.tag for child in runs)
