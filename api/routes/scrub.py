"""An uploaded file without what it tells beyond its words. Nothing is stored."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.deps import RuntimeDep
from api.file_names import attachment, scrubbed_file_name
from api.idempotency import KeyedRoute
from api.routes.responses import DOCX, problems
from api.routes.uploads import PRIVATE, read_upload
from api.schemas.scrubbing import ScrubShown
from drafts.render.scrubbed import scrubbed_json
from drafts.word.scrub import Keep, parse_roles
from drafts.word.scrub import scrub as scrub_file

router = APIRouter(route_class=KeyedRoute, tags=["redlines"])

_COUNT: dict[str, Any] = {"schema": {"type": "integer"}}
_ANSWER: dict[str, Any] = {
    "description": "The scrubbed Word file, or what was removed and found in it",
    "content": {DOCX: {"schema": {"type": "string", "format": "binary"}}},
    "headers": {
        "X-Traces-Removed": {"description": "How many traces were removed", **_COUNT},
        "X-Traces-Found": {"description": "How many were found and stay, for a person to judge", **_COUNT},
    },
}


class ScrubFormat(StrEnum):
    """What to answer with."""

    DOCX = "docx"
    JSON = "json"


@router.post(
    "/scrub",
    summary="Scrub a file",
    response_model=ScrubShown,
    responses={200: _ANSWER, **problems(413, 415, 422)},
    form_limits={"max_files": 1, "max_fields": 100, "max_part_size": 4096},
)
def scrub(
    file: Annotated[UploadFile, File(title="The .docx")],
    runtime: RuntimeDep,
    keep_comments: Annotated[bool, Form(title="Whether comments stay")] = False,
    keep_authors: Annotated[bool, Form(title="Whether the names on changes and comments stay")] = False,
    author: Annotated[
        list[str] | None, Form(title='A name for an author, as "Jane Doe=District"; may be repeated')
    ] = None,
    track: Annotated[bool, Form(title="Whether the file tracks changes from now on")] = False,
    format: Annotated[  # noqa: A002 - the field's name
        ScrubFormat, Form(title="The file, or the report about it")
    ] = ScrubFormat.DOCX,
) -> Response:
    """Take out of a .docx what it tells beyond its words, or tell what that is."""
    keep = Keep(keep_comments, keep_authors, parse_roles(author or ()))
    made = scrub_file(read_upload(file, "file", runtime.settings.max_upload_bytes), keep, track=track)
    if format is ScrubFormat.JSON:
        body = ScrubShown(**scrubbed_json(made)).model_dump_json()
        return Response(body, media_type="application/json", headers=PRIVATE)
    headers = {
        **PRIVATE,
        "Content-Disposition": attachment(scrubbed_file_name(file.filename or "document")),
        "X-Traces-Removed": str(len(made.removed)),
        "X-Traces-Found": str(len(made.found)),
    }
    return Response(made.docx, media_type=DOCX, headers=headers)
