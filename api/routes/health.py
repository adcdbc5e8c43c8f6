"""Whether the server is alive, whether it can serve, and what it counts."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.auth.secret_words import same
from api.deps import RuntimeDep
from api.errors import answer, problem_type
from api.metrics import MEDIA_TYPE, exposition
from api.routes.responses import problems
from api.routing import Route
from api.schemas.problems import Problem, ProblemField
from api.services.readiness import reasons
from api.walls import is_loopback
from clauses.errors import NotAllowed, NotSignedIn

router = APIRouter(route_class=Route, tags=["health"])

VERSION = version("counterpart-mou")
NOT_READY = "not-ready"


class Health(BaseModel):
    """That the process is alive."""

    status: Literal["ok"] = Field(title="That it answers")
    version: str = Field(title="The version that runs", examples=["0.1.0"])


class Readiness(BaseModel):
    """That the server can serve."""

    status: Literal["ready"] = Field(title="That nothing is in the way")


@router.get("/healthz", summary="Is it alive?")
def healthz() -> Health:
    """Answer. The store is not asked: a process is not started anew because its store is away."""
    return Health(status="ok", version=VERSION)


@router.get("/readyz", summary="Can it serve?", responses=problems(503))
def readyz(runtime: RuntimeDep, request: Request) -> Any:
    """Ask whether the store answers, has the schema of this version and can be written to, and whether the server is
    about to stop. What is in the way is named in `problems`."""
    found = reasons(runtime)
    if not found:
        return Readiness(status="ready")
    refused = Problem(
        type=problem_type(NOT_READY),
        title="The server is not ready",
        status=503,
        detail=" ".join(each.reason for each in found),
        instance=request.url.path,
        code=NOT_READY,
        problems=[ProblemField(path=each.path, reason=each.reason) for each in found],
    )
    return answer(refused, {"Retry-After": "5"})


@router.get(
    "/metrics",
    summary="What it counts, for Prometheus",
    response_class=Response,
    responses={
        200: {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(401, 403),
    },
)
def metrics(runtime: RuntimeDep, request: Request) -> Response:
    """Requests by route, how long they take, redlines, and how long writes wait. For this machine alone; where
    `COUNTERPART_METRICS_TOKEN` is set, for who sends it as a bearer token, and for nobody else."""
    wanted = runtime.settings.metrics_token
    if wanted is not None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not same(token.strip(), wanted.get_secret_value()):
            raise NotSignedIn("Send the token of COUNTERPART_METRICS_TOKEN as Authorization: Bearer.")
    elif request.client is None or not is_loopback(request.client.host):
        raise NotAllowed("Only this machine may read what the server counts, until COUNTERPART_METRICS_TOKEN is set.")
    return Response(exposition(), media_type=MEDIA_TYPE)
