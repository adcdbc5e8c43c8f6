"""Two files at hand compared as two drafts are, in the browser or as a Word file. Nothing of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
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
    why: dict[str, str] = {}
    content: dict[str, bytes] = {}
    for side, upload in files.items():
        try:
            content[side] = read_upload(upload, names[side], most)
        except LimitExceeded as error:
            why[side] = error.detail
    if not why:
        options = Options(ignore=said.ignore)
        made = try_uploads(content["before"], content["after"], at=runtime.clock(), options=options)
        if isinstance(made, Redline):
            if as_ == "docx":
                name = attachment(compared_file_name(names["before"], names["after"]))
                return Response(made.docx, media_type=DOCX, headers={**PRIVATE, "Content-Disposition": name})
            return _shown(request, most, said, made=_compared(made, names, layout), part=bool(part))
        why = made
    return _shown(request, most, said, why=why, names=names, part=bool(part))


def _compared(made: Redline, names: dict[str, str], layout: Layout) -> _Compared:
    view = read_view(made.docx)
    return _Compared(
        names["before"],
        names["after"],
        view.changes,
        choices_of(view.changes),
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
