"""The negotiator's list: every clause as it stands, how far the sides are about it, and whose move it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep
from api.services import checking, comments
from api.services import clauses as service
from api.services.agreements import get_agreement
from api.services.negotiation import sides_of
from api.services.proposals import ShownProposal, list_proposals
from api.services.standing import ShownClause
from api.store.agreements import AgreementRecord, side_of
from api.store.comments import ThreadRecord
from api.store.unit import Unit
from api.web.clauses_names import section_label
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.rendering import page
from api.web.timeline import names_of
from clauses.checks.findings import Finding, Level
from clauses.kinds import kind
from drafts.negotiation.proposals import ProposalState
from drafts.negotiation.sides import Sides
from drafts.negotiation.status import ClauseStanding, ClauseStatus

router = APIRouter(route_class=PageRoute, include_in_schema=False)

OPEN_STATES = (ProposalState.DRAFT, ProposalState.SUBMITTED)
"""Proposals that still take a step."""
OURS, THEIRS = "ours", "theirs"
"""Whose move, as the filter names it."""
_WORDS = {"open": "Open", "agreed-by-one": "Agreed by one side", "agreed": "Agreed"}


@dataclass(frozen=True, slots=True)
class SideNames:
    """What the two sides are called, and which is the reader's own; ``own`` None for who has no part in private
    things."""

    names: dict[str, str]
    own: str | None

    def name(self, side: str) -> str:
        """A side by the short name of the party that leads it."""
        return self.names.get(side, side)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause in the list. ``movers`` are the sides that have to do something next."""

    clause: ShownClause
    label: str
    kind: str
    standing: str
    agreed_by: tuple[str, ...]
    movers: tuple[str, ...]
    proposals: tuple[ShownProposal, ...]
    comments: int
    private_comments: int
    findings: Counter[Level]

    @property
    def id(self) -> str:
        """The clause's identity."""
        return self.clause.revision.clause_id


def sides_known(agreement: AgreementRecord, caller: Caller) -> SideNames:
    """The names of the sides of an agreement."""
    names = names_of(agreement)
    sides = {side_of(agreement.parties, each.role) for each in agreement.parties}
    return SideNames({side: names.get(side, side) for side in sides}, caller.private_side)


@router.get(f"{AT}/clauses")
def show_clauses(
    request: Request,
    agreement_id: AgreementId,
    unit: UnitDep,
    caller: CallerDep,
    standing: Annotated[ClauseStanding | None, Query(alias="status")] = None,
    move: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The clauses in order, with counts; all, or those that stand so or wait for one side."""
    agreement = get_agreement(unit, agreement_id)
    sides = sides_known(agreement, caller)
    rows = clause_rows(unit, agreement, caller)
    shown = [row for row in rows if standing in (None, row.standing) and _waits(row, sides, move)]
    return page(
        request,
        "clauses/list.html",
        frame=frame_of(agreement, caller, "/clauses"),
        rows=shown,
        total=len(rows),
        counts=Counter(row.standing for row in rows),
        waiting={which: sum(_waits(row, sides, which) for row in rows) for which in (OURS, THEIRS)},
        negotiated=sides_of(agreement) is not None,
        sides=sides,
        asked=standing,
        move=move,
        words=_WORDS,
        may_add=may(caller, "POST", f"{AT}/clauses/add/{{kind}}"),
    )


def clause_rows(unit: Unit, agreement: AgreementRecord, caller: Caller) -> tuple[ClauseRow, ...]:
    """Every clause that stands, as the list tells it."""
    clauses = service.list_clauses(unit, agreement.id)
    sides = sides_of(agreement)
    touching = proposals_by_clause(list_proposals(unit, agreement.id, caller, states=OPEN_STATES))
    talked = _threads(comments.list_threads(unit, agreement.id, caller, comments.Wanted(resolved=False)))
    found = findings_by_clause(checking.check_standing(unit, agreement.id, checking.Wanted()).findings)
    return tuple(
        ClauseRow(
            each,
            section_label(each),
            kind(each.revision.kind).title,
            each.status.standing.value if each.status else "",
            tuple(side.name for side in each.status.agreed_by) if each.status else (),
            movers(each.status, touching.get(each.revision.clause_id, ()), sides),
            tuple(touching.get(each.revision.clause_id, ())),
            talked[each.revision.clause_id, False],
            talked[each.revision.clause_id, True],
            Counter(finding.level for finding in found.get(each.revision.clause_id, ())),
        )
        for each in clauses
    )


def movers(status: ClauseStatus | None, proposals: Sequence[ShownProposal], sides: Sides | None) -> tuple[str, ...]:
    """The sides whose move it is: that which has a proposal to answer; else that which has not yet agreed."""
    if status is None or sides is None:
        return ()
    both = (sides.one, sides.other)
    submitted = [each.proposal for each in proposals if each.proposal.state is ProposalState.SUBMITTED]
    asked = {side.name for each in submitted for side in both if side != sides.of(each.party)}
    if not submitted and status.standing is ClauseStanding.AGREED_BY_ONE:
        asked = {side.name for side in both if side not in status.agreed_by}
    return tuple(side.name for side in both if side.name in asked)


def proposals_by_clause(proposals: Sequence[ShownProposal]) -> dict[str, list[ShownProposal]]:
    """The proposals that touch each clause."""
    found: defaultdict[str, list[ShownProposal]] = defaultdict(list)
    for each in proposals:
        for clause_id in dict.fromkeys(edit.clause_id for edit in each.proposal.edits):
            found[clause_id].append(each)
    return dict(found)


def findings_by_clause(findings: Collection[Finding]) -> dict[str, list[Finding]]:
    """The findings that relate each clause, each once."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for each in findings:
        for clause_id in dict.fromkeys(place.clause_id for place in each.places):
            found[clause_id].append(each)
    return dict(found)


def _threads(threads: Sequence[ThreadRecord]) -> Counter[tuple[str, bool]]:
    """How many threads there are about each clause, by whether they are private."""
    return Counter((each.clause_id, each.side is not None) for each in threads if each.clause_id)


def _waits(row: ClauseRow, sides: SideNames, move: str) -> bool:
    """Whether a clause waits for the side that ``move`` means: the reader's own, or another one; "" is any."""
    if move not in (OURS, THEIRS) or sides.own is None:
        return True
    return (sides.own in row.movers) if move == OURS else any(each != sides.own for each in row.movers)
