"""Comments on clauses and proposals, in threads that both sides see or one alone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.deps import AgreementId, CallerDep, SeenDep, UnitDep
from api.idempotency import KeyedRoute
from api.ids import new_thread_id
from api.paging import PagingDep
from api.routes.responses import problems
from api.schemas.comments import CommentBody, CommentShown, ThreadList, ThreadNew, ThreadShown, Visibility
from api.services import comments as service
from api.services.comments import About, ShownThread, Wanted

router = APIRouter(prefix="/agreements/{agreement_id}/threads", tags=["comments"], route_class=KeyedRoute)

ThreadId = Annotated[
    str, Path(title="The thread", examples=["thr-5f0c2a9b7e1d4c3a8b6f"], pattern=r"^[A-Za-z0-9-]{1,64}$")
]


@router.post("", status_code=201, summary="Begin a thread", responses=problems(404, 422))
def begin_thread(
    agreement_id: AgreementId, new: ThreadNew, caller: CallerDep, unit: UnitDep, response: Response
) -> ThreadShown:
    """Comment on a clause or a proposal. A private thread, and every reply to it, is seen by your side alone."""
    about = About(new.clause_id, new.proposal_id)
    private = new.visibility is Visibility.PRIVATE
    made = service.begin_thread(unit, agreement_id, new_thread_id(), caller, about, new.text, private=private)
    response.headers["Location"] = f"/agreements/{agreement_id}/threads/{made.thread.id}"
    return _answer(made, response)


@router.get("", summary="List the threads", responses=problems(404, 422))
def list_threads(
    agreement_id: AgreementId,
    caller: CallerDep,
    unit: UnitDep,
    paging: PagingDep,
    clause_id: Annotated[str | None, Query(title="Only those about this clause", max_length=64)] = None,
    proposal_id: Annotated[str | None, Query(title="Only those about this proposal", max_length=64)] = None,
    visibility: Annotated[Visibility | None, Query(title="Only shared or only private ones")] = None,
    resolved: Annotated[bool | None, Query(title="Only those that are settled, or that are not")] = None,
) -> ThreadList:
    """The threads that you may see, oldest first."""
    private = None if visibility is None else visibility is Visibility.PRIVATE
    found = service.list_threads(unit, agreement_id, caller, Wanted(clause_id, proposal_id, private, resolved))
    page = paging.of(found, lambda each: (f"{each.at:%Y-%m-%dT%H:%M:%S.%f}", each.id))
    shown = page.shown(lambda each: _shown(service.with_comments(unit, each)))
    return ThreadList(items=shown, **page.links())


@router.get("/{thread_id}", summary="Read a thread", responses=problems(404))
def get_thread(
    agreement_id: AgreementId, thread_id: ThreadId, caller: CallerDep, unit: UnitDep, response: Response
) -> ThreadShown:
    """A thread with its comments."""
    return _answer(service.get_thread(unit, agreement_id, thread_id, caller), response)


@router.post("/{thread_id}/comments", status_code=201, summary="Reply", responses=problems(404, 409, 412, 422))
def reply(
    agreement_id: AgreementId,
    thread_id: ThreadId,
    body: CommentBody,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> ThreadShown:
    """Add a comment. Who sees the thread sees it."""
    return _answer(service.reply(unit, agreement_id, thread_id, caller, body.text, seen), response)


_STEP: dict[str, Any] = {"responses": problems(404, 409, 412)}


@router.post("/{thread_id}/resolve", summary="Resolve a thread", **_STEP)
def resolve(
    agreement_id: AgreementId,
    thread_id: ThreadId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> ThreadShown:
    """Say that a thread is settled."""
    return _answer(service.resolve(unit, agreement_id, thread_id, caller, seen), response)


@router.post("/{thread_id}/reopen", summary="Reopen a thread", **_STEP)
def reopen(
    agreement_id: AgreementId,
    thread_id: ThreadId,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    seen: SeenDep,
) -> ThreadShown:
    """Say that a thread is not settled after all."""
    return _answer(service.reopen(unit, agreement_id, thread_id, caller, seen), response)


def _answer(found: ShownThread, response: Response) -> ThreadShown:
    response.headers["ETag"] = found.etag
    return _shown(found)


def _shown(found: ShownThread) -> ThreadShown:
    thread = found.thread
    return ThreadShown(
        id=thread.id,
        agreement_id=thread.agreement_id,
        clause_id=thread.clause_id,
        revision=thread.revision,
        proposal_id=thread.proposal_id,
        visibility=Visibility.SHARED if thread.side is None else Visibility.PRIVATE,
        resolved=thread.resolved_at is not None,
        resolved_by=thread.resolved_by,
        resolved_at=thread.resolved_at,
        at=thread.at,
        comments=[
            CommentShown(author=each.author, party=each.party, text=each.text, at=each.at) for each in found.comments
        ],
    )
