"""Making an agreement: from a template, from the clauses of another agreement, from a file, or with no clauses yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.auth.caller import Caller
from api.deps import CallerDep, RuntimeDep, UnitDep, runtime_of, unit_of
from api.ids import new_agreement_id
from api.local_time import day_of
from api.paging import MOST, Paging
from api.schemas.agreements import AgreementNew
from api.schemas.starting import TemplateUse
from api.services import agreements as service
from api.services.starting import Beginning, begin_from_precedent, begin_from_template
from api.store.agreements import AgreementRecord
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.frame import AT
from api.web.party_rows import ROLES, TypedForm, first_error, typed_form
from api.web.rendering import page
from clauses.errors import Conflict, InvalidClause, InvalidOption, NotFound
from drafts.house_style import DEFAULT
from drafts.starting.templates import Values, templates

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_NEW: Final = "/app/new"
_DOC_TYPES: Final = {
    "mou": "Memorandum of understanding",
    "moa": "Memorandum of agreement",
    "interlocal_agreement": "Interlocal agreement",
}


@dataclass(frozen=True, slots=True)
class _Start:
    """What the form begins from: a template, an agreement, or neither."""

    template: str
    precedent: str


@router.get(_NEW)
def show_new(request: Request, unit: UnitDep, caller: CallerDep) -> Response:
    """What an agreement can begin from."""
    return _page(request, unit, caller, TypedForm({}))


@router.post(_NEW)
def make(
    request: Request,
    caller: CallerDep,
    runtime: RuntimeDep,
    typed: Annotated[TypedForm, Depends(typed_form)],
) -> Response:
    """Make the agreement and go to it; or say why that can't be, with what was typed."""
    agreement_id = new_agreement_id()
    try:
        with unit_of(request) as unit:
            _begin(unit, agreement_id, caller, typed, runtime.settings.time_zone)
    except (Conflict, InvalidOption, InvalidClause, NotFound) as error:
        with unit_of(request) as unit:
            return _page(request, unit, caller, typed, error.detail)
    return RedirectResponse(AT.format(agreement_id=agreement_id), status_code=303)


def _begin(unit: Unit, agreement_id: str, caller: Caller, typed: TypedForm, zone: str) -> AgreementRecord:
    said, start = _said(typed, zone), _start(typed)
    if start.template:
        return begin_from_template(
            unit, agreement_id, said, start.template, _values(start.template, typed), caller.user.name
        )
    if start.precedent:
        return begin_from_precedent(unit, agreement_id, said, start.precedent, caller)
    return service.create_agreement(
        unit,
        agreement_id,
        said.title,
        short_title=said.short_title,
        doc_type=said.doc_type,
        parties=said.parties,
        house=said.house,
        time_zone=said.time_zone,
    )


def _start(typed: TypedForm) -> _Start:
    """What is begun from: "template:NAME", "precedent" with the agreement's list, or nothing."""
    sort, _, name = typed.get("start").partition(":")
    if sort == "precedent" and not typed.get("precedent"):
        raise InvalidOption("Choose the agreement whose clauses are copied.")
    return _Start(name if sort == "template" else "", typed.get("precedent") if sort == "precedent" else "")


def _said(typed: TypedForm, zone: str) -> Beginning:
    try:
        new = AgreementNew.model_validate(
            {name: typed.get(name) for name in ("title", "short_title")} | {"doc_type": typed.get("doc_type", "mou")}
        )
    except ValidationError as error:
        raise InvalidOption(f"The agreement can’t be called so: {first_error(error)}.") from None
    return Beginning(new.title, new.short_title, new.doc_type, typed.parties(), DEFAULT, zone)


def _values(name: str, typed: TypedForm) -> Values:
    names = {role: typed.get(role).strip() for role in ("district", "city")}
    try:
        day = date.fromisoformat(typed.get("first_day"))
    except ValueError:
        raise InvalidOption("Give the first day of the term.") from None
    try:
        use = TemplateUse.model_validate({"name": name, "start": day, **{k: v for k, v in names.items() if v}})
    except ValidationError as error:
        raise InvalidOption(f"The template can’t be filled in so: {first_error(error)}.") from None
    return Values(use.start, use.district, use.city)


def _page(request: Request, unit: Unit, caller: Caller, typed: TypedForm, why: str = "") -> Response:
    return page(
        request,
        "review/new.html",
        status=422 if why else 200,
        templates=templates(),
        precedents=service.list_agreements(unit, Paging(request, Response(), MOST, None), caller).items,
        doc_types=_DOC_TYPES,
        roles=ROLES,
        rows=_rows(typed),
        typed=typed,
        why=why,
        today=day_of(unit.at, runtime_of(request).settings.time_zone),
    )


def _rows(typed: TypedForm) -> list[dict[str, str]]:
    """The rows of parties: those that were typed, and one to be filled in for each role that is missing."""
    rows = typed.party_rows()
    there = {row["role"] for row in rows}
    empty = {"legal_name": "", "short_name": "", "office": "", "side": ""}
    return rows + [{"role": role.value, **empty} for role in ROLES if role.value not in there]
