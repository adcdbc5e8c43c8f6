"""The lawyer's findings: what the checks say about the clauses as they stand, or about a draft, each with the clauses
that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from api.deps import AgreementId, CallerDep, SightDep, UnitDep
from api.services import checking as service
from api.services.agreements import get_agreement, today_in
from api.services.checking import Wanted
from api.services.drafting import get_draft, list_drafts
from api.services.standing import standing_clauses
from api.store.drafts import DraftRecord
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.rendering import page
from clauses.checks import rule
from clauses.checks.findings import Finding, Level, Rule

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_CLAUSE: Final = f"{AT}/clauses/{{clause_id}}"
_LEVELS: Final = {
    Level.ERROR: ("Errors", "The agreement contradicts itself, or leaves out what it relies on."),
    Level.WARNING: ("Warnings", "It holds together, and a careful reader would still ask."),
    Level.NOTICE: ("Notices", "Left open, and should be so on purpose."),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding, and its rule."""

    finding: Finding
    rule: Rule


@dataclass(frozen=True, slots=True)
class _Group:
    """The findings of one level."""

    name: str
    meaning: str
    found: tuple[_Found, ...]


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the page tells: of which draft (None: the clauses as they stand), on which day, and how much there is of
    each level, whatever is shown."""

    draft: DraftRecord | None
    dated: date
    level: Level | None
    counts: dict[Level, int]
    groups: tuple[_Group, ...]
    linked: Collection[str]
    """The clauses that a reader can go to."""


@router.get(f"{AT}/findings")
def show_findings(
    request: Request,
    agreement_id: AgreementId,
    unit: UnitDep,
    caller: CallerDep,
    sight: SightDep,
    draft: Annotated[str, Query(pattern=r"^([1-9]\d{0,5})?$")] = "",
    level: Annotated[str, Query(pattern="^(error|warning|notice)?$")] = "",
) -> Response:
    """What the checks find, the worst first."""
    agreement = get_agreement(unit, agreement_id)
    if draft:
        record = get_draft(unit, agreement_id, draft, sight)
        result, dated = service.check_draft(unit, agreement_id, draft, Wanted(), sight), record.dated
    else:
        record = None
        result, dated = service.check_standing(unit, agreement_id, Wanted()), today_in(unit, agreement)
    wanted = Level(level) if level else None
    there = {each.clause_id for each in standing_clauses(unit, agreement_id).revisions}
    found = _Findings(
        record,
        dated,
        wanted,
        dict(Counter(each.level for each in result.findings)),
        _groups(result.findings, wanted),
        there if may(caller, "GET", _CLAUSE) else (),
    )
    drafts = tuple(reversed(list_drafts(unit, agreement_id, sight)))
    frame = frame_of(agreement, caller, "/findings")
    return page(request, "review/findings.html", frame=frame, found=found, drafts=drafts, levels=_LEVELS)


def _groups(findings: Sequence[Finding], wanted: Level | None) -> tuple[_Group, ...]:
    made: list[_Group] = []
    for level, (name, meaning) in _LEVELS.items():
        chosen = tuple(_Found(each, rule(each.rule)) for each in findings if each.level is level)
        if chosen and wanted in (None, level):
            made.append(_Group(name, meaning, chosen))
    return tuple(made)
