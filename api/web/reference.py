"""The reference of the API, for people: its OpenAPI document as pages of this server, which ask for nothing elsewhere.
FastAPI's own pages of it load their scripts from another host, and run scripts and styles that stand inline."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from api.routing import Route
from api.web.reference_told import Reference, reference_of
from api.web.rendering import page
from clauses.errors import NotFound

router = APIRouter(route_class=Route, include_in_schema=False)

DOCS: Final = "/docs"


@router.get(DOCS)
async def show_reference(request: Request) -> Response:
    """Every operation of the API in a line, by groups."""
    return page(request, "reference/index.html", told=_told(request))


@router.get(f"{DOCS}/{{group}}")
async def show_group(request: Request, group: Annotated[str, Path(max_length=40)]) -> Response:
    """The operations of a group, with their parameters, bodies, answers, examples and problems."""
    told = _told(request)
    found = next((each for each in told.groups if each.slug == group), None)
    if found is None:
        raise NotFound("There is no such group of operations; /docs has them all.")
    return page(request, "reference/group.html", told=told, group=found)


def _told(request: Request) -> Reference:
    """What is told of the application that answers, made at the first request. Routes here are asynchronous, as that of
    /openapi.json is: the document is then made in one thread, never in two at a time."""
    state = request.app.state
    if not hasattr(state, "reference"):
        state.reference = reference_of(request.app.openapi())
    made: Reference = state.reference
    return made
