"""An uploaded file without its tracked changes, or without some of them. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile

from api.deps import RuntimeDep
from api.file_names import attachment, resolved_file_name
from api.idempotency import KeyedRoute
from api.routes.responses import DOCX, problems
from api.routes.uploads import PRIVATE, read_upload
from api.schemas.words import Name, UtcMoment
from drafts.word.selective import Kind, resolve_some

router = APIRouter(route_class=KeyedRoute, tags=["redlines"])

_ANSWER: dict[str, Any] = {
    "description": "The Word file",
    "content": {DOCX: {"schema": {"type": "string", "format": "binary"}}},
    "headers": {
        "X-Tracked-Changes": {
            "description": "How many tracked changes were accepted or rejected",
            "schema": {"type": "integer"},
        }
    },
}
_ROUTE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: _ANSWER, **problems(413, 415, 422)},
    "form_limits": {"max_files": 1, "max_fields": 100, "max_part_size": 4096},
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which changes a form asks for: those that match every field that it fills in."""

    author: Annotated[list[Name] | None, Form(title="Only changes of these authors; may be repeated")] = None
    kind: Annotated[list[Kind] | None, Form(title="Only changes of these kinds; may be repeated")] = None
    clause: Annotated[
        list[Name] | None,
        Form(title="Only changes in these clauses: identities, or words of their headings; may be repeated"),
    ] = None
    since: Annotated[UtcMoment | None, Form(title="Only changes from this time on")] = None
    until: Annotated[UtcMoment | None, Form(title="Only changes up to this time")] = None


_Upload = Annotated[UploadFile, File(title="The .docx")]
_Chosen = Annotated[Chosen, Depends()]


@router.post("/accept", summary="Accept tracked changes", **_ROUTE)
def accept(file: _Upload, chosen: _Chosen, runtime: RuntimeDep) -> Response:
    """Accept the tracked changes of a .docx: all, or those that match every field given."""
    return _resolved(file, chosen, runtime.settings.max_upload_bytes, accepted=True)


@router.post("/reject", summary="Reject tracked changes", **_ROUTE)
def reject(file: _Upload, chosen: _Chosen, runtime: RuntimeDep) -> Response:
    """Reject the tracked changes of a .docx: all, or those that match every field given."""
    return _resolved(file, chosen, runtime.settings.max_upload_bytes, accepted=False)


def _resolved(file: UploadFile, chosen: Chosen, limit: int, *, accepted: bool) -> Response:
    docx, count = resolve_some(
        read_upload(file, "file", limit),
        accept=accepted,
        authors=chosen.author,
        kinds=chosen.kind,
        clauses=chosen.clause,
        since=chosen.since,
        until=chosen.until,
    )
    name = attachment(resolved_file_name(file.filename or "document", accepted))
    headers = {**PRIVATE, "Content-Disposition": name, "X-Tracked-Changes": str(count)}
    return Response(docx, media_type=DOCX, headers=headers)
