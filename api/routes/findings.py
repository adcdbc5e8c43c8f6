"""What the checks find about an agreement and its drafts, and the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.deps import AgreementId, SightDep, UnitDep
from api.paging import Paging, PagingDep, holds
from api.routes.drafts import DraftReference
from api.routes.responses import problems
from api.routing import Route
from api.schemas.findings import FindingCounts, FindingList, RuleFindingShown, RuleList, RuleShown
from api.schemas.words import SearchText
from api.services import checking as service
from api.services.checking import CheckResult, Wanted
from clauses.checks import RULES
from clauses.checks import rule as rule_of
from clauses.checks.findings import Finding, Level, Rule
from clauses.errors import InvalidOption
from clauses.status import DraftStatus

router = APIRouter(route_class=Route, tags=["findings"])


async def _wanted(
    level: Annotated[list[Level] | None, Query(title="Only findings of these levels")] = None,
    rule: Annotated[list[str] | None, Query(title="Only findings of these rules", examples=[["L06"]])] = None,
    status: Annotated[
        DraftStatus | None,
        Query(
            title="What the draft is checked as",
            description="Without it a draft is checked as what it was saved as, and the clauses as they stand as a "
            "working draft. In what is adopted or executed nothing may be blank.",
        ),
    ] = None,
) -> Wanted:
    for code in rule or ():
        _check_rule(code)
    return Wanted(level or (), rule or (), status)


def _check_rule(code: str) -> None:
    try:
        rule_of(code)
    except InvalidOption as error:
        raise InvalidOption(error.detail, "query.rule") from None


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get(
    "/agreements/{agreement_id}/findings", summary="Check the clauses as they stand", responses=problems(404, 422)
)
def check_agreement(agreement_id: AgreementId, unit: UnitDep, wanted: WantedDep, paging: PagingDep) -> FindingList:
    """What the rules find about the clauses as they stand today."""
    return _shown(service.check_standing(unit, agreement_id, wanted), paging)


@router.get(
    "/agreements/{agreement_id}/drafts/{number}/findings", summary="Check a draft", responses=problems(404, 422)
)
def check_draft(
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    sight: SightDep,
    wanted: WantedDep,
    paging: PagingDep,
) -> FindingList:
    """What the rules find about a saved draft, at the date that it bears."""
    return _shown(service.check_draft(unit, agreement_id, number, wanted, sight), paging)


@router.get("/rules", summary="List the rules")
def list_rules(
    paging: PagingDep,
    level: Annotated[list[Level] | None, Query(title="Only rules whose findings may have one of these levels")] = None,
    text: Annotated[SearchText | None, Query(title="Only rules whose code, title, summary or theme holds this")] = None,
) -> RuleList:
    """Every rule that an agreement is checked against."""
    found = [
        rule
        for rule in RULES
        if (not level or set(level) & set(rule.levels)) and holds(text, rule.code, rule.title, rule.summary, rule.theme)
    ]
    page = paging.of_placed(found, lambda rule: rule.code)
    return RuleList(items=page.shown(_rule), **page.links())


def _rule(rule: Rule) -> RuleShown:
    return RuleShown(
        code=rule.code,
        title=rule.title,
        summary=rule.summary,
        theme=rule.theme,
        levels=list(rule.levels),
        source=rule.source,
    )


def _shown(result: CheckResult, paging: Paging) -> FindingList:
    page = paging.of_placed(list(result.findings), _identity)
    counts = Counter(finding.level.value for finding in result.findings)
    return FindingList(
        status=result.status,
        counts=FindingCounts(**{level.value: counts[level.value] for level in Level}),
        items=page.shown(lambda finding: RuleFindingShown.model_validate(asdict(finding))),
        **page.links(),
    )


def _identity(finding: Finding) -> str:
    """What tells one finding from another: its rule, its places and its words."""
    return sha256(repr(finding).encode()).hexdigest()[:24]
