"""Which kind a clause is, and what its words say: exactly, or with a paragraph of its own, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast

from clauses.errors import CounterpartError
from clauses.ids import clause_id_from
from clauses.kinds import kinds, parse_fields
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.custom import FreeParagraph
from clauses.kinds.execution import Execution
from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields
from clauses.record import ClauseRevision, Origin, create, revise
from clauses.text.inline import format_free_text, parse_prose
from clauses.wording import wording_of
from clauses.wording.bespoke import in_lettered_form, with_bespoke
from clauses.wording.layout import PARAGRAPH, cells_of, lay_out, level_of, prose_of, sort_of, split_prose
from clauses.wording.match import match, prose
from clauses.wording.match.solve import Solver
from clauses.wording.match.types import sort_at, title_at
from clauses.wording.template import ParagraphTemplate, Wording
from drafts.importing.model import Evidence, ImportedClause, Part, Segment, Sureness
from drafts.importing.seeds import holds_placeholder, role_field, seeds

_ORIGIN: Final = Origin(how="imported")
_ROLES: Final = (
    ("district", re.compile(r"\b(board|district|schools?|education)\b", re.I)),
    ("police", re.compile(r"^(the )?[^,]*\b(police|sheriff)\b", re.I)),
    ("city", re.compile(r"\b(city|town|county|village|borough)\b", re.I)),
)
_PLACES: Final = {"preamble": "Parties", "recitals": "Recitals", "section": "Terms", "execution": "Signatures"}
_NAMED: Final = 0.6
"""Share of words in common from which a heading is one of a kind's."""
_MOST_LINES_LEFT_OUT: Final = 40


class Importing:
    """Reads segments as clauses, all by one author at one time."""

    def __init__(self, author: str, at: datetime) -> None:
        self._author, self._at = author, at

    def clause(self, segment: Segment, index: int) -> ImportedClause:
        """The clause that a segment is: of the kind whose wording gives its very words, else of the kind that its
        heading names with wording of its own, else a custom clause."""
        lines = split_prose("\n".join(segment.lines))
        own = _own(lines)
        for sureness, find in ((Sureness.CERTAIN, self._exactly), (Sureness.LIKELY, self._nearly)):
            found = find(segment, own, index)
            if found is not None:
                made = self._worded(found, lines) if flat(prose_lines(found)) != flat(lines) else found
                if made is not None:
                    return _clause(made, segment, lines, sureness)
        return _clause(self._custom(segment, lines, index), segment, lines, Sureness.NONE)

    def with_names(self, clause: ImportedClause, names: Sequence[str]) -> ImportedClause:
        """Signatures with the parties' names as the preamble has them, where the file prints them in capitals."""
        fields = clause.revision.fields
        if not isinstance(fields, Execution):
            return clause
        known = {(name := re.sub(r"^the ", "", each)).upper(): name for each in names}
        signatories = tuple(
            each.model_copy(update={"legal_name": known.get(each.legal_name, each.legal_name)})
            for each in fields.signatories
        )
        revision = clause.revision.model_copy(update={"fields": fields.model_copy(update={"signatories": signatories})})
        if flat(prose_lines(revision)) != flat(clause.lines):
            return clause
        return replace(clause, revision=revision, evidence=tuple(_evidence(revision)))

    # ------------------------------------------------------------------------------------------------------- kinds

    def _exactly(self, segment: Segment, lines: Sequence[str], index: int) -> ClauseRevision | None:
        for spec in _candidates(segment):
            for wording in _forms(spec):
                fields = read_exactly(spec, wording, lines)
                if fields is not None:
                    return self._revision(segment, index, spec.name, fields)
        return None

    def _nearly(self, segment: Segment, lines: Sequence[str], index: int) -> ClauseRevision | None:
        """The kind that the heading names, read from all lines but one."""
        if len(lines) > _MOST_LINES_LEFT_OUT:
            return None
        for spec in _candidates(segment):
            if segment.part is Part.SECTION and _likeness(segment.heading, spec) < _NAMED:
                break
            for wording in _forms(spec):
                for n in range(len(lines) if len(lines) > 1 else 0):
                    fields = read_exactly(spec, wording, (*lines[:n], *lines[n + 1 :]))
                    if fields is not None:
                        return self._worded(self._revision(segment, index, spec.name, fields), lines)
        return None

    def _custom(self, segment: Segment, lines: Sequence[str], index: int) -> ClauseRevision:
        free = [line for line in lines if sort_of(line) == PARAGRAPH] or [" ".join(cells_of(line)) for line in lines]
        paragraphs = [
            FreeParagraph(level=level, text=format_free_text(parse_prose(cells_of(line)[0].strip())))
            for line, level in zip(free, _levels(free), strict=True)
        ]
        named = [s for s in _candidates(segment) if _likeness(segment.heading, s) >= _NAMED]
        subject = next((s.name for s in named if s.name in set(CatalogueKind)), None)
        data: dict[str, Any] = {"paragraphs": [p.model_dump(mode="json") for p in paragraphs]}
        if subject is not None and segment.part is Part.SECTION:
            data["stands_for"] = subject
        made = self._revision(segment, index, "custom", parse_fields("custom", data))
        return made if prose_lines(made) == tuple(lines) else self._worded(made, lines) or made

    # --------------------------------------------------------------------------------------------------- revisions

    def _revision(self, segment: Segment, index: int, kind: str, fields: Fields) -> ClauseRevision:
        heading = segment.heading or (wording_of(kind).heading if kind != "custom" else _PLACES[segment.part])
        identity = "\n".join((str(index), segment.heading, *segment.lines))
        return create(
            clause_id=clause_id_from(identity.encode()),
            kind=kind,
            heading=heading,
            fields=fields,
            author=self._author,
            at=self._at,
            origin=_ORIGIN,
        )

    def _worded(self, revision: ClauseRevision, lines: Sequence[str]) -> ClauseRevision | None:
        """The revision with wording of its own that gives ``lines``; None where they can't be read over it."""
        try:
            said = match("\n".join(lines), revision)
        except CounterpartError:
            return None
        made = revise(
            revision,
            fields=said.fields,
            wording=said.wording,
            author=self._author,
            party=None,
            at=self._at,
            rationale=None,
        )
        return made.model_copy(update={"number": 1, "origin": _ORIGIN, "previous_hash": None})


def read_exactly(spec: KindSpec, wording: Wording, lines: Sequence[str]) -> Fields | None:
    """The fields that ``wording`` renders to the very words of ``lines``, whatever their levels, none of them a
    placeholder; None without any."""
    words, wording = flat(lines), _flat(wording)
    text = "\n".join(words)

    def fits(fields: Fields) -> bool:
        data = fields.model_dump(mode="json")
        return prose_of(lay_out(wording, fields)) == text and not holds_placeholder(data) and _roles_fit(fields)

    for seed in seeds(spec.fields_model):
        try:
            found = Solver(spec.name, wording, seed).fields(words, fits)
        except (CounterpartError, ValueError, ArithmeticError):
            continue  # a wording that can't be laid out over these placeholders
        if found is not None:
            return found
    return None


def flat(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without the levels of paragraphs."""
    return tuple(line.lstrip("\t") for line in lines)


def _flat(wording: Wording) -> Wording:
    blocks = (replace(b, level=0) if isinstance(b, ParagraphTemplate) else b for b in wording.blocks)
    return replace(wording, blocks=tuple(blocks))


def role_of(name: str) -> str | None:
    """The party that a legal name sounds like; None when it sounds like none."""
    return next((role for role, sound in _ROLES if sound.search(name)), None)


def prose_lines(revision: ClauseRevision) -> tuple[str, ...]:
    """The lines of a clause's words."""
    return split_prose(prose(revision))


def _roles_fit(fields: Fields) -> bool:
    for name in type(fields).model_fields:
        role = role_field(type(fields), name)
        for item in getattr(fields, name) or () if role else ():
            if role_of(item.legal_name) != getattr(item, cast(str, role)).value:
                return False
    return True


def _own(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines before the first exhibit."""
    heads = [n for n, line in enumerate(lines) if line.startswith("|x\t")]
    return tuple(lines[: heads[0]] if heads else lines)


def _levels(lines: Sequence[str]) -> Iterator[int]:
    """The levels of paragraphs, none more than one below the numbered one before it."""
    depth = 0
    for line in lines:
        level = min(level_of(line), depth + 1)
        depth = level or depth
        yield level


def _candidates(segment: Segment) -> list[KindSpec]:
    """The kinds that may stand where the segment does, the one that its heading names first."""
    there = [spec for spec in kinds() if spec.place == segment.part.value and spec.name != "custom"]
    return sorted(there, key=lambda spec: -_likeness(segment.heading, spec))


def _likeness(heading: str, spec: KindSpec) -> float:
    """Share of words that a heading and a kind's have in common, 0 to 1."""
    one, others = _stems(heading), (_stems(wording_of(spec.name).heading), _stems(spec.title))
    return max(2 * len(one & other) / ((len(one) + len(other)) or 1) for other in others)


def _stems(heading: str) -> set[str]:
    return {word[:7] for word in re.findall(r"\w+", heading.casefold())} - {"and", "of", "the", "for", "to", "in"}


def _forms(spec: KindSpec) -> Iterator[Wording]:
    yield in_lettered_form(wording_of(spec.name))


# ---------------------------------------------------------------------------------------------------------- evidence


def _clause(revision: ClauseRevision, segment: Segment, lines: tuple[str, ...], sureness: Sureness) -> ImportedClause:
    told = tuple(_evidence(revision)) if revision.kind != "custom" else ()
    return ImportedClause(
        revision, segment.number, lines, sureness, told, heading_added=not segment.heading, part=segment.part
    )


def _evidence(revision: ClauseRevision) -> Iterator[Evidence]:
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
    wording = _standing(revision)
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
    now = lay_out(_standing(revision), revision.fields)
    asked = 0
    for other in others:
        try:
            then = parse_fields(revision.kind, {**data, name: other})
        except CounterpartError:
            continue
        asked += 1
        if prose_of(lay_out(_standing(revision), then)) == prose_of(now):
            return False
    return asked > 0


def _standing(revision: ClauseRevision) -> Wording:
    return with_bespoke(in_lettered_form(wording_of(revision.kind)), revision.wording)


def left_over(clause: ImportedClause) -> tuple[str, ...]:
    """The lines of a clause that no words of its kind give: all of a custom clause's, none of one that is certain."""
    revision = clause.revision
    if revision.kind == "custom":
        return clause.lines
    if revision.wording is None:
        return ()
    given = set(flat(split_prose(prose_of(lay_out(wording_of(revision.kind), revision.fields)))))
    return tuple(line for line in clause.lines if line.lstrip("\t") not in given)
