"""Drafts and their Word files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Path, Query, Request, Response

from api.ahead import redline_ahead
from api.auth.access import Standing
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, IfNoneMatch, SeenDep, SightDep, UnitDep
from api.etags import Conditions, bytes_etag
from api.idempotency import KeyedRoute
from api.paging import PagingDep, holds
from api.routes.responses import DOCX, download, problems, word_file
from api.routing import kept_while_unchanged
from api.schemas.drafts import (
    DraftClause,
    DraftList,
    DraftNew,
    DraftProposalShown,
    DraftShown,
    DraftStepShown,
    FindingShown,
)
from api.schemas.words import SearchText
from api.services import drafting as service
from api.services.agreements import get_agreement
from api.services.overlays import Carrying
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.errors import InvalidOption, NotAllowed
from clauses.status import DraftStatus
from drafts.negotiation.adoption import text_hash as hash_of
from drafts.negotiation.proposals import ProposalState

router = APIRouter(route_class=KeyedRoute, tags=["drafts"])

DraftReference = Annotated[
    str,
    Path(
        title="A draft number, or current for the one that both sides shared last",
        pattern=r"^(current|[1-9][0-9]{0,5})$",
        examples=["5", "current"],
    ),
]


@router.post(
    "/agreements/{agreement_id}/drafts", status_code=201, summary="Save a draft", responses=problems(404, 409, 422)
)
def save_draft(
    agreement_id: AgreementId,
    new: DraftNew,
    caller: CallerDep,
    unit: UnitDep,
    request: Request,
    response: Response,
    background: BackgroundTasks,
) -> DraftShown:
    """Save an immutable draft of the clauses as they stand now: a member's working draft, which its own side alone
    sees until it is tabled. It takes the next number of the agreement. With `proposals` these are applied to it, and to
    nothing else."""
    author, party = caller.signed_as(new.author, None)
    status = _status_to_save(caller, new.status)
    side = caller.private_side
    asked = service.NewDraft(new.label, new.dated, new.note, author, party, status=status, side=side)
    record = service.save_draft(unit, agreement_id, asked, _carrying(caller, new, status))
    response.headers["Location"] = f"/agreements/{agreement_id}/drafts/{record.number}"
    background.add_task(redline_ahead(request, caller, record))
    return answered(unit, record, response)


def _status_to_save(caller: Caller, asked: DraftStatus | None) -> DraftStatus:
    """The status that a draft is saved with. Raises :class:`NotAllowed`."""
    if caller.private_side is None:
        if asked is DraftStatus.WORKING:
            raise NotAllowed("A working draft is one side's own, and you act for none; save it as tabled.")
        return asked or DraftStatus.TABLED
    if asked in (None, DraftStatus.WORKING, DraftStatus.TABLED) or Standing.OPERATOR in caller.standings:
        return asked or DraftStatus.WORKING
    raise NotAllowed("Save a working or a tabled draft; it comes further step by step.")


def _carrying(caller: Caller, new: DraftNew, status: DraftStatus) -> Carrying | None:
    """What the draft is to carry, if anything. Raises :class:`NotAllowed` and :class:`InvalidOption`."""
    if not new.proposals:
        if new.confirmed:
            raise InvalidOption("A merged text is confirmed for a proposal that the draft carries; name it as well.")
        return None
    if caller.private_side is None:
        raise NotAllowed("A draft carries proposals for a member of a side, and an operator acts for none.")
    if status not in (DraftStatus.WORKING, DraftStatus.TABLED):
        raise InvalidOption(f"A draft that carries proposals is working or tabled, and not {status}.")
    return Carrying(caller, new.proposals, new.confirmed)


@router.get("/agreements/{agreement_id}/drafts", summary="List the drafts", responses=problems(404))
def list_drafts(
    agreement_id: AgreementId,
    unit: UnitDep,
    sight: SightDep,
    paging: PagingDep,
    status: Annotated[list[DraftStatus] | None, Query(title="Only drafts that are this")] = None,
    text: Annotated[SearchText | None, Query(title="Only drafts whose label or note holds this")] = None,
) -> DraftList:
    """Every draft that both sides share and those of the reader's own side, by number. Numbers may have gaps."""
    agreement = get_agreement(unit, agreement_id)
    found = [
        each
        for each in service.list_drafts(unit, agreement_id, sight)
        if (not status or each.status in status) and holds(text, each.label, each.note)
    ]
    page = paging.of(found, lambda each: (each.number,))
    return DraftList(items=page.shown(lambda each: shown(unit, agreement, each)), **page.links())


_FILE = "/agreements/{agreement_id}/drafts/{number}.docx"
_FILE_ROUTE: dict[str, Any] = {"response_class": Response, "responses": word_file(404, 422)}


@router.get(_FILE, summary="Download a draft", **_FILE_ROUTE)
@router.head(_FILE, include_in_schema=False, **_FILE_ROUTE)
@kept_while_unchanged
def download_draft(
    request: Request,
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    sight: SightDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The exact bytes that were written when the draft was saved."""
    record = service.get_draft(unit, agreement_id, number, sight)
    return download(
        service.read_docx(unit, record),
        media_type=DOCX,
        etag=bytes_etag(record.sha256),
        if_none_match=if_none_match,
        file_name=service.file_name(get_agreement(unit, record.agreement_id), record),
        head=request.method == "HEAD",
    )


@router.get("/agreements/{agreement_id}/drafts/{number}", summary="Read about a draft", responses=problems(404, 422))
def get_draft(
    agreement_id: AgreementId, number: DraftReference, unit: UnitDep, sight: SightDep, response: Response
) -> DraftShown:
    """What there is to say about a draft, without its bytes."""
    return answered(unit, service.get_draft(unit, agreement_id, number, sight), response)


_MOVE: dict[str, Any] = {"responses": problems(404, 409, 412, 422)}


@router.post("/agreements/{agreement_id}/drafts/{number}/table", summary="Table a draft", **_MOVE)
def table_draft(
    agreement_id: AgreementId,
    number: DraftReference,
    caller: CallerDep,
    unit: UnitDep,
    request: Request,
    response: Response,
    seen: SeenDep,
    background: BackgroundTasks,
) -> DraftShown:
    """Put a working draft of one's own side before both sides. What both have seen can't be unseen. The proposals that
    it carries and that are drafts are submitted by it."""
    author, party = caller.signed_as(None, None)
    record = service.table_draft(unit, agreement_id, number, service.Step(author, party, seen=seen), caller)
    background.add_task(redline_ahead(request, caller, record))
    return answered(unit, record, response)


@router.post("/agreements/{agreement_id}/drafts/{number}/packet", summary="Put a draft into the packet", **_MOVE)
def put_into_packet(
    agreement_id: AgreementId,
    number: DraftReference,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> DraftShown:
    """Put a tabled draft before the bodies, which then vote on its text. Proposals that it carries must have been
    accepted, with these words."""
    record = _moved(unit, agreement_id, number, caller, seen, DraftStatus.PACKET)
    return answered(unit, record, response)


@router.post("/agreements/{agreement_id}/drafts/{number}/return", summary="Take a draft from the packet", **_MOVE)
def return_draft(
    agreement_id: AgreementId,
    number: DraftReference,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> DraftShown:
    """Take a draft that a body holds back to the table. Votes on its text stay on record."""
    record = _moved(unit, agreement_id, number, caller, seen, DraftStatus.TABLED, DraftStatus.PACKET)
    return answered(unit, record, response)


def _moved(
    unit: Unit,
    agreement_id: str,
    number: str,
    caller: Caller,
    seen: Conditions,
    to: DraftStatus,
    frm: DraftStatus | None = None,
) -> DraftRecord:
    author, party = caller.signed_as(None, None)
    step = service.Step(author, party, seen=seen)
    return service.move_draft(unit, agreement_id, number, to, step, caller.sight, frm)


def answered(unit: Unit, record: DraftRecord, response: Response) -> DraftShown:
    """``record`` as an answer of its own, with the tag that a step may name."""
    response.headers["ETag"] = service.draft_etag(record)
    return shown(unit, get_agreement(unit, record.agreement_id), record)


def shown(unit: Unit, agreement: AgreementRecord, record: DraftRecord) -> DraftShown:
    """``record`` as an answer."""
    return DraftShown(
        agreement_id=record.agreement_id,
        number=record.number,
        label=record.label,
        dated=record.dated,
        note=record.note,
        status=record.status,
        side=record.side,
        shared_at=record.shared_at,
        came_from=record.came_from,
        author=record.author,
        saved_at=record.saved_at,
        text_hash=record.text_hash,
        adopted_text_hash=record.adopted_text_hash or hash_of(service.adopted_text_of(unit, agreement, record)),
        sha256=record.sha256,
        size=record.size,
        file_name=service.file_name(agreement, record),
        docx=f"/agreements/{record.agreement_id}/drafts/{record.number}.docx",
        findings=[FindingShown(**finding) for finding in record.findings],
        house_style=record.house,
        clauses=[
            DraftClause(clause_id=clause_id, revision=revision, proposal=record.brought.get(clause_id))
            for clause_id, revision in record.clauses
        ],
        proposals=[DraftProposalShown(id=each, state=ProposalState(state)) for each, state in record.proposals],
        steps=[DraftStepShown(**asdict(step)) for step in record.steps],
    )
