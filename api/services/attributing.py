"""Who made what differs between two drafts of an agreement: what the redline engine is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.services.standing import revision_of, revisions_of
from api.store import clauses as store
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.record import ClauseRevision
from drafts.makers import Maker, Provenance
from drafts.provenance import Side, provenance


@dataclass(frozen=True, slots=True)
class Makers:
    """Who answers for the clauses' revisions, and who took out or moved clauses between two drafts. Two drafts and
    equal makers have one provenance."""

    parties: Mapping[str, str]
    """Role -> the party's name as the redline has it."""
    removed: Mapping[str, Maker]
    moved: Mapping[str, Maker]

    def of(self, revision: ClauseRevision) -> Maker:
        """Who made a revision."""
        party = "" if revision.party is None else self.parties.get(revision.party.value, revision.party.label)
        return Maker(
            author=revision.author,
            at=revision.at,
            party=party,
            rationale=revision.rationale or "",
            proposal=revision.proposal or "",
            revision=revision.number,
        )


def makers_of(agreement: AgreementRecord) -> Makers:
    """Who may have made what differs between two drafts of the agreement."""
    return Makers({party.role: party.legal_name for party in agreement.parties}, {}, {})


def provenance_between(unit: Unit, before: DraftRecord, after: DraftRecord, makers: Makers) -> Provenance:
    """Who made what differs from draft ``before`` to draft ``after``, word by word."""
    old, new = (Side(revisions_of(unit, draft), draft.house.form) for draft in (before, after))
    known = {(each.clause_id, each.number) for each in old.revisions}
    changed = [each.clause_id for each in new.revisions if (each.clause_id, each.number) not in known]
    history = {clause_id: _history(unit, after.agreement_id, clause_id) for clause_id in changed}
    return provenance(old, new, history, makers.of, removed=makers.removed, moved=makers.moved)


def _history(unit: Unit, agreement_id: str, clause_id: str) -> tuple[ClauseRevision, ...]:
    return tuple(map(revision_of, store.revisions(unit.read, agreement_id, clause_id)))
