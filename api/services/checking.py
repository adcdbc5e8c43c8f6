"""Findings of an agreement as it stands, and of its saved drafts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from api.auth.sight import SHARED, Sight
from api.file_names import findings_file_name
from api.services.adopting import signed_revisions
from api.services.agreements import get_agreement, today_in
from api.services.drafting import file_title, get_draft, list_drafts
from api.services.shown_clauses import SHOWN
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.checks import check, rule
from clauses.checks.findings import Finding, Level
from clauses.checks.state import agreement_state
from clauses.record import ClauseRevision
from clauses.status import DraftStatus
from clauses.wording.filters import long_date
from drafts.render.findings import Checked, findings_html


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are wanted: of these levels and rules, all where none is named; and what the draft is checked as.

    Without ``status`` a draft is checked as what it was saved as, and the clauses as they stand as a working draft.
    """

    levels: Collection[Level] = ()
    rules: Collection[str] = ()
    status: DraftStatus | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings that were wanted, and what the words were checked as."""

    status: DraftStatus
    findings: tuple[Finding, ...]


def check_standing(unit: Unit, agreement_id: str, wanted: Wanted) -> CheckResult:
    """The findings about the clauses as they stand today. Raises :class:`NotFound` and :class:`InvalidOption`."""
    agreement = get_agreement(unit, agreement_id)
    revisions = tuple(each.revision for each in SHOWN.by_id(unit, agreement).values())
    return _check(revisions, today_in(unit, agreement), wanted, DraftStatus.WORKING)


def check_draft(unit: Unit, agreement_id: str, reference: str, wanted: Wanted, sight: Sight = SHARED) -> CheckResult:
    """The findings about a draft, at the date that it bears; about an adopted one as it is signed.

    Raises :class:`NotFound` and :class:`InvalidOption`.
    """
    draft = get_draft(unit, agreement_id, reference, sight)
    return _check(signed_revisions(unit, draft), draft.dated, wanted, draft.status)


def check_drafts(unit: Unit, agreement_id: str, wanted: Wanted, sight: Sight = SHARED) -> list[Checked]:
    """The findings about each draft. Raises :class:`NotFound` and :class:`InvalidOption`."""
    return [
        Checked(name_of(draft), _check(signed_revisions(unit, draft), draft.dated, wanted, draft.status).findings)
        for draft in list_drafts(unit, agreement_id, sight)
    ]


def findings_page(unit: Unit, agreement_id: str) -> tuple[str, bytes]:
    """The page that lists the findings of every draft, and its file's name. Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    checked = check_drafts(unit, agreement_id, Wanted())
    return findings_file_name(file_title(agreement)), findings_html(checked, title=agreement.title).encode()


def name_of(draft: DraftRecord) -> str:
    """A draft's name in a list of findings: "Draft 5, March 3, 2020: Compromise"."""
    return f"Draft {draft.number}, {long_date(draft.dated)}: {draft.label}"


def _check(revisions: tuple[ClauseRevision, ...], dated: date, wanted: Wanted, status: DraftStatus) -> CheckResult:
    codes = {rule(code).code for code in wanted.rules}
    status = wanted.status or status
    found = check(agreement_state(revisions, status=status, dated=dated))
    return CheckResult(
        status,
        tuple(
            finding
            for finding in found
            if (not wanted.levels or finding.level in wanted.levels) and (not codes or finding.rule in codes)
        ),
    )
