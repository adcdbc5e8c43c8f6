"""The change memo between two drafts: as data, as a page, and as a Word file for the packet."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import AgreementId, IfNoneMatch, SightDep, UnitDep
from api.etags import bytes_etag
from api.routes.drafts import DraftReference
from api.routes.responses import DOCX, HTML, download, problems, shown_as, word_file
from api.routing import Route
from api.schemas.memos import MemoShown
from api.services import memos as service
from drafts.render.memo import memo_html, memo_json
from drafts.word.memo import memo_docx

router = APIRouter(route_class=Route, tags=["memos"])

_PATH = "/agreements/{agreement_id}/memos/{before}...{after}"


def _made(
    agreement_id: AgreementId, before: DraftReference, after: DraftReference, unit: UnitDep, sight: SightDep
) -> service.DraftMemo:
    return service.memo_of_drafts(unit, agreement_id, before, after, sight)


_MadeDep = Annotated[service.DraftMemo, Depends(_made)]
_FullParameter = Annotated[
    bool, Query(title="Everything", description="Behind the page, an appendix that leaves nothing out.")
]
_FILE: dict[str, Any] = {"response_class": Response, "responses": word_file(404, 422)}
_PAGE: dict[str, Any] = {"response_class": Response, "responses": shown_as(HTML, 404, 422)}


@router.get(
    f"{_PATH}.json",
    summary="The change memo as data",
    response_model=MemoShown,
    responses={304: {"description": "The copy at hand is still the current one"}, **problems(404, 422)},
)
@router.head(f"{_PATH}.json", include_in_schema=False, response_model=None)
def read_memo(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """Every field that changed, in words; clauses that are new, gone, elsewhere or reworded; by whom and why."""
    body = MemoShown.model_validate(memo_json(made.memo)).model_dump_json().encode()
    return _answer(body, "application/json", request, if_none_match)


@router.get(f"{_PATH}.html", summary="The change memo as a page", **_PAGE)
@router.head(f"{_PATH}.html", include_in_schema=False, **_PAGE)
def show_memo(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """The same, to be read in a browser or printed."""
    return _answer(memo_html(made.memo).encode(), HTML, request, if_none_match)


@router.get(f"{_PATH}.docx", summary="The change memo for the packet", **_FILE)
@router.head(f"{_PATH}.docx", include_in_schema=False, **_FILE)
def download_memo(
    request: Request, made: _MadeDep, full: _FullParameter = False, if_none_match: IfNoneMatch = None
) -> Response:
    """The same as a Word file of one page: where not everything fits, it counts the rest."""
    docx = memo_docx(made.memo, made.after.house, full=full)
    return _answer(docx, DOCX, request, if_none_match, made.file_name)


def _answer(body: bytes, media_type: str, request: Request, if_none_match: str | None, file_name: str = "") -> Response:
    return download(
        body,
        media_type=media_type,
        etag=bytes_etag(sha256(body).hexdigest()),
        if_none_match=if_none_match,
        file_name=file_name,
        head=request.method == "HEAD",
    )
