"""What a proposal would come to: the clauses in words, the findings, and the redline."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.deps import AgreementId, CallerDep, IfNoneMatch, ProposalId, UnitDep
from api.etags import bytes_etag
from api.routes.responses import DOCX, HTML, download, problems, shown_as, word_file
from api.routing import Route
from api.schemas.clauses import ParagraphShown
from api.schemas.findings import RuleFindingShown
from api.schemas.previews import ClausePreviewed, ClauseWords, PreviewShown
from api.services import previews as service
from api.services.previews import Preview, PreviewedClause, PreviewRedline
from api.services.standing import ShownClause
from clauses.wording.match import prose
from drafts.render.html import redline_html

router = APIRouter(route_class=Route, prefix="/agreements/{agreement_id}/proposals/{proposal_id}", tags=["proposals"])


def _made(agreement_id: AgreementId, proposal_id: ProposalId, caller: CallerDep, unit: UnitDep) -> PreviewRedline:
    return service.preview_redline(unit, agreement_id, proposal_id, caller)


_MadeDep = Annotated[PreviewRedline, Depends(_made)]
_PAGE: dict[str, Any] = {"response_class": Response, "responses": shown_as(HTML, 404, 409, 422)}
_FILE: dict[str, Any] = {"response_class": Response, "responses": word_file(404, 409, 422)}


@router.get("/preview", summary="What a proposal would come to", responses=problems(404, 409, 422))
def preview(
    agreement_id: AgreementId, proposal_id: ProposalId, caller: CallerDep, unit: UnitDep, response: Response
) -> PreviewShown:
    """The clauses that the proposal touches, as they stand and as they would, and what the rules would find. Where a
    clause moved on since, 409 shows each text as an acceptance would."""
    response.headers["Cache-Control"] = "no-store"  # the clauses may change at any time
    return _shown(service.preview(unit, agreement_id, proposal_id, caller))


@router.get("/preview.docx", summary="Download a proposal's redline", **_FILE)
@router.head("/preview.docx", include_in_schema=False, **_FILE)
def download_preview(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """The whole agreement as a Word file: the clauses as they stand, with the proposal as tracked changes under its
    author's name and time."""
    return download(
        made.made.docx,
        media_type=DOCX,
        etag=bytes_etag(sha256(made.made.docx).hexdigest()),
        if_none_match=if_none_match,
        file_name=made.file_name,
        head=request.method == "HEAD",
    )


@router.get("/preview.html", summary="Show a proposal's redline", **_PAGE)
@router.head("/preview.html", include_in_schema=False, **_PAGE)
def show_preview(request: Request, made: _MadeDep, if_none_match: IfNoneMatch = None) -> Response:
    """The same as a page."""
    body = redline_html(made.made.docx, title=made.title).encode()
    etag = bytes_etag(sha256(body).hexdigest())
    return download(body, media_type=HTML, etag=etag, if_none_match=if_none_match, head=request.method == "HEAD")


def _shown(made: Preview) -> PreviewShown:
    proposal = made.found.proposal
    path = f"/agreements/{made.found.record.agreement_id}/proposals/{proposal.id}/preview"
    return PreviewShown(
        proposal_id=proposal.id,
        state=proposal.state,
        clauses=[_clause(each) for each in made.clauses],
        raised=[RuleFindingShown.model_validate(asdict(each)) for each in made.raised],
        settled=[RuleFindingShown.model_validate(asdict(each)) for each in made.settled],
        docx=f"{path}.docx",
        html=f"{path}.html",
    )


def _clause(each: PreviewedClause) -> ClausePreviewed:
    there = each.after or each.before
    assert there is not None
    return ClausePreviewed(
        clause_id=there.revision.clause_id,
        fate=each.fate,
        before=each.before and _words(each.before),
        after=each.after and _words(each.after),
    )


def _words(clause: ShownClause) -> ClauseWords:
    return ClauseWords(
        place=clause.place,
        kind=clause.revision.kind,
        heading=clause.revision.heading,
        fields=clause.revision.fields.model_dump(mode="json", exclude_none=True),
        text=[ParagraphShown(label=each.label, level=each.level, text=each.text) for each in clause.paragraphs],
        prose=prose(clause.revision),
        content_hash=clause.revision.content_hash,
    )
