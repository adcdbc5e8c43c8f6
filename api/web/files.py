"""Two files at hand compared as two drafts are, in the browser or as a Word file. Nothing of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Header, Request, Response, UploadFile

from api.deps import RuntimeDep
from api.file_names import attachment, compared_file_name
from api.routes.responses import DOCX
from api.routes.uploads import PRIVATE, read_upload
from api.services.comparing import try_uploads
from api.web.comparing import Choice, Layout, choices_of, document_of
from api.web.forms import PageRoute
from api.web.rendering import page
from clauses.errors import LimitExceeded
from drafts.importing.field_changes import ChangedFields, read_changed_fields
from drafts.model import Aspect, Change, Note, Options, Redline
from drafts.render.markup import Markup
from drafts.word.view import read_view

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_AT: Final = "/app/compare"
_ASIDE: Final = {
    Aspect.FORMATTING: "formatting",
    Aspect.NUMBERING: "paragraph numbers",
    Aspect.CASE: "capital and small letters",
    Aspect.WHITE_SPACE: "spaces",
    Aspect.HEADERS: "headers and footers",
    Aspect.NOTES: "footnotes and endnotes",
}
"""What a comparison may leave out, as its form calls it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the form says, to be shown again."""

    layout: Layout = Layout.INLINE
    ignore: frozenset[Aspect] = frozenset()


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two files compared: their names, the document with its changes, and what these can be narrowed to."""

    before: str
    after: str
    changes: tuple[Change, ...]
    choices: dict[str, tuple[str, tuple[Choice, ...]]]
    fields: tuple[ChangedFields, ...]
    notes: tuple[Note, ...]
    document: Markup


@router.get(_AT)
def show_form(request: Request, runtime: RuntimeDep) -> Response:
    """The form that takes two files."""
    return _shown(request, runtime.settings.max_upload_bytes, _Said())


@router.post(_AT)
def compare_files(
    request: Request,
    before: Annotated[UploadFile, File()],
    after: Annotated[UploadFile, File()],
    runtime: RuntimeDep,
    layout: Annotated[Layout, Form()] = Layout.INLINE,
    ignore: Annotated[list[Aspect] | None, Form(max_length=20)] = None,
    as_: Annotated[str, Form(alias="as", max_length=10)] = "",
    part: Annotated[str | None, Header(alias="HX-Request")] = None,
) -> Response:
    """The comparison of two uploads as the answer to them, or why there is none, of each file for itself."""
    most, said = runtime.settings.max_upload_bytes, _Said(layout, frozenset(ignore or ()))
    files = {"before": before, "after": after}
    names = {side: PurePath((each.filename or side).replace("\\", "/")).name for side, each in files.items()}
    content, why = _read(files, names, most)
    if not why:
        options = Options(ignore=said.ignore)
        made = try_uploads(content["before"], content["after"], at=runtime.clock(), options=options)
        if isinstance(made, Redline) and as_ == "docx":
            name = attachment(compared_file_name(names["before"], names["after"]))
            return Response(made.docx, media_type=DOCX, headers={**PRIVATE, "Content-Disposition": name})
        if isinstance(made, Redline):
            compared = _compared(made, content, names, layout, runtime.clock())
            return _shown(request, most, said, made=compared, part=bool(part))
        why = made
    return _shown(request, most, said, why=why, names=names, part=bool(part))


def _read(files: dict[str, UploadFile], names: dict[str, str], most: int) -> tuple[dict[str, bytes], dict[str, str]]:
    """The bytes of the files, and why one is not read."""
    content: dict[str, bytes] = {}
    why: dict[str, str] = {}
    for side, upload in files.items():
        try:
            content[side] = read_upload(upload, names[side], most)
        except LimitExceeded as error:
            why[side] = error.detail
    return content, why


def _compared(made: Redline, files: dict[str, bytes], names: dict[str, str], layout: Layout, at: datetime) -> _Compared:
    """The comparison; with the fields that changed where the files know their clauses, as ours do."""
    view = read_view(made.docx)
    known = any(each.clause_id for each in view.changes)
    return _Compared(
        names["before"],
        names["after"],
        view.changes,
        choices_of(view.changes),
        read_changed_fields(files["before"], files["after"], at=at) if known else (),
        made.changes.notes,
        document_of(view, layout),
    )


def _shown(
    request: Request,
    most: int,
    said: _Said,
    *,
    made: _Compared | None = None,
    why: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
    part: bool = False,
) -> Response:
    """The page, or the part of it that tells what came out."""
    return page(
        request,
        "review/_compared.html" if part else "review/files.html",
        status=422 if why else 200,
        said=said,
        aspects=_ASIDE,
        most=most,
        made=made,
        why=why or {},
        names=names or {},
        document=made.document if made else None,
    )
