"""Clauses of an agreement. The ETag of a clause names its current revision.

Where two sides negotiate, a member changes clauses by proposals; an operator edits them as an import needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Response

from api.auth.caller import Caller
from api.deps import AgreementId, ClauseId, DirectEditor, IfMatch, UnitDep
from api.etags import versions_seen
from api.idempotency import KeyedRoute
from api.ids import new_clause_id
from api.paging import PagingDep, holds
from api.routes.responses import problems
from api.routing import kept_while_unchanged
from api.schemas.clauses import (
    Authoring,
    ClauseEdited,
    ClauseList,
    ClauseMoved,
    ClauseNew,
    ClauseRevised,
    ClauseShown,
    FieldChanged,
    FieldsConfirmed,
    MarkShown,
    OriginShown,
    ParagraphShown,
    ProseEdited,
    RevisionList,
    RevisionShown,
)
from api.schemas.stances import status_shown
from api.schemas.words import SearchText
from api.services import clauses as service
from api.services.standing import ShownClause, record_of
from clauses.bespoke import Mark
from clauses.kinds.values import PartyName
from clauses.record import ClauseRevision
from clauses.wording.match import prose
from drafts.negotiation.status import ClauseStanding

_PARTY_NAMES: tuple[PartyName, ...] = get_args(PartyName)

router = APIRouter(route_class=KeyedRoute, prefix="/agreements/{agreement_id}/clauses", tags=["clauses"])


@router.post("", status_code=201, summary="Add a clause", responses=problems(404, 409, 422))
def add_clause(
    agreement_id: AgreementId, new: ClauseNew, caller: DirectEditor, unit: UnitDep, response: Response
) -> ClauseShown:
    """Add a clause at the end, or after the clause that `after` names."""
    made = service.add_clause(
        unit,
        agreement_id,
        new_clause_id(),
        new.kind,
        heading=new.heading,
        fields=new.fields,
        authored=_authored(caller, new),
        after=new.after if "after" in new.model_fields_set else service.LAST,
    )
    response.headers["Location"] = f"/agreements/{agreement_id}/clauses/{made.revision.clause_id}"
    return _answer(made, response)


@router.get("", summary="List the clauses", responses=problems(404))
@kept_while_unchanged
def list_clauses(
    agreement_id: AgreementId,
    unit: UnitDep,
    paging: PagingDep,
    kind: Annotated[list[str] | None, Query(title="Only clauses of these kinds", examples=[["retention"]])] = None,
    text: Annotated[
        SearchText | None, Query(title="Only clauses whose heading or words hold this", examples=["days"])
    ] = None,
    needs_review: Annotated[
        bool | None, Query(title="Only clauses with fields that a person has to look at, or without any")
    ] = None,
    standing: Annotated[
        list[ClauseStanding] | None, Query(title="Only clauses that the sides are so far about", examples=[["open"]])
    ] = None,
) -> ClauseList:
    """The clauses as they stand, in order, in words. `GET /agreements/{id}/search` finds more than `text` does."""
    found = [
        each
        for each in service.list_clauses(unit, agreement_id)
        if (not kind or each.revision.kind in kind)
        and holds(text, each.revision.heading, *(line.text for line in each.paragraphs))
        and (needs_review is None or needs_review == _is_marked(each))
        and (not standing or (each.status is not None and each.status.standing in standing))
    ]
    page = paging.of_placed(found, lambda each: each.revision.clause_id)
    return ClauseList(items=page.shown(_shown), **page.links())


@router.get("/{clause_id}", summary="Read a clause", responses=problems(404))
@kept_while_unchanged
def get_clause(agreement_id: AgreementId, clause_id: ClauseId, unit: UnitDep, response: Response) -> ClauseShown:
    """A clause as it stands, in words, with the ETag that a change needs."""
    return _answer(service.get_clause(unit, agreement_id, clause_id), response)


@router.put("/{clause_id}", summary="Revise a clause", responses=problems(404, 409, 412, 422, 428))
def revise_clause(
    agreement_id: AgreementId,
    clause_id: ClauseId,
    body: ClauseRevised,
    caller: DirectEditor,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> ClauseShown:
    """Store the next revision of a clause, if nobody revised it since it was read."""
    made = service.revise_clause(
        unit,
        agreement_id,
        clause_id,
        versions_seen(if_match, clause_id),
        heading=body.heading,
        fields=body.fields,
        authored=_authored(caller, body),
        standard_wording=body.standard_wording,
    )
    return _answer(made, response)


@router.patch("/{clause_id}/prose", summary="Edit a clause's words", responses=problems(404, 409, 412, 422, 428))
def edit_prose(
    agreement_id: AgreementId,
    clause_id: ClauseId,
    body: ProseEdited,
    caller: DirectEditor,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> ClauseEdited:
    """Read edited words back into the clause: fields follow where their values can be read, the rest is kept as
    wording of the clause's own, and what can't be read or has to be confirmed is named."""
    authored = _authored(caller, body)
    seen = versions_seen(if_match, clause_id)
    matched, made = service.edit_prose(unit, agreement_id, clause_id, seen, body.prose, authored)
    changed = [
        FieldChanged(path=each.path, title=each.title, before=each.before, after=each.after) for each in matched.changed
    ]
    shown = _answer(made, response)
    return ClauseEdited(**shown.model_dump(), changed=changed, wording_kept=matched.wording is not None)


@router.post("/{clause_id}/confirm", summary="Confirm fields", responses=problems(404, 409, 412, 422, 428))
def confirm_fields(
    agreement_id: AgreementId,
    clause_id: ClauseId,
    body: FieldsConfirmed,
    caller: DirectEditor,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> ClauseShown:
    """Say that fields which need review are right as they stand in the clause's own words."""
    authored = _authored(caller, body)
    paths = None if body.fields is None else frozenset(body.fields)
    made = service.confirm_fields(unit, agreement_id, clause_id, versions_seen(if_match, clause_id), paths, authored)
    return _answer(made, response)


@router.post("/{clause_id}/move", summary="Move a clause", responses=problems(404, 409, 412, 422, 428))
def move_clause(
    agreement_id: AgreementId,
    clause_id: ClauseId,
    body: ClauseMoved,
    _: DirectEditor,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> ClauseShown:
    """Put a clause after another one, or first. The clause itself, and so its ETag, stays as it is."""
    seen = versions_seen(if_match, clause_id)
    return _answer(service.move_clause(unit, agreement_id, clause_id, seen, body.after), response)


@router.delete("/{clause_id}", status_code=204, summary="Remove a clause", responses=problems(404, 409, 412, 428))
def remove_clause(
    agreement_id: AgreementId, clause_id: ClauseId, _: DirectEditor, unit: UnitDep, if_match: IfMatch = None
) -> None:
    """Take a clause out of the agreement. Its history and the drafts that hold it stay."""
    service.remove_clause(unit, agreement_id, clause_id, versions_seen(if_match, clause_id))


@router.get("/{clause_id}/revisions", summary="Read a clause's history", responses=problems(404))
def list_revisions(agreement_id: AgreementId, clause_id: ClauseId, unit: UnitDep, paging: PagingDep) -> RevisionList:
    """Every revision of a clause, oldest first, also of a removed one."""
    removed, revisions = service.clause_history(unit, agreement_id, clause_id)
    page = paging.of(revisions, lambda each: (each.number,))
    return RevisionList(removed=removed, items=page.shown(_revision), **page.links())


def _authored(caller: Caller, body: Authoring) -> service.Authored:
    """Under whose name and for which party a change is recorded, and why it is made."""
    author, party = caller.signed_as(body.author, body.party)
    known: PartyName | None = next(
        (name for name in _PARTY_NAMES if name == party), None
    )  # a revision knows these parties alone
    return service.Authored(author, known, body.rationale)


def _answer(clause: ShownClause, response: Response) -> ClauseShown:
    response.headers["ETag"] = service.clause_etag(clause.revision.clause_id, clause.revision.number)
    # The words show numbers of other clauses, which the tag does not cover: it guards changes and serves no cache.
    response.headers["Cache-Control"] = "no-store"
    return _shown(clause)


def _shown(clause: ShownClause) -> ClauseShown:
    wording = clause.revision.wording
    return ClauseShown(
        **dict(_revision(clause.revision)),
        agreement_id=clause.agreement_id,
        place=clause.place,
        text=[ParagraphShown(label=each.label, level=each.level, text=each.text) for each in clause.paragraphs],
        prose=prose(clause.revision),
        unbound=_marks(wording.unbound if wording else ()),
        needs_review=_marks(wording.needs_review if wording else ()),
        status=None if clause.status is None else status_shown(clause.status),
    )


def _is_marked(clause: ShownClause) -> bool:
    wording = clause.revision.wording
    return wording is not None and bool(wording.unbound or wording.needs_review)


def _marks(marks: Sequence[Mark]) -> list[MarkShown]:
    return [MarkShown(path=mark.path, title=mark.title, words=mark.words) for mark in marks]


def _revision(revision: ClauseRevision) -> RevisionShown:
    record = record_of(revision)
    return RevisionShown(
        clause_id=record.clause_id,
        number=record.number,
        kind=record.kind,
        heading=record.heading,
        fields=record.fields,
        wording=record.wording,
        author=record.author,
        party=record.party,
        rationale=record.rationale,
        origin=OriginShown(**record.origin),
        entered_by=record.origin.get("entered_by"),
        at=record.at,
        content_hash=record.content_hash,
        previous_hash=record.previous_hash,
    )
