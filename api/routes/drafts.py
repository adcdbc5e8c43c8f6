"""Drafts and their Word files."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.deps import AgreementId, CallerDep, IfNoneMatch, UnitDep
from api.etags import bytes_etag
from api.pages import PagingDep, holds
from api.routes.responses import DOCX, download, problems, word_file
from api.schemas.drafts import DraftClause, DraftList, DraftNew, DraftShown, FindingShown
from api.schemas.words import SearchText
from api.services import drafting as service
from api.services.agreements import get_agreement
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.status import Status

router = APIRouter(tags=["drafts"])

DraftReference = Annotated[
    str,
    Path(
        title="A draft number, or current for the last one saved",
        pattern=r"^(current|[1-9][0-9]{0,5})$",
        examples=["5", "current"],
    ),
]


@router.post(
    "/agreements/{agreement_id}/drafts", status_code=201, summary="Save a draft", responses=problems(404, 409, 422)
)
def save_draft(
    agreement_id: AgreementId, new: DraftNew, caller: CallerDep, unit: UnitDep, response: Response
) -> DraftShown:
    """Save an immutable draft of the clauses as they stand now. It takes the next number of the agreement."""
    author, _ = caller.signed_as(new.author, None)
    asked = service.NewDraft(new.label, new.dated, new.note, author, status=new.status)
    record = service.save_draft(unit, agreement_id, asked)
    response.headers["Location"] = f"/agreements/{agreement_id}/drafts/{record.number}"
    return _shown(get_agreement(unit, agreement_id), record)


@router.get("/agreements/{agreement_id}/drafts", summary="List the drafts", responses=problems(404))
def list_drafts(
    agreement_id: AgreementId,
    unit: UnitDep,
    paging: PagingDep,
    status: Annotated[list[Status] | None, Query(title="Only drafts that are this")] = None,
    text: Annotated[SearchText | None, Query(title="Only drafts whose label or note holds this")] = None,
) -> DraftList:
    """Every draft of an agreement, by number."""
    agreement = get_agreement(unit, agreement_id)
    found = [
        each
        for each in service.list_drafts(unit, agreement_id)
        if (not status or each.status in status) and holds(text, each.label, each.note)
    ]
    page = paging.of(found, lambda each: (each.number,))
    return DraftList(items=page.shown(lambda each: _shown(agreement, each)), **page.links())


_FILE = "/agreements/{agreement_id}/drafts/{number}.docx"
_FILE_ROUTE: dict[str, Any] = {"response_class": Response, "responses": word_file(404, 422)}


@router.get(_FILE, summary="Download a draft", **_FILE_ROUTE)
def download_draft(
    agreement_id: AgreementId, number: DraftReference, unit: UnitDep, if_none_match: IfNoneMatch = None
) -> Response:
    """The exact bytes that were written when the draft was saved."""
    return _file(unit, agreement_id, number, if_none_match, head=False)


@router.head(_FILE, include_in_schema=False, **_FILE_ROUTE)
def head_draft(
    agreement_id: AgreementId, number: DraftReference, unit: UnitDep, if_none_match: IfNoneMatch = None
) -> Response:
    """The headers of the download."""
    return _file(unit, agreement_id, number, if_none_match, head=True)


@router.get("/agreements/{agreement_id}/drafts/{number}", summary="Read about a draft", responses=problems(404, 422))
def get_draft(agreement_id: AgreementId, number: DraftReference, unit: UnitDep) -> DraftShown:
    """What there is to say about a draft, without its bytes."""
    return _shown(get_agreement(unit, agreement_id), service.get_draft(unit, agreement_id, number))


def _file(unit: Unit, agreement_id: str, number: str, if_none_match: str | None, *, head: bool) -> Response:
    record = service.get_draft(unit, agreement_id, number)
    return download(
        service.read_docx(unit, record),
        media_type=DOCX,
        etag=bytes_etag(record.sha256),
        if_none_match=if_none_match,
        file_name=service.file_name(get_agreement(unit, agreement_id), record),
        head=head,
    )


def _shown(agreement: AgreementRecord, record: DraftRecord) -> DraftShown:
    return DraftShown(
        agreement_id=record.agreement_id,
        number=record.number,
        label=record.label,
        dated=record.dated,
        note=record.note,
        status=record.status,
        came_from=record.came_from,
        author=record.author,
        saved_at=record.saved_at,
        text_hash=record.text_hash,
        sha256=record.sha256,
        size=record.size,
        file_name=service.file_name(agreement, record),
        docx=f"/agreements/{record.agreement_id}/drafts/{record.number}.docx",
        findings=[FindingShown(**finding) for finding in record.findings],
        house_style=record.house,
        clauses=[DraftClause(clause_id=clause_id, revision=revision) for clause_id, revision in record.clauses],
    )
