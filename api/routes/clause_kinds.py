"""Clause kinds and the JSON Schemas of their fields."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.paging import PagingDep
from api.routes.responses import problems
from api.routing import Route
from api.schemas.clauses import ClauseKindFull, ClauseKindList, ClauseKindShown
from clauses import kinds
from clauses.errors import NotFound, UnknownKind
from clauses.kinds.spec import KindSpec

router = APIRouter(route_class=Route, tags=["clause kinds"])


@router.get("/clause-kinds", summary="List the clause kinds")
def list_kinds(paging: PagingDep) -> ClauseKindList:
    """Every clause kind that an agreement may hold."""
    page = paging.of_placed(kinds.kinds(), lambda spec: spec.name)
    return ClauseKindList(items=page.shown(_shown), **page.links())


@router.get("/clause-kinds/{kind}", summary="Read a clause kind", responses=problems(404))
def get_kind(kind: Annotated[str, Path(title="The kind's name", max_length=64)]) -> ClauseKindFull:
    """A clause kind with the JSON Schema of its fields."""
    try:
        spec = kinds.kind(kind)
    except UnknownKind as error:
        raise NotFound(error.detail) from None
    return ClauseKindFull(**_shown(spec).model_dump(), fields_schema=kinds.schema(kind))


def _shown(spec: KindSpec) -> ClauseKindShown:
    return ClauseKindShown(
        name=spec.name, title=spec.title, summary=spec.summary, place=spec.place, repeatable=spec.repeatable
    )
