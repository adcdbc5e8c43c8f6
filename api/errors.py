"""Errors as RFC 9457 problems: one table from each class of :mod:`clauses.errors` to its HTTP status.

The problem type is ``urn:counterpart:problem:<code>``; the code is the class's own and stable. Whatever is not in the
table is a fault of the server: 500, with a request id that is also in the log, and nothing of its inside.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import asdict
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.schemas.problems import Problem, ProblemCollision, ProblemField, ProblemProposal
from clauses import errors
from clauses.kinds.problems import reason_of

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[errors.CounterpartError], int] = {
    errors.CounterpartError: 500,
    errors.InvalidInput: 422,
    errors.InvalidClause: 422,
    errors.UnknownKind: 422,
    errors.UnreadableProse: 422,
    errors.NumberAndWordDisagree: 422,
    errors.InvalidPosition: 422,
    errors.InvalidKindFile: 422,
    errors.InvalidOption: 422,
    errors.InvalidQuery: 422,
    errors.KeyReused: 422,
    errors.InvalidProposal: 422,
    errors.InvalidConfirmation: 422,
    errors.UnreadableFile: 422,
    errors.NotAZip: 415,
    errors.EncryptedFile: 422,
    errors.NotAWordFile: 415,
    errors.MacroFile: 415,
    errors.StrictFile: 415,
    errors.DoctypeRefused: 422,
    errors.UnsafeContent: 422,
    errors.LimitExceeded: 413,
    errors.MissingPart: 422,
    errors.MalformedPart: 422,
    errors.UnreadablePdf: 422,
    errors.UnsettledChanges: 422,
    errors.RedlineRefused: 422,
    errors.UnsupportedContent: 422,
    errors.UnprovableRedline: 422,
    errors.ScrubRefused: 422,
    errors.UnscrubbableContent: 422,
    errors.LeakFound: 422,
    errors.AccessRefused: 403,
    errors.NotSignedIn: 401,
    errors.SignInFailed: 401,
    errors.CodeRefused: 403,
    errors.NotAllowed: 403,
    errors.ForgedRequest: 403,
    errors.TooManyAttempts: 429,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.IllegalMove: 409,
    errors.RequestInProgress: 409,
    errors.DifferentText: 409,
    errors.UnrelatedFile: 409,
    errors.MovedBase: 409,
    errors.CarriedProposals: 409,
    errors.ProposalNeeded: 409,
    errors.UnconfirmedClauses: 409,
    errors.PreconditionError: 412,
    errors.PreconditionRequired: 428,
    errors.StaleEdit: 412,
    errors.StoreUnavailable: 503,
}

_PHRASES = {413: "Content Too Large"}
"""Where Python 3.11 has the phrase of an older RFC."""

_log = logging.getLogger("counterpart")

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The name of the request that is being answered."""


def problem_type(code: str) -> str:
    """The problem type URI of ``code``."""
    return f"urn:counterpart:problem:{code}"


def problem_of(error: errors.CounterpartError, instance: str) -> Problem:
    """``error`` as a problem of the request to the path ``instance``."""
    problem = Problem(
        type=problem_type(error.code),
        title=error.title,
        status=STATUS[type(error)],
        detail=error.detail,
        instance=instance,
        code=error.code,
    )
    if isinstance(error, errors.InvalidClause | errors.InvalidPosition):
        problem.problems = [ProblemField(path=each.path, reason=each.reason) for each in error.problems]
    elif isinstance(error, errors.InvalidQuery) or (isinstance(error, errors.InvalidOption) and error.path):
        path = "query.q" if isinstance(error, errors.InvalidQuery) else error.path
        problem.problems = [ProblemField(path=path, reason=error.detail.rstrip("."))]
    elif isinstance(error, errors.UnknownKind):
        problem.problems = [ProblemField(path=error.path, reason=error.detail.rstrip("."))]
    elif isinstance(error, errors.StaleEdit):
        problem.current = error.current or None
    elif isinstance(error, errors.DifferentText):
        problem.redline = error.redline or None
    elif isinstance(error, errors.MovedBase):
        problem.collisions = [ProblemCollision(**asdict(each)) for each in error.collisions]
    elif isinstance(error, errors.CarriedProposals):
        problem.proposals = [ProblemProposal(id=each, state=state) for each, state in error.proposals]
    elif isinstance(error, errors.RedlineRefused):
        problem.part, problem.paragraph = error.part or None, error.paragraph
    elif isinstance(error, errors.ScrubRefused):
        problem.part = error.part or None
    elif isinstance(error, errors.InvalidConfirmation):
        problem.lines = [error.line]
    elif isinstance(error, errors.UnconfirmedClauses):
        problem.lines = list(error.lines)
    elif isinstance(error, errors.LimitExceeded):
        problem.limit = error.limit or None
    return problem


def http_problem(status: int, detail: str, instance: str) -> Problem:
    """A refusal that HTTP itself has the words for: its phrase is the title and, in kebab-case, the code."""
    phrase = _PHRASES.get(status) or HTTPStatus(status).phrase
    code = phrase.lower().replace(" ", "-")
    return Problem(type=problem_type(code), title=phrase, status=status, detail=detail, instance=instance, code=code)


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """``problem`` as a response. It bears the name of the request."""
    problem.request_id = problem.request_id or request_id.get()
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=problem.status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def refusal(error: errors.CounterpartError, instance: str) -> Response:
    """``error`` as the response to the request to the path ``instance``, with the headers that belong to it."""
    headers: dict[str, str] = {}
    if isinstance(error, errors.StaleEdit) and error.current:
        headers["ETag"] = error.current
    elif isinstance(error, errors.NotSignedIn | errors.SignInFailed):
        headers["WWW-Authenticate"] = 'Bearer realm="counterpart"'  # RFC 9110, 15.5.2: a 401 names a challenge
    elif isinstance(error, errors.TooManyAttempts | errors.RequestInProgress | errors.StoreUnavailable):
        headers["Retry-After"] = str(error.seconds)
    return answer(problem_of(error, instance), headers)


def install(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Make every refusal and every fault of ``app``, which answers with ``routes``, a problem."""
    app.state.routes = tuple(routes)
    app.add_exception_handler(errors.CounterpartError, _known)
    app.add_exception_handler(RequestValidationError, _unreadable_request)
    app.add_exception_handler(HTTPException, _plain_http)
    app.add_exception_handler(Exception, _fault)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.CounterpartError)
    return refusal(error, request.url.path)


async def _unreadable_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    refused = [ProblemField(path=_path(each), reason=_reason(each)) for each in error.errors()]
    problem = Problem(
        type=problem_type(errors.InvalidInput.code),
        title=errors.InvalidInput.title,
        status=422,
        detail="; ".join(f"{each.path}: {each.reason}" for each in refused),
        instance=request.url.path,
        code=errors.InvalidInput.code,
        problems=refused,
    )
    return answer(problem)


async def _plain_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = http_problem(error.status_code, str(error.detail), request.url.path)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed(request) or headers.get("Allow", "")
    return answer(problem, headers)


def _allowed(request: Request) -> str:
    """The methods of every route at the request's path; the exception names those of the first route alone."""
    there = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in there for method in route.methods}))


async def _fault(request: Request, error: Exception) -> Response:
    _log.error("request %s: %s %s failed", request_id.get(), request.method, request.url.path, exc_info=error)
    problem = Problem(
        type=problem_type("internal-error"),
        title="Something went wrong in the server",
        status=500,
        detail="The request failed; look whether it was carried out before you send it again. The server's log tells "
        "more under the request id.",
        instance=request.url.path,
        code="internal-error",
    )
    return answer(problem)


def _path(error: ErrorDetails) -> str:
    """A field's path as a caller writes it: without "body", which every JSON field would begin with."""
    location = error["loc"]
    if error["type"] == "json_invalid":
        return "body"  # the location goes on with the place in the text
    steps = location[1:] if len(location) > 1 and location[0] == "body" else location
    return ".".join(str(step) for step in steps)


def _reason(error: ErrorDetails) -> str:
    reason = reason_of(error)
    return "must be a file" if "UploadFile" in reason else reason.rstrip(".")
