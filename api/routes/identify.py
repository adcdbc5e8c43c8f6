"""Which draft of an agreement an uploaded file is. Nothing of it is stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from api.deps import AgreementId, RuntimeDep, SightDep, UnitDep
from api.idempotency import KeyedRoute
from api.routes.responses import problems
from api.routes.uploads import PRIVATE, read_upload
from api.schemas.identifying import CopyChanges, DraftNamed, IdentifiedShown
from api.services.identifying import Identified, identify_upload

router = APIRouter(route_class=KeyedRoute, tags=["drafts"])


@router.post(
    "/agreements/{agreement_id}/identify",
    summary="Say which draft a file is",
    responses=problems(404, 413, 415, 422),
    form_limits={"max_files": 1, "max_fields": 1, "max_part_size": 4096},
)
def identify(
    agreement_id: AgreementId,
    file: Annotated[UploadFile, File(title="A .docx, or a PDF printed from one")],
    unit: UnitDep,
    runtime: RuntimeDep,
    sight: SightDep,
    response: Response,
) -> IdentifiedShown:
    """Say which draft a .docx or a PDF is, whether it is the current one, how sure that is, or where it differs."""
    response.headers.update(PRIVATE)
    content = read_upload(file, "file", runtime.settings.max_upload_bytes)
    return identified_shown(identify_upload(unit, agreement_id, content, sight))


def identified_shown(found: Identified) -> IdentifiedShown:
    """The verdict as it is answered."""
    draft = found.draft
    named = DraftNamed(number=draft.number, label=draft.label, dated=draft.dated) if draft is not None else None
    changes = CopyChanges(**found.changes) if found.changes is not None else None
    return IdentifiedShown.model_validate({**asdict(found.verdict), "draft": named, "changes": changes})
