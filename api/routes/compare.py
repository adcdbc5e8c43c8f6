"""A redline of two uploaded files. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.deps import RuntimeDep
from api.file_names import attachment, compared_file_name
from api.routes.responses import DOCX, problems
from api.schemas.redlines import ChangesShown
from api.schemas.words import Name, UtcMoment
from api.services.comparing import redline_json, redline_uploads
from clauses.errors import LimitExceeded

router = APIRouter(tags=["redlines"])

_ANSWER = {
    "description": "The redline: a Word file, or the changes as JSON",
    "content": {DOCX: {"schema": {"type": "string", "format": "binary"}}},
}


@router.post(
    "/compare",
    summary="Redline two files",
    response_model=ChangesShown,
    responses={200: _ANSWER, **problems(413, 415, 422)},
    form_limits={"max_files": 2, "max_fields": 6, "max_part_size": 4096},
)
def compare(
    before: Annotated[UploadFile, File(title="The older .docx")],
    after: Annotated[UploadFile, File(title="The newer .docx")],
    runtime: RuntimeDep,
    author: Annotated[Name, Form(title="Who the changes are said to be by")] = "Counterpart",
    at: Annotated[UtcMoment | None, Form(title="When they are said to be made; without it, now")] = None,
    format: Annotated[Literal["docx", "json"], Form(title="What to answer with")] = "docx",  # noqa: A002 - the field's name
) -> Response:
    """Compare two .docx files and answer with a proved redline, as a Word file or as data."""
    limit = runtime.settings.max_upload_bytes
    old, new = _read(before, "before", limit), _read(after, "after", limit)
    made = redline_uploads(old, new, author=author, at=at or runtime.clock())
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if format == "json":
        body = ChangesShown(**redline_json(made)).model_dump_json()
        return Response(body, media_type="application/json", headers=headers)
    name = compared_file_name(before.filename or "before", after.filename or "after")
    headers["Content-Disposition"] = attachment(name)
    return Response(made.docx, media_type=DOCX, headers=headers)


def _read(upload: UploadFile, side: str, limit: int) -> bytes:
    content = upload.file.read(limit + 1)
    if len(content) > limit:
        raise LimitExceeded(f'The file "{side}" is larger than {limit} bytes.', "max_upload_mb")
    return content
