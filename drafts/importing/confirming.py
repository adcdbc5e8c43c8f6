"""A person's confirmation of an import, step by step: joined, cut, of another kind, with other fields or heading.

Every step keeps every line: a clause is only ever re-read from its own lines, so that nothing can be dropped. A clause
is named by the number of its first line in the file, which no step elsewhere changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field, JsonValue

from clauses.errors import InvalidConfirmation, UnconfirmedClauses
from clauses.kinds import kind
from clauses.kinds.custom import Custom
from clauses.kinds.values import Heading, Record
from clauses.record import ClauseRevision, Origin
from clauses.text.inline import Term, parse_prose
from clauses.wording.layout import PARAGRAPH, ROW, cells_of, sort_of
from drafts.importing.kinds import Importing
from drafts.importing.model import Imported, ImportedClause, Segment

MOST_STEPS: Final = 2_000
_MOST_LINES: Final = 300
"""Lines of a clause: those that a custom one may hold."""


class Step(Record):
    """One step: what it does, and to the clause of which line."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"step": "confirm", "line": 1, "fields": {"binding": "mixed"}}]}
    )

    step: Literal["confirm", "merge", "split"] = Field(
        title="Step",
        description="confirm: the clause is right, or right with what is given here; merge: it is part of the clause "
        "before it; split: a new clause begins at the line.",
    )
    line: int = Field(
        title="Line",
        description="The line of the file at which the clause begins, as the import shows it; to split, the line at "
        "which the new one begins.",
        ge=1,
        le=1_000_000,
    )
    kind: str | None = Field(
        default=None, title="Kind", description="Another kind, or custom to keep the words alone.", max_length=80
    )
    heading: Heading | None = Field(
        default=None,
        title="Heading",
        description="Another heading. The words of the file's own stay: they become the first paragraph, unless they "
        "are the same in other letters.",
    )
    fields: dict[str, JsonValue] | None = Field(
        default=None,
        title="Fields",
        description="Fields with other values than those that were read, such as one that no word says.",
    )


class Confirmation(Record):
    """What a person says to an import."""

    steps: tuple[Step, ...] = Field(
        default=(), title="Steps", description="The steps, in order.", max_length=MOST_STEPS, strict=False
    )
    accept_rest: bool = Field(
        default=False, title="Accept the rest", description="Whether every clause that no step names is right as it is."
    )


def confirmed(imported: Imported, confirmation: Confirmation, *, author: str, at: datetime) -> Imported:
    """``imported`` after the steps of ``confirmation``, by ``author`` at ``at``.

    Raises InvalidConfirmation for a step that can't be, naming its line, and InvalidClause and UnknownKind for fields
    and a kind that can't be.
    """
    for step in confirmation.steps:
        imported = take(imported, step, author=author, at=at)
    if confirmation.accept_rest:
        rest = [each.first for each in imported.clauses if not each.confirmed]
        for line in rest:
            imported = take(imported, Step(step="confirm", line=line), author=author, at=at)
    return imported


def take(imported: Imported, step: Step, *, author: str, at: datetime) -> Imported:
    """``imported`` after one step; raises as :func:`confirmed` does."""
    taking = _Taking(imported, author, at)
    if step.step != "confirm" and (step.kind or step.heading or step.fields is not None):
        raise InvalidConfirmation(
            "A merge or a split says nothing of kind, heading or fields; confirm next.", step.line
        )
    if step.step == "merge":
        return taking.merged(step.line)
    if step.step == "split":
        return taking.split(step.line)
    return taking.confirmed(step)


def confirmed_revisions(imported: Imported) -> tuple[ClauseRevision, ...]:
    """The clauses as first revisions, each by who confirmed it.

    Raises UnconfirmedClauses where a clause waits for that.
    """
    waiting = tuple(each.first for each in imported.clauses if not each.confirmed)
    if waiting:
        told = ", ".join(map(str, waiting[:8])) + (", ..." if len(waiting) > 8 else "")
        count = "1 clause waits" if len(waiting) == 1 else f"{len(waiting)} clauses wait"
        raise UnconfirmedClauses(f"{count} to be confirmed, at line {told}; confirm each, or accept the rest.", waiting)
    return tuple(each.revision for each in imported.clauses)


class _Taking:
    def __init__(self, imported: Imported, author: str, at: datetime) -> None:
        self._imported, self._author, self._at = imported, author, at
        self._importing = Importing(author, at)
        self._headings = dict(imported.headings)

    def merged(self, line: int) -> Imported:
        at = self._index(line)
        if not at:
            raise InvalidConfirmation("The first clause has none before it to be joined to.", line)
        before, clause = self._imported.clauses[at - 1 : at + 1]
        lines = (*before.all_lines, *clause.all_lines)
        if len(lines) > _MOST_LINES:
            raise InvalidConfirmation(f"Joined they have {len(lines)} lines; a clause has at most {_MOST_LINES}.", line)
        return self._with(at - 1, at + 1, self._read(before, lines, before.first, headed=not before.heading_added))

    def split(self, line: int) -> Imported:
        found = [n for n, each in enumerate(self._imported.clauses) if each.first < line <= each.last]
        if not found:
            raise InvalidConfirmation("A clause begins there already, or the file has no such line.", line)
        clause = self._imported.clauses[found[0]]
        at = line - clause.first
        if sort_of(clause.all_lines[at]) == ROW:
            raise InvalidConfirmation("The line is a row of a table, which stays whole; name its first line.", line)
        one, other = clause.all_lines[:at], clause.all_lines[at:]
        return self._with(
            found[0],
            found[0] + 1,
            self._read(clause, one, clause.first, headed=not clause.heading_added),
            self._read(clause, other, line, headed=line in self._headings),
        )

    def confirmed(self, step: Step) -> Imported:
        at = self._index(step.line)
        clause = self._imported.clauses[at]
        made = replace(self._corrected(clause, step), first=clause.first)
        single = not kind(made.revision.kind).repeatable
        others = [each for n, each in enumerate(self._imported.clauses) if n != at]
        double = next((x for x in others if single and x.revision.kind == made.revision.kind), None)
        if double is not None:
            told = f"The clause at line {double.first} is of the kind {made.revision.kind!r} already"
            raise InvalidConfirmation(f"{told}, and an agreement has one; make one of them custom.", step.line)
        return self._with(at, at + 1, replace(made, confirmed=True, revision=self._signed(made.revision)))

    # ------------------------------------------------------------------------------------------------------ reading

    def _corrected(self, clause: ImportedClause, step: Step) -> ImportedClause:
        if step.heading is not None and step.heading != clause.revision.heading:
            clause = self._headed(clause, step.heading)
        name = step.kind or clause.revision.kind
        if name == clause.revision.kind and step.fields is None:
            return clause
        segment = _segment(clause)
        if name == "custom":
            return self._as_custom(clause, segment, step)
        found = clause if name == clause.revision.kind else self._importing.of_kind(segment, -clause.first, name)
        read = found.revision.fields.model_dump(mode="json") if found is not None else {}
        if step.fields is not None:
            try:
                return self._importing.with_fields(segment, -clause.first, name, {**read, **step.fields})
            except InvalidConfirmation as error:
                raise InvalidConfirmation(error.detail, step.line) from None
        if found is None:
            what = kind(name).title
            raise InvalidConfirmation(f"The words do not say every field of {what!r}; give the fields.", step.line)
        return found

    def _as_custom(self, clause: ImportedClause, segment: Segment, step: Step) -> ImportedClause:
        """The words alone; of its fields only what no word says may be given."""
        made = self._importing.custom(segment, -clause.first)
        given = dict(step.fields or {})
        stray = sorted(given.keys() - {"stands_for"})
        if stray:
            raise InvalidConfirmation(f"A custom clause has the words of the file; leave out {stray[0]!r}.", step.line)
        if not given:
            return made
        data: Mapping[str, Any] = {**made.revision.fields.model_dump(mode="json"), **given}
        return replace(
            made, revision=made.revision.model_copy(update={"fields": Custom.model_validate(data, strict=False)})
        )

    def _headed(self, clause: ImportedClause, heading: str) -> ImportedClause:
        """The clause under another heading. Its own stays, as the first paragraph where the new one says others."""
        lines = clause.all_lines
        same = sort_of(lines[0]) == PARAGRAPH and _folded(plain(lines[0])) == _folded(heading)
        if same and len(lines) == 1:
            raise InvalidConfirmation("The line would be the heading of a clause without words.", clause.first)
        if same or clause.heading_added:
            text, added = (lines[1:], False) if same else (lines, True)
        else:
            text, added = lines, True
        if text == clause.lines:
            revision = clause.revision.model_copy(update={"heading": heading})
            return replace(clause, revision=revision, heading_added=added)
        segment = Segment(clause.part, "" if added else heading, clause.number, text)
        made = self._importing.clause(segment, -clause.first)
        revision = made.revision.model_copy(update={"heading": heading})
        return replace(made, revision=revision, heading_added=added, first=clause.first)

    def _read(self, clause: ImportedClause, lines: Sequence[str], first: int, *, headed: bool) -> ImportedClause:
        headed = headed and len(lines) > 1
        number = clause.number if first == clause.first else self._headings.get(first, "")
        heading = plain(lines[0]) if headed else ""
        segment = Segment(clause.part, heading, number, tuple(lines[1:] if headed else lines))
        made = self._importing.clause(segment, -first)
        others = {each.revision.kind for each in self._imported.clauses if each.first not in (first, clause.first)}
        if made.revision.kind in others and not kind(made.revision.kind).repeatable:
            made = self._importing.custom(segment, -first)
        return replace(made, first=first)

    # ------------------------------------------------------------------------------------------------------- places

    def _index(self, line: int) -> int:
        found = next((n for n, each in enumerate(self._imported.clauses) if each.first == line), None)
        if found is None:
            raise InvalidConfirmation(f"No clause begins at line {line}; split there first, or name another.", line)
        return found

    def _with(self, start: int, end: int, *made: ImportedClause) -> Imported:
        clauses = self._imported.clauses
        return replace(self._imported, clauses=(*clauses[:start], *made, *clauses[end:]))

    def _signed(self, revision: ClauseRevision) -> ClauseRevision:
        wording = revision.wording.confirmed() if revision.wording is not None else None
        return revision.model_copy(
            update={"author": self._author, "at": self._at, "origin": Origin(how="imported"), "wording": wording}
        )


def plain(line: str) -> str:
    """A line of the prose form as words, with the terms that it defines in quotes."""
    text = " ".join(cells_of(line)).strip()
    return "".join(
        piece if isinstance(piece, str) else f"“{piece.term}”" if isinstance(piece, Term) else ""
        for piece in parse_prose(text)
    )


def _segment(clause: ImportedClause) -> Segment:
    heading = "" if clause.heading_added else clause.revision.heading
    return Segment(clause.part, heading, clause.number, clause.lines)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
