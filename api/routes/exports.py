"""An agreement as one file."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter, Request, Response

from api.deps import AgreementId, IfNoneMatch, SightDep, UnitDep
from api.etags import bytes_etag
from api.file_names import agreement_file_name
from api.routes.responses import Responses, download, problems
from api.routing import Route
from api.services.agreements import get_agreement
from api.services.exporting import export_agreement

router = APIRouter(route_class=Route, prefix="/agreements/{agreement_id}", tags=["agreements"])

ZIP = "application/zip"
_FILE: Responses = {
    200: {"description": "The file", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The copy at hand is still the current one"},
    **problems(403, 404),
}


@router.get("/export.zip", summary="Download an agreement as one file", response_class=Response, responses=_FILE)
@router.head("/export.zip", include_in_schema=False, response_class=Response, responses=_FILE)
def download_agreement(
    request: Request, agreement_id: AgreementId, unit: UnitDep, sight: SightDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Everything of the agreement that you may see: clauses and revisions, proposals, comments, drafts as Word files,
    votes, and the audit with its heads, each part with its hash in the manifest. `counterpart import FILE` makes the
    agreement of it elsewhere, and `counterpart audit verify FILE` verifies its audit."""
    content = export_agreement(unit, agreement_id, sight)
    return download(
        content,
        media_type=ZIP,
        etag=bytes_etag(sha256(content).hexdigest()),
        if_none_match=if_none_match,
        file_name=agreement_file_name(get_agreement(unit, agreement_id).title),
        head=request.method == "HEAD",
    )
