"""What came back: each file as it came, its changes with how they fit today, and the answers to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from hashlib import sha256
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile

from api.deps import AgreementId, CallerDep, IfNoneMatch, RuntimeDep, UnitDep
from api.etags import bytes_etag
from api.file_names import returned_file_name
from api.idempotency import KeyedRoute
from api.ids import new_proposal_id, new_return_id
from api.paging import PagingDep
from api.routes.proposals import read_edit
from api.routes.responses import DOCX, HTML, download, problems, shown_as, word_file
from api.routes.uploads import read_upload
from api.schemas.returns import (
    AnswerShown,
    DecisionNew,
    DescentShown,
    ReturnedChangeShown,
    ReturnedComment,
    ReturnList,
    ReturnNote,
    ReturnShown,
    ReturnSummary,
    TriageNew,
)
from api.schemas.words import OptionalName, Prose
from api.services import returning as service
from api.services.returning import Came, Fitted, ShownReturn
from api.services.threading import Enclosing
from api.services.triage import Decision, triage
from api.store.returns import AnswerRecord, ReturnRecord
from clauses.kinds.values import PartyRole
from drafts.render.returned_html import return_html
from drafts.returned import ReturnedChange

router = APIRouter(prefix="/agreements/{agreement_id}/returns", tags=["rounds"], route_class=KeyedRoute)

_ID = r"^[A-Za-z0-9-]{1,64}$"
ReturnId = Annotated[str, Path(title="The file that came back", examples=["rtn-5f0c2a9b7e1d4c3a8b6f"], pattern=_ID)]
_FILE: dict[str, Any] = {"response_class": Response, "responses": word_file(404)}
_PAGE: dict[str, Any] = {"response_class": Response, "responses": shown_as(HTML, 404)}


@router.post(
    "",
    status_code=201,
    summary="Take a file back",
    responses={
        200: {"description": "These very bytes were taken back before", "model": ReturnShown},
        **problems(404, 409, 413, 415, 422),
    },
    form_limits={"max_files": 1, "max_fields": 10, "max_part_size": 100_000},
)
def take_back(
    agreement_id: AgreementId,
    file: Annotated[UploadFile, File(title="The .docx that came back")],
    caller: CallerDep,
    unit: UnitDep,
    runtime: RuntimeDep,
    response: Response,
    sent_id: Annotated[str | None, Form(title="What it answers, where that is known", pattern=_ID)] = None,
    returner: Annotated[OptionalName, Form(title="Who sent it back; without it, the party")] = "",
    party: Annotated[
        PartyRole | None, Form(title="For which party; without it, the one that leads the other side")
    ] = None,
    note: Annotated[Prose, Form(title="What your side shall remember about it")] = "",
    threads: Annotated[
        Enclosing,
        Form(title="Whether its new comments become threads on the clauses, private to your side or shared"),
    ] = Enclosing.PRIVATE,
) -> ReturnShown:
    """Store a file that came back, as it came, and tell every difference from the file that it answers, whatever it
    says of its authors. That file is found by the marks of identity, then by the words. A file of another agreement is
    refused; the same bytes again are the same return."""
    docx = read_upload(file, "file", runtime.settings.max_upload_bytes)
    name = PurePath((file.filename or "").replace("\\", "/")).name
    came = Came(docx, name, sent_id, returner, party, note, threads)
    record, new = service.take_back(unit, agreement_id, new_return_id(), caller, came)
    response.headers["Location"] = f"/agreements/{agreement_id}/returns/{record.id}"
    response.status_code = 201 if new else 200
    return _shown(service.shown(unit, record))


@router.get("", summary="List what came back", responses=problems(404))
def list_returns(agreement_id: AgreementId, caller: CallerDep, unit: UnitDep, paging: PagingDep) -> ReturnList:
    """What your side took back, oldest first."""
    found = service.list_returns(unit, agreement_id, caller)
    page = paging.of(found, lambda each: (f"{each.received_at:%Y-%m-%dT%H:%M:%S.%f}", each.id))
    return ReturnList(items=page.shown(lambda each: ReturnSummary(**_summary(each))), **page.links())


@router.get("/{return_id}.docx", summary="Download what came back", **_FILE)
@router.head("/{return_id}.docx", include_in_schema=False, **_FILE)
def download_return(
    request: Request,
    agreement_id: AgreementId,
    return_id: ReturnId,
    caller: CallerDep,
    unit: UnitDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The exact bytes that came back."""
    record = service.get_return(unit, agreement_id, return_id, caller)
    return download(
        service.read_bytes(unit, record),
        media_type=DOCX,
        etag=bytes_etag(record.sha256),
        if_none_match=if_none_match,
        file_name=returned_file_name(record.file_name),
        head=request.method == "HEAD",
    )


@router.get("/{return_id}.html", summary="Show the changes of what came back", **_PAGE)
@router.head("/{return_id}.html", include_in_schema=False, **_PAGE)
def show_return(
    request: Request,
    agreement_id: AgreementId,
    return_id: ReturnId,
    caller: CallerDep,
    unit: UnitDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A page of every change, what nobody marked first, with how each fits today and how it was answered."""
    seen = service.shown(unit, service.get_return(unit, agreement_id, return_id, caller))
    standings = {number: _standing(fitted) for number, fitted in seen.fitted.items()}
    page = return_html(seen.found, title=seen.record.file_name, standings=standings).encode()
    return download(
        page,
        media_type=HTML,
        etag=bytes_etag(sha256(page).hexdigest()),
        if_none_match=if_none_match,
        head=request.method == "HEAD",
    )


@router.get("/{return_id}", summary="Read what came back", responses=problems(404))
def get_return(agreement_id: AgreementId, return_id: ReturnId, caller: CallerDep, unit: UnitDep) -> ReturnShown:
    """A file that came back: every change with its label, the edits that it amounts to, how it fits the clauses of
    today, and how it was answered."""
    return _shown(service.shown(unit, service.get_return(unit, agreement_id, return_id, caller)))


@router.post("/{return_id}/triage", summary="Answer the changes", responses=problems(404, 409, 422))
def answer_changes(
    agreement_id: AgreementId, return_id: ReturnId, body: TriageNew, caller: CallerDep, unit: UnitDep
) -> ReturnShown:
    """Accept, reject or counter changes, one by one or all of a label. What is accepted becomes revisions of the
    clauses, through a proposal of the side that returned the file under the name of who made the change. Where a clause
    moved on since it was sent, 409 shows each text in `collisions` and, where they fit, the merged one to confirm."""
    decisions = [_decision(each) for each in body.decisions]
    triage(unit, agreement_id, return_id, caller, decisions, body.confirmed, new_proposal_id)
    return _shown(service.shown(unit, service.get_return(unit, agreement_id, return_id, caller)))


def _decision(new: DecisionNew) -> Decision:
    counter = new.counter
    return Decision(
        new.answer,
        tuple(new.changes or ()),
        new.label,
        new.note or "",
        () if counter is None else tuple(read_edit(each) for each in counter.edits),
        "" if counter is None else counter.rationale,
    )


def _standing(fitted: Fitted) -> str:
    """How a change stands today, in a few words for the page."""
    answer = fitted.answer
    if answer is not None:
        said = f": {answer.note}" if answer.note else ""
        return f"Answered {answer.answer} by {answer.by} on {answer.at:%Y-%m-%d}{said}"
    return f"Open; {fitted.fit.value}{f': {fitted.reason}' if fitted.reason else ''}"


# ---------------------------------------------------------------------------------------------------------- showing


def _summary(record: ReturnRecord) -> dict[str, Any]:
    address = f"/agreements/{record.agreement_id}/returns/{record.id}"
    labels = Counter(each["label"] for each in record.found["return"]["changes"])
    return {
        "id": record.id,
        "agreement_id": record.agreement_id,
        "sent_id": record.sent_id,
        "draft": record.draft_number,
        "returner": record.returner,
        "returner_party": record.returner_party,
        "entered_by": record.entered_by,
        "note": record.note,
        "received_at": record.received_at,
        "file_name": record.file_name,
        "sha256": record.sha256,
        "size": record.size,
        "docx": f"{address}.docx",
        "html": f"{address}.html",
        "descent": DescentShown.model_validate(record.found["descent"]),
        "notes": [ReturnNote.model_validate(each) for each in record.found["notes"]],
        "counts": dict(labels),
    }


def _shown(seen: ShownReturn) -> ReturnShown:
    threads = seen.record.found["threads"]
    comments = [
        ReturnedComment(**_plain(each), thread_id=threads.get(str(place)))
        for place, each in enumerate(seen.found.comments)
    ]
    return ReturnShown(
        **_summary(seen.record),
        pending=seen.found.pending,
        unanswered=sum(each.answer is None for each in seen.fitted.values()),
        changes=[_change(each, seen.fitted[each.number]) for each in seen.found.changes],
        comments=comments,
    )


def _change(change: ReturnedChange, fitted: Fitted) -> ReturnedChangeShown:
    answer = None if fitted.answer is None else _answer(fitted.answer)
    return ReturnedChangeShown(
        **_plain(change), fit=fitted.fit, reason=fitted.reason, edits=list(fitted.edits), answer=answer
    )


def _answer(record: AnswerRecord) -> AnswerShown:
    values = _plain(record)
    del values["return_id"], values["change"]
    return AnswerShown(**values)


def _plain(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}
