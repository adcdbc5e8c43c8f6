"""Clauses added from the library, moved and taken out: each an edit of a draft proposal where two sides negotiate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import AgreementId, CallerDep, ClauseId, UnitDep, unit_of
from api.ids import new_clause_id
from api.services import clauses as service
from api.services.agreements import get_agreement
from api.store.unit import Unit
from api.web.clauses_desk import FIELDS, Desk, Said, desk_for_new, desk_of, live, places, said_of
from api.web.clauses_edit import Refusal, TypedDep, authored_by, into_of, status_of
from api.web.clauses_names import numbered_name
from api.web.clauses_page import CLAUSE
from api.web.clauses_saving import edits_directly, own_drafts, proposal_address, put_edits
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.rendering import page
from clauses import kinds
from clauses.errors import Conflict, InvalidInput, InvalidOption, NotFound, PreconditionError, StaleEdit, UnknownKind
from clauses.kinds.spec import KindSpec
from clauses.library import Alternative, alternative, alternatives
from clauses.wording import suggested_heading
from drafts.negotiation.edits import DeleteClause, Edit, InsertClause, MoveClause

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FIRST: Final = "first"
_KindName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind that a new clause can be of, its alternatives, and the clause that is there where there may be one."""

    kind: KindSpec
    alternatives: tuple[Alternative, ...]
    there: str


# ---------------------------------------------------------------------------------------------------------- adding


@router.get(f"{AT}/clauses/add")
def show_library(request: Request, agreement_id: AgreementId, unit: UnitDep, caller: CallerDep) -> Response:
    """The kinds of clauses, each with the whole clauses that the library has of it."""
    agreement = get_agreement(unit, agreement_id)
    there = {each.revision.kind: each.revision.clause_id for each in service.list_shown(unit, agreement_id)}
    offered = [
        Offered(spec, alternatives(spec.name), "" if spec.repeatable else there.get(spec.name, ""))
        for spec in kinds.kinds()
    ]
    frame = frame_of(agreement, caller, "/clauses")
    may_add = may(caller, "POST", f"{AT}/clauses/add/{{kind}}")
    return page(request, "clauses/library.html", frame=frame, offered=offered, may_add=may_add)


@router.get(f"{AT}/clauses/add/{{kind}}")
def show_add(
    request: Request,
    agreement_id: AgreementId,
    kind: _KindName,
    unit: UnitDep,
    caller: CallerDep,
    library: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The form of a new clause, empty or as the library has it."""
    desk = desk_for_new(unit, agreement_id, _known(kind), caller)
    begins = alternative(kind, library) if library else None
    data = begins.fields.model_dump(mode="json") if begins else desk.form.empty()
    heading = begins.heading if begins else suggested_heading(kind)
    last = next((each for each in reversed(desk.standing) if each.revision.kind != "execution"), None)
    said = Said(FIELDS, 0, heading, data, "", after=last.revision.clause_id if last else _FIRST)
    return _add_page(request, desk, said)


@router.post(f"{AT}/clauses/add/{{kind}}/preview")
def preview_added(
    request: Request, agreement_id: AgreementId, kind: _KindName, unit: UnitDep, caller: CallerDep, typed: TypedDep
) -> Response:
    """What the new clause would say. Nothing is stored."""
    desk = desk_for_new(unit, agreement_id, _known(kind), caller)
    said = said_of(desk, typed)
    shown = live(desk, said)
    controls = desk.form.build(said.data, shown.problems)
    return page(request, "clauses/_live.html", live=shown, controls=controls, apart=True, mode=FIELDS)


@router.post(f"{AT}/clauses/add/{{kind}}")
def add(
    request: Request,
    agreement_id: AgreementId,
    kind: _KindName,
    caller: CallerDep,
    typed: TypedDep,
) -> Response:
    """Keep the new clause, and go to the proposal or to the clause."""
    _known(kind)

    def work(unit: Unit) -> str | Response:
        desk = desk_for_new(unit, agreement_id, kind, caller)
        said = said_of(desk, typed)
        return _added(desk, said) if said.do == "save" else _add_page(request, desk, said)

    def again(unit: Unit, error: Refusal) -> Response:
        desk = desk_for_new(unit, agreement_id, kind, caller)
        return _add_page(request, desk, said_of(desk, typed), error)

    return _carried_out(request, work, again)


def _added(desk: Desk, said: Said) -> str:
    """Where to go once the clause is kept."""
    unit, agreement_id, caller = desk.unit, desk.agreement.id, desk.caller
    made = live(desk, said).made
    if made is None:
        raise InvalidOption("Some values can't be as they are; see what is said beside them.")
    after, clause_id = _after(desk, said.after), new_clause_id()
    fields = made.fields.model_dump(mode="json")
    if edits_directly(unit, agreement_id, caller):
        service.add_clause(
            unit,
            agreement_id,
            clause_id,
            desk.kind,
            heading=made.heading,
            fields=fields,
            authored=authored_by(caller, said.rationale),
            after=after,
        )
        return CLAUSE.format(agreement_id=agreement_id, clause_id=clause_id)
    new = InsertClause(clause_id=clause_id, kind=desk.kind, heading=made.heading, fields=fields, after=after)
    return proposal_address(agreement_id, put_edits(unit, agreement_id, caller, [new], into_of(said)))


def _add_page(request: Request, desk: Desk, said: Said, error: Refusal | None = None) -> Response:
    shown = live(desk, said)
    direct = edits_directly(desk.unit, desk.agreement.id, desk.caller)
    return page(
        request,
        "clauses/add.html",
        status=status_of(error),
        frame=frame_of(desk.agreement, desk.caller, "/clauses"),
        kind=kinds.kind(desk.kind),
        said=said,
        live=shown,
        controls=desk.form.build(said.data, shown.problems if said.do else ()),
        places=places(desk.standing),
        refused=error.detail if error else "",
        rationale_wrong=getattr(error, "path", "") == "rationale",
        direct=direct,
        drafts=() if direct else own_drafts(desk.unit, desk.agreement.id, desk.caller),
    )


# ------------------------------------------------------------------------------------------------ moving, taking out


@router.get(f"{CLAUSE}/place")
def show_place(
    request: Request, agreement_id: AgreementId, clause_id: ClauseId, unit: UnitDep, caller: CallerDep
) -> Response:
    """Where a clause stands, and the forms that put it elsewhere or take it out."""
    desk = desk_of(unit, agreement_id, clause_id, caller)
    assert desk.current is not None
    return _place_page(request, desk, Said(FIELDS, desk.current.number, "", {}, "", after=_before(desk) or _FIRST))


@router.post(f"{CLAUSE}/place")
def place(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    caller: CallerDep,
    typed: TypedDep,
) -> Response:
    """Put the clause elsewhere, or take it out."""

    def work(unit: Unit) -> str | Response:
        desk = desk_of(unit, agreement_id, clause_id, caller)
        return _placed(desk, said_of(desk, typed))

    def again(unit: Unit, error: Refusal) -> Response:
        desk = desk_of(unit, agreement_id, clause_id, caller)
        return _place_page(request, desk, said_of(desk, typed), error)

    return _carried_out(request, work, again)


def _placed(desk: Desk, said: Said) -> str:
    """Where to go once the clause stands elsewhere, or is taken out."""
    unit, agreement_id, caller, current = desk.unit, desk.agreement.id, desk.caller, desk.current
    assert current is not None
    if said.base < 1:
        raise InvalidOption("The page did not say which revision it shows; open it again.")
    removed, after = said.do == "remove", _wanted(desk, said)
    if not removed and said.stood != (_before(desk) or _FIRST):
        raise StaleEdit("The clauses stand in another order than when you opened this page; choose the place again.")
    if not removed and after == _before(desk):
        raise InvalidOption("The clause stands there already; choose another place.")
    if edits_directly(unit, agreement_id, caller):
        seen = frozenset({said.base})
        if removed:
            service.remove_clause(unit, agreement_id, current.clause_id, seen)
            return f"{AT.format(agreement_id=agreement_id)}/clauses"
        service.move_clause(unit, agreement_id, current.clause_id, seen, after)
        return CLAUSE.format(agreement_id=agreement_id, clause_id=current.clause_id)
    about = current.clause_id, said.base
    edit: Edit = (
        DeleteClause(clause_id=about[0], base=about[1])
        if removed
        else MoveClause(clause_id=about[0], base=about[1], after=after, stood_after=_before(desk))
    )
    return proposal_address(agreement_id, put_edits(unit, agreement_id, caller, [edit], into_of(said)))


def _wanted(desk: Desk, said: Said) -> str | None:
    """The clause that the one on the desk is to follow."""
    ids = [each.revision.clause_id for each in desk.standing]
    here = ids.index(desk.current.clause_id) if desk.current else 0
    if said.do == "up":
        return ids[here - 2] if here > 1 else None
    if said.do == "down":
        return ids[here + 1] if here + 1 < len(ids) else _before(desk)
    return _after(desk, said.after)


def _after(desk: Desk, said: str) -> str | None:
    """The clause that is named, None for the beginning. Raises :class:`InvalidOption` for one that is not there."""
    if said in ("", _FIRST):
        return None
    if said not in [each.revision.clause_id for each in desk.standing]:
        raise InvalidOption("The clause that this was to follow is not there any more; choose another place.")
    return said


def _before(desk: Desk) -> str | None:
    """The clause that the one on the desk follows now."""
    ids = [each.revision.clause_id for each in desk.standing]
    here = ids.index(desk.current.clause_id) if desk.current else 0
    return ids[here - 1] if here else None


def _place_page(request: Request, desk: Desk, said: Said, error: Refusal | None = None) -> Response:
    assert desk.clause is not None
    direct = edits_directly(desk.unit, desk.agreement.id, desk.caller)
    here = desk.clause.revision.clause_id
    return page(
        request,
        "clauses/place.html",
        status=status_of(error),
        frame=frame_of(desk.agreement, desk.caller, "/clauses"),
        clause=desk.clause,
        name=numbered_name(desk.clause),
        said=said,
        places=places(desk.standing, here),
        stood=_before(desk) or _FIRST,
        first=desk.standing[0].revision.clause_id == here,
        last=desk.standing[-1].revision.clause_id == here,
        refused=error.detail if error else "",
        rationale_wrong=getattr(error, "path", "") == "rationale",
        direct=direct,
        drafts=() if direct else own_drafts(desk.unit, desk.agreement.id, desk.caller),
    )


# ---------------------------------------------------------------------------------------------------------- carrying


def _carried_out(
    request: Request,
    work: Callable[[Unit], str | Response],
    again: Callable[[Unit, Refusal], Response],
) -> Response:
    """Do ``work`` in a transaction of its own and go where it says; where it is refused, the form ``again``."""
    try:
        with unit_of(request) as unit:
            done = work(unit)
    except (InvalidInput, Conflict, PreconditionError) as error:
        with unit_of(request) as unit:
            return again(unit, error)
    return RedirectResponse(done, status_code=303) if isinstance(done, str) else done


def _known(kind: str) -> str:
    """``kind``. Raises :class:`NotFound` where an address names a kind that there is none of."""
    try:
        return kinds.kind(kind).name
    except UnknownKind as error:
        raise NotFound(error.detail) from None
