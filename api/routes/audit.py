"""Who changed what, when, in hash chains that tell if anybody changed them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.audit_chain import Link
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep
from api.paging import PagingDep
from api.routes.responses import problems
from api.routing import Route
from api.schemas.audit import AuditExport, AuditPage, entry_shown
from api.services.audit import chain_of, export
from api.store import audit as store
from api.store.audit import INSTALLATION, chain_name
from api.store.unit import Unit

router = APIRouter(route_class=Route, tags=["audit"])


class ChainOf(StrEnum):
    """Which chain of an agreement."""

    SHARED = "shared"
    OWN = "own"


Which = Annotated[ChainOf, Query(alias="chain", title="What both sides share, or what is private to your own")]


@router.get(
    "/agreements/{agreement_id}/audit", summary="Who changed what in an agreement", responses=problems(403, 404)
)
def list_agreement_audit(
    agreement_id: AgreementId,
    unit: UnitDep,
    caller: CallerDep,
    paging: PagingDep,
    response: Response,
    which: Which = ChainOf.SHARED,
) -> AuditPage:
    """The entries of one chain, oldest first, a page at a time: who, when, which operation, and each record before and
    after it. What is private to a side is in a chain of its own. Passwords and secrets are named and withheld."""
    return _page(unit, caller, paging, response, chain_of(agreement_id, caller, own=which is ChainOf.OWN))


@router.get(
    "/agreements/{agreement_id}/audit.json", summary="The audit of an agreement as one file", responses=problems(404)
)
def export_agreement_audit(
    agreement_id: AgreementId, unit: UnitDep, caller: CallerDep, response: Response
) -> AuditExport:
    """What both sides share and, for a member who may read it, what is private to the own side: every entry, and the
    head of each chain. `counterpart audit verify FILE` verifies it without this server."""
    response.headers["Cache-Control"] = "no-store"
    own = caller.private_side
    names = [chain_name(agreement_id), *([] if own is None else [chain_name(agreement_id, own)])]
    return AuditExport.model_validate(export(unit, names, whole=caller.user.operator))


@router.get("/audit", summary="Who changed accounts and tokens")
def list_installation_audit(unit: UnitDep, caller: CallerDep, paging: PagingDep, response: Response) -> AuditPage:
    """The chain of the installation: accounts, sign-ins and API tokens."""
    return _page(unit, caller, paging, response, INSTALLATION)


def _page(unit: Unit, caller: Caller, paging: PagingDep, response: Response, chain: str) -> AuditPage:
    response.headers["Cache-Control"] = "no-store"
    after = paging.after(int)
    rows = tuple(store.read_chain(unit.read, chain, 0 if after is None else int(after[0]), paging.limit + 1))
    page = paging.of_rows(rows, _number)
    shown = page.shown(lambda each: entry_shown(each, whole=caller.user.operator))
    return AuditPage(items=shown, head=store.head_of(unit.read, chain)[1], **page.links())


def _number(link: Link) -> tuple[int]:
    return (link.entry.number,)
