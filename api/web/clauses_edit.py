"""A clause edited: its values in a form or its words in place, with what that makes of it beside; kept as an edit of a
draft proposal where two sides negotiate."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, ClauseId, UnitDep, unit_of
from api.services import clauses as service
from api.services.proposals import find
from api.services.standing import Authored
from api.store.unit import Unit
from api.web.clauses_desk import FIELDS, PROSE, Desk, Live, Said, desk_of, live, opened, said_of, typed_of
from api.web.clauses_form import Typed
from api.web.clauses_names import numbered_name
from api.web.clauses_page import CLAUSE
from api.web.clauses_saving import (
    Into,
    as_edited,
    check_seen,
    content_edits,
    edits_between,
    edits_directly,
    own_drafts,
    proposal_address,
    put_edits,
)
from api.web.forms import PageRoute
from api.web.frame import frame_of
from api.web.rendering import page
from clauses import kinds
from clauses.errors import Conflict, InvalidInput, InvalidOption, PreconditionError, StaleEdit
from clauses.kinds.values import PartyName
from clauses.record import ClauseRevision
from clauses.wording.match import prose
from drafts.render.clause_redline import clause_redline

router = APIRouter(route_class=PageRoute, include_in_schema=False)

TypedDep = Annotated[Typed, Depends(typed_of)]
Refusal = InvalidInput | Conflict | PreconditionError
"""What the reader of a form can mend."""
_SAVE = "save"
_PARTY_NAMES: tuple[PartyName, ...] = get_args(PartyName)


@router.get(f"{CLAUSE}/edit")
def show_edit(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    unit: UnitDep,
    caller: CallerDep,
    by: Annotated[str, Query(max_length=10)] = FIELDS,
    into: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The form with the clause as it stands; with ``into``, as that draft of the reader's side has it."""
    desk = desk_of(unit, agreement_id, clause_id, caller)
    assert desk.current is not None
    content, base = desk.current, desk.current.number
    if into:
        edits = content_edits(find(unit, agreement_id, into, caller).proposal.edits, clause_id)
        content = as_edited(content, edits)
        base = min((each.base for each in edits), default=base)  # an older one: the page tells what changed since
    mode = PROSE if by == PROSE or content.wording != desk.current.wording else FIELDS
    return _page(request, desk, opened(content, base, mode, into))


@router.post(f"{CLAUSE}/preview")
def preview(
    request: Request, agreement_id: AgreementId, clause_id: ClauseId, unit: UnitDep, caller: CallerDep, typed: TypedDep
) -> Response:
    """What the clause would be with what is typed so far, for the page to show beside the form. Nothing is stored."""
    desk = desk_of(unit, agreement_id, clause_id, caller)
    said = said_of(desk, typed)
    shown = live(desk, said)
    controls = desk.form.build(said.data, shown.problems) if said.mode == FIELDS else ()
    return page(request, "clauses/_live.html", live=shown, controls=controls, apart=True, mode=said.mode)


@router.post(f"{CLAUSE}/edit")
def edit(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    caller: CallerDep,
    typed: TypedDep,
) -> Response:
    """Keep the edit, and go to the proposal or to the clause. Another button of the form, and a refusal, show the form
    again with all that was typed."""
    try:
        with unit_of(request) as unit:
            desk = desk_of(unit, agreement_id, clause_id, caller)
            said = said_of(desk, typed)
            if said.do == _SAVE:
                return RedirectResponse(_saved(desk, said, live(desk, said)), status_code=303)
            return _page(request, desk, _in_mode(desk, said))
    except (InvalidInput, Conflict, PreconditionError) as error:
        with unit_of(request) as unit:
            desk = desk_of(unit, agreement_id, clause_id, caller)
            return _page(request, desk, said_of(desk, typed), error)


def _in_mode(desk: Desk, said: Said) -> Said:
    """What the form says in the other mode, where a button asks for it: the words that the values make, and back."""
    made = live(desk, said).made if said.do in (PROSE, FIELDS) and said.do != said.mode else None
    if made is None:
        return said
    if said.do == PROSE:
        return replace(said, mode=PROSE, text=prose(made))
    return replace(said, mode=FIELDS, data=made.fields.model_dump(mode="json"))


def _saved(desk: Desk, said: Said, shown: Live) -> str:
    """Where to go once the edit is kept. Raises what the services raise."""
    current, made = desk.current, shown.made
    assert current is not None
    check_seen(current, said.base)
    if made is None:
        raise InvalidOption(shown.refused or "Some values can't be as they are; see what is said beside them.")
    if (made.heading, made.fields, made.wording) == (current.heading, current.fields, current.wording):
        raise InvalidOption("Nothing is changed yet: change a value or the words first.")
    unit, agreement_id, caller = desk.unit, desk.agreement.id, desk.caller
    if edits_directly(unit, agreement_id, caller):
        _revised(unit, agreement_id, caller, current, made, said)
        return CLAUSE.format(agreement_id=agreement_id, clause_id=current.clause_id)
    edits = edits_between(current, made, said.text if said.mode == PROSE else None)
    into = into_of(said)
    instead_of = current.clause_id if said.into and said.into == said.draft else None
    return proposal_address(agreement_id, put_edits(unit, agreement_id, caller, edits, into, instead_of=instead_of))


def into_of(said: Said) -> Into:
    """Where an edit goes. Raises :class:`InvalidOption` for a new proposal without a reason."""
    if not said.draft and not said.rationale:
        raise InvalidOption("Say why you propose it: the other side reads the reason with the proposal.", "rationale")
    return Into(said.draft, said.rationale, said.into_seen)


def authored_by(caller: Caller, rationale: str) -> Authored:
    """Under whose name a clause is changed directly."""
    author, party = caller.signed_as(None, None)
    known: PartyName | None = next((each for each in _PARTY_NAMES if each == party), None)
    return Authored(author, known, rationale or None)


def _revised(
    unit: Unit, agreement_id: str, caller: Caller, current: ClauseRevision, made: ClauseRevision, said: Said
) -> None:
    """The next revision, as the API makes it."""
    authored = authored_by(caller, said.rationale)
    seen = frozenset({said.base})
    if said.mode == PROSE and (made.fields, made.wording) != (current.fields, current.wording):
        _, shown = service.edit_prose(unit, agreement_id, current.clause_id, seen, said.text, authored)
        seen = frozenset({shown.revision.number})
        if made.heading == current.heading:
            return
    service.revise_clause(
        unit,
        agreement_id,
        current.clause_id,
        seen,
        heading=made.heading,
        fields=made.fields.model_dump(mode="json"),
        authored=authored,
        standard_wording=said.standard and said.mode == FIELDS,
    )


def status_of(error: Refusal | None) -> int:
    """The status of a page that is shown with a refusal, or without."""
    return 200 if error is None else 422 if isinstance(error, InvalidInput) else 409


def _page(request: Request, desk: Desk, said: Said, error: Refusal | None = None) -> Response:
    assert desk.clause is not None
    unit, agreement_id, caller = desk.unit, desk.agreement.id, desk.caller
    shown = live(desk, said)
    stale = isinstance(error, StaleEdit) or (desk.clause.revision.number != said.base)
    direct = edits_directly(unit, agreement_id, caller)
    drafts = () if direct else own_drafts(unit, agreement_id, caller)
    return page(
        request,
        "clauses/edit.html",
        status=status_of(error),
        frame=frame_of(desk.agreement, caller, "/clauses"),
        clause=desk.clause,
        name=numbered_name(desk.clause),
        kind=kinds.kind(desk.kind),
        said=said,
        live=shown,
        controls=desk.form.build(said.data, shown.problems if said.do else ()),
        theirs=_theirs(desk, said) if stale else None,
        refused="" if error is None or isinstance(error, StaleEdit) else error.detail,
        rationale_wrong=getattr(error, "path", "") == "rationale",
        direct=direct,
        drafts=drafts,
        into_seen=next((each.etag for each in drafts if each.proposal.id == said.into), ""),
    )


def _theirs(desk: Desk, said: Said) -> object:
    """What became of the clause since the form was opened: the revision that was read redlined to what stands."""
    assert desk.current is not None
    _, chain = service.clause_history(desk.unit, desk.agreement.id, desk.current.clause_id)
    read = next((each for each in chain if each.number == said.base), None)
    return clause_redline(read or desk.current, desk.current, desk.name_of)
