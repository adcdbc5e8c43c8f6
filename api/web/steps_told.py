"""What comes next for a draft: the steps that the reader may take with it, and what each needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from api.auth.access import Standing
from api.auth.caller import Caller
from api.services import adopting
from api.services import drafting as service
from api.services.agreements import today_in
from api.services.standing import revisions_of, standing_clauses
from api.store.agreements import AgreementRecord, side_of
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from api.web.frame import AT, may
from clauses.errors import NotFound
from clauses.kinds.execution import ApprovingBody
from clauses.status import DraftStatus
from drafts.negotiation.signing import effective_date, party_of
from drafts.negotiation.votes import Rule

DRAFT: Final = f"{AT}/drafts/{{number}}"
_STEPS: Final = {
    DraftStatus.WORKING: ("table",),
    DraftStatus.TABLED: ("packet",),
    DraftStatus.PACKET: ("votes", "adopt", "return"),
    DraftStatus.ADOPTED: ("votes", "execute"),
    DraftStatus.EXECUTED: ("votes",),
}
DONE: Final = {
    "saved": "Saved. Only your side sees it until it is tabled.",
    "table": "Tabled: both sides see it now.",
    "packet": "It is in the packet: the bodies vote on this very text.",
    "return": "Taken back to the table. Votes on its text stay on record.",
    "votes": "The vote is recorded.",
    "adopt": "Adopted. The execution version is written, with the dates of the approvals.",
    "execute": "Recorded as signed.",
}
"""What the page of a draft says after a step, by the word in its address."""


@dataclass(frozen=True, slots=True)
class BodyTold:
    """Where a body stands towards the text of a draft."""

    body: ApprovingBody
    told: str
    open: bool
    """Whether the reader may record its vote and it has not approved."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that was not taken, why, and what was typed, by the name of the field."""

    act: str
    why: str
    typed: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class NextSteps:
    """The steps that the reader may take, and what the forms of them hold."""

    acts: frozenset[str]
    seen: str = ""
    votes_seen: str = ""
    text_hash: str = ""
    bodies: tuple[BodyTold, ...] = ()
    complete: bool = False
    blank_effective: bool = False
    today: date = date.min
    """The day of the request, which forms begin with."""
    rules: tuple[Rule, ...] = tuple(Rule)
    private_first: bool = True
    """Whether a draft that the reader saves is its side's own at first."""


def next_steps(unit: Unit, agreement: AgreementRecord, draft: DraftRecord | None, caller: Caller) -> NextSteps:
    """What comes next for ``draft``; for None, before there is one."""
    acts = {each for each in _STEPS[draft.status] if _may(caller, each)} if draft is not None else set[str]()
    if may(caller, "POST", f"{AT}/drafts") and _changed(unit, agreement, draft, caller):
        acts.add("save")
    today, private_first = today_in(unit, agreement), caller.member is not None
    if draft is None or not acts & {"votes", "adopt"}:
        seen = "" if draft is None else service.draft_etag(draft)
        return NextSteps(frozenset(acts), seen, today=today, private_first=private_first)
    found = adopting.read_adoption(unit, agreement.id, str(draft.number), caller.sight)
    votes = adopting.votes_on(unit, agreement.id, str(draft.number), caller.sight)
    bodies = tuple(_bodies(agreement, found, caller))
    if not any(each.open for each in bodies):
        acts.discard("votes")
    if not found.adoption.complete:
        acts.discard("adopt")
    return NextSteps(
        frozenset(acts),
        service.draft_etag(draft),
        adopting.votes_etag(agreement.id, draft.number, votes),
        found.adoption.text_hash,
        bodies if draft.status is DraftStatus.PACKET or not found.adoption.complete else (),
        found.adoption.complete,
        effective_date(revisions_of(unit, draft)) is None,
        today,
        private_first=private_first,
    )


def recorder_side(caller: Caller) -> str | None:
    """The side whose bodies' votes the caller records; None for an operator, who records any."""
    return None if Standing.OPERATOR in caller.standings else caller.own_side


def _may(caller: Caller, act: str) -> bool:
    return may(caller, "POST", f"{DRAFT}/{act}")


def _changed(unit: Unit, agreement: AgreementRecord, draft: DraftRecord | None, caller: Caller) -> bool:
    """Whether the clauses say something that no draft which the reader sees says; on the page of the current draft, or
    where there is none."""
    drafts = service.list_drafts(unit, agreement.id, caller.sight)
    standing = standing_clauses(unit, agreement.id).versions
    if not standing:
        return False
    try:
        current = service.get_draft(unit, agreement.id, service.CURRENT, caller.sight)
    except NotFound:
        current = None
    here = draft is None or (current is not None and current.number == draft.number)
    return here and all(tuple(each.clauses) != tuple(standing) for each in drafts)


def _bodies(agreement: AgreementRecord, found: adopting.DraftVotes, caller: Caller) -> list[BodyTold]:
    """Every body that the text asks, in order."""
    told: dict[ApprovingBody, str] = {}
    made = found.adoption
    for said, votes in (("approved it", made.carried), ("voted it down", made.failed)):
        told |= {each.body: f"{said}, {each.yes} to {each.no}, on {each.on.isoformat()}" for each in votes}
    told |= {each.body: f"voted on another text on {each.on.isoformat()}" for each in made.differing}
    told |= dict.fromkeys(made.missing, "has not voted")
    approved = {each.body for each in made.carried}
    side = None if Standing.OPERATOR in caller.standings else caller.side
    roles = [each.role for each in agreement.parties]

    def own(body: ApprovingBody) -> bool:
        party = party_of(body, roles)
        return side is None or party is None or side_of(agreement.parties, party) == side

    return [BodyTold(body, told[body], body not in approved and own(body)) for body in found.asked.bodies]
