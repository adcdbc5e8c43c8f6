"""The edits that a returned file amounts to: what each clause reads now, as steps of a proposal.

What the words say is read into fields where it can be (clauses.wording.match). What can't be placed is named, for a
person; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from clauses.errors import CounterpartError
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision
from clauses.text.inline import format_prose
from clauses.wording.layout import PARAGRAPH, sort_of
from clauses.wording.match import match, prose
from drafts.negotiation.contents import edited
from drafts.negotiation.edits import DeleteClause, Edit, EditText, InsertClause, MoveClause, RenameHeading, SetField
from drafts.negotiation.returned_lines import (
    CantPlaceError,
    Placed,
    merged,
    place_signatures,
    place_tables,
    place_titles,
    shows,
)
from drafts.negotiation.state import AgreementState
from drafts.returns.model import ClauseLine


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something that changed in the body and is in no edit: where, what it read, what it reads, and why."""

    clause_id: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnedEdits:
    """The edits, against the newest revisions, and what a person has to place."""

    edits: tuple[Edit, ...]
    unplaced: tuple[Unplaced, ...]


@dataclass(slots=True)
class _Clause:
    revision: ClauseRevision
    headings: list[ClauseLine] = field(default_factory=list[ClauseLine])
    lines: list[ClauseLine] = field(default_factory=list[ClauseLine])
    tables: list[ClauseLine] = field(default_factory=list[ClauseLine])
    printed: list[ClauseLine] = field(default_factory=list[ClauseLine])
    """All of them in order."""
    beside: Placed = field(default_factory=Placed)
    """What stands in no paragraph: titles, signatures, tables."""


def edits_of(lines: Sequence[ClauseLine], state: AgreementState, *, seed: str) -> ReturnedEdits:
    """The edits that ``lines`` (``Return.lines``) amount to, on the agreement as it was sent. ``seed`` makes the
    identities of new clauses: the same file and seed give the same ones."""
    edits: list[Edit] = []
    unplaced: list[Unplaced] = []
    clauses = {each.clause_id: _Clause(each) for each in state.current}
    for line in _arrived(lines):
        clause = clauses.get(line.clause_id)
        if clause is not None:
            heading = line.heading or (line.before or "").strip() == clause.revision.heading
            (clause.tables if line.in_table else clause.headings if heading else clause.lines).append(line)
            clause.printed.append(line)
        elif line.clause_id and line.before != line.after:
            unplaced.append(_unplaced(line, "The clause does not stand."))
    for clause in clauses.values():
        unplaced += _place_beside(clause)
        try:
            edits += _edits(clause)
        except (CantPlaceError, CounterpartError) as error:
            changed = [x for x in (*clause.headings, *clause.lines) if x.before != x.after]
            unplaced += [_unplaced(x, str(error)) for x in changed]
    new, strays = _new_clauses(lines, seed)
    return ReturnedEdits((*edits, *_moves(lines, clauses, state), *new), (*unplaced, *strays))


def _arrived(lines: Sequence[ClauseLine]) -> Iterator[ClauseLine]:
    """The lines in which a paragraph that moved alone is gone where it stood, and has come where it stands."""
    for line in lines:
        if line.landed and line.moved and not line.in_table:
            yield replace(line, after=None)
            yield ClauseLine(line.landed, None, line.after, False, False)
        else:
            yield line


def _differs(line: ClauseLine) -> bool:
    return line.before != line.after or (line.in_table and line.moved)


def _place_beside(clause: _Clause) -> Iterator[Unplaced]:
    """Place what stands in no paragraph; what can't be placed is for a person."""
    if not any(map(_differs, clause.printed)) or all(x.after is None for x in clause.printed):
        return
    lines = prose(clause.revision).split("\n")
    for way in (place_titles, place_signatures, place_tables):
        left = [x for x in clause.printed if id(x) not in clause.beside.printed]
        found = Placed()
        try:
            way(lines, [x for x in left if x.in_table or way is not place_tables], found)
        except (CantPlaceError, CounterpartError) as error:
            changed = [x for x in left if id(x) in found.printed and x.before != x.after]
            yield from (_unplaced(x, str(error)) for x in changed)
        else:
            clause.beside.prose |= found.prose
        clause.beside.printed |= found.printed
    for each in (clause.headings, clause.lines, clause.tables):
        each[:] = [x for x in each if id(x) not in clause.beside.printed]


def _unplaced(line: ClauseLine, reason: str) -> Unplaced:
    return Unplaced(line.clause_id, line.before or "", line.after or "", reason)


def _edits(clause: _Clause) -> Iterator[Edit]:
    everything = clause.printed
    if not any(map(_differs, everything)):
        return
    revision = clause.revision
    if all(x.after is None for x in everything):
        yield DeleteClause(clause_id=revision.clause_id, base=revision.number)
        return
    if any(x.joins for x in (*clause.headings, *clause.lines)):
        raise CantPlaceError("Paragraphs run into one another now.")
    text = _prose(clause)
    named = [x for x in clause.headings if x.before != x.after]
    if len(named) > 1 or any(x.before is None or not (x.after or "").strip() for x in named):
        raise CantPlaceError("More than the words of the heading changed.")
    found = list(content_edits(revision, text))
    for line in named:
        yield RenameHeading(clause_id=revision.clause_id, base=revision.number, heading=(line.after or "").strip())
    yield from found


def content_edits(revision: ClauseRevision, text: str) -> Iterator[Edit]:
    """The fields that the text sets, where these alone give it; else the text; nothing where the clause reads so."""
    if text == prose(revision):
        return
    if not text.strip():
        raise CantPlaceError("No words of the clause are left, and its heading stands.")
    found = match(text, revision)
    sets = [
        SetField(clause_id=revision.clause_id, base=revision.number, path=c.path, value=c.after) for c in found.changed
    ]
    if found.wording == revision.wording and _gives(revision, sets, text):
        yield from sets
        return
    yield EditText(clause_id=revision.clause_id, base=revision.number, text=text)


def _gives(revision: ClauseRevision, sets: Sequence[SetField], text: str) -> bool:
    """Whether the fields, set one by one, give the text."""
    content = revision
    try:
        for each in sets:
            content = edited(content, each)
    except CounterpartError:
        return False
    return prose(content) == text


def _prose(clause: _Clause) -> str:
    """The clause's prose with what its paragraphs read now."""
    lines = prose(clause.revision).split("\n")
    out: dict[int, list[str]] = {k: clause.beside.prose.get(k, [line]) for k, line in enumerate(lines)}
    if all(x.before == x.after for x in clause.lines):
        return "\n".join(line for k in sorted(out) for line in out[k])
    places = _places(lines, clause.lines)
    at = min(places.values(), default=0)
    for number, line in enumerate(clause.lines):
        place = places.get(number)
        if place is not None and line.displaced:
            out[place] = [] if line.after is None else [merged(lines[place], line.before or "", line.after)]
        elif place is not None:
            at = place
            out[at] = [] if line.after is None else [merged(lines[at], line.before or "", line.after)]
        elif line.before is None and line.after is not None:
            tabs = lines[at][: len(lines[at]) - len(lines[at].lstrip("\t"))]
            out[at].append(tabs + format_prose(line.after.strip()))
        elif line.before != line.after:
            raise CantPlaceError("A line that the clause's words do not hold changed, such as a title or a signature.")
    return "\n".join(line for k in sorted(out) for line in out[k])


def _places(prose_lines: Sequence[str], lines: Sequence[ClauseLine]) -> dict[int, int]:
    """Line that was sent -> the line of prose that it printed, in order; titles and signatures are in no prose."""
    places = [k for k, line in enumerate(prose_lines) if sort_of(line.lstrip("\t")) == PARAGRAPH]
    away = {number: line.before for number, line in enumerate(lines) if line.displaced and line.before is not None}
    found: dict[int, int] = {}

    def pass_displaced(text: str | None) -> None:
        while places and (text is None or not shows(prose_lines[places[0]], text)):
            there = next((k for k, before in away.items() if shows(prose_lines[places[0]], before)), None)
            if there is None:
                return
            found[there] = places.pop(0)
            del away[there]

    for number, line in enumerate(lines):
        if line.before is None or line.displaced:
            continue
        pass_displaced(line.before)
        if places and shows(prose_lines[places[0]], line.before):
            found[number] = places.pop(0)
    pass_displaced(None)
    if places:
        raise CantPlaceError("The paragraphs that were sent are not those of the clause.")
    return found


def _moves(lines: Sequence[ClauseLine], clauses: dict[str, _Clause], state: AgreementState) -> Iterator[Edit]:
    """Clauses whose heading stands behind another clause now, each put behind the one that it follows."""
    now = list(dict.fromkeys(x.clause_id for x in lines if x.after is not None and x.clause_id in clauses))
    moved = {x.clause_id for x in lines if x.moved and x.heading}
    for clause_id in moved & set(now):
        place = now.index(clause_id)
        after = now[place - 1] if place else None
        stood = state.before(clause_id)
        if after != stood:
            base = clauses[clause_id].revision.number
            yield MoveClause(clause_id=clause_id, base=base, after=after, stood_after=stood)


def _new_clauses(lines: Sequence[ClauseLine], seed: str) -> tuple[list[Edit], list[Unplaced]]:
    """Clauses of free words for paragraphs that stand below a heading of their own."""
    edits: list[Edit] = []
    strays: list[Unplaced] = []
    last: str | None = None
    heading = ""
    words: list[str] = []
    named: list[str] = []

    def close() -> None:
        nonlocal last, heading, words
        if heading and words:
            named.append(heading)
            identity = clause_id_from(f"{seed} {named.count(heading)} {heading}".encode())
            paragraphs = [{"level": 1, "text": _free(text)} for text in words]
            edits.append(
                InsertClause(
                    clause_id=identity, kind="custom", heading=heading, fields={"paragraphs": paragraphs}, after=last
                )
            )
            last = identity
        else:
            strays.extend(
                Unplaced("", "", text, "A heading without words, or words without one.")
                for text in (heading, *words)
                if text
            )
        heading, words = "", []

    for line in lines:
        if line.clause_id or line.before is not None:
            if heading or words:
                close()
            last = line.clause_id or last
        elif line.after is not None and line.heading:
            if heading or words:
                close()
            heading = line.after.strip()
        elif line.after is not None and line.after.strip():
            words.append(line.after.strip())
    if heading or words:
        close()
    return edits, strays


def _free(text: str) -> str:
    """Words as a clause of free words stores them: braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")
