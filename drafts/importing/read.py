"""A Word file read into clauses, with the proof that nothing of it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from clauses.errors import UnreadableFile, UnsettledChanges
from clauses.kinds import kind
from clauses.wording import render
from clauses.wording.form import RecitalForm
from drafts.assemble import assemble
from drafts.house_style import HouseStyle, Numbering
from drafts.importing.kinds import Importing
from drafts.importing.model import Imported, ImportedClause, Part, Segment, SourceLine
from drafts.importing.numbers import Form
from drafts.importing.proof import differences, lost_words
from drafts.importing.segments import Segments, segments
from drafts.importing.source import beside, source_lines
from drafts.importing.texts import with_text
from drafts.word.view import read_view

_UNTITLED: Final = "Agreement"
_WHEREAS: Final = re.compile(r"\s*whereas\b", re.I)


def read_agreement(docx: bytes, *, author: str, at: datetime, settled: bool = False) -> Imported:
    """What a Word file would become, each clause by ``author`` at ``at`` (aware). The same file gives the same clauses.

    Tracked changes are read as accepted, and a note says so. Raises UnreadableFile for a file that is damaged or has no
    words in its body, and UnsettledChanges for one with tracked changes where only a ``settled`` text may come.
    """
    view = read_view(docx)
    if settled and view.changes:
        raise UnsettledChanges(f"The file has {len(view.changes)} tracked changes; accept or reject them first.")
    lines = source_lines(view)
    if not lines:
        raise UnreadableFile("The file has no words in its body; send one that holds the agreement.")
    cut = segments(lines)
    importing = Importing(author, at)
    read = list(_each_once(importing, tuple(with_text(cut.found))))
    names = tuple(party.legal_name for each in read for party in getattr(each.revision.fields, "parties", ()))
    clauses = numbered_through(importing.with_names(each, names) for each in read)
    title = " — ".join(cut.title)
    trials = [_proved(title, clauses, house, lines, cut) for house in _houses(cut)]
    best = min(trials, key=lambda trial: len(trial.lost))
    headings = tuple((each.first, each.number) for each in clauses if not each.heading_added)
    return replace(
        best,
        notes=tuple(beside(view)),
        furniture=tuple(cut.furniture),
        headings=headings,
        titles=tuple(cut.title),
    )


def _each_once(importing: Importing, found: Sequence[Segment]) -> Iterator[ImportedClause]:
    """The clauses; a second one of a kind of which an agreement has one is a custom clause."""
    there: set[str] = set()
    for n, segment in enumerate(found):
        clause = importing.clause(segment, n)
        name = clause.revision.kind
        if name in there and not kind(name).repeatable:
            clause = importing.custom(segment, n)
        there.add(name)
        yield clause


def numbered_through(clauses: Iterable[ImportedClause]) -> tuple[ImportedClause, ...]:
    """The clauses with the numbers of their first lines."""
    made: list[ImportedClause] = []
    for clause in clauses:
        made.append(replace(clause, first=made[-1].last + 1 if made else 1))
    return tuple(made)


def _proved(
    title: str, clauses: tuple[ImportedClause, ...], house: HouseStyle, lines: Sequence[SourceLine], cut: Segments
) -> Imported:
    words = [render(each.revision, house.form) for each in clauses]
    document = assemble(title or _UNTITLED, words, house).document
    lost = lost_words(lines, document, cut.furniture, title)
    return Imported(title or _UNTITLED, house, clauses, lost, differences(cut.title, clauses, document))


def _houses(cut: Segments) -> tuple[HouseStyle, ...]:
    """The house style that the file's numbers and recitals are most like; and the same with plain section numbers, for
    a file that has articles and calls a clause "this Section" all the same."""
    whereas = any(s.part is Part.RECITALS and any(_WHEREAS.match(line) for line in s.lines) for s in cut.found)
    recitals = RecitalForm.WHEREAS if whereas else RecitalForm.LETTERED
    like = HouseStyle(numbering=_numbering(cut.form, cut.forms), recitals=recitals)
    plain = HouseStyle(recitals=recitals)
    return (like, plain) if like.form != plain.form else (like,)


def _numbering(form: Form | None, forms: frozenset[str]) -> Numbering:
    if form is not None and form[0] == "article":
        return Numbering.ARTICLE_SECTION
    if form is not None and form[0] == "roman":
        return Numbering.OUTLINE
    return Numbering.DECIMAL if "decimal" in forms else Numbering.SECTION
