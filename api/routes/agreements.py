"""Agreements and their parties."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import AgreementId, CallerDep, IfMatch, RuntimeDep, UnitDep
from api.etags import Conditions, versions_seen
from api.idempotency import KeyedRoute
from api.ids import new_agreement_id
from api.paging import PagingDep
from api.routes.responses import problems
from api.schemas.agreements import (
    AgreementNew,
    AgreementPage,
    AgreementShown,
    CalendarShown,
    DocType,
    HouseStyleShown,
    PartiesBody,
    PartiesShown,
    PartyBody,
    TimeZoneBody,
    TimeZoneShown,
)
from api.schemas.words import SearchText
from api.services import agreements as service
from api.services.starting import Beginning, begin_from_precedent, begin_from_template
from api.store.agreements import AgreementRecord, Party
from drafts.house_style import HouseStyle
from drafts.negotiation.calendars import SchoolCalendar
from drafts.starting.templates import Values

router = APIRouter(route_class=KeyedRoute, tags=["agreements"])


@router.post("/agreements", status_code=201, summary="Make an agreement", responses=problems(404, 409, 422))
def create_agreement(
    new: AgreementNew, caller: CallerDep, unit: UnitDep, runtime: RuntimeDep, response: Response
) -> AgreementShown:
    """Make an agreement with its parties: empty, with the clauses of a template, or with copies of another one's."""
    agreement_id = new_agreement_id()
    zone = new.time_zone or runtime.settings.time_zone
    said = Beginning(new.title, new.short_title, new.doc_type, _parties(new.parties), new.house_style, zone)
    if new.template is not None:
        values = Values(new.template.start, new.template.district, new.template.city)
        record = begin_from_template(unit, agreement_id, said, new.template.name, values, caller.user.name)
    elif new.precedent is not None:
        record = begin_from_precedent(unit, agreement_id, said, new.precedent.agreement_id, caller)
    else:
        record = service.create_agreement(
            unit,
            agreement_id,
            said.title,
            short_title=said.short_title,
            doc_type=said.doc_type,
            parties=said.parties,
            house=said.house,
            time_zone=said.time_zone,
        )
    response.headers["Location"] = f"/agreements/{record.id}"
    return shown(record)


@router.get("/agreements", summary="List the agreements", responses=problems(422))
def list_agreements(
    unit: UnitDep,
    caller: CallerDep,
    paging: PagingDep,
    doc_type: Annotated[DocType | None, Query(title="Only agreements that are called so")] = None,
    text: Annotated[SearchText | None, Query(title="Only agreements whose titles hold these words")] = None,
) -> AgreementPage:
    """The agreements that the caller has a part in, oldest first, a page at a time."""
    page = service.list_agreements(unit, paging, caller, doc_type=doc_type, text=text)
    return AgreementPage(items=page.shown(shown), **page.links())


@router.get("/agreements/{agreement_id}", summary="Read an agreement", responses=problems(404))
def get_agreement(agreement_id: AgreementId, unit: UnitDep) -> AgreementShown:
    """An agreement with its parties."""
    return shown(service.get_agreement(unit, agreement_id))


_PARTIES = "/agreements/{agreement_id}/parties"


@router.get(_PARTIES, summary="Read the parties", responses=problems(404))
def get_parties(agreement_id: AgreementId, unit: UnitDep, response: Response) -> PartiesShown:
    """The parties of an agreement, with the ETag that a change needs."""
    return _parties_shown(service.get_agreement(unit, agreement_id), response)


@router.put(
    "/agreements/{agreement_id}/parties", summary="Set the parties", responses=problems(404, 409, 412, 422, 428)
)
def put_parties(
    agreement_id: AgreementId, body: PartiesBody, unit: UnitDep, response: Response, if_match: IfMatch = None
) -> PartiesShown:
    """Replace the parties, if they are still as they were read."""
    seen = versions_seen(if_match, agreement_id)
    return _parties_shown(service.set_parties(unit, agreement_id, seen, _parties(body.parties)), response)


_HOUSE_STYLE = "/agreements/{agreement_id}/house-style"


@router.get(_HOUSE_STYLE, summary="Read the house style", responses=problems(404))
def get_house_style(agreement_id: AgreementId, unit: UnitDep, response: Response) -> HouseStyleShown:
    """How the drafts of an agreement look, with the ETag that a change needs."""
    return _house_style_shown(service.get_agreement(unit, agreement_id), response)


@router.put(_HOUSE_STYLE, summary="Choose the house style", responses=problems(404, 412, 422, 428))
def put_house_style(
    agreement_id: AgreementId, body: HouseStyle, unit: UnitDep, response: Response, if_match: IfMatch = None
) -> HouseStyleShown:
    """Choose how the drafts to come look, if the style is still as it was read; what is left out takes its default.
    Drafts that were saved keep the style that they were written in."""
    seen = versions_seen(if_match, service.house_style_identity(agreement_id))
    return _house_style_shown(service.set_house_style(unit, agreement_id, seen, body), response)


_CALENDAR = "/agreements/{agreement_id}/calendar"


@router.get(_CALENDAR, summary="Read the school calendar", responses=problems(404))
def get_calendar(agreement_id: AgreementId, unit: UnitDep, response: Response) -> CalendarShown:
    """The holidays and school years that the agreement's deadlines count by, with the ETag that a change needs."""
    return _calendar_shown(service.get_agreement(unit, agreement_id), response)


@router.put(_CALENDAR, summary="Set the school calendar", responses=problems(404, 412, 422, 428))
def put_calendar(
    agreement_id: AgreementId, body: SchoolCalendar, unit: UnitDep, response: Response, if_match: IfMatch = None
) -> CalendarShown:
    """Replace the calendar, if it is still as it was read."""
    seen = versions_seen(if_match, service.calendar_identity(agreement_id))
    return _calendar_shown(service.set_calendar(unit, agreement_id, seen, body), response)


_TIME_ZONE = "/agreements/{agreement_id}/time-zone"


@router.get(_TIME_ZONE, summary="Read the time zone", responses=problems(404))
def get_time_zone(agreement_id: AgreementId, unit: UnitDep, response: Response) -> TimeZoneShown:
    """Where the days of an agreement begin, with the ETag that a change needs."""
    return _time_zone_shown(service.get_agreement(unit, agreement_id), response)


@router.put(_TIME_ZONE, summary="Set the time zone", responses=problems(404, 412, 422, 428))
def put_time_zone(
    agreement_id: AgreementId, body: TimeZoneBody, unit: UnitDep, response: Response, if_match: IfMatch = None
) -> TimeZoneShown:
    """Let the days of an agreement begin elsewhere, if they begin where it was read. Dates that are stored stay; what
    is in force today, and what is due, is that of the day in the zone."""
    seen = Conditions(if_match)
    return _time_zone_shown(service.set_time_zone(unit, agreement_id, seen, body.time_zone), response)


def _parties(bodies: list[PartyBody]) -> list[Party]:
    return [Party(each.role, each.legal_name, each.short_name, each.office, each.side) for each in bodies]


def _bodies(record: AgreementRecord) -> list[PartyBody]:
    return [PartyBody(**asdict(party)) for party in record.parties]


def shown(record: AgreementRecord) -> AgreementShown:
    """``record`` as an answer."""
    return AgreementShown(
        id=record.id,
        title=record.title,
        short_title=record.short_title,
        doc_type=record.doc_type,
        parties=_bodies(record),
        house_style=record.house,
        time_zone=record.time_zone,
        created_at=record.created_at,
    )


def _house_style_shown(record: AgreementRecord, response: Response) -> HouseStyleShown:
    response.headers["ETag"] = service.house_style_etag(record.id, record.house_version)
    return HouseStyleShown(agreement_id=record.id, version=record.house_version, house_style=record.house)


def _time_zone_shown(record: AgreementRecord, response: Response) -> TimeZoneShown:
    response.headers["ETag"] = service.time_zone_etag(record)
    return TimeZoneShown(agreement_id=record.id, time_zone=record.time_zone)


def _parties_shown(record: AgreementRecord, response: Response) -> PartiesShown:
    response.headers["ETag"] = service.parties_etag(record.id, record.parties_version)
    return PartiesShown(agreement_id=record.id, version=record.parties_version, parties=_bodies(record))


def _calendar_shown(record: AgreementRecord, response: Response) -> CalendarShown:
    response.headers["ETag"] = service.calendar_etag(record.id, record.calendar_version)
    return CalendarShown(agreement_id=record.id, version=record.calendar_version, calendar=record.calendar)
