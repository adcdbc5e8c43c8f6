"""A redline of two uploaded files. Nothing is stored."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.deps import AskedAt, RuntimeDep
from api.file_names import attachment, compared_file_name
from api.idempotency import KeyedRoute
from api.routes.options import FormOptions
from api.routes.responses import DOCX, HTML, MARKDOWN, PAGE_HEADERS, problems
from api.routes.uploads import PRIVATE, read_upload
from api.schemas.redlines import ChangesShown
from api.schemas.words import Name, UtcMoment
from api.services.comparing import redline_json, redline_uploads
from drafts.render.html import redline_html
from drafts.render.markdown import change_set_markdown
from drafts.word.outline import name_clauses

router = APIRouter(route_class=KeyedRoute, tags=["redlines"])

_ANSWER = {
    "description": "The redline: a Word file, the document as a page, or the changes as Markdown or JSON",
    "content": {
        DOCX: {"schema": {"type": "string", "format": "binary"}},
        HTML: {"schema": {"type": "string"}},
        MARKDOWN: {"schema": {"type": "string"}},
    },
}


class RedlineFormat(StrEnum):
    """What to answer with."""

    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


@router.post(
    "/compare",
    summary="Redline two files",
    response_model=ChangesShown,
    responses={200: _ANSWER, **problems(413, 415, 422)},
    form_limits={"max_files": 2, "max_fields": 30, "max_part_size": 4096},
)
def compare(
    before: Annotated[UploadFile, File(title="The older .docx")],
    after: Annotated[UploadFile, File(title="The newer .docx")],
    runtime: RuntimeDep,
    options: FormOptions,
    asked_at: AskedAt,
    author: Annotated[Name, Form(title="Who the changes are said to be by")] = "Counterpart",
    at: Annotated[UtcMoment | None, Form(title="When they are said to be made; without it, now")] = None,
    format: Annotated[  # noqa: A002 - the field's name
        RedlineFormat, Form(title="What to answer with")
    ] = RedlineFormat.DOCX,
) -> Response:
    """Compare two .docx files and answer with a proved redline, as a Word file, as a page or as a list of changes."""
    limit = runtime.settings.max_upload_bytes
    old, new = read_upload(before, "before", limit), read_upload(after, "after", limit)
    made = redline_uploads(old, new, author=author, at=at or asked_at, options=options)
    name = compared_file_name(before.filename or "before", after.filename or "after")
    if format is RedlineFormat.DOCX:
        return Response(made.docx, media_type=DOCX, headers={**PRIVATE, "Content-Disposition": attachment(name)})
    title = PurePath(name).stem
    if format is RedlineFormat.HTML:
        page = redline_html(made.docx, title=title)
        return Response(page, media_type=HTML, headers={**PRIVATE, **PAGE_HEADERS})
    if format is RedlineFormat.MARKDOWN:
        told = change_set_markdown(name_clauses(made.changes, made.docx), title=title)
        return Response(told, media_type=MARKDOWN, headers=PRIVATE)
    body = ChangesShown(**redline_json(made)).model_dump_json()
    return Response(body, media_type="application/json", headers=PRIVATE)
