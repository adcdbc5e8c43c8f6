"""What routes depend on: the runtime, one unit of work a request, and the headers of conditional requests.

What asks no store is ``async``: FastAPI runs each other dependency in a thread, and the way there and back takes longer
than most of them do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends, Header, Path, Request
from starlette.concurrency import run_in_threadpool

from api.auth.caller import Caller
from api.auth.guard import Grant
from api.auth.sight import Sight
from api.etags import Conditions
from api.idempotency import Reservation
from api.runtime import Runtime
from api.services.negotiation import admit_direct_edit
from api.store.reader import NOBODY, Reader
from api.store.recording import Doer
from api.store.unit import Unit
from clauses.errors import NotSignedIn


def runtime_of(request: Request) -> Runtime:
    """The runtime that the application was made with."""
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)
    return runtime


async def _runtime(request: Request) -> Runtime:
    return runtime_of(request)


RuntimeDep = Annotated[Runtime, Depends(_runtime)]


async def caller_of(request: Request) -> Caller:
    """Who asks, as the guard found it. Raises :class:`NotSignedIn` where nobody is known to."""
    grant = getattr(request.state, "grant", None)
    if not isinstance(grant, Grant) or grant.caller is None:
        raise NotSignedIn("Sign in, or send an API token as Authorization: Bearer.")
    return grant.caller


CallerDep = Annotated[Caller, Depends(caller_of)]


async def sight_of(caller: CallerDep) -> Sight:
    """What the caller sees beside what is shared."""
    return caller.sight


SightDep = Annotated[Sight, Depends(sight_of)]


def doer_of(request: Request) -> Doer:
    """Who asks for what, and from where, as the audit tells it."""
    name = f"{request.method} {getattr(request.scope.get('route'), 'path', '')}"
    host = request.client.host if request.client else "an unknown address"
    caller = getattr(getattr(request.state, "grant", None), "caller", None)
    if not isinstance(caller, Caller):
        return Doer("nobody signed in", None, name, host)
    return Doer(caller.user.name, caller.user.id, name, f"{host}, {'a browser' if caller.session else 'an API token'}")


def reader_of(request: Request) -> Reader:
    """Who reads, as the store is told it: the account that asks, or nobody."""
    caller = getattr(getattr(request.state, "grant", None), "caller", None)
    return Reader(caller.user.id) if isinstance(caller, Caller) else NOBODY


def unit_of(request: Request) -> AbstractContextManager[Unit]:
    """A transaction done by, and shown to, who asks: for what a refusal ends, and is then told in another."""
    return runtime_of(request).unit(doer_of(request), reader_of(request))


async def unit_of_request(request: Request) -> AsyncIterator[Unit]:
    """The request's one transaction. What it holds when the answer is made is given back in a thread."""
    unit = runtime_of(request).begin(doer_of(request), reader_of(request))
    unit.waits_for_answer = isinstance(getattr(request.state, "reservation", None), Reservation)
    request.state.unit = unit  # where the answer is stored then, under the request's idempotency key
    try:
        yield unit
    except BaseException:
        await _finished(unit, commit=False)
        raise
    await _finished(unit, commit=True)


async def _finished(unit: Unit, *, commit: bool) -> None:
    if not unit.is_at_rest:
        await run_in_threadpool(partial(unit.finish, commit=commit))


# With the default scope the commit would come after the client has its answer.
UnitDep = Annotated[Unit, Depends(unit_of_request, scope="function")]


def direct_editor(request: Request, unit: UnitDep, caller: CallerDep) -> Caller:
    """Who changes a clause directly. Raises :class:`ProposalNeeded` for a member where two sides negotiate."""
    admit_direct_edit(unit, request.path_params["agreement_id"], caller)
    return caller


DirectEditor = Annotated[Caller, Depends(direct_editor)]


async def asked_at(request: Request, runtime: RuntimeDep) -> datetime:
    """When the request was sent first: now, or when its idempotency key was."""
    held = getattr(request.state, "reservation", None)
    return held.record.begun_at if isinstance(held, Reservation) else runtime.clock()


AskedAt = Annotated[datetime, Depends(asked_at)]

_ID = r"^[A-Za-z0-9-]{1,64}$"
AgreementId = Annotated[str, Path(title="The agreement", examples=["agr-5f0c2a9b7e1d4c3a8b6f"], pattern=_ID)]
ClauseId = Annotated[str, Path(title="The clause", examples=["mzxw6ytboi2dgnbv"], pattern=_ID)]
ProposalId = Annotated[str, Path(title="The proposal", examples=["prp-5f0c2a9b7e1d4c3a8b6f"], pattern=_ID)]

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", title="The ETag of what was read", description="Without it: 428. Stale: 412."),
]
IfAbsent = Annotated[
    str | None,
    Header(alias="If-None-Match", title="`*`: there is none yet", description="In the place of If-Match, to make one."),
]
IfMatchOptional = Annotated[
    str | None,
    Header(alias="If-Match", title="The ETag of what was read", description="May be left out. Stale: 412."),
]


async def conditions_of(if_match: IfMatchOptional = None) -> Conditions:
    """What a step says that it has seen, which it may leave out."""
    return Conditions(if_match)


SeenDep = Annotated[Conditions, Depends(conditions_of)]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", title="The ETag of the copy at hand")]
