"""The change memo between two saved drafts of an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from api.auth.sight import SHARED, Sight
from api.file_names import memo_file_name
from api.services.agreements import get_agreement
from api.services.attributing import placed_between
from api.services.drafting import file_title, get_drafts
from api.services.standing import chains_of, revisions_of
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from drafts.negotiation.places import Placer
from drafts.summary import ChangeMemo, Said, Version, change_memo


@dataclass(frozen=True, slots=True)
class DraftMemo:
    """A memo with what it is about, and its Word file's name."""

    agreement: AgreementRecord
    after: DraftRecord
    memo: ChangeMemo
    file_name: str


def memo_of_drafts(unit: Unit, agreement_id: str, before: str, after: str, sight: Sight = SHARED) -> DraftMemo:
    """The memo from draft ``before`` to draft ``after`` (numbers, or "current"). Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    old, new = get_drafts(unit, agreement_id, (before, after), sight)
    sides = _version(unit, old), _version(unit, new)
    chain = chains_of(unit, old, new)
    history = {clause_id: chain(clause_id) for clause_id, _ in new.clauses}
    places = placed_between(unit, old, new)
    removed, moved = (
        {clause_id: _proposer(each) for clause_id, each in side.items()} for side in (places.removed, places.moved)
    )
    memo = change_memo(agreement.title, *sides, history, removed=removed, moved=moved)
    return DraftMemo(agreement, new, memo, memo_file_name(file_title(agreement), old.number, new.number))


def _version(unit: Unit, draft: DraftRecord) -> Version:
    revisions = revisions_of(unit, draft)
    return Version(draft.number, draft.label, draft.dated, draft.author, revisions, draft.house)


def _proposer(placer: Placer) -> Said:
    proposal = placer.proposal
    return Said(proposal.author, proposal.party.label, placer.at, proposal.rationale)
