"""The edits that a returned file amounts to: what each clause reads now, as steps of a proposal.

What the words say is read into fields where it can be (clauses.wording.match). What can't be placed is named, for a
person; nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clauses.errors import CounterpartError
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision
from clauses.text.inline import cut_prose, format_prose
from clauses.text.merge import merge
from clauses.wording.layout import PARAGRAPH, sort_of
from clauses.wording.match import match, prose
from drafts.negotiation.contents import edited
from drafts.negotiation.edits import DeleteClause, Edit, EditText, InsertClause, MoveClause, RenameHeading, SetField
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


class _CantPlaceError(Exception):
    """Why a clause's changes are for a person."""


def edits_of(lines: Sequence[ClauseLine], state: AgreementState, *, seed: str) -> ReturnedEdits:
    """The edits that ``lines`` (``Return.lines``) amount to, on the agreement as it was sent. ``seed`` makes the
    identities of new clauses: the same file and seed give the same ones."""
    edits: list[Edit] = []
    unplaced: list[Unplaced] = []
    clauses = {each.clause_id: _Clause(each) for each in state.current}
    for line in lines:
        clause = clauses.get(line.clause_id)
        if clause is not None:
            heading = line.heading or (line.before or "").strip() == clause.revision.heading
            (clause.tables if line.in_table else clause.headings if heading else clause.lines).append(line)
        elif line.clause_id and line.before != line.after:
            unplaced.append(_unplaced(line, "The clause does not stand."))
    for clause in clauses.values():
        try:
            edits += _edits(clause)
        except (_CantPlaceError, CounterpartError) as error:
            changed = [x for x in (*clause.headings, *clause.lines) if x.before != x.after]
            unplaced += [_unplaced(x, str(error)) for x in changed]
        unplaced += [_unplaced(x, "A table is for a person to read.") for x in clause.tables if x.before != x.after]
    new, strays = _new_clauses(lines, seed)
    return ReturnedEdits((*edits, *_moves(lines, clauses, state), *new), (*unplaced, *strays))


def _unplaced(line: ClauseLine, reason: str) -> Unplaced:
    return Unplaced(line.clause_id, line.before or "", line.after or "", reason)


def _edits(clause: _Clause) -> Iterator[Edit]:
    everything = [*clause.headings, *clause.lines, *clause.tables]
    if all(x.before == x.after for x in everything):
        return
    revision = clause.revision
    if all(x.after is None for x in everything):
        yield DeleteClause(clause_id=revision.clause_id, base=revision.number)
        return
    if any(x.joins for x in everything):
        raise _CantPlaceError("Paragraphs run into one another now.")
    text = _prose(clause)
    named = [x for x in clause.headings if x.before != x.after]
    if len(named) > 1 or any(x.before is None or not (x.after or "").strip() for x in named):
        raise _CantPlaceError("More than the words of the heading changed.")
    found = list(content_edits(revision, text))
    for line in named:
        yield RenameHeading(clause_id=revision.clause_id, base=revision.number, heading=(line.after or "").strip())
    yield from found


def content_edits(revision: ClauseRevision, text: str) -> Iterator[Edit]:
    """The fields that the text sets, where these alone give it; else the text; nothing where the clause reads so."""
    if text == prose(revision):
        return
    if not text.strip():
        raise _CantPlaceError("No words of the clause are left, and its heading stands.")
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
    if all(x.before == x.after for x in clause.lines):
        return "\n".join(lines)
    places = _places(lines, clause.lines)
    out: dict[int, list[str]] = {k: [line] for k, line in enumerate(lines)}
    at = min(places.values(), default=0)
    for number, line in enumerate(clause.lines):
        place = places.get(number)
        if place is not None:
            at = place
            out[at] = [] if line.after is None else [_merged(lines[at], line.before or "", line.after)]
        elif line.before is None and line.after is not None:
            tabs = lines[at][: len(lines[at]) - len(lines[at].lstrip("\t"))]
            out[at].append(tabs + format_prose(line.after.strip()))
        elif line.before != line.after:
            raise _CantPlaceError("A line that the clause's words do not hold changed, such as a title or a signature.")
    return "\n".join(line for k in sorted(out) for line in out[k])


def _places(prose_lines: Sequence[str], lines: Sequence[ClauseLine]) -> dict[int, int]:
    """Line that was sent -> the line of prose that it printed, in order; titles and signatures are in no prose."""
    places = [k for k, line in enumerate(prose_lines) if sort_of(line.lstrip("\t")) == PARAGRAPH]
    found: dict[int, int] = {}
    for number, line in enumerate(lines):
        if line.before is not None and places and _shows(prose_lines[places[0]], line.before):
            found[number] = places.pop(0)
    if places:
        raise _CantPlaceError("The paragraphs that were sent are not those of the clause.")
    return found


def _shows(line: str, text: str) -> bool:
    """Whether a line of prose prints as ``text``: references and terms print as anything."""
    pattern = "".join(re.escape(words) if meaning is None else ".+?" for words, meaning in cut_prose(line.lstrip("\t")))
    return re.fullmatch(pattern, text, flags=re.DOTALL) is not None


def _merged(line: str, before: str, after: str) -> str:
    """A line of prose with what changed between the words that it printed and those that it reads."""
    if before == after:
        return line
    words = line.lstrip("\t")
    found = merge(before, words, after).text
    if found is None or not _shows(found, after):
        raise _CantPlaceError("A reference or a defined term changed.")
    return line[: len(line) - len(words)] + found


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
