"""The first page: the agreements that the reader has a part in, each with its current draft."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.deps import CallerDep, UnitDep
from api.paging import PagingDep
from api.services import agreements as service
from api.services.drafting import CURRENT, get_draft
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from api.web.admin import beginning, first_steps
from api.web.forms import PageRoute
from api.web.frame import may
from api.web.problems import PAGES
from api.web.rendering import page
from api.web.timeline import sides_told
from clauses.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)


_STARTS = (
    ("New agreement", "/app/new", ("POST", "/app/new")),
    ("Import a Word file", "/app/imports", ("POST", "/app/imports/{import_id}/save")),
    ("Compare two files", "/app/compare", ("POST", "/app/compare")),
)
"""What begins here: its name, where, and the route that it needs."""


@dataclass(frozen=True, slots=True)
class _Row:
    agreement: AgreementRecord
    parties: str
    draft: DraftRecord | None


@router.get(PAGES)
def show_home(request: Request, unit: UnitDep, caller: CallerDep, paging: PagingDep) -> Response:
    """The agreements, oldest first."""
    found = service.list_agreements(unit, paging, caller)
    starts = [(name, address) for name, address, route in _STARTS if may(caller, *route)]
    rows = [_row(unit, each) for each in found.items]
    steps = first_steps(unit) if caller.user.operator and not rows else None
    return page(request, "home.html", rows=rows, next=found.next_cursor, starts=starts, steps=steps, begin=beginning())


def _row(unit: Unit, agreement: AgreementRecord) -> _Row:
    try:
        draft = get_draft(unit, agreement.id, CURRENT)
    except NotFound:
        draft = None
    return _Row(agreement, sides_told(agreement), draft)
