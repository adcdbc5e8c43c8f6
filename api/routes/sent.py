"""What your side sent: each file as it left, to whom and when. The other side has the file, and not the record."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import AgreementId, CallerDep, IfNoneMatch, RuntimeDep, UnitDep
from api.etags import bytes_etag
from api.idempotency import KeyedRoute
from api.ids import new_sent_id
from api.paging import PagingDep
from api.routes.responses import DOCX, download, problems, word_file
from api.schemas.scrubbing import ScrubShown
from api.schemas.sent import Enclosed, SentList, SentNew, SentShown
from api.services import sending as service
from api.services.sending import Parcel
from api.store.sent import SentRecord

router = APIRouter(prefix="/agreements/{agreement_id}/sent", tags=["rounds"], route_class=KeyedRoute)

SentId = Annotated[
    str, Path(title="The file that was sent", examples=["snt-5f0c2a9b7e1d4c3a8b6f"], pattern=r"^[A-Za-z0-9-]{1,64}$")
]
_FILE: dict[str, Any] = {"response_class": Response, "responses": word_file(404)}


@router.post("", status_code=201, summary="Send a draft", responses=problems(404, 409, 422))
def send(
    agreement_id: AgreementId, new: SentNew, caller: CallerDep, unit: UnitDep, runtime: RuntimeDep, response: Response
) -> SentShown:
    """Make the file that leaves, clean or as a redline: scrubbed, with tracking switched on, its saved bytes looked
    through again. It is kept for ever with to whom it goes; nothing is mailed. Where anything private is found in it,
    it is refused."""
    parcel = Parcel(
        draft=new.draft,
        recipients=tuple(new.to),
        against=new.against,
        note=new.note,
        comments=new.comments is Enclosed.SHARED,
        track=new.track,
        names=new.names,
    )
    made = service.send(unit, agreement_id, new_sent_id(), caller, parcel, runtime.settings.cached_redlines)
    response.headers["Location"] = f"/agreements/{agreement_id}/sent/{made.id}"
    return _shown(made)


@router.get("", summary="List what was sent", responses=problems(404))
def list_sent(
    agreement_id: AgreementId,
    caller: CallerDep,
    unit: UnitDep,
    paging: PagingDep,
    draft: Annotated[int | None, Query(title="Only files of this draft", ge=1, le=999_999)] = None,
) -> SentList:
    """What your side sent, oldest first."""
    found = [each for each in service.list_sent(unit, agreement_id, caller) if draft in (None, each.draft_number)]
    page = paging.of(found, lambda each: (f"{each.sent_at:%Y-%m-%dT%H:%M:%S.%f}", each.id))
    return SentList(items=page.shown(_shown), **page.links())


@router.get("/{sent_id}.docx", summary="Download what was sent", **_FILE)
@router.head("/{sent_id}.docx", include_in_schema=False, **_FILE)
def download_sent(
    request: Request,
    agreement_id: AgreementId,
    sent_id: SentId,
    caller: CallerDep,
    unit: UnitDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The exact bytes that were sent."""
    record = service.get_sent(unit, agreement_id, sent_id, caller)
    return download(
        service.read_sent(unit, record),
        media_type=DOCX,
        etag=bytes_etag(record.sha256),
        if_none_match=if_none_match,
        file_name=record.file_name,
        head=request.method == "HEAD",
    )


@router.get("/{sent_id}", summary="Read what was sent to whom", responses=problems(404))
def get_sent(agreement_id: AgreementId, sent_id: SentId, caller: CallerDep, unit: UnitDep) -> SentShown:
    """A file that your side sent: to whom, when, by whom, and what was taken out of it first."""
    return _shown(service.get_sent(unit, agreement_id, sent_id, caller))


def _shown(record: SentRecord) -> SentShown:
    return SentShown(
        id=record.id,
        agreement_id=record.agreement_id,
        draft=record.draft_number,
        against=record.against,
        author=record.author,
        party=record.party,
        to=record.recipients,
        note=record.note,
        comments=Enclosed.SHARED if record.comments else Enclosed.NONE,
        track=record.tracked,
        sent_at=record.sent_at,
        file_name=record.file_name,
        sha256=record.sha256,
        size=record.size,
        docx=f"/agreements/{record.agreement_id}/sent/{record.id}.docx",
        scrub=ScrubShown.model_validate(record.report),
    )
