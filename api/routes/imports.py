"""An agreement that exists as a Word file: uploaded, reviewed clause by clause, saved as an agreement.

A review is private to the account that uploaded the file; for everybody else it is not there.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile

from api.deps import AgreementId, CallerDep, IfMatch, IfNoneMatch, RuntimeDep, SightDep, UnitDep
from api.etags import bytes_etag
from api.file_names import draft_file_name
from api.idempotency import KeyedRoute
from api.ids import new_agreement_id, new_import_id
from api.paging import PagingDep
from api.routes.agreements import shown as agreement_shown
from api.routes.drafts import DraftReference
from api.routes.drafts import shown as draft_shown
from api.routes.responses import DOCX, HTML, PAGE_HEADERS, download, problems, word_file
from api.routes.uploads import PRIVATE, read_upload
from api.schemas.imports import ImportEntry, ImportList, ImportSave, ImportSaved, ImportShown, ImportSteps
from api.services import importing as service
from api.services.agreements import get_agreement
from api.services.drafting import get_draft
from api.services.importing import NewAgreement, Review, Upload
from api.store.agreements import Party
from api.store.imports import ImportRecord
from drafts.importing.comparing import draft_of
from drafts.importing.confirming import Step
from drafts.render.imported_html import imported_html
from drafts.render.imported_json import imported_json

router = APIRouter(route_class=KeyedRoute, tags=["imports"])

ImportId = Annotated[
    str, Path(title="The import", examples=["imp-5f0c2a9b7e1d4c3a8b6f"], pattern=r"^[A-Za-z0-9-]{1,64}$")
]


@router.post(
    "/imports",
    status_code=201,
    summary="Upload an agreement that exists",
    responses=problems(409, 413, 415, 422),
    form_limits={"max_files": 1, "max_fields": 1, "max_part_size": 4096},
)
def begin_import(
    file: Annotated[UploadFile, File(title="The agreement as a .docx")],
    caller: CallerDep,
    unit: UnitDep,
    runtime: RuntimeDep,
    response: Response,
    settled: Annotated[bool, Form(title="Whether a file with tracked changes is refused")] = False,
) -> ImportShown:
    """Put a .docx under review: what it would become, clause by clause. You alone see it until it is saved."""
    docx = read_upload(file, "file", runtime.settings.max_upload_bytes)
    made = service.begin(unit, new_import_id(), caller.user, Upload(docx, file.filename or "", settled))
    response.headers["Location"] = f"/imports/{made.record.id}"
    return _answer(made, response)


@router.get("/imports", summary="List your imports", responses=problems(422))
def list_imports(caller: CallerDep, unit: UnitDep, paging: PagingDep) -> ImportList:
    """The files that you put under review, oldest first, those that became agreements too."""
    page = service.list_imports(unit, paging, caller.user)
    return ImportList(items=page.shown(_entry), **page.links())


@router.get(
    "/imports/{import_id}.html", summary="Show an import", response_class=Response, responses=problems(404, 409)
)
def show_import(import_id: ImportId, caller: CallerDep, unit: UnitDep) -> Response:
    """The same as a page."""
    made = service.get_review(unit, import_id, caller.user)
    body = imported_html(made.imported, made.differences)
    return Response(body, media_type=HTML, headers={**PRIVATE, **PAGE_HEADERS})


@router.get(
    "/imports/{import_id}.docx",
    summary="Download an import's draft",
    response_class=Response,
    responses=word_file(404, 409),
)
def download_import(import_id: ImportId, caller: CallerDep, unit: UnitDep) -> Response:
    """The draft that its clauses would make."""
    made = service.get_review(unit, import_id, caller.user)
    return download(
        draft_of(made.imported, made.record.created_at.date()),
        media_type=DOCX,
        etag=service.import_etag(made.record),
        if_none_match=None,
        file_name=draft_file_name(made.imported.title, 1, made.record.created_at.date()),
    )


@router.get("/imports/{import_id}", summary="Read an import", responses=problems(404, 409))
def get_import(import_id: ImportId, caller: CallerDep, unit: UnitDep, response: Response) -> ImportShown:
    """What the file would become after the steps that were taken, with the ETag that the next step needs."""
    return _answer(service.get_review(unit, import_id, caller.user), response)


_STEPS: dict[str, Any] = {"responses": problems(404, 409, 412, 422, 428)}


@router.post("/imports/{import_id}/steps", summary="Confirm or correct a clause", **_STEPS)
def take_import_step(
    import_id: ImportId, step: Step, caller: CallerDep, unit: UnitDep, response: Response, if_match: IfMatch = None
) -> ImportShown:
    """Confirm a clause, as it is or with another kind, heading or fields; join it to the one before; or cut one in two.
    What would leave a word of the file in no clause is refused."""
    return _answer(service.take_step(unit, import_id, caller.user, if_match, step), response)


@router.put("/imports/{import_id}/steps", summary="Replace the steps of an import", **_STEPS)
def put_import_steps(
    import_id: ImportId,
    body: ImportSteps,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    if_match: IfMatch = None,
) -> ImportShown:
    """Begin the review anew with these steps; none takes all of them back."""
    return _answer(service.replace_steps(unit, import_id, caller.user, if_match, body.steps), response)


@router.delete(
    "/imports/{import_id}", status_code=204, summary="Remove an import", responses=problems(404, 409, 412, 428)
)
def delete_import(import_id: ImportId, caller: CallerDep, unit: UnitDep, if_match: IfMatch = None) -> None:
    """Forget a file under review. One that was saved stays beside its draft."""
    service.discard(unit, import_id, caller.user, if_match)


@router.post("/imports/{import_id}/save", status_code=201, summary="Save an import as an agreement", **_STEPS)
def save_import(
    import_id: ImportId,
    body: ImportSave,
    caller: CallerDep,
    unit: UnitDep,
    runtime: RuntimeDep,
    response: Response,
    if_match: IfMatch = None,
) -> ImportSaved:
    """Make the agreement with its clauses, parties and first draft, and keep the uploaded file beside that: all of it
    is stored, or nothing."""
    agreement_id = new_agreement_id()
    _, draft = service.save(
        unit, import_id, agreement_id, caller.user, if_match, _new(body, runtime.settings.time_zone)
    )
    agreement = get_agreement(unit, agreement_id)
    response.headers["Location"] = f"/agreements/{agreement_id}"
    return ImportSaved(
        agreement=agreement_shown(agreement),
        draft=draft_shown(unit, agreement, draft),
        original=f"/agreements/{agreement_id}/drafts/{draft.number}/original.docx",
    )


_ORIGINAL: dict[str, Any] = {"response_class": Response, "responses": word_file(404)}


@router.get(
    "/agreements/{agreement_id}/drafts/{number}/original.docx",
    summary="Download what a draft was imported from",
    **_ORIGINAL,
)
@router.head("/agreements/{agreement_id}/drafts/{number}/original.docx", include_in_schema=False, **_ORIGINAL)
def download_original(
    request: Request,
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    sight: SightDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The exact bytes that were uploaded."""
    name, sha256, content = service.find_original(unit, get_draft(unit, agreement_id, number, sight))
    return download(
        content,
        media_type=DOCX,
        etag=bytes_etag(sha256),
        if_none_match=if_none_match,
        file_name=name or "original.docx",
        head=request.method == "HEAD",
    )


def _new(body: ImportSave, time_zone: str) -> NewAgreement:
    parties = None if body.parties is None else tuple(Party(**each.model_dump()) for each in body.parties)
    return NewAgreement(body.dated, body.label, body.short_title, parties, body.status, body.accept_rest, time_zone)


def _entry(record: ImportRecord) -> ImportEntry:
    return ImportEntry.model_validate(asdict(record))


def _answer(made: Review, response: Response) -> ImportShown:
    response.headers.update({**PRIVATE, "ETag": service.import_etag(made.record)})
    told = imported_json(made.imported, made.differences)
    waiting = [each.first for each in made.imported.clauses if not each.confirmed]
    return ImportShown.model_validate({**asdict(made.record), **told, "unconfirmed": waiting})
