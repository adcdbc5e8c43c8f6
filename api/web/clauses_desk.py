"""What is typed on the page of an edit, and what it would make of the clause. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request

from api.auth.caller import Caller
from api.services import clauses as service
from api.services.agreements import get_agreement
from api.services.standing import ShownClause
from api.store.agreements import AgreementRecord
from api.store.unit import Unit
from api.web.clauses_form import FieldsForm, Typed, changed_rows
from api.web.clauses_names import names_in, numbered_name
from api.web.clauses_positions import PositionTold, positions_of
from clauses import kinds
from clauses.differences import FieldDifference, field_differences
from clauses.errors import FieldProblem, InvalidClause, NotFound, NumberAndWordDisagree, UnreadableProse
from clauses.record import ClauseRevision, create, revise
from clauses.wording.match import match, prose
from drafts.render.clause_redline import ClauseRedline, NameOf, clause_redline

FIELDS, PROSE = "fields", "prose"
"""The two ways to edit a clause: its values, or its words."""
NEW: Final = "new"
"""Stands for the identity of a clause that is not there yet."""
MOST_FIELDS: Final = 4_000


async def typed_of(request: Request) -> Typed:
    """What a form sent, by name; files are none of it."""
    form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    return {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a clause is edited: the agreement around it, and the clause; ``current`` None for a new one."""

    unit: Unit
    agreement: AgreementRecord
    caller: Caller
    kind: str
    clause: ShownClause | None
    standing: tuple[ShownClause, ...]

    @property
    def current(self) -> ClauseRevision | None:
        """The clause as it stands."""
        return self.clause.revision if self.clause else None

    @property
    def form(self) -> FieldsForm:
        """The form of the clause's fields."""
        names = {each.revision.clause_id: _called(each) for each in self.standing}
        return FieldsForm(kinds.schema(self.kind), names)

    @property
    def name_of(self) -> NameOf:
        """What references are printed as."""
        return names_in(self.standing)


@dataclass(frozen=True, slots=True)
class Said:
    """What the form says. ``base`` is the revision that it was opened with, 0 for a new clause."""

    mode: str
    base: int
    heading: str
    data: dict[str, Any]
    text: str
    standard: bool = False
    rationale: str = ""
    draft: str = ""
    into: str = ""
    """The draft whose words the form was opened with."""
    into_seen: str = ""
    """The tag of that draft as it was then."""
    after: str = ""
    """The clause that a new one, or one that moves, is to follow."""
    stood: str = ""
    """The clause that one that moves followed when the form was opened."""
    do: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """What the clause would be, and what that changes; ``made`` None where it can't be, for the reasons given."""

    made: ClauseRevision | None = None
    redline: ClauseRedline | None = None
    fields: tuple[FieldDifference, ...] = ()
    own_words: bool = False
    unbound: tuple[str, ...] = ()
    needs_review: tuple[str, ...] = ()
    positions: tuple[PositionTold, ...] = ()
    problems: tuple[FieldProblem, ...] = ()
    refused: str = ""
    heading_wrong: tuple[str, ...] = field(default=())


def desk_of(unit: Unit, agreement_id: str, clause_id: str, caller: Caller) -> Desk:
    """The desk of a clause that stands. Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    standing = service.list_shown(unit, agreement_id)
    clause = next((each for each in standing if each.revision.clause_id == clause_id), None)
    if clause is None:
        raise NotFound(f"No clause {clause_id!r} stands in the agreement.")
    return Desk(unit, agreement, caller, clause.revision.kind, clause, standing)


def desk_for_new(unit: Unit, agreement_id: str, kind: str, caller: Caller) -> Desk:
    """The desk of a new clause of a kind. Raises :class:`NotFound` and :class:`UnknownKind`."""
    agreement = get_agreement(unit, agreement_id)
    return Desk(unit, agreement, caller, kinds.kind(kind).name, None, service.list_shown(unit, agreement_id))


def said_of(desk: Desk, typed: Typed) -> Said:
    """What a form said, with the button of a list carried out that it was sent by."""

    def one(name: str) -> str:
        return next(iter(typed.get(name, ())), "").strip()

    base, do, form = one("base"), one("do"), desk.form
    data = form.read(typed)
    changed_rows(form, data, do)
    text = next(iter(typed.get("text", ())), "").replace("\r\n", "\n")
    return Said(
        PROSE if one("mode") == PROSE else FIELDS,
        int(base) if base.isdecimal() and len(base) < 10 else 0,
        one("heading"),
        data,
        text,
        bool(one("standard")),
        one("rationale").replace("\r\n", "\n"),
        one("draft"),
        one("into"),
        one("into_seen"),
        one("after"),
        one("stood"),
        do,
    )


def opened(content: ClauseRevision, base: int, mode: str, into: str) -> Said:
    """What the form says before anybody typed: the clause as ``content`` has it."""
    data = content.fields.model_dump(mode="json")
    return Said(mode, base, content.heading, data, prose(content), draft=into, into=into)


def live(desk: Desk, said: Said) -> Live:
    """What the clause would be with what the form says."""
    problems: tuple[FieldProblem, ...] = ()
    try:
        made = _made(desk, said)
    except InvalidClause as error:
        problems = error.problems
        heading = tuple(f"It {each.reason}." for each in problems if each.path == "heading")
        return Live(problems=problems, refused="", heading_wrong=heading)
    except (UnreadableProse, NumberAndWordDisagree) as error:
        return Live(refused=error.detail)
    before, wording = desk.current, made.wording
    names = {each.revision.clause_id: _called(each) for each in desk.standing}
    return Live(
        made,
        clause_redline(before, made, desk.name_of),
        field_differences(before, made, names) if before else (),
        wording is not None,
        tuple(each.title for each in wording.unbound) if wording else (),
        tuple(each.title for each in wording.needs_review) if wording else (),
        positions_of(desk.unit, desk.agreement.id, desk.caller, made),
    )


def _made(desk: Desk, said: Said) -> ClauseRevision:
    """The revision that the form asks for, stored nowhere."""
    current, name = desk.current, desk.caller.user.name
    if current is None:
        return create(
            clause_id="a" * 16,
            kind=desk.kind,
            heading=said.heading,
            fields=said.data,
            author=name,
            at=desk.unit.at,
        )
    again: Mapping[str, Any] = {"author": name, "party": None, "at": current.at, "rationale": None}
    if said.mode == PROSE:
        found = match(said.text, current)
        return revise(current, heading=said.heading, fields=found.fields, wording=found.wording, **again)
    wording = None if said.standard else current.wording
    return revise(current, heading=said.heading, fields=said.data, wording=wording, **again)


def _called(clause: ShownClause) -> str:
    name = numbered_name(clause)
    return f"{name}, {clause.revision.heading}" if name else clause.revision.heading


def places(standing: Sequence[ShownClause], but: str = "") -> list[tuple[str, str]]:
    """(identity, name) of the clauses that another can stand after."""
    return [(each.revision.clause_id, _called(each)) for each in standing if each.revision.clause_id != but]
