"""The deadlines of an agreement, as data and as a calendar file."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import AgreementId, IfNoneMatch, SightDep, UnitDep
from api.etags import bytes_etag
from api.routes.responses import download, problems
from api.routing import Route
from api.schemas.deadlines import DeadlinesShown, DueDayShown, LimitShown, WayOutShown
from api.schemas.findings import PlaceShown
from api.schemas.words import IsoDate
from api.services import deadlines as service
from drafts.negotiation.deadlines import DeadlineKind, DueDay, Limit
from drafts.negotiation.terms import WayOut
from drafts.render.ics import MEDIA_TYPE

router = APIRouter(route_class=Route, tags=["deadlines"])

_PATH = "/agreements/{agreement_id}/deadlines"


def _found(
    agreement_id: AgreementId,
    unit: UnitDep,
    sight: SightDep,
    draft: Annotated[
        str | None,
        Query(
            title="A draft number, or current",
            description="Without it: the draft in force on the day it is seen from, or else the current one.",
            pattern=r"^(current|[1-9][0-9]{0,5})$",
        ),
    ] = None,
    on: Annotated[IsoDate | None, Query(title="The day it is seen from", description="Without it: today.")] = None,
    first: Annotated[
        IsoDate | None,
        Query(alias="from", title="The first day", description="Without it: the first day of the term of that day."),
    ] = None,
    last: Annotated[
        IsoDate | None,
        Query(alias="to", title="The last day", description="Without it: the last day of the term after that one."),
    ] = None,
) -> service.Deadlines:
    return service.read_deadlines(unit, agreement_id, service.Asked(draft, on, first, last), sight)


_FoundDep = Annotated[service.Deadlines, Depends(_found)]
_FILE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "The calendar file", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "The copy at hand is still the current one"},
        **problems(404, 422),
    },
}


@router.get(_PATH, summary="List the deadlines", responses=problems(404, 422))
def list_deadlines(
    found: _FoundDep,
    kind: Annotated[
        list[DeadlineKind] | None, Query(title="Only days of these kinds; the limits and the way out stay")
    ] = None,
) -> DeadlinesShown:
    """The days that a draft's fields set, its time limits, and what it takes to end it on the day it is seen from.
    The days between `from` and `to` are all on one page."""
    return shown(found if not kind else replace(found, due=tuple(each for each in found.due if each.kind in kind)))


@router.get(f"{_PATH}.ics", summary="The deadlines as a calendar file", **_FILE)
@router.head(f"{_PATH}.ics", include_in_schema=False, **_FILE)
def download_deadlines(request: Request, found: _FoundDep, if_none_match: IfNoneMatch = None) -> Response:
    """The days that can be named, for any calendar program (RFC 5545)."""
    name, content = service.deadlines_file(found)
    return download(
        content,
        media_type=MEDIA_TYPE,
        etag=bytes_etag(sha256(content).hexdigest()),
        if_none_match=if_none_match,
        file_name=name,
        head=request.method == "HEAD",
    )


def shown(found: service.Deadlines) -> DeadlinesShown:
    """``found`` as an answer."""
    return DeadlinesShown(
        agreement_id=found.agreement.id,
        draft=found.draft.number,
        on=found.on,
        first=found.window.first,
        last=found.window.last,
        days=[_day(each, found.on) for each in found.due],
        limits=[_limit(each) for each in found.limits],
        way_out=None if found.way_out is None else _way_out(found.way_out),
    )


def _day(due: DueDay, on: date) -> DueDayShown:
    return DueDayShown(
        kind=due.kind,
        occasion=due.occasion,
        day=due.day,
        days_left=None if due.day is None else (due.day - on).days,
        title=due.title,
        rule=due.rule,
        missed=due.missed,
        places=[PlaceShown(**asdict(place)) for place in due.places],
        notes=list(due.notes),
    )


def _limit(limit: Limit) -> LimitShown:
    return LimitShown(
        place=PlaceShown(**asdict(limit.place)),
        rule=limit.rule,
        before=limit.before,
        fewest_days=limit.fewest,
        most_days=limit.most,
        day=limit.day,
        notes=list(limit.notes),
    )


def _way_out(out: WayOut) -> WayOutShown:
    return WayOutShown(
        ending=out.ending,
        summary=out.summary,
        sentences=list(out.sentences),
        ends=out.ends,
        places=[PlaceShown(**asdict(place)) for place in out.places],
    )
