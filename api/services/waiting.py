"""What waits for a side, in every agreement that somebody has a part in: proposals to answer, comments that nobody has
answered, a draft on the table, and days that come near. What is private to a side is seen as everywhere: by its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from api.auth.caller import Caller
from api.local_time import day_of
from api.services.agreements import today_in
from api.services.comments import ShownThread, Wanted, all_with_comments, list_threads
from api.services.deadlines import Asked, read_deadlines
from api.services.drafting import list_drafts
from api.services.negotiation import sides_of
from api.services.proposals import ShownProposal, list_proposals
from api.store.accounts import memberships
from api.store.agreements import AgreementRecord, list_agreements, side_of
from api.store.clauses import clause_order
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.errors import NotFound
from clauses.status import DraftStatus
from drafts.negotiation.deadlines import DueDay, Window
from drafts.negotiation.proposals import ProposalState
from drafts.negotiation.sides import Sides

NEAR: Final = timedelta(days=60)
"""How long before a day it is told of."""
MOST_AGREEMENTS: Final = 200
"""The newest agreements that are looked through."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for ``side`` in an agreement. Days come near for both sides, and so wait for neither."""

    agreement: AgreementRecord
    side: str
    proposals: tuple[ShownProposal, ...]
    threads: tuple[ShownThread, ...]
    drafts: tuple[DraftRecord, ...]
    days: tuple[DueDay, ...]

    @property
    def count(self) -> int:
        """How many things wait for the side."""
        return len(self.proposals) + len(self.threads) + len(self.drafts)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.count and not self.days

    def since(self, at: datetime) -> Waiting:
        """What of it has come after ``at``: days, those that came near since."""
        today = day_of(at, self.agreement.time_zone)
        return replace(
            self,
            proposals=tuple(each for each in self.proposals if each.at > at),
            threads=tuple(each for each in self.threads if each.comments[-1].at > at),
            drafts=tuple(each for each in self.drafts if each.shared_at is not None and each.shared_at > at),
            days=tuple(each for each in self.days if each.day is not None and each.day - NEAR > today),
        )


def list_waiting(unit: Unit, caller: Caller) -> tuple[Waiting, ...]:
    """What waits for the sides that ``caller`` is on, the newest agreement first; those where nothing does are left
    out."""
    found = (_waiting(unit, each, there) for each, there in _parts(unit, caller))
    return tuple(each for each in found if not each.is_empty)


def count_waiting(unit: Unit, caller: Caller) -> int:
    """How many things wait for the sides that ``caller`` is on."""
    return sum(_waiting(unit, each, there, days=False).count for each, there in _parts(unit, caller))


def _parts(unit: Unit, caller: Caller) -> Iterator[tuple[AgreementRecord, Caller]]:
    """Each agreement in which the caller acts for a party, and the caller as the guard would have it there."""
    mine = {each.agreement_id: each for each in memberships(unit.read, caller.user.id)}
    if caller.agreement_id is not None:  # a token for one
        mine = {name: each for name, each in mine.items() if name == caller.agreement_id}
    for agreement in list_agreements(unit.read, MOST_AGREEMENTS, among=frozenset(mine), newest_first=True):
        member = mine[agreement.id]
        yield agreement, replace(caller, member=member, side=side_of(agreement.parties, member.party))


def _waiting(unit: Unit, agreement: AgreementRecord, caller: Caller, *, days: bool = True) -> Waiting:
    sides, side = sides_of(agreement), caller.own_side
    near = tuple(_near(unit, agreement, caller)) if days else ()
    if sides is None:
        return Waiting(agreement, side, (), (), (), near)
    asked = list_proposals(unit, agreement.id, caller, states=[ProposalState.SUBMITTED])
    standing = frozenset(clause_order(unit.read, agreement.id))
    open_threads = list_threads(unit, agreement.id, caller, Wanted(private=False, resolved=False))
    threads = [each for each in open_threads if each.clause_id is None or each.clause_id in standing]
    return Waiting(
        agreement,
        side,
        tuple(each for each in asked if _is_theirs(each, sides, side)),
        tuple(each for each in all_with_comments(unit, agreement.id, threads) if _asks(each, agreement, side)),
        tuple(_on_the_table(unit, agreement, caller)),
        near,
    )


def _is_theirs(each: ShownProposal, sides: Sides, side: str) -> bool:
    return each.proposal.state is ProposalState.SUBMITTED and sides.of(each.proposal.party).name != side


def _asks(thread: ShownThread, agreement: AgreementRecord, side: str) -> bool:
    """Whether the other side has the last word in a thread that is not settled."""
    return bool(thread.comments) and _side_of(agreement, thread.comments[-1].party) not in (None, side)


def _side_of(agreement: AgreementRecord, party: str | None) -> str | None:
    known = {each.role for each in agreement.parties}
    return side_of(agreement.parties, party) if party in known else None


def _on_the_table(unit: Unit, agreement: AgreementRecord, caller: Caller) -> Iterator[DraftRecord]:
    """The newest draft of both sides, where the other side tabled it and the own one has taken no step since: neither
    shared a draft nor taken a step of a proposal."""
    shared = [each for each in list_drafts(unit, agreement.id, caller.sight) if each.shared_at is not None]
    newest = max(shared, key=lambda each: (each.shared_at or each.saved_at, each.number), default=None)
    if newest is None or newest.shared_at is None or newest.status is not DraftStatus.TABLED:
        return
    step = next(each for each in newest.steps if each.status.shared)
    if _side_of(agreement, step.party) in (None, caller.side):
        return
    answered = any(
        step.at > newest.shared_at and _side_of(agreement, step.party.value) == caller.side
        for each in list_proposals(unit, agreement.id, caller)
        for step in each.proposal.steps
    )
    if not answered:
        yield newest


def _near(unit: Unit, agreement: AgreementRecord, caller: Caller) -> Iterator[DueDay]:
    today = today_in(unit, agreement)
    window = Window(today, today + NEAR)
    try:
        found = read_deadlines(unit, agreement.id, Asked(first=window.first, last=window.last), caller.sight)
    except NotFound:  # no draft yet
        return
    yield from (each for each in found.due if window.holds(each.day))
