"""What each field of an imported clause was read from, and what of the clause no kind says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clauses.errors import CounterpartError
from clauses.kinds import parse_fields
from clauses.record import ClauseRevision
from clauses.wording import wording_of
from clauses.wording.bespoke import in_lettered_form, with_bespoke
from clauses.wording.layout import lay_out, prose_of, split_prose
from clauses.wording.match.types import sort_at, title_at
from clauses.wording.template import Wording
from drafts.importing.model import Evidence, ImportedClause, Sureness
from drafts.importing.seeds import role_field


def evidence_of(revision: ClauseRevision) -> Iterator[Evidence]:
    """For each field the words that it was read from; a value that no words tell is not sure."""
    model, data = type(revision.fields), revision.fields.model_dump(mode="json")
    for name in model.model_fields:
        if data[name] is None:
            continue
        place = _place(revision, name)
        sure = Sureness.CERTAIN if place or _is_told(revision, name, data) else Sureness.NONE
        if role_field(model, name) is not None:
            sure = Sureness.LIKELY
        words, line, start = place or ("", 0, 0)
        yield Evidence(name, title_at(model, name), data[name], sure, words, line, start, start + len(words))


def _place(revision: ClauseRevision, name: str) -> tuple[str, int, int] | None:
    """The first words that a field's place gives, their line and where in it they begin."""
    wording = standing_wording(revision)
    for n, line in enumerate(lay_out(wording, revision.fields)):
        at = 0
        for segment in line.segments:
            paths = (segment.place.path if segment.place else "", line.item or "")
            if segment.place is not None and segment.text and any(p.partition(".")[0] == name for p in paths):
                return segment.text, n, at
            at += len(segment.text)
    return None


def _is_told(revision: ClauseRevision, name: str, data: dict[str, Any]) -> bool:
    """Whether the clause would read otherwise with any other value of a choice."""
    sort = sort_at(type(revision.fields), name)
    others: list[Any] = [not data[name]] if isinstance(data[name], bool) else []
    others += [choice.value for choice in sort.choices if choice.value != data[name]] if sort else []
    now = lay_out(standing_wording(revision), revision.fields)
    asked = 0
    for other in others:
        try:
            then = parse_fields(revision.kind, {**data, name: other})
        except CounterpartError:
            continue
        asked += 1
        if prose_of(lay_out(standing_wording(revision), then)) == prose_of(now):
            return False
    return asked > 0


def standing_wording(revision: ClauseRevision) -> Wording:
    """The wording that gives a clause's words."""
    return with_bespoke(in_lettered_form(wording_of(revision.kind)), revision.wording)


def left_over(clause: ImportedClause) -> tuple[str, ...]:
    """The lines of a clause that no words of its kind give: all of a custom clause's, none of one that is certain."""
    revision = clause.revision
    if revision.kind == "custom":
        return clause.lines
    if revision.wording is None:
        return ()
    given = {line.lstrip("\t") for line in split_prose(prose_of(lay_out(wording_of(revision.kind), revision.fields)))}
    return tuple(line for line in clause.lines if line.lstrip("\t") not in given)
