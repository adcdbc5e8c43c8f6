"""Findings of an agreement as it stands, and of its saved drafts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from api.file_names import findings_file_name
from api.services.agreements import get_agreement
from api.services.drafting import file_title, get_draft, list_drafts
from api.services.standing import revisions_of, standing_clauses
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.checks import check, rule
from clauses.checks.findings import Finding, Level
from clauses.checks.state import Status, agreement_state
from clauses.record import ClauseRevision
from drafts.render.findings import Checked, findings_html


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are wanted: of these levels and rules, all where none is named; and what the draft is for."""

    levels: Collection[Level] = ()
    rules: Collection[str] = ()
    status: Status = Status.WORKING


def check_standing(unit: Unit, agreement_id: str, wanted: Wanted) -> tuple[Finding, ...]:
    """The findings about the clauses as they stand today. Raises :class:`NotFound` and :class:`InvalidOption`."""
    get_agreement(unit, agreement_id)
    return _check(standing_clauses(unit, agreement_id).revisions, unit.at.date(), wanted)


def check_draft(unit: Unit, agreement_id: str, reference: str, wanted: Wanted) -> tuple[Finding, ...]:
    """The findings about a draft, at the date that it bears. Raises :class:`NotFound` and :class:`InvalidOption`."""
    draft = get_draft(unit, agreement_id, reference)
    return _check(revisions_of(unit, draft), draft.dated, wanted)


def check_drafts(unit: Unit, agreement_id: str, wanted: Wanted, ready: Collection[int]) -> list[Checked]:
    """The findings about each draft; those whose numbers are ``ready`` are checked as execution versions. Raises
    :class:`NotFound` and :class:`InvalidOption`."""
    checked: list[Checked] = []
    for draft in list_drafts(unit, agreement_id):
        its = replace(wanted, status=Status.EXECUTION) if draft.number in ready else wanted
        checked.append(Checked(name_of(draft), _check(revisions_of(unit, draft), draft.dated, its)))
    return checked


def findings_page(unit: Unit, agreement_id: str, ready: Collection[int]) -> tuple[str, bytes]:
    """The page that lists the findings of every draft, and its file's name. Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    checked = check_drafts(unit, agreement_id, Wanted(), ready)
    return findings_file_name(file_title(agreement)), findings_html(checked, title=agreement.title).encode()


def name_of(draft: DraftRecord) -> str:
    """A draft's name in a list of findings: "Draft 5, March 3, 2020: Compromise"."""
    return f"Draft {draft.number}, {draft.dated:%B} {draft.dated.day}, {draft.dated.year}: {draft.label}"


def _check(revisions: tuple[ClauseRevision, ...], dated: date, wanted: Wanted) -> tuple[Finding, ...]:
    codes = {rule(code).code for code in wanted.rules}
    return tuple(
        finding
        for finding in check(agreement_state(revisions, status=wanted.status, dated=dated))
        if (not wanted.levels or finding.level in wanted.levels) and (not codes or finding.rule in codes)
    )
