"""Which kind a clause is, and what its words say: exactly, or with a paragraph of its own, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, Final, cast

from clauses.errors import CounterpartError, InvalidConfirmation
from clauses.ids import clause_id_from
from clauses.kinds import kind, kinds, parse_fields
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.custom import FreeParagraph
from clauses.kinds.execution import Execution
from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields
from clauses.record import ClauseRevision, Origin, create, revise
from clauses.text.inline import format_free_text, parse_prose
from clauses.wording import wording_of
from clauses.wording.bespoke import in_lettered_form
from clauses.wording.layout import PARAGRAPH, cells_of, lay_out, level_of, prose_of, sort_of, split_prose
from clauses.wording.match import Matched, match, prose
from clauses.wording.match.solve import Solver
from clauses.wording.template import ParagraphTemplate, Wording
from drafts.importing.evidence import evidence_of
from drafts.importing.extras import without_one, without_strangest
from drafts.importing.model import ImportedClause, Part, Segment, Sureness
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
        there = _candidates(segment)
        named = [x for x in there if segment.part is not Part.SECTION or _likeness(segment.heading, x) >= _NAMED]
        return self._read(segment, index, there, named) or self.custom(segment, index)

    def of_kind(self, segment: Segment, index: int, name: str) -> ImportedClause | None:
        """The clause of the kind ``name``, its fields read from the words; None where they do not say them all."""
        return self._read(segment, index, [kind(name)], [kind(name)])

    def custom(self, segment: Segment, index: int) -> ImportedClause:
        """The segment as a custom clause: its very words."""
        lines = _lines_of(segment)
        return self._clause(self._custom(segment, lines, index), segment, lines, Sureness.NONE)

    def with_fields(self, segment: Segment, index: int, name: str, data: Mapping[str, Any]) -> ImportedClause:
        """The clause of the kind ``name`` with the fields that somebody gives, and the words of the segment.

        Raises UnknownKind, InvalidClause for values that can't be, and InvalidConfirmation where the words say others.
        """
        lines = _lines_of(segment)
        given = self._revision(segment, index, name, parse_fields(name, data))
        if flat(prose_lines(given)) == flat(lines):
            return self._clause(given, segment, lines, Sureness.CERTAIN)
        said = match("\n".join(lines), given)
        if said.changed:
            told = "; ".join(f"{each.title} is {each.after!r}, not {each.before!r}" for each in said.changed)
            raise InvalidConfirmation(f"The words of the clause say otherwise: {told}.", index)
        return self._clause(self._with_wording(given, said), segment, lines, Sureness.LIKELY)

    def _read(
        self, segment: Segment, index: int, there: Sequence[KindSpec], named: Sequence[KindSpec]
    ) -> ImportedClause | None:
        lines = _lines_of(segment)
        own = _own(lines)
        for sureness, find, specs in (
            (Sureness.CERTAIN, self._exactly, there),
            (Sureness.LIKELY, self._nearly, named),
        ):
            found = find(segment, own, index, specs)
            if found is not None:
                made = self._worded(found, lines) if flat(prose_lines(found)) != flat(lines) else found
                if made is not None:
                    return self._clause(made, segment, lines, sureness)
        return None

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
        return replace(clause, revision=revision, evidence=tuple(evidence_of(revision)))

    # ------------------------------------------------------------------------------------------------------- kinds

    def _exactly(
        self, segment: Segment, lines: Sequence[str], index: int, specs: Sequence[KindSpec]
    ) -> ClauseRevision | None:
        for spec in specs:
            for wording in _forms(spec):
                fields = read_exactly(spec, wording, lines)
                if fields is not None:
                    return self._revision(segment, index, spec.name, fields)
        return None

    def _nearly(
        self, segment: Segment, lines: Sequence[str], index: int, specs: Sequence[KindSpec]
    ) -> ClauseRevision | None:
        """The first kind that can be read from all lines but one, from all sentences but one, or without the few that
        have least to do with its wording."""
        if len(lines) > _MOST_LINES_LEFT_OUT:
            return None
        for spec in specs:
            for wording in _forms(spec):
                for fewer in chain(without_one(lines), without_strangest(lines, wording)):
                    fields = read_exactly(spec, wording, fewer)
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
        return self._with_wording(revision, said)

    def _with_wording(self, revision: ClauseRevision, said: Matched) -> ClauseRevision:
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

    def _clause(
        self, revision: ClauseRevision, segment: Segment, lines: tuple[str, ...], sureness: Sureness
    ) -> ImportedClause:
        told = tuple(evidence_of(revision)) if revision.kind != "custom" else ()
        return ImportedClause(
            revision, segment.number, lines, sureness, told, heading_added=not segment.heading, part=segment.part
        )


def _lines_of(segment: Segment) -> tuple[str, ...]:
    return split_prose("\n".join(segment.lines))


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
