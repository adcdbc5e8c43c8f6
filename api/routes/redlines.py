"""Redlines between two drafts of an agreement, as a Word file and as data."""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import AgreementId, IfNoneMatch, RuntimeDep, SightDep, UnitDep
from api.etags import bytes_etag
from api.routes.drafts import DraftReference
from api.routes.options import QueryOptions, as_query
from api.routes.responses import DOCX, HTML, MARKDOWN, download, problems, shown_as, word_file
from api.routing import Route, kept_while_unchanged
from api.schemas.redlines import RedlineShown, RedlineSide
from api.schemas.words import Name, UtcMoment
from api.services import comparing as service
from api.store.drafts import DraftRecord
from drafts.render.html import redline_html
from drafts.render.json import change_set_of
from drafts.render.markdown import change_set_markdown

router = APIRouter(route_class=Route, tags=["redlines"])

_Author = Annotated[
    Name,
    Query(
        title="Who answers for what nobody made",
        description="Each change is under the name of who made it; what no revision of a clause made, such as numbers "
        "that moved on, is under this one.",
    ),
]
_Rationales = Annotated[
    bool,
    Query(
        title="Whether to add the reasons as comments", description="One for each clause and revision, by its author."
    ),
]
_At = Annotated[
    UtcMoment | None,
    Query(title="When they are said to be made", description="Without it: when the newer draft was saved."),
]
_PATH = "/agreements/{agreement_id}/redlines/{before}...{after}"


def _made(
    agreement_id: AgreementId,
    before: DraftReference,
    after: DraftReference,
    unit: UnitDep,
    runtime: RuntimeDep,
    sight: SightDep,
    options: QueryOptions,
    author: _Author = "Counterpart",
    at: _At = None,
    rationales: _Rationales = False,
) -> service.DraftRedline:
    return service.redline_drafts(
        unit,
        agreement_id,
        before,
        after,
        author=author,
        at=at,
        keep=runtime.settings.cached_redlines,
        options=options,
        rationales=rationales,
        sight=sight,
    )


_MadeDep = Annotated[service.DraftRedline, Depends(_made)]
_PAGE: dict[str, Any] = {"response_class": Response, "responses": shown_as(HTML, 404, 422)}
_TEXT: dict[str, Any] = {"response_class": Response, "responses": shown_as(MARKDOWN, 404, 422)}
_FILE: dict[str, Any] = {"response_class": Response, "responses": word_file(404, 422)}


@router.get(f"{_PATH}.docx", summary="Download a redline", **_FILE)
@router.head(f"{_PATH}.docx", include_in_schema=False, **_FILE)
@kept_while_unchanged
def download_redline(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """A Word file with tracked changes from one draft to another, proved before it leaves."""
    return download(
        made.docx,
        media_type=DOCX,
        etag=bytes_etag(sha256(made.docx).hexdigest()),
        if_none_match=if_none_match,
        file_name=made.file_name,
        head=request.method == "HEAD",
    )


@router.get(
    f"{_PATH}.json",
    summary="The changes as data",
    response_model=RedlineShown,
    responses={304: {"description": "The copy at hand is still the current one"}, **problems(404, 422)},
)
@router.head(f"{_PATH}.json", include_in_schema=False, response_model=None)
@kept_while_unchanged
def read_redline(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """The same changes as the Word file has, in reading order, with notes and the proof."""
    body = _shown(made).model_dump_json().encode()
    etag = bytes_etag(sha256(body).hexdigest())
    return download(
        body,
        media_type="application/json",
        etag=etag,
        if_none_match=if_none_match,
        head=request.method == "HEAD",
    )


@router.get(f"{_PATH}.html", summary="The redlined document as a page", **_PAGE)
@router.head(f"{_PATH}.html", include_in_schema=False, **_PAGE)
@kept_while_unchanged
def show_redline(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """The Word file's document with its tracked changes marked and numbered, to be read in a browser or printed."""
    return _text(redline_html(made.docx, title=_title(made)), HTML, request, if_none_match)


@router.get(f"{_PATH}.md", summary="The changes as Markdown", **_TEXT)
@router.head(f"{_PATH}.md", include_in_schema=False, **_TEXT)
@kept_while_unchanged
def tell_redline(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """The changes by clause, to be pasted into a message or a memo."""
    told = change_set_markdown(change_set_of(made.changes), title=_title(made))
    return _text(told, MARKDOWN, request, if_none_match)


def _title(made: service.DraftRedline) -> str:
    return PurePath(made.file_name).stem


def _text(words: str, media_type: str, request: Request, if_none_match: str | None) -> Response:
    body = words.encode()
    return download(
        body,
        media_type=media_type,
        etag=bytes_etag(sha256(body).hexdigest()),
        if_none_match=if_none_match,
        head=request.method == "HEAD",
    )


def _shown(made: service.DraftRedline) -> RedlineShown:
    stamp = [("author", made.author), ("at", f"{made.at:%Y-%m-%dT%H:%M:%SZ}")]
    if made.rationales:
        stamp.append(("rationales", "true"))
    query = urlencode([*stamp, *as_query(made.options)])
    path = f"/agreements/{made.before.agreement_id}/redlines/{made.before.number}...{made.after.number}.docx"
    return RedlineShown(
        agreement_id=made.before.agreement_id,
        before=_side(made.before),
        after=_side(made.after),
        author=made.author,
        at=made.at,
        docx=f"{path}?{query}",
        sha256=sha256(made.docx).hexdigest(),
        **made.changes,
    )


def _side(draft: DraftRecord) -> RedlineSide:
    return RedlineSide(number=draft.number, label=draft.label, dated=draft.dated, sha256=draft.sha256)
