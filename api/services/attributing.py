"""Who made what differs between two drafts of an agreement: what the redline engine is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.services.overlays import carried_of
from api.services.pairs import Pair
from api.services.proposals import accepted_proposals
from api.store import clauses as store
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.record import ClauseRevision
from drafts.makers import Maker, Provenance
from drafts.negotiation.places import Moment, Placed, Placer, placed
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


def makers_of(pair: Pair) -> Makers:
    """Who may have made what differs between two drafts of an agreement."""
    parties = {party.role: party.legal_name for party in pair.agreement.parties}
    told = placed_between(pair.unit, pair.before, pair.after)
    removed, moved = (
        {clause_id: _proposer(each, parties) for clause_id, each in side.items()} for side in (told.removed, told.moved)
    )
    return Makers(parties, removed, moved)


def placed_between(unit: Unit, before: DraftRecord, after: DraftRecord) -> Placed:
    """Which proposals, accepted or carried by ``after``, took out or moved the clauses that stand elsewhere in it, or
    not at all."""
    old, new = (
        Moment([clause_id for clause_id, _ in each.clauses], each.saved_at, carried_of(unit, each))
        for each in (before, after)
    )
    there = {*old.order}
    if [each for each in new.order if each in there] == list(old.order):
        return Placed()
    removals = store.removals(unit.read, after.agreement_id)
    return placed(old, new, accepted_proposals(unit, after.agreement_id), removals)


def _proposer(placer: Placer, parties: Mapping[str, str]) -> Maker:
    """Who proposed it, at the time of the revisions that the proposal made."""
    proposal = placer.proposal
    party = parties.get(proposal.party.value, proposal.party.label)
    return Maker(proposal.author, placer.at, party, proposal.rationale, proposal.id)


def provenance_between(pair: Pair, makers: Makers) -> Provenance:
    """Who made what differs from the one draft to the other, word by word."""
    forms = (pair.before.house.form, pair.after.house.form)
    old, new = (Side(each, form) for each, form in zip(pair.revisions, forms, strict=True))
    return provenance(old, new, pair.history, makers.of, removed=makers.removed, moved=makers.moved)
