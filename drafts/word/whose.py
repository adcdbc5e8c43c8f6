"""Who made each changed letter of a redline: its paragraphs are found again in the provenance by their bookmarks.

A redline reads as the earlier version where what was inserted is left out, and as the later one where what was struck
is. So each paragraph of either version is a stretch of the redline, and has in its draft the bookmark under which the
provenance tells whose its words are. The redline's own bookmarks don't do: those of the earlier version are not all in
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby
from typing import Final

from lxml import etree

from clauses.ids import bookmark_name, parse_bookmark
from clauses.text.lines import BREAK, line_script, line_tokens
from drafts.makers import Maker, Provenance, Traced
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.story import identity_of

_ONE_LETTER: Final = {n.TAB: " ", n.BR: " ", n.CR: " ", w("noBreakHyphen"): "\u2011"}
_GONE: Final = (n.DEL, n.MOVE_FROM)
_CAME: Final = (n.INS, n.MOVE_TO)


class Unsaid(Enum):
    """What the provenance says of a letter where it names nobody."""

    KEPT = "kept"
    """It stands in both versions, or the provenance does not know it: who changed the words around it marks it too."""
    REFERENCE = "reference"
    """The number of a cross-reference that stands in both versions."""
    NOBODY = "nobody"
    """It was changed, and by no revision."""


Answer = Maker | Unsaid


@dataclass(eq=False, slots=True)
class Atom:
    """Letters of one element of a run, or a paragraph's mark; ``holder`` is the revision that they are in, or None.

    ``answers`` are one for each letter; of letters that stand in both versions they mean nothing."""

    element: etree._Element
    text: str
    holder: etree._Element | None
    in_before: bool
    in_after: bool
    clause: str = ""
    answers: list[Answer] = field(default_factory=list[Answer])

    @property
    def is_mark(self) -> bool:
        """Whether it is a paragraph's mark."""
        return self.text == BREAK

    @property
    def changed(self) -> bool:
        """Whether it stands in one version only."""
        return self.in_before != self.in_after


@dataclass(eq=False, slots=True)
class _Paragraph:
    """A paragraph of one version as the redline has it: its mark, then its letters."""

    atoms: list[Atom]

    @property
    def text(self) -> str:
        return "".join(atom.text for atom in self.atoms)


def traced_atoms(redlined: Package, before: Package, after: Package, provenance: Provenance) -> list[list[Atom]]:
    """The letters and marks of a redline's body, paragraph by paragraph, each changed one with who made it."""
    paragraphs = [list(_atoms(p)) for p in _paragraphs(redlined)]
    _answer(paragraphs, "before", before, provenance.before, provenance.reference)
    _answer(paragraphs, "after", after, provenance.after, provenance.reference)
    alone = {**provenance.sole(), **provenance.moved}
    for atoms in paragraphs:
        for changed, stretch in groupby(atoms, lambda atom: atom.changed):
            if changed:
                found = list(stretch)
                struck, added = ([atom for atom in found if atom.in_before is side] for side in (True, False))
                by_strikes, by_additions = _most(struck), _most(added)
                _settle(struck, alone, by_additions)
                _settle(added, alone, by_strikes)
    return paragraphs


# ------------------------------------------------------------------------------------------------- what is read


def _paragraphs(package: Package) -> Iterator[etree._Element]:
    """The paragraphs of the body, not those of its text boxes."""
    for paragraph in package.body().iter(n.P):
        if next(paragraph.iterancestors(n.TXBX_CONTENT), None) is None:
            yield paragraph


def _letters(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str, etree._Element]]:
    """The elements of a paragraph that have letters, what these are, and the run that each is in."""
    for element in paragraph.iter(n.T, n.DEL_TEXT, *_ONE_LETTER):
        run = element.getparent()
        if run is None or run.tag != n.R_:
            continue
        if run.getparent() is not paragraph and next(run.iterancestors(n.P), None) is not paragraph:
            continue
        text = _ONE_LETTER.get(str(element.tag)) or (element.text or "").replace(BREAK, " ")
        if text:
            yield element, text, run


def _atoms(paragraph: etree._Element) -> Iterator[Atom]:
    """The letters of a paragraph, then its mark."""
    for element, text, run in _letters(paragraph):
        yield _atom(element, text, next((a for a in run.iterancestors() if a.tag in n.RUN_WRAPPERS), None))
    look = paragraph.find(f"{n.PPR}/{n.RPR}")
    mark = next((m for m in look if m.tag in n.RUN_WRAPPERS), None) if look is not None else None
    yield _atom(paragraph, BREAK, mark)


def _atom(element: etree._Element, text: str, holder: etree._Element | None) -> Atom:
    tag = holder.tag if holder is not None else None
    return Atom(element, text, holder, tag not in _CAME, tag not in _GONE, answers=[Unsaid.KEPT] * len(text))


def _answer(
    redlined: Sequence[Sequence[Atom]],
    side: str,
    package: Package,
    words: Mapping[str, Sequence[Traced]],
    reference: str,
) -> None:
    """Give the letters that stand in one version the answers of the provenance."""
    ours = list(_read(redlined, side))
    theirs = list(_identified(package))
    matcher = SequenceMatcher(None, [p.text for p in ours], [text for _, text in theirs], autojunk=False)
    named: list[tuple[str, _Paragraph]] = []
    for i, j, size in matcher.get_matching_blocks():
        named += [(theirs[j + k][0], ours[i + k]) for k in range(size)]
    for bookmark, group in groupby(named, lambda one: one[0]):
        parsed = parse_bookmark(bookmark)
        atoms = [atom for _, paragraph in group for atom in paragraph.atoms]
        if not any(atom.changed for atom in atoms):
            for atom in atoms:
                atom.clause = parsed[0] if parsed is not None else ""
            continue
        answers = iter(_answers("".join(atom.text for atom in atoms), words.get(bookmark, ()), reference))
        for atom in atoms:
            given = [next(answers) for _ in atom.text]
            if atom.in_after == (side == "after") or not atom.changed:
                atom.clause = parsed[0] if parsed is not None else ""
            if atom.changed:
                atom.answers = given


def _read(redlined: Sequence[Sequence[Atom]], side: str) -> Iterator[_Paragraph]:
    """The paragraphs of one version as the redline has them; a mark that is not in it joins its words to the next."""
    letters: list[Atom] = []
    for atoms in redlined:
        for atom in atoms:
            if not (atom.in_before if side == "before" else atom.in_after):
                continue
            if atom.is_mark:
                yield _Paragraph([atom, *letters])
                letters = []
            else:
                letters.append(atom)


def _identified(package: Package) -> Iterator[tuple[str, str]]:
    """The (bookmark, words) of each paragraph of a draft. In a table what has none belongs to the last one before."""
    table: etree._Element | None = None
    bookmark = ""
    for paragraph in _paragraphs(package):
        around = next(paragraph.iterancestors(n.TBL), None)
        clause, number = identity_of(paragraph)
        if clause:
            bookmark = bookmark_name(clause, number)
        elif around is None or around is not table:
            bookmark = ""
        table = around
        yield bookmark, BREAK + "".join(text for _, text, _ in _letters(paragraph))


def _answers(text: str, words: Sequence[Traced], reference: str) -> list[Answer]:
    """Whose each letter of ``text`` is. Where the provenance words it otherwise, as it does the numbers of references,
    a stretch is whose the words opposite are."""
    told = "".join(traced.text for traced in words)
    theirs = [answer for traced in words for answer in [_said(traced)] * len(traced.text)]
    if told == text:
        return theirs
    out: list[Answer] = []
    ours, others = line_tokens(text), line_tokens(told)
    at = 0
    opposite: list[Answer] = []
    waiting = 0
    for what, i1, i2, j1, j2 in line_script(ours, others):
        letters = sum(map(len, ours[i1:i2]))
        size = sum(map(len, others[j1:j2]))
        if what == "equal":
            out += _opposite(opposite, waiting)
            out += theirs[at : at + size]
            opposite, waiting = [], 0
        elif what == "delete":
            waiting += letters
        if what == "insert":
            there = theirs[at : at + size]
            is_number = any(reference and token.startswith(reference) for token in others[j1:j2])
            opposite += [Unsaid.REFERENCE if is_number and a is Unsaid.KEPT else a for a in there]
        at += size if what != "delete" else 0
    return [*out, *_opposite(opposite, waiting)]


def _said(traced: Traced) -> Answer:
    if traced.kept:
        return Unsaid.KEPT
    return traced.maker or Unsaid.NOBODY


def _opposite(answers: Sequence[Answer], letters: int) -> list[Answer]:
    """What all of the words opposite say; where they don't agree, nothing is known."""
    return [answers[0] if answers and all(a == answers[0] for a in answers) else Unsaid.KEPT] * letters


# ---------------------------------------------------------------------------------------------- what is not said


def _most(atoms: Sequence[Atom]) -> Maker | None:
    """Who most letters are by, if anybody is named."""
    counts = Counter(answer for atom in atoms for answer in atom.answers if isinstance(answer, Maker))
    return next((maker for maker, _ in counts.most_common(1)), None)


def _settle(atoms: Sequence[Atom], alone: Mapping[str, Maker], opposite: Maker | None) -> None:
    """Say of each letter of a stretch of one fate who made it, or that nobody did.

    Words that both versions have, and that a redline marks to be legible, are whose the words before them are, or those
    behind them; where there are none, whose the clause is ``alone``: who moved it, or else made all that differs in it;
    and else whose most of the words ``opposite`` are, for which a paragraph that is shown whole was struck or added.
    The number of a reference is so only between words of one and the same maker.
    """
    given = [answer for atom in atoms for answer in atom.answers]
    ahead, behind = _nearest(given), _nearest(given[::-1])[::-1]
    at = 0
    for atom in atoms:
        for k, answer in enumerate(atom.answers):
            left, right = ahead[at + k], behind[at + k]
            if answer is Unsaid.REFERENCE:
                atom.answers[k] = left if left is not None and left == right else Unsaid.NOBODY
            elif answer is Unsaid.KEPT:
                atom.answers[k] = left or right or alone.get(atom.clause) or opposite or Unsaid.NOBODY
        at += len(atom.answers)


def _nearest(answers: Sequence[Answer]) -> list[Answer | None]:
    """For each answer the last one before it that names somebody, or says that nobody is to be named."""
    out: list[Answer | None] = []
    last: Answer | None = None
    for answer in answers:
        out.append(last)
        if answer not in (Unsaid.KEPT, Unsaid.REFERENCE):
            last = answer
    return out
