"""What an agreement can begin from: template agreements, and the clause library with its alternatives."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.paging import PagingDep
from api.routes.responses import problems
from api.routing import Route
from api.schemas.starting import LibraryClause, LibraryPage, TemplateClauseShown, TemplateList, TemplateShown
from clauses.errors import UnknownKind
from clauses.kinds import kind as kind_of
from clauses.library import Alternative, alternatives
from drafts.starting.templates import Template, template, templates

router = APIRouter(route_class=Route, tags=["agreements"])


@router.get("/templates", summary="List the template agreements", responses=problems(422))
def list_templates(paging: PagingDep) -> TemplateList:
    """Template agreements with neutral values. `POST /agreements` with `template` begins from one."""
    page = paging.of_placed(templates(), lambda each: each.name)
    return TemplateList(items=page.shown(_template), **page.links())


@router.get("/templates/{name}", summary="Read a template agreement", responses=problems(404))
def get_template(name: Annotated[str, Path(title="The template", max_length=40)]) -> TemplateShown:
    """A template agreement with its clauses."""
    return _template(template(name))


@router.get("/clause-library", summary="List the clause library", responses=problems(422))
def list_library(
    paging: PagingDep, kind: Annotated[str | None, Query(title="Only clauses of this kind", max_length=64)] = None
) -> LibraryPage:
    """Whole clauses to begin with, side by side as alternatives. What is in an agreement already is not changed by
    them."""
    if kind is not None:
        _check_kind(kind)
    page = paging.of_placed(alternatives(kind), lambda each: f"{each.kind}/{each.name}")
    return LibraryPage(items=page.shown(_clause), **page.links())


def _check_kind(name: str) -> None:
    try:
        kind_of(name)
    except UnknownKind as error:
        error.path = "query.kind"
        raise


def _template(each: Template) -> TemplateShown:
    clauses = [TemplateClauseShown(kind=c.kind, heading=c.heading, fields=dict(c.fields)) for c in each.clauses]
    return TemplateShown(name=each.name, title=each.title, summary=each.summary, clauses=clauses)


def _clause(each: Alternative) -> LibraryClause:
    fields = each.fields.model_dump(mode="json", exclude_none=True)
    return LibraryClause(kind=each.kind, name=each.name, title=each.title, heading=each.heading, fields=fields)
