"""The operator's pages of agreements: which there are, their parties and sides, and the time zone of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import AgreementId, CallerDep, UnitDep, unit_of
from api.etags import Conditions
from api.local_time import zone_names
from api.paging import PagingDep
from api.schemas.agreements import PartiesBody, TimeZoneBody
from api.services import agreements as service
from api.store.accounts import list_members
from api.store.agreements import AgreementRecord, Party
from api.store.unit import Unit
from api.web.admin import ADMIN, beginning
from api.web.forms import PageRoute
from api.web.rendering import page
from api.web.timeline import sides_told
from api.web.typed import typed
from clauses.errors import Conflict, CounterpartError, InvalidOption, StaleEdit

router = APIRouter(route_class=PageRoute, include_in_schema=False)

AGREEMENTS: Final = f"{ADMIN}/agreements"
ONE: Final = f"{AGREEMENTS}/{{agreement_id}}"
_BLANK: Final = (Party("", ""), Party("", ""))
"""Rows for parties to come."""
_Column = Annotated[list[str] | None, Form(max_length=40)]
_Done = Annotated[str, Query(pattern="^(parties|zone)?$")]


@dataclass(frozen=True, slots=True)
class _Row:
    """An agreement in the list: its parties by side, and how many members it has."""

    agreement: AgreementRecord
    sides: str
    members: int


@dataclass(frozen=True, slots=True)
class _Refused:
    """Which form was refused and why, and what was typed; the parties as they are now, where they changed meanwhile."""

    form: str = ""
    why: str = ""
    parties: tuple[Party, ...] | None = None
    now: tuple[Party, ...] = ()
    zone: str = ""


@router.get(AGREEMENTS)
def show_agreements(
    request: Request,
    unit: UnitDep,
    caller: CallerDep,
    paging: PagingDep,
    text: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Every agreement, oldest first."""
    found = service.list_agreements(unit, paging, caller, text=text or None)
    rows = [_row(unit, each) for each in found.items]
    return page(request, "admin/agreements.html", rows=rows, next=found.next, text=text, begin=beginning())


@router.get(ONE)
def show_agreement(request: Request, agreement_id: AgreementId, unit: UnitDep, done: _Done = "") -> Response:
    """The parties and their sides."""
    return _shown(request, unit, agreement_id, done=done)


@router.post(f"{ONE}/parties", summary="Set the parties")
def set_parties(
    request: Request,
    agreement_id: AgreementId,
    role: _Column = None,
    legal_name: _Column = None,
    short_name: _Column = None,
    office: _Column = None,
    side: _Column = None,
    seen: Annotated[int, Form(ge=0, le=999_999_999)] = 0,
) -> Response:
    """Name the parties, in order, and say who is on whose side."""
    parties = tuple(_rows(role or [], legal_name or [], short_name or [], office or [], side or []))
    try:
        body = typed(PartiesBody, parties=[_typed(each) for each in parties])
        named = [Party(each.role, each.legal_name, each.short_name, each.office, each.side) for each in body.parties]
        with unit_of(request) as unit:
            service.set_parties(unit, agreement_id, frozenset({seen}), named)
    except (InvalidOption, Conflict, StaleEdit) as error:
        return _again(request, agreement_id, parties, error)
    return RedirectResponse(f"{ONE.format(agreement_id=agreement_id)}?done=parties", status_code=303)


@router.post(f"{ONE}/time-zone", summary="Set the time zone")
def set_time_zone(
    request: Request,
    agreement_id: AgreementId,
    time_zone: Annotated[str, Form(max_length=100)] = "",
    seen: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Let the agreement's days begin elsewhere."""
    try:
        body = typed(TimeZoneBody, time_zone=time_zone.strip())
        with unit_of(request) as unit:
            service.set_time_zone(unit, agreement_id, Conditions(seen), body.time_zone)
    except (InvalidOption, StaleEdit) as error:
        with unit_of(request) as unit:
            now = service.get_agreement(unit, agreement_id).time_zone
            stale = isinstance(error, StaleEdit)
            why = f"Somebody chose {now} meanwhile; you chose {time_zone}." if stale else error.detail
            refused = _Refused("zone", why, zone=time_zone)
            return _shown(request, unit, agreement_id, refused, status=409 if stale else 422)
    return RedirectResponse(f"{ONE.format(agreement_id=agreement_id)}?done=zone", status_code=303)


def _rows(*columns: Sequence[str]) -> Iterator[Party]:
    """The rows in which something was typed."""
    longest = max(map(len, columns))
    filled = ([*column, *[""] * (longest - len(column))] for column in columns)
    for role, legal_name, short_name, office, side in zip(*filled, strict=True):
        party = Party(role.strip(), legal_name.strip(), short_name.strip(), office.strip(), side)
        if any((party.role, party.legal_name, party.short_name, party.office)):
            yield party


def _typed(party: Party) -> dict[str, str]:
    return {name: getattr(party, name) for name in Party.__slots__}


def _row(unit: Unit, agreement: AgreementRecord) -> _Row:
    return _Row(agreement, sides_told(agreement), len(list_members(unit.read, agreement.id)))


def _again(
    request: Request,
    agreement_id: str,
    parties: tuple[Party, ...],
    error: CounterpartError,
) -> Response:
    """The page with what was typed; where somebody else was faster, with what is stored beside it."""
    with unit_of(request) as unit:
        stale = isinstance(error, StaleEdit)
        now = service.get_agreement(unit, agreement_id).parties if stale else ()
        refused = _Refused("parties", error.detail, parties, now)
        status = 422 if isinstance(error, InvalidOption) else 409
        return _shown(request, unit, agreement_id, refused, status=status)


def _shown(
    request: Request,
    unit: Unit,
    agreement_id: str,
    refused: _Refused | None = None,
    *,
    status: int = 200,
    done: str = "",
) -> Response:
    agreement = service.get_agreement(unit, agreement_id)
    said = refused or _Refused()
    parties = agreement.parties if said.parties is None else said.parties
    return page(
        request,
        "admin/agreement.html",
        status=status,
        agreement=agreement,
        rows=(*parties, *_BLANK),
        known=[each.role for each in parties if each.role],
        refused=said,
        zone_seen=service.time_zone_etag(agreement),
        zones=sorted(zone_names()),
        zone=agreement.time_zone,
        members=list_members(unit.read, agreement.id),
        done=done,
    )
