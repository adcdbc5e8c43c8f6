"""The inbox: what waits for the reader's side across agreements, and how much of it there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import CallerDep, UnitDep
from api.services.digests import Wanted, choose, wanted_by
from api.services.negotiation import negotiated_state
from api.services.waiting import Waiting, count_waiting, list_waiting
from api.store.accounts import memberships
from api.store.unit import Unit
from api.web.account import ACCOUNT
from api.web.forms import PageRoute
from api.web.frame import AT
from api.web.proposals_told import Brief, brief, names_of_clauses
from api.web.rendering import page
from api.web.timeline import names_of, tabled_by

router = APIRouter(route_class=PageRoute, include_in_schema=False)

INBOX: Final = "/app/inbox"


@dataclass(frozen=True, slots=True)
class ThreadTold:
    """A conversation in which the other side has the last word: where it is read, about what, who said what."""

    address: str
    about: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreementTold:
    """What waits in one agreement."""

    waiting: Waiting
    address: str
    proposals: tuple[Brief, ...]
    threads: tuple[ThreadTold, ...]
    tabled: str


@router.get(INBOX)
def show_inbox(
    request: Request, unit: UnitDep, caller: CallerDep, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """What waits for the sides that the reader is on."""
    told = [_told(unit, each) for each in list_waiting(unit, caller)]
    wanted, acts = wanted_by(unit, caller.user.id), bool(memberships(unit.read, caller.user.id))
    said = "Kept." if done == "mail" else ""
    return page(request, "proposals/inbox.html", agreements=told, wanted=wanted.value, acts=acts, said=said)


@router.get(f"{INBOX}/count")
def count_inbox(request: Request, unit: UnitDep, caller: CallerDep) -> Response:
    """How much waits, as a part of other pages."""
    return page(request, "proposals/_count.html", count=count_waiting(unit, caller))


@router.post(f"{INBOX}/mail")
def choose_mail(
    unit: UnitDep,
    caller: CallerDep,
    wanted: Annotated[Wanted, Form()],
    back: Annotated[str, Form(pattern="^(inbox|account)$")] = "inbox",
) -> Response:
    """Keep how often the reader wants to be told by mail, and lead back to the page that had the form."""
    choose(unit, caller.user.id, wanted)
    return RedirectResponse(f"{ACCOUNT if back == 'account' else INBOX}?done=mail", status_code=303)


def _told(unit: Unit, each: Waiting) -> AgreementTold:
    agreement = each.agreement
    address = AT.format(agreement_id=agreement.id)
    names = names_of_clauses(negotiated_state(unit, agreement.id), (one.proposal for one in each.proposals))
    parties = names_of(agreement)
    draft = each.drafts[0] if each.drafts else None
    tabled = None if draft is None else tabled_by(draft, parties)
    return AgreementTold(
        each,
        address,
        tuple(brief(one, agreement, names) for one in reversed(each.proposals)),
        tuple(
            ThreadTold(
                f"{address}/proposals/{one.thread.proposal_id}"
                if one.thread.proposal_id
                else f"{address}/clauses/{one.thread.clause_id}",
                "a proposal" if one.thread.proposal_id else names.get(one.thread.clause_id or "", "a clause"),
                f"{one.comments[-1].author} ({parties.get(one.comments[-1].party, one.comments[-1].party)})",
                one.comments[-1].text,
            )
            for one in each.threads
        ),
        tabled[0] if tabled else "",
    )
