"""Votes on a draft, its adoption and signing, which draft is in force on a day, and the notices that end it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.auth.access import Standing
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, IfNoneMatch, SeenDep, SightDep, UnitDep
from api.etags import ANY, Conditions, bytes_etag
from api.idempotency import KeyedRoute
from api.paging import PagingDep
from api.routes.drafts import DraftReference, answered
from api.routes.responses import DOCX, download, problems, word_file
from api.schemas.adoption import (
    AdoptionNew,
    AdoptionShown,
    BodyVote,
    ExecutionNew,
    InForceShown,
    NoticeList,
    NoticeNew,
    NoticeShown,
    VoteList,
    VoteShown,
)
from api.schemas.drafts import DraftShown
from api.schemas.words import IsoDate
from api.services import adopting, in_force
from api.services.adopting import DraftVotes
from api.services.agreements import get_agreement, today_in
from api.services.drafting import Step, get_draft, move_draft
from api.store.adoption import NoticeRecord, VoteRecord
from clauses.errors import NotAllowed
from clauses.kinds.execution import ApprovingBody
from clauses.status import DraftStatus
from drafts.negotiation.terms import Ending
from drafts.negotiation.votes import Vote

router = APIRouter(route_class=KeyedRoute, tags=["adoption"])

_DRAFT = "/agreements/{agreement_id}/drafts/{number}"
_NOTICES = "/agreements/{agreement_id}/notices"


@router.post(f"{_DRAFT}/votes", status_code=201, summary="Record a vote", responses=problems(404, 409, 412, 422))
def record_vote(
    agreement_id: AgreementId, number: DraftReference, vote: Vote, caller: CallerDep, unit: UnitDep, seen: SeenDep
) -> VoteShown:
    """Record a body's vote on the text of a draft in the packet, for good. It cites the draft's `adopted_text_hash`; a
    vote on another text is refused with the address of the redline between the two. With the ETag of the list of votes
    in If-Match, nobody records the same vote twice."""
    side = None if Standing.OPERATOR in caller.standings else caller.own_side
    step = _step(caller, seen=seen)
    return _vote(adopting.record_vote(unit, agreement_id, number, vote, step, caller.sight, side))


@router.get(f"{_DRAFT}/votes", summary="List the votes on a draft", responses=problems(404, 422))
def list_votes(
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    sight: SightDep,
    paging: PagingDep,
    response: Response,
) -> VoteList:
    """Every vote on the text of the draft, also where it was recorded on another draft of the same text."""
    draft = get_draft(unit, agreement_id, number, sight)
    votes = adopting.votes_on(unit, agreement_id, str(draft.number), sight)
    response.headers["ETag"] = adopting.votes_etag(agreement_id, draft.number, votes)
    page = paging.of(votes, lambda each: (each.number,))
    return VoteList(items=page.shown(_vote), **page.links())


@router.get(f"{_DRAFT}/adoption", summary="How far a draft is adopted", responses=problems(404, 422))
def read_adoption(agreement_id: AgreementId, number: DraftReference, unit: UnitDep, sight: SightDep) -> AdoptionShown:
    """Which bodies have approved this very text, by the last vote of each, and which have not."""
    return _adoption(adopting.read_adoption(unit, agreement_id, number, sight))


@router.post(f"{_DRAFT}/adopt", summary="Adopt a draft", responses=problems(404, 409, 412, 422))
def adopt_draft(
    agreement_id: AgreementId,
    number: DraftReference,
    new: AdoptionNew,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> DraftShown:
    """Adopt a draft whose text every body has approved, and write its execution version: the dates of the approvals are
    those of the votes."""
    step = _step(caller, seen=seen)
    record = adopting.adopt_draft(unit, agreement_id, number, new.effective_date, step, caller.sight)
    return answered(unit, record, response)


@router.post(f"{_DRAFT}/execute", summary="Record that a draft is signed", responses=problems(404, 409, 412, 422))
def execute_draft(
    agreement_id: AgreementId,
    number: DraftReference,
    new: ExecutionNew,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> DraftShown:
    """Record that every party has signed an adopted draft."""
    step = _step(caller, new.signed_on, seen)
    record = move_draft(unit, agreement_id, number, DraftStatus.EXECUTED, step, caller.sight)
    return answered(unit, record, response)


_FILE: dict[str, Any] = {"response_class": Response, "responses": word_file(404, 422)}


@router.get(f"{_DRAFT}/execution.docx", summary="Download the execution version", **_FILE)
@router.head(f"{_DRAFT}/execution.docx", include_in_schema=False, **_FILE)
def download_execution_version(
    request: Request,
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    sight: SightDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """What is signed of an adopted draft: the same text with the dates filled in, and no legend of a draft. The exact
    bytes that were written when it was adopted."""
    draft = get_draft(unit, agreement_id, number, sight)
    name, digest, content = adopting.execution_file(unit, get_agreement(unit, agreement_id), draft)
    return download(
        content,
        media_type=DOCX,
        etag=bytes_etag(digest),
        if_none_match=if_none_match,
        file_name=name,
        head=request.method == "HEAD",
    )


@router.get("/agreements/{agreement_id}/in-force", summary="What is in force on a day", responses=problems(404, 422))
def read_in_force(
    agreement_id: AgreementId,
    unit: UnitDep,
    on: Annotated[IsoDate | None, Query(title="The day", description="Without it: today.")] = None,
) -> InForceShown:
    """The draft in force on a day, and its text: adopted by the votes of every body on that very text, in effect, and
    not over by its term or by notice."""
    day: date = on or today_in(unit, get_agreement(unit, agreement_id))
    there = in_force.read_in_force(unit, agreement_id, day)
    return InForceShown(
        agreement_id=agreement_id,
        on=day,
        draft=there.draft.number,
        label=there.draft.label,
        status=there.draft.status,
        since=there.found.since,
        until=there.found.until,
        text_hash=there.found.text_hash,
        text=there.found.text,
        docx=f"/agreements/{agreement_id}/drafts/{there.draft.number}/execution.docx",
    )


@router.get(_NOTICES, summary="List the notices", responses=problems(404))
def list_notices(agreement_id: AgreementId, unit: UnitDep, paging: PagingDep, response: Response) -> NoticeList:
    """Every notice by which a party ends the agreement, in the order in which they were recorded."""
    notices = in_force.list_notices(unit, agreement_id)
    response.headers["ETag"] = in_force.notices_etag(agreement_id, notices)
    page = paging.of(notices, lambda each: (each.number,))
    return NoticeList(items=page.shown(_notice), **page.links())


@router.post(_NOTICES, status_code=201, summary="Record a notice", responses=problems(404, 409, 412, 422))
def give_notice(
    agreement_id: AgreementId, new: NoticeNew, caller: CallerDep, unit: UnitDep, seen: SeenDep
) -> NoticeShown:
    """Record a party's notice that it ends the agreement in force, for good. What it means, and the last day of the
    agreement by it, follow from the text and the school calendar. With the ETag of the list of notices in If-Match,
    nobody records the same notice twice."""
    author, party = caller.signed_as(new.author, new.party)
    if party is None:
        raise NotAllowed("A party gives notice; name it.")
    notice = in_force.Notice(new.given_on, new.reason, author, party, seen)
    return _notice(in_force.give_notice(unit, agreement_id, notice))


def _step(caller: Caller, on: date | None = None, seen: Conditions = ANY) -> Step:
    return Step(*caller.signed_as(None, None), on, seen)


def _vote(record: VoteRecord) -> VoteShown:
    vote = record.vote
    return VoteShown(
        number=record.number,
        draft=record.draft_number,
        body=vote.body,
        on=vote.on,
        motion=vote.motion,
        text_hash=vote.text_hash,
        present=list(vote.present),
        absent=list(vote.absent),
        ballots=list(vote.ballots),
        rule=vote.rule,
        result=vote.result,
        yes=vote.yes,
        no=vote.no,
        abstained=vote.abstained,
        needed=vote.needed,
        quorate=vote.quorate,
        author=record.author,
        party=record.party,
        recorded_at=record.recorded_at,
    )


def _adoption(found: DraftVotes) -> AdoptionShown:
    made = found.adoption
    told: dict[ApprovingBody, BodyVote] = {}
    for standing, votes in (("carried", made.carried), ("failed", made.failed), ("differing", made.differing)):
        for vote in votes:
            record, redline = found.record_of(vote), None
            if standing == "differing":
                redline = adopting.redline_address(found.draft.agreement_id, record.draft_number, made.draft)
            told[vote.body] = BodyVote(body=vote.body, standing=standing, vote=record.number, redline=redline)
    for body in made.missing:
        told[body] = BodyVote(body=body, standing="missing", vote=None, redline=None)
    return AdoptionShown(
        draft=made.draft,
        status=found.draft.status,
        text_hash=made.text_hash,
        complete=made.complete,
        on=made.on,
        bodies=[told[body] for body in found.asked.bodies],
    )


def _notice(record: NoticeRecord) -> NoticeShown:
    return NoticeShown(
        number=record.number,
        draft=record.draft_number,
        given_on=record.given_on,
        party=record.party,
        ending=Ending(record.ending),
        summary=record.summary,
        ends=record.ends,
        reason=record.reason,
        author=record.author,
        recorded_at=record.recorded_at,
    )
